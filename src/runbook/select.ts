/**
 * Selection: which changes of a plan are in its runbook, and why the others are not.
 * Law: a change is in it only where all that it follows is, or is no longer planned. Whatever is left out has its reason.
 */
import type { Change, Plan } from '../model/plan.ts';
import type { HeldStep } from '../model/runbook.ts';

export interface Selection {
  /** In the order of the plan. */
  readonly chosen: readonly Change[];
  /** Refused, or not approved. */
  readonly held: readonly HeldStep[];
  /** It waits for somebody else. */
  readonly later: readonly HeldStep[];
}

/** Why a change is left out. */
interface Reason {
  readonly list: 'held' | 'later';
  readonly why: string;
}

export function select(
  plan: Plan,
  cleared: ReadonlySet<string>,
  objections: ReadonlyMap<string, string>,
): Selection {
  const refusals = new Map(
    plan.refusals.flatMap(({ changes, message }) => changes.map((id) => [id, message] as const)),
  );
  const reasons = new Map<string, Reason>();
  for (const change of plan.changes) {
    const reason = reasonOf(change, refusals, cleared, objections);
    if (reason !== null) reasons.set(change.id, reason);
  }
  holdFollowers(plan.changes, reasons);
  const leftOut = (list: Reason['list']) =>
    plan.changes.flatMap(({ id, address, person }) => {
      const reason = reasons.get(id);
      return reason?.list === list ? [{ change: id, address, person, why: reason.why }] : [];
    });
  return {
    chosen: plan.changes.filter(({ id }) => !reasons.has(id)),
    held: leftOut('held'),
    later: leftOut('later'),
  };
}

/** Ids of what has to be done, or at least begun, before it. */
export function followed({ when }: Change): readonly string[] {
  return when.kind === 'after' ? when.changes : [];
}

/** null: nothing stands against it. */
function reasonOf(
  { id, when, refused, action }: Change,
  refusals: ReadonlyMap<string, string>,
  cleared: ReadonlySet<string>,
  objections: ReadonlyMap<string, string>,
): Reason | null {
  const held = (why: string): Reason => ({ list: 'held', why });
  if (when.kind === 'waiting' || when.kind === 'by-hand') return { list: 'later', why: when.text };
  if (refused) return held(refusals.get(id) ?? 'It follows a change that is refused.');
  if (!cleared.has(id)) return held(objections.get(id) ?? 'Nobody has approved it.');
  if (action === 'bind')
    return held('Admin Console shows no reference, so nothing is renamed there.');
  return null;
}

/** What follows something that is left out, or is turned on after it, is left out too. */
function holdFollowers(changes: readonly Change[], reasons: Map<string, Reason>): void {
  const followers = new Map<string, string[]>();
  for (const change of changes) {
    for (const id of [...followed(change), ...(change.onAfter === null ? [] : [change.onAfter])]) {
      const list = followers.get(id);
      if (list === undefined) followers.set(id, [change.id]);
      else list.push(change.id);
    }
  }
  const queue = [...reasons];
  for (let cause = queue.pop(); cause !== undefined; cause = queue.pop()) {
    const [id, { list }] = cause;
    const why = `It follows change ${id.slice(0, 8)}, which is not in this runbook.`;
    for (const follower of followers.get(id) ?? []) {
      if (reasons.has(follower)) continue;
      reasons.set(follower, { list, why });
      queue.push([follower, { list, why }]);
    }
  }
}
