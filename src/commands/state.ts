/**
 * Where the log of an account is, and a run's hold on it.
 * `--state`, else CAMPAIGNCTL_STATE, else a folder beside the files of the account.
 */
import { join } from 'node:path';
import { factsOf } from '../apply/log/facts.ts';
import { acquire, type Journal, LeaseLost } from '../apply/log/journal.ts';
import type { Lease } from '../apply/log/lease.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import type { LogEntry, LogFacts } from '../model/log.ts';
import { type Store, StoreError } from '../model/store.ts';
import { realTiming } from '../providers/timing.ts';
import { clean } from '../report/clean.ts';
import { listOf } from '../report/style.ts';
import { holderOf, isGone } from './holder.ts';
import type { Io } from './io.ts';
import { tellFailure } from './output.ts';
import type { Format } from './reports.ts';

export interface StateOptions {
  readonly state?: string;
}

export interface AccountState {
  readonly store: Store;
  /** Whether it outlives the machine that runs. */
  readonly durable: boolean;
}

export interface Where {
  /** `--state`, where it was given. */
  readonly state: string | undefined;
  readonly account: string;
  readonly root: string;
  readonly format: Format;
}

/** Runs `use` with the log of the account and closes it. What stands in the way becomes a sentence and an exit code. */
export async function withState(
  where: Where,
  io: Io,
  use: (state: AccountState) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    const state = await openState(where, io);
    try {
      return await use(state);
    } finally {
      await state.store.close();
    }
  } catch (error) {
    const isLease = error instanceof LeaseLost;
    if (!isLease && !(error instanceof StoreError)) throw error;
    const { code, message } = isLease
      ? { code: EXIT.refused, message: error.message }
      : storeTrouble(error);
    tellFailure(message, where.format, io);
    return code;
  }
}

async function openState({ state, account, root }: Where, io: Io): Promise<AccountState> {
  if (state !== undefined && /^[a-z]+:\/\/[^/@]*:[^/@]*@/i.test(state)) {
    const message =
      'A password has no place on the command line, where every process sees it. Put the whole address into CAMPAIGNCTL_STATE, or the password into PGPASSWORD.';
    throw new StoreError('invalid', message);
  }
  const named = state || io.env['CAMPAIGNCTL_STATE'];
  const spec = named || `dir:${join(root, '.campaignctl', 'log')}`;
  const { openStore } = await import('../stores/open.ts');
  const store = await openStore(spec, { account, cwd: named ? io.cwd : root, env: io.env });
  const isKept = store.kind !== 'dir' || (named !== undefined && named !== '');
  return { store, durable: isKept || !io.env['CI'] };
}

export function logFacts({ store, durable }: AccountState, entries: readonly LogEntry[]): LogFacts {
  return factsOf(entries, { label: store.label, durable });
}

export interface HoldOptions {
  readonly account: string;
  readonly root: string;
  /** What the holder is called: `apply`, `resolve`. */
  readonly command: string;
  /** ms to wait for somebody else's lease. */
  readonly leaseWait: number;
  readonly format: Format;
}

/** Runs `use` while nobody else may write for the account. Throws StoreError where the log cannot be used. */
export async function holding(
  store: Store,
  { account, root, command, leaseWait, format }: HoldOptions,
  io: Io,
  use: (journal: Journal) => Promise<ExitCode>,
): Promise<ExitCode> {
  let told = '';
  const acquired = await acquire(store, {
    account,
    holder: await holderOf(command, root, io),
    timing: realTiming,
    newId: () => crypto.randomUUID(),
    isGone,
    waitMs: leaseWait,
    signal: io.stopSignal(),
    onWait: (lease) => {
      const line = `Waiting: ${leaseWords(lease)}\n`;
      if (line !== told) io.stderr(line);
      told = line;
    },
  });
  if (acquired.state === 'taken') {
    const message = takenText(acquired.lease, store);
    tellFailure(message, format, io);
    const signal = io.stopSignal();
    return signal.aborted ? (signal.reason as ExitCode) : EXIT.refused;
  }
  const { journal, tookOver, notes } = acquired;
  for (const note of notes) io.stderr(`${clean(note)}\n`);
  if (tookOver !== null) io.stderr(takeoverText(tookOver, journal.entries(), store));
  try {
    return await use(journal);
  } finally {
    await journal.release();
  }
}

/** `jane on ci-3 (process 4711) has been writing since 2026-07-20 09:31 UTC`. */
function leaseWords({ holder, since }: Lease): string {
  const { who, host, pid, command } = holder;
  const runs = `${clean(who)} on ${clean(host)} (process ${pid}) runs ${clean(command)}`;
  return `${runs} for this account since ${timeOf(since)}.`;
}

function takenText(lease: Lease, { label }: Store): string {
  return [
    `${leaseWords(lease)} Its lease in ${clean(label)} ends ${timeOf(lease.until)}, unless it goes on.`,
    'Nothing was applied. Run apply again after it, or with --lease-wait 5m to wait for it.',
    'If that run is gone for good, `campaignctl unlock` ends its lease.',
  ].join('\n');
}

/** Who was taken over, and what that run had done. */
function takeoverText(lease: Lease, entries: readonly LogEntry[], { label }: Store): string {
  const own = entries.filter(({ run }) => run === lease.run);
  const sent = own.flatMap((entry) => (entry.kind === 'intent' ? [entry] : []));
  const answered = new Set(own.flatMap((entry) => (entry.kind === 'result' ? [entry.write] : [])));
  const open = sent.filter(({ write }) => !answered.has(write));
  const { who, host, pid } = lease.holder;
  const name = `${clean(who)} on ${clean(host)} (process ${pid})`;
  const done =
    sent.length === 0
      ? 'It had sent nothing.'
      : `It had sent ${sent.length} ${sent.length === 1 ? 'request' : 'requests'} for changes${
          open.length === 0
            ? ', all with an answer.'
            : `; ${open.length} without an answer: ${clean(listOf([...new Set(open.map(({ change }) => change.address.replace('/', ' ')))]))}.`
        }`;
  return `Took over in ${clean(label)} from the run of ${name}, which began ${timeOf(lease.since)} and did not end properly. ${done}\n`;
}

export function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function storeTrouble(error: StoreError): { code: ExitCode; message: string } {
  const code = error.kind === 'invalid' ? EXIT.invalid : EXIT.bug;
  return { code, message: error.message };
}
