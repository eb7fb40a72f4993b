/**
 * A run's hold on the log: takes the lease, writes entries in order, keeps the lease alive, lets it go.
 * Law: nothing leaves for the registry before the entry about it is durable, and nothing at all once the lease is lost.
 */
import type { EntryOf, Holder, LogEntry } from '../../model/log.ts';
import type { StepResult } from '../../model/port.ts';
import { type Store, StoreConflict, StoreError } from '../../model/store.ts';
import type { ApplyLog, Intended, Timing } from '../state.ts';
import { LEASE_TTL_MS, type Lease, leaseOf } from './lease.ts';

/** What is said of an entry; time and run are added when it is written. */
export type Said = LogEntry extends infer E
  ? E extends LogEntry
    ? Omit<E, 'at' | 'run'>
    : never
  : never;

export interface Journal extends ApplyLog {
  readonly run: string;
  /** Who runs. */
  readonly holder: Holder;
  /** All that is known to be in the log. */
  entries(): readonly LogEntry[];
  /** Resolves once it is durable. Throws LeaseLost, StoreError. */
  say(...said: readonly Said[]): Promise<void>;
  /** Throws LeaseLost where somebody else may write by now; asks the store unless it has just answered. */
  stillHeld(): Promise<void>;
  /** Says the last words and lets the lease go. Where it is lost already, nothing is said. Throws StoreError. */
  release(...last: readonly Said[]): Promise<void>;
}

/** Another run writes for this account, or a person has unlocked it. */
export class LeaseLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LeaseLost';
  }
}

export interface AcquireOptions {
  readonly account: string;
  readonly holder: Holder;
  readonly timing: Timing;
  /** Unique ids, of runs and of writes. */
  readonly newId: () => string;
  /** Whether the process that holds a lease is certainly gone. */
  readonly isGone: (holder: Holder) => boolean;
  /** ms to wait for somebody else's lease; 0: not at all. */
  readonly waitMs: number;
  readonly onWait: (lease: Lease) => void;
  readonly signal: AbortSignal;
  /** ms; default LEASE_TTL_MS. */
  readonly ttlMs?: number;
}

export type Acquired =
  | {
      readonly state: 'held';
      readonly journal: Journal;
      /** The lease that was taken over; null: nobody held one. */
      readonly tookOver: Lease | null;
      readonly notes: readonly string[];
    }
  | { readonly state: 'taken'; readonly lease: Lease };

/** Pause between looks at a lease that somebody holds. */
const LOOK_EVERY_MS = 2_000;

/**
 * So long after an append a request may leave without asking for the lease again. Shorter than any registry takes to
 * settle: whoever took over and finds no trace of it may rely on that it does not come later.
 */
const FRESH_MS = 1_000;

/**
 * An append that took longer says too little: its process may have slept while the store had long answered, and somebody
 * else may have taken over since. It is asked again, so often at most: a store that is always slow is not asleep.
 */
const SLOW_MS = 20_000;
const ASKED_AGAIN = 3;

