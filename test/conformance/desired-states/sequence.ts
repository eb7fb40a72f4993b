/**
 * Sequences of complete desired states, and what is expected at the end of each.
 * Law: every step is a whole file set, and what is expected is written down; nothing is derived from a planner.
 */
import type { Key, Office } from '../office.ts';

export interface Sequence {
  readonly name: string;
  readonly office: Office;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  /** Path → text. The file with `account:` is the driver's. */
  readonly files: Readonly<Record<string, string>>;
  /** What others do before or while it is applied. */
  readonly others?: Others;
  /** What it needs of a provider; where that is not declared, `otherwise` is expected and printed. */
  readonly needs?: Needs;
  readonly expect: Expected;
}

/** Number → key of the campaign in which it texts. All others are off, but for those whom no file ever names. */
export type Texting = Readonly<Record<string, Key>>;

export interface Expected {
  readonly texting: Texting;
  /** Each paid or unique submission so far, by what it makes. */
  readonly submitted?: readonly string[];
  /** Number → rule that holds it. */
  readonly held?: Readonly<Record<string, string>>;
  readonly attention?: readonly string[];
  readonly refusals?: readonly string[];
  readonly deactivated?: readonly Key[];
  /** What the forms hold; only what is named is compared. */
  readonly texts?: Readonly<Partial<Record<Key, Partial<Texts>>>>;
  /** The plan is not empty at the end, as something waits for carriers or support. */
  readonly waits?: true;
}

export interface Texts {
  readonly useCase: string;
  readonly callToAction: string;
  readonly samples: readonly string[];
}

export interface Others {
  /** Carriers do not approve, but say this. */
  readonly reject?: { readonly campaign: Key; readonly reason: string };
  /** Support has a limit raised. */
  readonly grant?: { readonly campaign: Key; readonly limit: number };
  /** The first try to turn this number on fails. */
  readonly failOnce?: string;
  /** Somebody turns this number off by hand. */
  readonly turnOff?: string;
  /** So many days pass before anybody looks. */
  readonly days?: number;
}

export type Needs =
  /** Fields of the approved campaign that are not as they were approved. */
  | { readonly kind: 'edit'; readonly fields: readonly string[]; readonly otherwise: Expected }
  /** So many active campaigns. */
  | { readonly kind: 'active-campaigns'; readonly count: number; readonly otherwise: Expected };
