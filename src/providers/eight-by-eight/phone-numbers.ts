/**
 * The phone numbers of the account, through the published Administration API.
 * Law: only GET. Who holds a number does not stand there; the users tell.
 */
import type { E164 } from '../../model/desired.ts';
import type { Json } from '../../model/json.ts';
import type { LiveNumber } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import { type Listing, readList } from './scroll.ts';
import { country, e164, inventoryStatus, linkedNumber, numberCategory } from './vocabulary.ts';

export interface ListedNumber extends Pick<LiveNumber, 'inventory' | 'category' | 'country'> {
  /** The number that replaces this temporary one when its port completes. */
  readonly portsTo: E164 | null;
  /** The temporary number that works while this one is being ported. */
  readonly temporary: E164 | null;
}

/** The phone number guide allows 100; other pages say 1000. */
const PER_PAGE = 100;

export function listNumbers(http: HttpClient): Promise<Listing<E164, ListedNumber>> {
  return readList(http, {
    path: '/phone-numbers',
    media: 'application/vnd.phonenumbers.v1+json',
    pageSize: PER_PAGE,
    keyOf: (entry) => e164(entry['phoneNumber']),
    parse: parseNumber,
  });
}

function parseNumber(entry: Json): ListedNumber {
  return {
    inventory: inventoryStatus(entry['status']),
    category: numberCategory(entry['category']),
    country: country(entry['country']),
    portsTo: linkedNumber(entry['portingNumber']),
    temporary: linkedNumber(entry['temporaryNumber']),
  };
}
