import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { E164 } from '../../src/model/desired.ts';
import type { Step } from '../../src/model/port.ts';
import { BASE, errorOf, fakeTiming, ORIGIN, testProvider } from './provider-support.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const A = '+14085550101' as E164;
const B = '+14085550102' as E164;
const TAX_ID = '12-3456789';

const brand: Step = {
  kind: 'register-brand',
  change: 'c1',
  reference: 'acme/brand/acme',
  content: {
    legalName: 'Acme Dental Group LLC',
    legalForm: 'private-company',
    'stock.symbol': 'AC',
  },
  taxId: TAX_ID,
};
const campaign: Step = {
  kind: 'register-campaign',
  change: 'c2',
  reference: 'acme/campaign/front-desk',
  brandId: 'B1',
  content: { useCase: 'customer-care', 'optIn.keywords': ['START'], privacyPolicy: 'https://a' },
};
const assign = (number: E164, version: string | null = null): Step => ({
  kind: 'assign',
  change: number,
  number,
  campaignId: 'C7GH42I',
  version,
});
const turnOff = (number: E164): Step => ({
  kind: 'turn-off',
  change: number,
  number,
  version: '3',
});

interface Seen {
  readonly uri: string;
  readonly body: unknown;
  readonly media: string | undefined;
  readonly ifMatch: string | undefined;
}

/** Takes one write and answers each look at its operation in turn. */
function serve(
  write: { status?: number; body?: unknown },
  looks: readonly { status?: number; body?: unknown }[] = [],
): Seen[] {
  const seen: Seen[] = [];
  for (const method of ['POST', 'PUT']) {
    nock(ORIGIN)
      .persist()
      .intercept(/.*/, method)
      .reply(function (uri, body) {
        const { headers } = this.req;
        seen.push({
          uri: `${method} ${uri.slice(BASE.length)}`,
          body: typeof body === 'string' ? JSON.parse(body) : body,
          media: headers['content-type'],
          ifMatch: headers['if-match'],
        });
        const operation = { operationId: 'op/1', status: 'PENDING' };
        const answer = (write.body ?? operation) as nock.Body;
        return [write.status ?? 202, answer, { 'X-Response-Id': 'w-1' }];
      });
  }
  let turn = 0;
  nock(ORIGIN, { reqheaders: { accept: 'application/vnd.operations.v1+json' } })
    .persist()
    .get(`${BASE}/operations/op%2F1`)
    .reply(() => {
      const look = looks[Math.min(turn++, looks.length - 1)];
      return [look?.status ?? 200, (look?.body ?? {}) as nock.Body];
    });
  return seen;
}

const completed = (more: object = {}) => ({ body: { status: 'COMPLETED', ...more } });
const failed = (code: string, message = 'no') => ({
  body: { status: 'FAILED', error: { errors: [{ code, message }] } },
});

