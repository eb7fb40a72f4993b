/**
 * Plan: what apply would do, as plain JSON (schema/plan.schema.json).
 * Law: a value; byte-identical for the same desired state and snapshot; holds no secret and no authority.
 */

import type { E164, ProviderName } from './desired.ts';
import type { Diagnostic, Place } from './diagnostic.ts';
import type { FieldValue } from './kinds.ts';
import type { BrandStatus, CampaignStatus, Gap, SeenFacts, SmsStatus } from './snapshot.ts';

export const PLAN_FORMAT = 'campaignctl/plan@1';

export type Action =
  | 'register'
  | 'update'
  | 'resubmit'
  | 'deactivate'
  | 'bind'
  | 'assign'
  | 'move'
  | 'switch'
  | 'turn-off';

export type Risk = 'free' | 'paid' | 'outage' | 'irreversible';

/** What a change starts from, or ends in. Only the members that the change is about are present. */
export interface Side {
  /** Campaign key, or provider id where no block is bound to it. */
  readonly campaign?: string | null;
  readonly sms?: SmsStatus;
  readonly status?: CampaignStatus | BrandStatus;
  readonly id?: string;
  readonly reference?: string;
  /** The number that SMS is on, for a switch. */
  readonly number?: E164;
  readonly fields?: Readonly<Record<string, FieldValue | null>>;
}

export type When =
  | { readonly kind: 'now' }
  /** Starts when those changes have taken effect. */
  | { readonly kind: 'after'; readonly changes: readonly string[]; readonly text: string }
  /** Waits for somebody else: carriers, or a place that only a raise makes. */
  | {
      readonly kind: 'waiting';
      readonly since: string | null;
      readonly for: WaitsFor;
      readonly text: string;
    }
  | { readonly kind: 'by-hand'; readonly text: string };

export type WaitsFor =
  | 'brand-verification'
  | 'campaign-approval'
  | 'campaign-review'
  | 'number-on'
  | 'number-off'
  | 'place'
  | 'limit-raise';

export interface ChangeFee {
  /** USD, worst case; null: no figure is known. */
  readonly usd: number | null;
  readonly confirmed: boolean;
  /** USD that `fee.accepted` allows. */
  readonly accepted: number | null;
  readonly note: string;
}

export interface Change {
  /** Unit of approval: hash of address, action, from, to, worst-case fee and risk. */
  readonly id: string;
  /** `brand/acme`, `campaign/front-desk`, `number/+14085550101`. */
  readonly address: string;
  readonly action: Action;
  readonly from: Side | null;
  readonly to: Side | null;
  readonly risk: Risk;
  readonly fee: ChangeFee | null;
  readonly when: When;
  /**
   * For a move or switch that breaks a cycle: it is turned off at once and turned on after that change.
   * Its outage is longer than its own off-and-on.
   */
  readonly onAfter: string | null;
  /** One sentence. */
  readonly why: string;
  /** Key of the campaign it is listed under; null for brands and noTexting. */
  readonly campaign: string | null;
  /** Name of the person whose number it is; null where nobody holds it. */
  readonly person: string | null;
  readonly place: Place | null;
  /** Set when the guard refuses it: apply does not run it. */
  readonly refused: boolean;
}

/** Who loses SMS, and for how long. Only people who can text now. */
export interface Loss {
  readonly number: E164;
  readonly person: string | null;
  readonly change: string;
  /** `for-good`; `move`: off and on once; `long`: off until another move made room. */
  readonly how: 'for-good' | 'move' | 'long';
}

export interface Refusal {
  readonly rule: string;
  readonly message: string;
  /** The line to add to the YAML, ready to paste; null where none helps. */
  readonly line: string | null;
  /** What to ask support before that line is written, and the text to send; null: nothing has to be asked. */
  readonly support: SupportText | null;
  readonly changes: readonly string[];
  readonly place: Place | null;
}

export interface SupportText {
  /** Completes "ask support …". */
  readonly about: string;
  readonly text: string;
}

/** A number whose line contradicts a live fact: nothing is done to it. */
export interface Held {
  readonly number: E164;
  readonly person: string | null;
  readonly campaign: string | null;
  readonly rule: string;
  readonly message: string;
  readonly hint: string;
  readonly place: Place;
}

/** A number in the account that cannot text although it is listed, or has SMS on. */
export interface CannotText {
  readonly number: E164;
  readonly person: string | null;
  readonly campaign: string | null;
  readonly rule: string;
  /** The first reason, as `canText` finds it. */
  readonly reason: string;
  readonly since: string | null;
  /** What makes it better; null where only time does. */
  readonly next: string | null;
}

/** An active UC user who has a number and whom no file mentions: information, nothing is wrong. */
export interface Unmentioned {
  readonly rule: string;
  readonly userName: string;
  readonly person: string;
  /** Those that could text. */
  readonly numbers: readonly E164[];
  /** What is known of SMS on them, in a sentence. */
  readonly text: string;
}

