/**
 * numbersFile: a long list of numbers as CSV, straight from a spreadsheet.
 * Law: each line is a person, so a line that is not understood is an error, never skipped.
 */
import type { DesiredNumber } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type CsvRules, cellPlace, type Row, rowRange, rowsOf } from './csv.ts';
import { type Collected, collect } from './findings.ts';
import { isPerson, readNumber } from './phone-at.ts';
import { diagnose, type SourceFile } from './source.ts';

export interface NumberList {
  readonly numbers: readonly DesiredNumber[];
  readonly diagnostics: readonly Diagnostic[];
}

export const NUMBERS_FILE: CsvRules = {
  missing: 'numbers-file-missing',
  format: 'numbers-file-format',
};

/** Which cell holds what. Null: the list has no header. */
type Header = { readonly number: number; readonly user: number } | null;

const NUMBER_NAME = /^(?:(?:sms|phone|telephone|mobile)[ _-]?)?(?:number|phone|telephone|tel)$/i;
const USER_NAME = /^(?:user(?:[ _-]?(?:name|id))?|e-?mail(?:[ _-]?address)?)$/i;

/** A line that starts with `#` is a comment, unless that is what a spreadsheet shows in place of a value. */
const COMMENT =
  /^[^\S\n]*#(?!(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|#+)[^\S\n]*(?:[,;\t\n]|$)).*$/gm;

/**
 * Reads `number,user` lines, with or without a header, parted by comma, semicolon or tab. Of more than `most` numbers the
 * rest is not read.
 */
export function readNumberList(
  source: SourceFile,
  most: number = Number.POSITIVE_INFINITY,
): NumberList {
  const text = source.text.includes('#')
    ? source.text.replace(COMMENT, (comment) => ' '.repeat(comment.length))
    : source.text;
  const rows = rowsOf({ ...source, text }, NUMBERS_FILE);
  return 'rule' in rows ? { numbers: [], diagnostics: [rows] } : readRows(source, rows, most);
}

/** Names of columns have no digits to speak of; a line with a number, even a damaged one, has. */
function isNames({ cells }: Row): boolean {
  return cells.every((cell) => !/\d{3}|^#/.test(cell)) && cells.some((cell) => /\p{L}/u.test(cell));
}

function headerOf({ cells }: Row): Header {
  const number = cells.findIndex((cell) => NUMBER_NAME.test(cell));
  const user = cells.findIndex((cell) => USER_NAME.test(cell));
  return number === -1 || user === -1 ? null : { number, user };
}

/** Stops where there are more errors than are shown: what follows is mostly wrong in the same way. */
function readRows(source: SourceFile, rows: Iterable<Row>, most: number): NumberList {
  const numbers: DesiredNumber[] = [];
  const found = collect();
  let header: Header = null;
  let isFirst = true;
  for (const row of rows) {
    if (isFirst && isNames(row)) {
      header = headerOf(row);
      if (header === null) return { numbers, diagnostics: [unknownHeader(source, row)] };
    } else {
      readRow(source, row, header, numbers, found);
    }
    if (found.isFull() || numbers.length > most) break;
    isFirst = false;
  }
  const isEmpty = numbers.length === 0 && found.list.length === 0;
  return { numbers, diagnostics: isEmpty ? [emptyList(source)] : found.list };
}

function readRow(
  source: SourceFile,
  row: Row,
  header: Header,
  numbers: DesiredNumber[],
  found: Collected,
): void {
  const text = row.cells[header?.number ?? 0] ?? '';
  const user = row.cells[header?.user ?? 1] ?? '';
  const fault = faultOf(row, user, header);
  if (fault !== null) found.add(badRow(source, row, fault));
  const diagnostics: Diagnostic[] = [];
  const number = readNumber(cellPlace(source, row, text), text, user, diagnostics);
  for (const diagnostic of diagnostics) found.add(diagnostic);
  if (number !== null && fault === null) numbers.push(number);
}

type Fault = readonly [message: string, hint: string];

function faultOf({ cells }: Row, user: string, header: Header): Fault | null {
  if (user === '') {
    return [
      'This line does not say who should hold the number.',
      'Add the user after the number, such as `+14085550101,jane.doe@acme-dental.example`, or `anyone`.',
    ];
  }
  if (!isPerson(user)) {
    return [
      `\`${user.slice(0, 80)}\` is not the name of a user.`,
      'Write the user name as in Admin Console (3 to 70 letters, digits and . @ _ / -), or `anyone`.',
    ];
  }
  if (header === null && cells.length > 2 && cells.slice(2).some((cell) => cell !== '')) {
    return [
      'This line has more than a number and a user.',
      'Keep two columns, or start the list with the line `number,user` and more names of columns.',
    ];
  }
  return null;
}

function badRow(source: SourceFile, row: Row, [message, hint]: Fault): Diagnostic {
  return diagnose(source, rowRange(source, row.line), { rule: 'numbers-file-row', message, hint });
}

function emptyList(source: SourceFile): Diagnostic {
  return diagnose(source, [0, 0], {
    rule: 'numbers-file-format',
    message: `\`${source.file}\` lists no number.`,
    hint: 'Write one line per number: `+14085550101,jane.doe@acme-dental.example`.',
  });
}

function unknownHeader(source: SourceFile, row: Row): Diagnostic {
  return diagnose(source, rowRange(source, row.line), {
    rule: 'numbers-file-format',
    message: 'The first line does not name a column of numbers and a column of users.',
    hint: 'Make it `number,user`, in the order of the columns, or leave it out and put the number first.',
  });
}
