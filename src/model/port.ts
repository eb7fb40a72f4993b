/**
 * The port: the few things the tool asks of a provider.
 * Law: a provider never decides. It reads completely or reports a gap, writes exactly what a step says, and tells what it does not know.
 */
import type { Capabilities } from './capabilities.ts';
import type { Desired, E164 } from './desired.ts';
import type { Invoice } from './fees.ts';
import type { Content, Kind } from './kinds.ts';
import type { LiveBrand, LiveCampaign, LiveNumber, Snapshot } from './snapshot.ts';

export interface Provider {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Desired as the provider would read it back, so that equal things compare equal. Pure. */
  canonical(desired: Desired): Desired;
  /**
   * Reads everything, with GET only. Never throws for a part that fails: that part is a gap. Throws ProviderError `access` on 401/403.
   * `about`: whom to ask for one by one, where a list does not tell enough; left out: nobody.
   */
  snapshot(about?: About): Promise<Snapshot>;
  /**
   * Writes one batch: either one step, or up to `batchSize` steps of the same kind `assign` or `turn-off`.
   * One result per step, in order. Polls the operation to its end. Throws only ProviderError `access`.
   */
  execute(batch: readonly Step[]): Promise<readonly StepResult[]>;
  /**
   * Before the first write: that the keys may do all that a write needs, following its operation included.
   * Reads only. Throws ProviderError `access`.
   */
  checkAccess(): Promise<void>;
  /** Looks one object up, by reference or id; all that match (more than one: the registry holds duplicates). */
  find(target: FindTarget): Promise<readonly FoundObject[]>;
  /** Everything that was charged, in no order, with GET only; null: the provider tells no invoices. Throws ProviderError, also where the list is not complete. */
  invoices(): Promise<readonly Invoice[] | null>;
  /** Requests sent so far, for the report. */
  requests(): number;
  close(): Promise<void>;
}

/** What a snapshot is wanted for. */
export interface About {
  /** The userNames that the files name; capital and small letters are the same. */
  readonly users: readonly string[];
}

export const NOBODY: About = { users: [] };

export type FindTarget =
  | { readonly kind: Kind; readonly reference: string }
  | { readonly kind: Kind; readonly id: string }
  | { readonly kind: 'number'; readonly number: E164 };

export type FoundObject =
  | { readonly kind: 'brand'; readonly brand: LiveBrand }
  | { readonly kind: 'campaign'; readonly campaign: LiveCampaign }
  | { readonly kind: 'number'; readonly number: E164; readonly sms: LiveNumber['sms'] };

/** One write. `change` is the id of the change it belongs to; a move has two steps. */
export type Step =
  | {
      readonly kind: 'register-brand';
      readonly change: string;
      readonly reference: string;
      readonly content: Content;
      /** From the environment. Never logged, never in a message. */
      readonly taxId: string;
    }
  | {
      readonly kind: 'register-campaign';
      readonly change: string;
      readonly reference: string;
      readonly brandId: string;
      readonly content: Content;
    }
  | {
      readonly kind: 'update';
      readonly change: string;
      readonly of: Kind;
      readonly id: string;
      readonly version: string | null;
      /** Only the fields that change. */
      readonly content: Content;
    }
  | {
      readonly kind: 'rebind';
      readonly change: string;
      readonly of: Kind;
      readonly id: string;
      readonly version: string | null;
      readonly reference: string;
    }
  | {
      readonly kind: 'resubmit';
      readonly change: string;
      readonly id: string;
      readonly version: string | null;
      readonly reason: string;
      /** Only the fields that change; may be empty. */
      readonly content: Content;
    }
  | {
      readonly kind: 'deactivate';
      readonly change: string;
      readonly id: string;
      readonly version: string | null;
      readonly reason: string;
    }
  | {
      readonly kind: 'assign';
      readonly change: string;
      readonly number: E164;
      readonly campaignId: string;
      readonly version: string | null;
    }
  | {
      readonly kind: 'turn-off';
      readonly change: string;
      readonly number: E164;
      readonly version: string | null;
    };

export type StepResult =
  /** The registry took it. `id`: provider id of a new object. */
  | { readonly outcome: 'accepted'; readonly id: string | null; readonly requestId: string | null }
  /** The registry refused it: certainly no effect. */
  | {
      readonly outcome: 'rejected';
      readonly code: string;
      readonly message: string;
      readonly requestId: string | null;
    }
  /** Lost answer, FAILED after acceptance without certainty, or UNKNOWN: the effect may be there. Never sent again on a guess. */
  | {
      readonly outcome: 'unknown';
      readonly code: string;
      readonly message: string;
      readonly requestId: string | null;
    };

export type ProviderErrorKind =
  /** 401 or 403: the key is wrong or may not do this. */
  | 'access'
  /** 400, 404, 409, 412: the registry refused the request. */
  | 'refused'
  /** 429 after all patience. */
  | 'rate-limit'
  /** 408, 5xx, time-out, broken connection. */
  | 'unavailable'
  /** The answer could not be understood. */
  | 'protocol';

/** A transport or registry fault. Never holds the API key, a tax id or a request body. Not thrown for a user's mistake. */
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  /** HTTP status; null: no answer. */
  readonly status: number | null;
  /** Code in the error body, such as `VALIDATION_ERROR`; null: none. */
  readonly code: string | null;
  /** Field named in the error body. */
  readonly field: string | null;
  /** True: a write that may have taken effect. */
  readonly outcomeUnknown: boolean;
  /** X-Response-Id of the answer, else the X-Request-Id that was sent. */
  readonly requestId: string | null;

  constructor(
    message: string,
    facts: {
      kind: ProviderErrorKind;
      status?: number | null;
      code?: string | null;
      field?: string | null;
      outcomeUnknown?: boolean;
      requestId?: string | null;
    },
  ) {
    super(message);
    this.name = 'ProviderError';
    this.kind = facts.kind;
    this.status = facts.status ?? null;
    this.code = facts.code ?? null;
    this.field = facts.field ?? null;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.requestId = facts.requestId ?? null;
  }
}
