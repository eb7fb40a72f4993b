/** Faults on demand, over real sockets: what the caller sees, and whether the effect happened. */
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { FaultRuleError, parseFaultRules } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { CAMPAIGN_BODY, standardSeed } from '../worlds.ts';
import { type Client, clientOf, written } from './sandbox-client.ts';

const running: Sandbox[] = [];

async function faulty(...faults: readonly FaultRule[]): Promise<Sandbox & { send: Client }> {
  const sandbox = await startSandbox({
    stateDir: null,
    seed: standardSeed(),
    operationMs: 0,
    rateLimit: false,
    faults,
  });
  running.push(sandbox);
  return Object.assign(sandbox, { send: clientOf(sandbox) });
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

const PAID = { ...CAMPAIGN_BODY, brandId: 'BACME01', referenceId: 'acme/campaign/front-desk' };
const ON_POST = { method: 'POST', path: '/sms/campaigns', nth: 1 };

describe('a paid write', () => {
  test.each([408, 429, 500, 503] as const)(
    '%i before the effect charges nothing',
    async (status) => {
      const { send, registry } = await faulty({ match: ON_POST, do: { kind: 'status', status } });
      const answer = await send('POST', '/sms/campaigns', { body: PAID });
      expect([answer.status, answer.body['status']]).toEqual([status, status]);
      expect(registry.state.invoices.size).toBe(0);
      expect((await send('POST', '/sms/campaigns', { body: PAID })).status).toBe(202);
    },
  );

  test.each([408, 500, 503] as const)('%i after the effect has charged', async (status) => {
    const { send, registry, control } = await faulty({
      match: ON_POST,
      do: { kind: 'status', status, when: 'after' },
    });
    expect((await send('POST', '/sms/campaigns', { body: PAID })).status).toBe(status);
    expect(registry.state.invoices.size).toBe(1);
    expect(control.requests()[0]).toMatchObject({
      status,
      faults: [`${status} after the effect`],
      effect: [expect.stringMatching(/^campaign\//), 'invoice/INV-000001', 'operation/op_000001'],
    });
  });

  test.each([
    ['before', 0],
    ['after', 1],
    ['mid-body', 1],
  ] as const)('connection dropped, %s: %i invoices', async (when, invoices) => {
    const { send, registry, control } = await faulty({
      match: ON_POST,
      do: { kind: 'drop', when },
    });
    await expect(send('POST', '/sms/campaigns', { body: PAID })).rejects.toThrow();
    expect(registry.state.invoices.size).toBe(invoices);
    expect(control.requests()[0]?.status).toBe(when === 'mid-body' ? 202 : null);
  });

  test.each([
    ['FAILED', undefined, 0],
    ['FAILED', true, 1],
    ['UNKNOWN', undefined, 1],
    ['UNKNOWN', false, 0],
  ] as const)('operation %s, effect %s: %i invoices', async (status, effect, invoices) => {
    const { send, registry } = await faulty({
      match: ON_POST,
      do: { kind: 'operation', status, ...(effect === undefined ? {} : { effect }) },
    });
    const operation = await written(send, 'POST', '/sms/campaigns', PAID);
    expect(operation['status']).toBe(status);
    expect('error' in operation).toBe(status === 'FAILED');
    expect(registry.state.invoices.size).toBe(invoices);
  });

  test('a batch that FAILED has no results and no effect', async () => {
    const { send, registry } = await faulty({ do: { kind: 'operation', status: 'FAILED' } });
    const items = [{ phoneNumber: '+14085550200' }];
    const operation = await written(send, 'POST', '/sms/numbers/removals', { items });
    expect('results' in operation).toBe(false);
    expect(registry.state.numbers.get('+14085550200')?.status).toBe('ON');
  });
});

describe('reading', () => {
  const all = async (send: Client, path: string): Promise<string[]> => {
    const seen: string[] = [];
    for (let next = path; ; ) {
      const { body } = await send('GET', next);
      seen.push(...body.data.map((number) => String(number['phoneNumber'])));
      if (body.pagination['hasMore'] !== true) return seen;
      next = `${path.split('?')[0]}?scrollId=${body.pagination['nextScrollId']}`;
    }
  };

  test('a truncated page looks whole', async () => {
    const { send } = await faulty({
      match: { path: '/sms/numbers', nth: 2 },
      do: { kind: 'truncatePage' },
    });
    expect(await all(send, '/sms/numbers?pageSize=20')).toHaveLength(59 - 10);
  });

  test('a repeated page hides the one it stands for', async () => {
    const { send } = await faulty({
      match: { pattern: 'scrollId=', nth: 1 },
      do: { kind: 'repeatPage' },
    });
    const seen = await all(send, '/sms/numbers?pageSize=20');
    expect([seen.length, new Set(seen).size]).toEqual([59, 39]);
  });

  test('a wrong total', async () => {
    const { send } = await faulty({ do: { kind: 'wrongTotal' } });
    const { body } = await send('GET', '/sms/numbers');
    expect([body.data.length, body.pagination['total']]).toEqual([59, 66]);
  });

  test('an expired scroll id, once', async () => {
    const { send } = await faulty({
      match: { pattern: 'scrollId=', nth: 1 },
      do: { kind: 'expireScroll' },
    });
    const { body } = await send('GET', '/users?pageSize=1');
    const next = `/users?scrollId=${body.pagination['nextScrollId']}`;
    const expired = await send('GET', next);
    expect([expired.status, expired.body.errors[0]]).toEqual([
      400,
      expect.objectContaining({ code: 'VALIDATION_ERROR', field: 'scrollId' }),
    ]);
    expect((await send('GET', next)).status).toBe(200);
  });

  test('latency', async () => {
    const { send } = await faulty({ do: { kind: 'latency', ms: 200 } });
    const begun = performance.now();
    await send('GET', '/users?pageSize=1');
    expect(performance.now() - begun).toBeGreaterThan(190);
  });

  test('a write that waits when the server is closed has no effect', async () => {
    const { send, registry, close } = await faulty({ do: { kind: 'latency', ms: 150 } });
    const lost = expect(send('POST', '/sms/campaigns', { body: PAID })).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await close();
    await lost;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(registry.state.invoices.size).toBe(0);
  });

  test('rules can be replaced while it runs, and counted', async () => {
    const { send, url } = await faulty();
    const put = await fetch(new URL('/sandbox/faults', url), {
      method: 'PUT',
      headers: { 'x-sandbox-control': '1' },
      body: JSON.stringify([
        {
          match: { method: 'GET', path: '/users', nth: 2, times: 2 },
          do: { kind: 'status', status: 503 },
        },
      ]),
    });
    expect(put.status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await send('GET', '/users?pageSize=1')).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect((await send('GET', '/phone-numbers')).status).toBe(200);
  });
});

test.each([
  [{}, /must be a list/],
  [[{}], /rule 1: needs "do"/],
  [[{ do: { kind: 'x' } }], /"x" is no kind/],
  [[{ do: { kind: 'status', status: 404 } }], /408, 429, 500 or 503/],
  [[{ do: { kind: 'drop', when: 'later' } }], /when must be/],
  [[{ do: { kind: 'latency' } }], /needs ms/],
  [[{ do: { kind: 'operation', status: 'DONE' } }], /FAILED or UNKNOWN/],
  [[{ match: { nth: 0 }, do: { kind: 'wrongTotal' } }], /match.nth/],
  [[{ match: { pattern: '(' }, do: { kind: 'wrongTotal' } }], /regular expression/],
  [[{ match: { host: 'x' }, do: { kind: 'wrongTotal' } }], /match.host is not known/],
])('%j is no list of fault rules', (value, message) => {
  expect(() => parseFaultRules(value)).toThrow(FaultRuleError);
  expect(() => parseFaultRules(value)).toThrow(message);
});
