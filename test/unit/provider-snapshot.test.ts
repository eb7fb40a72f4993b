import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asObject, asObjects, asText } from '../../src/model/json.ts';
import { BASE, errorOf, fakeTiming, ORIGIN, testProvider } from './provider-support.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const MEDIA = {
  '/users': 'application/vnd.users.v1+json',
  '/phone-numbers': 'application/vnd.phonenumbers.v1+json',
  '/sms/brands': 'application/vnd.smsbrands.v1+json',
  '/sms/campaigns': 'application/vnd.smscampaigns.v1+json',
  '/sms/numbers': 'application/vnd.smsnumbers.v1+json',
} as const;
type Path = keyof typeof MEDIA;
const PATHS = Object.keys(MEDIA) as Path[];
const PAGE_SIZE = { '/phone-numbers': '100' } as Readonly<Record<string, string>>;

interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

const page = (data: unknown[], next: string | null = null, more: object = {}): Answer => ({
  body: { data, pagination: { hasMore: next !== null, nextScrollId: next, ...more }, _links: {} },
});

/** Answers each list with its pages in turn, and checks how they are asked for. */
function serve(lists: Partial<Record<Path, readonly Answer[]>>): string[] {
  const asked: string[] = [];
  for (const path of PATHS) {
    const pages = lists[path] ?? [page([])];
    let turn = 0;
    nock(ORIGIN, { reqheaders: { accept: MEDIA[path] } })
      .persist()
      .get(`${BASE}${path}`)
      .query(true)
      .reply((uri) => {
        asked.push(uri.slice(BASE.length));
        const { status = 200, body, headers = {} } = pages[turn++] ?? { status: 501, body: {} };
        return [status, body as nock.Body, headers];
      });
  }
  return asked;
}

const user = (id: string, extensions: unknown = [], basic: object = {}): object => ({
  basicInfo: {
    userId: id,
    userName: `${id}@acme-dental.example`,
    firstName: 'Jane',
    lastName: 'Doe',
    status: 'ACTIVE',
    createdTime: '2022-03-01T00:00:00Z',
    ...basic,
  },
  serviceInfo: { licenses: null, extensions },
});
const extension = (type: unknown, ...numbers: string[]): object => ({
  extensionType: type,
  primaryPhoneNumber: numbers[0] ?? null,
  phoneNumbers: numbers.map((phoneNumber) => ({ phoneNumber, portingNumber: null })),
});
const number = (phoneNumber: unknown, more: object = {}): object => ({
  phoneNumber,
  status: 'ASSIGNED',
  category: 'LOCAL',
  country: 'US',
  ...more,
});
const sms = (phoneNumber: string, more: object = {}): object => ({
  phoneNumber,
  status: 'ON',
  campaignId: 'C7GH42I',
  statusTime: '2026-07-01T00:00:00Z',
  statusReason: null,
  version: 4,
  ...more,
});

const OFF = { status: 'OFF', campaignId: null };

const A = '+14085550101';
const B = '+14085550102';
const C = '+14085550103';

