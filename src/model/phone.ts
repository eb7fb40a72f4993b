/**
 * Phone numbers as people write them → E.164.
 * Law: libphonenumber-js decides what a number is, but at build time: the tables it left in `area-codes.gen.ts` are all
 * that is needed here, so that 100,000 lines of a spreadsheet cost milliseconds. A test holds the two against each other.
 */
import { AREAS, CALLING_CODES, EXCHANGES } from './area-codes.gen.ts';
import type { E164 } from './desired.ts';

/** Territories of the United States with country codes of their own in the numbering plan. How carriers treat them in 10DLC is unknown. */
export const TERRITORIES = ['PR', 'VI', 'GU', 'AS', 'MP'] as const;

export type Territory = (typeof TERRITORIES)[number];
export type NumberCountry = 'US' | 'CA' | Territory;

export type PhoneRule =
  | 'phone-toll-free'
  | 'phone-premium'
  | 'phone-personal'
  | 'phone-not-geographic'
  | 'phone-short-code'
  | 'phone-other-country'
  | 'phone-damaged'
  | 'phone-invalid';

export interface PhoneRefusal {
  readonly ok: false;
  readonly rule: PhoneRule;
  /** A sentence that stands alone; names the number unless it is long. */
  readonly message: string;
  readonly hint: string;
}

export type PhoneResult =
  | {
      readonly ok: true;
      readonly number: E164;
      readonly country: NumberCountry;
      readonly warning: { readonly rule: 'phone-territory'; readonly message: string } | null;
    }
  | PhoneRefusal;

/** What an area code is: a country, or a kind of number that belongs to none. */
const AREA_OWNER: ReadonlyMap<string, string> = new Map(
  Object.entries(AREAS).flatMap(([owner, codes]) =>
    codes.split(' ').map((code) => [code, owner] as const),
  ),
);

const EXCHANGE_SPANS: ReadonlyMap<string, readonly (readonly [number, number])[]> = new Map(
  Object.entries(EXCHANGES).map(([area, spans]) => [
    area,
    spans.split(' ').map((span) => {
      const [from, to] = span.split('-').map(Number);
      return [from ?? 0, to ?? from ?? 0] as const;
    }),
  ]),
);

const TAKES_ARTICLE =
  / (?:Islands|Republic|Kingdom|Emirates)$|^(?:Bahamas|Comoros|Gambia|Maldives|Netherlands|Philippines|Seychelles)$/;

const WRITTEN_SO = 'Write a US or Canadian number with its area code, such as +14085550101.';

/**
 * Reads one phone number. Accepted: `+14085550101`, the integer text `14085550101`, `408-555-0101`, `(408) 555-0101`,
 * `1.408.555.0101`, `tel:+1-408-555-0101`, also with spaces, no-break spaces and invisible direction marks around or between.
 * US and Canadian 10-digit long codes pass, numbers of US territories with a warning; everything else is refused by name.
 */
export function parsePhone(text: string): PhoneResult {
  const plain = /^\+?1(\d{10})$/.exec(text);
  if (plain?.[1] !== undefined) return classify(plain[1], text);

  const cleaned = clean(text);
  const damage = damageOf(cleaned);
  if (damage !== null) return damage;

  const compact = cleaned.replace(/^tel:/i, '').replace(/[\s().\-/‐-―−]/g, '');
  const written = /^(\+?)(\d+)$/.exec(compact);
  if (written === null) return unreadable(cleaned, compact);
  const [, plus = '', digits = ''] = written;
  if (digits.length === 11 && digits.startsWith('1')) return classify(digits.slice(1), cleaned);
  if (digits.length === 10 && plus === '') return classify(digits, cleaned);
  return plus === '' ? wrongLength(digits, cleaned) : international(digits);
}

/** `+14085550101` → `+1 408 555 0101`, as numbers are shown to people; one of another country stays as it is. */
export function formatPhone(number: E164): string {
  if (number.length !== 12 || !number.startsWith('+1')) return number;
  return `+1 ${number.slice(2, 5)} ${number.slice(5, 8)} ${number.slice(8)}`;
}

