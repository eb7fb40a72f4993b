/**
 * A registry that is open: its state on disk (or only in memory), its clock, and the lock on both.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { advancedClock, type ClockSetting, newClock, readClock, resumedClock } from './clock.ts';
import { lockDirectory } from './lock.ts';
import type { ClockRecord, StateRecord, Times } from './records.ts';
import { createRegistry, type Registry, registryOn } from './registry.ts';
import type { Seed } from './seed.ts';
import { openStore, type Store } from './store.ts';
import type { Strictness } from './world.ts';

export interface OpenOptions extends Partial<Strictness> {
  /** null: memory only. */
  readonly stateDir: string | null;
  /** Used only when there is no state yet. */
  readonly seed: Seed | null;
  /** Left out: the clock of the state, else of the seed, else real. */
  readonly clock?: ClockSetting;
  readonly times?: Partial<Times>;
  /** How long to wait for another process that has the state open, ms. */
  readonly lockWaitMs?: number;
}

export interface OpenRegistry {
  readonly registry: Registry;
  /** Sandbox time in ms; never goes back. */
  now(): number;
  clock(): ClockRecord;
  /** Moves the clock, then applies what has become due. */
  advance(ms: number): void;
  /** Hands over what changed since the last commit, durable on disk if asked for. */
  commit(durable: boolean): readonly StateRecord[];
  /** Begins again from the seed; false where the state was not begun by this opening and no seed was given. */
  reset(): boolean;
  close(): void;
}

const LOCK_WAIT_MS = 5000;

/** Throws StateLockedError, StateDamagedError, SeedError. */
export async function openRegistry(options: OpenOptions): Promise<OpenRegistry> {
  const { stateDir } = options;
  let release = (): void => {};
  if (stateDir !== null) {
    mkdirSync(stateDir, { recursive: true });
    release = await lockDirectory(stateDir, options.lockWaitMs ?? LOCK_WAIT_MS);
  }
  try {
    const store = stateDir === null ? null : openStore(stateDir);
    return opened(options, store, release);
  } catch (error) {
    release();
    throw error;
  }
}

/** Removes the state, so that the next opening begins from a seed. Throws StateLockedError. */
export async function removeState(stateDir: string): Promise<void> {
  mkdirSync(stateDir, { recursive: true });
  const release = await lockDirectory(stateDir, LOCK_WAIT_MS);
  for (const name of ['state.jsonl', 'requests.jsonl', 'requests.1.jsonl']) {
    rmSync(join(stateDir, name), { force: true });
  }
  release();
}

function opened(options: OpenOptions, store: Store | null, release: () => void): OpenRegistry {
  let pending: StateRecord[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  const registryOptions = {
    ...options,
    onChange: (record: StateRecord) => void pending.push(record),
  };

  function fresh(): Registry {
    const clock = newClock(options.clock ?? options.seed?.clock ?? { mode: 'real' }, Date.now());
    const registry = createRegistry(options.seed, readClock(clock, Date.now()), registryOptions);
    registry.put(['clock', clock]);
    pending = [];
    latest = Number.NEGATIVE_INFINITY;
    store?.begin(registry.state);
    return registry;
  }

  function resumed(state: NonNullable<Store['state']>): Registry {
    const registry = registryOn(state, registryOptions);
    const before = state.clock ?? newClock({ mode: 'real' }, Date.now());
    const clock = resumedClock(before, options.clock ?? null, Date.now());
    if (clock !== state.clock) registry.put(['clock', clock]);
    return registry;
  }

  const before = store?.state ?? null;
  const resumes = before !== null;
  let registry = before === null ? fresh() : resumed(before);

  function clock(): ClockRecord {
    const record = registry.state.clock;
    if (record === null) throw new Error('the state has no clock');
    return record;
  }

  function now(): number {
    latest = Math.max(latest, readClock(clock(), Date.now()));
    return latest;
  }

  return {
    get registry() {
      return registry;
    },
    now,
    clock,
    advance(ms) {
      registry.put(['clock', advancedClock(clock(), ms)]);
      registry.settle(now());
    },
    commit(durable) {
      const records = pending;
      pending = [];
      if (records.length > 0) store?.append(records, durable);
      return records;
    },
    reset() {
      if (resumes && options.seed === null) return false;
      registry = fresh();
      return true;
    },
    close() {
      store?.close();
      release();
    },
  };
}
