/**
 * Sittings: changes that a person carries out together, in the order of work.
 * Laws: a sitting never mixes changes of which one follows another; sittings one after another keep the order of the plan.
 */
import type { Change } from '../model/plan.ts';
import type { PartKind } from '../model/runbook.ts';
import { followed } from './select.ts';

export interface Sitting {
  readonly kind: PartKind;
  /** Sittings of one part have the same: where they are carried out, and on what. */
  readonly part: string;
  /** In the order of the plan, so in written order. */
  readonly changes: readonly Change[];
}

/**
 * Numbers in one sitting. Admin Console is not known to have a limit; a person compares twenty with a list at one glance,
 * and one tick stands for all of them.
 */
export const NUMBERS_PER_SITTING = 20;

export function sittingsOf(changes: readonly Change[]): readonly Sitting[] {
  const of = (kind: PartKind) => changes.filter((change) => kindOf(change) === kind);
  return [
    ...of('brand').map(alone('brand')),
    ...of('campaign').map(alone('campaign')),
    ...together('turn-off', of('turn-off'), () => ''),
    ...moves(of('move')),
    ...together('enable', of('enable'), ({ campaign }) => campaign ?? ''),
    ...of('deactivate').map(alone('deactivate')),
  ];
}

/** Where in the order of work a change is carried out; null: nowhere in Admin Console. */
function kindOf({ action, address }: Change): PartKind | null {
  switch (action) {
    case 'register':
    case 'update':
    case 'resubmit':
      return address.startsWith('brand/') ? 'brand' : 'campaign';
    case 'turn-off':
      return 'turn-off';
    case 'move':
    case 'switch':
      return 'move';
    case 'assign':
      return 'enable';
    case 'deactivate':
      return 'deactivate';
    case 'bind':
      return null;
  }
}

function alone(kind: PartKind): (change: Change) => Sitting {
  return (change) => ({ kind, part: change.address, changes: [change] });
}

/** By part; within one, what follows nothing first, so that it need not wait for the rest. */
function together(
  kind: PartKind,
  changes: readonly Change[],
  partOf: (change: Change) => string,
): Sitting[] {
  return [...grouped(changes, partOf)].flatMap(([part, own]) =>
    [...grouped(own, procedureOf)]
      .sort(([a], [b]) => a - b)
      .flatMap(([, same]) => batches(same).map((batch) => ({ kind, part, changes: batch }))),
  );
}

/** Changes of different procedures are never in one sitting. */
function procedureOf(change: Change): number {
  return (followed(change).length > 0 ? 2 : 0) + (isBlocked(change) ? 1 : 0);
}

/** SMS is on without a campaign: the number is turned off and on again. */
export function isBlocked({ action, from }: Change): boolean {
  return action === 'assign' && from?.sms === 'on';
}

/**
 * Moves and switches, each after those that it follows; as many as can be at a time into one campaign.
 * One that is off until others have moved is alone in its sitting, and comes only when nothing else can.
 */
function moves(changes: readonly Change[]): Sitting[] {
  const at = new Map(changes.map(({ id }, index) => [id, index]));
  const followers = new Map<string, Change[]>();
  const open = new Map<string, number>();
  const queues = new Map<string, Change[]>();
  const isReady = (change: Change): void => push(queues, queueOf(change), change);
  for (const change of changes) {
    const before = followed(change).filter((id) => at.has(id));
    open.set(change.id, before.length);
    for (const id of before) push(followers, id, change);
    if (before.length === 0) isReady(change);
  }
  const sittings: Sitting[] = [];
  for (let queue = next(queues, at); queue !== null; queue = next(queues, at)) {
    const batch = queue.splice(0, NUMBERS_PER_SITTING);
    for (const change of batch) {
      for (const follower of followers.get(change.id) ?? []) {
        const left = (open.get(follower.id) ?? 0) - 1;
        open.set(follower.id, left);
        if (left === 0) isReady(follower);
      }
    }
    const inOrder = batch.sort((a, b) => (at.get(a.id) ?? 0) - (at.get(b.id) ?? 0));
    const [first] = inOrder;
    sittings.push({
      kind: 'move',
      part: first === undefined ? '' : partOf(first),
      changes: inOrder,
    });
  }
  return sittings;
}

function partOf({ action, campaign }: Change): string {
  return `${action} ${campaign}`;
}

function queueOf(change: Change): string {
  return change.onAfter === null ? partOf(change) : change.id;
}

/** The queue whose first change comes first in the plan; null: all are empty. */
function next(
  queues: ReadonlyMap<string, Change[]>,
  at: ReadonlyMap<string, number>,
): Change[] | null {
  let best: Change[] | null = null;
  const rank = ([first]: readonly Change[]): number =>
    (at.get(first?.id ?? '') ?? 0) + ((first?.onAfter ?? null) === null ? 0 : at.size);
  for (const queue of queues.values()) {
    if (queue.length > 0 && (best === null || rank(queue) < rank(best))) best = queue;
  }
  return best;
}

function batches(changes: readonly Change[]): Change[][] {
  const count = Math.ceil(changes.length / NUMBERS_PER_SITTING);
  return Array.from({ length: count }, (_, i) =>
    changes.slice(i * NUMBERS_PER_SITTING, (i + 1) * NUMBERS_PER_SITTING),
  );
}

function grouped<K>(changes: readonly Change[], key: (change: Change) => K): Map<K, Change[]> {
  const groups = new Map<K, Change[]>();
  for (const change of changes) push(groups, key(change), change);
  return groups;
}

function push<K>(groups: Map<K, Change[]>, key: K, change: Change): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [change]);
  else group.push(change);
}
