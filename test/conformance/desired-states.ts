/**
 * The table of the conformance suite: sequences of complete desired states, and what is true of every provider at the end
 * of each. Law: every step is a whole file set, and what is expected stands here; nothing is derived from a planner.
 */
import {
  BRAND,
  block,
  campaign,
  clerks,
  file,
  type Key,
  noTexting,
  numbers,
  type Office,
  type Person,
  person,
} from './office.ts';

export interface Sequence {
  readonly name: string;
  readonly office: Office;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name: string;
  /** Path → text. The file with `account:` is the driver's. */
  readonly files: Readonly<Record<string, string>>;
  /** What others do before or while it is applied. */
  readonly others?: Others;
  /** What it needs of a provider; where that is not declared, `otherwise` is expected and printed. */
  readonly needs?: Needs;
  readonly expect: Expected;
}

/** Number → key of the campaign in which it texts. All others are off, but for those whom no file ever names. */
export type Texting = Readonly<Record<string, Key>>;

export interface Expected {
  readonly texting: Texting;
  /** Each paid or unique submission so far, by what it makes. */
  readonly submitted?: readonly string[];
  /** Number → rule that holds it. */
  readonly held?: Readonly<Record<string, string>>;
  readonly attention?: readonly string[];
  readonly refusals?: readonly string[];
  readonly deactivated?: readonly Key[];
  /** What the forms hold; only what is named is compared. */
  readonly texts?: Readonly<Partial<Record<Key, Partial<Texts>>>>;
  /** The plan is not empty at the end, as something waits for carriers or support. */
  readonly waits?: true;
}

export interface Texts {
  readonly useCase: string;
  readonly callToAction: string;
  readonly samples: readonly string[];
}

export interface Others {
  /** Carriers do not approve, but say this. */
  readonly reject?: { readonly campaign: Key; readonly reason: string };
  /** Support has a limit raised. */
  readonly grant?: { readonly campaign: Key; readonly limit: number };
  /** The first try to turn this number on fails. */
  readonly failOnce?: string;
  /** Somebody turns this number off by hand. */
  readonly turnOff?: string;
  /** So many days pass before anybody looks. */
  readonly days?: number;
}

export type Needs =
  /** Fields of the approved campaign that are not as they were approved. */
  | { readonly kind: 'edit'; readonly fields: readonly string[]; readonly otherwise: Expected }
  /** So many active campaigns. */
  | { readonly kind: 'active-campaigns'; readonly count: number; readonly otherwise: Expected };

const jane = person('jane.doe', '+14085550101');
const sam = person('sam.roe', '+14085550102', { numbers: ['+14085550102', '+14085550112'] });
const samsOther: Person = { ...sam, numbers: ['+14085550112'] };
const ann = person('ann.lee', '+14085550103');
const bob = person('bob.ray', '+14085550104', { textsIn: 'CBILL01' });
const eve = person('eve.fox', '+14085550105', { textsIn: 'CSUPP01' });
const tom = person('tom.orr', '+14085550106', { textsIn: 'CPROMO1' });
const pam = person('pam.fay', '+14085550108', { blocked: true });
const kit = person('kit.orr', '+14085550109', { blocked: true });
/** In no file, ever. */
const kim = person('kim.lux', '+14085550107', { textsIn: 'CBILL01' });
const off = (of: Person): Person => person(of.user.split('@')[0] ?? '', of.numbers[0] ?? '');

const texting = (key: Key, ...people: readonly Person[]): Texting =>
  Object.fromEntries(people.map(({ numbers: [first = ''] }) => [first, key]));

const NEW: Office = { people: [jane, sam, ann], campaigns: [] };
const FIRST = ['brand acme', 'campaign front-desk'];

const one = (more: string, rest = ''): Step['files'] => ({
  'campaigns.yaml': file({ brands: BRAND, campaigns: block('front-desk', { more }), rest }),
});

