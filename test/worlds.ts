/** Registries to begin tests from. */
import type { Seed } from '../src/sandbox/seed.ts';

/** The time at which stepped test registries begin. */
export const START = '2026-01-05T09:00:00.000Z';

/** The fields that a registration of a brand needs, in the words of the contract. */
export const BRAND_BODY = {
  legalName: 'Acme Dental Group LLC',
  brandName: 'Acme Dental',
  legalForm: 'PRIVATE_COMPANY',
  taxId: '12-3456789',
  taxIdCountry: 'US',
  vertical: 'HEALTHCARE',
  website: 'https://acme-dental.example',
  supportEmail: 'help@acme-dental.example',
};

/** The fields that a registration of a campaign needs, but for its brand. */
export const CAMPAIGN_BODY = {
  useCase: 'CUSTOMER_CARE',
  description: 'Appointment reminders and replies to patients of the front desk.',
  callToAction: 'Patients tick the SMS box on https://acme-dental.example/contact',
  privacyPolicyUrl: 'https://acme-dental.example/privacy',
  optInKeywords: ['START'],
  optInMessage: 'Acme Dental: you are subscribed. Reply HELP for help, STOP to opt out.',
  optOutKeywords: ['STOP'],
  optOutMessage: 'Acme Dental: you are unsubscribed.',
  helpKeywords: ['HELP'],
  helpMessage: 'Acme Dental: call 408 555 0100 or write to help@acme-dental.example.',
  samples: ['Acme Dental: your appointment is on Monday at 9:00. Reply STOP to opt out.'],
};

/**
 * A dental group as it is found before anything is managed as code: a verified brand and one approved
 * campaign, both made by hand, 46 billing clerks on it, and at the front desk everyone who is a special case.
 */
export function standardSeed(): Seed {
  return {
    clock: { mode: 'stepped', start: START },
    brands: [
      {
        id: 'BACME01',
        since: '2025-03-03T10:00:00Z',
        ...BRAND_BODY,
      },
    ],
    campaigns: [
      {
        id: 'C7GH42I',
        brand: 'BACME01',
        since: '2025-03-10T10:00:00Z',
        ...CAMPAIGN_BODY,
        description: 'Billing questions and payment reminders.',
      },
    ],
    users: [
      user('jane.doe', 'Jane', 'Doe', '+14085550101'),
      user('sam.roe', 'Sam', 'Roe', '+14085550102'),
      // Two numbers of one user: only one of them can have SMS.
      {
        ...user('ann.lee', 'Ann', 'Lee', '+14085550103'),
        numbers: ['+14085550103', '+14085550104'],
      },
      // From before 2023-02-15: SMS was switched on by itself, without a campaign.
      {
        ...user('bob.ray', 'Bob', 'Ray', '+14085550105'),
        createdTime: '2022-06-01T09:00:00Z',
        sms: { status: 'ON', campaign: null, since: '2022-06-01T09:00:00Z' },
      },
      { ...user('eve.fox', 'Eve', 'Fox', '+14085550106'), extension: 'CC' },
      { ...user('tom.orr', 'Tom', 'Orr', '+14085550107'), status: 'INACTIVE' },
      user('kim.day', 'Kim', 'Day', '+18005550108'),
      { ...user('liv.may', 'Liv', 'May', '+14165550109') },
      { userName: 'no.number@acme-dental.example', extensions: [] },
      {
        userName: 'clerk{n}@acme-dental.example',
        firstName: 'Clerk',
        lastName: 'No {n}',
        department: 'Billing',
        numbers: ['+14085550200'],
        count: 46,
        sms: { status: 'ON', campaign: 'C7GH42I', since: '2025-03-12T10:00:00Z' },
      },
    ],
    numbers: [
      { number: '+14165550109', country: 'CA' },
      { number: '+14085550190', status: 'AVAILABLE' },
      {
        number: '+14085550191',
        status: 'PORTING',
        origin: 'PORTING',
        temporaryNumber: '+14085550192',
      },
      { number: '+14085550192', status: 'AVAILABLE' },
      { number: '+18765550193', country: 'JM' },
    ],
  };
}

function user(
  name: string,
  firstName: string,
  lastName: string,
  number: string,
): {
  userName: string;
  firstName: string;
  lastName: string;
  department: string;
  numbers: string[];
} {
  const userName = `${name}@acme-dental.example`;
  return { userName, firstName, lastName, department: 'Front desk', numbers: [number] };
}
