/** The wire check finds what is wrong: a sound exchange, broken in one place at a time. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkExchange, type Exchange, operationOf } from './wire.ts';
import { parseDocument } from './wire-document.ts';
import { judge } from './wire-report.ts';
import { recordSession } from './wire-session.ts';

const contract = parseDocument(
  'sms-registry.openapi.yaml',
  readFileSync(new URL('../../schema/sms-registry.openapi.yaml', import.meta.url), 'utf8'),
);

/** A small document in the manner of the published ones: OpenAPI 3.0, `nullable`, no 401. */
const published = parseDocument(
  'things.yaml',
  `
openapi: 3.0.0
info: { title: Things, version: "1" }
servers: [{ url: https://api.example/admin-provisioning }]
paths:
  /users/{userId}:
    get:
      parameters:
        - { name: userId, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: ok
          headers: { X-Response-Id: { schema: { type: string, format: uuid } } }
          content:
            application/vnd.users.v1+json: { schema: { $ref: '#/components/schemas/Operation' } }
components:
  schemas:
    Operation:
      type: object
      properties:
        status: { type: string, enum: [PENDING, COMPLETED], nullable: true }
        count: { type: integer }
        link: { $ref: '#/components/schemas/Link' }
    Link:
      type: object
      properties:
        href: { type: string, nullable: true }
    ErrorResponse:
      type: object
      properties:
        status: { type: integer }
`,
);

const ID = '7a0c6b1e-52e8-4ad4-9d0d-6a1a7f3a5b10';
const LIMITS = {
  'x-ratelimit-limit': '100',
  'x-ratelimit-remaining': '99',
  'x-ratelimit-reset': '1784538000',
};
const number = {
  phoneNumber: '+14085550101',
  status: 'ON',
  campaignId: 'C7GH42I',
  statusTime: '2026-07-23T18:30:00.000Z',
  statusReason: null,
  version: 4,
};
const page = {
  data: [number],
  pagination: { pageSize: 100, pageNumber: 0, hasMore: false, nextScrollId: null, total: 1 },
  _links: { self: { href: '/admin-provisioning/sms/numbers' } },
};
const list: Exchange = {
  method: 'GET',
  path: '/admin-provisioning/sms/numbers',
  query: 'pageSize=100&filter=status%3D%3DON',
  requestHeaders: { 'x-request-id': ID },
  requestBody: '',
  status: 200,
  responseHeaders: {
    'content-type': 'application/vnd.smsnumbers.v1+json',
    'x-response-id': ID,
    ...LIMITS,
  },
  responseBody: JSON.stringify(page),
};
const write: Exchange = {
  ...list,
  method: 'POST',
  path: '/admin-provisioning/sms/campaigns/C7GH42I/deactivation',
  query: '',
  requestHeaders: { 'content-type': 'application/vnd.smscampaigns.v1+json', 'if-match': '"3"' },
  requestBody: JSON.stringify({ reason: 'replaced by front-desk' }),
  status: 202,
  responseHeaders: {
    ...list.responseHeaders,
    'content-type': 'application/vnd.smscampaigns.v1+json',
  },
  responseBody: JSON.stringify({
    operationId: 'op_1',
    status: 'PENDING',
    resourceType: null,
    resourceId: 'C7GH42I',
    operationType: 'UPDATE',
    createdTime: '2026-07-24T09:00:00Z',
    completedTime: null,
    _links: { self: { href: '/admin-provisioning/operations/op_1' } },
  }),
};
const user: Exchange = {
  ...list,
  path: '/admin-provisioning/users/u1',
  query: '',
  responseHeaders: { 'content-type': 'application/vnd.users.v1+json', 'x-response-id': ID },
  responseBody: JSON.stringify({ status: null, count: 1, link: { href: null } }),
};

function problems(exchange: Exchange, document = contract): readonly string[] {
  const operation = operationOf(document, exchange);
  if (operation === null) return ['no operation'];
  return checkExchange(document, operation, exchange).violations.map(({ text }) => text);
}

