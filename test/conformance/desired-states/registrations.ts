/** Brands and campaigns: registered, edited, rejected, renamed, and the people who text in them. */
import {
  BRAND,
  block,
  campaign,
  file,
  noTexting,
  numbers,
  type Office,
  type Person,
} from '../office.ts';
import { ann, jane, sam, samsOther, texting } from './people.ts';
import type { Expected, Sequence, Step, Texts } from './sequence.ts';

const NEW: Office = { people: [jane, sam, ann], campaigns: [] };
const FIRST = ['brand acme', 'campaign front-desk'];

const one = (more: string, rest = ''): Step['files'] => ({
  'campaigns.yaml': file({ brands: BRAND, campaigns: block('front-desk', { more }), rest }),
});

export const FROM_NOTHING: Sequence = {
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

export const EDITS: Sequence = {
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

export const REJECTED: Sequence = {
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

export const REJECTED_BEFORE: Sequence = {
  name: 'a campaign that was rejected before anybody wrote it down',
  office: {
    people: [jane],
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
    fee: { accepted: 89 }${numbers(jane)}`,
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

export const TWO: Sequence = {
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
