/**
 * The log of one account: what was approved, what was sent, what came of it. One append-only list of entries.
 * Journal, fee ledger, approvals, lease and audit are views of it (src/apply/log). Plain JSON, one entry a line.
 * Law: an entry is never changed or taken back; a correction is another entry. No entry holds a tax id or an API key.
 */
import type { Content } from './kinds.ts';
import type { Action, ChangeFee, Risk, When } from './plan.ts';
import type { Step, StepResult } from './port.ts';
import type { Part } from './snapshot.ts';

/** A step without its tax id. */
export type LoggedStep =
  | Exclude<Step, { kind: 'register-brand' }>
  | Omit<Extract<Step, { kind: 'register-brand' }>, 'taxId'>;

/** Who runs: a person or a job, on a machine. */
export interface Holder {
  /** Login name, or the actor that CI names. */
  readonly who: string;
  readonly host: string;
  readonly pid: number;
  /** What tells this process from a later one with the same pid on the same machine; null: the system does not tell. */
  readonly birth: string | null;
  /** Commit of the configuration; null: not known. */
  readonly commit: string | null;
  /** `apply`, `apply --continue`, `resolve`, … */
  readonly command: string;
}

/** What is remembered of an approved change. */
export interface ApprovedChange {
  readonly id: string;
  readonly address: string;
  readonly action: Action;
  readonly risk: Risk;
  /** USD, worst case; null: no fee, or no figure is known. */
  readonly usd: number | null;
  /** Campaign that a number goes to; null for everything else. */
  readonly campaign: string | null;
  /** When it was to be run as the plan stood that was approved. */
  readonly when: When['kind'];
}

/** What is remembered of the change that a write belongs to. */
export interface LoggedChange {
  readonly id: string;
  readonly address: string;
  readonly action: Action;
  readonly fee: ChangeFee | null;
  readonly campaign: string | null;
  readonly person: string | null;
}

export type LogEntry = {
  /** ISO 8601, UTC, on the clock of the machine that wrote it. */
  readonly at: string;
  /** Id of the run that wrote it. */
  readonly run: string;
} & (
  | {
      /** The run may write from here on, until it has been silent for `ttlMs`. */
      readonly kind: 'lease';
      /** Name of the account: a log is that of one account. */
      readonly account: string;
      readonly holder: Holder;
      readonly ttlMs: number;
      /** The run it took over from, and why that was possible; null: nobody held it. */
      readonly tookOver: { readonly run: string; readonly why: 'silent' | 'gone' } | null;
    }
  /** A sign of life while nothing is written. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'released' }
  /** A person ended somebody else's lease. */
  | {
      readonly kind: 'unlocked';
      readonly of: string;
      readonly by: string;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'approved';
      readonly by: string;
      readonly commit: string | null;
      /** A confirmation on a terminal, `--yes`, or a plan file, with its name. */
      readonly how: 'terminal' | 'yes' | 'file';
      readonly file: string | null;
      /** `readAt` of the plan that was approved. */
      readonly plannedAt: string;
      readonly changes: readonly ApprovedChange[];
    }
  /** Approvals that end without having been used, each with a reason for people. */
  | { readonly kind: 'dropped'; readonly changes: readonly string[]; readonly reason: string }
  /**
   * A request is about to leave. Durable before it does. One entry for each step of a batch.
   * With `claimedBy`, a person carries it out: nothing leaves, and the result comes when the person tells it.
   */
  | {
      readonly kind: 'intent';
      /** Id of this write. */
      readonly write: string;
      readonly change: LoggedChange;
      readonly step: LoggedStep;
      readonly claimedBy?: string;
    }
  | { readonly kind: 'result'; readonly write: string; readonly result: StepResult }
  /** What became of a write whose answer was lost: found by looking, or decided by a person. */
  | {
      readonly kind: 'settled';
      readonly write: string;
      readonly effect: 'there' | 'none';
      /** Provider id of what was made; null: nothing was, or it is not known. */
      readonly id: string | null;
      readonly by: 'registry' | 'person';
      readonly who: string;
      readonly reason: string;
    }
  /** A person says that this log may begin beside live objects of the account. */
  | { readonly kind: 'begun'; readonly by: string; readonly reason: string }
  | {
      readonly kind: 'ended';
      readonly stopped: string | null;
      readonly done: number;
      readonly waiting: number;
      readonly held: number;
      readonly failed: number;
      readonly notAttempted: number;
      /** Entries that each complete part of the snapshot had. */
      readonly read: Partial<Readonly<Record<Part, number>>>;
    }
);

export type EntryOf<K extends LogEntry['kind']> = Extract<LogEntry, { readonly kind: K }>;

/** A registration or resubmission that was sent, and may not be sent again. */
export interface Submission {
  /** Id of the write. */
  readonly write: string;
  /** ISO 8601: when it was sent. */
  readonly at: string;
  /** False: its answer was lost, and nobody has found out what became of it. */
  readonly certain: boolean;
  /** The person who carries it out; null: it was a request. */
  readonly claimedBy: string | null;
  /** What it registers; null: it sends something in again. */
  readonly content: Content | null;
}

/** What the planner has to know of the log. */
export interface LogFacts {
  /** Where the log is, for people. */
  readonly label: string;
  /** Whether it outlives the machine that runs. */
  readonly durable: boolean;
  /** A person has said that it may begin beside live objects that it does not know. */
  readonly begun: boolean;
  /** References of live objects that it accounts for: registered or renamed by a run that is in it. */
  readonly known: ReadonlySet<string>;
  /**
   * By our reference, or by provider id and reason of a resubmission with a space between; one that a person has claimed
   * and not told as done also by the address of its block.
   */
  readonly submissions: ReadonlyMap<string, Submission>;
  /** How many entries each part of the registry had when a run last read it whole. */
  readonly lastRead: ReadonlyMap<Part, { readonly entries: number; readonly at: string }>;
}