function without(headers: Exchange['responseHeaders'], name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

function answering(exchange: Exchange, body: unknown): Exchange {
  return { ...exchange, responseBody: JSON.stringify(body) };
}

describe('a sound exchange', () => {
  it.each([
    ['list', list],
    ['write', write],
  ])('%s has no problems', (_name, exchange) => {
    expect(problems(exchange)).toEqual([]);
  });

  it('may hold null where a 3.0 document says nullable, in an enum too', () => {
    expect(problems(user, published)).toEqual([]);
  });
});

describe('broken in one place', () => {
  const badRequestId = { ...list, requestHeaders: { 'x-request-id': 'one' } };
  const otherMedia = { ...list.responseHeaders, 'content-type': 'application/json' };
  const brandMedia = {
    ...list.responseHeaders,
    'content-type': 'application/vnd.smsbrands.v1+json',
  };
  const error = {
    status: 404,
    title: 'Not Found',
    errors: [{ code: 'NOT_FOUND', message: 'none' }],
  };

  it.each<[string, Exchange, RegExp]>([
    [
      'another media type',
      { ...list, responseHeaders: otherMedia },
      /content type application\/json is not/,
    ],
    [
      'the media type of another resource on an error',
      answering(
        {
          ...list,
          path: `${list.path}/%2B14085550101`,
          query: '',
          status: 404,
          responseHeaders: brandMedia,
        },
        error,
      ),
      /not that of the resource \(application\/vnd\.smsnumbers/,
    ],
    [
      'no X-Response-Id',
      { ...list, responseHeaders: without(list.responseHeaders, 'x-response-id') },
      /X-Response-Id is missing/,
    ],
    [
      'an X-Response-Id that is no UUID',
      { ...list, responseHeaders: { ...list.responseHeaders, 'x-response-id': '17' } },
      /X-Response-Id must match format "uuid"/,
    ],
    [
      'no rate limit',
      { ...list, responseHeaders: without(list.responseHeaders, 'x-ratelimit-reset') },
      /x-ratelimit-reset is missing/,
    ],
    ['a status nobody declared', { ...list, status: 418 }, /status 418 is not declared/],
    [
      'an enum value nobody declared',
      answering(list, { ...page, data: [{ ...number, status: 'ENABLED' }] }),
      /\/data\/0\/status must be equal to one of the allowed values/,
    ],
    [
      'a string where an integer belongs',
      answering(list, { ...page, data: [{ ...number, version: '4' }] }),
      /\/data\/0\/version must be integer,null/,
    ],
    [
      'null where it is not allowed',
      answering(list, { ...page, data: null }),
      /\/data must be array/,
    ],
    [
      'a missing member',
      answering(list, { data: [], _links: {} }),
      /must have required property 'pagination'/,
    ],
    [
      'a member nobody declared',
      answering(list, { ...page, data: [{ ...number, owner: 'x' }] }),
      /unevaluated properties owner/,
    ],
    [
      'a body that is no JSON',
      { ...list, responseBody: '{"data": [' },
      /response body is not JSON/,
    ],
    [
      'a query parameter nobody declared',
      { ...list, query: 'page=2' },
      /query parameter page is not declared/,
    ],
    [
      'a query parameter of another type',
      { ...list, query: 'pageSize=many' },
      /query pageSize must be/,
    ],
    [
      'a query parameter out of bounds',
      { ...list, query: 'pageSize=1001' },
      /query pageSize must be/,
    ],
    ['a query parameter twice', { ...list, query: 'pageSize=1&pageSize=2' }, /given twice/],
    ['a request id that is no UUID', badRequestId, /header X-Request-Id must match format "uuid"/],
    [
      'a request in another media type',
      { ...write, requestHeaders: { 'content-type': 'application/json' } },
      /Content-Type application\/json is not declared/,
    ],
    ['a request without its body', { ...write, requestBody: '' }, /request body is not JSON/],
    [
      'a request body with a member nobody declared',
      { ...write, requestBody: '{"reason":"x","force":true}' },
      /unevaluated properties force/,
    ],
    [
      'If-Match without quotes',
      { ...write, requestHeaders: { ...write.requestHeaders, 'if-match': '3' } },
      /If-Match must match pattern/,
    ],
    ['a method nobody declared', { ...list, method: 'DELETE' }, /no operation/],
  ])('finds %s', (_name, exchange, text) => {
    const found = problems(exchange);
    expect(found).toEqual([expect.stringMatching(text)]);
  });

  it('leaves a bad request alone when the server refused it', () => {
    const refused = {
      ...answering(list, {
        status: 400,
        title: 'Validation error',
        errors: [{ code: 'VALIDATION_ERROR', message: 'no' }],
      }),
      query: 'pageSize=many',
      status: 400,
    };
    expect(problems(refused)).toEqual([]);
  });

  it('finds null in a 3.0 document where nullable is not said', () => {
    expect(problems(answering(user, { status: null, count: null }), published)).toEqual([
      expect.stringMatching(/\/count must be integer/),
    ]);
    expect(problems(answering(user, { link: null }), published)).toEqual([
      expect.stringMatching(/\/link must be object/),
    ]);
  });

  it('lets only our own members into a published object', () => {
    expect(problems(answering(user, { results: [] }), published)).toEqual([]);
    expect(problems(answering(user, { result: [] }), published)).toHaveLength(1);
    expect(problems(answering(user, { link: { results: [] } }), published)).toHaveLength(1);
  });
});

describe('the verdict', () => {
  const wrong = { ...list, status: 418 };

  it('counts exchanges, documents and violations in its last line', () => {
    const { text, violations } = judge(contract, [published], [list, wrong, wrong, user]);
    const unseen = text.split('\n').filter((line) => line.includes('no exchange was answered'));
    expect(violations).toBe(2 + unseen.length);
    expect(text).toContain('(2 times)');
    expect(text).toMatch(
      new RegExp(`4 exchanges checked against 2 documents, ${violations} violations\n$`),
    );
    expect(unseen).toContain('violation: GET /users: no exchange was answered with success');
    expect(unseen.join('\n')).not.toContain('GET /sms/numbers:');
  });

  it('excuses a 401 that no published operation declares, and says so', () => {
    const refused = answering({ ...user, status: 401 }, { status: 401 });
    const { text } = judge(contract, [published], [refused]);
    expect(text).toContain('known disagreement: GET /users/{userId} → 401');
    expect(text).not.toContain('status 401 is not declared');
    expect(problems(answering(refused, { status: '401' }), published)).toHaveLength(1);
    expect(problems({ ...refused, status: 403 }, published)).toHaveLength(1);
  });

  it('holds an exchange that no document knows against the server', () => {
    const { text } = judge(contract, [published], [{ ...list, path: '/admin-provisioning/sites' }]);
    expect(text).toContain('GET /admin-provisioning/sites → 200 ((none)): no document has this');
  });
});

describe('the sandbox and the adapter', () => {
  it('keep the contract, in every endpoint and every status that can be provoked', async () => {
    const exchanges = await recordSession();
    const { text, violations } = judge(contract, [], exchanges);
    expect(text).toMatch(/ 0 violations\n$/);
    expect(violations).toBe(0);
    const statuses = new Set(exchanges.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 202, 400, 401, 403, 404, 408, 409, 429, 500, 503]);
    expect(JSON.stringify(exchanges)).not.toMatch(/"x-api-key":"(?!\(not kept\)")/);
  });
});
