/**
 * The lease as the database keeps it: a copy of what the entries say, so that the database itself can refuse a run that
 * lost it, by its own clock.
 * Law: while a lease is held, only its run writes, or an append that takes the lease or ends it.
 */
import type { Client } from 'pg';
import type { EntryOf, LogEntry } from '../model/log.ts';

/** The row of the account, locked to the end of the transaction. */
export interface AccountRow {
  readonly sequence: number;
  readonly leaseRun: string | null;
  /** Whether its time has not passed. */
  readonly held: boolean;
}

/** Whether a stranger's entries have to be refused. */
export function isFenced({ leaseRun, held }: AccountRow, entries: readonly LogEntry[]): boolean {
  if (leaseRun === null || !held) return false;
  if (entries.some(({ kind }) => kind === 'lease' || kind === 'unlocked')) return false;
  return entries.some(({ run }) => run !== leaseRun);
}

/** Keeps the lease columns in step with entries that are append number `sequence`. */
export async function keepLease(
  client: Client,
  account: string,
  row: AccountRow,
  entries: readonly LogEntry[],
  sequence: number,
): Promise<void> {
  let run = row.leaseRun;
  let taken: EntryOf<'lease'> | null = null;
  for (const entry of entries) {
    if (entry.kind === 'lease') {
      taken = entry;
      run = entry.run;
    } else if (
      (entry.kind === 'released' && entry.run === run) ||
      (entry.kind === 'unlocked' && entry.of === run)
    ) {
      run = null;
    }
  }
  if (taken !== null) {
    await client.query(
      `update campaignctl.account set lease_run = $2, lease_token = $3, lease_holder = $4::jsonb,
         lease_ttl_ms = $5, lease_until = clock_timestamp() + $5::bigint * interval '1 millisecond'
       where name = $1`,
      [account, taken.run, sequence, JSON.stringify(taken.holder), taken.ttlMs],
    );
  }
  if (run === null) {
    if (row.leaseRun === null && taken === null) return;
    await client.query(
      `update campaignctl.account set lease_run = null, lease_holder = null, lease_ttl_ms = null,
         lease_until = null
       where name = $1`,
      [account],
    );
  } else if (entries.some((entry) => entry.run === run)) {
    // Whatever its run writes is a sign of life.
    await client.query(
      `update campaignctl.account
       set lease_until = clock_timestamp() + lease_ttl_ms * interval '1 millisecond'
       where name = $1`,
      [account],
    );
  }
}
