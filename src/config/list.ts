/**
 * The file behind `numbersFile`: found beside the YAML file that names it, never outside the root.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { ReadList } from './desired.ts';
import type { Entry } from './entries.ts';
import { readNumberList } from './numbers-file.ts';
import { decode, MEBIBYTE, notUtf8, tooLarge, tooMuch } from './read.ts';
import { diagnoseAt, type SourceFile, sourceFile } from './source.ts';
import { isInside, unreadable } from './walk.ts';

const LARGEST_LIST = 32 * MEBIBYTE;
const MOST_BYTES = 2 * LARGEST_LIST;
/** Numbers in all lists together. */
const MOST_NUMBERS = 500_000;

/** Reads lists below `root`, a real path. What was read goes to `sources`, what is to be said to `diagnostics`. */
export function listReader(
  root: string,
  sources: Map<string, SourceFile>,
  diagnostics: Diagnostic[],
): ReadList {
  let bytesLeft = MOST_BYTES;
  let numbersLeft = MOST_NUMBERS;
  return (campaign, path) => {
    const read = readList(root, campaign, path, bytesLeft);
    if ('rule' in read) {
      diagnostics.push(read);
      return [];
    }
    bytesLeft -= read.text.length;
    sources.set(read.file, read);
    const list = readNumberList(read, numbersLeft);
    if (list.numbers.length > numbersLeft) {
      diagnostics.push(tooMuch(read.file, 'lists', `${MOST_NUMBERS / 1_000},000 numbers`));
      return [];
    }
    numbersLeft -= list.numbers.length;
    for (const diagnostic of list.diagnostics) diagnostics.push(diagnostic);
    return list.numbers;
  };
}

function readList(
  root: string,
  campaign: Entry,
  path: string,
  bytesLeft: number,
): SourceFile | Diagnostic {
  const named = join(root, dirname(campaign.source.file), path);
  const file = relative(root, named).split(sep).join('/');
  if (!isInside(root, named)) return outside(campaign, path);
  try {
    const real = realpathSync.native(named);
    if (!isInside(root, real)) return outside(campaign, path);
    const stats = statSync(real);
    if (!stats.isFile()) return unreadableList(campaign, file, null);
    if (stats.size > LARGEST_LIST) return tooLarge(file, stats.size, LARGEST_LIST);
    if (stats.size > bytesLeft) return tooMuch(file, 'lists', `${MOST_BYTES / MEBIBYTE} MB`);
    const bytes = readFileSync(real);
    if (isWorkbook(bytes)) return workbook(campaign, path);
    const { text, encoding } = decode(bytes);
    return encoding === 'UTF-8' ? sourceFile(file, text) : notUtf8(file, bytes, encoding);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? missing(campaign, path, file) : unreadableList(campaign, file, error);
  }
}

/** Excel's own formats: a zip archive, or an OLE file. */
function isWorkbook(bytes: Buffer): boolean {
  const magic = bytes.toString('latin1', 0, 4);
  return magic === 'PK\u0003\u0004' || magic === '\u00d0\u00cf\u0011\u00e0';
}

/** Where a campaign names its list. */
function namedAt({ listPlace, place }: Entry): Place {
  return listPlace ?? place;
}

function missing(campaign: Entry, path: string, file: string): Diagnostic {
  return diagnoseAt(namedAt(campaign), {
    rule: 'numbers-file-missing',
    message: `There is no file \`${path}\`; it was looked for at ${file}.`,
    hint: 'The path starts at the folder of this YAML file. Capital and small letters count.',
  });
}

function unreadableList(campaign: Entry, file: string, error: unknown): Diagnostic {
  return { ...unreadable(file, 'file', error), place: namedAt(campaign) };
}

function outside(campaign: Entry, path: string): Diagnostic {
  return diagnoseAt(namedAt(campaign), {
    rule: 'file-outside-root',
    message: `\`${path}\` leads outside the folder of the account.`,
    hint: 'Copy the list into the folder, so that a review shows every line that applies.',
  });
}

function workbook(campaign: Entry, path: string): Diagnostic {
  return diagnoseAt(namedAt(campaign), {
    rule: 'numbers-file-format',
    message: `\`${path}\` is a spreadsheet, not a CSV.`,
    hint: 'In the spreadsheet choose "Save as" and the format "CSV UTF-8".',
  });
}