/** Good to know about the plan; nothing has to be done. */
export interface Note {
  readonly rule: string;
  readonly message: string;
  /** Ids of the changes that it is about. */
  readonly changes: readonly string[];
}

/** Live, but written nowhere: reported, never touched. */
export interface Unlisted {
  readonly kind: 'brand' | 'campaign' | 'number';
  /** Provider id or E.164. */
  readonly id: string;
  /** True: it carries our reference, so its block was removed or renamed. */
  readonly orphaned: boolean;
  readonly text: string;
  /** Lines to paste into the YAML to keep it. */
  readonly lines: readonly string[];
}

/** Something that is wrong out there and that no line of the YAML asked for: suspended, rejected, failed. */
export interface Attention {
  readonly rule: string;
  readonly address: string;
  readonly message: string;
  readonly since: string | null;
  readonly next: string;
}

/** Already under way, nothing to do: pending registration, number being turned on. */
export interface Waiting {
  readonly address: string;
  readonly campaign: string | null;
  readonly person: string | null;
  readonly for: WaitsFor;
  readonly since: string | null;
  readonly text: string;
}

export interface LimitRaise {
  readonly campaign: string;
  readonly limit: number;
  readonly wanted: number;
  /** Text to send to support. */
  readonly text: string;
}

export interface CampaignLine {
  readonly key: string;
  readonly id: string | null;
  readonly brand: string | null;
  /** `null`: not registered. */
  readonly status: CampaignStatus | null;
  readonly since: string | null;
  readonly capacity: {
    /** Places filled now, highest on the way, and after the plan. */
    readonly live: number;
    readonly peak: number;
    readonly planned: number;
    readonly limit: number;
    /** Where the limit comes from. */
    readonly limitFrom: 'registry' | 'recorded case' | 'default';
    /** Numbers listed in the YAML. */
    readonly wanted: number;
  };
  /** Listed numbers without a place, in written order. */
  readonly waitingList: readonly E164[];
}

/** The lists of a plan that are compared with those of another. */
export const COMPARED = [
  'changes',
  'refusals',
  'held',
  'waiting',
  'attention',
  'cannotText',
  'unlisted',
  'unmentioned',
  'notes',
  'limitRaises',
  'diagnostics',
] as const;

export type Compared = (typeof COMPARED)[number];

/** What a plan has in common with that of the configuration it is compared with. */
export interface PlanBase {
  /** Revision or file, for people. */
  readonly label: string;
  /** Numbers that can text after that plan; null: not known. */
  readonly after: number | null;
  /** Of each list, the indexes of what is there in that plan too: the lines that differ did not cause it. */
  readonly same: Readonly<Record<Compared, readonly number[]>>;
  /** What that plan would do and this one does not. */
  readonly gone: readonly Change[];
}

export interface Plan {
  readonly format: typeof PLAN_FORMAT;
  readonly account: string;
  readonly provider: ProviderName;
  readonly label: string;
  readonly sandbox: boolean;
  readonly readAt: string;
  /** What it was made from: the live registry, or a snapshot of it that was saved earlier, at `readAt`. */
  readonly readFrom: 'registry' | 'saved snapshot';
  /** The Users export that users and numbers are from; null: they were read like the rest. */
  readonly usersExport: string | null;
  /** What another configuration would give on the same facts, such as that before a pull request; null: not compared. */
  readonly base: PlanBase | null;
  /** Who saw what when, where the SMS state is what people saw in Admin Console; null: it was read. */
  readonly seen: SeenFacts | null;
  readonly people: {
    /**
     * Numbers that can text now, after everything in this plan has taken effect, and that the YAML lists.
     * Null: not known, as a list that it takes was not read.
     */
    readonly now: number | null;
    readonly after: number | null;
    readonly wanted: number;
    readonly losses: readonly Loss[];
  };
  readonly fees: {
    /** USD charged by changes that would run now or after others, confirmed. */
    readonly now: number;
    /** USD that may be charged, unconfirmed. */
    readonly unconfirmed: number;
    /** Changes for which no figure is known. */
    readonly unknown: number;
    /** USD later, by changes that wait. */
    readonly later: number;
    readonly monthly: string;
  };
  readonly campaigns: readonly CampaignLine[];
  /** In the order of execution: a change never comes before one it follows. */
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
  readonly held: readonly Held[];
  readonly waiting: readonly Waiting[];
  readonly attention: readonly Attention[];
  readonly cannotText: readonly CannotText[];
  readonly unlisted: readonly Unlisted[];
  readonly unmentioned: readonly Unmentioned[];
  readonly notes: readonly Note[];
  readonly limitRaises: readonly LimitRaise[];
  readonly gaps: readonly Gap[];
  readonly diagnostics: readonly Diagnostic[];
  /** How long things take with this provider, for people. */
  readonly times: {
    readonly brand: string;
    readonly campaign: string;
    readonly numberOn: string;
    readonly move: string;
  };
}
