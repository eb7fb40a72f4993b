/**
 * Keeps the client inside the registry's limits, so that 429 stays the exception.
 * Law: the published limits hold whatever the server says. Its headers can only slow us down; a registry of our own may
 * be told to believe them when they allow more.
 */
import type { Timing } from './timing.ts';

/** Requests in any 60 s and in any 10 s. */
export interface RateLimits {
  readonly perMinute: number;
  readonly perTenSeconds: number;
}

/** 8x8 Administration API, "Essentials": 100 requests a minute and 20 in 10 s, for each API key. */
export const PUBLISHED_LIMITS: RateLimits = { perMinute: 100, perTenSeconds: 20 };

/** 8x8 Administration API, "Essentials": asynchronous operations at the same time, for each organisation. */
export const OPERATIONS_IN_FLIGHT = 10;

export interface RateLimiter {
  /** Resolves when the next request may leave; first come, first served. */
  take(): Promise<void>;
  /** Learns from the headers of an answer. */
  note(headers: Headers): void;
}

const MINUTE = 60_000;
const TEN_SECONDS = 10_000;
/** The server counts arrivals, we count departures: a window is waited out this much longer, in ms. */
const MARGIN = 250;
/** A reset further away is not believed, in ms: the window is a minute, and both clocks may be cut to whole seconds. */
const FARTHEST_RESET = MINUTE + 2_000;

export interface Pacing {
  /** True: a server that says it allows more than `limits` gets more. */
  readonly mayRise?: boolean;
  /** Told how long, in ms, before each wait. */
  readonly onWait?: (ms: number) => void;
  readonly signal?: AbortSignal;
}

/** `limits: null`: no pacing at all, for a registry without limits. */
export function rateLimiter(
  timing: Timing,
  limits: RateLimits | null,
  { mayRise = false, onWait, signal }: Pacing = {},
): RateLimiter {
  if (limits === null) return { take: async () => {}, note: () => {} };
  let current = limits;
  let sent: number[] = [];
  /** What the server says is left of its window; it counts other clients with our key too. */
  let told: { reset: number; until: number; left: number } | null = null;
  let queue: Promise<void> = Promise.resolve();

  function wait(now: number): number {
    const { perMinute, perTenSeconds } = current;
    const free = (count: number, window: number): number =>
      sent.length < count ? now : (sent[sent.length - count] ?? now) + window + MARGIN;
    const own = Math.max(free(perMinute, MINUTE), free(perTenSeconds, TEN_SECONDS));
    const server = told !== null && told.left <= 0 ? told.until : now;
    return Math.max(own, server) - now;
  }

  async function acquire(): Promise<void> {
    for (let ms = wait(timing.now()); ms > 0; ms = wait(timing.now())) {
      onWait?.(ms);
      await timing.sleep(ms, signal);
      if (told !== null && told.until <= timing.now()) told = null;
    }
    sent.push(timing.now());
    if (told !== null) told = { ...told, left: told.left - 1 };
    if (sent.length > 2 * current.perMinute) sent = sent.slice(-current.perMinute);
  }

  return {
    take() {
      const turn = queue.then(acquire);
      queue = turn.catch(() => {});
      return turn;
    },
    note(headers) {
      const limit = wholeNumber(headers.get('x-ratelimit-limit'));
      // A figure as low as the burst is that of the burst: an answer tells of the limit that it ran into.
      if (limit !== null && limit > limits.perTenSeconds) {
        current = adapted(limits, mayRise ? limit : Math.min(limit, limits.perMinute));
      }
      const left = wholeNumber(headers.get('x-ratelimit-remaining'));
      const ms = untilReset(headers, timing.now());
      const reset = wholeNumber(headers.get('x-ratelimit-reset'));
      if (left === null || ms === null || reset === null) return;
      // Answers overtake each other: within one window the lowest figure is the latest.
      const known = told?.reset === reset ? told.left : left;
      told = { reset, until: timing.now() + ms, left: Math.min(known, left) };
    },
  };
}

/** No header tells the burst: a server that allows more in a minute allows as much more in ten seconds. */
function adapted(limits: RateLimits, perMinute: number): RateLimits {
  const perTenSeconds = Math.floor((perMinute / limits.perMinute) * limits.perTenSeconds);
  return { perMinute, perTenSeconds: Math.max(limits.perTenSeconds, perTenSeconds) };
}

/**
 * Milliseconds until `x-ratelimit-reset` (Unix seconds); null where there is none, it is past, or it makes no sense.
 * Measured on the server's own clock where it tells it (`Date`): ours may be wrong.
 */
export function untilReset(headers: Headers, now: number): number | null {
  const reset = wholeNumber(headers.get('x-ratelimit-reset'));
  if (reset === null) return null;
  const date = Date.parse(headers.get('date') ?? '');
  const ms = reset * 1000 - (Number.isNaN(date) ? now : date);
  return ms > 0 && ms <= FARTHEST_RESET ? ms : null;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

/** At most `max` tasks at the same time; the others wait in order. */
export function slots(max: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = max;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
