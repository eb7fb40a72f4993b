/**
 * Users and phone numbers, through the published Administration API.
 * Law: only GET. A user is never written: a PUT replaces the whole user, and nothing about SMS stands there.
 */
import type { E164 } from '../../model/desired.ts';
import type { LiveNumber, LiveUser } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import { asList, asObject, asObjects, asText, type Json } from '../json.ts';
import { type Listing, readList } from './scroll.ts';
import { e164, inventoryStatus, numberCategory } from './vocabulary.ts';

/** Who holds a number, as the user's extensions tell. */
export interface Holder {
  readonly ownerId: string;
  readonly extension: 'UC' | 'CC' | 'unknown';
}

/** The entry of a number in the inventory. Its owner does not stand there. */
export type InventoryNumber = Pick<LiveNumber, 'number' | 'inventory' | 'category' | 'country'>;

/** The user guide allows 1000 users a page. */
const USERS_PER_PAGE = 1000;
/** The phone number guide allows 100; other pages say 1000. */
const NUMBERS_PER_PAGE = 100;

export function listUsers(http: HttpClient): Promise<Listing> {
  return readList(http, {
    path: '/users',
    media: 'application/vnd.users.v1+json',
    pageSize: USERS_PER_PAGE,
    keyOf: (entry) => asText(asObject(entry['basicInfo'])?.['userId']),
  });
}

export function listNumbers(http: HttpClient): Promise<Listing> {
  return readList(http, {
    path: '/phone-numbers',
    media: 'application/vnd.phonenumbers.v1+json',
    pageSize: NUMBERS_PER_PAGE,
    keyOf: (entry) => e164(entry['phoneNumber']),
  });
}

export function parseUser(entry: Json): LiveUser {
  const basic = asObject(entry['basicInfo']);
  const userName = asText(basic?.['userName']) ?? '';
  const name = [asText(basic?.['firstName']), asText(basic?.['lastName'])]
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .join(' ');
  return {
    id: asText(basic?.['userId']) ?? '',
    userName,
    name: name === '' ? userName : name,
    active: basic?.['status'] === 'ACTIVE',
    hasUc: extensionsOf(entry).some((extension) => extension['extensionType'] === 'UC'),
    createdAt: asText(basic?.['createdTime']),
  };
}

export function parseInventory(entry: Json): InventoryNumber | null {
  const number = e164(entry['phoneNumber']);
  if (number === null) return null;
  return {
    number,
    inventory: inventoryStatus(entry['status']),
    category: numberCategory(entry['category']),
    country: asText(entry['country']),
  };
}

export interface Holders {
  readonly byNumber: ReadonlyMap<E164, Holder>;
  /** Numbers that two users seem to hold: the list changed while it was read. */
  readonly contested: readonly E164[];
  /** False: there are users, and not one of them tells its extensions. The list may leave them out. */
  readonly told: boolean;
}

/** Joins numbers to users: the only way, as a number does not name its owner. */
export function holdersOf(users: readonly Json[]): Holders {
  const byNumber = new Map<E164, Holder>();
  const contested = new Set<E164>();
  for (const user of users) {
    const ownerId = asText(asObject(user['basicInfo'])?.['userId']);
    if (ownerId === null) continue;
    for (const extension of extensionsOf(user)) {
      const type = extension['extensionType'];
      const holder: Holder = {
        ownerId,
        extension: type === 'UC' || type === 'CC' ? type : 'unknown',
      };
      for (const number of numbersOf(extension)) {
        const other = byNumber.get(number);
        if (other !== undefined && other.ownerId !== ownerId) contested.add(number);
        byNumber.set(number, holder);
      }
    }
  }
  const told =
    users.length === 0 ||
    users.some((user) => asList(asObject(user['serviceInfo'])?.['extensions']) !== null);
  return { byNumber, contested: [...contested], told };
}

function extensionsOf(user: Json): readonly Json[] {
  return asObjects(asObject(user['serviceInfo'])?.['extensions']);
}

function numbersOf(extension: Json): readonly E164[] {
  const listed = asObjects(extension['phoneNumbers']).map((entry) => e164(entry['phoneNumber']));
  return [e164(extension['primaryPhoneNumber']), ...listed].filter((number) => number !== null);
}
