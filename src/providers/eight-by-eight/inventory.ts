/**
 * The inventory: users, phone numbers and who holds which, from the Administration API alone.
 * Laws: as few requests as there are pages; a user is asked for by id only where the list does not tell the numbers of
 * one whom the files name. Whose numbers nobody told is said; it is never taken for a number that nobody holds.
 */
import type { E164 } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import { type About, ProviderError } from '../../model/port.ts';
import type { Gap, LiveNumber, LiveUser } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import { slots } from '../rate-limit.ts';
import { latestOf, readPart } from './parts.ts';
import { type ListedNumber, listNumbers } from './phone-numbers.ts';
import { type Extension, getUser, type ListedUser, listUsers } from './users.ts';

/** A number without what is known of its SMS, which the Administration API does not tell. */
export type InventoryNumber = Omit<LiveNumber, 'sms'>;

export interface Inventory {
  /** By id. */
  readonly users: readonly LiveUser[];
  /** The list of phone numbers, joined to those who hold them. */
  readonly numbers: ReadonlyMap<E164, InventoryNumber>;
  readonly gaps: readonly Gap[];
  /** Time of the registry when reading ended (ISO 8601), where it runs on a clock of its own. */
  readonly time: string | null;
  /** The Users export that it is from, which knows the numbers of users alone; null: it was read. */
  readonly exportedIn: string | null;
  /** Also of a number that is not in the list of phone numbers: what the users tell of it. */
  numberOf(number: E164): InventoryNumber;
}

/** Throws ProviderError `access` on 401 and 403. */
export async function readInventory(http: HttpClient, about: About): Promise<Inventory> {
  const [listed, numbers] = await Promise.all([
    readPart('users', listUsers(http)),
    readPart('inventory', listNumbers(http)),
  ]);
  const asked = await askDeclared(http, listed.entries, about);
  const users = Array.from(listed.entries, ([id, user]) => asked.found.get(id) ?? user);
  const { holders, contested } = holdersOf(users);
  const gaps = [...listed.gaps, ...numbers.gaps, ...asked.gaps];
  if (contested.length > 0) {
    const reason = `Two users seem to hold ${contested.join(', ')}: it may have moved while this was read.`;
    gaps.push({ part: 'inventory', reason });
  }
  const ports = portsOf(numbers.entries, users);
  const numberOf = (number: E164): InventoryNumber => {
    const holder = holders.get(number);
    const known = numbers.entries.get(number);
    return {
      number,
      inventory: known?.inventory ?? 'unknown',
      category: known?.category ?? 'unknown',
      country: known?.country ?? null,
      ownerId: holder?.ownerId ?? null,
      extension: holder?.extension ?? null,
      portsTo: ports.get(number) ?? null,
    };
  };
  return {
    users: users.map(({ user }) => user).sort((a, b) => compareText(a.id, b.id)),
    numbers: new Map(Array.from(numbers.entries.keys(), (number) => [number, numberOf(number)])),
    gaps,
    time: latestOf([listed, numbers]),
    exportedIn: null,
    numberOf,
  };
}

/** Requests for single users that are under way at the same time. */
const ASKED_AT_ONCE = 4;

interface Asked {
  /** By id: users as they were told one by one. */
  readonly found: ReadonlyMap<string, ListedUser>;
  readonly gaps: readonly Gap[];
}

/** Asks for each user whom the files name and whose numbers the list does not tell; after a failure for no more. */
async function askDeclared(
  http: HttpClient,
  users: ReadonlyMap<string, ListedUser>,
  about: About,
): Promise<Asked> {
  const names = new Set(about.users.map((name) => name.toLowerCase()));
  const open = [...users.values()].filter(
    ({ user }) => !user.numbersTold && names.has(user.userName.toLowerCase()),
  );
  const found = new Map<string, ListedUser>();
  let failure: ProviderError | null = null;
  let unread = 0;
  const inSlot = slots(ASKED_AT_ONCE);
  const ask = async ({ user: { id } }: ListedUser): Promise<void> => {
    try {
      const user = failure === null ? await getUser(http, id) : null;
      if (failure !== null) unread += 1;
      // One who is gone by now stays as listed: with numbers that are not told.
      else if (user !== null) found.set(id, user);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      failure ??= error;
      if (error.kind === 'access') throw error;
      unread += 1;
    }
  };
  await Promise.all(open.map((user) => inSlot(() => ask(user))));
  return { found, gaps: unreadGaps(unread, open.length, failure) };
}

function unreadGaps(unread: number, of: number, failure: ProviderError | null): readonly Gap[] {
  if (failure === null) return [];
  const reason = `The list of users does not tell which numbers they hold, and ${unread} of ${of} who are in the files could not be asked for. ${failure.message}`;
  return [{ part: 'inventory', reason }];
}

interface Holder {
  readonly ownerId: string;
  readonly extension: Extension['type'];
}

/** Joins numbers to users: the only way, as a number does not name its owner. */
function holdersOf(users: readonly ListedUser[]): {
  readonly holders: ReadonlyMap<E164, Holder>;
  /** Numbers that two users seem to hold: the list changed while it was read. */
  readonly contested: readonly E164[];
} {
  const holders = new Map<E164, Holder>();
  const contested = new Set<E164>();
  for (const { user, extensions } of users) {
    for (const { type, numbers } of extensions) {
      const holder: Holder = { ownerId: user.id, extension: type };
      for (const number of numbers) {
        const other = holders.get(number);
        if (other !== undefined && other.ownerId !== user.id) contested.add(number);
        // On two extensions of one user it is the UC one that texts.
        if (other?.ownerId !== user.id || other.extension !== 'UC') holders.set(number, holder);
      }
    }
  }
  return { holders, contested: [...contested] };
}

/**
 * Temporary number → the number that replaces it. Told by either of the two, or by the user who holds it. An entry may
 * name both numbers of its port, and so its own.
 */
function portsOf(
  numbers: ReadonlyMap<E164, ListedNumber>,
  users: readonly ListedUser[],
): ReadonlyMap<E164, E164> {
  const ports = users.flatMap((user) => user.extensions.flatMap((one) => [...one.ports]));
  for (const [number, { portsTo, temporary }] of numbers) {
    if (temporary !== null) ports.push([temporary, number]);
    if (portsTo !== null) ports.push([number, portsTo]);
  }
  return new Map(ports.filter(([from, to]) => from !== to));
}