describe('the request of a step', () => {
  it.each([
    [
      brand,
      'POST /sms/brands',
      {
        referenceId: 'acme/brand/acme',
        legalName: 'Acme Dental Group LLC',
        legalForm: 'PRIVATE_COMPANY',
        stockSymbol: 'AC',
        taxId: TAX_ID,
      },
      undefined,
    ],
    [
      campaign,
      'POST /sms/campaigns',
      {
        referenceId: 'acme/campaign/front-desk',
        brandId: 'B1',
        useCase: 'CUSTOMER_CARE',
        optInKeywords: ['START'],
        privacyPolicyUrl: 'https://a',
      },
      undefined,
    ],
    [
      {
        kind: 'update',
        change: 'c',
        of: 'brand',
        id: 'B1',
        version: '2',
        content: { website: 'https://b' },
      },
      'PUT /sms/brands/B1',
      { website: 'https://b' },
      '"2"',
    ],
    [
      {
        kind: 'rebind',
        change: 'c',
        of: 'campaign',
        id: 'C/1',
        version: null,
        reference: 'acme/campaign/x',
      },
      'PUT /sms/campaigns/C%2F1',
      { referenceId: 'acme/campaign/x' },
      undefined,
    ],
    [
      {
        kind: 'resubmit',
        change: 'c',
        id: 'C1',
        version: '5',
        reason: 'page is live',
        content: { samples: ['Hi'] },
      },
      'POST /sms/campaigns/C1/resubmissions',
      { reason: 'page is live', samples: ['Hi'] },
      '"5"',
    ],
    [
      { kind: 'deactivate', change: 'c', id: 'C1', version: '6', reason: 'replaced' },
      'POST /sms/campaigns/C1/deactivation',
      { reason: 'replaced' },
      '"6"',
    ],
  ] as const)('%o', async (step, uri, body, ifMatch) => {
    const seen = serve({}, [completed({ resourceId: 'N1' })]);
    await testProvider().execute([step]);
    const kind = uri.includes('brands') ? 'brands' : 'campaigns';
    expect(seen).toEqual([{ uri, body, ifMatch, media: `application/vnd.sms${kind}.v1+json` }]);
  });

  it('carries a batch of numbers, each with its version', async () => {
    const seen = serve({}, [completed({ results: [] })]);
    await testProvider().execute([assign(A, '7'), assign(B)]);
    await testProvider().execute([turnOff(A)]);
    expect(seen.map(({ uri, body }) => [uri, body])).toEqual([
      [
        'POST /sms/numbers/assignments',
        {
          items: [
            { phoneNumber: A, campaignId: 'C7GH42I', version: 7 },
            { phoneNumber: B, campaignId: 'C7GH42I' },
          ],
        },
      ],
      ['POST /sms/numbers/removals', { items: [{ phoneNumber: A, version: 3 }] }],
    ]);
  });

  it.each([[[]], [[assign(A), turnOff(B)]], [[campaign, campaign]]])(
    'is never made from steps that do not go together',
    async (batch) => {
      const provider = testProvider();
      expect((await errorOf(provider.execute(batch))).message).toContain('a batch');
      expect(provider.requests()).toBe(0);
    },
  );

  it('is never made by a provider that only reads', async () => {
    const error = await errorOf(testProvider({ readOnly: true }).execute([campaign]));
    expect(error.message).toContain('read-only');
  });
});

