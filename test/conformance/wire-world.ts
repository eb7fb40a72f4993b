/**
 * The world that traffic is recorded in: a seed, and what is asked of it again and again.
 */
import type { Seed } from '../../src/sandbox/seed.ts';

export const MESSAGES = {
  useCase: 'CUSTOMER_CARE',
  description: 'Appointment reminders and replies to patients of the front desk.',
  callToAction: 'Patients tick the SMS box on https://acme-dental.example/contact',
  privacyPolicyUrl: 'https://acme-dental.example/privacy',
  optInKeywords: ['START'],
  optInMessage: 'Acme Dental: you are subscribed. Reply HELP for help, STOP to opt out.',
  optOutKeywords: ['STOP'],
  optOutMessage: 'Acme Dental: you are unsubscribed.',
  helpKeywords: ['HELP'],
  helpMessage: 'Acme Dental: call 408 555 0100.',
  samples: ['Acme Dental: your appointment is on Monday at 9:00. Reply STOP to opt out.'],
};

export const BRAND = {
  legalName: 'Acme Dental Group LLC',
  brandName: 'Acme Dental',
  legalForm: 'PRIVATE_COMPANY',
  taxIdCountry: 'US',
  vertical: 'HEALTHCARE',
  website: 'https://acme-dental.example',
  supportEmail: 'help@acme-dental.example',
};

export const SEED: Seed = {
  clock: { mode: 'stepped', start: '2026-07-20T09:00:00Z' },
  brands: [
    { id: 'B7ACME1', referenceId: 'acme/brand/acme', status: 'VERIFIED', ...BRAND },
    { id: 'B7HAND1', status: 'UNVERIFIED', legalName: 'Acme Labs LLC', brandName: 'Acme Labs' },
  ],
  campaigns: [
    { id: 'C7GH42I', brand: 'B7ACME1', status: 'APPROVED', ...MESSAGES },
    { id: 'C7FULL1', brand: 'B7ACME1', status: 'APPROVED', numberLimit: 1, ...MESSAGES },
    { id: 'C7HAND1', brand: 'B7ACME1', status: 'SUSPENDED', reason: 'Complaints' },
  ],
  users: [
    {
      userName: 'jane.doe@acme-dental.example',
      firstName: 'Jane',
      lastName: 'Doe',
      department: 'Front desk',
      numbers: ['+14085550101'],
      sms: { status: 'ON', campaign: 'C7GH42I', since: '2026-01-10T09:00:00Z' },
    },
    {
      userName: 'sam.roe@acme-dental.example',
      createdTime: '2022-05-01T09:00:00Z',
      numbers: ['+14085550102', '+14085550103'],
      sms: { status: 'ON' },
    },
    { userName: 'ann.lee@acme-dental.example', extension: 'CC', numbers: ['+14085550104'] },
    { userName: 'bob.ray@acme-dental.example', status: 'INACTIVE', numbers: ['+14085550105'] },
    {
      userName: 'desk{n}@acme-dental.example',
      numbers: ['+14085550120'],
      count: 5,
    },
  ],
  numbers: [
    { number: '+18005550199' },
    { number: '+14085550106', status: 'AVAILABLE' },
    { number: '+14085550107', status: 'PORTING', origin: 'PORTING' },
    {
      number: '+14085550108',
      status: 'PRE_PORTING',
      origin: 'PORTING',
      temporaryNumber: '+14085550104',
    },
  ],
};

/** Reads that every server can answer. */
export const READ_PATHS = [
  '/users',
  '/phone-numbers',
  '/phone-numbers/%2B14085550101',
  '/operations/op_000001',
  '/sms/brands',
  '/sms/brands/B7ACME1',
  '/sms/campaigns',
  '/sms/campaigns/C7GH42I',
  '/sms/numbers',
  '/sms/numbers/%2B14085550101',
  '/sms/invoices',
];

const ITEM = { phoneNumber: '+14085550120', campaignId: 'C7GH42I' };

/** One sound write of each kind, for a server that will not take it. */
export const WRITES: readonly (readonly [string, string, object])[] = [
  ['POST', '/sms/brands', { referenceId: 'acme/brand/labs', ...BRAND, taxId: '123456789' }],
  ['PUT', '/sms/brands/B7ACME1', { brandName: 'Acme' }],
  ['POST', '/sms/campaigns', { brandId: 'B7ACME1', ...MESSAGES }],
  ['PUT', '/sms/campaigns/C7GH42I', { samples: ['One.'] }],
  ['POST', '/sms/campaigns/C7GH42I/resubmissions', { reason: 'page is live' }],
  ['POST', '/sms/campaigns/C7GH42I/deactivation', { reason: 'replaced' }],
  ['POST', '/sms/numbers/assignments', { items: [ITEM] }],
  ['POST', '/sms/numbers/removals', { items: [{ phoneNumber: '+14085550101', version: 1 }] }],
];
