/**
 * Draft: what is observed, while it is being changed, and what came of each thing that was told.
 */
import type { Desired, DesiredBlock, E164 } from '../model/desired.ts';
import { type Kind, keyOfReference } from '../model/kinds.ts';
import type {
  Observed,
  ObservedBrand,
  ObservedCampaign,
  ObservedNumber,
  Seen,
} from '../model/observed.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Claim } from '../model/runbook.ts';
import type { Snapshot } from '../model/snapshot.ts';

export interface Draft {
  readonly account: string;
  forms: Seen | null;
  page: Seen | null;
  readonly brands: Map<string, ObservedBrand>;
  /** Their numbers are in `numbers`. */
  readonly campaigns: Map<string, ObservedCampaign>;
  readonly numbers: Map<E164, Held>;
}

/** A number and where it is; null: in no campaign. */
export interface Held {
  readonly campaign: string | null;
  readonly state: ObservedNumber;
}

/** A change that was carried out, with the id that Admin Console shows for what it made. */
export interface Done {
  readonly change: Change;
  readonly id: string | null;
}

export interface NotTaken {
  readonly what: string;
  readonly why: string;
}

/** What is known beside what is told. */
export interface Facts {
  /** The fresh plan, and what it was made from. */
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly desired: Desired;
  /** Changes that are done as far as the log knows: id → when that was told. */
  readonly logged: ReadonlyMap<string, string>;
  /** Open claims, by id of the change. */
  readonly claims: ReadonlyMap<string, HeldClaim>;
}

export interface HeldClaim extends Pick<Claim, 'who' | 'write'> {
  /** Id of the change when it was claimed. */
  readonly change: string;
  /** It was made on this other machine, under a login name that may be somebody else's there. */
  readonly elsewhere?: string;
}

export interface Recording {
  readonly facts: Facts;
  /** When and to whom. */
  readonly seen: Seen;
  readonly draft: Draft;
  /** Numbers that a step told now has changed. */
  readonly told: Set<E164>;
  readonly done: Done[];
  readonly already: string[];
  readonly refused: NotTaken[];
  readonly notes: string[];
}

export function draftOf(observed: Observed | null, account: string): Draft {
  const numbers = new Map<E164, Held>();
  for (const [campaign, { numbers: held }] of observed?.campaigns ?? []) {
    for (const [number, state] of held) numbers.set(number, { campaign, state });
  }
  for (const [number, state] of observed?.numbers ?? []) {
    numbers.set(number, { campaign: null, state });
  }
  return {
    account: observed?.account ?? account,
    forms: observed?.forms ?? null,
    page: observed?.page ?? null,
    brands: new Map(observed?.brands),
    campaigns: new Map(observed?.campaigns),
    numbers,
  };
}

export function observedOf({ numbers, campaigns, ...draft }: Draft): Observed {
  const held = new Map<string | null, Map<E164, ObservedNumber>>([[null, new Map()]]);
  for (const name of campaigns.keys()) held.set(name, new Map());
  for (const [number, { campaign, state }] of numbers) held.get(campaign)?.set(number, state);
  return {
    ...draft,
    campaigns: new Map(
      [...campaigns].map(([name, one]) => [name, { ...one, numbers: held.get(name) ?? new Map() }]),
    ),
    numbers: held.get(null) ?? new Map(),
  };
}

/** A number that goes elsewhere comes last there. */
export function setNumber({ numbers }: Draft, number: E164, held: Held): void {
  if (numbers.get(number)?.campaign !== held.campaign) numbers.delete(number);
  numbers.set(number, held);
}

/** The name in observed.yaml of what a key, an id or a reference means; null: it is not there. */
export function nameOf(
  kind: Kind,
  called: string,
  { draft, facts }: Pick<Recording, 'draft' | 'facts'>,
): string | null {
  const objects: ReadonlyMap<string, { readonly id: string | null }> =
    kind === 'brand' ? draft.brands : draft.campaigns;
  const withId = (id: string) => [...objects].find(([, one]) => one.id === id)?.[0] ?? null;
  const block = blockOf(kind, called, facts.desired);
  const bound = block === null || block.id === null ? null : withId(block.id);
  if (bound !== null) return bound;
  const own = objects.get(called);
  // What has another id than the block is another object, whatever it is called.
  if (own !== undefined && (block === null || block.id === null || own.id === null)) return called;
  const former = block?.formerly.find((key) => objects.has(key)) ?? null;
  if (former !== null) return former;
  const name = keyOfReference(draft.account, kind, called);
  return withId(called) ?? (name !== null && objects.has(name) ? name : null);
}

export function blockOf(kind: Kind, key: string, desired: Desired): DesiredBlock | null {
  const blocks: readonly DesiredBlock[] = kind === 'brand' ? desired.brands : desired.campaigns;
  return blocks.find((block) => block.key === key) ?? null;
}

/** Whether something was seen after the look that is told now. */
export function isLater(known: Seen | null, told: Seen): known is Seen {
  return known !== null && known.at > told.at;
}
