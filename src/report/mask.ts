/**
 * Mask: phone numbers made unreadable in a text that strangers may see, such as the log of a public repository.
 * Law: pure; length and layout stay, area code and the last two digits stay, every digit between becomes `•`.
 * Nothing but phone numbers changes: ids, dates, times, amounts and counts are not numbers that ring.
 * Where ten digits that stand alone might be either, they count as a phone number.
 */

/** A colour, the mark of HTML, or what `clean` and JSON make of an invisible character. They may hold digits of their own. */
const APART = String.raw`\x1b\[[\d;]{0,12}m|</?mark>|\\u\{[\da-fA-F]{1,6}\}|\\u[\da-fA-F]{4}`;

/** Of these a few may stand between two digits. */
const UNSEEN = String.raw`(?:${APART}|\p{Cf}){0,4}`;

/** Between two groups of digits: nothing, a parenthesis, one sign with or without spaces, or the end of a line. */
const GAP = String.raw`${UNSEEN}(?:\)?(?:[ \t\u00a0]?[.\-/‐-―−][ \t\u00a0]?|[ \t\u00a0])?|\)?[ \t]{0,4}\r?\n[ \t]{0,99}|\\n[ ]{0,99})${UNSEEN}\(?`;

/** Before a number without `+`: no letter, digit or `$`, other than the end of a colour or of an escape. */
const START = String.raw`(?:(?<![\p{L}\p{N}$]|\d\.)|(?<=\x1b\[[\d;]{0,12}m|\\[nrt]|\\u[\da-fA-F]{4}|%2[Bb]|tel:))`;

/** Behind a number: no digit, no letter but the one of an extension, no rest of a date. */
const END = String.raw`(?!\d|-\d\d-\d\d|(?!x\d|ext)\p{L})`;

const AREA = String.raw`[2-9]\d\d`;

const SPELLINGS = [
  // With its country code, in groups of any length: +1 408 555 0101, tel:+1-408-555-0101, +1 40 85 55 01 01.
  String.raw`\+1(?:${GAP}\d){10}(?!\d)`,
  // Of another country: +44 20 7946 0958.
  String.raw`\+(?!1)\d{1,3}(?:${GAP}\d){6,12}(?!\d)`,
  // Damaged, but a number all the same: one digit too many or too few behind the code or between dashes.
  String.raw`\+1(?:${GAP}\d){7,12}(?!\d|${UNSEEN}…)`,
  String.raw`${START}(?:\(${AREA}\) ?|${AREA}-)\d{3}-\d{3,5}${END}(?!${UNSEEN}…)`,
  // As in a letterhead or a spreadsheet: 4085550101, 408-555-0101, (408) 555-0101, 1.408.555.0101.
  String.raw`${START}(?:1${GAP})?\(?${AREA}${GAP}\d{3}${GAP}\d{4}${END}`,
  // In pairs: 40 85 55 01 01.
  String.raw`${START}[2-9]\d(?<sign>[ .\-])\d\d(?:\k<sign>\d\d){3}${END}`,
];

const NUMBER = new RegExp(SPELLINGS.join('|'), 'gu');

/** What is left of a number that was cut where a line was too long for the terminal. */
const CUT_BEHIND = new RegExp(
  String.raw`(?:\+1${GAP}${AREA}(?:${GAP}\d){1,6}|${START}(?:1${GAP})?${AREA}(?:${GAP}\d){3,6})(?=${UNSEEN}…)`,
  'gu',
);
const CUT_BEFORE = new RegExp(String.raw`(?<=…${UNSEEN})\d(?:${GAP}\d){4,9}${END}`, 'gu');

/** Digits that have to be there before it pays to look closer. */
const DIGITS = /\d\D{0,40}\d\D{0,40}\d\D{0,40}\d/;
const DATE = /\d{4}-\d\d-\d\d|\d{4}\/\d\d\/\d\d/;

/** The text with every phone number in it masked: `+1 408 555 0101` → `+1 408 ••• ••01`. */
export function maskNumbers(text: string): string {
  if (!DIGITS.test(text)) return text;
  return text
    .replace(NUMBER, (found) => (DATE.test(found) ? found : masked(found, areaEnd(found), 2)))
    .replace(CUT_BEHIND, (found) => (DATE.test(found) ? found : masked(found, areaEnd(found), 0)))
    .replace(CUT_BEFORE, (found) => (DATE.test(found) ? found : masked(found, 0, 2)));
}

/** Digits up to the end of the area code. */
function areaEnd(found: string): number {
  return /^(?:\+|1)/.test(found) ? 4 : 3;
}

/** Keeps the first and the last digits. What stands between them, such as a colour, is no digit of the number. */
function masked(found: string, first: number, last: number): string {
  const parts = found.split(PART).filter((part) => part !== '');
  const digits = parts.filter((part) => DIGIT.test(part)).length;
  let at = 0;
  return parts
    .map((part) => {
      if (!DIGIT.test(part)) return part;
      at += 1;
      return at > first && at <= digits - last ? '•' : part;
    })
    .join('');
}

const PART = new RegExp(String.raw`(${APART}|\d)`);
const DIGIT = /^\d$/;
