/**
 * Order invoices, through our contract (schema/sms-registry.openapi.yaml).
 * Law: only GET; a list that may be incomplete is refused, as a sum over it would be wrong. A registry without the list
 * tells no invoices, which is something else than none.
 */
import type { Invoice } from '../../model/fees.ts';
import { asText, type Json } from '../../model/json.ts';
import { ProviderError } from '../../model/port.ts';
import type { HttpClient } from '../http.ts';
import { type Listing, readList } from './scroll.ts';

const PER_PAGE = 1000;

/** null: the registry has no such list. Throws ProviderError, also where the list is not complete. */
export async function readInvoices(http: HttpClient): Promise<readonly Invoice[] | null> {
  const listing = await listInvoices(http).catch((error: unknown) => {
    if (error instanceof ProviderError && error.status === 404) return null;
    throw error;
  });
  if (listing === null) return null;
  if (listing.gap === null) return [...listing.entries.values()];
  throw new ProviderError(`The list of invoices is not complete: ${listing.gap}.`, {
    kind: 'protocol',
  });
}

function listInvoices(http: HttpClient): Promise<Listing<string, Invoice>> {
  return readList(http, {
    path: '/sms/invoices',
    media: 'application/vnd.smsinvoices.v1+json',
    pageSize: PER_PAGE,
    keyOf: (entry) => asText(entry['invoiceId']),
    parse: parseInvoice,
  });
}

function parseInvoice(entry: Json): Invoice {
  return {
    id: asText(entry['invoiceId']) ?? '',
    usd: entry['currency'] === 'USD' ? amount(entry['amountUsd']) : null,
    campaignId: asText(entry['campaignId']),
    referenceId: asText(entry['referenceId']),
    issuedAt: asText(entry['issuedTime']),
  };
}

function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
