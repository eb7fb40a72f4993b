/**
 * The places where the published pages of the Administration API contradict each other, one test for each: what we do
 * there. The numbers are those of docs/administration-api.md.
 */
import { readFileSync } from 'node:fs';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { E164 } from '../../src/model/desired.ts';
import type { Step } from '../../src/model/port.ts';
import { type Inventory, readInventory } from '../../src/providers/eight-by-eight/inventory.ts';
import {
  awaitOperation,
  checkOperations,
  POLLING,
} from '../../src/providers/eight-by-eight/operations.ts';
import { API_URL, eightByEight } from '../../src/providers/eight-by-eight.ts';
import type { HttpClient, HttpOptions } from '../../src/providers/http.ts';
import { errorOf, fakeTiming } from '../unit/provider-support.ts';
import {
  A,
  type Answer,
  B,
  BASE,
  C,
  client,
  extension,
  guideProblem,
  HOST,
  KEY,
  MEDIA,
  number,
  page,
  problem,
  type Seen,
  serve,
  UNAUTHORIZED,
  user,
} from './administration.ts';

/** The clients that were made last, by their address. */
const clients = vi.hoisted(() => new Map<string, HttpClient>());
vi.mock('../../src/providers/http.ts', async (original) => {
  const { createHttp } = await original<typeof import('../../src/providers/http.ts')>();
  return {
    createHttp(options: HttpOptions) {
      const http = createHttp(options);
      clients.set(options.baseUrl, http);
      return http;
    },
  };
});

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const GATEWAY = 'https://gateway.example/sms-registry';
const GATEWAY_KEY = 'k3y-of-the-gateway';
const PAGE = readFileSync(new URL('../../docs/administration-api.md', import.meta.url), 'utf8');
const JANE = user('jane', [extension(A)]);
const ALL = page([number(A), number(B)]);
/** The user guide leaves extensions out of a list, so that everything there is to send is sent. */
const ABOUT = { users: ['jane@acme-dental.example'] };
const BARE_JANE = user('jane', null);

interface Reading {
  readonly inventory: Inventory;
  readonly seen: readonly Seen[];
  readonly waits: readonly number[];
}

async function read(routes: Readonly<Record<string, readonly Answer[]>>): Promise<Reading> {
  const seen = serve({ '/users': [page([JANE])], '/phone-numbers': [ALL], ...routes });
  const { http, timing } = client();
  const inventory = await readInventory(http, ABOUT);
  return { inventory, seen, waits: timing.waits };
}

const everything = () =>
  read({ '/users': [page([BARE_JANE])], '/users/id-of-jane': [{ body: JANE }] });

/** What was asked of one list, in order. */
const asked = (seen: readonly Seen[], path: string) =>
  seen.map(({ target }) => target).filter((target) => target.split('?')[0] === path);

interface Sent extends Seen {
  readonly body: nock.Body;
}

const areWrites = ({ method }: Seen): boolean => method !== 'GET';

/** SMS through a registry of somebody else that keeps our contract. */
const throughGateway = () =>
  eightByEight({
    account: 'acme',
    lookAgainAfterDays: null,
    inventory: { url: API_URL, apiKey: KEY },
    sms: { via: 'gateway', url: GATEWAY, apiKey: GATEWAY_KEY },
    limits: null,
    timing: fakeTiming(),
  });

