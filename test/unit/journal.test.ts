import { describe, expect, it } from 'vitest';
import { type AcquireOptions, acquire, LeaseLost } from '../../src/apply/log/journal.ts';
import { leaseOf } from '../../src/apply/log/lease.ts';
import type { LogEntry } from '../../src/model/log.ts';
import { StoreError } from '../../src/model/store.ts';
import { type MemoryStore, memoryStore } from '../memory-store.ts';
import { at, entry, HOLDER, lease, registration } from './log.world.ts';

let ids = 0;

function options(part: Partial<AcquireOptions> = {}): AcquireOptions & { waits: number[] } {
  let now = Date.parse(at(10));
  const waits: number[] = [];
  return {
    account: 'acme',
    holder: { ...HOLDER, who: 'sam' },
    timing: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
        waits.push(ms);
      },
    },
    newId: () => `id-${++ids}`,
    isGone: () => false,
    waitMs: 0,
    onWait: () => {},
    signal: new AbortController().signal,
    waits,
    ...part,
  };
}

async function held(store: MemoryStore, part: Partial<AcquireOptions> = {}) {
  const acquired = await acquire(store, options(part));
  if (acquired.state !== 'held') throw new Error('it is taken');
  return acquired;
}

const kinds = (log: readonly LogEntry[]) => log.map(({ kind }) => kind);

