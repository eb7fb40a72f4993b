/**
 * 100 requests in any minute and 20 in any ten seconds, whatever the answers tell: against nock, where time passes only
 * while the client waits, and over sockets against the limiter of the sandbox, on a clock that the test moves.
 */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInventory } from '../../src/providers/eight-by-eight/inventory.ts';
import { createHttp, type HttpClient } from '../../src/providers/http.ts';
import { PUBLISHED_LIMITS } from '../../src/providers/rate-limit.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { client, extension, HOST, MEDIA, number, page, user } from './administration.ts';

const LISTED = 15_000;

function mostWithin(times: readonly number[], window: number): number {
  let most = 0;
  let from = 0;
  for (const [at, time] of times.entries()) {
    while (time - (times[from] ?? 0) >= window) from += 1;
    most = Math.max(most, at - from + 1);
  }
  return most;
}

describe('a large account', () => {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });

  it.each([
    ['no headers', {}],
    ['headers that make no sense', { 'x-ratelimit-limit': 'lots', 'x-ratelimit-reset': 'soon' }],
    [
      'headers that promise what is not so',
      { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '999' },
    ],
  ])('is read within the limits, with %s', async (_, headers) => {
    const { http, timing } = client({ limits: PUBLISHED_LIMITS });
    const times: number[] = [];
    nock(HOST)
      .persist()
      .get(/./)
      .reply((uri) => {
        times.push(timing.now());
        const { searchParams, pathname } = new URL(uri, HOST);
        const at = Number(searchParams.get('scrollId') ?? 0);
        const isUsers = pathname.endsWith('/users');
        const size = isUsers ? 1_000 : 100;
        const data = Array.from({ length: size }, (_, i) => {
          const phone = `+1408${String(5_000_000 + at + i)}`;
          return isUsers ? user(`clerk${at + i}`, [extension(phone)]) : number(phone);
        });
        const next = at + size < LISTED ? String(at + size) : null;
        return [200, page(data, next).body as nock.Body, headers];
      });
    const { users, numbers, gaps } = await readInventory(http, { users: [] });
    expect([users.length, numbers.size, gaps]).toEqual([LISTED, LISTED, []]);
    expect(times).toHaveLength(165);
    expect(mostWithin(times, 10_000)).toBe(20);
    expect(mostWithin(times, 60_000)).toBe(100);
    // As fast as the limits allow, and no faster.
    const minutes = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 60_000;
    expect(minutes).toBeGreaterThan(1.3);
    expect(minutes).toBeLessThan(1.8);
  });
});

describe('the limiter of a registry', () => {
  let sandbox: Sandbox;
  const { fetch } = globalThis;
  const open: HttpClient[] = [];
  let now = Date.now();

  beforeEach(async () => {
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    sandbox = await startSandbox({ stateDir: null, seed: null, rateLimit: true });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    globalThis.fetch = fetch;
    for (const http of open.splice(0)) await http.close();
    await sandbox.close();
  });

  /**
   * Sends so many reads at once, and hides what the answers tell of limits. The clock of both sides moves only while the
   * client waits, and when everything that left has arrived.
   */
  async function send(count: number, limits: typeof PUBLISHED_LIMITS | null): Promise<number[]> {
    let underWay = 0;
    globalThis.fetch = async (...request) => {
      underWay += 1;
      try {
        const answer = await fetch(...request);
        const headers = [...answer.headers].filter(([name]) => !name.startsWith('x-ratelimit'));
        expect([...answer.headers].length - headers.length).toBe(3);
        return new Response(answer.body, { status: answer.status, headers });
      } finally {
        underWay -= 1;
      }
    };
    const timing = {
      now: () => now,
      sleep: async (ms: number) => {
        // The word about slow answers is no wait.
        if (ms === 3_000) return;
        while (underWay > 0) await new Promise((resolve) => setImmediate(resolve));
        now += ms;
      },
    };
    const http = createHttp({ baseUrl: sandbox.url, apiKey: sandbox.apiKey, limits, timing });
    open.push(http);
    const request = { method: 'GET', path: '/users', media: MEDIA.users } as const;
    await Promise.all(Array.from({ length: count }, () => http.send(request)));
    return sandbox.control.requests().map(({ status }) => status ?? 0);
  }

  it('has nothing to refuse, though its answers tell nothing', async () => {
    const started = now;
    const statuses = await send(250, PUBLISHED_LIMITS);
    expect(statuses).toEqual(Array.from({ length: 250 }, () => 200));
    expect(now - started).toBeGreaterThan(120_000);
    expect(now - started).toBeLessThan(150_000);
  });

  it('refuses a client that keeps no limits', async () => {
    const statuses = await send(21, null);
    expect(statuses).toContain(429);
  });
});
