/**
 * Time as the providers see it, so that waiting is tested without waiting.
 * Law: nothing in this folder reads a clock or sets a timer but through a `Timing`; only socket time-outs are undici's own.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`; rejects at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realTiming: Timing = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};
