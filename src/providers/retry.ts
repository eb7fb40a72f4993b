/**
 * When a request is sent again, and how long that waits.
 * Law: a write is sent again only where it certainly had no effect: 429, and a connection that failed before any byte.
 */
import { untilReset } from './rate-limit.ts';

export type Method = 'GET' | 'POST' | 'PUT';

/** How one attempt failed. */
export type Failure =
  /** The registry answered. */
  | { readonly kind: 'status'; readonly status: number; readonly headers: Headers }
  /** No connection was made: no byte left. */
  | { readonly kind: 'unreachable' }
  /** A port of another protocol, or a certificate that is not trusted: nothing of the request left, and nothing ever will. */
  | { readonly kind: 'barred' }
  /** The connection broke, or the answer took too long: bytes may have arrived. */
  | { readonly kind: 'broken' }
  /** The answer came and makes no sense; asking again would not help. */
  | { readonly kind: 'nonsense'; readonly status: number };

/** Enough for the longest advised back-off: 2, 4, 8, 16 and 32 s. */
const RETRIES = 5;
/** A wrong address or a registry that is not running is told soon. */
const RETRIES_UNREACHABLE = 2;
const TEMPORARY: readonly number[] = [408, 500, 502, 503, 504];

/** How often a request that failed so may be sent again. */
export function retriesFor(method: Method, failure: Failure): number {
  switch (failure.kind) {
    case 'unreachable':
      return RETRIES_UNREACHABLE;
    case 'barred':
    case 'nonsense':
      return 0;
    case 'broken':
      return method === 'GET' ? RETRIES : 0;
    case 'status':
      if (failure.status === 429) return RETRIES;
      return method === 'GET' && TEMPORARY.includes(failure.status) ? RETRIES : 0;
  }
}

/** Whether a write that failed so may have taken effect all the same. */
export function mayHaveEffect(method: Method, failure: Failure): boolean {
  if (method === 'GET') return false;
  switch (failure.kind) {
    case 'unreachable':
    case 'barred':
      return false;
    case 'broken':
    case 'nonsense':
      return true;
    case 'status':
      return failure.status === 408 || failure.status >= 500;
  }
}

/**
 * Milliseconds before the next try, after `tries` tries that could be repeated (0: the first one failed).
 * A used-up limit is waited out, where the answer says when it is reset; everything else, bursts included,
 * waits 2, 4, 8, 16, 32 s (8x8 Administration API, "Essentials").
 */
export function retryDelay(tries: number, failure: Failure, now: number): number {
  const backOff = 2_000 * 2 ** Math.min(tries, 4);
  if (failure.kind !== 'status' || failure.status !== 429) return backOff;
  const left = failure.headers.get('x-ratelimit-remaining');
  return (left === null || left === '0' ? untilReset(failure.headers, now) : null) ?? backOff;
}
