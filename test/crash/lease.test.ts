/**
 * What is checked just before a request leaves.
 * Law: between the entry about a request and the request there may be a wait, for a turn or for another try; after it
 * the lease is asked for again, in less time than anybody needs to conclude that nothing was sent.
 */
import { expect, it } from 'vitest';
import { acquire, type Journal, LeaseLost } from '../../src/apply/log/journal.ts';
import type { LogEntry } from '../../src/model/log.ts';
import { type Store, StoreConflict } from '../../src/model/store.ts';
import { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';

const HOLDER = { who: 'jane', host: 'desk', pid: 7, birth: null, commit: null, command: 'apply' };

interface Desk {
  readonly store: Store;
  readonly entries: LogEntry[][];
  now: number;
}

function desk(): Desk {
  const appends: LogEntry[][] = [];
  return {
    now: Date.parse('2026-07-20T09:00:00Z'),
    entries: appends,
    store: {
      label: 'dir:log',
      kind: 'dir',
      read: async () => ({ entries: appends.flat(), sequence: appends.length, notes: [] }),
      async append(entries, expected) {
        if (appends.length !== expected) throw new StoreConflict('dir:log');
        appends.push([...entries]);
        return appends.length;
      },
      close: async () => {},
    },
  };
}

let ids = 0;

async function journalOn(at: Desk): Promise<Journal> {
  const acquired = await acquire(at.store, {
    account: 'acme',
    holder: HOLDER,
    timing: { now: () => at.now, sleep: async () => {} },
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
  const at = desk();
  const first = await journalOn(at);
  await first.say({ kind: 'dropped', changes: [], reason: 'the last entry before the request' });
  at.now += 1;
  await first.stillHeld();
  const { run } = first;
  const unlocked = { kind: 'unlocked', of: run, by: 'sam', reason: null } as const;
  at.entries.push([{ at: new Date(at.now).toISOString(), run: 'id-sam', ...unlocked }]);
  await journalOn(at);
  at.now += SANDBOX.settleMs - 1;
  await expect(first.stillHeld()).rejects.toThrow(LeaseLost);
});

it('asks nothing where the entry is fresh, and leaves a sign of life where it is not', async () => {
  const at = desk();
  const journal = await journalOn(at);
  await journal.stillHeld();
  expect(at.entries.length).toBe(1);
  at.now += SANDBOX.settleMs;
  await journal.stillHeld();
  expect(at.entries.at(-1)?.map(({ kind }) => kind)).toEqual(['alive']);
});
