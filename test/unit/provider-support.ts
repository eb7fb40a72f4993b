/** A clock that moves only by sleeping, and a client or provider against an address that nock answers for. */
import { createHttp, type HttpClient, type HttpOptions } from '../../src/providers/http.ts';
import { type SandboxConnection, sandboxProvider } from '../../src/providers/sandbox.ts';
import type { Timing } from '../../src/providers/timing.ts';

export const ORIGIN = 'http://registry.test';
export const BASE = '/admin-provisioning';
/** Holds no sign of the tax number of the tests, so that taking out one does not take out the other. */
export const KEY = 'k3y-4bcDEF+/=zyxWVUTS';

export interface FakeTiming extends Timing {
  /** Every wait so far, in ms. */
  readonly waits: number[];
}

export function fakeTiming(start = Date.parse('2026-07-20T10:00:00Z')): FakeTiming {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  };
}

export function testHttp(options: Partial<HttpOptions> = {}): HttpClient {
  return createHttp({
    baseUrl: `${ORIGIN}${BASE}`,
    apiKey: KEY,
    timing: fakeTiming(),
    limits: null,
    ...options,
  });
}

export function testProvider(options: Partial<SandboxConnection> = {}) {
  return sandboxProvider({
    url: `${ORIGIN}${BASE}`,
    apiKey: KEY,
    timing: fakeTiming(),
    limits: null,
    ...options,
  });
}

/** The ProviderError or other error that a promise ends in. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