/** Everything that is read and every write there is, sent to registries that accept all of it. */
async function writeEverything(version: string | null = null): Promise<readonly Sent[]> {
  const seen: Sent[] = [];
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    nock(/./)
      .persist()
      .intercept(/./, method)
      .reply(function (uri, body) {
        const { headers } = this.req;
        seen.push({ method, target: `${headers['host']}${uri}`, headers, body });
        return [202, { operationId: 'op_1', status: 'COMPLETED', resourceId: 'X1' }];
      });
  }
  const common = { change: 'c', version } as const;
  const steps: readonly Step[] = [
    { kind: 'register-brand', change: 'c', reference: 'a/brand/b', content: {}, taxId: '1' },
    {
      kind: 'register-campaign',
      change: 'c',
      reference: 'a/campaign/c',
      brandId: 'B1',
      content: {},
    },
    { kind: 'update', ...common, of: 'campaign', id: 'C1', content: { description: 'New.' } },
    { kind: 'rebind', ...common, of: 'brand', id: 'B1', reference: 'a/brand/b' },
    { kind: 'resubmit', ...common, id: 'C1', reason: 'page is live', content: {} },
    { kind: 'deactivate', ...common, id: 'C1', reason: 'replaced' },
    { kind: 'assign', ...common, number: A as E164, campaignId: 'C1' },
    { kind: 'turn-off', ...common, number: A as E164 },
  ];
  const provider = throughGateway();
  await provider.snapshot(ABOUT);
  for (const step of steps) await provider.execute([step]);
  expect(seen.filter(areWrites)).toHaveLength(steps.length);
  return seen;
}