describe('taking the lease', () => {
  it('is the first entry of a run', async () => {
    const store = memoryStore();
    const { journal, tookOver } = await held(store);
    expect(tookOver).toBeNull();
    expect(leaseOf(store.appends.flat())).toMatchObject({ run: journal.run });
  });

  it('is refused while another run lives, and says whose it is', async () => {
    const store = memoryStore(lease(9, 'theirs'));
    expect(await acquire(store, options())).toMatchObject({
      state: 'taken',
      lease: { run: 'theirs', holder: { who: 'jane' } },
    });
    expect(store.appends.length).toBe(1);
  });

  it('waits as long as it may, and takes over one that has been silent too long', async () => {
    const told: string[] = [];
    const store = memoryStore(lease(9, 'theirs'), registration(9, 'w1', 'theirs'));
    const patient = options({ waitMs: 60_000, onWait: ({ run }) => told.push(run) });
    const acquired = await acquire(store, patient);
    expect(acquired).toMatchObject({ state: 'held', tookOver: { run: 'theirs' } });
    expect(told[0]).toBe('theirs');
    // It was alive at 9:09, for 90 s; now it is 9:10 and a little.
    expect(patient.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(29_000);
    expect(store.appends.at(-1)).toMatchObject([{ tookOver: { run: 'theirs', why: 'silent' } }]);
  });

  it('takes over at once from a process that is gone', async () => {
    const store = memoryStore(lease(9, 'theirs'));
    await held(store, { isGone: ({ pid }) => pid === HOLDER.pid });
    expect(store.appends.at(-1)).toMatchObject([{ tookOver: { run: 'theirs', why: 'gone' } }]);
  });

  it('is refused in the log of another account', async () => {
    const store = memoryStore(lease(9), entry(9, { kind: 'released' }));
    const taking = acquire(store, options({ account: 'other' }));
    await expect(taking).rejects.toThrow('is that of the account acme, not of other');
  });

  it('is won by one of many', async () => {
    const store = memoryStore();
    const all = await Promise.all(Array.from({ length: 8 }, () => acquire(store, options())));
    expect(all.filter(({ state }) => state === 'held').length).toBe(1);
    expect(kinds(store.appends.flat())).toEqual(['lease']);
  });
});

describe('writing', () => {
  it('shares one append among those who speak while one is under way', async () => {
    const store = memoryStore();
    const { journal } = await held(store);
    await Promise.all(Array.from({ length: 10 }, () => journal.say({ kind: 'alive' })));
    expect(store.appends.length).toBeLessThanOrEqual(3);
    expect(kinds(store.appends.flat()).filter((kind) => kind === 'alive').length).toBe(10);
    expect(journal.entries()).toEqual(store.appends.flat());
  });

  it('is over once somebody else has taken over: nothing more is said', async () => {
    const store = memoryStore();
    const { journal } = await held(store);
    await store.append([lease(20, 'theirs')], 1);
    await expect(journal.say({ kind: 'alive' })).rejects.toThrow(LeaseLost);
    await expect(journal.say({ kind: 'alive' })).rejects.toThrow('of jane, has taken over');
    await expect(journal.stillHeld()).rejects.toThrow(LeaseLost);
    await journal.release();
    expect(kinds(store.appends.flat())).toEqual(['lease', 'lease']);
  });

  it('is over once a person has unlocked it', async () => {
    const store = memoryStore();
    const { journal } = await held(store);
    await store.append(
      [entry(20, { kind: 'unlocked', of: journal.run, by: 'kim', reason: null }, 'x')],
      1,
    );
    await expect(journal.say({ kind: 'alive' })).rejects.toThrow('kim has unlocked the account');
  });

  it('goes on after a remark of somebody who takes nothing over', async () => {
    const store = memoryStore();
    const { journal } = await held(store);
    await store.append([entry(20, { kind: 'begun', by: 'kim', reason: 'new' }, 'x')], 1);
    await journal.say({ kind: 'alive' });
    expect(kinds(store.appends.flat())).toEqual(['lease', 'begun', 'alive']);
    expect(journal.entries()).toEqual(store.appends.flat());
  });

  it('throws what the store throws, and can go on after it', async () => {
    const store = memoryStore();
    const { journal } = await held(store);
    store.breakNext();
    await expect(journal.say({ kind: 'alive' })).rejects.toThrow(StoreError);
    await journal.say({ kind: 'alive' });
    expect(kinds(store.appends.flat())).toEqual(['lease', 'alive']);
  });

  it('gives a sign of life before a write after a long silence, and asks nobody before that', async () => {
    const store = memoryStore();
    let now = Date.parse(at(10));
    const timing = { now: () => now, sleep: async () => {} };
    const { journal } = await held(store, { timing });
    await journal.stillHeld();
    expect(store.appends.length).toBe(1);
    now += 40_000;
    await journal.stillHeld();
    expect(kinds(store.appends.flat())).toEqual(['lease', 'alive']);
  });

  it('asks again where it slept while the store had long answered', async () => {
    const store = memoryStore();
    let now = Date.parse(at(10));
    const timing = { now: () => now, sleep: async () => {} };
    const { journal } = await held(store, { timing });
    const { append } = store;
    store.append = async (...given) => {
      const sequence = await append(...given);
      // Asleep behind the answer: another run takes over, as the lease has ended.
      store.append = append;
      now += 400_000;
      await append([lease(20, 'theirs')], sequence);
      return sequence;
    };
    await journal.say({ kind: 'alive' });
    await expect(journal.stillHeld()).rejects.toThrow(LeaseLost);
  });

  it('asks again where it slept while it took the lease', async () => {
    const store = memoryStore();
    let now = Date.parse(at(10));
    const timing = { now: () => now, sleep: async () => {} };
    const { append } = store;
    store.append = async (...given) => {
      const sequence = await append(...given);
      store.append = append;
      now += 400_000;
      await append([lease(20, 'theirs')], sequence);
      return sequence;
    };
    const { journal } = await held(store, { timing });
    await expect(journal.stillHeld()).rejects.toThrow(LeaseLost);
  });

  it('asks a log that is always slow no more than three times', async () => {
    const store = memoryStore();
    let now = Date.parse(at(10));
    const timing = { now: () => now, sleep: async () => {} };
    const { journal } = await held(store, { timing });
    const { append } = store;
    store.append = (...given) => {
      now += 20_001;
      return append(...given);
    };
    now += 2_000;
    await journal.stillHeld();
    expect(kinds(store.appends.flat())).toEqual(['lease', 'alive', 'alive', 'alive']);
  });

  it('lets go once, with its last words in the same append', async () => {
    const store = memoryStore();
    const { journal } = await held(store);
    await journal.release({ kind: 'alive' });
    await journal.release();
    expect(store.appends.map(kinds)).toEqual([['lease'], ['alive', 'released']]);
    expect(leaseOf(store.appends.flat())).toBeNull();
  });
});
