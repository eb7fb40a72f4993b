/**
 * The log in PostgreSQL: a row for each entry, and one for the account that says how many appends there are.
 * Law: an append is one transaction that holds the row of the account. It carries an id of its own, and after a broken
 * connection that id is looked for before anything is written again.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { LogEntry } from '../model/log.ts';
import { type Store, StoreConflict, type StoredLog, StoreError } from '../model/store.ts';
import { isEntry, parseEntry } from './entries.ts';
import { type AccountRow, isFenced, keepLease } from './postgres-lease.ts';
import { migrate } from './postgres-schema.ts';
import { openSession } from './postgres-session.ts';
import { withoutSecrets } from './redact.ts';

export interface PostgresStoreOptions {
  readonly url: string;
  readonly account: string;
  /** Milliseconds before each further try. */
  readonly waits?: readonly number[];
}

const WAITS = [100, 400, 1500, 4000];

/** Throws StoreError for an address that is none. Connects when it is first used. */
export function openPostgres({ url: text, account, waits = WAITS }: PostgresStoreOptions): Store {
  const url = urlOf(text);
  const label = labelOf(url);
  const session = openSession({
    url: driverUrl(url),
    label,
    waits,
    prepare: (client) => migrate(client, label),
  });

  async function read(): Promise<StoredLog> {
    const rows = await session.transaction(async (client) => {
      // One statement sees one state.
      const answer = await client.query<{
        total: string;
        sequence: string | null;
        position: number;
        body: unknown;
      }>(
        `select a.sequence as total, e.sequence, e.position, e.body
         from campaignctl.account a left join campaignctl.entry e on e.account = a.name
         where a.name = $1 order by e.sequence, e.position`,
        [account],
      );
      return answer.rows;
    });
    const sequence = Number(rows[0]?.total ?? 0);
    const entries: LogEntry[] = [];
    let append = 0;
    let position = -1;
    for (const row of rows) {
      if (row.sequence === null) continue;
      const isNext = Number(row.sequence) === append + 1 && row.position === 0;
      const isSame = Number(row.sequence) === append && row.position === position + 1;
      if (!isNext && !isSame) throw damaged(append + 1);
      append = Number(row.sequence);
      position = row.position;
      const entry = fromBody(row.body);
      if (entry === null) throw damaged(append);
      entries.push(entry);
    }
    if (append !== sequence) throw damaged(append + 1);
    return { entries, sequence, notes: [] };
  }

  async function append(entries: readonly LogEntry[], expected: number): Promise<number> {
    const batch = randomUUID();
    return session.transaction(async (client, again) => {
      // Waits for a transaction of ours that the server has not ended yet: whoever has the row knows how it ended.
      const row = await lockAccount(client, account);
      if (again && (await isThere(client, batch))) return expected + 1;
      if (row.sequence !== expected || isFenced(row, entries)) throw new StoreConflict(label);
      const sequence = expected + 1;
      await client.query(
        `insert into campaignctl.entry (account, sequence, position, batch, body)
         select $1, $2, number - 1, $3, body
         from jsonb_array_elements($4::jsonb) with ordinality as one (body, number)`,
        [account, sequence, batch, `[${entries.map(toBody).join(',')}]`],
      );
      await client.query('update campaignctl.account set sequence = $2 where name = $1', [
        account,
        sequence,
      ]);
      await keepLease(client, account, row, entries, sequence);
      return sequence;
    });
  }

  function damaged(at: number): StoreError {
    return new StoreError(
      'damaged',
      `The log in ${label} is damaged: append ${at} of the account ${account} is missing or not as it was written. Restore the tables of the schema campaignctl from a backup.`,
    );
  }

  return { label, kind: 'postgres', read, append, close: () => session.close() };
}

async function lockAccount(client: Client, account: string): Promise<AccountRow> {
  for (;;) {
    const { rows } = await client.query<{
      sequence: string;
      lease_run: string | null;
      held: boolean | null;
    }>(
      `select sequence, lease_run, lease_until > clock_timestamp() as held
       from campaignctl.account where name = $1 for update`,
      [account],
    );
    const [row] = rows;
    if (row !== undefined) {
      const { sequence, lease_run: leaseRun, held } = row;
      return { sequence: Number(sequence), leaseRun, held: held === true };
    }
    await client.query(
      'insert into campaignctl.account (name, sequence) values ($1, 0) on conflict do nothing',
      [account],
    );
  }
}

async function isThere(client: Client, batch: string): Promise<boolean> {
  const { rows } = await client.query('select 1 from campaignctl.entry where batch = $1 limit 1', [
    batch,
  ]);
  return rows.length > 0;
}

/** jsonb takes no NUL and no half of a surrogate pair: an entry that has one is kept as text, beside what queries need. */
const NOT_IN_JSONB = /\\u(?:0000|d[89a-f])/;

function toBody(entry: LogEntry): string {
  const text = JSON.stringify(entry);
  if (!NOT_IN_JSONB.test(text)) return text;
  const { at, run, kind } = entry;
  return JSON.stringify({ at, run, kind, encoded: Buffer.from(text).toString('base64') });
}

/** Null: no entry. */
function fromBody(body: unknown): LogEntry | null {
  if (!isEntry(body)) return null;
  if (!('encoded' in body) || typeof body.encoded !== 'string') return body;
  return parseEntry(Buffer.from(body.encoded, 'base64').toString('utf8'));
}

/** Throws StoreError, without a word of the text: where it is not understood, nobody knows which part is the password. */
function urlOf(text: string): URL {
  const url = text.includes('://') && URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isWhole(url)) {
    throw new StoreError(
      'invalid',
      'The address of the database for the log is not understood. Write postgres://USER:PASSWORD@HOST:PORT/DATABASE, with each special character of the password as % and its two digits, such as %40 for @ and %23 for #.',
    );
  }
  return url;
}

/** False: a password with a special character that was not encoded has ended up in another part. */
function isWhole({ hash, pathname, username, password, hostname, search }: URL): boolean {
  if (hash !== '' || pathname.includes('@')) return false;
  if (username === '' && search.includes('@')) return false;
  try {
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

function labelOf({ hostname, host, port, pathname, searchParams }: URL): string {
  const where = searchParams.get('host') ?? (hostname === '' ? 'localhost' : host);
  const behind = searchParams.get('port') ?? '';
  const shown = behind !== '' && port === '' ? `${where}:${behind}` : where;
  return withoutSecrets(`postgres://${shown}${pathname === '/' ? '' : pathname}`);
}

/** The driver checks certificates in these modes as in verify-full, and warns about the names: it gets that name. */
function driverUrl(url: URL): string {
  const mode = url.searchParams.get('sslmode') ?? '';
  if (/^(?:prefer|require|verify-ca)$/.test(mode) && !url.searchParams.has('uselibpqcompat')) {
    const same = new URL(url);
    same.searchParams.set('sslmode', 'verify-full');
    return same.href;
  }
  return url.href;
}
