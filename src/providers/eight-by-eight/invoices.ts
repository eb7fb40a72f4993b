/**
 * Order invoices, through our contract (schema/sms-registry.openapi.yaml).
 * Law: only GET; a list that may be incomplete is refused, as a sum over it would be wrong.
 */
import type { Invoice } from '../../model/fees.ts';
import { asText, type Json } from '../../model/json.ts';
import { ProviderError } from '../../model/port.ts';
import type { HttpClient } from '../http.ts';
import { readList } from './scroll.ts';

const PER_PAGE = 1000;

/** Throws ProviderError, also where the list is not complete. */
export async function readInvoices(http: HttpClient): Promise<readonly Invoice[]> {
  const { entries, gap } = await readList(http, {
    path: '/sms/invoices',
    media: 'application/vnd.smsinvoices.v1+json',
    pageSize: PER_PAGE,
    keyOf: (entry) => asText(entry['invoiceId']),
    parse: parseInvoice,
  });
  if (gap === null) return [...entries.values()];
  throw new ProviderError(`The list of invoices is not complete: ${gap}.`, { kind: 'protocol' });
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
