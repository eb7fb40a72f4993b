import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/model/port.ts';
import { createHttp, type Delay } from '../../src/providers/http.ts';
import { PUBLISHED_LIMITS } from '../../src/providers/rate-limit.ts';
import { realTiming, type Timing } from '../../src/providers/timing.ts';
import { BASE, errorOf, fakeTiming, KEY, ORIGIN, testHttp } from './provider-support.ts';

const MEDIA = 'application/vnd.smscampaigns.v1+json';
const get = { method: 'GET', path: '/sms/campaigns', media: MEDIA } as const;
const post = { method: 'POST', path: '/sms/campaigns', media: MEDIA, body: { a: 1 } } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(pending).toEqual([]);
});

describe('what a request carries', () => {
  it('sends key, media types, request id and version, and an encoded path', async () => {
    const seen: Record<string, string>[] = [];
    nock(ORIGIN)
      .put(`${BASE}/sms/campaigns/%2B1%2FA`, { description: 'Grüße', samples: ['1', '2'] })
      .reply(function () {
        seen.push(this.req.headers);
        return [202, { operationId: 'op_1' }, { 'X-Response-Id': 'answer-1' }];
      });
    const answer = await testHttp().send({
      method: 'PUT',
      path: `/sms/campaigns/${encodeURIComponent('+1/A')}`,
      media: MEDIA,
      body: { description: 'Grüße', samples: ['1', '2'] },
      ifMatch: '7',
    });
    expect(answer).toMatchObject({
      status: 202,
      body: { operationId: 'op_1' },
      requestId: 'answer-1',
    });
    expect(seen[0]).toMatchObject({
      accept: MEDIA,
      'content-type': MEDIA,
      'if-match': '"7"',
      'x-api-key': KEY,
    });
    expect(seen[0]?.['x-request-id']).toMatch(UUID);
  });

  it('sends neither body headers nor If-Match with a GET, and encodes the query', async () => {
    let uri = '';
    let names: string[] = [];
    nock(ORIGIN)
      .get(`${BASE}/sms/campaigns`)
      .query(true)
      .reply(function (path) {
        uri = path;
        names = Object.keys(this.req.headers);
        return [200, { data: [] }];
      });
    await testHttp().send({ ...get, query: { filter: 'a=="b c&+"', pageSize: '1000' } });
    expect(uri).toBe(`${BASE}/sms/campaigns?filter=a%3D%3D%22b%20c%26%2B%22&pageSize=1000`);
    expect(names).not.toContain('content-type');
    expect(names).not.toContain('if-match');
  });

  it('is never sent by a read-only client unless it is a GET', async () => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(200, {});
    const http = testHttp({ readOnly: true });
    for (const method of ['POST', 'PUT'] as const) {
      const error = await errorOf(http.send({ ...post, method }));
      expect(error).not.toBeInstanceOf(ProviderError);
      expect(error.message).toContain(`read-only client was asked to send ${method}`);
    }
    expect(http.requests()).toBe(0);
    await http.send(get);
    expect(http.requests()).toBe(1);
  });
});

