/**
 * The scheduler against brute force: small worlds in which every order can be tried.
 * A move is two events, off and on; a place is free again when its holder is off.
 */

import { describe, expect, it } from 'vitest';
import { admit, type Item, type Slot, schedule } from '../../src/plan/schedule.ts';
import { fc } from '../random.ts';
import { CAMPAIGNS, leastLong, type Name, type PlaceWorld as World } from './brute-force.ts';

const place = fc.option(fc.constantFrom<Name>(...CAMPAIGNS), { nil: null });

const worlds: fc.Arbitrary<World> = fc
  .record({
    moves: fc.array(fc.record({ leaves: place, takes: place, texts: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    }),
    others: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)),
    spare: fc.tuple(
      fc.integer({ min: -1, max: 1 }),
      fc.integer({ min: -1, max: 1 }),
      fc.integer({ min: -1, max: 1 }),
    ),
  })
  .map(({ moves, others, spare }) => {
    const items = moves
      .filter((move) => move.leaves !== null || move.takes !== null)
      .map((move, i): Item => ({ ...move, key: `n${i}` }));
    const count = (name: Name) => items.filter((item) => item.leaves === name).length;
    const filled = Object.fromEntries(
      CAMPAIGNS.map((name, i) => [name, (others[i] ?? 0) + count(name)]),
    ) as Record<Name, number>;
    const limits = Object.fromEntries(
      CAMPAIGNS.map((name, i) => [name, Math.max(0, filled[name] + (spare[i] ?? 0))]),
    ) as Record<Name, number>;
    return { items, limits, filled };
  });

function roomOf(world: World): Map<string, number> {
  return new Map(CAMPAIGNS.map((name) => [name, world.limits[name] - world.filled[name]]));
}

/** Runs slots in every interleaving that their dependencies allow, chosen by `pick`; the counts must stay within limits. */
function run(world: World, slots: readonly Slot[], pick: (n: number) => number): Set<string> {
  const filled: Record<string, number> = { ...world.filled };
  const off = new Set<string>();
  const on = new Set<string>();
  const long = new Set<string>();
  for (;;) {
    const events: (() => void)[] = [];
    for (const { item, after, onAfter } of slots) {
      const started = off.has(item.key) || on.has(item.key);
      const left = item.leaves === null || off.has(item.key);
      if (!started && item.leaves !== null && after.every((key) => off.has(key))) {
        events.push(() => {
          off.add(item.key);
          filled[item.leaves ?? ''] = (filled[item.leaves ?? ''] ?? 0) - 1;
        });
      }
      const mayTake = left && !on.has(item.key) && item.takes !== null;
      const placed = after.every((key) => off.has(key)) && (onAfter === null || off.has(onAfter));
      if (mayTake && placed) {
        events.push(() => {
          const now = (filled[item.takes ?? ''] ?? 0) + 1;
          // Above its limit from the start, a campaign may not grow.
          expect(now).toBeLessThanOrEqual(world.limits[item.takes as Name]);
          filled[item.takes ?? ''] = now;
          on.add(item.key);
        });
      }
      if (onAfter !== null && item.texts) long.add(item.key);
    }
    if (events.length === 0) break;
    events[pick(events.length)]?.();
  }
  for (const { item } of slots) {
    if (item.leaves !== null) expect(off.has(item.key)).toBe(true);
    if (item.takes !== null) expect(on.has(item.key)).toBe(true);
  }
  return long;
}

/** Whether a set of items can all reach their goal, in some order. */
function feasible(world: World, items: readonly Item[]): boolean {
  const filled: Record<string, number> = { ...world.filled };
  if (items.some((item) => world.filled[item.takes as Name] > world.limits[item.takes as Name])) {
    return false;
  }
  for (const item of items) {
    if (item.leaves !== null) filled[item.leaves] = (filled[item.leaves] ?? 0) - 1;
    if (item.takes !== null) filled[item.takes] = (filled[item.takes] ?? 0) + 1;
  }
  return items.every(
    (item) => item.takes === null || (filled[item.takes] ?? 0) <= world.limits[item.takes as Name],
  );
}

describe('the scheduler', () => {
  it('keeps every limit in every interleaving, and everybody arrives', () => {
    fc.assert(
      fc.property(worlds, fc.infiniteStream(fc.nat()), (world, picks) => {
        const admitted = admit(world.items, roomOf(world));
        const slots = schedule(
          world.items.filter((item) => admitted.has(item)),
          roomOf(world),
        );
        run(world, slots, (n) => (picks.next().value ?? 0) % n);
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves as few people off longer than their own off-and-on as brute force finds possible', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const admitted = admit(world.items, roomOf(world));
        const items = world.items.filter((item) => admitted.has(item));
        const slots = schedule(items, roomOf(world));
        const long = slots.filter((slot) => slot.onAfter !== null && slot.item.texts).length;
        expect(long).toBe(leastLong(world, items));
      }),
      { numRuns: 3000 },
    );
  });

  it('admits the most that can move: adding any one that was left out is impossible', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const admitted = admit(world.items, roomOf(world));
        const chosen = world.items.filter((item) => admitted.has(item));
        expect(feasible(world, chosen)).toBe(true);
        for (const item of world.items) {
          if (!admitted.has(item)) expect(feasible(world, [...chosen, item])).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('prefers the written order among those that only want a place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 8 }), (free, count) => {
        const items = Array.from(
          { length: count },
          (_, i): Item => ({ key: `n${i}`, leaves: null, takes: 'A', texts: false }),
        );
        const admitted = admit(items, new Map([['A', free]]));
        expect(items.map((item) => admitted.has(item))).toEqual(items.map((_, i) => i < free));
      }),
    );
  });

  it('breaks a ring of two full campaigns at one number, and at nobody who can text if it can', () => {
    const room = new Map([
      ['A', 0],
      ['B', 0],
    ]);
    const ring = (texts: boolean): Item[] => [
      { key: 'a', leaves: 'A', takes: 'B', texts },
      { key: 'b', leaves: 'B', takes: 'A', texts: true },
    ];
    expect(schedule(ring(true), room).map((slot) => slot.onAfter)).toEqual([null, 'a']);
    expect(schedule(ring(false), room).map((slot) => slot.onAfter)).toEqual(['b', null]);
  });
});
