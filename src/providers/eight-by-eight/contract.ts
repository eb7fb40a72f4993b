/**
 * The registry contract (schema/sms-registry.openapi.yaml): what writes brands, campaigns and SMS states, looks single
 * objects up and reads invoices. The sandbox keeps it, and so does a gateway.
 */
import type { Json } from '../../model/json.ts';
import {
  type FindTarget,
  type FoundObject,
  type Provider,
  ProviderError,
} from '../../model/port.ts';
import type { HttpClient } from '../http.ts';
import type { Timing } from '../timing.ts';
import { readInvoices } from './invoices.ts';
import { checkOperations, POLLING, type Polling } from './operations.ts';
import { getSms, listSms, parseBrand, parseCampaign, parseSms, smsWriter } from './sms-registry.ts';

export function registryContract(
  http: HttpClient,
  timing: Timing,
  polling: Partial<Polling> | undefined,
): Pick<Provider, 'execute' | 'checkAccess' | 'find' | 'invoices'> {
  return {
    execute: smsWriter(http, timing, { ...POLLING, ...polling }),
    checkAccess: () => checkOperations(http),
    find: (target) => find(http, target),
    invoices: () => readInvoices(http),
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
