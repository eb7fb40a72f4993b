/**
 * A pasted table → its rows, in each way in which it can be read.
 * Law: how a text is parted into cells is tried, never guessed: what fits is for its reader to say.
 */
import { CsvError } from 'csv-parse/sync';
import { plainRows, quotedRows, type Row } from '../config/csv.ts';
import type { E164 } from '../model/desired.ts';
import { type PhoneResult, type PhoneRule, parsePhone } from '../model/phone.ts';

export type { Row };
export type Table = readonly Row[];

/** What a terminal obeys, and what nobody sees: whatever was copied with the table, it is not part of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are taken out here.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;
const UNSEEN = /[^\P{Cc}\t\n]|\p{Cf}/gu;

/** Line ends of all kinds, and spaces, made ordinary: what ended a line in the table ends it here. */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(ESCAPES, '')
    .replace(UNSEEN, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ');
}

/** The tables that a text may be, the likeliest first. `text` is plain. */
export function tablesIn(text: string): readonly Table[] {
  if (/^\s*\|.*\|\s*$/m.test(text)) return [markdownRows(text)];
  if (text.includes('\t')) {
    return [separated(text, '\t'), ...broken(text.split('\n').map((line) => line.split('\t')))];
  }
  const lines = text.split('\n');
  if (lines.some(isPhone)) return broken(lines.map((line) => [line]));
  return [separated(text, ';'), separated(text, ','), spaced(lines)];
}

/** What a cell is as a phone number; null: it has no digits to speak of. */
export function phoneIn(cell: string): PhoneResult | null {
  return /\d\d/.test(cell) ? parsePhone(cell) : null;
}

export function isPhone(cell: string): boolean {
  return phoneIn(cell)?.ok === true;
}

/** What a cell is that is no number of a line: an extension is taken for a short code. */
const NO_NUMBER = new Set<PhoneRule>(['phone-invalid', 'phone-damaged', 'phone-short-code']);

/** A number that 10DLC does not know, such as a toll-free one, or one of Australia. */
export function isOtherNumber(text: string): boolean {
  const phone = phoneIn(text);
  return phone?.ok === false && !NO_NUMBER.has(phone.rule);
}

/** What was a number once, or is more than one: what is not understood is not skipped. */
export function isDamaged(text: string): boolean {
  const phone = phoneIn(text);
  if (phone === null || phone.ok || isOtherNumber(text)) return false;
  if (/^\d{4}-\d\d-\d\d/.test(text)) return false;
  return phone.rule === 'phone-damaged' || /^\d{7}/.test(text.replace(/[\s().+-]/g, ''));
}

export interface Found {
  readonly number: E164;
  readonly line: number;
}

/** A number of ten digits, with what people write between and before them. */
const TEN_DIGITS =
  /(?<!\d)(?:(?:\+\d{1,3}|1)[ ().\-/‐-―−]{0,3})?\d{3}[ ().\-/‐-―−]{0,3}\d{3}[ ().\-/‐-―−]{0,3}\d{4}(?!\d)/g;

/** Every number of the United States and Canada in a plain text, in a cell of its own or not. */
export function phonesIn(text: string): readonly Found[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.normalize('NFKC').matchAll(TEN_DIGITS)].flatMap(([written]) => {
      const phone = parsePhone(written);
      return phone.ok ? [{ number: phone.number, line: index + 1 }] : [];
    }),
  );
}

function separated(text: string, separator: string): Table {
  if (!text.includes('"')) return [...plainRows(text, separator)];
  try {
    return [...quotedRows(text, separator)];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return [...plainRows(text, separator)];
  }
}

/** `| +1 408 555 0101 | Enabled |`, without the line of dashes; the bars at both ends may be missing. */
function markdownRows(text: string): Table {
  return text.split('\n').flatMap((written, index) => {
    const line = written.trim();
    if (/^[|:\s-]*$/.test(line)) return [];
    const inner = line.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
    const cells = inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
    return [{ cells, line: index + 1 }];
  });
}

/** Columns of a plain text stand at least two spaces apart. */
function spaced(lines: readonly string[]): Table {
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [{ cells: line.trim().split(/ {2,}/), line: index + 1 }],
  );
}

interface Cell {
  readonly text: string;
  readonly line: number;
}

/** Rows of which each cell came on a line of its own: where every row has as many, with and without those that are blank. */
function broken(lines: readonly (readonly string[])[]): readonly Table[] {
  if (lines.some((cells) => cells.filter((cell) => cell.trim() !== '').length > 1)) return [];
  const all = lines.flatMap((cells, index) =>
    cells.map((cell): Cell => ({ text: cell.trim(), line: index + 1 })),
  );
  const first = all.findIndex(({ text }) => text !== '');
  const last = all.findLastIndex(({ text }) => text !== '');
  const written = all.filter(({ text }) => text !== '');
  return [written, all.slice(first, last + 1)].flatMap((cells) => evenRows(cells) ?? []);
}

/** One table, if the numbers are whole and stand at even distances, and the cells fill its rows, perhaps below a header; null: not so. */
function evenRows(cells: readonly Cell[]): readonly Table[] | null {
  if (cells.some(({ text }) => isDamaged(text))) return null;
  const phones = cells.flatMap(({ text }, at) => (isPhone(text) ? [at] : []));
  const [first, second] = phones;
  if (first === undefined) return null;
  const width = second === undefined ? cells.length : second - first;
  const isEven = phones.every((at, index) => at === first + index * width);
  const rows = cells.length / width;
  if (width < 2 || !isEven || rows !== Math.floor(rows) || rows - phones.length > 1) return null;
  // With a header the first number stands in the second row.
  if (Math.floor(first / width) !== rows - phones.length) return null;
  const table: Row[] = [];
  for (let at = 0; at < cells.length; at += width) {
    const row = cells.slice(at, at + width);
    const phone = row.find(({ text }) => isPhone(text));
    table.push({ cells: row.map(({ text }) => text), line: (phone ?? row[0])?.line ?? 1 });
  }
  return [table];
}