/** Judges ten digits of the North American numbering plan. */
function classify(national: string, written: string): PhoneResult {
  const area = national.slice(0, 3);
  const owner = AREA_OWNER.get(area);
  if (owner === undefined) {
    return invalid(
      `${show(written)} is not a phone number: there is no area code ${area}`,
      'Check the first three digits.',
    );
  }
  if (owner === 'US' || owner === 'CA' || isTerritory(owner)) {
    return withinArea(national, area, owner, written);
  }
  return foreignOrSpecial(area, owner, written);
}

function withinArea(
  national: string,
  area: string,
  country: NumberCountry,
  written: string,
): PhoneResult {
  const exchange = national.slice(3, 6);
  if (!inUse(area, Number(exchange))) {
    const message = `${show(written)} is not a phone number: no number in area code ${area} continues with ${exchange}`;
    return invalid(message, 'Check the digits after the area code.');
  }
  const number = `+1${national}` as E164;
  if (!isTerritory(country)) return { ok: true, number, country, warning: null };
  const message = `${area} is ${countryName(country)}: whether carriers treat its numbers as US numbers is not known.`;
  return { ok: true, number, country, warning: { rule: 'phone-territory', message } };
}

/** Exchanges begin with 2 to 9; some areas use only a part of them. */
function inUse(area: string, exchange: number): boolean {
  if (exchange < 200) return false;
  const spans = EXCHANGE_SPANS.get(area);
  return spans === undefined || spans.some(([from, to]) => exchange >= from && exchange <= to);
}

function foreignOrSpecial(area: string, owner: string, written: string): PhoneRefusal {
  const only = 'Register the local US or Canadian number of the user instead.';
  switch (owner) {
    case 'toll-free':
      return refuse(
        'phone-toll-free',
        `${show(written)} is toll-free (${area}): toll-free numbers cannot be in a campaign, they are verified in another way.`,
        only,
      );
    case 'premium':
      return refuse(
        'phone-premium',
        `${show(written)} is a premium-rate number (${area}): it cannot be in a campaign.`,
        only,
      );
    case 'personal':
      return refuse(
        'phone-personal',
        `${show(written)} is a personal follow-me number (${area}): it cannot be in a campaign.`,
        only,
      );
    case 'voip':
      return refuse(
        'phone-not-geographic',
        `${show(written)} belongs to no place (${area}): only local numbers can be in a campaign.`,
        only,
      );
    default:
      return refuse(
        'phone-other-country',
        `${area} is ${countryName(owner)}: only US and Canadian numbers can be registered.`,
        'Take the number out. A country that shares +1 is still another country.',
      );
  }
}

/** A number with `+` and a calling code that is not 1, or with +1 and a wrong count of digits. */
function international(digits: string): PhoneRefusal {
  if (digits.startsWith('1')) {
    const count = digits.length - 1;
    const message = `+${clip(digits)} is too ${count > 10 ? 'long' : 'short'}: it has ${count} digit${count === 1 ? '' : 's'} behind +1; a US or Canadian number has 10`;
    return invalid(message, WRITTEN_SO);
  }
  const code = [3, 2, 1]
    .map((length) => digits.slice(0, length))
    .find((start) => CALLING_CODES[start] !== undefined);
  const country = code === undefined ? undefined : CALLING_CODES[code];
  const missingOne = digits.length === 10 && classify(digits, digits).ok;
  const hint = missingOne
    ? `If it is a US or Canadian number, write +1${digits}.`
    : 'Take the number out.';
  if (code === undefined || country === undefined) {
    return invalid(`+${clip(digits)} is not a phone number: no country has this code`, hint);
  }
  return refuse(
    'phone-other-country',
    `+${code} is ${countryName(country)}: only US and Canadian numbers can be registered.`,
    hint,
  );
}

