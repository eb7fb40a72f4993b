/**
 * What an explanation looks things up in: plan, files and snapshot, each indexed once.
 * Law: nothing is decided here. What is silent, held, refused or waits is told by the plan and by `can-text.ts` alone.
 */
import type { World } from '../../model/can-text.ts';
import type { Capabilities } from '../../model/capabilities.ts';
import type { Desired, DesiredCampaign, DesiredNumber, E164 } from '../../model/desired.ts';
import type { Place } from '../../model/diagnostic.ts';
import type { Fees } from '../../model/fees.ts';
import type { Attention, Change, Held, Plan, Refusal, Waiting } from '../../model/plan.ts';
import type { LiveNumber, LiveUser, Part, Snapshot } from '../../model/snapshot.ts';
import { type Context, contextOf } from '../context.ts';
import { switchingUsers } from '../unlisted.ts';

export interface ExplainInput {
  /** Made from `desired` and `snapshot`. */
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly capabilities: Capabilities;
  /** What the log knows of fees; null: it was not asked. */
  readonly fees: Fees | null;
}

/** A line about a number. `block`: null under noTexting. */
export interface Written {
  readonly line: DesiredNumber;
  readonly block: DesiredCampaign | null;
}

export interface Known extends ExplainInput {
  /** As the planner sees it: which live object each block is bound to. */
  readonly context: Context;
  readonly world: World;
  readonly written: ReadonlyMap<E164, Written>;
  readonly blocks: ReadonlyMap<string, DesiredCampaign>;
  readonly held: ReadonlyMap<E164, Held>;
  /** Ids of users for whose other number the plan asks for a line of its own. */
  readonly switching: ReadonlySet<string | null>;
  /** By address; a switch also by that of the number it leaves. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly waiting: ReadonlyMap<string, readonly Waiting[]>;
  readonly attention: ReadonlyMap<string, readonly Attention[]>;
  /** By id of a change that is refused. */
  readonly refusals: ReadonlyMap<string, readonly Refusal[]>;
  /** By `file:line`, for what is refused about a block as a whole. */
  readonly refusalsAt: ReadonlyMap<string, readonly Refusal[]>;
}

export function knownOf(input: ExplainInput): Known {
  const { plan, desired, snapshot, capabilities } = input;
  // The plan may believe less than the snapshot.
  const context = contextOf({ desired, snapshot: { ...snapshot, gaps: plan.gaps }, capabilities });
  return {
    ...input,
    context,
    world: context.world,
    written: writtenIn(desired),
    blocks: new Map(desired.campaigns.map((block) => [block.key, block])),
    switching: switchingUsers(context, plan.held),
    held: new Map(plan.held.map((entry) => [entry.number, entry])),
    changes: groups(plan.changes, addressesOf),
    waiting: groups(plan.waiting, ({ address }) => [address]),
    attention: groups(plan.attention, ({ address }) => [address]),
    refusals: groups(plan.refusals, ({ changes }) => changes),
    refusalsAt: groups(plan.refusals, ({ place, changes }) =>
      place === null || changes.length > 0 ? [] : [lineKey(place)],
    ),
  };
}

/** The line that counts: a number that is written twice is no valid configuration. */
function writtenIn({ campaigns, noTexting }: Desired): ReadonlyMap<E164, Written> {
  const lines = new Map<E164, Written>();
  for (const line of noTexting) lines.set(line.number, { line, block: null });
  for (const block of campaigns) {
    for (const line of block.numbers) lines.set(line.number, { line, block });
  }
  return lines;
}

function addressesOf({ address, from }: Change): readonly string[] {
  const left = from?.number === undefined ? address : `number/${from.number}`;
  return left === address ? [address] : [address, left];
}

export function lineKey({ file, line }: Place): string {
  return `${file}:${line}`;
}

function groups<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = found.get(key);
      if (group === undefined) found.set(key, [item]);
      else group.push(item);
    }
  }
  return found;
}

/** Who holds the number; undefined: nobody does, or it is not known. */
export function ownerOf(known: Known, live: LiveNumber | undefined): LiveUser | undefined {
  return live?.ownerId == null ? undefined : known.world.users.get(live.ownerId);
}

/** Whose number it is, as people say it; else the userName that is written. */
export function personOf(known: Known, number: E164): string | null {
  const owner = ownerOf(known, known.world.numbers.get(number));
  if (owner !== undefined) return owner.name || owner.userName;
  return known.written.get(number)?.line.user ?? null;
}

/** Key of the block that a live campaign is bound to; null: none is. */
export function keyOf({ context }: Known, campaignId: string): string | null {
  return context.campaigns.blockOf.get(campaignId)?.key ?? null;
}

export function isUnread(known: Known, ...parts: readonly Part[]): boolean {
  return parts.some((part) => known.context.gaps.has(part));
}