describe('where the pages of the Administration API disagree', () => {
  it('the page has a row for each', () => {
    const rows = [...PAGE.matchAll(/^\| (\d+) \|/gm)].map(([, row]) => Number(row));
    expect(rows).toEqual(Array.from({ length: 27 }, (_, i) => i + 1));
  });

  it('1: no user is ever written by PUT, whether or not that exists', async () => {
    const seen = await writeEverything();
    const isOurs = ({ headers }: Seen) => headers['x-api-key'] === KEY;
    expect(seen.filter(isOurs).map(({ method, target }) => `${method} https://${target}`)).toEqual([
      `GET ${API_URL}/users?pageSize=1000`,
      `GET ${API_URL}/phone-numbers?pageSize=100`,
    ]);
    for (const { method, target, headers } of seen.filter((sent) => !isOurs(sent))) {
      expect(target, method).toMatch(/^gateway\.example\/sms-registry\/(?:sms|operations)\//);
      expect(headers['x-api-key']).toBe(GATEWAY_KEY);
    }
  });

  it.each([
    ['1: a user is not changed', 'PUT', '/users/id-of-jane'],
    ['12: no user is created, so no user name is ever taken', 'POST', '/users'],
    ['20: no user is created, so nothing is required of one', 'POST', '/users'],
  ] as const)('%s: a provider that may write has no client that could', async (_, method, path) => {
    const provider = throughGateway();
    const http = clients.get(API_URL);
    if (http === undefined) throw new Error('there is no client of the Administration API');
    const error = await errorOf(http.send({ method, path, media: MEDIA.users, body: {} }));
    expect(error.message).toContain(`a read-only client was asked to send ${method} ${path}`);
    expect(provider.requests()).toBe(0);
  });

  it('2: of users, the list and the entry of one are read, and nothing else is asked for', async () => {
    const { seen } = await everything();
    expect(seen.map(({ method, target }) => `${method} ${target}`).sort()).toEqual([
      'GET /phone-numbers?pageSize=100',
      'GET /users/id-of-jane',
      'GET /users?pageSize=1000',
    ]);
  });

  describe('3: the largest page', () => {
    const many = Array.from({ length: 250 }, (_, i) => user(`clerk${i}`));

    it.each([
      ['code', problem(400, 'INVALID_PAGE_SIZE', 'at most 100')],
      ['field', problem(400, 'VALIDATION_ERROR', 'at most 100', 'pageSize')],
      ['body of the essentials', guideProblem(400, 'INVALID_PAGE_SIZE', 'at most 100', 'pageSize')],
    ])('is 100 where the registry refuses more with that %s', async (_, refusal) => {
      const { inventory, seen } = await read({ '/users': [refusal, page([JANE])] });
      expect(inventory.gaps).toEqual([]);
      expect(asked(seen, '/users')).toEqual(['/users?pageSize=1000', '/users?pageSize=100']);
    });

    it('is 100 where the registry sends no more, whatever it says', async () => {
      const parts = [many.slice(0, 100), many.slice(100, 200), many.slice(200)];
      const pages = parts.map((part, i) => page(part, i < 2 ? `s${i}` : null, { pageSize: 1000 }));
      const { inventory } = await read({ '/users': pages });
      expect(inventory.gaps).toEqual([]);
      expect(inventory.users).toHaveLength(250);
    });

    it('is asked for once more only', async () => {
      const refusal = problem(400, 'INVALID_PAGE_SIZE', 'no page will do');
      const { inventory, seen } = await read({ '/users': [refusal] });
      expect(inventory.gaps).toMatchObject([{ part: 'users' }]);
      expect(asked(seen, '/users')).toHaveLength(2);
    });
  });

  it('4: a scroll id goes alone', async () => {
    const { seen } = await read({
      '/phone-numbers': [page([number(A)], 's/1 +'), page([number(B)])],
    });
    expect(asked(seen, '/phone-numbers')).toEqual([
      '/phone-numbers?pageSize=100',
      '/phone-numbers?scrollId=s%2F1%20%2B',
    ]);
  });

  it.each([
    ['INVALID_FILTER', guideProblem(400, 'INVALID_FILTER', 'Invalid filter', 'filter')],
    ['INVALID_SORT', guideProblem(400, 'INVALID_SORT', 'Invalid sort', 'sort')],
    ['VALIDATION_ERROR', problem(400, 'VALIDATION_ERROR', 'Invalid filter', 'filter')],
    ['CONFLICTING_QUERY_PARAMETER', problem(400, 'CONFLICTING_QUERY_PARAMETER', 'Cannot use')],
  ])('5: %s is a refusal by its status, and is told as it was said', async (_, refusal) => {
    const first = page([number(A)], 's1');
    for (const answers of [[refusal], [first, { ...refusal, status: 422 }]]) {
      nock.cleanAll();
      const { inventory, seen } = await read({ '/phone-numbers': answers });
      expect(inventory.gaps).toMatchObject([
        {
          part: 'inventory',
          reason: expect.stringMatching(/could not be read.*(?:Invalid|Cannot)/),
        },
      ]);
      expect(asked(seen, '/phone-numbers')).toHaveLength(answers.length);
    }
  });

  it('5: the place of a scroll is lost only where the refusal may be about it', async () => {
    const first = page([number(A)], 's1');
    for (const other of [
      problem(400, 'CONFLICTING_QUERY_PARAMETER', 'Cannot use scrollId'),
      problem(400, 'VALIDATION_ERROR', 'Invalid filter syntax', 'filter'),
      problem(422, 'VALIDATION_ERROR', 'Invalid scroll identifier', 'scrollId'),
    ]) {
      nock.cleanAll();
      const { inventory, seen } = await read({ '/phone-numbers': [first, other, ALL] });
      expect(inventory.gaps).toMatchObject([{ part: 'inventory' }]);
      expect(asked(seen, '/phone-numbers')).toHaveLength(2);
    }
    for (const expired of [
      problem(400, 'VALIDATION_ERROR', 'Invalid scroll identifier', 'scrollId'),
      guideProblem(400, 'VALIDATION_ERROR', 'Invalid scroll identifier', 'scrollId'),
      problem(400, 'VALIDATION_ERROR', 'Invalid scroll identifier'),
      problem(400, 'BAD_REQUEST', 'Bad request'),
      { status: 400, body: {} },
    ]) {
      nock.cleanAll();
      const { inventory } = await read({ '/phone-numbers': [first, expired, ALL] });
      expect([inventory.gaps, inventory.numbers.size]).toEqual([[], 2]);
    }
  });

  it.each([
    ['RATE_LIMIT_EXCEEDED', guideProblem(429, 'RATE_LIMIT_EXCEEDED', 'Slow down')],
    ['TOO_MANY_REQUESTS', problem(429, 'TOO_MANY_REQUESTS', 'Rate limit exceeded')],
    ['no code', { status: 429, body: {} }],
  ])('6: 429 with %s waits, and is tried again', async (_, refusal) => {
    const { inventory, waits } = await read({ '/phone-numbers': [refusal, ALL] });
    expect([inventory.gaps, inventory.numbers.size]).toEqual([[], 2]);
    expect(waits).toContain(2_000);
  });

  it('7: 429 is expected of every call, also where none is declared', async () => {
    const refusal = problem(429, 'TOO_MANY_REQUESTS', 'Rate limit exceeded');
    const { inventory } = await read({
      '/users': [refusal, page([BARE_JANE])],
      '/users/id-of-jane': [refusal, { body: JANE }],
    });
    expect(inventory.gaps).toEqual([]);
    expect(inventory.numbers.get(A as E164)?.ownerId).toBe('id-of-jane');
  });

  it.each([
    ['/users', UNAUTHORIZED, ': Valid authentication credentials required'],
    [
      '/users',
      guideProblem(401, 'UNAUTHORIZED', `There is no key ${KEY}`),
      ': There is no key •••',
    ],
    ['/phone-numbers', { status: 401, body: { message: `No key ${KEY}` } }, ': No key •••'],
    ['/phone-numbers', { status: 401, body: {} }, ''],
  ])('8: 401 of %s ends the reading, though it is nowhere declared', async (path, refusal, why) => {
    expect(await errorOf(read({ [path]: [refusal] }))).toMatchObject({
      kind: 'access',
      status: 401,
      message: `The registry does not accept the API key${why} (GET ${path}).`,
    });
  });

  it.each([409, 424])(
    '9: %i is a refusal like any other, and is not tried again',
    async (status) => {
      const refusal = guideProblem(status, 'WHATEVER', 'It depends');
      const { inventory, seen } = await read({ '/users': [refusal] });
      expect(inventory.gaps).toEqual([
        {
          part: 'users',
          reason: `The list of users could not be read. The registry refused the request (${status}): It depends (GET /users). Request answered-1.`,
        },
      ]);
      expect(asked(seen, '/users')).toHaveLength(1);
    },
  );

  it.each([408, 503, 500])(
    '10: %i of a read is tried again, with growing pauses',
    async (status) => {
      const trouble = problem(status, 'UNKNOWN', 'Not now');
      const { inventory, waits } = await read({ '/users': [trouble, trouble, page([JANE])] });
      expect(inventory.gaps).toEqual([]);
      expect(waits).toEqual(expect.arrayContaining([2_000, 4_000]));
    },
  );

  it('11: ids of request and answer are read where they stand', async () => {
    const said = problem(400, 'BAD_REQUEST', 'No');
    const { http } = client();
    const idOf = async (answer: Answer) => {
      nock.cleanAll();
      const seen = serve({ '/users': [answer] });
      const request = { method: 'GET', path: '/users', media: MEDIA.users } as const;
      const error = await errorOf(http.send(request));
      const own = seen[0]?.headers['x-request-id'];
      const { requestId } = error as Error & { requestId?: string };
      return requestId === own ? 'the one that was sent' : requestId;
    };
    const headers = { 'X-Response-Id': 'in-header' };
    expect(await idOf({ ...said, headers })).toBe('in-header');
    expect(await idOf(guideProblem(400, 'BAD_REQUEST', 'No'))).toBe('answered-1');
    expect(await idOf({ ...guideProblem(400, 'BAD_REQUEST', 'No'), headers })).toBe('in-header');
    expect(await idOf(said)).toBe('the one that was sent');
    expect(await idOf({ ...said, headers: { 'X-Response-Id': '' } })).toBe('the one that was sent');
  });

  it('13: operations are asked for by their own media type', async () => {
    const seen: Seen[] = [];
    nock(HOST)
      .persist()
      .get(/\/operations\//)
      .reply(function (uri) {
        seen.push({ method: 'GET', target: uri, headers: this.req.headers });
        return [200, { operationId: 'op_1', status: 'COMPLETED' }];
      });
    const { http, timing } = client();
    await checkOperations(http);
    await awaitOperation(http, timing, POLLING, { operationId: 'op_1', status: 'PENDING' }, []);
    expect(seen.map(({ headers }) => headers['accept'])).toEqual([
      MEDIA.operations,
      MEDIA.operations,
    ]);
  });

  it('14: everything goes below /admin-provisioning, and nothing to /v1', async () => {
    expect(API_URL).toBe(`${HOST}${BASE}`);
    // nock lets nothing through that goes elsewhere.
    expect((await everything()).inventory.gaps).toEqual([]);
  });

  it.each([
    ['COMPLETED', 'completed'],
    ['completed', 'unknown'],
    ['Completed', 'unknown'],
    ['cancelled', 'unknown'],
    ['SUCCEEDED', 'unknown'],
    [null, 'unknown'],
  ])('15: an operation that is %s is %s', async (status, kind) => {
    nock(HOST).persist().get(`${BASE}/operations/op_1`).reply(200, { operationId: 'op_1', status });
    const { http, timing } = client();
    const started = { operationId: 'op_1', status: 'PENDING' };
    expect(await awaitOperation(http, timing, POLLING, started, [])).toMatchObject({ kind });
  });

  it.each([
    ['absolute', `${HOST}${BASE}/phone-numbers?scrollId=s1`],
    ['relative', '/phone-numbers?scrollId=s1&pageSize=100'],
    ['relative without a slash', 'phone-numbers?pageSize=100&scrollId=s1'],
    ['to somebody else', 'https://elsewhere.example/phone-numbers?scrollId=s1'],
  ])('16: a link that is %s tells where to go on, and is not followed', async (_, href) => {
    const first = page([number(A)], null, { hasMore: true });
    const linked = { body: { ...(first.body as object), _links: { next: { href } } } };
    const { inventory, seen } = await read({ '/phone-numbers': [linked, page([number(B)])] });
    expect([inventory.gaps, inventory.numbers.size]).toEqual([[], 2]);
    expect(asked(seen, '/phone-numbers')[1]).toBe('/phone-numbers?scrollId=s1');
  });

  it('16: so does a link beside an empty scroll id', async () => {
    const first = page([number(A)], '', { hasMore: true });
    const href = '/phone-numbers?scrollId=s1';
    const linked = { body: { ...(first.body as object), _links: { next: { href } } } };
    const { inventory, seen } = await read({ '/phone-numbers': [linked, page([number(B)])] });
    expect([inventory.gaps, inventory.numbers.size]).toEqual([[], 2]);
    expect(asked(seen, '/phone-numbers')[1]).toBe('/phone-numbers?scrollId=s1');
  });

  it.each([['http://['], [null], [7], ['/phone-numbers?scrollId=']])(
    '16: a link that is none (%s) leaves a gap',
    async (href) => {
      const first = page([number(A)], null, { hasMore: true });
      const linked = { body: { ...(first.body as object), _links: { next: { href } } } };
      const { inventory } = await read({ '/phone-numbers': [linked] });
      expect(inventory.gaps).toMatchObject([{ reason: expect.stringContaining('but not where') }]);
    },
  );

  it.each([[[undefined, undefined]], [[0, 1]], [[7, 7]], [['a', null]]])(
    '17: pages numbered %j are read all the same',
    async ([one, two]) => {
      const { inventory } = await read({
        '/phone-numbers': [
          page([number(A)], 's1', { pageNumber: one }),
          page([number(B)], null, { pageNumber: two }),
        ],
      });
      expect([inventory.gaps, inventory.numbers.size]).toEqual([[], 2]);
    },
  );

  it('18: a value in a filter is sent as it is written, in quotes, and the answers are compared', async () => {
    const filters: (string | null)[] = [];
    const campaigns = ['Acme/campaign/"a', 'acme/campaign/"a', 'acme/campaign/"A'].map(
      (referenceId, i) => ({ campaignId: `C${i}`, referenceId }),
    );
    nock(GATEWAY)
      .get('/sms/campaigns')
      .query(true)
      .reply((uri) => {
        filters.push(new URL(uri, GATEWAY).searchParams.get('filter'));
        return [200, page(campaigns).body as nock.Body];
      });
    const found = await throughGateway().find({ kind: 'campaign', reference: 'acme/campaign/"a' });
    expect(filters).toEqual(['referenceId=="acme/campaign/\\"a"']);
    expect(found).toMatchObject([{ campaign: { id: 'C1' } }]);
  });

  it('19: the published lists are asked for no filter and no order', async () => {
    const { seen } = await everything();
    for (const { target } of seen) expect(target).not.toMatch(/filter|sort/);
  });

  it.each([
    ['a text in the list of numbers', [number(A, { portingNumber: C })], { phoneNumber: A }],
    ['an object there', [number(A, { portingNumber: { phoneNumber: C } })], { phoneNumber: A }],
    ['an object at a user', [number(A)], { phoneNumber: A, portingNumber: { phoneNumber: C } }],
    ['a text at a user', [number(A)], { phoneNumber: A, portingNumber: C }],
    [
      'told by the other number alone',
      [number(A), number(C, { status: 'PORTING', temporaryNumber: A })],
      { phoneNumber: A, portingNumber: null },
    ],
    [
      'told by the other number, which names itself too',
      [number(A), number(C, { status: 'PORTING', temporaryNumber: A, portingNumber: C })],
      A,
    ],
    [
      'told by a temporary number that names both',
      [number(A, { temporaryNumber: A, portingNumber: C })],
      A,
    ],
  ])('21: the number that is being ported is read as %s', async (_, numbers, held) => {
    const { inventory } = await read({
      '/users': [page([user('jane', [extension(held)])])],
      '/phone-numbers': [page(numbers)],
    });
    expect(inventory.numbers.get(A as E164)).toMatchObject({ portsTo: C });
    expect(inventory.numbers.get(C as E164)?.portsTo ?? null).toBeNull();
    expect(inventory.gaps).toEqual([]);
  });

  it.each([
    ['US', 'US'],
    ['ca', 'CA'],
    ['US-CA', null],
    ['USA', null],
    ['840', null],
    [null, null],
  ])('22: the country %s is %s', async (told, country) => {
    const { inventory } = await read({ '/phone-numbers': [page([number(A, { country: told })])] });
    expect(inventory.numbers.get(A as E164)).toMatchObject({ country });
  });

  it('23: the page quotes both names of the key for users', () => {
    for (const name of ['UC & CC User Admin', 'UC & CC User Management', 'UC & CC Number Admin']) {
      expect(PAGE).toContain(`"${name}"`);
    }
  });

  it('24: the page says that Admin Console may not make keys', () => {
    expect(PAGE).toMatch(/keys cannot be made there yet: ask 8x8/);
  });

  it.each([
    [
      'a number that comes twice',
      [page([number(A)], 's1'), page([number(A), number(B)])],
      'inventory',
    ],
    ['a page that comes again', [page([number(A)], 's1'), page([number(A)], 's2')], 'inventory'],
  ])('25: %s is a gap: the list changed while it was read', async (_, pages, part) => {
    const { inventory } = await read({ '/phone-numbers': pages });
    expect(inventory.gaps).toMatchObject([{ part }]);
  });

  it('25: so is a number that two users hold', async () => {
    const { inventory } = await read({
      '/users': [page([JANE], 's1'), page([user('sam', [extension(A)])])],
    });
    expect(inventory.gaps).toMatchObject([
      { part: 'inventory', reason: expect.stringContaining(A) },
    ]);
  });

  it('25: a write carries the version that was read: what changed meanwhile is refused', async () => {
    const versions = async (version: string | null) =>
      (await writeEverything(version))
        .filter(({ method }) => method === 'PUT')
        .map(({ headers }) => headers['if-match']);
    expect(await versions('7')).toEqual(['"7"', '"7"']);
    nock.cleanAll();
    expect(await versions(null)).toEqual([undefined, undefined]);
  });

  it('26: reads carry the version in Accept alone, writes in Content-Type', async () => {
    const { seen } = await everything();
    for (const { target, headers } of seen) {
      const media = target.startsWith('/users') ? MEDIA.users : MEDIA.numbers;
      expect([headers['accept'], headers['content-type']]).toEqual([media, undefined]);
    }
    nock.cleanAll();
    for (const { target, headers } of (await writeEverything()).filter(areWrites)) {
      const [, resource] = /\/sms\/(\w+)/.exec(target) ?? [];
      const media = `application/vnd.sms${resource}.v1+json`;
      expect([headers['accept'], headers['content-type']], target).toEqual([media, media]);
    }
  });

  it('27: customerId is neither read nor sent', async () => {
    const other = {
      ...JANE,
      basicInfo: { ...(JANE as { basicInfo: object }).basicInfo, customerId: 'X' },
    };
    const one = (await read({})).inventory;
    nock.cleanAll();
    const two = (await read({ '/users': [page([other])] })).inventory;
    expect(JSON.stringify(two.users)).toBe(JSON.stringify(one.users));
    expect(JSON.stringify(one.users)).not.toContain('CUST0001');
    nock.cleanAll();
    expect(JSON.stringify([(await everything()).seen, await writeEverything()])).not.toMatch(
      /customerId|CUST0001/i,
    );
  });
});

describe('what the pages agree on', () => {
  it('is sent: the key, an id of the request, and nothing that is not known', async () => {
    const { seen } = await everything();
    for (const { headers } of seen) {
      expect(headers['x-api-key']).toBe(KEY);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(headers['authorization']).toBeUndefined();
    }
  });

  it('leaves room: members that are not known yet, and values that are not', async () => {
    const odd = { shoeSize: 44, tags: [{ a: 1 }], customFields: null };
    const { inventory } = await read({
      '/users': [
        page(
          [{ ...user('jane', [{ ...extension(A), extensionType: 'FAX', ...odd }]), ...odd }],
          null,
          { ...odd, sort: null, filter: '' },
        ),
      ],
      '/phone-numbers': [
        page([number(A, { status: 'PARKED', category: 'MOBILE', origin: 'GIFT', ...odd })]),
      ],
    });
    expect(inventory.gaps).toEqual([]);
    expect(inventory.numbers.get(A as E164)).toEqual({
      number: A,
      inventory: 'unknown',
      category: 'unknown',
      country: 'US',
      ownerId: 'id-of-jane',
      extension: 'unknown',
      portsTo: null,
    });
  });

  it.each([
    [{ 'x-ratelimit-limit': 'lots', 'x-ratelimit-remaining': '-3', 'x-ratelimit-reset': 'soon' }],
    [{ 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '', 'x-ratelimit-reset': '1' }],
    [{ date: 'yesterday', 'x-response-id': '', 'content-type': 'text/html' }],
  ])('does without headers that make no sense: %j', async (headers) => {
    const pages = [{ ...page([number(A)], 's1'), headers }, page([number(B)])];
    const { inventory, waits } = await read({ '/phone-numbers': pages });
    expect([inventory.gaps, inventory.numbers.size, waits]).toEqual([[], 2, []]);
  });
});
