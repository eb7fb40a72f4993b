/**
 * `campaignctl unlock`: a person ends the lease of a run that is gone.
 * Law: the run is fenced off before its next write, also where it was alive all the time.
 */
import { resolve } from 'node:path';
import { type Lease, leaseOf } from '../apply/log/lease.ts';
import { loadConfig } from '../config/load.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { type Store, StoreConflict } from '../model/store.ts';
import { clean } from '../report/clean.ts';
import { isGone, whoOf } from './holder.ts';
import type { Io } from './io.ts';
import { type StateOptions, timeOf, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface UnlockOptions extends StateOptions {
  readonly path: string;
  readonly yes?: boolean;
  readonly reason?: string;
}

export async function unlock(options: UnlockOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadConfig(resolve(io.cwd, options.path));
  const { root, desired } = loaded;
  if (desired === null) return showFindings(loaded, 'text', io);
  const where = {
    state: options.state,
    account: desired.account.name,
    root,
    format: 'text',
  } as const;
  return withState(where, io, async ({ store }) => {
    const { entries } = await store.read();
    const lease = leaseOf(entries);
    if (lease === null) {
      io.stdout('Nobody holds this account.\n');
      return EXIT.ok;
    }
    io.stderr(`${leaseText(lease)}\n`);
    if (options.yes !== true) {
      const answer = io.stdinIsTty ? await io.ask('End it? Only `yes` is accepted: ') : null;
      if (answer?.trim() !== 'yes') {
        io.stderr(
          io.stdinIsTty
            ? 'Nothing was changed.\n'
            : 'Nothing was changed: there is no terminal to ask on. Run unlock with --yes.\n',
        );
        return io.stopSignal().aborted ? (io.stopSignal().reason as ExitCode) : EXIT.refused;
      }
    }
    return end(lease, store, options.reason ?? null, io);
  });
}

function leaseText(lease: Lease): string {
  const { holder, since, until } = lease;
  const who = `${clean(holder.who)} on ${clean(holder.host)} (process ${holder.pid}, ${clean(holder.command)})`;
  const state = isGone(holder)
    ? 'That process is gone.'
    : `Its lease ends ${timeOf(until)} unless it goes on; it may be alive. If it is, it can send nothing more, and what it has in flight is looked up by the next apply.`;
  return `Held by ${who} since ${timeOf(since)}. ${state}`;
}

async function end(lease: Lease, store: Store, reason: string | null, io: Io): Promise<ExitCode> {
  const by = whoOf(io.env);
  const run = crypto.randomUUID();
  for (;;) {
    const { entries, sequence } = await store.read();
    if (leaseOf(entries)?.run !== lease.run) {
      io.stdout('It has ended by itself meanwhile.\n');
      return EXIT.ok;
    }
    try {
      const at = new Date().toISOString();
      await store.append([{ at, run, kind: 'unlocked', of: lease.run, by, reason }], sequence);
      io.stdout('Unlocked. The next apply looks up what that run left behind.\n');
      return EXIT.ok;
    } catch (error) {
      // It has just written something: look again.
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}
