/** The log in PostgreSQL: connections that break around a commit, first openers, refusals, and the lease in the database. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Store, StoreConflict, StoreError } from '../../src/model/store.ts';
import { openPostgres } from '../../src/stores/postgres.ts';
import { type TestDatabase, testDatabase } from '../postgres.ts';
import { alive, dropped, lease, reasonsIn, released, thrownBy, unlocked } from './stores.world.ts';

const found = await testDatabase();
const SCHEMA = 'drop schema if exists campaignctl cascade';
const opened: Store[] = [];
const proxies: Proxy[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  for (const proxy of proxies.splice(0)) await proxy.close();
});

afterAll(() => found?.close());

function database(): TestDatabase {
  if (found === null) throw new Error('no PostgreSQL');
  return found;
}

function open(url = database().url, waits: readonly number[] = [20, 50, 100, 200]): Store {
  const store = openPostgres({ url, account: 'acme', waits });
  opened.push(store);
  return store;
}

interface Proxy {
  readonly url: string;
  readonly connections: () => number;
  /** Cuts the connection at the next commit that follows an insert, before or after the server has it. */
  cutAtCommit(where: 'before' | 'after' | 'unseen'): void;
  close(): Promise<void>;
}

/** Between a store and the server. `unseen`: the client is cut off, and the server does not notice for a while. */
async function startProxy(): Promise<Proxy> {
  const { host, port, urlWith } = database();
  const sockets = new Set<Socket>();
  let connections = 0;
  let cut: 'before' | 'after' | 'unseen' | null = null;
  const server: Server = createServer((client) => {
    connections += 1;
    const upstream = connect(port, host);
    let inserted = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    client.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      inserted ||= text.includes('insert into campaignctl.entry');
      if (cut !== null && inserted && text.includes('commit\0')) {
        const where = cut;
        cut = null;
        if (where === 'unseen') {
          client.destroy();
          setTimeout(() => upstream.write(chunk), 400);
          return;
        }
        if (where === 'before') {
          client.destroy();
          upstream.destroy();
          return;
        }
        upstream.removeAllListeners('data');
        upstream.once('data', () => {
          client.destroy();
          upstream.destroy();
        });
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('close', () => {
      if (!upstream.destroyed && cut === null && !inserted) upstream.destroy();
    });
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const proxy: Proxy = {
    url: urlWith((url) => {
      url.hostname = '127.0.0.1';
      url.port = String(address.port);
    }),
    connections: () => connections,
    cutAtCommit: (where) => {
      cut = where;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  proxies.push(proxy);
  return proxy;
}

describe.skipIf(found === null)('PostgreSQL', () => {
  beforeEach(() => database().query(SCHEMA));

  async function account(): Promise<Record<string, unknown>> {
    const rows = await database().query(
      `select sequence::int, lease_run, lease_token::int, lease_holder, lease_until > now() as held
       from campaignctl.account where name = 'acme'`,
    );
    return rows[0] ?? {};
  }

  test('eight first openers at once make the tables once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await database().query(SCHEMA);
      const stores = Array.from({ length: 8 }, () => open());
      const logs = await Promise.all(stores.map((store) => store.read()));
      expect(logs.map(({ sequence }) => sequence)).toEqual(Array(8).fill(0));
      expect(await database().query('select version from campaignctl.schema_version')).toEqual([
        { version: 1 },
      ]);
    }
  });

  test('tables of a later version are refused', async () => {
    await open().read();
    await database().query('insert into campaignctl.schema_version (version) values (99)');
    const error = await thrownBy(open().read());
    expect(error).toHaveProperty('kind', 'invalid');
    expect(error.message).toContain('a later version of campaignctl');
  });

  test('an entry is a row of JSON that queries can read', async () => {
    await open().append([lease('run-1'), dropped('one')], 0);
    expect(
      await database().query(
        `select sequence::int, position, body->>'kind' as kind from campaignctl.entry order by 1, 2`,
      ),
    ).toEqual([
      { sequence: 1, position: 0, kind: 'lease' },
      { sequence: 1, position: 1, kind: 'dropped' },
    ]);
  });

  describe('a connection that breaks', () => {
    test.each([
      ['before the commit arrived: written again', 'before'],
      ['after it was done: found', 'after'],
      ['with the commit on its way: waited for and found', 'unseen'],
    ] as const)('%s', async (_, where) => {
      const proxy = await startProxy();
      const store = open(proxy.url);
      await store.append([dropped('one')], 0);
      proxy.cutAtCommit(where);
      expect(await store.append([dropped('two'), dropped('three')], 1)).toBe(2);
      expect(proxy.connections()).toBe(2);
      expect(await store.append([dropped('four')], 2)).toBe(3);
      expect(reasonsIn((await open().read()).entries)).toEqual(['one', 'two', 'three', 'four']);
    });

    test('before the commit arrived, and somebody was faster: a conflict, nothing added', async () => {
      const proxy = await startProxy();
      const store = open(proxy.url, [1500]);
      const other = open();
      await store.append([dropped('one')], 0);
      proxy.cutAtCommit('before');
      const late = thrownBy(store.append([dropped('late')], 1));
      await sleep(300);
      await other.append([dropped('two')], 1);
      expect(await late).toBeInstanceOf(StoreConflict);
      expect(reasonsIn((await store.read()).entries)).toEqual(['one', 'two']);
    });

    test('after it was done, and somebody has built on it: found', async () => {
      const proxy = await startProxy();
      const store = open(proxy.url, [1500]);
      const other = open();
      await store.append([dropped('one')], 0);
      proxy.cutAtCommit('after');
      const appended = store.append([dropped('two')], 1);
      await sleep(300);
      expect(await other.append([dropped('three')], 2)).toBe(3);
      expect(await appended).toBe(2);
      expect(reasonsIn((await store.read()).entries)).toEqual(['one', 'two', 'three']);
    });

    test('because the server ended it, while nothing is asked or in the middle', async () => {
      const store = open();
      await store.append([dropped('0')], 0);
      const end = () =>
        database().query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'campaignctl' and datname = current_database()`,
        );
      await end();
      await sleep(100);
      expect(await store.append([dropped('1')], 1)).toBe(2);
      for (let i = 2; i < 12; i += 1) {
        const [next] = await Promise.all([store.append([dropped(`${i}`)], i), end()]);
        expect(next).toBe(i + 1);
      }
      const expected = Array.from({ length: 12 }, (_, i) => `${i}`);
      expect(reasonsIn((await store.read()).entries)).toEqual(expected);
    });
  });

  describe('the server', () => {
    test('refuses a wrong password, which is told without it', async () => {
      const url = database().urlWith((one) => {
        one.password = 's3cr3t-pw';
      });
      const error = await thrownBy(open(url).read());
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toHaveProperty('kind', 'access');
      expect(error.message).toContain('does not accept the user or the password');
      expect(error.message).not.toContain('s3cr3t');
    });

    test('wants a password where none is given', async () => {
      const url = database().urlWith((one) => {
        one.password = '';
      });
      const error = await thrownBy(open(url).read());
      expect(error).toHaveProperty('kind', 'access');
    });

    test('has no such database', async () => {
      const url = database().urlWith((one) => {
        one.pathname = '/no_such_database';
      });
      const error = await thrownBy(open(url).read());
      expect(error).toHaveProperty('kind', 'access');
      expect(error.message).toContain('there is no such database');
    });

    test('lets a user in who may make no tables', async () => {
      const role = `guest_${Date.now()}`;
      await database().query(`create role ${role} login password 'guest-pw'`);
      const url = database().urlWith((one) => {
        one.username = role;
        one.password = 'guest-pw';
      });
      const error = await thrownBy(open(url).read());
      expect(error).toHaveProperty('kind', 'access');
      expect(error.message).toContain('this user may not do that');
      // Once the tables are there, their rights are enough.
      await open().append([dropped('one')], 0);
      await database().query(`grant usage on schema campaignctl to ${role}`);
      await database().query(`grant all on all tables in schema campaignctl to ${role}`);
      expect(await open(url).append([dropped('two')], 1)).toBe(2);
      await database().query(`drop owned by ${role}`);
      await database().query(`drop role ${role}`);
    });

    test.each([
      ['does not run', '127.0.0.1', '1'],
      ['has a name that nobody knows', 'db.invalid', '5432'],
    ])('%s', async (_, hostname, port) => {
      const url = database().urlWith((one) => {
        one.hostname = hostname;
        one.port = port;
      });
      const error = await thrownBy(open(url, [10, 10]).read());
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toHaveProperty('kind', 'unreachable');
      expect(error.message).not.toContain(new URL(url).password);
    });

    test('speaks no TLS where it was asked for', async () => {
      const url = database().urlWith((one) => one.searchParams.set('sslmode', 'require'));
      const error = await thrownBy(open(url).read());
      expect(error).toHaveProperty('kind', 'access');
      expect(error.message).toContain('do not agree on TLS');
    });

    test('is down for a moment: asked again', async () => {
      const proxy = await startProxy();
      const store = open(proxy.url, [20, 300, 300, 300]);
      await store.append([dropped('one')], 0);
      const { port } = new URL(proxy.url);
      await proxy.close();
      const appended = store.append([dropped('two')], 1);
      await sleep(150);
      const { host, port: real } = database();
      const again = createServer((client) => {
        const upstream = connect(real, host);
        client.on('error', () => {});
        upstream.on('error', () => {});
        client.pipe(upstream).pipe(client);
      }).listen(Number(port), '127.0.0.1');
      expect(await appended).toBe(2);
      await store.close();
      again.close();
    });
  });

  test.each([
    ['an entry that is gone', 'delete from campaignctl.entry where sequence = 1'],
    ['a part of an append that is gone', 'delete from campaignctl.entry where position = 0'],
    ['the last append that is gone', 'delete from campaignctl.entry where sequence = 2'],
    ['an entry that is none', `update campaignctl.entry set body = '[]' where sequence = 1`],
  ])('%s is damage', async (_, harm) => {
    const store = open();
    await store.append([dropped('one'), dropped('two')], 0);
    await store.append([dropped('three')], 1);
    await database().query(harm);
    const error = await thrownBy(store.read());
    expect(error).toHaveProperty('kind', 'damaged');
    expect(error.message).toContain('from a backup');
  });

  describe('the lease in the database', () => {
    test('is what the entries say', async () => {
      const store = open();
      await store.append([dropped('before', 'run-1')], 0);
      await store.append([lease('run-1')], 1);
      expect(await account()).toMatchObject({
        ...{ sequence: 2, lease_run: 'run-1', lease_token: 2, held: true },
        lease_holder: { who: 'jane', host: 'desk' },
      });
      await store.append([alive('run-1')], 2);
      expect(await account()).toMatchObject({ lease_run: 'run-1', lease_token: 2 });
      await store.append([lease('run-2', 60_000, 'run-1')], 3);
      expect(await account()).toMatchObject({ lease_run: 'run-2', lease_token: 4 });
      await store.append([released('run-2')], 4);
      expect(await account()).toMatchObject({ lease_run: null, lease_token: 4, held: null });
      await store.append([lease('run-3')], 5);
      await store.append([unlocked('run-4', 'run-3')], 6);
      expect(await account()).toMatchObject({ lease_run: null, lease_token: 6 });
      await store.append([lease('run-5'), dropped('work', 'run-5'), released('run-5')], 7);
      expect(await account()).toMatchObject({ lease_run: null, lease_token: 8 });
    });

    test('refuses a stranger who has read everything, and lets him take it or end it', async () => {
      const [holder, stranger] = [open(), open()];
      await holder.append([lease('run-1')], 0);
      const refused = stranger.append([dropped('x', 'run-2')], 1);
      expect(await thrownBy(refused)).toBeInstanceOf(StoreConflict);
      expect(await thrownBy(stranger.append([released('run-2')], 1))).toBeInstanceOf(StoreConflict);
      const mixed = stranger.append([alive('run-1'), alive('run-2')], 1);
      expect(await thrownBy(mixed)).toBeInstanceOf(StoreConflict);
      expect((await stranger.read()).sequence).toBe(1);
      expect(await holder.append([dropped('work', 'run-1')], 1)).toBe(2);
      expect(await stranger.append([lease('run-2', 60_000, 'run-1')], 2)).toBe(3);
      expect(await thrownBy(holder.append([alive('run-1')], 3))).toBeInstanceOf(StoreConflict);
      expect(await stranger.append([unlocked('run-3', 'run-2')], 3)).toBe(4);
      expect(await holder.append([dropped('free', 'run-1')], 4)).toBe(5);
    });

    test('ends by the clock of the database, and lives on with whatever its run writes', async () => {
      const [holder, stranger] = [open(), open()];
      await stranger.read();
      await holder.append([lease('run-1', 600)], 0);
      await sleep(350);
      await holder.append([dropped('work', 'run-1')], 1);
      await sleep(350);
      // Longer than the lease after it was taken, shorter after the last sign of life.
      const early = stranger.append([dropped('x', 'run-2')], 2);
      expect(await thrownBy(early)).toBeInstanceOf(StoreConflict);
      await sleep(400);
      expect(await stranger.append([dropped('x', 'run-2')], 2)).toBe(3);
    });
  });
});
