/** A configuration without a fault, and small edits of it. */
import type {
  Desired,
  DesiredBrand,
  DesiredCampaign,
  DesiredNumber,
  E164,
} from '../../src/model/desired.ts';
import type { Place } from '../../src/model/diagnostic.ts';

let line = 0;

/** Each call is another line, so that places tell blocks apart. */
export function somewhere(file = 'campaigns.yaml'): Place {
  line += 1;
  return { file, line, col: 1 };
}

export const BRAND: DesiredBrand = {
  key: 'acme',
  place: somewhere(),
  id: null,
  formerly: [],
  content: {
    legalName: 'Acme Dental Group LLC',
    brandName: 'Acme Dental',
    legalForm: 'private-company',
    taxIdCountry: 'US',
    vertical: 'healthcare',
    website: 'https://acme-dental.example',
    supportEmail: 'help@acme-dental.example',
  },
  allow: {},
  places: {},
  taxIdFrom: 'ACME_EIN',
  feeAccepted: null,
};

export const CAMPAIGN: DesiredCampaign = {
  key: 'front-desk',
  place: somewhere(),
  id: null,
  formerly: [],
  content: {
    useCase: 'customer-care',
    description: 'Appointment reminders and replies to patients of the front desk.',
    callToAction: 'Patients tick the SMS box on https://acme-dental.example/contact',
    privacyPolicy: 'https://acme-dental.example/privacy',
    'optIn.keywords': ['START'],
    'optIn.message':
      'Acme Dental: you are subscribed. Msg & data rates may apply. Reply HELP for help, STOP to opt out.',
    'optOut.keywords': ['STOP'],
    'optOut.message': 'Acme Dental: you are unsubscribed.',
    'help.keywords': ['HELP'],
    'help.message': 'Acme Dental: call 408 555 0100 or write to help@acme-dental.example.',
    samples: [
      'Acme Dental: your appointment is on Monday at 9:00. Reply STOP to opt out.',
      'Acme Dental: your forms are ready. Reply STOP to opt out.',
    ],
  },
  allow: {},
  places: {},
  brand: 'acme',
  feeAccepted: 89,
  limitWanted: null,
  limitGranted: null,
  resubmit: null,
  deactivateForever: null,
  numbers: [number('+14085550101', 'jane.doe@acme-dental.example')],
};

export function number(digits: string, user: string | null = null): DesiredNumber {
  return { number: digits as E164, user, place: somewhere() };
}

/** `count` numbers that nobody in particular holds. */
export function numbers(count: number, from = 2_085_550_000): readonly DesiredNumber[] {
  return Array.from({ length: count }, (_, i) => number(`+1${from + i}`));
}

export function brand(edit: Partial<DesiredBrand> = {}): DesiredBrand {
  return { ...BRAND, place: somewhere(), ...edit, content: { ...BRAND.content, ...edit.content } };
}

/** A campaign; `content` names only what differs. */
export function campaign(edit: Partial<DesiredCampaign> = {}): DesiredCampaign {
  const content = { ...CAMPAIGN.content, ...edit.content };
  return { ...CAMPAIGN, place: somewhere(), ...edit, content };
}

/** Bound by `id`, with nothing written but its numbers. */
export function bound(key: string, edit: Partial<DesiredCampaign> = {}): DesiredCampaign {
  return {
    ...campaign({ key, id: 'C7GH42I', brand: null, feeAccepted: null, numbers: numbers(1) }),
    content: {},
    ...edit,
  };
}

export function desired(edit: Partial<Desired> = {}): Desired {
  return {
    account: {
      name: 'acme',
      provider: 'sandbox',
      sandboxSeed: null,
      smsVia: 'console',
      usersExport: null,
      place: somewhere(),
    },
    policy: { maxOutages: null, lookAgainAfterDays: null },
    brands: [BRAND],
    campaigns: [CAMPAIGN],
    noTexting: [],
    ...edit,
  };
}
