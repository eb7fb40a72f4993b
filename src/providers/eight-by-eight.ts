/**
 * 8x8: the inventory through the published Administration API or from a Users export; brands, campaigns and SMS through
 * people in Admin Console, or through a registry that keeps our contract.
 * Law: a user is never written. Of the two registries, each gets its own key.
 */
import type { Observed } from '../model/observed.ts';
import { type About, NOBODY, type Provider, ProviderError } from '../model/port.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { canonicalDesired } from './eight-by-eight/canonical.ts';
import { CONSOLE, GATEWAY } from './eight-by-eight/capabilities.ts';
import { consoleSnapshot, findSeen, LOOK_AGAIN_AFTER_DAYS } from './eight-by-eight/console.ts';
import { registryContract } from './eight-by-eight/contract.ts';
import { type Inventory, readInventory } from './eight-by-eight/inventory.ts';
import type { Polling } from './eight-by-eight/operations.ts';
import { readRegistry } from './eight-by-eight/snapshot.ts';
import { createHttp, type Delay, type HttpClient, type Timeouts } from './http.ts';
import type { RateLimits } from './rate-limit.ts';
import { realTiming, type Timing } from './timing.ts';

/** Base URL of the Administration API (OpenAPI files of July 2026). */
export const API_URL = 'https://api.8x8.com/admin-provisioning';

/** A registry over HTTP, with its key. */
export interface Endpoint {
  /** Base URL, such as `https://api.8x8.com/admin-provisioning`. */
  readonly url: string;
  readonly apiKey: string;
}

export interface EightByEightConnection {
  /** Name of the account. */
  readonly account: string;
  /** Days after which nothing is paid or ended on the strength of a look; null: the default. */
  readonly lookAgainAfterDays: number | null;
  /** The Administration API, or what a Users export has told. */
  readonly inventory: Endpoint | { readonly exported: Inventory };
  readonly sms: { readonly via: 'console'; readonly observed: Observed | null } | Gateway;
  /** True: the transport refuses to send anything but GET. */
  readonly readOnly?: boolean;
  readonly timing?: Timing;
  readonly polling?: Partial<Polling>;
  /** Default: the published limits. `null`: not paced. */
  readonly limits?: RateLimits | null;
  readonly timeouts?: Partial<Timeouts>;
  readonly onDelay?: (url: string, delay: Delay) => void;
  /** Called before each try of a write; what it throws keeps the write from leaving. */
  readonly beforeWrite?: () => Promise<void>;
}

type Gateway = { readonly via: 'gateway' } & Endpoint;

/** What a plan needs of the provider besides a snapshot: without a connection. */
export function rulesOf(smsVia: string): Pick<Provider, 'capabilities' | 'canonical'> {
  return {
    capabilities: smsVia === 'console' ? CONSOLE : GATEWAY,
    canonical: canonicalDesired,
  };
}

/** Throws ProviderError `access` where a key cannot be one. */
export function eightByEight(connection: EightByEightConnection): Provider {
  const { sms } = connection;
  const source = inventorySource(connection);
  return sms.via === 'console'
    ? throughConsole(connection, sms.observed, source)
    : throughGateway(connection, sms, source);
}

interface Source {
  /** Throws ProviderError `access`. */
  read(about: About | undefined): Promise<Inventory>;
  requests(): number;
  close(): Promise<void>;
}

function inventorySource(connection: EightByEightConnection): Source {
  const { inventory } = connection;
  if ('exported' in inventory) {
    return { read: async () => inventory.exported, requests: () => 0, close: async () => {} };
  }
  const http = client(inventory, { ...connection, readOnly: true });
  return {
    read: (about) => readInventory(http, about ?? NOBODY),
    requests: http.requests,
    close: http.close,
  };
}

/** Where a practice registry answers, and nobody can listen. */
export function isOnThisMachine(url: string): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url);
}

function client(endpoint: Endpoint, connection: EightByEightConnection): HttpClient {
  const http = plainClient(endpoint, connection);
  // A practice registry has a clock of its own; looks age by no other one.
  if (isOnThisMachine(endpoint.url)) return http;
  const send: HttpClient['send'] = async (request) => {
    const answer = await http.send(request);
    // Those of an answer cannot be changed.
    const headers = new Headers(answer.headers);
    headers.delete('x-sandbox-time');
    return { ...answer, headers };
  };
  return { ...http, send };
}

function plainClient({ url, apiKey }: Endpoint, connection: EightByEightConnection): HttpClient {
  const { onDelay, ...rest } = connection;
  return createHttp({
    ...rest,
    apiKey,
    baseUrl: url.replace(/\/+$/, ''),
    ...(onDelay === undefined ? {} : { onDelay: (delay) => onDelay(url, delay) }),
  });
}

/** People read and write: nothing is sent, and what they saw stands for the registry. */
function throughConsole(
  connection: EightByEightConnection,
  observed: Observed | null,
  source: Source,
): Provider {
  const { account, timing = realTiming } = connection;
  const lookAgainAfterDays = connection.lookAgainAfterDays ?? LOOK_AGAIN_AFTER_DAYS;
  const snapshot = async (about?: About): Promise<Snapshot> => {
    const inventory = await source.read(about);
    const now = new Date(timing.now()).toISOString();
    const readAt = inventory.time ?? now;
    return consoleSnapshot(account, observed, inventory, { readAt, lookAgainAfterDays, now });
  };
  return {
    name: '8x8',
    ...rulesOf('console'),
    snapshot,
    execute: () => Promise.reject(new Error('in console mode nothing is sent')),
    checkAccess: async () => {},
    find: async (target) => findSeen(await snapshot(), target),
    invoices: async () => null,
    requests: source.requests,
    close: source.close,
  };
}

function throughGateway(
  connection: EightByEightConnection,
  endpoint: Endpoint,
  source: Source,
): Provider {
  const { timing = realTiming, polling } = connection;
  const http = gatewayClient(endpoint, connection);
  return {
    name: '8x8',
    ...rulesOf(endpoint.url),
    ...registryContract(http, timing, polling),
    snapshot: (about) => readRegistry('8x8', source.read(about), http, timing),
    requests: () => source.requests() + http.requests(),
    close: async () => {
      await Promise.all([source.close(), http.close()]);
    },
  };
}

/** A refused key has to be told apart from that of the Administration API. */
function gatewayClient(endpoint: Endpoint, connection: EightByEightConnection): HttpClient {
  try {
    const http = client(endpoint, connection);
    return { ...http, send: (request) => http.send(request).catch(nameKey) };
  } catch (error) {
    return nameKey(error);
  }
}

function nameKey(error: unknown): never {
  if (!(error instanceof ProviderError) || error.kind !== 'access') throw error;
  const { kind, status, code, field, requestId, outcomeUnknown } = error;
  const message = `${error.message} The key is the one in CAMPAIGNCTL_SMS_API_KEY.`;
  throw new ProviderError(message, { kind, status, code, field, requestId, outcomeUnknown });
}
