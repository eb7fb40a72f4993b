/**
 * numbersFile: a long list of numbers as CSV, straight from a spreadsheet.
 * Law: each line is a person, so a line that is not understood is an error, never skipped.
 */
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import type { DesiredNumber } from '../model/desired.ts';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { type Collected, collect } from './findings.ts';
import { isPerson, readNumber } from './phone-at.ts';
import { diagnose, type SourceFile } from './source.ts';
import type { Range } from './tree.ts';

export interface NumberList {
  readonly numbers: readonly DesiredNumber[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A line of the list with something in it: its trimmed cells. */
export interface Row {
  readonly cells: readonly string[];
  /** Number of the line in the file. */
  readonly line: number;
}

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
  const separator = separatorOf(text);
  try {
    return readRows(
      source,
      text.includes('"') ? quotedRows(text, separator) : plainRows(text, separator),
      most,
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { numbers: [], diagnostics: [brokenQuotes(source, error)] };
  }
}

/** The first of the three that the first line with content has. */
function separatorOf(text: string): string {
  const line = /\S.*/.exec(text)?.[0] ?? '';
  return /[,;\t]/.exec(line)?.[0] ?? ',';
}

/** Lines without any quote need no CSV parser: the same rows as `quotedRows` gives for them. */
export function* plainRows(text: string, separator: string): Generator<Row> {
  let line = 1;
  for (let start = 0; start < text.length; line += 1) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const cells = text.slice(start, end).split(separator);
    let isEmpty = true;
    for (let index = 0; index < cells.length; index += 1) {
      const cell = (cells[index] ?? '').trim();
      cells[index] = cell;
      if (cell !== '') isEmpty = false;
    }
    if (!isEmpty) yield { cells, line };
    start = end + 1;
  }
}

interface Recorded {
  readonly record: readonly string[];
  /** `lines`: the last line of the record. */
  readonly info: { readonly lines: number };
}

export function* quotedRows(text: string, separator: string): Generator<Row> {
  // The types of csv-parse do not know that `info` wraps each record.
  const records: readonly unknown[] = parseCsv(text, {
    delimiter: separator,
    info: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    trim: true,
  });
  for (const { record, info } of records as readonly Recorded[]) {
    const breaks = record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
    const cells = record.map((cell) => cell.trim());
    if (cells.some((cell) => cell !== '')) yield { cells, line: info.lines - breaks };
  }
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
function readRows(source: SourceFile, rows: Generator<Row>, most: number): NumberList {
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

function cellPlace({ file, text, lineStarts }: SourceFile, { line }: Row, cell: string): Place {
  const start = lineStarts[line - 1] ?? 0;
  const col = Math.max(0, text.indexOf(cell, start) - start) + 1;
  return { file, line, col, endLine: line, endCol: col + cell.length };
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

function rowRange({ text, lineStarts }: SourceFile, line: number): Range {
  const start = lineStarts[line - 1] ?? 0;
  const end = lineStarts[line] ?? text.length;
  return [start, start + text.slice(start, end).trimEnd().length];
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

function brokenQuotes(source: SourceFile, error: CsvError): Diagnostic {
  const lines = 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
  return diagnose(source, rowRange(source, lines), {
    rule: 'numbers-file-format',
    message: 'A double quote is not closed, or stands inside a cell without quotes around it.',
    hint: 'Take the quotes out, or export the list again as "CSV UTF-8".',
  });
}
