/**
 * One connection to the database that is made again when it breaks, and transactions on it.
 * Law: work runs in a transaction that is either committed or leaves nothing; after a broken connection it runs once
 * more and is told so, because the commit before may have happened.
 */
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StoreConflict } from '../model/store.ts';
import { isPassing, postgresError } from './postgres-trouble.ts';

export interface Session {
  /** `again`: an earlier try may have been committed. Throws what `work` throws, and StoreError. */
  transaction<T>(work: (client: pg.Client, again: boolean) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly url: string;
  readonly label: string;
  /** Milliseconds before each further try. */
  readonly waits: readonly number[];
  /** Runs in the first transaction of the session, before its work. */
  prepare(client: pg.Client): Promise<void>;
}

const CONNECT_MS = 10_000;
const STATEMENT_MS = 30_000;
/** A client that hangs in a transaction keeps others from the row. Shorter than STATEMENT_MS, so that they outwait it. */
const IDLE_MS = 15_000;
/** The server ends a statement before this, if it can be reached. */
const ANSWER_MS = STATEMENT_MS + 5000;

/** Not as parameters of the connection: poolers refuse those. A database may have synchronous_commit off; a log may not. */
const BEGIN = `
  begin isolation level read committed read write;
  set local statement_timeout = ${STATEMENT_MS};
  set local idle_in_transaction_session_timeout = ${IDLE_MS};
  select set_config('synchronous_commit', 'on', true)
    where current_setting('synchronous_commit') in ('off', 'local');`;

interface Connection {
  readonly client: pg.Client;
  /** Ends it at once, whatever it is doing. */
  cut(): void;
}

export function openSession({ url, label, waits, prepare }: SessionOptions): Session {
  let current: Connection | null = null;
  let prepared = false;

  async function connected(): Promise<pg.Client> {
    if (current !== null) return current.client;
    const socket = new Socket();
    const client = new pg.Client({
      connectionString: url,
      stream: () => socket,
      application_name: 'campaignctl',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    const connection = { client, cut: () => socket.destroy() };
    // A connection that breaks while nothing is asked is noticed here.
    client.on('error', () => drop(connection));
    client.on('end', () => drop(connection));
    try {
      await client.connect();
    } catch (error) {
      connection.cut();
      throw error;
    }
    current = connection;
    return client;
  }

  function drop(connection: Connection | null): void {
    connection?.cut();
    if (current === connection) current = null;
  }

  async function once<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await connected();
    const mine = current;
    try {
      if (!prepared) {
        await client.query(BEGIN);
        await prepare(client);
        await client.query('commit');
        prepared = true;
      }
      await client.query(BEGIN);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      // A conflict is an answer like others; after anything else the state of the connection is not known.
      if (error instanceof StoreConflict) await client.query('rollback').catch(() => drop(mine));
      else drop(mine);
      throw error;
    }
  }

  return {
    async transaction(work) {
      for (let tries = 0; ; tries += 1) {
        try {
          return await once((client) => work(client, tries > 0));
        } catch (error) {
          if (error instanceof StoreConflict) throw error;
          const wait = waits[tries];
          if (wait === undefined || !isPassing(error)) throw postgresError(error, label);
          await sleep(wait);
        }
      }
    },
    async close() {
      const last = current;
      if (last === null) return;
      current = null;
      // A server that does not answer any more is not waited for.
      const timer = setTimeout(() => last.cut(), 1000);
      await last.client.end().catch(() => {});
      clearTimeout(timer);
      last.cut();
    },
  };
}