describe('errors', () => {
  const oas = {
    status: 409,
    instance: null,
    title: 'Conflict',
    detail: 'Something else',
    errors: [{ field: 'version', code: 'CONFLICT', message: 'version is 8' }],
  };

  it('reads the error body of the OpenAPI files', async () => {
    nock(ORIGIN)
      .post(`${BASE}/sms/campaigns`)
      .reply(409, oas, { 'content-type': MEDIA, 'X-Response-Id': 'answer-2' });
    const error = await errorOf(testHttp().send(post));
    expect(error).toMatchObject({
      kind: 'refused',
      status: 409,
      code: 'CONFLICT',
      field: 'version',
      outcomeUnknown: false,
      requestId: 'answer-2',
      message:
        'The registry refused the request (409): version is 8 (version) (POST /sms/campaigns).',
    });
  });

  it('reads the error body of the guides', async () => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).times(6).reply(429, {
      code: 'RATE_LIMIT_EXCEEDED',
      message: 'Slow down',
      requestId: 'in-body',
    });
    expect(await errorOf(testHttp().send(get))).toMatchObject({
      kind: 'rate-limit',
      code: 'RATE_LIMIT_EXCEEDED',
      requestId: 'in-body',
    });
  });

  it.each([
    [401, 'access'],
    [403, 'access'],
    [400, 'refused'],
    [404, 'refused'],
    [412, 'refused'],
    [424, 'refused'],
    [408, 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ] as const)('%i of a write is %s and is not tried again', async (status, kind) => {
    nock(ORIGIN).post(`${BASE}/sms/campaigns`).reply(status, 'no JSON');
    const timing = fakeTiming();
    const error = await errorOf(testHttp({ timing }).send(post));
    const outcomeUnknown = kind === 'unavailable';
    expect(error).toMatchObject({ kind, status, outcomeUnknown, code: null });
    expect(timing.waits).toEqual([]);
  });

  it.each([401, 403])('%i of a GET is not tried again', async (status) => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(status, {});
    expect(await errorOf(testHttp().send(get))).toMatchObject({ kind: 'access' });
  });

  it.each([
    ['GET', false],
    ['POST', true],
  ] as const)(
    'an answer to %s that is not JSON is a protocol error',
    async (method, outcomeUnknown) => {
      nock(ORIGIN).intercept(`${BASE}/sms/campaigns`, method).reply(200, '<html>');
      const request = method === 'GET' ? get : post;
      expect(await errorOf(testHttp().send(request))).toMatchObject({
        kind: 'protocol',
        outcomeUnknown,
      });
    },
  );

  it('does not follow a redirect', async () => {
    nock(ORIGIN)
      .get(`${BASE}/sms/campaigns`)
      .reply(302, undefined, { location: 'http://elsewhere.test/' });
    const error = await errorOf(testHttp().send(get));
    expect(error).toMatchObject({ kind: 'protocol', status: 302 });
  });

  it.each([
    ['ECONNREFUSED', 'POST', 3, false],
    ['ENOTFOUND', 'POST', 3, false],
    ['UND_ERR_CONNECT_TIMEOUT', 'POST', 3, false],
    ['ECONNRESET', 'POST', 1, true],
    ['EPIPE', 'POST', 1, true],
    ['ECONNRESET', 'GET', 6, false],
    ['ECONNREFUSED', 'GET', 3, false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'GET', 1, false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'GET', 1, false],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'GET', 1, false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'GET', 1, false],
    ['CERT_HAS_EXPIRED', 'POST', 1, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'POST', 1, false],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'POST', 1, true],
  ] as const)('%s of a %s: %i tries', async (code, method, tries, outcomeUnknown) => {
    nock(ORIGIN)
      .intercept(`${BASE}/sms/campaigns`, method)
      .times(tries)
      .replyWithError(Object.assign(new Error(`quotes ${KEY}`), { code }));
    const http = testHttp();
    const error = await errorOf(http.send(method === 'GET' ? get : post));
    expect(error).toMatchObject({ kind: 'unavailable', status: null, outcomeUnknown });
    expect(http.requests()).toBe(tries);
  });

  it('says which certificate is not trusted, and what to look at', async () => {
    const refusal = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' });
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).replyWithError(refusal);
    expect((await errorOf(testHttp().send(get))).message).toBe(
      'The certificate of the registry is not trusted (CERT_HAS_EXPIRED): is its address right, and does NODE_EXTRA_CA_CERTS name its authority, if that is your own? (GET /sms/campaigns).',
    );
  });

  it('gives up after the total time-out', async () => {
    nock(ORIGIN).post(`${BASE}/sms/campaigns`).delay(5_000).reply(202, {});
    const error = await errorOf(testHttp({ timeouts: { total: 30 } }).send(post));
    expect(error).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
    expect(error.message).toContain('took too long');
  });
});