describe('a snapshot', () => {
  it('reads every list to its end and joins numbers to users', async () => {
    const asked = serve({
      '/users': [
        page([user('u2', [extension('UC', A)])], 'scroll 1'),
        page([user('u1', [extension('CC', B), extension('UC')], { status: 'INACTIVE' })]),
      ],
      '/phone-numbers': [page([number(B), number(A), number(C, { category: 'TOLL_FREE' })])],
      '/sms/numbers': [page([sms(A), sms(B, OFF), sms(C, OFF)])],
      '/sms/brands': [
        page([{ brandId: 'B1', referenceId: 'acme/brand/acme', status: 'VERIFIED', version: 2 }]),
      ],
      '/sms/campaigns': [
        page([
          {
            campaignId: 'C7GH42I',
            referenceId: null,
            brandId: 'B1',
            status: 'APPROVED',
            statusTime: '2026-06-01T00:00:00Z',
            statusReason: null,
            reviewTime: '2026-07-02T00:00:00Z',
            resubmissionReason: '2026-05-01 privacy page is live',
            version: 3,
            numberLimit: 48,
            useCase: 'CUSTOMER_CARE',
            description: 'Replies.',
            termsUrl: null,
            optInKeywords: ['START', 'YES'],
            helpMessage: 'Call us.',
            samples: ['One', 'Two'],
          },
        ]),
      ],
    });
    const snapshot = await testProvider().snapshot();
    expect(asked.filter((each) => each.startsWith('/users'))).toEqual([
      '/users?pageSize=1000',
      '/users?scrollId=scroll%201',
    ]);
    for (const path of PATHS) {
      expect(asked).toContain(`${path}?pageSize=${PAGE_SIZE[path] ?? '1000'}`);
    }
    expect(snapshot).toMatchObject({
      provider: 'sandbox',
      readAt: '2026-07-20T10:00:00.000Z',
      gaps: [],
      brands: [{ id: 'B1', referenceId: 'acme/brand/acme', status: 'verified', version: '2' }],
    });
    expect(snapshot.campaigns).toEqual([
      {
        id: 'C7GH42I',
        referenceId: null,
        brandId: 'B1',
        status: 'approved',
        since: '2026-06-01T00:00:00Z',
        reason: null,
        reviewSince: '2026-07-02T00:00:00Z',
        lastResubmit: '2026-05-01 privacy page is live',
        limit: 48,
        version: '3',
        content: {
          useCase: 'customer-care',
          description: 'Replies.',
          'optIn.keywords': ['START', 'YES'],
          'help.message': 'Call us.',
          samples: ['One', 'Two'],
        },
      },
    ]);
    expect(
      snapshot.users.map(({ id, name, active, numbersTold, hasUc }) => ({
        id,
        name,
        active,
        numbersTold,
        hasUc,
      })),
    ).toEqual([
      { id: 'u1', name: 'Jane Doe', active: false, numbersTold: true, hasUc: true },
      { id: 'u2', name: 'Jane Doe', active: true, numbersTold: true, hasUc: true },
    ]);
    expect(snapshot.numbers).toEqual([
      {
        number: A,
        inventory: 'assigned',
        category: 'local',
        country: 'US',
        ownerId: 'u2',
        extension: 'UC',
        portsTo: null,
        sms: {
          status: 'on',
          campaignId: 'C7GH42I',
          since: '2026-07-01T00:00:00Z',
          reason: null,
          version: '4',
        },
      },
      expect.objectContaining({
        number: B,
        ownerId: 'u1',
        extension: 'CC',
        sms: expect.objectContaining({ status: 'off', campaignId: null }),
      }),
      expect.objectContaining({ number: C, category: 'toll-free', ownerId: null, extension: null }),
    ]);
  });

  it.each([
    ['a UC extension', [{ extensionType: 'UC' }, { extensionType: 'CC' }], true],
    ['Contact Center alone', [{ extensionType: 'CC' }], false],
    ['no extension', [], false],
    ['one of a kind that is not known', [{ extensionType: 'CC' }, { extensionType: 'XX' }], null],
    ['extensions that are not told', null, null],
  ])('knows of a user with %s whether there is a UC extension', async (_, extensions, hasUc) => {
    serve({
      '/users': [
        page([{ basicInfo: { userId: 'u1', userName: 'jane' }, serviceInfo: { extensions } }]),
      ],
    });
    const { users } = await testProvider().snapshot();
    expect(users).toMatchObject([{ id: 'u1', hasUc }]);
  });

  it('lives with null members and with values that are not known yet', async () => {
    const nothing = { basicInfo: { userId: 'u1' }, serviceInfo: null };
    serve({
      '/users': [page([nothing, user('u2', [extension('FAX', A), { extensionType: null }])])],
      '/phone-numbers': [
        page([number(A, { status: 'PARKED', category: 'MOBILE', country: null })]),
      ],
      '/sms/numbers': [page([sms(A, { status: 'DREAMING', version: null })])],
      '/sms/brands': [page([{ brandId: 'B1', status: 'VETTED', vertical: 'SPACE_TRAVEL' }])],
      '/sms/campaigns': [page([{ campaignId: 'C1', status: null, numberLimit: null }])],
    });
    const snapshot = await testProvider().snapshot();
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.users[0]).toMatchObject({
      id: 'u1',
      userName: '',
      active: true,
      numbersTold: false,
      // Nobody has said that there is none.
      hasUc: null,
    });
    expect(snapshot.numbers[0]).toMatchObject({
      inventory: 'unknown',
      category: 'unknown',
      country: null,
      ownerId: 'u2',
      extension: 'unknown',
      sms: { status: 'unknown', version: null },
    });
    expect(snapshot.brands[0]).toMatchObject({
      status: 'unknown',
      content: { vertical: 'space-travel' },
    });
    expect(snapshot.campaigns[0]).toMatchObject({ status: 'unknown', limit: null, content: {} });
  });

  it('keeps numbers that only one of the two lists names, and does not call them off', async () => {
    serve({
      '/users': [page([user('u1', [extension('UC', B)])])],
      '/phone-numbers': [page([number(A)])],
      '/sms/numbers': [page([sms(B)])],
    });
    const { numbers, gaps } = await testProvider().snapshot();
    expect(numbers.map((each) => [each.number, each.inventory, each.sms.status])).toEqual([
      [A, 'assigned', 'unknown'],
      [B, 'unknown', 'on'],
    ]);
    expect(gaps).toEqual([
      {
        part: 'inventory',
        reason: `The list of phone numbers is not complete: the list of SMS numbers has others (1: ${B}).`,
      },
      {
        part: 'sms',
        reason: `The list of SMS numbers is not complete: the list of phone numbers has others (1: ${A}).`,
      },
    ]);
  });

  it('is dated by the clock of the registry, where it tells it', async () => {
    const headers = { 'x-sandbox-time': '2030-01-02T03:04:05.000Z' };
    serve({ '/sms/brands': [{ ...page([]), headers }] });
    expect((await testProvider().snapshot()).readAt).toBe('2030-01-02T03:04:05.000Z');
  });
});

