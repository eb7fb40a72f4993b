/**
 * The parts of a plan that is compared with another: what a pull request caused, and what was there before. Pure.
 * Law: together they are the whole plan; a plan that is compared with nothing is all its own.
 */
import { type Change, COMPARED, type Compared, type Plan, type SupportText } from './plan.ts';

/** The entries of one list, parted. */
export function parted<K extends Compared>(
  plan: Plan,
  list: K,
): { readonly own: Plan[K]; readonly before: Plan[K] } {
  // Indexing by K loses what the entries are; filtering changes nothing about that.
  const entries = plan[list] as readonly unknown[];
  const same = new Set(plan.base?.same[list] ?? []);
  const part = (before: boolean) =>
    entries.filter((_, at) => same.has(at) === before) as unknown as Plan[K];
  return { own: part(false), before: part(true) };
}

/** The same for the whole plan, its fees and losses with it. Neither part is compared with anything any more. */
export function partsOf(plan: Plan): { readonly own: Plan; readonly before: Plan } {
  return { own: partOf(plan, 'own'), before: partOf(plan, 'before') };
}

function partOf(plan: Plan, part: 'own' | 'before'): Plan {
  // One entry for each of COMPARED, each as `parted` gives it.
  const lists = Object.fromEntries(
    COMPARED.map((list) => [list, parted(plan, list)[part]]),
  ) as unknown as Pick<Plan, Compared>;
  const ids = new Set(lists.changes.map(({ id }) => id));
  return {
    ...plan,
    ...lists,
    base: null,
    people: { ...plan.people, losses: plan.people.losses.filter(({ change }) => ids.has(change)) },
    fees: feesOf(lists.changes, plan.fees.monthly),
  };
}

/** True for a change that this apply would start, if nothing refuses it. */
export function starts({ when }: Pick<Change, 'when'>): boolean {
  return when.kind === 'now' || when.kind === 'after';
}

/** True for a change that this apply would start. */
export function isToRun(change: Pick<Change, 'when' | 'refused'>): boolean {
  return !change.refused && starts(change);
}

/** What changes cost, in USD. */
export function feesOf(changes: readonly Change[], monthly: string): Plan['fees'] {
  let now = 0;
  let unconfirmed = 0;
  let unknown = 0;
  let later = 0;
  for (const { fee, refused, when } of changes) {
    if (fee === null || refused) continue;
    if (fee.usd === null) unknown++;
    else if (!starts({ when })) later += fee.usd;
    else if (fee.confirmed) now += fee.usd;
    else unconfirmed += fee.usd;
  }
  return { now, unconfirmed, unknown, later, monthly };
}

/** What is to be sent to support: raises of limits, then questions that a refusal waits for. */
export function lettersOf({
  limitRaises,
  refusals,
}: Pick<Plan, 'limitRaises' | 'refusals'>): readonly SupportText[] {
  return [
    ...limitRaises.map(({ campaign, limit, wanted, text }) => ({
      about: `raise ${campaign} from ${limit} to ${wanted}`,
      text,
    })),
    ...refusals.flatMap(({ support }) => support ?? []),
  ];
}
