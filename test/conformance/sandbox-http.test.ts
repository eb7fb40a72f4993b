/** The sandbox over real sockets: the published endpoints, our contract, keys, limits, and the log of requests. */
import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { BRAND_BODY, CAMPAIGN_BODY, START, standardSeed } from '../worlds.ts';
import { type Client, clientOf, mediaOf, written } from './sandbox-client.ts';

const running: Sandbox[] = [];

async function standard(
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox & { send: Client }> {
  const sandbox = await startSandbox({
    stateDir: null,
    seed: standardSeed(),
    operationMs: 0,
    rateLimit: false,
    ...options,
  });
  running.push(sandbox);
  return Object.assign(sandbox, { send: clientOf(sandbox) });
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

describe('every answer', () => {
  test('carries ids, limits, the media type of the resource and the time of the sandbox', async () => {
    const { send } = await standard();
    for (const path of [
      '/users',
      '/phone-numbers',
      '/sms/numbers',
      '/users/nobody',
      '/operations/op_1',
    ]) {
      const { headers } = await send('GET', path);
      expect(headers.get('x-response-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-ratelimit-limit')).toBe('100');
      expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000 - 1);
      expect(headers.get('content-type')).toBe(mediaOf(path));
      expect(headers.get('x-sandbox-time')).toBe(START);
    }
  });

  test('that is an error has the published body', async () => {
    const { send } = await standard();
    const { status, body } = await send('GET', '/users/nobody');
    expect(status).toBe(404);
    expect(body).toEqual({
      status: 404,
      instance: '/admin-provisioning/users/nobody',
      time: START,
      title: 'Not found',
      detail: 'User not found: nobody',
      errors: [{ field: null, code: 'NOT_FOUND', message: 'User not found: nobody' }],
    });
  });
});

describe('keys', () => {
  test('a missing or wrong one is 401, one of another product 403', async () => {
    const { send, url } = await standard({ forbidden: ['users'] });
    expect((await fetch(`${url}/users`)).status).toBe(401);
    expect((await send('GET', '/users', { headers: { 'x-api-key': 'x' } })).status).toBe(401);
    const { status, body } = await send('GET', '/users');
    expect([status, body.errors[0]?.code]).toEqual([403, 'FORBIDDEN']);
    expect((await send('GET', '/phone-numbers')).status).toBe(200);
  });

  test('a Host that is not loopback is refused, also by the control plane', async () => {
    const { url, apiKey } = await standard();
    for (const path of ['/admin-provisioning/users', '/sandbox/clock']) {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const headers = { host: 'evil.example', 'x-api-key': apiKey, 'x-sandbox-control': '1' };
        httpRequest(new URL(path, url), { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect(status).toBe(403);
    }
  });

  test('the server listens on loopback only', async () => {
    const { url } = await standard();
    expect(new URL(url).hostname).toBe('127.0.0.1');
  });
});

describe('requests that are wrong', () => {
  test.each([
    ['GET', '/nothing', {}, 404, 'NOT_FOUND'],
    ['DELETE', '/users', {}, 405, 'BAD_REQUEST'],
    ['POST', '/sms/numbers', { body: {} }, 405, 'BAD_REQUEST'],
    ['GET', '/users', { headers: { accept: 'application/vnd.users.v9+json' } }, 400, 'BAD_REQUEST'],
    [
      'POST',
      '/sms/brands',
      { body: {}, headers: { 'content-type': 'application/json' } },
      400,
      'BAD_REQUEST',
    ],
    ['POST', '/sms/brands', { body: [] }, 400, 'BAD_REQUEST'],
    ['PUT', '/sms/brands/BACME01', { body: {} }, 400, 'BAD_REQUEST'],
    ['GET', '/phone-numbers/4085550101', {}, 400, 'VALIDATION_ERROR'],
    ['GET', '/phone-numbers/%2B14085559999', {}, 404, 'NOT_FOUND'],
    ['GET', '/sms/brands/B9', {}, 404, 'NOT_FOUND'],
    ['POST', '/sms/numbers/removals', { body: { items: [] } }, 400, 'VALIDATION_ERROR'],
    [
      'POST',
      '/sms/numbers/assignments',
      { body: { items: [{ phoneNumber: '+14085550101' }] } },
      400,
      'VALIDATION_ERROR',
    ],
    [
      'PUT',
      '/sms/campaigns/C7GH42I',
      { body: { samples: ['x'] }, headers: { 'if-match': '1' } },
      400,
      'VALIDATION_ERROR',
    ],
  ])('%s %s %j → %i %s', async (method, path, options, status, code) => {
    const { send, registry } = await standard();
    const answer = await send(method, path, options);
    expect([answer.status, answer.body.errors[0]?.code]).toEqual([status, code]);
    expect(registry.state.operations.size).toBe(0);
  });

  test('a body that is not JSON, or more than 4 MB', async () => {
    const { url, apiKey } = await standard();
    const post = (body: string) =>
      fetch(`${url}/sms/brands`, {
        method: 'POST',
        headers: { 'x-api-key': apiKey, 'content-type': mediaOf('/sms/brands') },
        body,
      });
    expect((await post('{')).status).toBe(400);
    expect((await post(`"${'x'.repeat(5_000_000)}"`)).status).toBe(413);
  });
});

describe('lists', () => {
  test('scroll: sizes, order, links, the end', async () => {
    const { send } = await standard();
    const seen: unknown[] = [];
    let path = '/sms/numbers?pageSize=25';
    for (let page = 0; ; page += 1) {
      const { body } = await send('GET', path);
      expect(body.pagination).toMatchObject({ pageSize: 25, pageNumber: page, total: 59 });
      seen.push(...body.data.map((number) => number['phoneNumber']));
      if (body.pagination['hasMore'] !== true) {
        expect(body.pagination['nextScrollId']).toBeNull();
        break;
      }
      path = `/sms/numbers?scrollId=${body.pagination['nextScrollId']}`;
      expect(body['_links']).toMatchObject({ next: { href: expect.stringContaining(path) } });
    }
    expect(new Set(seen).size).toBe(59);
  });

  test('default and largest page', async () => {
    const { send } = await standard({
      seed: {
        numbers: [{ number: '+14085550200', count: 150 }],
        users: [{ userName: 'user{n}', count: 150 }],
      },
    });
    expect((await send('GET', '/users')).body.data).toHaveLength(100);
    expect((await send('GET', '/users?pageSize=1000')).body.data).toHaveLength(150);
    expect((await send('GET', '/phone-numbers?pageSize=100')).body.data).toHaveLength(100);
    expect((await send('GET', '/sms/numbers?pageSize=1000')).body.data).toHaveLength(150);
    for (const path of [
      '/users?pageSize=1001',
      '/phone-numbers?pageSize=101',
      '/users?pageSize=0',
      '/users?pageSize=x',
    ]) {
      const { status, body } = await send('GET', path);
      expect([status, body.errors[0]?.field]).toEqual([400, 'pageSize']);
    }
  });

  test('a scroll shows the list as it was, and can be asked twice', async () => {
    const { send, control } = await standard();
    const first = await send('GET', '/sms/numbers?pageSize=1');
    const next = `/sms/numbers?scrollId=${first.body.pagination['nextScrollId']}`;
    control.toggle('+14085550102', true);
    const second = await send('GET', next);
    expect(second.body.data[0]).toMatchObject({ phoneNumber: '+14085550102', status: 'OFF' });
    expect((await send('GET', next)).body.data).toEqual(second.body.data);
  });

  test('a scroll id with anything beside it, made up, of another list', async () => {
    const { send } = await standard();
    const { body } = await send('GET', '/users?pageSize=1');
    const id = body.pagination['nextScrollId'];
    for (const extra of [
      'pageSize=1',
      'filter=basicInfo.status==ACTIVE',
      'sort=basicInfo.userName',
    ]) {
      const mixed = await send('GET', `/users?scrollId=${id}&${extra}`);
      expect([mixed.status, mixed.body.errors[0]?.code]).toEqual([
        400,
        'CONFLICTING_QUERY_PARAMETER',
      ]);
    }
    for (const path of ['/users?scrollId=x', `/phone-numbers?scrollId=${id}`]) {
      const wrong = await send('GET', path);
      expect([wrong.status, wrong.body.errors[0]?.field]).toEqual([400, 'scrollId']);
    }
  });

  test('filters and sorts of the published lists', async () => {
    const { send } = await standard();
    const names = async (query: string): Promise<unknown[]> => {
      const { body } = await send('GET', `/users?${new URLSearchParams(query)}`);
      return body.data.map((user) => Object(user['basicInfo'])['firstName']);
    };
    expect(await names('filter=basicInfo.userName==JANE.DOE@acme-dental.example')).toEqual([
      'Jane',
    ]);
    expect(await names('filter=basicInfo.status==INACTIVE')).toEqual(['Tom']);
    expect(await names('filter=basicInfo.createdTime<2023-02-15T00:00:00Z')).toEqual(['Bob']);
    const front = await names(
      'filter=directoryInfo.department=="front desk"&sort=-basicInfo.firstName',
    );
    expect(front).toEqual(['Tom', 'Sam', 'Liv', 'Kim', 'Jane', 'Eve', 'Bob', 'Ann']);
    const { body } = await send('GET', '/phone-numbers?filter=category==TOLL_FREE,country!=US');
    expect(body.data.map((number) => number['phoneNumber'])).toEqual([
      '+18005550108',
      '+14165550109',
      '+18765550193',
    ]);
    const coded = await send(
      'GET',
      `/phone-numbers?filter=${encodeURIComponent('phoneNumber==+14085550101')}`,
    );
    expect(coded.body.data).toHaveLength(1);
    // A plus that was not encoded is a space.
    expect((await send('GET', '/phone-numbers?filter=phoneNumber==+14085550101')).status).toBe(400);
  });

  test.each([
    ['/users?filter=serviceInfo.x==1', 'filter'],
    ['/users?filter=(', 'filter'],
    ['/users?sort=userName', 'sort'],
    ['/phone-numbers?sort=status', 'sort'],
    ['/sms/numbers?sort=phoneNumber', 'sort'],
    ['/sms/campaigns?filter=description==x', 'filter'],
    ['/sms/invoices?filter=campaignId==x', 'filter'],
  ])('%s → 400 %s', async (path, field) => {
    const { send } = await standard();
    const { status, body } = await send('GET', path);
    expect([status, body.errors[0]?.code, body.errors[0]?.field]).toEqual([
      400,
      'VALIDATION_ERROR',
      field,
    ]);
  });

  test('a user shows extensions, numbers and what kind they are', async () => {
    const { send } = await standard();
    const list = await send('GET', '/users?filter=basicInfo.firstName==Eve');
    expect(list.status).toBe(400);
    const { body } = await send('GET', '/users?filter=basicInfo.userName==eve.fox*');
    const [eve] = body.data;
    expect(eve).toMatchObject({
      basicInfo: { userName: 'eve.fox@acme-dental.example', status: 'ACTIVE' },
      serviceInfo: {
        extensions: [
          {
            extensionType: 'CC',
            primaryPhoneNumber: '+14085550106',
            phoneNumbers: [{ phoneNumber: '+14085550106', country: 'US', primary: true }],
          },
        ],
      },
    });
    const id = Object(eve?.['basicInfo'])['userId'];
    expect((await send('GET', `/users/${id}`)).body).toEqual(eve);
  });
});

describe('writes', () => {
  test('a whole life over HTTP: brand, campaign, three numbers', async () => {
    const { send, control } = await standard({
      seed: {
        ...standardSeed(),
        brands: [],
        campaigns: [],
        users: standardSeed().users?.slice(0, 3) ?? [],
      },
    });
    const brand = await written(send, 'POST', '/sms/brands', {
      ...BRAND_BODY,
      referenceId: 'acme/brand/acme',
    });
    expect(brand).toMatchObject({
      status: 'COMPLETED',
      operationType: 'CREATE',
      resourceType: null,
    });
    control.advance(60_000);
    const brandId = brand['resourceId'];
    expect((await send('GET', `/sms/brands/${brandId}`)).body['status']).toBe('VERIFIED');
    const campaign = await written(send, 'POST', '/sms/campaigns', {
      ...CAMPAIGN_BODY,
      brandId,
      referenceId: 'acme/campaign/front-desk',
    });
    const campaignId = String(campaign['resourceId']);
    expect(campaign['_links']).toMatchObject({
      resource: { href: expect.stringMatching(`/sms/campaigns/${campaignId}$`) },
    });
    control.approve('front-desk');
    const found = await send(
      'GET',
      '/sms/campaigns?filter=referenceId=="acme/campaign/front-desk"',
    );
    expect(found.body.data).toEqual([
      expect.objectContaining({
        campaignId,
        status: 'APPROVED',
        resubmissionReason: null,
        termsUrl: null,
      }),
    ]);
    const items = ['+14085550101', '+14085550102', '+14085550103', '+14085559999'].map(
      (phoneNumber) => ({ phoneNumber, campaignId, version: 1 }),
    );
    const batch = await written(send, 'POST', '/sms/numbers/assignments', { items });
    expect(batch['results']).toEqual([
      ...items.slice(0, 3).map(({ phoneNumber }) => ({
        phoneNumber,
        outcome: 'ACCEPTED',
        code: null,
        message: null,
      })),
      {
        phoneNumber: '+14085559999',
        outcome: 'REJECTED',
        code: 'NOT_FOUND',
        message: expect.any(String),
      },
    ]);
    control.advance(2 * 3_600_000);
    const on = await send('GET', `/sms/numbers?filter=campaignId==${campaignId};status==ON`);
    expect(on.body.pagination['total']).toBe(3);
    expect((await send('GET', '/sms/invoices')).body.data).toEqual([
      {
        invoiceId: 'INV-000001',
        type: 'ORDER',
        amountUsd: 89,
        currency: 'USD',
        campaignId,
        referenceId: 'acme/campaign/front-desk',
        issuedTime: '2026-01-05T09:01:00.000Z',
      },
    ]);
  });

  test('versions: ETag, If-Match, and a registry that has none', async () => {
    const { send } = await standard();
    const path = '/sms/campaigns/C7GH42I';
    expect((await send('GET', path)).headers.get('etag')).toBe('"1"');
    const body = { samples: ['Acme Dental: hello.'] };
    expect((await send('PUT', path, { body, headers: { 'if-match': '"1"' } })).status).toBe(202);
    expect((await send('GET', path)).headers.get('etag')).toBe('"2"');
    const stale = await send('PUT', path, { body, headers: { 'if-match': '"1"' } });
    expect([stale.status, stale.body.errors[0]]).toEqual([
      409,
      expect.objectContaining({ code: 'CONFLICT', field: 'version' }),
    ]);
    const careless = await standard({ versions: false });
    const read = await careless.send('GET', path);
    expect([read.headers.get('etag'), read.body['version']]).toEqual([null, null]);
    expect(
      (await careless.send('PUT', path, { body, headers: { 'if-match': '"9"' } })).status,
    ).toBe(202);
  });

  test('resubmission and deactivation', async () => {
    const { send, control, registry } = await standard();
    const campaign = await written(send, 'POST', '/sms/campaigns', {
      ...CAMPAIGN_BODY,
      brandId: 'BACME01',
      referenceId: 'acme/campaign/promo',
    });
    const path = `/sms/campaigns/${campaign['resourceId']}`;
    control.reject('promo', 'No opt-in on the website');
    expect((await send('PUT', path, { body: { samples: ['x'] } })).status).toBe(409);
    await written(send, 'POST', `${path}/resubmissions`, { reason: 'The form is live' });
    expect((await send('GET', path)).body).toMatchObject({
      status: 'PENDING',
      statusReason: null,
      resubmissionReason: 'The form is live',
    });
    expect((await send('POST', `${path}/deactivation`, { body: { reason: 'x' } })).status).toBe(
      409,
    );
    control.approve('promo');
    await written(send, 'POST', `${path}/deactivation`, { reason: 'over' });
    expect((await send('GET', path)).body).toMatchObject({
      status: 'DEACTIVATED',
      statusReason: 'over',
    });
    expect(registry.state.invoices.size).toBe(1);
  });

  test('an operation is PENDING, IN_PROGRESS, then done', async () => {
    const { send } = await standard({ operationMs: 300 });
    const { body } = await send('PUT', '/sms/brands/BACME01', { body: { brandName: 'Acme' } });
    expect(body).toMatchObject({ status: 'PENDING', completedTime: null, resourceId: 'BACME01' });
    const statuses = new Set<unknown>();
    for (let i = 0; i < 40 && !statuses.has('COMPLETED'); i += 1) {
      statuses.add((await send('GET', `/operations/${body['operationId']}`)).body['status']);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect([...statuses]).toEqual(['PENDING', 'IN_PROGRESS', 'COMPLETED']);
  });
});

describe('limits', () => {
  test('20 in ten seconds, then 429 without an effect', async () => {
    const { send, registry } = await standard({ rateLimit: true });
    for (let i = 0; i < 19; i += 1) expect((await send('GET', '/sms/brands')).status).toBe(200);
    const last = await send('GET', '/sms/brands');
    expect(last.headers.get('x-ratelimit-remaining')).toBe('80');
    const refused = await send('PUT', '/sms/brands/BACME01', { body: { brandName: 'Acme' } });
    expect([refused.status, refused.body.errors[0]?.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    const reset = Number(refused.headers.get('x-ratelimit-reset')) * 1000 - Date.now();
    expect(reset).toBeGreaterThan(0);
    expect(reset).toBeLessThanOrEqual(11_000);
    expect(registry.state.brands.get('BACME01')?.version).toBe(1);
  });

  test('an eleventh operation in flight is refused', async () => {
    const { send, registry } = await standard({ rateLimit: true, operationMs: 60_000 });
    for (let i = 0; i < 10; i += 1) {
      const { status } = await send('PUT', '/sms/brands/BACME01', {
        body: { brandName: `Acme ${i}` },
      });
      expect(status).toBe(202);
    }
    expect((await send('PUT', '/sms/brands/BACME01', { body: { brandName: 'x' } })).status).toBe(
      429,
    );
    expect(registry.state.operations.size).toBe(10);
  });
});

describe('the log of requests', () => {
  test('holds every request with its effect, and neither key nor tax id', async () => {
    const { send, apiKey, control, url } = await standard();
    await send('GET', '/users?pageSize=1');
    await send('POST', '/sms/brands', {
      body: { ...BRAND_BODY, referenceId: 'acme/brand/two' },
      headers: { 'x-request-id': '11111111-2222-4333-8444-555555555555' },
    });
    await send('POST', '/sms/brands', { body: { ...BRAND_BODY, referenceId: 'acme/brand/two' } });
    await fetch(`${url}/users`);
    const log = control.requests();
    expect(log.map(({ seq, method, path, status }) => [seq, method, path, status])).toEqual([
      [1, 'GET', '/users', 200],
      [2, 'POST', '/sms/brands', 202],
      [3, 'POST', '/sms/brands', 409],
      [4, 'GET', '/users', 401],
    ]);
    expect(log[1]).toMatchObject({
      requestId: '11111111-2222-4333-8444-555555555555',
      headers: expect.arrayContaining(['x-api-key']),
      body: { json: { taxId: '•••••6789', brandName: 'Acme Dental' } },
      effect: [expect.stringMatching(/^brand\/B/), 'operation/op_000001'],
    });
    expect(log[2]?.effect).toEqual([]);
    expect(JSON.stringify(log)).not.toContain(apiKey);
    expect(JSON.stringify(log)).not.toContain('12-3456789');
  });
});

describe('the control plane', () => {
  const control = { 'x-sandbox-control': '1' };

  test('needs its header', async () => {
    const { url } = await standard();
    const clock = new URL('/sandbox/clock', url);
    expect((await fetch(clock)).status).toBe(403);
    const answer = await fetch(clock, { headers: control });
    expect(await answer.json()).toEqual({ mode: 'stepped', speed: 0, now: START });
  });

  test.each([
    ['POST', 'approve', { target: 'nobody' }, 404],
    ['POST', 'advance', { ms: 60_000 }, 200],
    ['POST', 'advance', { ms: -1 }, 400],
    ['POST', 'advance', { ms: 'x' }, 400],
    ['POST', 'suspend', { target: 'C7GH42I', reason: 'Complaints' }, 200],
    ['POST', 'reject', { target: 'C7GH42I' }, 409],
    ['POST', 'limit', { target: 'C7GH42I', limit: 96 }, 200],
    ['POST', 'limit', { target: 'C7GH42I', limit: -1 }, 400],
    ['POST', 'toggle', { phoneNumber: '+14085550101', on: true }, 200],
    ['POST', 'toggle', { phoneNumber: '+14085550101', on: 'yes' }, 400],
    ['POST', 'fail', { phoneNumber: '+14085550101' }, 409],
    ['POST', 'reset', {}, 200],
    ['PUT', 'faults', [{ do: { kind: 'latency', ms: 1 } }], 200],
    ['PUT', 'faults', [{ do: { kind: 'earthquake' } }], 400],
    ['PUT', 'faults', {}, 400],
    ['POST', 'nothing', {}, 404],
  ])('%s /sandbox/%s %j → %i', async (method, name, body, status) => {
    const { url } = await standard();
    const answer = await fetch(new URL(`/sandbox/${name}`, url), {
      method,
      headers: { ...control, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toHaveProperty(status === 200 ? 'message' : 'detail');
  });

  test('shows state and requests, and begins again from the seed', async () => {
    const sandbox = await standard();
    const read = async (name: string) =>
      (await fetch(new URL(`/sandbox/${name}`, sandbox.url), { headers: control })).json();
    sandbox.control.toggle('+14085550101', true);
    sandbox.control.advance(86_400_000);
    sandbox.control.reset();
    const state = (await read('state')) as { numbers: { phoneNumber: string; status: string }[] };
    expect(state.numbers.find((n) => n.phoneNumber === '+14085550101')?.status).toBe('OFF');
    expect(await read('clock')).toMatchObject({ now: START });
    await sandbox.send('GET', '/users?pageSize=1');
    await sandbox.send('GET', '/sms/brands');
    expect(await read('requests?since=1')).toMatchObject({
      requests: [{ seq: 2, path: '/sms/brands' }],
    });
  });
});
