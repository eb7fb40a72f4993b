/**
 * The routes below /admin-provisioning: method, path, media type, what a key must be allowed to use, and the handler.
 */
import {
  getBrand,
  getCampaign,
  getNumber,
  listBrands,
  listCampaigns,
  listInvoices,
  listNumbers,
} from './contract-reads.ts';
import {
  postAssignments,
  postBrand,
  postCampaign,
  postDeactivation,
  postRemovals,
  postResubmission,
  putBrand,
  putCampaign,
} from './contract-writes.ts';
import type { Exchange, Reply } from './exchange.ts';
import { getOperation, getPhoneNumber, getUser, listPhoneNumbers, listUsers } from './published.ts';

export const BASE_PATH = '/admin-provisioning';

/** What a key can be barred from; keys of 8x8 are made per product. */
export type Area = 'users' | 'phone-numbers' | 'operations' | 'sms';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  readonly area: Area;
  readonly media: string;
  readonly handle: (exchange: Exchange) => Reply;
}

export const ROUTES: readonly Route[] = [
  route('GET', '/users', 'users', 'users', listUsers),
  route('GET', '/users/{}', 'users', 'users', getUser),
  route('GET', '/phone-numbers', 'phone-numbers', 'phonenumbers', listPhoneNumbers),
  route('GET', '/phone-numbers/{}', 'phone-numbers', 'phonenumbers', getPhoneNumber),
  route('GET', '/operations/{}', 'operations', 'operations', getOperation),
  route('GET', '/sms/brands', 'sms', 'smsbrands', listBrands),
  route('POST', '/sms/brands', 'sms', 'smsbrands', postBrand),
  route('GET', '/sms/brands/{}', 'sms', 'smsbrands', getBrand),
  route('PUT', '/sms/brands/{}', 'sms', 'smsbrands', putBrand),
  route('GET', '/sms/campaigns', 'sms', 'smscampaigns', listCampaigns),
  route('POST', '/sms/campaigns', 'sms', 'smscampaigns', postCampaign),
  route('GET', '/sms/campaigns/{}', 'sms', 'smscampaigns', getCampaign),
  route('PUT', '/sms/campaigns/{}', 'sms', 'smscampaigns', putCampaign),
  route('POST', '/sms/campaigns/{}/resubmissions', 'sms', 'smscampaigns', postResubmission),
  route('POST', '/sms/campaigns/{}/deactivation', 'sms', 'smscampaigns', postDeactivation),
  route('GET', '/sms/numbers', 'sms', 'smsnumbers', listNumbers),
  route('POST', '/sms/numbers/assignments', 'sms', 'smsnumbers', postAssignments),
  route('POST', '/sms/numbers/removals', 'sms', 'smsnumbers', postRemovals),
  route('GET', '/sms/numbers/{}', 'sms', 'smsnumbers', getNumber),
  route('GET', '/sms/invoices', 'sms', 'smsinvoices', listInvoices),
];

function route(
  method: Route['method'],
  path: string,
  area: Area,
  resource: string,
  handle: Route['handle'],
): Route {
  const pattern = new RegExp(`^${path.replaceAll('{}', '([^/]+)')}$`);
  return { method, path: pattern, area, media: `application/vnd.${resource}.v1+json`, handle };
}