describe('a gap', () => {
  /** The SMS list names what the pages of phone numbers do, all off, unless it is given. */
  const gapsOf = async (lists: Partial<Record<Path, readonly Answer[]>>) => {
    const named = (lists['/phone-numbers'] ?? []).flatMap(({ body }) =>
      asObjects(asObject(body)?.['data']).flatMap(({ phoneNumber }) => asText(phoneNumber) ?? []),
    );
    serve({ '/sms/numbers': [page([...new Set(named)].map((each) => sms(each, OFF)))], ...lists });
    return (await testProvider().snapshot()).gaps;
  };
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => number(`+1408555${String(from + i).padStart(4, '0')}`));

  it('is a part that cannot be read, with the id of the request for support; the others stay', async () => {
    const told = { headers: { 'X-Response-Id': 'answer-7' } };
    serve({
      '/sms/campaigns': [{ status: 404, body: { title: 'gone', requestId: 'asked-1' } }],
      '/sms/numbers': [{ body: { data: 'none' }, ...told }],
      '/phone-numbers': [page([number(A)])],
    });
    const { gaps, numbers } = await testProvider().snapshot();
    expect(gaps).toEqual([
      {
        part: 'campaigns',
        reason:
          'The list of campaigns could not be read. The registry refused the request (404): gone (GET /sms/campaigns). Request asked-1.',
      },
      {
        part: 'sms',
        reason:
          'The list of SMS numbers could not be read. The answer of the registry is not a list (GET /sms/numbers). Request answer-7.',
      },
    ]);
    expect(numbers).toMatchObject([{ number: A, sms: { status: 'unknown' } }]);
  });

  it('names no request where no answer came', async () => {
    const { gaps } = await testProvider().snapshot();
    expect(gaps).toHaveLength(PATHS.length);
    for (const { reason } of gaps) expect(reason).toMatch(/broke \(\w+\) \(GET \/[\w/-]+\)\.$/);
  });

  it.each([
    [
      'a page that comes again',
      [page(many(100, 2), 's1'), page(many(100, 2), 's2')],
      'more than once',
    ],
    ['one entry shown twice', [page(many(100, 2), 's1'), page(many(101, 2))], '+14085550101 more'],
    ['an empty page in the middle', [page(many(100, 2), 's1'), page([], 's2')], 'in the middle'],
    [
      'a short page in the middle',
      [page(many(100, 2), 's1', { pageSize: 3 }), page(many(102, 1), null, { pageSize: 3 })],
      'fewer entries than there should be',
    ],
    ['more without a scroll id', [page(many(100, 2), null, { hasMore: true })], 'but not where'],
    [
      'a total that is higher',
      [page(many(100, 2), null, { total: 3 })],
      'hold 3 entries and shows 2',
    ],
    [
      'a total that is lower',
      [page(many(100, 2), null, { total: 1 })],
      'hold 1 entries and shows 2',
    ],
    ['an entry without a number', [page([number(null), number(A)])], 'make no sense'],
    ['an entry that is no object', [page([null, number(A)])], 'make no sense'],
    ['a full page without pagination', [{ body: { data: many(100, 100) } }], 'whether there is'],
    [
      'a full page whose pagination tells nothing',
      [page(many(100, 100), null, { hasMore: null })],
      'whether there is more',
    ],
    [
      'a second full page without pagination',
      [page(many(100, 100), 's1'), { body: { data: many(200, 100) } }],
      'whether there is more',
    ],
    [
      'a second full page of the size of the first, with empty pagination',
      [page(many(100, 50), 's1'), { body: { data: many(150, 50), pagination: {} } }],
      'whether there is more',
    ],
    [
      'a full page of the size that it tells, and nothing else',
      [page(many(100, 50), null, { hasMore: null, pageSize: 50 })],
      'whether there is more',
    ],
    [
      'a short page before a longer one, of a size that is not told',
      [page(many(100, 2), 's1'), page(many(102, 3))],
      'fewer entries than there should be',
    ],
    [
      'a short page that others follow, where hasMore is not told',
      [
        page(many(100, 3), 's1', { hasMore: null }),
        page(many(103, 2), 's2', { hasMore: null }),
        page(many(105, 1)),
      ],
      'fewer entries than there should be',
    ],
    [
      'more than a short page has, where nothing comes any more',
      [page(many(100, 100), 's1'), page(many(200, 2), 's2'), page([])],
      'fewer entries than there should be',
    ],
  ])('is %s', async (_, pages, text) => {
    const gaps = await gapsOf({ '/phone-numbers': pages });
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.part).toBe('inventory');
    expect(gaps[0]?.reason).toMatch(/^The list of phone numbers is not complete: /);
    expect(gaps[0]?.reason).toContain(text);
  });

  it.each([
    ['a short page without pagination', [{ body: { data: many(100, 3) } }]],
    ['an empty list without pagination', [{ body: { data: [], pagination: { pageSize: 0 } } }]],
    [
      'a full page without hasMore whose total is told',
      [page(many(100, 100), null, { hasMore: null, total: 100 })],
    ],
    [
      'an empty page at the end',
      [
        page(many(100, 100), 's1', { hasMore: null }),
        page(many(200, 2), 's2', { hasMore: null }),
        page([]),
      ],
    ],
    [
      'pages larger than the size that is told',
      [
        page(many(100, 300), 's1', { pageSize: 100 }),
        page(many(400, 300), 's2', { pageSize: 100 }),
        page(many(700, 5), null, { pageSize: 100 }),
      ],
    ],
    [
      'pages smaller than the size that is told, all alike',
      [
        page(many(100, 500), 's1', { pageSize: 1000 }),
        page(many(600, 200), null, { pageSize: 1000 }),
      ],
    ],
    ['a scroll id that outlives the last page', [page(many(100, 2), 's1', { hasMore: false })]],
    ['the right total', [page(many(100, 2), 's1'), page(many(102, 1), null, { total: 3 })]],
    [
      'a scroll id without hasMore',
      [page(many(100, 2), 's1', { hasMore: null }), page(many(102, 1))],
    ],
    [
      'the same scroll id on every page',
      [page(many(1, 2), 's'), page(many(3, 2), 's'), page(many(5, 1))],
    ],
  ])('is not %s', async (_, pages) => {
    expect(await gapsOf({ '/phone-numbers': pages })).toEqual([]);
  });

  it('is a number that two users hold', async () => {
    const gaps = await gapsOf({
      '/users': [page([user('u1', [extension('UC', A)]), user('u2', [extension('UC', A)])])],
    });
    expect(gaps).toEqual([
      {
        part: 'inventory',
        reason: `Two users seem to hold ${A}: it may have moved while this was read.`,
      },
    ]);
  });

  it.each(['ON', 'PENDING_ON', 'PENDING_OFF', 'DISABLING_FAILED'])(
    'is a list of users without those of numbers that are %s',
    async (status) => {
      const four = [0, 1, 2, 3].map((last) => `+1408555010${last}`);
      const gaps = await gapsOf({
        '/users': [page([user('u1', [extension('UC', '+14085550109')])])],
        '/phone-numbers': [page(four.map((each) => number(each)))],
        '/sms/numbers': [page(four.map((each) => sms(each, { status })))],
      });
      expect(gaps).toEqual([
        {
          part: 'users',
          reason:
            'The list of users is not complete: SMS is on for numbers that no user in it holds (4: +14085550100, +14085550101, +14085550102, …).',
        },
      ]);
    },
  );

  it.each(['OFF', 'ENABLING_FAILED', 'DREAMING'])(
    'is not a number without a user that is %s',
    async (status) => {
      const gaps = await gapsOf({
        '/phone-numbers': [page([number(A)])],
        '/sms/numbers': [page([sms(A, { status, campaignId: null })])],
      });
      expect(gaps).toEqual([]);
    },
  );

  it('is told once: what is missing from a list with a gap proves nothing about others', async () => {
    const gaps = await gapsOf({
      '/users': [page([user('u1', null)])],
      '/phone-numbers': [{ status: 404, body: {} }],
      '/sms/numbers': [page([sms(A)], null, { total: 2 })],
    });
    expect(gaps.map(({ part, reason }) => [part, reason.split(/[.:]/u)[0]])).toEqual([
      ['inventory', 'The list of phone numbers could not be read'],
      ['sms', 'The list of SMS numbers is not complete'],
    ]);
  });

  it('is not a list of users that leaves their numbers out: whose they are is not known', async () => {
    const gaps = await gapsOf({
      '/users': [page([user('u1', null), user('u2', null)])],
      '/phone-numbers': [page([number(A)])],
      '/sms/numbers': [page([sms(A)])],
    });
    expect(gaps).toEqual([]);
  });
});

