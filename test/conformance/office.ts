/**
 * Offices: what there is before a sequence of desired states begins, in words that no provider has of its own.
 * Law: plain facts; each driver plants them in its registry, or in its Admin Console.
 */

export interface Office {
  readonly people: readonly Person[];
  /** Of a verified brand, as somebody made them by hand long ago. */
  readonly campaigns: readonly Campaign[];
}

export interface Person {
  readonly user: string;
  /** E.164; of several, SMS is on at the first one. */
  readonly numbers: readonly string[];
  /** Id of the campaign in which the first number texts; left out: its SMS is off. */
  readonly textsIn?: string;
  /** SMS of the first number is on without a campaign, so carriers block every text. */
  readonly blocked?: true;
  readonly extension?: 'CC';
  readonly inactive?: true;
  /** The registry of numbers calls it toll-free. */
  readonly tollFree?: true;
}

export interface Campaign {
  readonly id: string;
  /** What it is known by, whoever registered it. */
  readonly description: string;
  readonly useCase: string;
  /** Left out: 48. */
  readonly limit?: number;
  /** Carriers rejected it. */
  readonly rejected?: true;
}

export const BRAND_ID = 'BOLD001';
export const LEGAL_NAME = 'Acme Dental Group LLC';
export const DEFAULT_LIMIT = 48;
const DOMAIN = 'acme-dental.example';

/** Key of a campaign in the files → what carriers were told of it. */
export const DESCRIPTIONS = {
  'front-desk': 'Appointment reminders and replies to patients of the front desk.',
  reception: 'Appointment reminders and replies to patients of the front desk.',
  recall: 'Recalls of patients whose last visit was half a year ago.',
  billing: 'Billing questions and payment reminders of the office.',
  support: 'Answers of the support team to questions about treatments.',
  promo: 'Seasonal offers to patients who asked for them.',
  clinics: 'Messages between the clinics and their patients.',
} as const;

export type Key = keyof typeof DESCRIPTIONS;

export function person(name: string, number: string, more: Partial<Person> = {}): Person {
  return { user: `${name}@${DOMAIN}`, numbers: [number], ...more };
}

export function campaign(
  key: Key,
  id: string,
  useCase: string,
  more: Partial<Campaign> = {},
): Campaign {
  return { id, description: DESCRIPTIONS[key], useCase, ...more };
}

/** `+14085550207` of 7. */
export function numbered(n: number): string {
  return `+1408555${String(200 + n).padStart(4, '0')}`;
}

export function clerks(count: number): readonly Person[] {
  return Array.from({ length: count }, (_, i) => person(`clerk${i + 1}`, numbered(i + 1)));
}

/** `Jane Doe` of jane.doe@acme-dental.example. */
export function nameOf({ user }: Person): string {
  const [local = ''] = user.split('@');
  return local
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
}

/** The block of the brand, and those of campaigns, as an admin writes them. */
export const BRAND = `
  acme:
    legalName: ${LEGAL_NAME}
    brandName: Acme Dental
    legalForm: private-company
    taxIdFrom: ACME_EIN
    taxIdCountry: US
    vertical: healthcare
    website: https://${DOMAIN}
    supportEmail: help@${DOMAIN}
    fee: { accepted: 89 }`;

export interface Texts {
  readonly useCase?: string;
  readonly callToAction?: string;
  readonly sample?: string;
  readonly description?: string;
  /** Further lines of the block. */
  readonly more?: string;
}

/** A campaign that is to be registered, with consent to one fee. */
export function block(key: Key, texts: Texts = {}): string {
  const {
    useCase = 'customer-care',
    callToAction = `Patients tick the SMS box on https://${DOMAIN}/contact`,
    sample = 'your appointment is on Monday at 9:00. Reply STOP to opt out.',
    description = DESCRIPTIONS[key],
    more = '',
  } = texts;
  return `
  ${key}:
    brand: acme
    useCase: ${useCase}
    description: ${description}
    callToAction: ${callToAction}
    privacyPolicy: https://${DOMAIN}/privacy
    optIn:
      keywords: [START, YES]
      message: "Acme Dental: you are subscribed. Msg & data rates may apply. Reply HELP for help, STOP to opt out."
    optOut: { keywords: [STOP], message: "Acme Dental: you are unsubscribed." }
    help: { keywords: [HELP], message: "Acme Dental: call 408 555 0100 or write to help@${DOMAIN}." }
    samples:
      - "Acme Dental: ${sample}"
      - "Acme Dental: your forms are ready. Reply STOP to opt out."
    fee: { accepted: 89 }${more}`;
}

/** `numbers:` of a campaign, with who holds each. */
export function numbers(...people: readonly Person[]): string {
  return `\n    numbers:${linesOf(people, '      ')}`;
}

export function noTexting(...people: readonly Person[]): string {
  return `noTexting:${linesOf(people, '  ')}\n`;
}

function linesOf(people: readonly Person[], indent: string): string {
  return people.map(({ user, numbers: [first = ''] }) => `\n${indent}${first}: ${user}`).join('');
}

export function file(parts: {
  readonly brands?: string;
  readonly campaigns: string;
  readonly rest?: string;
}): string {
  const { brands, campaigns, rest = '' } = parts;
  const about = brands === undefined ? '' : `brands:${brands}\n`;
  return `version: 1\n${about}campaigns:${campaigns}\n${rest}`;
}
