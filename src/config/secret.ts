/**
 * Values that must not be repeated, and how other values are quoted.
 * Law: no message holds what could be a tax number or a key.
 */

const TAX_KEYS = /^(?:tax|ein|tin|utr|vat|irs|gst|bn$|businessnumber|employeridentification)/;
const CREDENTIAL_KEYS =
  /^x?(?:api|auth|access|secret)key$|^(?:api|auth|access)?(?:token|secret|password|passwd|credentials?)$/;

/** Whether a key and its value, together, are a secret: `ein: 12-3456789`, `apiKey: …`, but not `taxId: ACME_EIN`. */
export function isSecretPair(key: string, value: unknown): boolean {
  const text = textOf(value);
  if (text === null || text === '') return false;
  return (
    CREDENTIAL_KEYS.test(letters(key)) ||
    looksLikeEin(text) ||
    (namesTaxNumber(key) && holdsTaxNumber(text))
  );
}

/** Whether a key is a name for a tax number. */
export function namesTaxNumber(key: string): boolean {
  return TAX_KEYS.test(letters(key));
}

function letters(key: string): string {
  return key.toLowerCase().replace(/[^a-z]/g, '');
}

/** Whether a text has the digits of a tax number: no name of an environment variable has seven of them. */
export function holdsTaxNumber(value: unknown): boolean {
  return (textOf(value)?.match(/\d/g)?.length ?? 0) >= 7;
}

/** The US form: nine digits, with or without a hyphen after the second. */
export function looksLikeEin(text: string): boolean {
  return /^\s*\d{2}[-‐-―\s]?\d{7}\s*$/.test(text);
}

/** Whether a tax number in its US form, `12-3456789`, stands in a text. */
export function holdsWrittenEin(text: string): boolean {
  return /(?<![\d-])\d{2}[-‐-―]\d{7}(?![\d-])/.test(text);
}

/** A text with every tax number in it, or what could be one, made unreadable. */
export function withoutTaxIds(text: string): string {
  return text.replace(/(?<![\d-])\d{2}[-‐-―\s]?\d{7}(?![\d-])/g, '•••');
}

/** A value in backticks for a message: short, and never a tax number. */
export function quote(value: unknown): string {
  const text = textOf(value) ?? '';
  return looksLikeEin(text) ? MASK : quoted(text);
}

/** What stands in the place of a phone number: nine digits are one that is too short, unless written as a tax number. */
export function quotePhone(value: unknown): string {
  const text = textOf(value) ?? '';
  return holdsWrittenEin(text) ? MASK : quoted(text);
}

const MASK = '`•••`';

function quoted(text: string): string {
  const characters = [...text.slice(0, 200).replace(/\s+/g, ' ')];
  return characters.length > 40
    ? `\`${characters.slice(0, 40).join('')}…\``
    : `\`${characters.join('')}\``;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
