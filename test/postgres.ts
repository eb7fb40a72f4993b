/**
 * A real PostgreSQL for tests: the one that CAMPAIGNCTL_TEST_POSTGRES names (a URL whose user may make databases), or
 * one of our own from the programs of the machine. Each caller has a database of its own.
 * Law: without a server the tests are skipped and say why; with CAMPAIGNCTL_TEST_REQUIRE=1 that is a failure.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  chownSync,
  constants,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface TestDatabase {
  /** With user and password. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Runs one statement in the database, on a connection of its own. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** The address with something changed. */
  urlWith(change: (url: URL) => void): string;
  close(): Promise<void>;
}

const USER = 'campaignctl';
const PASSWORD = 'not-a-secret-6f1c';
const START_MS = 30_000;

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** Prints why and gives null where there is none. */
export async function testDatabase(): Promise<TestDatabase | null> {
  const given = process.env['CAMPAIGNCTL_TEST_POSTGRES'];
  const server = given ? { url: given, stop: async () => {} } : await startServer();
  if (server === null) {
    missingTool(
      'PostgreSQL: no programs "initdb" and "postgres" in PATH or /usr/lib/postgresql/*/bin, and CAMPAIGNCTL_TEST_POSTGRES is not set',
    );
    return null;
  }
  const name = `campaignctl_test_${randomUUID().replaceAll('-', '')}`;
  await statement(server.url, `create database ${name}`);
  const url = changed(server.url, (one) => {
    one.pathname = `/${name}`;
  });
  const { hostname, port } = new URL(url);
  return {
    url,
    host: hostname,
    port: Number(port || 5432),
    query: (text, values) => statement(url, text, values),
    urlWith: (change) => changed(url, change),
    async close() {
      await statement(server.url, `drop database if exists ${name} with (force)`);
      await server.stop();
    },
  };
}

/** What a test cannot be run without. */
export function missingTool(reason: string): void {
  if (process.env['CAMPAIGNCTL_TEST_REQUIRE'] === '1') throw new Error(`Needed: ${reason}.`);
  console.warn(`Skipped, for want of ${reason}.`);
}

function changed(text: string, change: (url: URL) => void): string {
  const url = new URL(text);
  change(url);
  return url.href;
}

async function statement(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Null: its programs are not on this machine. */
async function startServer(): Promise<Server | null> {
  const bin = programFolder();
  if (bin === null) return null;
  const home = mkdtempSync(join(tmpdir(), 'campaignctl-postgres-'));
  const user = unprivileged();
  if (user !== null) chownSync(home, user.uid, user.gid);
  const data = join(home, 'data');
  const passwords = join(home, 'password');
  writeFileSync(passwords, `${PASSWORD}\n`);
  execFileSync(
    join(bin, 'initdb'),
    [
      ...['--pgdata', data, '--username', USER, '--pwfile', passwords, '--no-sync'],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
    ],
    { ...user, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const child = spawn(
      join(bin, 'postgres'),
      [
        ...['-D', data, '-p', String(port), '-k', home, '-h', '127.0.0.1'],
        ...['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'shared_buffers=16MB'],
      ],
      { ...user, cwd: home, stdio: 'ignore' },
    );
    const quit = () => child.kill('SIGQUIT');
    process.once('exit', quit);
    const url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
    const stop = async () => {
      process.off('exit', quit);
      await ended(child);
      rmSync(home, { recursive: true, force: true });
    };
    if (await answers(url, child)) return { url, stop };
    // Somebody took the port meanwhile.
    if (tries === 3) {
      await stop();
      throw new Error('The PostgreSQL of the tests did not start');
    }
    process.off('exit', quit);
    await ended(child);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGQUIT');
  await gone;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  for (const end = Date.now() + START_MS; Date.now() < end && child.exitCode === null; ) {
    try {
      await statement(url, 'select 1');
      return true;
    } catch {
      await sleep(50);
    }
  }
  return false;
}

function programFolder(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = readdirOrNothing(debian)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debian, version, 'bin'));
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions];
  const has = (folder: string) => ['initdb', 'postgres'].every((name) => runs(join(folder, name)));
  return folders.find((folder) => folder !== '' && has(folder)) ?? null;
}

function readdirOrNothing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The server refuses to run as root. Null: we are not root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((what) =>
        Number(execFileSync('id', [what, name], { stdio: ['ignore', 'pipe', 'ignore'] })),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // No such user.
    }
  }
  return { uid: 65534, gid: 65534 };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
