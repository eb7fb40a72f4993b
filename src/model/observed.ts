/**
 * Observed: what Admin Console showed to people, as `observed.yaml` holds it (schema/observed.schema.json).
 * Law: every statement has when and to whom. What nobody saw is not here, and is not known.
 */
import type { E164 } from './desired.ts';
import type { Content } from './kinds.ts';
import type { BrandStatus, CampaignStatus, SeenAt, SmsStatus } from './snapshot.ts';

/** Name of the file, in the folder that holds `account:`. */
export const OBSERVED_FILE = 'observed.yaml';

/** ISO 8601, UTC, to the second; login, or name. */
export type Seen = SeenAt;

export interface Observed {
  /** Name of the account. */
  readonly account: string;
  /** All brands and campaigns that Admin Console shows are written here; null: nobody has said so. */
  readonly forms: Seen | null;
  /** The whole SMS page was seen: a number that is not here was Disabled or blank. null: nobody has. */
  readonly page: Seen | null;
  /** By key of their block, or by any name where no block is meant. */
  readonly brands: ReadonlyMap<string, ObservedBrand>;
  readonly campaigns: ReadonlyMap<string, ObservedCampaign>;
  /** Numbers of no campaign here: Disabled, or on without one. */
  readonly numbers: ReadonlyMap<E164, ObservedNumber>;
}

export interface ObservedBrand {
  /** As Admin Console shows it; null: not written down. */
  readonly id: string | null;
  readonly status: BrandStatus;
  readonly since: string | null;
  readonly reason: string | null;
  readonly seen: Seen;
  /** What its form holds; null: not seen, so not compared. */
  readonly content: Content | null;
}

export interface ObservedCampaign {
  readonly id: string | null;
  /** Key of its brand in this file; null: not told. */
  readonly brand: string | null;
  readonly status: CampaignStatus;
  readonly since: string | null;
  readonly reason: string | null;
  readonly lastResubmit: string | null;
  /** Numbers that carriers allow; null: Admin Console does not tell. */
  readonly limit: number | null;
  readonly seen: Seen;
  readonly content: Content | null;
  readonly numbers: ReadonlyMap<E164, ObservedNumber>;
}

export interface ObservedNumber {
  /** `unknown`: Admin Console shows Pending, and nobody knows in which direction. */
  readonly status: SmsStatus;
  readonly since: string | null;
  readonly reason: string | null;
  readonly seen: Seen;
  /** Day (ISO 8601) on which somebody should look again; null: nothing is under way. */
  readonly lookAgain: string | null;
}

/** The words of the SMS page. A turn that is under way is Pending in both directions there, so we write which. */
export const SMS_WORDS: Readonly<Record<SmsStatus, string>> = {
  on: 'Enabled',
  off: 'Disabled',
  'pending-on': 'Pending on',
  'pending-off': 'Pending off',
  'enabling-failed': 'Enabling Failed',
  'disabling-failed': 'Disabling Failed',
  unknown: 'Pending',
};

/** A row of the SMS page, as somebody pasted it. */
export interface PageRow {
  readonly number: E164;
  /** `pending`: the page does not say in which direction. Blank is `off`. */
  readonly status: 'on' | 'off' | 'pending' | 'enabling-failed' | 'disabling-failed';
  /** Id or name in its campaign column; null: there is no such column, or it is blank. */
  readonly campaign: string | null;
  /** Line of the paste, 1-based, for diagnostics. */
  readonly line: number;
}

/** One thing that a person says. */
export type News =
  /** These changes of a runbook have been carried out. `id`: what Admin Console shows for a new brand or campaign. */
  | { readonly kind: 'done'; readonly changes: readonly string[]; readonly id: string | null }
  /** This person carries out this paid change. */
  | { readonly kind: 'claim'; readonly changes: readonly string[] }
  /** Admin Console shows this of a brand or campaign (`brand/acme`). null: not said, so as it was. */
  | {
      readonly kind: 'state';
      readonly address: string;
      readonly status: BrandStatus | CampaignStatus | null;
      readonly id: string | null;
      readonly reason: string | null;
      readonly limit: number | null;
    }
  | { readonly kind: 'page'; readonly rows: readonly PageRow[]; readonly whole: boolean }
  /** What is in the file are all brands and campaigns that Admin Console shows. */
  | { readonly kind: 'forms' };
