/**
 * The sandbox as a provider: the 8x8 adapters against our own registry server, over real HTTP.
 * Law: nothing here knows that no real phone is affected; what works here works on any registry that keeps the contract.
 */

import { NOBODY, type Provider } from '../model/port.ts';
import { canonicalDesired } from './eight-by-eight/canonical.ts';
import { SANDBOX } from './eight-by-eight/capabilities.ts';
import { registryContract } from './eight-by-eight/contract.ts';
import { readInventory } from './eight-by-eight/inventory.ts';
import type { Polling } from './eight-by-eight/operations.ts';
import { readRegistry } from './eight-by-eight/snapshot.ts';
import { createHttp, type Delay, type Timeouts } from './http.ts';
import type { RateLimits } from './rate-limit.ts';
import { realTiming, type Timing } from './timing.ts';

export interface SandboxConnection {
  /** Base URL, such as `http://127.0.0.1:8080/admin-provisioning`. */
  readonly url: string;
  readonly apiKey: string;
  /** True: the transport refuses to send anything but GET. */
  readonly readOnly?: boolean;
  readonly timing?: Timing;
  readonly polling?: Partial<Polling>;
  /** Default: the published limits. `null`: not paced. */
  readonly limits?: RateLimits | null;
  readonly timeouts?: Partial<Timeouts>;
  readonly onDelay?: (delay: Delay) => void;
  /** Called before each try of a write; what it throws keeps the write from leaving. */
  readonly beforeWrite?: () => Promise<void>;
}

/** What a plan needs of the provider besides a snapshot: without a connection. */
export const SANDBOX_RULES: Pick<Provider, 'capabilities' | 'canonical'> = {
  capabilities: SANDBOX,
  canonical: canonicalDesired,
};

/** Throws ProviderError `access` where the key cannot be one. */
export function sandboxProvider(connection: SandboxConnection): Provider {
  const { url, polling, timing = realTiming, ...rest } = connection;
  const http = createHttp({ ...rest, timing, mayRise: true, baseUrl: url.replace(/\/+$/, '') });
  return {
    name: 'sandbox',
    ...SANDBOX_RULES,
    ...registryContract(http, timing, polling),
    snapshot: (about = NOBODY) => readRegistry('sandbox', readInventory(http, about), http, timing),
    requests: http.requests,
    close: http.close,
  };
}