/** Throws StoreError, also where the log is that of another account. */
export async function acquire(store: Store, options: AcquireOptions): Promise<Acquired> {
  const { account, holder, timing, newId, isGone, waitMs, ttlMs = LEASE_TTL_MS } = options;
  const run = newId();
  const deadline = timing.now() + waitMs;
  for (;;) {
    const { entries, sequence, notes } = await store.read();
    checkAccount(entries, account, store.label);
    const lease = leaseOf(entries);
    const why = lease === null ? null : endOf(lease, timing.now(), isGone);
    if (lease !== null && why === null) {
      const left = deadline - timing.now();
      if (left <= 0 || options.signal.aborted) return { state: 'taken', lease };
      options.onWait(lease);
      await pause(Math.min(LOOK_EVERY_MS, left), options);
      continue;
    }
    const asked = timing.now();
    const entry: EntryOf<'lease'> = {
      at: isoTime(timing),
      run,
      kind: 'lease',
      account,
      holder,
      ttlMs,
      tookOver: lease === null || why === null ? null : { run: lease.run, why },
    };
    try {
      const now = await store.append([entry], sequence);
      const journal = journalOf(store, [...entries, entry], now, {
        run,
        holder,
        asked,
        timing,
        newId,
        ttlMs,
      });
      return { state: 'held', journal, tookOver: lease, notes };
    } catch (error) {
      // Somebody was faster: look again at who holds it now.
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}

function checkAccount(entries: readonly LogEntry[], account: string, label: string): void {
  const other = entries.find((entry) => entry.kind === 'lease' && entry.account !== account);
  if (other?.kind !== 'lease') return;
  throw new StoreError(
    'invalid',
    `The log in ${label} is that of the account ${other.account}, not of ${account}. Each account needs a log of its own: give this one another branch or folder.`,
  );
}

/** Why a lease may be taken over; null: it may not. */
function endOf(
  lease: Lease,
  now: number,
  isGone: AcquireOptions['isGone'],
): 'gone' | 'silent' | null {
  if (isGone(lease.holder)) return 'gone';
  return now > lease.until ? 'silent' : null;
}

async function pause(ms: number, { timing, signal }: AcquireOptions): Promise<void> {
  try {
    await timing.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

interface JournalOptions {
  readonly run: string;
  readonly holder: Holder;
  /** When the append that took the lease was begun, ms since 1970. */
  readonly asked: number;
  readonly timing: Timing;
  readonly newId: () => string;
  readonly ttlMs: number;
}

function journalOf(
  store: Store,
  known: readonly LogEntry[],
  startAt: number,
  options: JournalOptions,
): Journal {
  const { run, holder, timing, newId, ttlMs } = options;
  const entries: LogEntry[] = [...known];
  let sequence = startAt;
  /** When the last append that went well was begun, and when it was answered. */
  let asked = options.asked;
  let answered = timing.now();
  let lost: LeaseLost | null = null;
  let released = false;
  let last: Promise<void> = Promise.resolve();
  /** Entries that go with the next append: those said while one is under way share the one after it. */
  let next: { readonly entries: LogEntry[]; readonly done: Promise<void> } | null = null;

  async function append(batch: readonly LogEntry[]): Promise<void> {
    for (;;) {
      if (lost !== null) throw lost;
      const begun = timing.now();
      try {
        sequence = await store.append(batch, sequence);
        entries.push(...batch);
        asked = begun;
        answered = timing.now();
        return;
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
        const stored = await store.read();
        lost = whyLost(stored.entries, run, store.label);
        entries.splice(0, entries.length, ...stored.entries);
        sequence = stored.sequence;
      }
    }
  }

  function say(...said: readonly Said[]): Promise<void> {
    const at = isoTime(timing);
    const made = said.map((one) => ({ at, run, ...one }) as LogEntry);
    if (next !== null) {
      next.entries.push(...made);
      return next.done;
    }
    const batch = made;
    const done = last
      .catch(() => {})
      .then(() => {
        next = null;
        return append(batch);
      });
    next = { entries: batch, done };
    last = done;
    return done;
  }

  const heartbeat = setInterval(() => {
    if (lost === null && timing.now() - asked > ttlMs / 3) say({ kind: 'alive' }).catch(() => {});
  }, ttlMs / 6);
  heartbeat.unref();

  return {
    run,
    holder,
    entries: () => entries,
    say,
    async stillHeld() {
      for (let again = 0; again < ASKED_AGAIN; again++) {
        if (lost !== null) throw lost;
        if (answered - asked <= SLOW_MS && timing.now() - answered <= FRESH_MS) return;
        await say({ kind: 'alive' });
      }
    },
    async intent(batch: readonly Intended[], claimedBy?: string) {
      const writes = batch.map(() => newId());
      await say(
        ...batch.map(({ change, step }, at): Said => {
          const { id, address, action, fee, campaign, person } = change;
          return {
            kind: 'intent',
            write: writes[at] ?? '',
            change: { id, address, action, fee, campaign, person },
            step,
            ...(claimedBy === undefined ? {} : { claimedBy }),
          };
        }),
      );
      return writes;
    },
    async result(writes: readonly string[], results: readonly StepResult[]) {
      await say(
        ...writes.flatMap((write, at): Said[] => {
          const result = results[at];
          return result === undefined ? [] : [{ kind: 'result', write, result }];
        }),
      );
    },
    async release(...words: readonly Said[]) {
      clearInterval(heartbeat);
      if (lost !== null || released) return;
      released = true;
      await say(...words, { kind: 'released' }).catch((error: unknown) => {
        if (!(error instanceof LeaseLost)) throw error;
      });
    },
  };
}

/** null: it is still ours, and somebody only added a remark. */
function whyLost(entries: readonly LogEntry[], run: string, label: string): LeaseLost | null {
  const lease = leaseOf(entries);
  if (lease?.run === run) return null;
  const unlocked = entries.findLast((entry) => entry.kind === 'unlocked' && entry.of === run);
  if (unlocked?.kind === 'unlocked') {
    return new LeaseLost(`${unlocked.by} has unlocked the account in ${label}.`);
  }
  const who = lease === null ? 'Another run' : `Another run, of ${lease.holder.who},`;
  return new LeaseLost(`${who} has taken over the account in ${label}.`);
}

function isoTime(timing: Timing): string {
  return new Date(timing.now()).toISOString();
}
