/**
 * Selection: which changes of a plan are in its runbook, and why the others are not.
 * Law: a change is in it only where all that it follows is, or is no longer planned. Whatever is left out has its reason.
 */
import type { Change, Plan } from '../model/plan.ts';
import type { HeldStep } from '../model/runbook.ts';

export interface Selection {
  /** In the order of the plan. */
  readonly chosen: readonly Change[];
  readonly held: readonly HeldStep[];
}

export function select(
  plan: Plan,
  cleared: ReadonlySet<string>,
  objections: ReadonlyMap<string, string>,
): Selection {
  const refusals = new Map(
    plan.refusals.flatMap(({ changes, message }) => changes.map((id) => [id, message] as const)),
  );
  const why = new Map<string, string>();
  for (const change of plan.changes) {
    const reason = reasonOf(change, refusals, cleared, objections);
    if (reason !== null) why.set(change.id, reason);
  }
  holdFollowers(plan.changes, why);
  return {
    chosen: plan.changes.filter(({ id }) => !why.has(id)),
    held: plan.changes.flatMap(({ id, address, person }) => {
      const reason = why.get(id);
      return reason === undefined ? [] : [{ change: id, address, person, why: reason }];
    }),
  };
}

/** Ids of what has to be done, or at least begun, before it. */
export function followed({ when }: Change): readonly string[] {
  return when.kind === 'after' ? when.changes : [];
}

/** null: nothing stands against it. */
function reasonOf(
  change: Change,
  refusals: ReadonlyMap<string, string>,
  cleared: ReadonlySet<string>,
  objections: ReadonlyMap<string, string>,
): string | null {
  const { id, when, refused, action } = change;
  if (when.kind === 'waiting' || when.kind === 'by-hand') return when.text;
  if (refused) return refusals.get(id) ?? 'It follows a change that is refused.';
  if (!cleared.has(id)) return objections.get(id) ?? 'Nobody has approved it.';
  if (action === 'bind') return 'Admin Console shows no reference, so nothing is renamed there.';
  return null;
}

/** What follows something that is left out, or is turned on after it, is left out too. */
function holdFollowers(changes: readonly Change[], why: Map<string, string>): void {
  const followers = new Map<string, string[]>();
  for (const change of changes) {
    for (const id of [...followed(change), ...(change.onAfter === null ? [] : [change.onAfter])]) {
      const list = followers.get(id);
      if (list === undefined) followers.set(id, [change.id]);
      else list.push(change.id);
    }
  }
  const queue = [...why.keys()];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const follower of followers.get(id) ?? []) {
      if (why.has(follower)) continue;
      why.set(follower, `It follows change ${id.slice(0, 8)}, which is not in this runbook.`);
      queue.push(follower);
    }
  }
}