const FROM_NOTHING: Sequence = {
  name: 'an office from nothing',
  office: NEW,
  steps: [
    {
      name: 'a brand and a campaign',
      files: one(''),
      expect: { texting: {}, submitted: FIRST, attention: ['campaign-idle'] },
    },
    {
      name: 'numbers on, of which one fails at first',
      files: one(numbers(jane, sam, ann)),
      others: { failOnce: '+14085550103' },
      expect: { texting: texting('front-desk', jane, sam, ann), submitted: FIRST },
    },
    {
      name: 'a person gets another number',
      files: one(numbers(jane, samsOther, ann), noTexting(sam)),
      expect: { texting: texting('front-desk', jane, samsOther, ann), submitted: FIRST },
    },
    {
      name: 'somebody no longer texts',
      files: one(numbers(jane, samsOther), noTexting(sam, ann)),
      expect: { texting: texting('front-desk', jane, samsOther), submitted: FIRST },
    },
    {
      name: 'another name, with formerly',
      files: {
        'brands.yaml': `version: 1\nbrands:${BRAND}\n`,
        'office/reception.yaml': file({
          campaigns: block('reception', {
            more: `\n    formerly: front-desk${numbers(jane, samsOther)}`,
          }),
        }),
      },
      expect: { texting: texting('reception', jane, samsOther), submitted: FIRST },
    },
  ],
};

const edited = (texts: Parameters<typeof block>[1]): Step['files'] => ({
  'campaigns.yaml': file({
    brands: BRAND,
    campaigns: block('front-desk', { ...texts, more: numbers(jane) }),
  }),
});
const SAMPLE = 'your appointment is on Tuesday at 9:00. Reply STOP to opt out.';
const CALL = 'Patients tick the SMS box on the paper form at the front desk of each office.';
const samplesWith = (first: string): readonly string[] => [
  `Acme Dental: ${first}`,
  'Acme Dental: your forms are ready. Reply STOP to opt out.',
];
const AT_FIRST: Texts = {
  useCase: 'customer-care',
  callToAction: 'Patients tick the SMS box on https://acme-dental.example/contact',
  samples: samplesWith('your appointment is on Monday at 9:00. Reply STOP to opt out.'),
};
const withTexts = (texts: Texts): Expected => ({
  texting: texting('front-desk', jane),
  submitted: FIRST,
  texts: { 'front-desk': texts },
});
const TWO_TEXTS: Texts = { ...AT_FIRST, samples: samplesWith(SAMPLE), callToAction: CALL };

const EDITS: Sequence = {
  name: 'texts of an approved campaign',
  office: { people: [jane], campaigns: [] },
  steps: [
    { name: 'an approved campaign', files: edited({}), expect: withTexts(AT_FIRST) },
    {
      name: 'another sample',
      files: edited({ sample: SAMPLE }),
      needs: { kind: 'edit', fields: ['samples'], otherwise: withTexts(AT_FIRST) },
      expect: withTexts({ ...AT_FIRST, samples: samplesWith(SAMPLE) }),
    },
    {
      name: 'another call to action',
      files: edited({ sample: SAMPLE, callToAction: CALL }),
      needs: {
        kind: 'edit',
        fields: ['samples', 'callToAction'],
        otherwise: withTexts(AT_FIRST),
      },
      expect: withTexts(TWO_TEXTS),
    },
    {
      name: 'another use case, which no provider is known to change',
      files: edited({ sample: SAMPLE, callToAction: CALL, useCase: 'mixed' }),
      needs: {
        kind: 'edit',
        fields: ['useCase'],
        otherwise: { texting: texting('front-desk', jane), submitted: FIRST },
      },
      expect: withTexts({ ...TWO_TEXTS, useCase: 'mixed' }),
    },
    {
      name: 'the texts as they were approved',
      files: edited({}),
      expect: withTexts(AT_FIRST),
    },
  ],
};

