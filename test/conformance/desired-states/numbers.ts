/** Numbers in campaigns that were there before: moves, limits, what contradicts a line, and what somebody did by hand. */
import {
  campaign,
  clerks,
  file,
  noTexting,
  numbers,
  type Office,
  type Person,
  person,
} from '../office.ts';
import { bob, eve, jane, kim, kit, pam, sam, texting, tom } from './people.ts';
import type { Sequence, Step } from './sequence.ts';

const BILLING = campaign('billing', 'CBILL01', 'ACCOUNT_NOTIFICATION');
const MANY: Office = {
  people: [jane, sam, bob, eve, tom, kim, pam, kit],
  campaigns: [
    BILLING,
    campaign('support', 'CSUPP01', 'CUSTOMER_CARE', { limit: 1 }),
    campaign('promo', 'CPROMO1', 'MARKETING', { limit: 1 }),
  ],
};
const ids = { billing: 'CBILL01', support: 'CSUPP01', promo: 'CPROMO1' } as const;
const bound = (key: keyof typeof ids, ...people: readonly Person[]): string =>
  `\n  ${key}:\n    id: ${ids[key]}${people.length === 0 ? '' : numbers(...people)}`;

export const MOVES: Sequence = {
  name: 'moves between campaigns that were there before',
  office: MANY,
  steps: [
    {
      name: 'everything as it is, and somebody whom no file names',
      files: {
        'campaigns.yaml': file({
          campaigns: bound('billing', bob) + bound('support', eve) + bound('promo', tom),
        }),
      },
      expect: {
        texting: {
          ...texting('billing', bob),
          ...texting('support', eve),
          ...texting('promo', tom),
        },
      },
    },
    {
      name: 'a swap through two full campaigns, and two people more',
      files: {
        'campaigns.yaml': file({
          campaigns: bound('billing', bob, jane, pam) + bound('support', tom) + bound('promo', eve),
          rest: noTexting(kit),
        }),
      },
      expect: {
        texting: {
          ...texting('billing', bob, jane, pam),
          ...texting('support', tom),
          ...texting('promo', eve),
        },
      },
    },
    {
      name: 'a place is made by somebody who leaves it',
      files: {
        'campaigns.yaml': file({
          campaigns: bound('billing', jane, tom, pam) + bound('support', bob) + bound('promo', eve),
        }),
      },
      expect: {
        texting: {
          ...texting('billing', jane, tom, pam),
          ...texting('support', bob),
          ...texting('promo', eve),
        },
      },
    },
    {
      name: 'a campaign ends for ever',
      files: {
        'campaigns.yaml': file({
          campaigns: `${bound('billing', jane, tom, pam)}${bound('support', bob)}${bound('promo')}\n    deactivateForever: nobody asks for offers any more`,
          rest: noTexting(eve),
        }),
      },
      expect: {
        texting: { ...texting('billing', jane, tom, pam), ...texting('support', bob) },
        deactivated: ['promo'],
      },
    },
  ],
};

export const DRIFT: Sequence = {
  name: 'what somebody did by hand',
  office: { people: [bob, kim], campaigns: [BILLING] },
  steps: [
    {
      name: 'as it is',
      files: { 'campaigns.yaml': file({ campaigns: bound('billing', bob) }) },
      expect: { texting: texting('billing', bob) },
    },
    {
      name: 'a number that somebody turned off is turned on again',
      files: { 'campaigns.yaml': file({ campaigns: bound('billing', bob) }) },
      others: { turnOff: '+14085550104', days: 8 },
      expect: { texting: texting('billing', bob) },
    },
  ],
};

const crowd = clerks(50);
const crowded = (limit: string): Step['files'] => ({
  'campaigns.yaml': file({
    campaigns: `\n  clinics:\n    id: CCLIN01\n    limit: { ${limit} }\n    numbersFile: clinics.csv\n`,
  }),
  'clinics.csv': `number,user\n${crowd.map(({ user, numbers: [first = ''] }) => `${first},${user}`).join('\n')}\n`,
});

export const CROWD: Sequence = {
  name: 'more numbers than the limit, from a spreadsheet',
  office: {
    people: crowd,
    campaigns: [campaign('clinics', 'CCLIN01', 'CUSTOMER_CARE')],
  },
  steps: [
    {
      name: 'the first 48, and a raise to ask for',
      files: crowded('wanted: 50'),
      expect: { texting: texting('clinics', ...crowd.slice(0, 48)), waits: true },
    },
    {
      name: 'a raise that was granted and recorded',
      files: crowded('wanted: 50, granted: 50, case: CAS-104233'),
      others: { grant: { campaign: 'clinics', limit: 50 } },
      expect: { texting: texting('clinics', ...crowd) },
    },
  ],
};

const unfit = {
  cc: person('carl.cox', '+14085550120', { extension: 'CC' }),
  gone: person('ida.ivy', '+14085550121', { inactive: true }),
  tollFree: person('ted.fry', '+14085550122', { tollFree: true }),
};

/** In no account. */
const nobody = person('abe.arc', '+14085550123');

export const HELD: Sequence = {
  name: 'numbers that cannot have SMS',
  office: {
    people: [jane, bob, kim, ...Object.values(unfit)],
    campaigns: [BILLING],
  },
  steps: [
    {
      name: 'those that cannot are held, and nobody else',
      files: {
        'campaigns.yaml': file({
          campaigns: bound('billing', unfit.cc, jane, unfit.gone, bob, unfit.tollFree, nobody),
        }),
      },
      expect: {
        texting: texting('billing', jane, bob),
        held: {
          '+14085550120': 'number-owner-without-uc',
          '+14085550121': 'number-owner-inactive',
          '+14085550122': 'number-toll-free',
          '+14085550123': 'number-not-in-account',
        },
      },
    },
  ],
};
