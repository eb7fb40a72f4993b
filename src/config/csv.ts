/**
 * CSV as spreadsheets and exports write it: lines of cells, parted by comma, semicolon or tab, with or without quotes.
 * Law: every row knows its line in the file; what is in the cells is for others to judge.
 */
import { CsvError, parse as parseCsv } from 'csv-parse/sync';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { YamlRuleId } from './rules-yaml.ts';
import { diagnose, type SourceFile } from './source.ts';
import type { Range } from './tree.ts';

/** A line with something in it: its trimmed cells. */
export interface Row {
  readonly cells: readonly string[];
  /** Number of the line in the file. */
  readonly line: number;
}

/** The rules about a CSV; each kind of list has its own. */
export interface CsvRules {
  readonly missing: YamlRuleId;
  readonly format: YamlRuleId;
}

/** The rows of the file, or why it has none. Quotes that do not fit together leave nothing that is certain. */
export function rowsOf(source: SourceFile, { format }: CsvRules): Iterable<Row> | Diagnostic {
  const { text } = source;
  const separator = separatorOf(text);
  if (!text.includes('"')) return plainRows(text, separator);
  try {
    return [...quotedRows(text, separator)];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
    return diagnose(source, rowRange(source, line), {
      rule: format,
      message: 'A double quote is not closed, or stands inside a cell without quotes around it.',
      hint: 'Take the quotes out, or export the list again as "CSV UTF-8".',
    });
  }
}

/** The first of the three that the first line with content has outside of quotes. */
function separatorOf(text: string): string {
  const line = /\S.*/.exec(text)?.[0] ?? '';
  return /[,;\t]/.exec(line.replace(/"[^"]*"/g, ''))?.[0] ?? ',';
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

/** Where a cell of the row stands. */
export function cellPlace(
  { file, text, lineStarts }: SourceFile,
  { line }: Row,
  cell: string,
): Place {
  const start = lineStarts[line - 1] ?? 0;
  const col = Math.max(0, text.indexOf(cell, start) - start) + 1;
  return { file, line, col, endLine: line, endCol: col + cell.length };
}

/** From the start of a line to its last visible character. */
export function rowRange({ text, lineStarts }: SourceFile, line: number): Range {
  const start = lineStarts[line - 1] ?? 0;
  const end = lineStarts[line] ?? text.length;
  return [start, start + text.slice(start, end).trimEnd().length];
}