const REJECTED: Sequence = {
  name: 'a rejection',
  office: { people: [jane], campaigns: [] },
  steps: [
    {
      name: 'carriers reject the campaign',
      files: one(numbers(jane)),
      others: { reject: { campaign: 'front-desk', reason: 'The privacy page is missing' } },
      expect: { texting: {}, submitted: FIRST, attention: ['campaign-rejected'], waits: true },
    },
    {
      name: 'it is sent again with another text',
      files: {
        'campaigns.yaml': file({
          brands: BRAND,
          campaigns: block('front-desk', {
            sample: SAMPLE,
            more: `\n    resubmit: "2026-07-20: the privacy page is live"${numbers(jane)}`,
          }),
        }),
      },
      expect: {
        texting: texting('front-desk', jane),
        submitted: [...FIRST, 'resubmission front-desk'],
        texts: { 'front-desk': { ...AT_FIRST, samples: samplesWith(SAMPLE) } },
      },
    },
  ],
};

const BILLING = campaign('billing', 'CBILL01', 'ACCOUNT_NOTIFICATION');
const MANY: Office = {
  people: [off(jane), sam, bob, eve, tom, kim, pam, kit],
  campaigns: [
    BILLING,
    campaign('support', 'CSUPP01', 'CUSTOMER_CARE', { limit: 1 }),
    campaign('promo', 'CPROMO1', 'MARKETING', { limit: 1 }),
  ],
};
const ids = { billing: 'CBILL01', support: 'CSUPP01', promo: 'CPROMO1' } as const;
const bound = (key: keyof typeof ids, ...people: readonly Person[]): string =>
  `\n  ${key}:\n    id: ${ids[key]}${people.length === 0 ? '' : numbers(...people)}`;

const MOVES: Sequence = {
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

const DRIFT: Sequence = {
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

const REJECTED_BEFORE: Sequence = {
  name: 'a campaign that was rejected before anybody wrote it down',
  office: {
    people: [off(jane)],
    campaigns: [campaign('recall', 'CRECAL1', 'MIXED', { rejected: true })],
  },
  steps: [
    {
      name: 'it is sent again with other samples, a week after anybody has looked',
      files: {
        'campaigns.yaml': file({
          campaigns: `
  recall:
    id: CRECAL1
    samples:
      - "Acme Dental: ${SAMPLE}"
      - "Acme Dental: your forms are ready. Reply STOP to opt out."
    resubmit: "2026-07-20: the samples say how to stop"
    fee: { accepted: 89 }${numbers(off(jane))}`,
        }),
      },
      others: { days: 8 },
      expect: {
        texting: texting('recall', jane),
        submitted: ['resubmission recall'],
        texts: { recall: { samples: samplesWith(SAMPLE) } },
      },
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

const CROWD: Sequence = {
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

const HELD: Sequence = {
  name: 'numbers that cannot have SMS',
  office: {
    people: [off(jane), bob, kim, ...Object.values(unfit)],
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

const two = (allow: string, ...people: readonly Person[]): Step['files'] => ({
  'campaigns.yaml': file({
    brands: BRAND,
    campaigns:
      block('front-desk', { more: numbers(jane) }) +
      block('recall', {
        useCase: 'marketing',
        callToAction: 'Patients ask for recalls on the paper form at the front desk of an office.',
        sample: 'it is time for your check-up. Reply STOP to opt out.',
        more: `${allow}${numbers(...people)}`,
      }),
  }),
});

const ONE: Expected = { texting: texting('front-desk', jane), submitted: FIRST };

const TWO: Sequence = {
  name: 'two campaigns',
  office: NEW,
  steps: [
    { name: 'the first one', files: one(numbers(jane)), expect: ONE },
    {
      name: 'a second one',
      files: two('', ann),
      needs: { kind: 'active-campaigns', count: 2, otherwise: ONE },
      expect: {
        texting: { ...texting('front-desk', jane), ...texting('recall', ann) },
        submitted: [...FIRST, 'campaign recall'],
      },
    },
    {
      name: 'a second one, of which support said that it may be',
      files: two('\n    allow: { active-campaigns: "CAS-104234: two are allowed" }', ann),
      expect: {
        texting: { ...texting('front-desk', jane), ...texting('recall', ann) },
        submitted: [...FIRST, 'campaign recall'],
      },
    },
  ],
};

export const SEQUENCES: readonly Sequence[] = [
  FROM_NOTHING,
  EDITS,
  REJECTED,
  REJECTED_BEFORE,
  DRIFT,
  MOVES,
  CROWD,
  HELD,
  TWO,
];
