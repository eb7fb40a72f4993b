/**
 * The file behind `numbersFile`: found beside the YAML file that names it, never outside the root.
 */
import { dirname } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MOST_CSV, readCsvFile } from './csv-file.ts';
import type { ReadList } from './desired.ts';
import { NUMBERS_FILE, readNumberList } from './numbers-file.ts';
import { tooMuch } from './read.ts';
import type { SourceFile } from './source.ts';

/** Numbers in all lists together. */
const MOST_NUMBERS = 500_000;

/** Reads lists below `root`, a real path. What was read goes to `sources`, what is to be said to `diagnostics`. */
export function listReader(
  root: string,
  sources: Map<string, SourceFile>,
  diagnostics: Diagnostic[],
): ReadList {
  let bytesLeft = MOST_CSV;
  let numbersLeft = MOST_NUMBERS;
  return (campaign, path) => {
    const { listPlace, place, source } = campaign;
    const read = readCsvFile(
      root,
      { path, folder: dirname(source.file), place: listPlace ?? place },
      NUMBERS_FILE,
      bytesLeft,
    );
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
