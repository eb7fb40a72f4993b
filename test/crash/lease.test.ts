/**
 * What is checked just before a request leaves, and how long a later run allows for it to arrive.
 * Law: between the entry about a request and the request there may be a wait, for a turn or for another try; after it
 * the lease is asked for again, in less time than anybody needs to conclude that nothing was sent.
 */
import { expect, it } from 'vitest';
import { acquire, type Journal, LeaseLost } from '../../src/apply/log/journal.ts';
import { recover } from '../../src/apply/recover.ts';
import type { Store } from '../../src/model/store.ts';
import { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { memoryStore } from '../memory-store.ts';
import { CAPABILITIES, fakeProvider } from '../unit/apply.world.ts';
import { at, entry, HOLDER, lease, numberWrite } from '../unit/log.world.ts';

interface Desk {
  readonly store: Store;
  now: number;
}

function desk(): Desk {
  return { now: Date.parse(at(0)), store: memoryStore() };
}

let ids = 0;

async function journalOn(log: Desk): Promise<Journal> {
  const acquired = await acquire(log.store, {
    account: 'acme',
    holder: HOLDER,
    timing: { now: () => log.now, sleep: async () => {} },
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    isGone: () => false,
    waitMs: 0,
    onWait: () => {},
    signal: new AbortController().signal,
  });
  if (acquired.state === 'taken') throw new Error('somebody holds it');
  return acquired.journal;
}

it('asks again before the registry counts as settled', async () => {
  const log = desk();
  const first = await journalOn(log);
  await first.say({ kind: 'dropped', changes: [], reason: 'the last entry before the request' });
  log.now += 1;
  await first.stillHeld();
  const { entries, sequence } = await log.store.read();
  const unlocked = { kind: 'unlocked', of: first.run, by: 'sam', reason: null } as const;
  await log.store.append([{ at: at(0), run: 'id-sam', ...unlocked }], sequence);
  expect(entries.length).toBe(2);
  await journalOn(log);
  log.now += SANDBOX.settleMs - 1;
  await expect(first.stillHeld()).rejects.toThrow(LeaseLost);
});

it('asks nothing where the entry is fresh, and leaves a sign of life where it is not', async () => {
  const log = desk();
  const journal = await journalOn(log);
  await journal.stillHeld();
  expect((await log.store.read()).entries.length).toBe(1);
  log.now += SANDBOX.settleMs;
  await journal.stillHeld();
  const { entries } = await log.store.read();
  expect(entries.map(({ kind }) => kind)).toEqual(['lease', 'alive']);
});

it('is waited for from the last sign of life of its run, not from the entry about it', async () => {
  const { settleMs } = CAPABILITIES;
  let now = Date.parse(at(7)) + 1;
  const timing = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const alive = entry(7, { kind: 'alive' });
  const acquired = await acquire(memoryStore(lease(4), numberWrite(5, 'w1', 'turn-off'), alive), {
    account: 'acme',
    holder: HOLDER,
    timing,
    newId: () => 'run-2',
    isGone: () => true,
    waitMs: 0,
    onWait: () => {},
    signal: new AbortController().signal,
  });
  if (acquired.state !== 'held') throw new Error('it is taken');
  const looks: number[] = [];
  const { settled } = await recover({
    journal: acquired.journal,
    provider: fakeProvider({
      find: () => {
        looks.push(now - Date.parse(alive.at));
        return [];
      },
    }),
    timing,
    budgetMs: 2 * settleMs,
    signal: new AbortController().signal,
    onWait: () => {},
  });
  expect(settled).toMatchObject([{ effect: 'none' }]);
  expect(looks[0]).toBeLessThan(settleMs);
  expect(looks.at(-1)).toBeGreaterThanOrEqual(settleMs);
});