describe('retries', () => {
  it('repeat a GET with growing pauses until it is answered', async () => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(503, {});
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(500, {});
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(408, {});
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(200, { ok: true });
    const timing = fakeTiming();
    const http = testHttp({ timing });
    expect((await http.send(get)).body).toEqual({ ok: true });
    expect(timing.waits).toEqual([2_000, 4_000, 8_000]);
    expect(http.requests()).toBe(4);
  });

  it('are told, with how many there may be', async () => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(503, {});
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(200, {});
    const told: Delay[] = [];
    // A request that is answered at once is not slow: its timer is ended before it rings.
    const timing: Timing = {
      now: () => 0,
      sleep: (ms, signal) => (ms === 3_000 ? realTiming.sleep(ms, signal) : Promise.resolve()),
    };
    await testHttp({ timing, onDelay: (delay) => told.push(delay) }).send(get);
    expect(told).toMatchObject([{ kind: 'retry', retry: 1, of: 5, failure: { status: 503 } }]);
  });

  it('are not needed to tell of an answer that takes long', async () => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).delay(50).reply(200, {});
    const told: Delay[] = [];
    await testHttp({ onDelay: (delay) => told.push(delay) }).send(get);
    expect(told).toEqual([{ kind: 'slow' }]);
  });

  it.each([
    [41, [{ kind: 'pace', ms: 41_000 }]],
    [2, []],
  ])('are not needed to tell of a wait of %i s for the limits: %j', async (reset, words) => {
    const usedUp = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(200, {}, usedUp);
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).reply(200, {});
    let now = 0;
    const timing: Timing = {
      now: () => now,
      sleep: async (ms, signal) => {
        if (ms === 3_000) await realTiming.sleep(ms, signal);
        else now += ms;
      },
    };
    const told: Delay[] = [];
    const onDelay = (delay: Delay) => told.push(delay);
    const http = testHttp({ timing, limits: PUBLISHED_LIMITS, onDelay });
    await http.send(get);
    await http.send(get);
    expect([now, told]).toEqual([reset * 1_000, words]);
  });

  it('end after five', async () => {
    nock(ORIGIN).get(`${BASE}/sms/campaigns`).times(6).reply(503, {});
    const timing = fakeTiming();
    expect(await errorOf(testHttp({ timing }).send(get))).toMatchObject({ status: 503 });
    expect(timing.waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
  });

  it('repeat a write after 429, with a new request id', async () => {
    const ids: (string | undefined)[] = [];
    const log = function (this: { req: { headers: Record<string, string> } }) {
      ids.push(this.req.headers['x-request-id']);
      return ids.length === 1 ? [429, {}] : [202, { operationId: 'op' }];
    };
    nock(ORIGIN).post(`${BASE}/sms/campaigns`).twice().reply(log);
    await testHttp().send(post);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('secrets', () => {
  const TAX_ID = '12-3456789';
  /** Everything of an error that could be printed. */
  const everything = (error: Error): string =>
    [JSON.stringify(error), error.stack, inspect(error, { depth: 9 }), String(error.cause)].join();
  const echoes = [KEY, encodeURIComponent(KEY), TAX_ID, '123456789', '12 3456789'];
  const echo = {
    detail: echoes.join(' '),
    errors: [{ field: KEY, code: KEY, message: `bad key ${echoes.join(' ')}` }],
  };

  it.each([400, 401, 403, 404, 409, 429, 500, 302])(
    'stay out of the error for %i',
    async (status) => {
      nock(ORIGIN)
        .post(`${BASE}/sms/campaigns`)
        .times(status === 429 ? 6 : 1)
        .reply(status, echo, { 'X-Response-Id': KEY, location: `/${KEY}` });
      const request = { ...post, body: { taxId: TAX_ID }, secrets: [TAX_ID] };
      const error = await errorOf(testHttp().send(request));
      for (const secret of echoes) expect(everything(error)).not.toContain(secret);
      expect(error.cause).toBeUndefined();
    },
  );

  it('stay out of the error for a key that no header can carry', () => {
    for (const apiKey of [`${KEY}\n`, `${KEY}ö`, 'a b', '']) {
      let error = new Error();
      try {
        createHttp({ baseUrl: ORIGIN, apiKey });
      } catch (thrown) {
        if (thrown instanceof ProviderError) error = thrown;
      }
      expect(error).toMatchObject({ kind: 'access' });
      expect(everything(error)).not.toContain(KEY);
    }
  });

  it('stay out of the error for an address that is none', () => {
    for (const baseUrl of ['registry', 'ftp://a.test', `https://user:${KEY}@a.test`, 'http://']) {
      expect(() => createHttp({ baseUrl, apiKey: KEY })).toThrow(/address of the registry/);
    }
  });

  it('stay out of the client itself', () => {
    expect(inspect(testHttp(), { depth: 9 }) + JSON.stringify(testHttp())).not.toContain(KEY);
  });

  const SPELLINGS = ['123456789', '12-3456789', '12 3456789', '12–3456789', '12\u20113456789'];
  it.each(SPELLINGS)('are taken out as a registry may spell them: given as %s', (given) => {
    for (const said of [...SPELLINGS, '12.345.6789', '123\u00a045\u00a06789', '12%2D345%206789']) {
      expect(testHttp().clean(`EIN ${said} is wrong`, [given])).toBe('EIN ••• is wrong');
    }
  });

  it('are taken out in other letter case, and without their marks', () => {
    const { clean } = testHttp();
    for (const said of ['gb 123 4567 89', 'Gb123456789', 'GB-123456789']) {
      expect(clean(`VAT ${said} is wrong`, ['GB123456789'])).toBe('VAT ••• is wrong');
    }
    for (const said of [KEY.toLowerCase(), KEY.replaceAll(/[^a-z0-9]/gi, '')]) {
      expect(clean(`key ${said} is wrong`)).toBe('key ••• is wrong');
    }
  });

  it('take out nothing else, however short or odd they are', () => {
    const text = 'A brand of 9 - 1 lines (see 12, 3 and 45 6789) was refused.';
    expect(testHttp().clean(text, ['123456789', '12-3', '-+-', '', 'x'])).toBe(text);
    expect(testHttp({ apiKey: '---' }).clean(`${text} --- a(b`, ['a(b'])).toBe(`${text} ••• •••`);
  });

  it('are taken out of texts, which are cut to what can be shown', () => {
    expect(testHttp().clean(`a ${KEY} b ${TAX_ID}`, [TAX_ID])).toBe('a ••• b •••');
    expect(testHttp().clean('x'.repeat(10_000))).toHaveLength(501);
  });
});
