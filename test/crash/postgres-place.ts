/**
 * PostgreSQL as a place for logs: one server for all stories, a database for each, and a proxy in front that counts the
 * messages to which the server answers. Before and after are before and after the server has had the message.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { StoredLog } from '../../src/model/store.ts';
import { openStore } from '../../src/stores/open.ts';
import { type TestDatabase, testDatabase } from '../postgres.ts';
import type { Place, Spot } from './places.ts';

/** Of the protocol: a simple query, the end of an extended one, a password. */
const ASKS = ['Q', 'S', 'p'];
const READY = 'Z';

export function postgresPlace(database: TestDatabase | null): Place {
  let turn = 0;
  return {
    name: 'postgres',
    modes: ['before', 'after'],
    missing: database === null ? 'PostgreSQL' : null,
    share: { appends: 4, twice: 15, late: 4 },
    async open() {
      if (database === null) throw new Error('there is no database');
      turn += 1;
      return openSpot(database, `story_${process.pid}_${turn}`);
    },
  };
}

export const openDatabase = (): Promise<TestDatabase | null> => testDatabase();

async function openSpot(database: TestDatabase, name: string): Promise<Spot> {
  await database.query(`create database ${name}`);
  const direct = database.urlWith((url) => {
    url.pathname = `/${name}`;
  });
  const proxy = await startMessages(database);
  const through = new URL(direct);
  through.host = `127.0.0.1:${proxy.port}`;
  async function read(): Promise<StoredLog> {
    const store = await openStore(direct, { account: 'acme', cwd: '.', env: {} });
    try {
      return await store.read();
    } finally {
      await store.close();
    }
  }
  return {
    state: through.href,
    read,
    async bytes() {
      const { entries } = await read();
      const rows = await proxy.query(direct, 'select * from campaignctl.account');
      return `${JSON.stringify(entries)}\n${JSON.stringify(rows)}`;
    },
    writes: async () => proxy.count(),
    arm(n, mode) {
      return {
        env: {},
        attach: (pid) => proxy.arm(n, mode, pid),
        disarm: () => proxy.disarm(),
      };
    },
    async close() {
      await proxy.close();
      await database.query(`drop database if exists ${name} with (force)`);
    },
  };
}

interface Messages {
  readonly port: number;
  /** Messages since the last time it was armed. */
  count(): number;
  arm(n: number, mode: string, pid: number): void;
  disarm(): void;
  query(url: string, text: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

async function startMessages({ host, port }: TestDatabase): Promise<Messages> {
  let count = 0;
  let armed = null as { readonly n: number; readonly mode: string; readonly pid: number } | null;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const behind = connect(port, host);
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => behind.destroy());
    behind.on('close', () => client.destroy());
    /** The process that dies as soon as the server has answered. */
    let doomed: number | null = null;
    let left = Buffer.alloc(0);
    let started = false;
    client.on('data', (chunk: Buffer) => {
      left = Buffer.concat([left, chunk]);
      for (;;) {
        const size = sizeOf(left, started);
        if (size === null || left.length < size) return;
        const message = left.subarray(0, size);
        left = left.subarray(size);
        const asks = started && ASKS.includes(String.fromCharCode(message[0] ?? 0));
        started = true;
        if (asks) count += 1;
        if (asks && armed?.n === count) {
          const { mode, pid } = armed;
          armed = null;
          if (mode === 'before') {
            process.kill(pid, 'SIGKILL');
            behind.destroy();
            return;
          }
          doomed = pid;
        }
        behind.write(message);
      }
    });
    behind.on('data', (chunk: Buffer) => {
      if (doomed === null) {
        client.write(chunk);
      } else if (endsReady(chunk)) {
        process.kill(doomed, 'SIGKILL');
        client.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    arm(n, mode, pid) {
      count = 0;
      armed = { n, mode, pid };
    },
    disarm() {
      armed = null;
    },
    async query(url, text) {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query(text)).rows;
      } finally {
        await client.end();
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Of the first message, with its type; null: not told yet. The very first message has no type. */
function sizeOf(bytes: Buffer, started: boolean): number | null {
  const at = started ? 1 : 0;
  return bytes.length < at + 4 ? null : bytes.readInt32BE(at) + at;
}

/** ReadyForQuery: its type, its length 5, and a state. */
function endsReady(chunk: Buffer): boolean {
  const at = chunk.length - 6;
  return (
    at >= 0 && String.fromCharCode(chunk[at] ?? 0) === READY && chunk.readInt32BE(at + 1) === 5
  );
}
