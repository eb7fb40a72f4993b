/**
 * Fees: what an account has paid, or may have paid, as the log, the registry and the invoices of the provider tell it.
 */
import type { ProviderName } from './desired.ts';
import type { EntryOf } from './log.ts';
import type { LiveBrand, LiveCampaign } from './snapshot.ts';

export const FEES_FORMAT = 'campaignctl/fees@1';

/** What the provider charged, on paper. */
export interface Invoice {
  readonly id: string;
  /** USD; null: not told. */
  readonly usd: number | null;
  /** Provider id of the campaign; null: not told. */
  readonly campaignId: string | null;
  /** Our reference of the campaign; null: not told, or it has none. */
  readonly referenceId: string | null;
  /** ISO 8601, on the clock of the provider; null: not told. */
  readonly issuedAt: string | null;
}

/**
 * confirmed: an invoice says so, or it took effect and its price is published · unconfirmed: it took effect, and
 * whether or how much that costs is not published · possible: it may have been charged, its answer was lost ·
 * not-charged: a person or the registry found no effect · unknown: nothing tells what it cost.
 */
export type FeeState = 'confirmed' | 'unconfirmed' | 'possible' | 'not-charged' | 'unknown';

export interface FeeRow {
  /**
   * submission: sent by this tool · outside: it lives in the registry, and the log does not know its registration ·
   * invoice: an invoice that neither of them explains.
   */
  readonly kind: 'submission' | 'outside' | 'invoice';
  /** ISO 8601: when it was sent; of an invoice, when it was issued; null: not known. */
  readonly at: string | null;
  /** USD: of the invoice, else the worst case as it was planned; null: not known. */
  readonly usd: number | null;
  /** USD, worst case, as it was approved; null: no figure was known, or it is not in the log. */
  readonly planned: number | null;
  readonly state: FeeState;
  /** `campaign/front-desk`; null: it carries no reference of this account, and no block is bound to it. */
  readonly address: string | null;
  readonly action: 'register' | 'resubmit' | 'other' | null;
  /** Provider id; null: not known. */
  readonly id: string | null;
  readonly idFrom: 'log' | 'registry' | 'invoice' | null;
  /** Id of the request in the log; null: it is not there. */
  readonly write: string | null;
  readonly sentBy: {
    readonly who: string;
    readonly host: string;
    readonly commit: string | null;
    /** That person carried it out, or was to; nothing was sent. */
    readonly byHand: boolean;
  } | null;
  readonly approved: Pick<EntryOf<'approved'>, 'at' | 'by' | 'how' | 'file'> | null;
  /** How it was found out, or decided, what became of a request whose answer was lost; outside: of one that is said to have had no effect. */
  readonly settled: Pick<EntryOf<'settled'>, 'at' | 'effect' | 'by' | 'who' | 'reason'> | null;
  readonly invoice: Invoice | null;
}

/** USD, and counts. Nothing is in two of them. */
export interface FeeTotals {
  readonly confirmed: number;
  /** At most. */
  readonly unconfirmed: number;
  /** At most. */
  readonly possible: number;
  /** On invoices for what the log knows nothing about. */
  readonly outside: number;
  /** Rows that may have cost something and tell no amount. */
  readonly unknown: number;
}

export interface Fees {
  readonly format: typeof FEES_FORMAT;
  readonly account: string;
  readonly provider: ProviderName;
  /** Where the log is, for people. */
  readonly store: string;
  /** ISO 8601, on the clock of the registry; null: it was not read. */
  readonly readAt: string | null;
  /** none: the provider tells no invoices. */
  readonly invoices: 'read' | 'none' | 'unread';
  /** Live facts that are missing here, each a sentence. */
  readonly missing: readonly string[];
  /** Live objects and invoices that carry the reference of another account, and are left out. */
  readonly elsewhere: number;
  readonly rows: readonly FeeRow[];
  readonly totals: FeeTotals;
}

/** What the provider tells. A list is null where it was not read, or not completely. */
export interface LiveFees {
  readonly readAt: string | null;
  readonly brands: readonly Pick<LiveBrand, 'id' | 'referenceId'>[] | null;
  readonly campaigns: readonly Pick<LiveCampaign, 'id' | 'referenceId'>[] | null;
  readonly invoices: readonly Invoice[] | 'none' | null;
  readonly missing: readonly string[];
}
