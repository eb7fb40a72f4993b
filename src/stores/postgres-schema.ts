/**
 * The tables of the log, and the steps from each version of them to the next.
 * Law: a step is never changed once it was released; a later one follows. Openers that come together take turns.
 */
import type { Client } from 'pg';
import { StoreError } from '../model/store.ts';

/** Step i leads to version i + 1. */
const STEPS: readonly string[] = [
  `
  create table campaignctl.account (
    name text primary key,
    -- Appends so far.
    sequence bigint not null check (sequence >= 0),
    -- The run that may write, until the database's clock passes lease_until; null: none.
    lease_run text,
    -- The append that made the newest lease. It only grows: a fencing token.
    lease_token bigint,
    lease_holder jsonb,
    lease_ttl_ms bigint,
    lease_until timestamptz
  );
  create table campaignctl.entry (
    account text not null references campaignctl.account (name),
    sequence bigint not null,
    position integer not null,
    -- One for each append, so that a writer who got no answer can find out.
    batch uuid not null,
    body jsonb not null,
    primary key (account, sequence, position),
    unique (batch, position)
  );`,
];

/** Any number, the same in every version: who migrates holds it to the end of the transaction. */
const LOCK = 7_236_554_118_203_117;

/** Makes the tables what this version needs, inside the transaction of `client`. Throws StoreError: they are newer. */
export async function migrate(client: Client, label: string): Promise<void> {
  if ((await versionOf(client, label)) === STEPS.length) return;
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
  const version = await versionOf(client, label);
  if (version === 0) {
    // "if not exists" asks for the right to make one even where it is there already.
    const schema = await client.query(
      `select 1 from pg_catalog.pg_namespace where nspname = 'campaignctl'`,
    );
    if (schema.rows.length === 0) await client.query('create schema campaignctl');
    await client.query(`create table campaignctl.schema_version (
      version integer primary key,
      since timestamptz not null default now()
    )`);
  }
  for (const [i, step] of STEPS.entries()) {
    if (i < version) continue;
    await client.query(step);
    await client.query('insert into campaignctl.schema_version (version) values ($1)', [i + 1]);
  }
}

/** 0: nothing is there yet. */
async function versionOf(client: Client, label: string): Promise<number> {
  // Not to_regclass: it may answer from what this connection knew before it waited for the lock.
  const there = await client.query(
    `select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'campaignctl' and c.relname = 'schema_version'`,
  );
  if (there.rows.length === 0) return 0;
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from campaignctl.schema_version',
  );
  const version = rows[0]?.version ?? 0;
  if (version > STEPS.length) {
    throw new StoreError(
      'invalid',
      `The log in ${label} was written by a later version of campaignctl. Install that version.`,
    );
  }
  return version;
}
