import { describe, expect, it } from 'vitest';
import {
  type Pacing,
  PUBLISHED_LIMITS,
  rateLimiter,
  slots,
  untilReset,
} from '../../src/providers/rate-limit.ts';
import { type Failure, mayHaveEffect, retriesFor, retryDelay } from '../../src/providers/retry.ts';
import { fakeTiming } from './provider-support.ts';

const NOW = Date.parse('2026-07-20T10:00:00Z');
const headers = (values: Record<string, string>): Headers => new Headers(values);
const resetIn = (seconds: number): string => String(NOW / 1000 + seconds);

async function departures(
  count: number,
  note: Record<string, string> | null = null,
  pacing: Pacing = {},
) {
  const timing = fakeTiming(NOW);
  const limiter = rateLimiter(timing, PUBLISHED_LIMITS, pacing);
  if (note !== null) limiter.note(headers(note));
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: count }, () => limiter.take().then(() => times.push(timing.now() - NOW))),
  );
  return times;
}

function mostWithin(times: readonly number[], window: number): number {
  return Math.max(...times.map((t) => times.filter((u) => u >= t && u < t + window).length));
}

describe('the rate limiter', () => {
  it('keeps the published limits in every window, and uses them up', async () => {
    const times = await departures(250);
    expect(times).toHaveLength(250);
    expect(mostWithin(times, 10_000)).toBe(20);
    expect(mostWithin(times, 60_000)).toBe(100);
    expect(times[19]).toBe(0);
    expect(times[249]).toBeLessThan(150_000);
  });

  it('lets requests leave in the order in which they asked', async () => {
    const limiter = rateLimiter(fakeTiming(), { perMinute: 1, perTenSeconds: 1 });
    const order: number[] = [];
    await Promise.all([0, 1, 2].map((i) => limiter.take().then(() => order.push(i))));
    expect(order).toEqual([0, 1, 2]);
  });

  it('stops at what the server says is left, until the reset', async () => {
    const times = await departures(5, {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '3',
      'x-ratelimit-reset': resetIn(30),
    });
    expect(times).toEqual([0, 0, 0, 30_000, 30_000]);
  });

  it.each(['101', '1000', '999999999'])(
    'goes no faster where the server says that it allows %s',
    async (limit) => {
      const times = await departures(250, { 'x-ratelimit-limit': limit });
      expect(mostWithin(times, 10_000)).toBe(20);
      expect(mostWithin(times, 60_000)).toBe(100);
    },
  );

  it('goes faster only where it was told to believe that', async () => {
    const times = await departures(500, { 'x-ratelimit-limit': '1000' }, { mayRise: true });
    expect(mostWithin(times, 1)).toBe(200);
  });

  it('goes slower where the server allows less, and as fast as before when it allows it again', async () => {
    for (const mayRise of [false, true]) {
      const slow = await departures(70, { 'x-ratelimit-limit': '30' }, { mayRise });
      expect(mostWithin(slow, 60_000)).toBe(30);
    }
    const timing = fakeTiming(NOW);
    const limiter = rateLimiter(timing, PUBLISHED_LIMITS);
    for (const limit of ['30', '100']) limiter.note(headers({ 'x-ratelimit-limit': limit }));
    for (let i = 0; i < 100; i++) await limiter.take();
    expect(timing.now() - NOW).toBeLessThan(60_000);
  });

  it('tells each wait, and how long it is', async () => {
    const told: number[] = [];
    await departures(21, null, { onWait: (ms) => told.push(ms) });
    expect(told).toEqual([10_250]);
  });

  it.each([
    {},
    { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '-1', 'x-ratelimit-reset': 'soon' },
    { 'x-ratelimit-remaining': '0' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetIn(-5) },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 30_000) },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetIn(63) },
    { 'x-ratelimit-limit': '0' },
  ])('falls back to the published limits with %j', async (odd) => {
    const times = await departures(21, odd as Record<string, string>);
    expect(times[19]).toBe(0);
    expect(times[20]).toBeGreaterThan(9_999);
  });

  it('does not take the limit of a burst for that of a minute', async () => {
    const times = await departures(41, {
      'x-ratelimit-limit': '20',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': resetIn(4),
    });
    expect(times[0]).toBe(4_000);
    expect(times[40]).toBeLessThan(25_000);
  });

  it('remembers the lowest figure of a window when answers overtake each other', async () => {
    const timing = fakeTiming(NOW);
    const limiter = rateLimiter(timing, PUBLISHED_LIMITS);
    const told = (left: string) =>
      headers({ 'x-ratelimit-remaining': left, 'x-ratelimit-reset': resetIn(20) });
    limiter.note(told('0'));
    limiter.note(told('4'));
    await limiter.take();
    expect(timing.now() - NOW).toBe(20_000);
  });

  it('does not pace at all without limits', async () => {
    const timing = fakeTiming();
    const limiter = rateLimiter(timing, null);
    limiter.note(headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetIn(20) }));
    await Promise.all(Array.from({ length: 500 }, () => limiter.take()));
    expect(timing.waits).toEqual([]);
  });
});

