/**
 * Rate limits as published: 100 requests a minute and 20 in 10 seconds per key, in windows that begin with their first request.
 * https://developer.8x8.com/administration/docs/suite-common
 */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds: when the window ends. */
  readonly reset: number;
  readonly exceeded: boolean;
}

interface Window {
  readonly limit: number;
  readonly lengthMs: number;
  begins: number;
  used: number;
}

/** Counts one request at wall time `wall` (ms); a refused request is not counted. */
export type Limiter = (wall: number) => RateState;

const PER_MINUTE = 100;

/** False: the published limits are told but not kept. A number: so many requests a minute, and a fifth of them in 10 s. */
export type RateRule = boolean | number;

export function createLimiter(rule: RateRule): Limiter {
  const enforced = rule !== false;
  const perMinute = typeof rule === 'number' ? rule : PER_MINUTE;
  const minute: Window = { limit: perMinute, lengthMs: 60_000, begins: 0, used: 0 };
  const burst: Window = { limit: perMinute / 5, lengthMs: 10_000, begins: 0, used: 0 };
  return (wall) => {
    for (const window of [minute, burst]) {
      if (wall < window.begins + window.lengthMs) continue;
      window.begins = wall;
      window.used = 0;
    }
    const full = enforced
      ? [minute, burst].find((window) => window.used >= window.limit)
      : undefined;
    if (full !== undefined) return stateOf(full, true);
    minute.used += 1;
    burst.used += 1;
    return stateOf(minute, false);
  };
}

function stateOf({ limit, used, begins, lengthMs }: Window, exceeded: boolean): RateState {
  return {
    limit,
    remaining: Math.max(0, limit - used),
    reset: Math.ceil((begins + lengthMs) / 1000),
    exceeded,
  };
}
