/**
 * Audit: the log of an account as a reader follows it, run by run.
 */
import type { ApprovedChange, EntryOf } from './log.ts';
import type { StepResult } from './port.ts';

export const LOG_FORMAT = 'campaignctl/log@1';

export interface Audit {
  readonly account: string;
  /** Where the log is, for people. */
  readonly store: string;
  /** Entries of the whole log, signs of life included. */
  readonly entries: number;
  /** ISO 8601: nothing before it is shown; null: everything is. */
  readonly since: string | null;
  /** In the order in which they began. */
  readonly runs: readonly AuditRun[];
}

export interface AuditRun {
  readonly run: string;
  /** ISO 8601: its first entry in the log, shown or not. */
  readonly at: string;
  /** null: it wrote without one, as an unlock does. */
  readonly lease: EntryOf<'lease'> | null;
  /** In order. */
  readonly events: readonly AuditEvent[];
  readonly end: RunEnd;
}

/** Entries that say more together stand together. */
export type AuditEvent =
  | {
      readonly kind: 'takeover';
      readonly at: string;
      readonly from: string;
      readonly why: 'silent' | 'gone';
    }
  | {
      readonly kind: 'approved';
      readonly entry: EntryOf<'approved'>;
      /** The person of each change, where the log names one later. */
      readonly changes: readonly (ApprovedChange & { readonly person: string | null })[];
    }
  | {
      readonly kind: 'dropped';
      readonly entry: EntryOf<'dropped'>;
      /** The addresses of what had been approved; the id of a change where it is not in the log. */
      readonly names: readonly string[];
    }
  | {
      readonly kind: 'write';
      readonly intent: EntryOf<'intent'>;
      /** null: no answer is in the log. */
      readonly result: StepResult | null;
      /** How it was found out later, or decided, what became of it. */
      readonly settled: EntryOf<'settled'> | null;
    }
  | {
      readonly kind: 'settled';
      readonly entry: EntryOf<'settled'>;
      /** null: the log does not hold the request. */
      readonly intent: EntryOf<'intent'> | null;
    }
  | {
      readonly kind: 'unlocked';
      readonly entry: EntryOf<'unlocked'>;
      readonly holder: string | null;
    }
  | { readonly kind: 'begun'; readonly entry: EntryOf<'begun'> }
  | { readonly kind: 'ended'; readonly entry: EntryOf<'ended'> };

/** How a run ended, as the log tells it. */
export type RunEnd =
  /** Properly; what it did stands in its last event, where there was anything to do. */
  | { readonly how: 'released' }
  | { readonly how: 'unlocked'; readonly by: string; readonly at: string }
  | { readonly how: 'taken-over'; readonly at: string; readonly why: 'silent' | 'gone' }
  /** Nothing is written of an end: it goes on, or it broke off. `at`: its last sign of life (ISO 8601). */
  | { readonly how: 'open'; readonly at: string }
  /** It held no lease, so there was nothing to end. */
  | { readonly how: 'none' };