describe('the reset', () => {
  it('is measured on the clock of the server', () => {
    const date = new Date(NOW + 3_600_000).toUTCString();
    const told = headers({ date, 'x-ratelimit-reset': resetIn(3_600 + 7) });
    expect(untilReset(told, NOW)).toBe(7_000);
  });

  it('is at most a minute away, as the window is one, and what whole seconds add', () => {
    const until = (seconds: number) =>
      untilReset(headers({ 'x-ratelimit-reset': resetIn(seconds) }), NOW);
    expect([60, 61, 63, 119].map(until)).toEqual([60_000, 61_000, null, null]);
  });
});

describe('the delay before a retry', () => {
  const status = (code: number, values: Record<string, string> = {}): Failure => ({
    kind: 'status',
    status: code,
    headers: headers(values),
  });
  const usedUp = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetIn(41) };

  it.each([
    [0, 2_000],
    [1, 4_000],
    [2, 8_000],
    [3, 16_000],
    [4, 32_000],
    [9, 32_000],
  ])('doubles: after try %i, %i ms', (tries, ms) => {
    expect(retryDelay(tries, { kind: 'broken' }, NOW)).toBe(ms);
    expect(retryDelay(tries, status(429), NOW)).toBe(ms);
  });

  it('waits for the reset when the limit is used up', () => {
    expect(retryDelay(0, status(429, usedUp), NOW)).toBe(41_000);
  });

  it('does not wait for the reset when something else is wrong', () => {
    expect(retryDelay(0, status(503, usedUp), NOW)).toBe(2_000);
    const burst = { ...usedUp, 'x-ratelimit-remaining': '37' };
    expect(retryDelay(0, status(429, burst), NOW)).toBe(2_000);
    expect(retryDelay(0, status(429, { 'x-ratelimit-reset': resetIn(-1) }), NOW)).toBe(2_000);
  });

  it.each([
    ['GET', status(500), 5, false],
    ['GET', status(408), 5, false],
    ['GET', status(501), 0, false],
    ['GET', status(404), 0, false],
    ['GET', { kind: 'broken' }, 5, false],
    ['GET', { kind: 'unreachable' }, 2, false],
    ['GET', { kind: 'nonsense', status: 200 }, 0, false],
    ['POST', status(500), 0, true],
    ['POST', status(503), 0, true],
    ['POST', status(408), 0, true],
    ['PUT', status(409), 0, false],
    ['POST', status(429), 5, false],
    ['POST', { kind: 'broken' }, 0, true],
    ['PUT', { kind: 'unreachable' }, 2, false],
    ['PUT', { kind: 'nonsense', status: 202 }, 0, true],
  ] as const)('%s, %o: %i retries, effect possible: %s', (method, failure, retries, effect) => {
    expect(retriesFor(method, failure)).toBe(retries);
    expect(mayHaveEffect(method, failure)).toBe(effect);
  });
});

describe('slots', () => {
  it('run at most so many at once, and each in the end, also after a failure', async () => {
    const inSlot = slots(10);
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 35 }, (_, i) =>
        inSlot(async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          if (i % 7 === 0) throw new Error('failed');
          return i;
        }),
      ),
    );
    expect(most).toBe(10);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(30);
  });
});
