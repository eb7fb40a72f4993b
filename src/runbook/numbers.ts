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
  'A number that the SMS page lists already is turned on in its row there; another one with "+ Enable phone numbers".';
const HELD_BY_USER = 'Each number has to be assigned to its user already.';
const ONE_PER_USER = '8x8 allows one SMS number for each user.';

export function turnedOff({ changes }: Sitting, { plan }: Facts): Told {
  return {
    title: `Turn SMS off for ${who(changes)}`,
    instructions: [
      `Select ${these(changes)} on the SMS page and disable ${changes.length === 1 ? 'it' : 'them'}.`,
      `Tick this once each shows Pending, Disabled or nothing. It takes ${plan.times.numberOn}.`,
    ],
    numbers: changes.map(numberIn),
  };
}

export function turnedOn({ changes, part }: Sitting, facts: Facts, batch: string): Told {
  const [first] = changes;
  const isAgain = first !== undefined && isBlocked(first);
  const pending = `Tick this once each shows Pending or Enabled. It takes ${facts.plan.times.numberOn}.`;
  return {
    title: isAgain
      ? `Turn SMS off and on again for ${who(changes)}: on, but in no campaign`
      : `Turn SMS on for ${who(changes)} in ${part}${batch}`,
    instructions: isAgain
      ? [
          `Disable ${these(changes)} on the SMS page, and wait until each shows Disabled or nothing. Nobody loses anything by it: carriers block a number without a campaign.`,
          'Then turn each on again.',
          LISTED_THERE,
          ...campaignCheck(part, facts),
          pending,
        ]
      : [
          `On the SMS page choose "+ Enable phone numbers" and enter ${these(changes)}.`,
          HELD_BY_USER,
          LISTED_THERE,
          ...campaignCheck(part, facts),
          pending,
        ],
    numbers: changes.map(numberIn),
  };
}

export function moved(sitting: Sitting, facts: Facts): Told {
  const { changes } = sitting;
  const [first] = changes;
  if (first?.action === 'switch') return switched(changes, first, facts);
  const target = first?.campaign ?? '';
  return {
    title: `Move ${who(changes)}${changes.length === 1 ? ',' : ''} to ${target}`,
    instructions: [
      ...offAndOn(first, these(changes), facts),
      LISTED_THERE,
      ...campaignCheck(target, facts),
      'Tick this once each shows Pending or Enabled again.',
    ],
    numbers: changes.map(numberIn),
  };
}

/** In one sitting, or on again only after another step. */
function offAndOn(change: Change | undefined, numbers: string, { plan, stepOf }: Facts): string[] {
  const off = `Disable ${numbers} on the SMS page`;
  const later = change?.onAfter ?? null;
  if (later === null) {
    return [
      `${off}, and wait until each shows Disabled or nothing: ${plan.times.move}. Nobody of them can text meanwhile.`,
      'Then turn each on at once.',
    ];
  }
  return [
    `${off} now. Leave this box open and go on with the steps below.`,
    `Turn it on again as soon as step ${stepOf.get(later) ?? ''} is done, not before: until then there is no place for it.`,
  ];
}

function switched(changes: readonly Change[], first: Change, facts: Facts): Told {
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
        ? `Switch ${whoOf(first)}, to this number in ${key}`
        : `Switch ${count(changes.length, 'user')} to another number in ${key}`,
    instructions:
      first.onAfter === null
        ? [
            `Turn ${these(changes)} on. ${silent} ${off}: ${ONE_PER_USER}`,
            LISTED_THERE,
            'If the page says that the campaign is full, disable the number that goes off first, and wait until it shows Disabled or nothing.',
            ...campaignCheck(key, facts),
            'Tick this once each shows Pending or Enabled.',
          ]
        : [
            ...offAndOn(first, silent, facts).slice(0, 1),
            `Turn ${formatPhone(numberOf(first))} on as soon as step ${facts.stepOf.get(first.onAfter) ?? ''} is done, not before: until then there is no place for it.`,
            ONE_PER_USER,
            LISTED_THERE,
            ...campaignCheck(key, facts),
          ],
    numbers: changes.map(numberIn),
  };
}

/** Which campaign a number gets where there are several, nobody has confirmed. */
function campaignCheck(key: string, { plan, snapshot }: Facts): string[] {
  const active = snapshot.campaigns.filter(({ status }) => status !== 'deactivated').length;
  if (active < 2) return [];
  const id = plan.campaigns.find((line) => line.key === key)?.id ?? key;
  return [
    `Check that each shows campaign ${id}. Admin Console assigns the campaign by itself, and which one it takes of several is not confirmed.`,
  ];
}

function these(changes: readonly Change[]): string {
  return changes.length === 1 ? 'this number' : 'these numbers';
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
