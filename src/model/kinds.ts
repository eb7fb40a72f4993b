/**
 * The table of kinds: what a brand and a campaign are made of.
 * Law: what differs per kind stands here, as data; no folder, class or switch per kind elsewhere.
 * Labels are those of 8x8 Admin Console (Home > SMS), so that an admin recognises each field.
 */

export type Kind = 'brand' | 'campaign';

export type FieldValue = string | readonly string[];

/** Field name (dotted path in YAML, such as `optIn.message`) → value in the vocabulary of the configuration language. */
export type Content = Readonly<Record<string, FieldValue>>;

/** Whether a field of an approved object may change: [U] facts are `unknown` and treated as `fixed`, but said to be unknown. */
export type Mutability = 'free' | 're-review' | 'fixed' | 'unknown';

export interface Field {
  /** Dotted path in the YAML block, and key in `Content`. */
  readonly name: string;
  /** Label in Admin Console. */
  readonly label: string;
  /** Needed to register. */
  readonly required: boolean;
  readonly list: boolean;
  /** Long text: shown as a line diff. */
  readonly long: boolean;
}

function field(
  name: string,
  label: string,
  options: { required?: boolean; list?: boolean; long?: boolean } = {},
): Field {
  return {
    name,
    label,
    required: options.required ?? false,
    list: options.list ?? false,
    long: options.long ?? false,
  };
}

export const FIELDS: Readonly<Record<Kind, readonly Field[]>> = {
  brand: [
    field('legalName', 'Legal Company Name', { required: true }),
    field('brandName', 'DBA or Brand Name', { required: true }),
    field('legalForm', 'Legal form of the organisation', { required: true }),
    field('taxIdCountry', 'Tax ID issuing country', { required: true }),
    field('alternativeId.type', 'Alternative Business ID type'),
    field('alternativeId.value', 'Alternative Business ID'),
    field('stock.symbol', 'Stock Symbol'),
    field('stock.exchange', 'Stock Exchange'),
    field('vertical', 'Vertical', { required: true }),
    field('website', 'Website', { required: true }),
    field('supportEmail', 'Support email', { required: true }),
    field('contactEmail', 'Brand contact email'),
  ],
  campaign: [
    field('useCase', 'Use case', { required: true }),
    field('description', 'Campaign Description', { required: true, long: true }),
    field('callToAction', 'Call to Action', { required: true, long: true }),
    field('privacyPolicy', 'Privacy policy', { required: true }),
    field('termsAndConditions', 'Terms and conditions'),
    field('optIn.keywords', 'Opt-In Keywords', { required: true, list: true }),
    field('optIn.message', 'Opt-In Response Message', { required: true, long: true }),
    field('optOut.keywords', 'Opt-Out Keywords', { required: true, list: true }),
    field('optOut.message', 'Opt-Out Response Message', { required: true, long: true }),
    field('help.keywords', 'Help Keywords', { required: true, list: true }),
    field('help.message', 'Help Response Message', { required: true, long: true }),
    field('samples', 'Sample Message', { required: true, list: true, long: true }),
  ],
};

/** Our reference on a live object, where the provider has such a field: `<account>/<kind>/<key>`. */
export function referenceOf(account: string, kind: Kind, key: string): string {
  return `${account}/${kind}/${key}`;
}

/** The key in one of our references; null when the reference is somebody else's. */
export function keyOfReference(account: string, kind: Kind, reference: string): string | null {
  const prefix = `${account}/${kind}/`;
  return reference.startsWith(prefix) ? reference.slice(prefix.length) : null;
}

export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (typeof a === 'string' || typeof b === 'string' || a === undefined || b === undefined) {
    return a === b;
  }
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
