/**
 * A CSV that the configuration names: found from a folder of the account, never outside its root.
 * Law: sizes are checked before reading; bytes that are not UTF-8, and workbooks, are refused by name.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { CsvRules } from './csv.ts';
import { decode, MEBIBYTE, notUtf8, tooLarge, tooMuch } from './read.ts';
import { diagnoseAt, type SourceFile, sourceFile } from './source.ts';
import { isInside, unreadable } from './walk.ts';

const LARGEST_CSV = 32 * MEBIBYTE;
/** All of an account together. */
export const MOST_CSV: number = 2 * LARGEST_CSV;

/** A file, where it is named. */
export interface Named {
  /** As it is written. */
  readonly path: string;
  /** Where the path starts: a folder relative to the root. */
  readonly folder: string;
  readonly place: Place;
}

/** `root`: a real path. `bytesLeft`: of all that may be read. */
export function readCsvFile(
  root: string,
  named: Named,
  rules: CsvRules,
  bytesLeft: number = MOST_CSV,
): SourceFile | Diagnostic {
  const { path, folder, place } = named;
  const full = join(root, folder, path);
  const file = relative(root, full).split(sep).join('/');
  const cannot = (error: unknown): Diagnostic => ({ ...unreadable(file, 'file', error), place });
  if (!isInside(root, full)) return outside(named);
  try {
    const real = realpathSync.native(full);
    if (!isInside(root, real)) return outside(named);
    const stats = statSync(real);
    if (!stats.isFile()) return cannot(null);
    if (stats.size > LARGEST_CSV) return tooLarge(file, stats.size, LARGEST_CSV);
    if (stats.size > bytesLeft) return tooMuch(file, 'lists', `${MOST_CSV / MEBIBYTE} MB`);
    const bytes = readFileSync(real);
    if (isWorkbook(bytes)) return workbook(named, rules);
    const { text, encoding } = decode(bytes);
    return encoding === 'UTF-8' ? sourceFile(file, text) : notUtf8(file, bytes, encoding);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? missing(named, file, rules) : cannot(error);
  }
}

/** Excel's own formats: a zip archive, or an OLE file. */
function isWorkbook(bytes: Buffer): boolean {
  const magic = bytes.toString('latin1', 0, 4);
  return magic === 'PK\u0003\u0004' || magic === '\u00d0\u00cf\u0011\u00e0';
}

function missing({ path, folder, place }: Named, file: string, rules: CsvRules): Diagnostic {
  const isOfRoot = folder === '';
  const where = isOfRoot ? ' in the folder of the account' : `; it was looked for at ${file}`;
  const start = isOfRoot ? 'that holds `account:`' : 'of this YAML file';
  return diagnoseAt(place, {
    rule: rules.missing,
    message: `There is no file \`${path}\`${where}.`,
    hint: `The path starts at the folder ${start}. Capital and small letters count.`,
  });
}

function outside({ path, place }: Named): Diagnostic {
  return diagnoseAt(place, {
    rule: 'file-outside-root',
    message: `\`${path}\` leads outside the folder of the account.`,
    hint: 'Copy the file into the folder, so that a review shows every line that applies.',
  });
}

function workbook({ path, place }: Named, rules: CsvRules): Diagnostic {
  return diagnoseAt(place, {
    rule: rules.format,
    message: `\`${path}\` is a spreadsheet, not a CSV.`,
    hint: 'In the spreadsheet choose "Save as" and the format "CSV UTF-8".',
  });
}
