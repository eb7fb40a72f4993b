/**
 * Users and phone numbers, through the published Administration API.
 * Law: only GET. A user is never written: a PUT replaces the whole user, and nothing about SMS stands there.
 */
import type { E164 } from '../../model/desired.ts';
import { asList, asObject, asObjects, asText, type Json } from '../../model/json.ts';
import type { LiveNumber, LiveUser } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import { type Listing, readList } from './scroll.ts';
import { e164, inventoryStatus, numberCategory } from './vocabulary.ts';

/** Who holds a number, as the user's extensions tell. */
export interface Holder {
  readonly ownerId: string;
  readonly extension: 'UC' | 'CC' | 'unknown';
}

/** The entry of a number in the inventory. Its owner does not stand there. */
export type InventoryNumber = Pick<LiveNumber, 'inventory' | 'category' | 'country'>;

/** A user, with the extensions through which numbers are held. */
export interface ListedUser {
  readonly user: LiveUser;
  /** null: not told. */
  readonly extensions: readonly Extension[] | null;
}

interface Extension {
  readonly type: Holder['extension'];
  readonly numbers: readonly E164[];
}

/** The user guide allows 1000 users a page. */
const USERS_PER_PAGE = 1000;
/** The phone number guide allows 100; other pages say 1000. */
const NUMBERS_PER_PAGE = 100;

export function listUsers(http: HttpClient): Promise<Listing<string, ListedUser>> {
  return readList(http, {
    path: '/users',
    media: 'application/vnd.users.v1+json',
    pageSize: USERS_PER_PAGE,
    keyOf: (entry) => asText(asObject(entry['basicInfo'])?.['userId']),
    parse: parseUser,
  });
}

export function listNumbers(http: HttpClient): Promise<Listing<E164, InventoryNumber>> {
  return readList(http, {
    path: '/phone-numbers',
    media: 'application/vnd.phonenumbers.v1+json',
    pageSize: NUMBERS_PER_PAGE,
    keyOf: (entry) => e164(entry['phoneNumber']),
    parse: parseInventory,
  });
}

function parseUser(entry: Json): ListedUser {
  const extensions = extensionsOf(entry);
  return { user: liveUser(entry, extensions ?? []), extensions };
}

function liveUser(entry: Json, extensions: readonly Extension[]): LiveUser {
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
    hasUc: extensions.some(({ type }) => type === 'UC'),
    createdAt: asText(basic?.['createdTime']),
  };
}

function parseInventory(entry: Json): InventoryNumber {
  return {
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
export function holdersOf(users: Iterable<ListedUser>): Holders {
  const byNumber = new Map<E164, Holder>();
  const contested = new Set<E164>();
  let isEmpty = true;
  let isAnyTold = false;
  for (const { user, extensions } of users) {
    isEmpty = false;
    if (extensions !== null) isAnyTold = true;
    for (const { type, numbers } of extensions ?? []) {
      const holder: Holder = { ownerId: user.id, extension: type };
      for (const number of numbers) {
        const other = byNumber.get(number);
        if (other !== undefined && other.ownerId !== user.id) contested.add(number);
        byNumber.set(number, holder);
      }
    }
  }
  return { byNumber, contested: [...contested], told: isEmpty || isAnyTold };
}

function extensionsOf(user: Json): readonly Extension[] | null {
  const listed = asList(asObject(user['serviceInfo'])?.['extensions']);
  if (listed === null) return null;
  return asObjects(listed).map((extension) => {
    const type = extension['extensionType'];
    return {
      type: type === 'UC' || type === 'CC' ? type : 'unknown',
      numbers: numbersOf(extension),
    };
  });
}

function numbersOf(extension: Json): readonly E164[] {
  const listed = asObjects(extension['phoneNumbers']).map((entry) => e164(entry['phoneNumber']));
  return [e164(extension['primaryPhoneNumber']), ...listed].filter((number) => number !== null);
}
