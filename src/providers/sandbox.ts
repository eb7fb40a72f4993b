/**
 * The sandbox as a provider: the 8x8 adapters against our own registry server, over real HTTP.
 * Law: nothing here knows that no real phone is affected; what works here works on any registry that keeps the contract.
 */

import type { Json } from '../model/json.ts';
import {
  type FindTarget,
  type FoundObject,
  NOBODY,
  type Provider,
  ProviderError,
} from '../model/port.ts';
import { canonicalDesired } from './eight-by-eight/canonical.ts';
import { SANDBOX } from './eight-by-eight/capabilities.ts';
import { readInvoices } from './eight-by-eight/invoices.ts';
import { checkOperations, POLLING, type Polling } from './eight-by-eight/operations.ts';
import {
  getSms,
  listSms,
  parseBrand,
  parseCampaign,
  parseSms,
  smsWriter,
} from './eight-by-eight/sms-registry.ts';
import { readSnapshot } from './eight-by-eight/snapshot.ts';
import { createHttp, type Delay, type HttpClient, type Timeouts } from './http.ts';
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
  const http = createHttp({ ...rest, timing, baseUrl: url.replace(/\/+$/, '') });
  return {
    name: 'sandbox',
    ...SANDBOX_RULES,
    snapshot: (about = NOBODY) => readSnapshot('sandbox', http, timing, about),
    execute: smsWriter(http, timing, { ...POLLING, ...polling }),
    checkAccess: () => checkOperations(http),
    find: (target) => find(http, target),
    invoices: () => readInvoices(http),
    requests: http.requests,
    close: http.close,
  };
}

/** Throws ProviderError where the registry cannot say for certain what there is. */
async function find(http: HttpClient, target: FindTarget): Promise<readonly FoundObject[]> {
  if (target.kind === 'number') {
    const entry = await getSms(http, 'number', target.number);
    return entry === null ? [] : [{ ...target, sms: parseSms(entry) }];
  }
  const found = (entry: Json): FoundObject =>
    target.kind === 'brand'
      ? { kind: 'brand', brand: parseBrand(entry) }
      : { kind: 'campaign', campaign: parseCampaign(entry) };
  if ('id' in target) {
    const entry = await getSms(http, target.kind, target.id);
    return entry === null ? [] : [found(entry)];
  }
  const { reference } = target;
  const filter = `referenceId==${quoted(reference)}`;
  const { entries, gap } = await listSms(http, target.kind, (entry) => entry, filter);
  if (gap !== null) {
    throw new ProviderError(`The search for ${reference} is not complete: ${gap}.`, {
      kind: 'protocol',
    });
  }
  // Values of a filter are compared without regard to case, and a careless registry may not filter at all.
  return [...entries.values()].filter((entry) => entry['referenceId'] === reference).map(found);
}

/** A text in an RSQL filter. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
