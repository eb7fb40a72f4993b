/**
 * Numbers: how a person turns them on and off on the SMS page.
 * Laws: nobody's SMS goes off by itself without being named; what the page shows before the next step is said.
 */
import { formatPhone } from '../model/phone.ts';
import type { Change } from '../model/plan.ts';
import type { RunbookNumber } from '../model/runbook.ts';
import { isBlocked, type Sitting } from './sittings.ts';
import type { Facts, Told } from './step.ts';
import { count, listed, numberOf, whoOf } from './words.ts';

/** Of the page about enabling SMS, and of the articles about assigning numbers. */
const LISTED_THERE =
  'If the SMS page lists the number, use its row there; otherwise "+ Enable phone numbers".';
const ONE_PER_USER = '8x8 allows one SMS number for each user.';

export function turnedOff({ changes }: Sitting, { plan }: Facts): Told {
  const { these, them, each } = wordsFor(changes);
  return {
    title: `Turn SMS off for ${who(changes)}`,
    instructions: [
      `Select ${these} on the SMS page and disable ${them}.`,
      `Tick this once ${each} shows Pending, Disabled or nothing. It takes ${plan.times.numberOn}.`,
    ],
    numbers: changes.map(numberIn),
  };
}

export function turnedOn({ changes, part }: Sitting, facts: Facts, batch: string): Told {
  const [first] = changes;
  const isAgain = first !== undefined && isBlocked(first);
  const { these, each, comma } = wordsFor(changes);
  return {
    title: isAgain
      ? `Turn SMS off and on again for ${who(changes)}${comma} in ${part}${batch}`
      : `Turn SMS on for ${who(changes)}${comma} in ${part}${batch}`,
    instructions: [
      ...(isAgain
        ? [
            doneBefore(part, facts),
            `SMS is on there without a campaign, and carriers block every text. Disable ${these} on the SMS page, and wait until ${each} shows Disabled or nothing.`,
            `Then turn ${each} on again. ${LISTED_THERE}`,
          ]
        : [
            `On the SMS page choose "+ Enable phone numbers" and enter ${these}.`,
            'Each number has to be assigned to its user already. One that the SMS page lists already is turned on in its row there.',
          ]),
      ...campaignCheck(changes, part, facts),
      `Tick this once ${each} shows Pending or Enabled. It takes ${facts.plan.times.numberOn}.`,
    ],
    numbers: changes.map(numberIn),
  };
}

export function moved({ changes }: Sitting, facts: Facts): Told {
  const [first] = changes;
  if (first?.action === 'switch') return switched(changes, first, facts);
  const { these, each, comma } = wordsFor(changes);
  const target = first?.campaign ?? '';
  const later = first?.onAfter ?? null;
  return {
    title: `Move ${who(changes)}${comma} to ${target}`,
    instructions: [
      doneBefore(target, facts),
      ...(later === null
        ? [
            `Disable ${these} on the SMS page, and wait until ${each} shows Disabled or nothing: ${facts.plan.times.move}. No text goes out meanwhile.`,
            `Then turn ${each} on at once. ${LISTED_THERE}`,
          ]
        : offUntil(these, these, later, facts)),
      ...campaignCheck(changes, target, facts),
      `Tick this once ${each} shows Pending or Enabled again.`,
    ],
    numbers: changes.map(numberIn),
  };
}

/** Off at once; on again, or another number of the same user on, only after another step. */
function offUntil(off: string, on: string, later: string, { stepOf }: Facts): string[] {
  return [
    `Disable ${off} on the SMS page now. Leave this box open and go on with the steps below.`,
    `Turn ${on} on as soon as step ${stepOf.get(later) ?? ''} is done, not before: until then there is no place for it. ${LISTED_THERE}`,
  ];
}

function switched(changes: readonly Change[], first: Change, facts: Facts): Told {
  const { these, each } = wordsFor(changes);
  const key = first.campaign ?? '';
  const silent = listed(
    changes.map(({ from, person }) => {
      const number = from?.number === undefined ? '' : formatPhone(from.number);
      return person === null ? number : `${number} of ${person}`;
    }),
  );
  const off = changes.length === 1 ? 'goes off by itself' : 'go off by themselves';
  return {
    title:
      changes.length === 1
        ? `Switch ${first.person ?? 'a user'} to ${formatPhone(numberOf(first))} in ${key}`
        : `Switch ${count(changes.length, 'user')} to another number in ${key}`,
    instructions: [
      ...(first.onAfter === null
        ? [
            `Turn ${these} on. ${silent} ${off}: ${ONE_PER_USER}`,
            LISTED_THERE,
            'If the page says that the campaign is full, disable the number that goes off first, and wait until it shows Disabled or nothing.',
          ]
        : offUntil(silent, formatPhone(numberOf(first)), first.onAfter, facts)),
      ...campaignCheck(changes, key, facts),
      `Tick this once ${each} shows Pending or Enabled.`,
    ],
    numbers: changes.map(numberIn),
  };
}

/** Whoever was called away before the tick, or works beside somebody else, takes SMS from nobody a second time. */
function doneBefore(key: string, facts: Facts): string {
  return `A number that shows campaign ${idOf(key, facts)} already has been moved before: leave it as it is.`;
}

function idOf(key: string, { plan }: Facts): string {
  return plan.campaigns.find((line) => line.key === key)?.id ?? key;
}

/** Where the plan cannot say that a number gets into the campaign that was chosen for it. */
function campaignCheck(changes: readonly Change[], key: string, facts: Facts): string[] {
  const { plan } = facts;
  const ids = new Set(changes.map(({ id }) => id));
  const isOpen = plan.notes.some(
    ({ rule, changes: about }) =>
      rule === 'campaign-choice-unknown' && about.some((id) => ids.has(id)),
  );
  if (!isOpen) return [];
  return [
    `Check that ${wordsFor(changes).each} shows campaign ${idOf(key, facts)}. Admin Console assigns the campaign by itself, and which one it takes of several is not confirmed.`,
  ];
}

/** One number, or several. `comma`: a person and a number stand before what follows. */
function wordsFor({ length }: readonly Change[]) {
  return length === 1
    ? { these: 'this number', them: 'it', each: 'it', comma: ',' }
    : { these: 'these numbers', them: 'them', each: 'each', comma: '' };
}

function who(changes: readonly Change[]): string {
  const [first] = changes;
  return first !== undefined && changes.length === 1
    ? whoOf(first)
    : count(changes.length, 'number');
}

function numberIn(change: Change): RunbookNumber {
  const { action, person, from, to } = change;
  return {
    number: numberOf(change),
    person,
    from: from?.campaign ?? null,
    to: to?.campaign ?? null,
    silences: action === 'switch' ? (from?.number ?? null) : null,
  };
}
