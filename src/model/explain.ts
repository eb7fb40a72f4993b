/**
 * Explanation: whether a number, a person, a campaign or an account can text, and why not, as plain JSON
 * (schema/explain.schema.json).
 * Law: a value made from a plan and the snapshot that it was made from. What was not read is `unknown`, never `no`.
 */
import type { E164, ProviderName } from './desired.ts';
import type { Place } from './diagnostic.ts';
import type { FeeState, FeeTotals } from './fees.ts';
import type {
  Attention,
  CampaignLine,
  Change,
  ChangeFee,
  Held,
  LimitRaise,
  Refusal,
  Unlisted,
  Waiting,
} from './plan.ts';
import type { BrandStatus, CampaignStatus, Gap, LiveNumber, SmsStatus } from './snapshot.ts';

export const EXPLAIN_FORMAT = 'campaignctl/explain@1';

export interface Explanation {
  readonly format: typeof EXPLAIN_FORMAT;
  readonly account: string;
  readonly provider: ProviderName;
  readonly label: string;
  readonly sandbox: boolean;
  readonly readAt: string;
  readonly gaps: readonly Gap[];
  /** As it was written on the command line; null: the account as a whole. */
  readonly asked: string | null;
  readonly answer: Answer;
}

export type Answer = AccountAnswer | CampaignAnswer | NumbersAnswer | PeopleAnswer | NoAnswer;

export type Verdict = 'yes' | 'no' | 'unknown';

export interface Reason {
  /** Rule id, as docs/rules.md lists it; null: something was not read, or is not told. */
  readonly rule: string | null;
  /** A clause that completes "cannot text: …", or says what is not known. */
  readonly text: string;
}

/** apply: an apply does it · wait: only others, or time, can · person: somebody has to do something first. */
export interface NextStep {
  readonly kind: 'apply' | 'wait' | 'person';
  /** One sentence. */
  readonly text: string;
  /** ISO 8601, for what is waited for; null: not told, or nothing is. */
  readonly since: string | null;
}

export interface NumberStanding {
  readonly number: E164;
  readonly canText: Verdict;
  /** ISO 8601: since when it can, or cannot for this reason; null: not told. */
  readonly since: string | null;
  /** The first reason why it cannot, or why that is not known; null: it can. */
  readonly reason: Reason | null;
  readonly next: NextStep | null;
  /** null: phone numbers were not read completely. */
  readonly inAccount: boolean | null;
  /** Who holds it; null: nobody does, or it is not known. */
  readonly holder: Holder | null;
  /** Whether it is known who holds it, or that nobody does. */
  readonly holderKnown: boolean;
  readonly extension: LiveNumber['extension'];
  /** null: no SMS state of it was read. */
  readonly sms: {
    readonly status: SmsStatus;
    readonly since: string | null;
    readonly reason: string | null;
  } | null;
  /** The campaign it is in, or is being put into; null: none. */
  readonly campaign: {
    /** null: no block is bound to it. */
    readonly key: string | null;
    readonly id: string;
    /** null: it was not read. */
    readonly status: CampaignStatus | null;
    readonly since: string | null;
  } | null;
  /** Its line; null: it is in no file. */
  readonly written: {
    /** null: noTexting. */
    readonly campaign: string | null;
    /** null: `anyone`. */
    readonly user: string | null;
    readonly place: Place;
  } | null;
  /** What the plan has about it. */
  readonly held: Held | null;
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
  readonly waiting: readonly Waiting[];
  readonly attention: readonly Attention[];
  /** Lines to paste, where it is live and in no file. */
  readonly lines: readonly string[];
}

export interface Holder {
  readonly userName: string;
  readonly name: string;
  readonly active: boolean;
}

/** One number, or all that end in the digits that were asked for. */
export interface NumbersAnswer {
  readonly kind: 'numbers';
  readonly numbers: readonly NumberStanding[];
  /** Where it is in neither the files nor the account: what may have been meant. */
  readonly suggestions: readonly Suggestion[];
}

export interface PersonStanding {
  readonly userName: string;
  /** As people say it; null: the account has no such user, or users were not read. */
  readonly name: string | null;
  /** null: not known. */
  readonly active: boolean | null;
  /** False: only a line names this user. null: users were not read completely. */
  readonly inAccount: boolean | null;
  /** Whether it is known which numbers the user holds. */
  readonly numbersKnown: boolean;
  /** Numbers that the user holds, then those that are written for the user and held by somebody else. */
  readonly numbers: readonly NumberStanding[];
}

