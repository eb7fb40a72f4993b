/**
 * What the lists of a snapshot say about each other. Pure.
 * Law: a list that another one contradicts is a gap, however whole it looks. The published lists carry no total, so
 * that a page cut short at their end shows nowhere else.
 */
import type { E164 } from '../../model/desired.ts';
import type { Gap, LiveNumber, Part, SmsStatus } from '../../model/snapshot.ts';

export interface Lists {
  /** Every number that the inventory or the SMS list names, joined. */
  readonly numbers: readonly LiveNumber[];
  /** Those that each of the two names. */
  readonly inventory: { has(number: E164): boolean };
  readonly sms: { has(number: E164): boolean };
  /** The Users export that the inventory is from: it has the numbers of users alone. */
  readonly exportedIn: string | null;
  /** False: some users do not tell their numbers, so that a number without a user proves nothing. */
  readonly holdersTold: boolean;
  /** Parts that are known to be incomplete; what is missing there proves nothing. */
  readonly gaps: readonly Gap[];
}

export function crossCheck(lists: Lists): readonly Gap[] {
  const { numbers, inventory, sms, exportedIn, holdersTold, gaps } = lists;
  const isWhole = (part: Part) => gaps.every((gap) => gap.part !== part);
  const found: Gap[] = [];
  const check = (part: Part, witnesses: readonly LiveNumber[], words: string): void => {
    if (witnesses.length > 0) found.push({ part, reason: `${words} (${shown(witnesses)}).` });
  };
  if (isWhole('inventory') && exportedIn === null) {
    check(
      'inventory',
      numbers.filter(({ number }) => !inventory.has(number)),
      'The list of phone numbers is not complete: the list of SMS numbers has others',
    );
  }
  if (isWhole('sms')) {
    check(
      'sms',
      numbers.filter(({ number }) => !sms.has(number)),
      exportedIn === null
        ? 'The list of SMS numbers is not complete: the list of phone numbers has others'
        : `The list of SMS numbers is not complete, or ${exportedIn} is old and has others`,
    );
  }
  // Without the inventory's gap, the list of users tells who holds which number.
  if (holdersTold && isWhole('users') && isWhole('inventory')) {
    check(
      'users',
      numbers.filter(({ ownerId, sms: { status } }) => ownerId === null && ON_FOR_A_USER[status]),
      exportedIn === null
        ? 'The list of users is not complete: SMS is on for numbers that no user in it holds'
        : `Export the users again: SMS is on for numbers that no user in ${exportedIn} holds`,
    );
  }
  return found;
}

/**
 * SMS is on for users alone (8x8 help, "enable SMS"), so a number in such a state has one. A number that is off may be
 * a ring group's or a spare, and turning on fails for many reasons.
 */
const ON_FOR_A_USER: Readonly<Record<SmsStatus, boolean>> = {
  on: true,
  'pending-on': true,
  'pending-off': true,
  'disabling-failed': true,
  off: false,
  'enabling-failed': false,
  unknown: false,
};

/** `25: +14085550101, +14085550102, +14085550103, …`; all of them where they are few. */
function shown(numbers: readonly LiveNumber[]): string {
  const first = numbers.slice(0, 3).map(({ number }) => number);
  const more = numbers.length > first.length ? ', …' : '';
  return `${numbers.length}: ${first.join(', ')}${more}`;
}
