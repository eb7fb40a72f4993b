/**
 * A plan beside that of another configuration on the same facts: what did the lines that differ cause?
 * Law: pure; an entry counts as caused by them unless the other plan has it in the very same way.
 */
import { type Change, COMPARED, type Compared, type Plan, type PlanBase } from '../model/plan.ts';

export function compareWith(plan: Plan, base: Plan, label: string): Plan {
  const same = Object.fromEntries(COMPARED.map((list) => [list, sameIn(list, plan, base)]));
  const own = new Set(plan.changes.map(({ address }) => address));
  const compared: PlanBase = {
    label,
    after: base.people.after,
    // Built from all of COMPARED.
    same: same as Record<Compared, number[]>,
    gone: base.changes.filter(({ address, refused }) => !refused && !own.has(address)),
  };
  return { ...plan, base: compared };
}

/** Each entry of the other plan stands for one of this plan. */
function sameIn(list: Compared, plan: Plan, base: Plan): number[] {
  const there = new Map<string, number>();
  for (const entry of base[list]) {
    const key = keyOf(list, entry);
    there.set(key, (there.get(key) ?? 0) + 1);
  }
  return plan[list].flatMap((entry, at) => {
    const key = keyOf(list, entry);
    const left = there.get(key) ?? 0;
    if (left === 0) return [];
    there.set(key, left - 1);
    return [at];
  });
}

type Entry = Plan[Compared][number];

/** All that a reader would see differ: not where the line stands, nor what other lines stand around it. */
function keyOf(list: Compared, entry: Entry): string {
  if (list === 'changes') {
    const { id, when, refused } = entry as Change;
    return JSON.stringify([id, when.kind, refused]);
  }
  return JSON.stringify(entry, (name, value) =>
    name === 'place' || name === 'source' || name === 'related' ? fileOf(value) : value,
  );
}

function fileOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'file' in value ? value.file : null;
}