export interface PeopleAnswer {
  readonly kind: 'people';
  readonly people: readonly PersonStanding[];
}

/** Counts of numbers. */
export interface Texting {
  readonly yes: number;
  readonly no: number;
  readonly unknown: number;
}

/** People with the same reason and the same next step. */
export interface SilentGroup {
  readonly canText: 'no' | 'unknown';
  readonly reason: Reason;
  readonly next: Omit<NextStep, 'since'> | null;
  readonly numbers: readonly SilentNumber[];
}

export interface SilentNumber {
  readonly number: E164;
  readonly person: string | null;
  /** Key of the campaign it is listed in; null: none. */
  readonly campaign: string | null;
  readonly since: string | null;
}

/** A listed number without a place. */
export interface Queued {
  readonly number: E164;
  readonly person: string | null;
  readonly next: NextStep | null;
}

/** A fee of one campaign, as the log knows it. */
export interface FeeFact {
  readonly at: string | null;
  readonly action: 'register' | 'resubmit' | 'other' | null;
  /** USD; null: not known. */
  readonly usd: number | null;
  readonly state: FeeState;
}

export interface CampaignAnswer {
  readonly kind: 'campaign';
  /** null: no block is bound to it. */
  readonly key: string | null;
  /** Provider id; null: not registered, or not read. */
  readonly id: string | null;
  readonly place: Place | null;
  /** null: not registered. */
  readonly status: CampaignStatus | null;
  readonly since: string | null;
  /** What carriers say about a rejection or suspension. */
  readonly reason: string | null;
  readonly brand: {
    /** Key, else provider id. */
    readonly name: string;
    /** null: not registered; `unknown` also where it was not read. */
    readonly status: BrandStatus | null;
    readonly since: string | null;
  } | null;
  readonly next: NextStep | null;
  /** Listed numbers; of a campaign that no block is bound to, the numbers in it. */
  readonly texting: Texting;
  /** How full it is; null: no block is bound to it. */
  readonly row: CampaignLine | null;
  /** Numbers in it now, for a campaign that no block is bound to. */
  readonly filled: number;
  readonly waitingList: readonly Queued[];
  readonly silent: readonly SilentGroup[];
  readonly fee: {
    /** USD that `fee.accepted` allows; null: nothing is accepted. */
    readonly accepted: number | null;
    /** What the plan would pay for it; null: nothing. */
    readonly planned: ChangeFee | null;
    /** What was paid, or may have been; null: no log was asked. */
    readonly paid: readonly FeeFact[] | null;
  };
  /** What the plan has about the campaign itself. */
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
  readonly waiting: readonly Waiting[];
  readonly attention: readonly Attention[];
  readonly limitRaises: readonly LimitRaise[];
  readonly unlisted: Unlisted | null;
}

export interface AccountAnswer {
  readonly kind: 'account';
  /** Listed numbers. */
  readonly texting: Texting;
  readonly campaigns: readonly CampaignLine[];
  /** Also numbers that no line asks for and that have SMS on in vain. */
  readonly silent: readonly SilentGroup[];
  readonly waiting: readonly Waiting[];
  readonly attention: readonly Attention[];
  readonly refusals: readonly Refusal[];
  /** Changes of the plan, by when they would start. */
  readonly changes: {
    readonly now: number;
    readonly after: number;
    readonly waiting: number;
    readonly byHand: number;
    readonly refused: number;
  };
  /** Live things that no file mentions. */
  readonly unlisted: number;
  /** Active UC users who have a number and whom no file mentions. */
  readonly unmentioned: number;
  /** USD, as the log knows it; null: no log was asked. */
  readonly fees: Pick<FeeTotals, 'confirmed' | 'unconfirmed' | 'possible' | 'unknown'> | null;
}

/** Something that may have been meant. */
export interface Suggestion {
  readonly kind: 'number' | 'person' | 'campaign';
  /** What to ask for. */
  readonly ask: string;
  /** Who or what that is, for people; null: it says so itself. */
  readonly name: string | null;
}

export interface NoAnswer {
  readonly kind: 'nothing';
  /** One or two sentences. */
  readonly message: string;
  /** False: it may be in a part of the registry that was not read. */
  readonly certain: boolean;
  readonly suggestions: readonly Suggestion[];
}
