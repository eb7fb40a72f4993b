/**
 * People: a user with every number that the user holds, or that is written for the user.
 */
import type { E164 } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import type { PersonStanding } from '../../model/explain.ts';
import type { LiveUser } from '../../model/snapshot.ts';
import { isUnread, type Known } from './known.ts';
import { numberStanding } from './number.ts';

/** Somebody who is in the account, in a line, or in both. */
export interface Person {
  readonly userName: string;
  /** undefined: only lines name this user. */
  readonly live: LiveUser | undefined;
}

/** Everybody that account and files name, by name; whom only lines name comes first. */
export function everybody({ snapshot, written }: Known): readonly Person[] {
  const people = new Map<string, Person>();
  for (const live of snapshot.users) {
    people.set(live.userName.toLowerCase(), { userName: live.userName, live });
  }
  for (const { line } of written.values()) {
    const key = line.user?.toLowerCase();
    if (line.user === null || key === undefined || people.has(key)) continue;
    people.set(key, { userName: line.user, live: undefined });
  }
  return [...people.values()].sort(
    (a, b) =>
      compareText(a.live?.name ?? '', b.live?.name ?? '') || compareText(a.userName, b.userName),
  );
}

export function personStandings(
  known: Known,
  people: readonly Person[],
): readonly PersonStanding[] {
  const numbers = numbersOfEach(known, people);
  return people.map(({ userName, live }) => ({
    userName,
    name: live === undefined ? null : live.name || live.userName,
    active: live?.active ?? null,
    inAccount: live !== undefined ? true : isUnread(known, 'users') ? null : false,
    numbersKnown: live?.numbersTold !== false && !isUnread(known, 'users', 'inventory'),
    numbers: [...(numbers.get(userName) ?? [])].map((number) => numberStanding(known, number)),
  }));
}

/** By userName: what is held, then what is written and held by somebody else. */
function numbersOfEach(
  { context, written }: Known,
  people: readonly Person[],
): ReadonlyMap<string, ReadonlySet<E164>> {
  const numbers = new Map(people.map(({ userName }) => [userName, new Set<E164>()]));
  const byId = new Map(people.map(({ userName, live }) => [live?.id, userName]));
  const byName = new Map(people.map(({ userName }) => [userName.toLowerCase(), userName]));
  for (const { number, ownerId } of context.snapshot.numbers) {
    const holder = ownerId === null ? undefined : byId.get(ownerId);
    if (holder !== undefined) numbers.get(holder)?.add(number);
  }
  for (const [number, { line }] of written) {
    const user = line.user === null ? undefined : byName.get(line.user.toLowerCase());
    if (user !== undefined) numbers.get(user)?.add(number);
  }
  return numbers;
}