function wrongLength(digits: string, written: string): PhoneRefusal {
  const count = digits.length;
  if (count >= 3 && count <= 6) {
    return refuse(
      'phone-short-code',
      `${digits} is a short code: only 10-digit numbers can be in a campaign.`,
      WRITTEN_SO,
    );
  }
  if (count === 7) return invalid(`${show(digits)} lacks its area code`, WRITTEN_SO);
  const has =
    count === 11
      ? 'has 11 digits and does not begin with 1'
      : `has ${count} digit${count === 1 ? '' : 's'}`;
  const need = 'a US or Canadian number has 10, or 11 with the leading 1';
  // The form of a US tax number, which is not repeated.
  const name = /^\d{2}[-‐-―]\d{7}$/.test(written) ? 'This number' : show(digits);
  return invalid(`${name} is too ${count > 10 ? 'long' : 'short'}: it ${has}; ${need}`, WRITTEN_SO);
}

/** What a spreadsheet makes of phone numbers, each by its name. Null: no such damage. */
function damageOf(text: string): PhoneRefusal | null {
  const column =
    'Format the column as text in the spreadsheet, write the number again and export once more.';
  if (/^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i.test(text)) {
    return refuse(
      'phone-damaged',
      `A spreadsheet has turned this number into ${clip(text)}; its last digits are lost.`,
      column,
    );
  }
  if (/^#+$|^#[A-Z]+[A-Z0-9/]*[!?]?$/.test(text)) {
    return refuse(
      'phone-damaged',
      `${clip(text)} is what a spreadsheet shows in place of a number.`,
      column,
    );
  }
  const forms: readonly (readonly [RegExp, string])[] = [
    [/^(\+?\d{10,11})[.,]0+$/, 'has decimals from a spreadsheet'],
    [/^['’‘`](\+?[\d\s().-]+)$/, 'begins with the apostrophe with which a spreadsheet marks text'],
    [/^[“”„"«]([^“”"»]+)[“”"»]$/, 'has quotation marks that are part of the text'],
    [/^="?(\+?[\d\s().-]+)"?$/, 'is written as a spreadsheet formula'],
    [/^(\+?\d{1,3}(?:,\d{3}){2,})$/, 'has the thousands separators of a spreadsheet'],
  ];
  for (const [form, what] of forms) {
    const digits = form.exec(text)?.[1]?.replaceAll(',', '');
    if (digits === undefined) continue;
    const meant = parsePhone(digits);
    return refuse(
      'phone-damaged',
      `${clip(text)} ${what}.`,
      meant.ok ? `Write ${meant.number}.` : column,
    );
  }
  return null;
}

function unreadable(text: string, compact: string): PhoneRefusal {
  if (compact === '' || compact === '+') return invalid('The phone number is empty', WRITTEN_SO);
  if (/^\+?\d{7,}(?:;?ext?=?\.?|x|#)\d+$/i.test(compact)) {
    return invalid(
      `${clip(text)} has an extension: a campaign holds whole phone numbers`,
      "Write the user's own direct number.",
    );
  }
  if (/\d{7}\D+\d{7}/.test(compact)) {
    return invalid(
      `${clip(text)} is more than one phone number`,
      'Give each number a line of its own.',
    );
  }
  const what = /\p{L}/u.test(compact) ? 'has letters in it' : 'has characters that no number has';
  return invalid(`${clip(text)} is not a phone number: it ${what}`, WRITTEN_SO);
}

/** Without what cannot be seen: direction marks, zero-width characters, all kinds of spaces around. Full-width digits become plain ones. */
function clean(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .trim();
}

function isTerritory(country: string): country is Territory {
  return TERRITORIES.some((territory) => territory === country);
}

/** `JM` → `Jamaica`, `GB` → `the United Kingdom`. */
function countryName(code: string): string {
  const name = new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code;
  return TAKES_ARTICLE.test(name) ? `the ${name}` : name;
}

function invalid(sentence: string, hint: string): PhoneRefusal {
  return refuse('phone-invalid', `${sentence}.`, hint);
}

function refuse(rule: PhoneRule, message: string, hint: string): PhoneRefusal {
  return { ok: false, rule, message, hint };
}

/** The number as people know it where it is one, else as written; never long. */
function show(written: string): string {
  const digits = written.replace(/\D/g, '');
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  if (national.length === 10) {
    return `+1 ${national.slice(0, 3)} ${national.slice(3, 6)} ${national.slice(6)}`;
  }
  return clip(written);
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