describe('an expired scroll id', () => {
  const expired: Answer = {
    status: 400,
    body: { errors: [{ field: 'scrollId', code: 'VALIDATION_ERROR', message: 'expired' }] },
  };
  const first = page([user('u1')], 's1');

  it('makes reading start over', async () => {
    const asked = serve({ '/users': [first, expired, first, page([user('u2')])] });
    const { users, gaps } = await testProvider().snapshot();
    expect(gaps).toEqual([]);
    expect(users.map(({ id }) => id)).toEqual(['u1', 'u2']);
    expect(asked.filter((each) => each.startsWith('/users'))).toHaveLength(4);
  });

  it('is a gap after the third new start', async () => {
    const pages = Array.from({ length: 5 }, () => [first, expired]).flat();
    const asked = serve({ '/users': pages });
    const { gaps } = await testProvider().snapshot();
    expect(gaps).toMatchObject([{ part: 'users' }]);
    expect(asked.filter((each) => each.startsWith('/users'))).toHaveLength(8);
  });

  it('is not seen in other refusals', async () => {
    const other: Answer = { status: 400, body: { errors: [{ field: 'filter', code: 'X' }] } };
    const asked = serve({ '/users': [other] });
    expect((await testProvider().snapshot()).gaps).toMatchObject([{ part: 'users' }]);
    expect(asked.filter((each) => each.startsWith('/users'))).toHaveLength(1);
  });
});

it('a refused key ends the reading', async () => {
  serve({ '/sms/numbers': [{ status: 403, body: { errors: [{ code: 'FORBIDDEN' }] } }] });
  const timing = fakeTiming();
  const error = await errorOf(testProvider({ timing }).snapshot());
  expect(error).toMatchObject({ kind: 'access', status: 403, outcomeUnknown: false });
});
