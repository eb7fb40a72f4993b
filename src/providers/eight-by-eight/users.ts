/**
 * Users, and the phone numbers on their extensions, through the published Administration API.
 * Law: only GET. A user is never written: a PUT replaces the whole user, and nothing about SMS stands there.
 */
import type { E164 } from '../../model/desired.ts';
import { asList, asObject, asObjects, asText, type Json } from '../../model/json.ts';
import { ProviderError } from '../../model/port.ts';
import type { LiveUser } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import { type Listing, readList } from './scroll.ts';
import { e164, linkedNumber } from './vocabulary.ts';

/** A user, with the extensions through which numbers are held. */
export interface ListedUser {
  readonly user: LiveUser;
  readonly extensions: readonly Extension[];
}

export interface Extension {
  readonly type: 'UC' | 'CC' | 'unknown';
  readonly numbers: readonly E164[];
  /** Of those that are temporary, the numbers that replace them. */
  readonly ports: ReadonlyMap<E164, E164>;
}

const PATH = '/users';
const MEDIA = 'application/vnd.users.v1+json';
/** The user guide allows 1000 users a page. */
const PER_PAGE = 1000;

export function listUsers(http: HttpClient): Promise<Listing<string, ListedUser>> {
  return readList(http, {
    path: PATH,
    media: MEDIA,
    pageSize: PER_PAGE,
    keyOf: (entry) => asText(asObject(entry['basicInfo'])?.['userId']),
    parse: parseUser,
  });
}

/**
 * One user by id: the list may tell less ("Essentials"). null: there is no such user any more, or the answer is about
 * another one. Throws ProviderError for everything else.
 */
export async function getUser(http: HttpClient, id: string): Promise<ListedUser | null> {
  try {
    const path = `${PATH}/${encodeURIComponent(id)}`;
    const { body } = await http.send({ method: 'GET', path, media: MEDIA });
    const found = parseUser(asObject(body) ?? {});
    return found.user.id === id ? found : null;
  } catch (error) {
    if (error instanceof ProviderError && error.status === 404) return null;
    throw error;
  }
}

function parseUser(entry: Json): ListedUser {
  const listed = asList(asObject(entry['serviceInfo'])?.['extensions']);
  const extensions = asObjects(listed);
  // Every member may be null, and null is not `none`; so is what cannot be read.
  const numbersTold =
    listed?.length === extensions.length &&
    extensions.every(
      ({ phoneNumbers }) =>
        asList(phoneNumbers)?.every((one) => e164(asObject(one)?.['phoneNumber']) !== null) ??
        false,
    );
  const parsed = extensions.map(parseExtension);
  const hasUc = hasUcOf(parsed, listed?.length === parsed.length);
  return { user: liveUser(entry, { numbersTold, hasUc }), extensions: parsed };
}

/** null: not all extensions were told, or one is of a kind that is not known. */
function hasUcOf(extensions: readonly Extension[], allTold: boolean): boolean | null {
  if (extensions.some(({ type }) => type === 'UC')) return true;
  return !allTold || extensions.some(({ type }) => type === 'unknown') ? null : false;
}

function liveUser(entry: Json, told: Pick<LiveUser, 'numbersTold' | 'hasUc'>): LiveUser {
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
    // A status that is missing or not known yet is no reason to call anybody inactive.
    active: basic?.['status'] !== 'INACTIVE',
    ...told,
    createdAt: asText(basic?.['createdTime']),
  };
}

function parseExtension(extension: Json): Extension {
  const type = extension['extensionType'];
  const listed = asObjects(extension['phoneNumbers']);
  const numbers = [
    e164(extension['primaryPhoneNumber']),
    ...listed.map(({ phoneNumber }) => e164(phoneNumber)),
  ].filter((number) => number !== null);
  const ports = listed.flatMap(({ phoneNumber, portingNumber }): [E164, E164][] => {
    const [from, to] = [e164(phoneNumber), linkedNumber(portingNumber)];
    return from === null || to === null ? [] : [[from, to]];
  });
  return {
    type: type === 'UC' || type === 'CC' ? type : 'unknown',
    numbers,
    ports: new Map(ports),
  };
}
