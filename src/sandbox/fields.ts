/**
 * The fields of brands and campaigns in the contract: what a write may carry, and what may change later.
 * Law: what differs per field stands in this table; the same table checks bodies, merges them and renders answers.
 */
import type { Content } from './records.ts';

export interface Field {
  readonly name: string;
  /** `country`: ISO 3166-1 alpha-2. */
  readonly type: 'text' | 'list' | 'country';
  readonly required: boolean;
  /** The only values there are; null: free text. */
  readonly values: readonly string[] | null;
  /** Once approved (verified): `free` changes at once, `review` begins a re-review, `fixed` is refused. */
  readonly approved: 'free' | 'review' | 'fixed';
}

/** A reason why a request is refused: HTTP status, published error code, the field it is about. */
export interface Refusal {
  readonly status: 400 | 404 | 409;
  readonly code: 'VALIDATION_ERROR' | 'NOT_FOUND' | 'CONFLICT';
  readonly field: string | null;
  readonly message: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export function accept<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function refuse(
  code: Refusal['code'],
  field: string | null,
  message: string,
): { readonly ok: false; readonly refusal: Refusal } {
  const status = code === 'VALIDATION_ERROR' ? 400 : code === 'NOT_FOUND' ? 404 : 409;
  return { ok: false, refusal: { status, code, field, message } };
}

const TEXT_MAX = 4096;
const LIST_MAX = 20;

function text(name: string, approved: Field['approved'], required = true): Field {
  return { name, type: 'text', required, values: null, approved };
}

function list(name: string, approved: Field['approved']): Field {
  return { name, type: 'list', required: true, values: null, approved };
}

function choice(
  name: string,
  approved: Field['approved'],
  values: readonly string[],
  required = true,
): Field {
  return { name, type: 'text', required, values, approved };
}

const VERTICALS = [
  'AGRICULTURE',
  'COMMUNICATION',
  'CONSTRUCTION',
  'EDUCATION',
  'ENERGY',
  'ENTERTAINMENT',
  'FINANCIAL',
  'GAMBLING',
  'GOVERNMENT',
  'HEALTHCARE',
  'HOSPITALITY',
  'HUMAN_RESOURCES',
  'INSURANCE',
  'LEGAL',
  'MANUFACTURING',
  'NGO',
  'POLITICAL',
  'POSTAL',
  'PROFESSIONAL',
  'REAL_ESTATE',
  'RETAIL',
  'TECHNOLOGY',
  'TRANSPORTATION',
];

const USE_CASES = [
  '2FA',
  'ACCOUNT_NOTIFICATION',
  'AGENTS_FRANCHISES',
  'CHARITY',
  'CUSTOMER_CARE',
  'DELIVERY_NOTIFICATION',
  'EMERGENCY',
  'FRAUD_ALERT',
  'HIGHER_EDUCATION',
  'K12_EDUCATION',
  'LOW_VOLUME',
  'MARKETING',
  'MIXED',
  'POLITICAL',
  'POLLING_VOTING',
  'PROXY',
  'PUBLIC_SERVICE_ANNOUNCEMENT',
  'SECURITY_ALERT',
  'SOCIAL',
  'SOLE_PROPRIETOR',
  'SWEEPSTAKE',
  'TRIAL',
];

/** `taxId` is accepted and kept only as `taxIdMasked`. */
export const BRAND_FIELDS: readonly Field[] = [
  text('legalName', 'fixed'),
  text('brandName', 'free'),
  choice('legalForm', 'fixed', ['PRIVATE_COMPANY', 'PUBLIC_COMPANY', 'NON_PROFIT', 'GOVERNMENT']),
  text('taxId', 'fixed'),
  { name: 'taxIdCountry', type: 'country', required: true, values: null, approved: 'fixed' },
  choice('alternativeIdType', 'fixed', ['DUNS', 'GIIN', 'LEI'], false),
  text('alternativeId', 'fixed', false),
  text('stockSymbol', 'free', false),
  text('stockExchange', 'free', false),
  choice('vertical', 'free', VERTICALS),
  text('website', 'free'),
  text('supportEmail', 'free'),
  text('contactEmail', 'free', false),
];

export const CAMPAIGN_FIELDS: readonly Field[] = [
  choice('useCase', 'fixed', USE_CASES),
  text('description', 'review'),
  text('callToAction', 'review'),
  text('privacyPolicyUrl', 'review'),
  text('termsUrl', 'free', false),
  list('optInKeywords', 'review'),
  text('optInMessage', 'review'),
  list('optOutKeywords', 'review'),
  text('optOutMessage', 'review'),
  list('helpKeywords', 'free'),
  text('helpMessage', 'free'),
  list('samples', 'free'),
];

/** Checks a body against the table; `extra` names members that the caller handles. */
export function checkContent(
  fields: readonly Field[],
  body: Readonly<Record<string, unknown>>,
  extra: readonly string[],
  complete: boolean,
): Answer<Content> {
  const content: Record<string, string | readonly string[] | null> = {};
  for (const name of Object.keys(body)) {
    if (extra.includes(name)) continue;
    if (!fields.some((field) => field.name === name)) {
      return refuse('VALIDATION_ERROR', name, 'is not a field that can be written');
    }
  }
  for (const field of fields) {
    const value = body[field.name];
    if (value === undefined || value === null) {
      if (field.required && (complete || value === null)) {
        return refuse('VALIDATION_ERROR', field.name, 'must not be blank');
      }
      if (value === null) content[field.name] = null;
      continue;
    }
    const problem = problemOf(field, value);
    if (problem !== null) return refuse('VALIDATION_ERROR', field.name, problem);
    content[field.name] = value as string | readonly string[];
  }
  return accept(content);
}

/** A reference of the caller: 1 to 255 printable characters, or null. */
export function checkReference(value: unknown): Answer<string | null> {
  if (value === undefined || value === null) return accept(null);
  if (typeof value !== 'string' || value.length === 0 || value.length > 255) {
    return refuse('VALIDATION_ERROR', 'referenceId', 'must be a text of 1 to 255 characters');
  }
  return accept(value);
}

/** The tax id as it may be shown: its last four characters, where enough others stay hidden. */
export function maskTaxId(taxId: string): string {
  return `•••••${taxId.length >= 8 ? taxId.slice(-4) : ''}`;
}

/** Replaces `taxId` by `taxIdMasked`. */
export function withoutTaxId(content: Content): Content {
  const { taxId, ...rest } = content;
  return typeof taxId === 'string' ? { ...rest, taxIdMasked: maskTaxId(taxId) } : rest;
}

export function sameValue(a: Content[string] | undefined, b: Content[string] | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function problemOf(field: Field, value: unknown): string | null {
  if (field.type === 'list') {
    if (!Array.isArray(value) || value.length === 0 || value.length > LIST_MAX) {
      return `must be a list of 1 to ${LIST_MAX} texts`;
    }
    return value.every(isText) ? null : 'must hold texts that are not blank';
  }
  if (!isText(value)) return `must be a text of 1 to ${TEXT_MAX} characters`;
  if (field.type === 'country' && !/^[A-Z]{2}$/.test(value)) return 'must be a country such as US';
  if (field.values !== null && !field.values.includes(value)) {
    return `must be one of ${field.values.join(', ')}`;
  }
  return null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_MAX;
}
