/**
 * Brute force for small worlds: tries every order in which numbers can leave and take places.
 */
import type { Item } from '../../src/plan/schedule.ts';

export const CAMPAIGNS = ['A', 'B', 'C'] as const;
export type Name = (typeof CAMPAIGNS)[number];

export interface PlaceWorld {
  readonly items: readonly Item[];
  readonly limits: Readonly<Record<Name, number>>;
  readonly filled: Readonly<Record<Name, number>>;
}

/**
 * The least number of people that must be off without a place waiting, over all orders.
 * State: which items have left, which have arrived, which of them gave up their place early.
 */
export function leastLong(world: PlaceWorld, items: readonly Item[]): number {
  const best = new Map<string, number>();
  let least = Number.POSITIVE_INFINITY;
  const visit = (off: number, on: number, cost: number): void => {
    const key = `${off}/${on}`;
    if ((best.get(key) ?? Number.POSITIVE_INFINITY) <= cost) return;
    best.set(key, cost);
    const filled: Record<string, number> = { ...world.filled };
    let finished = true;
    items.forEach((item, i) => {
      if ((off >> i) & 1 && item.leaves !== null)
        filled[item.leaves] = (filled[item.leaves] ?? 0) - 1;
      if ((on >> i) & 1 && item.takes !== null) filled[item.takes] = (filled[item.takes] ?? 0) + 1;
    });
    items.forEach((item, i) => {
      const hasLeft = item.leaves === null || ((off >> i) & 1) === 1;
      const isIn = item.takes === null || ((on >> i) & 1) === 1;
      if (!hasLeft || !isIn) finished = false;
      const room = (name: string | null): boolean =>
        name !== null && (filled[name] ?? 0) < world.limits[name as Name];
      if (!hasLeft && item.takes === null) visit(off | (1 << i), on, cost);
      else if (!hasLeft && item.leaves !== null) {
        // Off and on in one go, because its place exists, or is its own in a campaign that is not above its limit.
        const own =
          item.leaves === item.takes &&
          (filled[item.takes] ?? 0) <= world.limits[item.takes as Name];
        if (own || room(item.takes)) visit(off | (1 << i), on | (1 << i), cost);
        // Off without a place.
        visit(off | (1 << i), on, cost + (item.texts ? 1 : 0));
      } else if (!isIn && room(item.takes)) visit(off, on | (1 << i), cost);
    });
    if (finished) least = Math.min(least, cost);
  };
  visit(0, 0, 0);
  return least;
}