describe('the result of a step', () => {
  const resultOf = async (step: Step = campaign) => (await testProvider().execute([step]))[0];

  it('is accepted with the new id once the operation is completed, and not before', async () => {
    const timing = fakeTiming();
    serve({}, [
      { body: { status: 'PENDING' } },
      { body: { status: 'IN_PROGRESS' } },
      { body: { status: 'completed' } },
      completed({ resourceId: 'C7GH42I' }),
    ]);
    const results = await testProvider({ timing }).execute([campaign]);
    expect(results).toEqual([{ outcome: 'accepted', id: 'C7GH42I', requestId: 'w-1' }]);
    expect(timing.waits).toEqual([1_000, 1_000, 2_000, 4_000]);
  });

  it('needs no look where the operation ends at once', async () => {
    serve({ body: { operationId: 'op/1', status: 'COMPLETED', resourceId: 'C2' } });
    const provider = testProvider();
    expect(await provider.execute([campaign])).toMatchObject([{ outcome: 'accepted', id: 'C2' }]);
    expect(provider.requests()).toBe(1);
  });

  it('is accepted without an id where nothing is created', async () => {
    serve({}, [completed({ resourceId: 'C1' })]);
    const step: Step = { kind: 'deactivate', change: 'c', id: 'C1', version: null, reason: 'r' };
    expect(await resultOf(step)).toMatchObject({ outcome: 'accepted', id: null });
  });

  it.each([
    ['refusal', { status: 409, body: { errors: [{ code: 'CONFLICT' }] } }, 'rejected', 'CONFLICT'],
    ['bad request', { status: 400, body: '' }, 'rejected', 'REFUSED'],
    ['lost answer', { status: 503, body: {} }, 'unknown', 'UNAVAILABLE'],
    ['time-out', { status: 408, body: {} }, 'unknown', 'UNAVAILABLE'],
    ['patience at an end', { status: 429, body: { code: 'X' } }, 'rejected', 'RATE_LIMIT'],
    ['answer without operation', { body: { status: 'PENDING' } }, 'unknown', 'NO_OPERATION'],
    ['answer that is no JSON', { body: 'ok' }, 'unknown', 'PROTOCOL'],
  ])('of a %s', async (_, write, outcome, code) => {
    serve(write);
    expect(await resultOf()).toMatchObject({ outcome, code });
  });

  it.each([
    ['VALIDATION_ERROR', 'rejected'],
    ['CONFLICT', 'rejected'],
    ['NOT_FOUND', 'rejected'],
    ['SERVICE_UNAVAILABLE', 'unknown'],
    ['REQUEST_TIMEOUT', 'unknown'],
    ['UNKNOWN', 'unknown'],
  ])('of an operation that failed with %s is %s', async (code, outcome) => {
    serve({}, [failed(code)]);
    expect(await resultOf()).toEqual({ outcome, code, message: 'no', requestId: 'w-1' });
  });

  it.each([
    ['of an operation that is UNKNOWN', { body: { status: 'UNKNOWN' } }, 'UNKNOWN'],
    ['of an operation that cannot be followed', { status: 404, body: {} }, 'NOT_FOLLOWED'],
    ['of a new object without an id', completed(), 'NO_ID'],
  ])('is unknown %s', async (_, look, code) => {
    serve({}, [look]);
    expect(await resultOf()).toMatchObject({ outcome: 'unknown', code });
  });

  it('is unknown after five minutes', async () => {
    const timing = fakeTiming();
    const start = timing.now();
    serve({}, [{ body: { status: 'IN_PROGRESS' } }]);
    const results = await testProvider({ timing }).execute([campaign]);
    expect(results).toMatchObject([{ outcome: 'unknown', code: 'STILL_RUNNING' }]);
    expect(timing.now() - start).toBeGreaterThan(290_000);
    expect(timing.now() - start).toBeLessThanOrEqual(300_000);
  });

  it('never repeats the tax id', async () => {
    for (const look of [failed('BAD_REQUEST', `${TAX_ID} is not 123456789`), { status: 404 }]) {
      nock.cleanAll();
      serve({}, [look]);
      const text = JSON.stringify(await resultOf(brand));
      expect(text).not.toContain(TAX_ID);
      expect(text).not.toContain('123456789');
    }
    nock.cleanAll();
    serve({ status: 400, body: { detail: `no such id ${TAX_ID}` } });
    expect(await resultOf(brand)).toMatchObject({ message: expect.stringContaining('•••') });
  });

  it.each([401, 403])('is an error when access is refused (%i)', async (status) => {
    serve({ status, body: {} });
    const error = await errorOf(testProvider().execute([campaign]));
    expect(error).toMatchObject({ kind: 'access', status, outcomeUnknown: false });
    nock.cleanAll();
    serve({}, [{ status, body: {} }]);
    const late = await errorOf(testProvider().execute([campaign]));
    expect(late).toMatchObject({ kind: 'access', status, outcomeUnknown: true });
  });
});

