/**
 * Runbook: what a person does in Admin Console, as plain JSON (schema/runbook.schema.json).
 * Law: a step carries the ids of the changes it carries out, and those alone say what a tick means. No secret is in it.
 */
import type { E164, ProviderName } from './desired.ts';
import type { Action, ChangeFee, Loss, Risk, SupportText, Waiting } from './plan.ts';
import type { SeenFacts } from './snapshot.ts';

export const RUNBOOK_FORMAT = 'campaignctl/runbook@1';

export interface Runbook {
  readonly format: typeof RUNBOOK_FORMAT;
  readonly account: string;
  readonly provider: ProviderName;
  readonly label: string;
  readonly readAt: string;
  /** Commit of the configuration; null: not known. */
  readonly commit: string | null;
  readonly seen: SeenFacts | null;
  /** In the order in which a person works; a part is one place in Admin Console. */
  readonly parts: readonly RunbookPart[];
  /** What is under way and has to be looked at. */
  readonly looks: readonly Look[];
  /** What to send to support, as the plan has it: raises of limits, and questions that a refusal waits for. */
  readonly support: readonly SupportText[];
  /** What could be done now and is not in this runbook: refused or not approved, each with the reason. */
  readonly held: readonly HeldStep[];
  /** What cannot be done yet, each with what it waits for. */
  readonly later: readonly HeldStep[];
  /** What somebody has claimed and no step here is: its block is gone, or it is held. */
  readonly claimed: readonly OpenClaim[];
  readonly waiting: readonly Waiting[];
}

export type PartKind = 'brand' | 'campaign' | 'turn-off' | 'move' | 'enable' | 'deactivate';

export interface RunbookPart {
  readonly kind: PartKind;
  /** `Brand form: acme`, `Turn on 23 numbers: front-desk`. */
  readonly title: string;
  /** Way through the menus, such as `Home`, `SMS`, `Your Brand`. */
  readonly where: readonly string[];
  readonly steps: readonly RunbookStep[];
}

export interface RunbookStep {
  /** The first eight digits of the id of its only change; of several, of a hash of their ids. */
  readonly id: string;
  /** Ids of the changes, in written order. */
  readonly changes: readonly string[];
  /** Of a form: `brand/acme`, `campaign/front-desk`; null: it is about numbers. */
  readonly address: string | null;
  /** One sentence. */
  readonly title: string;
  /** What to do, sentence by sentence. */
  readonly instructions: readonly string[];
  readonly fields: readonly FormField[];
  /** Numbers to tick, to switch off or to paste, in written order. */
  readonly numbers: readonly RunbookNumber[];
  readonly risk: Risk;
  readonly fee: ChangeFee | null;
  /** Of a paid step: who has claimed it; null: nobody. */
  readonly claim: Claim | null;
  /** People who lose SMS by it, even for a while. */
  readonly losses: readonly Loss[];
  /** What has to be written down with the tick. */
  readonly asks: 'brand-id' | 'campaign-id' | null;
  /** Ids of steps that come before it. */
  readonly after: readonly string[];
  /** Id of the later step after which its number is turned on again: it is off at once, and long. null: off and on in one sitting. */
  readonly onAfter: string | null;
}

export interface Claim {
  readonly who: string;
  /** ISO 8601. */
  readonly at: string;
  /** Id of the write in the log. */
  readonly write: string;
}

/** A claim of which nobody has told what came of it. */
export interface OpenClaim extends Claim {
  /** Id of the change as it was claimed. */
  readonly change: string;
  readonly address: string;
  readonly action: Action;
}

/** A change that somebody has told as carried out. */
export interface ToldDone {
  readonly address: string;
  readonly action: Action;
  /** Of a number: the campaign it goes to; null: none. */
  readonly campaign: string | null;
  readonly person: string | null;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface FormField {
  /** As Admin Console labels it; where that is not known, ours. */
  readonly label: string;
  /** One entry per line to enter; a text has one. */
  readonly values: readonly string[];
  /** What it held before, of an edit; null: it is a new form. */
  readonly before: readonly string[] | null;
  /** Name of the environment variable that holds a secret value; `values` is empty then. */
  readonly secretFrom: string | null;
}

export interface RunbookNumber {
  readonly number: E164;
  readonly person: string | null;
  /** Key of the campaign it leaves; null: none. */
  readonly from: string | null;
  /** Key of the campaign it goes to; null: none. */
  readonly to: string | null;
  /** For a switch: the number of the same person that goes off by itself. */
  readonly silences: E164 | null;
}

/** Something under way: what does Admin Console show now? */
export interface Look {
  /** `brand/acme`, `campaign/front-desk`, by the name in observed.yaml; `numbers`: the SMS page; `forms`: all brands and campaigns. */
  readonly address: string;
  readonly title: string;
  readonly since: string | null;
  /** Day (ISO 8601) from which it is worth looking. */
  readonly from: string | null;
  /** Answers to tick, in our words of a status; empty for the SMS page, which is pasted, and for all brands and campaigns. */
  readonly answers: readonly LookAnswer[];
}

export interface LookAnswer {
  /** A BrandStatus or CampaignStatus. */
  readonly status: string;
  /** As people say it. */
  readonly label: string;
}

export interface HeldStep {
  readonly change: string;
  readonly address: string;
  readonly person: string | null;
  readonly why: string;
}
