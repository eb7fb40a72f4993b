/**
 * Import: the live registry as files, and what stays out of them.
 * Law: what is left out is named with its reason, so that nobody takes silence for completeness.
 */
import type { ProviderName } from './desired.ts';
import type { CampaignStatus, Gap } from './snapshot.ts';

export const IMPORT_FORMAT = 'campaignctl/import@1';

export interface Imported {
  readonly format: typeof IMPORT_FORMAT;
  readonly account: string;
  readonly provider: ProviderName;
  /** ISO 8601, UTC: when the registry was read. */
  readonly readAt: string;
  /** In the order in which they are written: what is named by another comes first. */
  readonly files: readonly NewFile[];
  readonly leftOut: readonly LeftOut[];
  /** Numbers whose SMS is off: no line is needed for them. */
  readonly off: number;
  readonly gaps: readonly Gap[];
}

export interface NewFile {
  /** Relative to the folder of the account, with `/`. No file of that name is there yet. */
  readonly path: string;
  readonly text: string;
  readonly holds: Holds;
}

export type Holds =
  | { readonly kind: 'brands'; readonly blocks: readonly Bound[] }
  | {
      readonly kind: 'campaign';
      readonly block: Bound;
      readonly status: CampaignStatus;
      /** Numbers listed, those of its list included. */
      readonly numbers: number;
    }
  | { readonly kind: 'list'; readonly campaign: string; readonly numbers: number };

/** A block, and the live object it is bound to. */
export interface Bound {
  readonly key: string;
  readonly id: string;
}

/** Something live that no new file holds. */
export interface LeftOut {
  /** `number/+14085550101`, or `brand/` and `campaign/` with the provider id. */
  readonly address: string;
  /** A field of that brand or campaign; null: all of it. */
  readonly field: string | null;
  /** Name of the person whose number it is; null: nobody holds it, or it is no number. */
  readonly person: string | null;
  /** A sentence without its full stop. */
  readonly reason: string;
  /** What a person can do about it; null: nothing, or nothing but wait. */
  readonly next: string | null;
  /** Lines to paste; empty: none help. */
  readonly lines: readonly string[];
}