describe('the results of a batch', () => {
  const accepted = (phoneNumber: string) => ({ phoneNumber, outcome: 'ACCEPTED' });

  it('stand in the order of the steps, whatever the order of the answer', async () => {
    const refused = { phoneNumber: A, outcome: 'REJECTED', code: 'CAP_EXCEEDED', message: 'full' };
    serve({}, [completed({ results: [accepted(B), refused] })]);
    expect(await testProvider().execute([assign(A), assign(B)])).toEqual([
      { outcome: 'rejected', code: 'CAP_EXCEEDED', message: 'full', requestId: 'w-1' },
      { outcome: 'accepted', id: null, requestId: 'w-1' },
    ]);
  });

  it.each([
    ['are missing', null],
    ['are too few', [accepted(B)]],
    ['say something new', [{ phoneNumber: A, outcome: 'MAYBE' }, accepted(B)]],
  ])('are unknown for a number where they %s', async (_, results) => {
    serve({}, [completed({ results })]);
    const [first] = await testProvider().execute([assign(A), assign(B)]);
    expect(first).toMatchObject({ outcome: 'unknown', code: 'NO_RESULT' });
  });

  it('are the same for all when the batch itself fails', async () => {
    serve({ status: 503, body: {} });
    const results = await testProvider().execute([turnOff(A), turnOff(B)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
  });
});

it('never has more than ten operations in flight', async () => {
  let running = 0;
  let most = 0;
  nock(ORIGIN)
    .persist()
    .post(`${BASE}/sms/numbers/removals`)
    .reply(() => {
      running += 1;
      most = Math.max(most, running);
      return [202, { operationId: 'op' }];
    });
  nock(ORIGIN)
    .persist()
    .get(`${BASE}/operations/op`)
    .reply(() => {
      running -= 1;
      return [200, { status: 'COMPLETED', results: [accepted(A)] }];
    });
  const accepted = (phoneNumber: string) => ({ phoneNumber, outcome: 'ACCEPTED' });
  const provider = testProvider();
  await Promise.all(Array.from({ length: 25 }, () => provider.execute([turnOff(A)])));
  expect(most).toBe(10);
});

describe('a search', () => {
  it('goes by reference, exactly', async () => {
    const reference = 'acme/campaign/a "b" \\c';
    let filter: string | null = null;
    nock(ORIGIN)
      .get(`${BASE}/sms/campaigns`)
      .query(true)
      .reply((uri) => {
        filter = new URL(uri, ORIGIN).searchParams.get('filter');
        const entry = (campaignId: string, referenceId: string) => ({ campaignId, referenceId });
        const data = [
          entry('C1', reference),
          entry('C2', reference.toUpperCase()),
          entry('C3', 'other'),
          entry('C4', reference),
        ];
        return [200, { data, pagination: { hasMore: false, total: 4 } }];
      });
    const found = await testProvider().find({ kind: 'campaign', reference });
    expect(filter).toBe('referenceId=="acme/campaign/a \\"b\\" \\\\c"');
    expect(found).toMatchObject([{ campaign: { id: 'C1' } }, { campaign: { id: 'C4' } }]);
  });

  it('does not call an incomplete answer nothing', async () => {
    nock(ORIGIN)
      .get(`${BASE}/sms/brands`)
      .query(true)
      .reply(200, { data: [], pagination: { hasMore: false, total: 1 } });
    const error = await errorOf(testProvider().find({ kind: 'brand', reference: 'r' }));
    expect(error).toMatchObject({ kind: 'protocol' });
    expect(error.message).toContain('The search for r is not complete');
  });

  it('goes by id and by number, with the plus encoded', async () => {
    nock(ORIGIN).get(`${BASE}/sms/brands/B1`).reply(200, { brandId: 'B1', status: 'PENDING' });
    nock(ORIGIN)
      .get(`${BASE}/sms/numbers/%2B14085550101`)
      .reply(200, { phoneNumber: A, status: 'PENDING_ON', campaignId: 'C1', version: 0 });
    const provider = testProvider();
    expect(await provider.find({ kind: 'brand', id: 'B1' })).toMatchObject([
      { kind: 'brand', brand: { id: 'B1', status: 'pending' } },
    ]);
    expect(await provider.find({ kind: 'number', number: A })).toEqual([
      {
        kind: 'number',
        number: A,
        sms: { status: 'pending-on', campaignId: 'C1', since: null, reason: null, version: '0' },
      },
    ]);
  });

  it('finds nothing only where the registry says 404', async () => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns/C9`).reply(404, {});
    nock(ORIGIN).get(`${BASE}/sms/campaigns/C8`).reply(400, {});
    const provider = testProvider();
    expect(await provider.find({ kind: 'campaign', id: 'C9' })).toEqual([]);
    const error = await errorOf(provider.find({ kind: 'campaign', id: 'C8' }));
    expect(error).toMatchObject({ kind: 'refused' });
  });
});
