/** The inventory, as the Administration API tells it: who is asked for by id, and what stays unknown. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { E164 } from '../../src/model/desired.ts';
import { readInventory } from '../../src/providers/eight-by-eight/inventory.ts';
import { API_URL, eightByEight } from '../../src/providers/eight-by-eight.ts';
import { errorOf } from '../unit/provider-support.ts';
import {
  A,
  B,
  C,
  client,
  extension,
  KEY,
  number,
  page,
  problem,
  serve,
  user,
} from './administration.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const about = (...names: readonly string[]) => ({
  users: names.map((name) => `${name}@acme-dental.example`),
});
const bare = (name: string): object => user(name, null, { serviceInfo: { licenses: [] } });

describe('a list of users that leaves their extensions out', () => {
  it('is completed for those whom the files name, and for no others', async () => {
    const seen = serve({
      '/users': [page([bare('jane'), bare('sam'), user('ann', [extension(C)])])],
      '/users/id-of-jane': [{ body: user('jane', [extension(A)]) }],
      '/phone-numbers': [page([number(A), number(B), number(C)])],
    });
    const { http } = client();
    const inventory = await readInventory(http, about('JANE', 'ann', 'nobody'));
    expect(seen.map(({ target }) => target).sort()).toEqual([
      '/phone-numbers?pageSize=100',
      '/users/id-of-jane',
      '/users?pageSize=1000',
    ]);
    expect(inventory.gaps).toEqual([]);
    expect(inventory.users.map(({ id, numbersTold }) => [id, numbersTold])).toEqual([
      ['id-of-ann', true],
      ['id-of-jane', true],
      ['id-of-sam', false],
    ]);
    expect([...inventory.numbers.values()].map((one) => [one.number, one.ownerId])).toEqual([
      [A, 'id-of-jane'],
      [B, null],
      [C, 'id-of-ann'],
    ]);
  });

  it.each([
    ['an extension without a list of numbers', [{ extensionType: 'UC', phoneNumbers: null }]],
    ['a number of which nothing is told', [extension(A, { phoneNumber: null })]],
    ['a number that makes no sense', [extension('(408) 555-0101')]],
    ['numbers that are texts', [{ extensionType: 'UC', phoneNumbers: [A] }]],
    ['an extension that is none', [null]],
    ['extensions that are no list', 'none'],
  ])('may also be one with %s', async (_, extensions) => {
    serve({ '/users': [page([user('jane', extensions)])], '/phone-numbers': [page([])] });
    const { users } = await readInventory(client().http, about());
    expect(users).toMatchObject([{ numbersTold: false }]);
  });

  it('costs no request where nobody whom the files name is concerned', async () => {
    const seen = serve({
      '/users': [page([bare('jane'), user('ann', [extension(C)])])],
      '/phone-numbers': [page([])],
    });
    await readInventory(client().http, about('ann'));
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['who is gone by now', problem(404, 'NOT_FOUND', 'User not found')],
    ['whose entry does not tell them either', { body: bare('jane') }],
    ['in whose place another one comes', { body: user('sam', [extension(A)]) }],
  ])('leaves a user as listed %s', async (_, answer) => {
    serve({
      '/users': [page([bare('jane')])],
      '/users/id-of-jane': [answer],
      '/phone-numbers': [page([number(A)])],
    });
    const { users, gaps, numbers } = await readInventory(client().http, about('jane'));
    expect(gaps).toEqual([]);
    expect(users).toMatchObject([{ id: 'id-of-jane', numbersTold: false }]);
    expect(numbers.get(A as E164)?.ownerId).toBeNull();
  });

  it('is a gap where somebody could not be asked for, and then nobody else is asked', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `clerk${i}`);
    const seen = serve({
      '/users': [page(many.map(bare))],
      ...Object.fromEntries(
        many.map((name) => [`/users/id-of-${name}`, [problem(501, 'UNKNOWN', 'not today')]]),
      ),
      '/phone-numbers': [page([])],
    });
    const { gaps } = await readInventory(client().http, about(...many));
    expect(seen.filter(({ target }) => target.startsWith('/users/')).length).toBeLessThan(6);
    expect(gaps).toEqual([
      {
        part: 'inventory',
        reason:
          'The list of users does not tell which numbers they hold, and 30 of 30 who are in the files could not be asked for. The registry could not answer (501): not today (GET /users/id-of-clerk0).',
      },
    ]);
  });

  it('ends the reading where the key may not ask, and then nobody else is asked', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `clerk${i}`);
    const refusal = problem(403, 'FORBIDDEN', 'Access denied');
    const seen = serve({
      '/users': [page(many.map(bare))],
      ...Object.fromEntries(many.map((name) => [`/users/id-of-${name}`, [refusal]])),
      '/phone-numbers': [page([])],
    });
    const reading = readInventory(client().http, about(...many));
    expect(await errorOf(reading)).toMatchObject({ kind: 'access' });
    await new Promise((done) => setTimeout(done, 50));
    expect(seen.filter(({ target }) => target.startsWith('/users/')).length).toBeLessThan(6);
  });
});

describe('a user with several extensions', () => {
  it('holds the numbers of all of them, each on its own kind', async () => {
    const cc = { extensionType: 'CC', primaryPhoneNumber: C, phoneNumbers: [] };
    serve({
      '/users': [page([user('jane', [extension(A, B), cc, extension()])])],
      '/phone-numbers': [page([number(A), number(B), number(C)])],
    });
    const { numbers } = await readInventory(client().http, about());
    expect([...numbers.values()].map((one) => [one.ownerId, one.extension])).toEqual([
      ['id-of-jane', 'UC'],
      ['id-of-jane', 'UC'],
      ['id-of-jane', 'CC'],
    ]);
  });

  it.each([
    ['UC and CC', ['UC', 'CC']],
    ['CC and UC', ['CC', 'UC']],
    ['UC and one of an unknown kind', ['UC', null]],
  ])('with one number on %s texts from the UC one', async (_, kinds) => {
    const extensions = kinds.map((extensionType) => ({ ...extension(A), extensionType }));
    serve({ '/users': [page([user('jane', extensions)])], '/phone-numbers': [page([number(A)])] });
    const { numbers } = await readInventory(client().http, about());
    expect(numbers.get(A as E164)).toMatchObject({ ownerId: 'id-of-jane', extension: 'UC' });
  });
});

describe('the clock of a practice registry', () => {
  const earlier = '2020-01-02T03:04:05.000Z';
  const readAt = async (url: string) => {
    const clocked = { ...page([]), headers: { 'x-sandbox-time': earlier } };
    for (const path of ['/users', '/phone-numbers']) {
      nock(url)
        .get(path)
        .query(true)
        .reply(200, clocked.body as nock.Body, clocked.headers);
    }
    const inventory = { url, apiKey: KEY };
    const sms = { via: 'console', observed: null } as const;
    const about = { account: 'acme', lookAgainAfterDays: null, limits: null };
    return (await eightByEight({ ...about, inventory, sms }).snapshot()).readAt;
  };

  it('counts where it answers on this machine', async () => {
    expect(await readAt('http://127.0.0.1:4321/admin-provisioning')).toBe(earlier);
  });

  it('makes no look younger where it comes from elsewhere', async () => {
    expect(Date.parse(await readAt(API_URL))).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is passed over in an answer that came over a socket, too', async () => {
    nock.enableNetConnect();
    nock.restore();
    const server = createServer((_, response) => {
      response.setHeader('x-sandbox-time', earlier);
      response.end(JSON.stringify(page([]).body));
    });
    await new Promise<void>((done) => server.listen(0, done));
    onTestFinished(() => {
      server.close();
      nock.activate();
    });
    const { port } = server.address() as AddressInfo;
    const inventory = { url: `http://0.0.0.0:${port}/admin-provisioning`, apiKey: KEY };
    const sms = { via: 'console', observed: null } as const;
    const provider = eightByEight({ account: 'acme', lookAgainAfterDays: null, inventory, sms });
    const { gaps, readAt: at } = await provider.snapshot();
    await provider.close();
    expect(gaps.filter(({ part }) => part === 'users' || part === 'inventory')).toEqual([]);
    expect(Date.parse(at)).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('a status of a user', () => {
  it.each([
    ['ACTIVE', true],
    ['INACTIVE', false],
    ['ON_LEAVE', true],
    [null, true],
  ])('%s: active %s, as only what is known speaks against somebody', async (status, active) => {
    const basicInfo = { userId: 'u1', userName: 'jane', status };
    serve({ '/users': [page([{ basicInfo }])], '/phone-numbers': [page([])] });
    expect((await readInventory(client().http, about())).users).toMatchObject([{ active }]);
  });
});

describe('requests', () => {
  it('are as many as there are pages', async () => {
    const people = Array.from({ length: 2_000 }, (_, i) =>
      user(`clerk${i}`, [extension(`+1408555${1000 + i}`)]),
    );
    const numbers = Array.from({ length: 250 }, (_, i) => number(`+1408555${1000 + i}`));
    const seen = serve({
      '/users': [page(people.slice(0, 1000), 'u1'), page(people.slice(1000))],
      '/phone-numbers': [
        page(numbers.slice(0, 100), 'n1'),
        page(numbers.slice(100, 200), 'n2'),
        page(numbers.slice(200)),
      ],
    });
    const { http } = client();
    const everybody = people.map((_, i) => `clerk${i}`);
    const inventory = await readInventory(http, about(...everybody));
    expect([inventory.users.length, inventory.numbers.size]).toEqual([2_000, 250]);
    expect([seen.length, http.requests()]).toEqual([5, 5]);
  });
});
