/**
 * Two vocabularies, side by side: that of the wire and that of the configuration language.
 * Law: a value that only one side knows passes through unharmed; nothing is dropped or guessed.
 */
import type { E164 } from '../../model/desired.ts';
import { asList, asObject, asText, type Json } from '../../model/json.ts';
import type { Content, FieldValue, Kind } from '../../model/kinds.ts';
import type { BrandStatus, CampaignStatus, LiveNumber, SmsStatus } from '../../model/snapshot.ts';

interface WireField {
  readonly name: string;
  readonly wire: string;
  /** `enum`: `CUSTOMER_CARE` on the wire, `customer-care` in the configuration. */
  readonly as: 'text' | 'enum' | 'list';
}

function wireField(name: string, wire: string, as: WireField['as'] = 'text'): WireField {
  return { name, wire, as };
}

/** Every content field of the table of kinds. The tax id is not one: it is sent once and never read back. */
export const WIRE_FIELDS: Readonly<Record<Kind, readonly WireField[]>> = {
  brand: [
    wireField('legalName', 'legalName'),
    wireField('brandName', 'brandName'),
    wireField('legalForm', 'legalForm', 'enum'),
    wireField('taxIdCountry', 'taxIdCountry'),
    wireField('alternativeId.type', 'alternativeIdType', 'enum'),
    wireField('alternativeId.value', 'alternativeId'),
    wireField('stock.symbol', 'stockSymbol'),
    wireField('stock.exchange', 'stockExchange'),
    wireField('vertical', 'vertical', 'enum'),
    wireField('website', 'website'),
    wireField('supportEmail', 'supportEmail'),
    wireField('contactEmail', 'contactEmail'),
  ],
  campaign: [
    wireField('useCase', 'useCase', 'enum'),
    wireField('description', 'description'),
    wireField('callToAction', 'callToAction'),
    wireField('privacyPolicy', 'privacyPolicyUrl'),
    wireField('termsAndConditions', 'termsUrl'),
    wireField('optIn.keywords', 'optInKeywords', 'list'),
    wireField('optIn.message', 'optInMessage'),
    wireField('optOut.keywords', 'optOutKeywords', 'list'),
    wireField('optOut.message', 'optOutMessage'),
    wireField('help.keywords', 'helpKeywords', 'list'),
    wireField('help.message', 'helpMessage'),
    wireField('samples', 'samples', 'list'),
  ],
};

/** `CUSTOMER_CARE` → `customer-care`. */
export function fromWireEnum(value: string): string {
  return value.toLowerCase().replaceAll('_', '-');
}

/** `customer-care` → `CUSTOMER_CARE`. */
export function toWireEnum(value: string): string {
  return value.toUpperCase().replaceAll('-', '_');
}

/** The content of an object as the wire tells it; a field that is null or missing there is missing here. */
export function contentFromWire(kind: Kind, wire: Json): Content {
  const content: Record<string, FieldValue> = {};
  for (const field of WIRE_FIELDS[kind]) {
    const value = valueFromWire(field, wire[field.wire]);
    if (value !== null) content[field.name] = value;
  }
  return content;
}

function valueFromWire(field: WireField, value: unknown): FieldValue | null {
  if (field.as === 'list') {
    const items = asList(value);
    return items === null ? null : items.filter((item) => typeof item === 'string');
  }
  const text = asText(value);
  return text !== null && field.as === 'enum' ? fromWireEnum(text) : text;
}

/** Throws where a field is not in the table: content is checked long before it is sent. */
export function contentToWire(kind: Kind, content: Content): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      const field = WIRE_FIELDS[kind].find((each) => each.name === name);
      if (field === undefined) throw new Error(`no field ${name} of a ${kind} on the wire`);
      const isEnum = field.as === 'enum' && typeof value === 'string';
      return [field.wire, isEnum ? toWireEnum(value) : value];
    }),
  );
}

/** A status in our words; one that is not known yet is `unknown`. */
function status<T extends string>(known: Readonly<Record<string, T>>, fallback: T) {
  return (value: unknown): T =>
    typeof value === 'string' && Object.hasOwn(known, value)
      ? (known[value] ?? fallback)
      : fallback;
}

export const brandStatus = status<BrandStatus>(
  { PENDING: 'pending', VERIFIED: 'verified', UNVERIFIED: 'unverified', FAILED: 'failed' },
  'unknown',
);

export const campaignStatus = status<CampaignStatus>(
  {
    PENDING: 'pending',
    APPROVED: 'approved',
    REJECTED: 'rejected',
    SUSPENDED: 'suspended',
    DEACTIVATED: 'deactivated',
  },
  'unknown',
);

export const smsStatus = status<SmsStatus>(
  {
    OFF: 'off',
    PENDING_ON: 'pending-on',
    ON: 'on',
    ENABLING_FAILED: 'enabling-failed',
    PENDING_OFF: 'pending-off',
    DISABLING_FAILED: 'disabling-failed',
  },
  'unknown',
);

export const inventoryStatus = status<LiveNumber['inventory']>(
  {
    AVAILABLE: 'available',
    ASSIGNED: 'assigned',
    PORTING: 'porting',
    PRE_PORTING: 'pre-porting',
  },
  'unknown',
);

export const numberCategory = status<LiveNumber['category']>(
  { LOCAL: 'local', TOLL_FREE: 'toll-free' },
  'unknown',
);

/** ISO 3166-1 alpha-2, as the guide has it; the OpenAPI file says 3166-2, whose codes are longer. null: not told. */
export function country(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z]{2}$/.test(value) ? value.toUpperCase() : null;
}

/** A number as the registry writes it; null where that is no E.164. */
export function e164(value: unknown): E164 | null {
  return typeof value === 'string' && /^\+[1-9]\d{5,14}$/.test(value) ? (value as E164) : null;
}

/** The other number of a port: a text in the list of phone numbers, an object on the extension of a user. */
export function linkedNumber(value: unknown): E164 | null {
  return e164(value) ?? e164(asObject(value)?.['phoneNumber']);
}
