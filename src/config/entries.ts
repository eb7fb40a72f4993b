/**
 * Entries: what the rest of the loader keeps of a parsed file: its blocks as plain values, and where they stand.
 * Law: no node of the tree gets out. A tree is several times as large as what it says, so it has to go before the next
 * file is read; kept together they cost more than parsing them.
 */
import { isMap, isScalar, type Pair } from 'yaml';
import type { DesiredNumber } from '../model/desired.ts';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { ParsedFile, PlainMap } from './parse.ts';
import { isPerson, readNumber } from './phone-at.ts';
import { lineAt, placeAt, type SourceFile } from './source.ts';
import { isNode, keyText, nodeAt, pairAt, pairsOf, rangeOf, scalarValue } from './tree.ts';

/** One `key: value` of a file. */
export interface Entry {
  readonly source: SourceFile;
  readonly key: string;
  /** Of the key. */
  readonly place: Place;
  /** Number of the last line of the value. */
  readonly lastLine: number;
  readonly value: unknown;
  /** Where every setting of a block stands, by dotted name; the numbers have places of their own. */
  readonly places: Readonly<Record<string, Place>>;
  /** Numbers that stand in the YAML, refused ones left out. */
  readonly numbers: readonly DesiredNumber[];
  /** What is to be said about them. */
  readonly numberDiagnostics: readonly Diagnostic[];
  /** The name of the list of numbers, where there is one. */
  readonly listPlace: Place | null;
}

/** The entries of one file. One that is written twice was reported by the parser, and counts once. */
export interface Entries {
  readonly source: SourceFile;
  readonly account: Entry | null;
  readonly policy: Entry | null;
  readonly brands: readonly Entry[];
  readonly campaigns: readonly Entry[];
  readonly noTexting: Entry | null;
}

export function entriesOf(file: ParsedFile): Entries {
  return {
    source: file.source,
    account: topLevel(file, 'account'),
    policy: topLevel(file, 'policy'),
    brands: blocks(file, 'brands'),
    campaigns: blocks(file, 'campaigns'),
    noTexting: topLevel(file, 'noTexting'),
  };
}

function topLevel(
  { source, root, value }: ParsedFile,
  key: 'account' | 'policy' | 'noTexting',
): Entry | null {
  const pair = pairAt(root, key);
  if (pair === null) return null;
  const listed = numbersOf(source, key === 'noTexting' ? pair.value : null);
  const places: Record<string, Place> = {};
  if (key !== 'noTexting') collectPlaces(source, pair.value, '', places);
  return {
    ...spanOf(source, pair),
    ...listed,
    key,
    value: value[key],
    places,
    listPlace: null,
  };
}

function blocks({ source, root, value }: ParsedFile, kind: 'brands' | 'campaigns'): Entry[] {
  const values = value[kind];
  if (!isPlainMap(values)) return [];
  const entries = new Map<string, Entry>();
  for (const pair of pairsOf(pairAt(root, kind)?.value)) {
    const key = keyText(pair);
    if (key === null || entries.has(key) || !(key in values)) continue;
    const list = nodeAt(pair.value, ['numbersFile']);
    const places: Record<string, Place> = {};
    collectPlaces(source, pair.value, '', places);
    entries.set(key, {
      ...spanOf(source, pair),
      ...numbersOf(source, nodeAt(pair.value, ['numbers'])),
      key,
      value: values[key],
      places,
      listPlace: isNode(list) ? placeAt(source, ...rangeOf(list)) : null,
    });
  }
  return [...entries.values()];
}

function spanOf(
  source: SourceFile,
  { key, value }: Pair,
): Pick<Entry, 'source' | 'place' | 'lastLine'> {
  const range = isNode(key) ? rangeOf(key) : ([0, 0] as const);
  const end = isNode(value) ? rangeOf(value)[1] : range[1];
  return { source, place: placeAt(source, ...range), lastLine: lineAt(source, end) };
}

function collectPlaces(
  source: SourceFile,
  node: unknown,
  prefix: string,
  places: Record<string, Place>,
): void {
  for (const pair of pairsOf(node)) {
    const key = keyText(pair);
    if (key === null || !isNode(pair.key)) continue;
    const name = prefix + key;
    places[name] ??= placeAt(source, ...rangeOf(pair.key));
    if (isMap(pair.value) && name !== 'numbers') {
      collectPlaces(source, pair.value, `${name}.`, places);
    }
  }
}

/** Numbers of a `number: user` map, each spelling kept apart so that duplicates are found later. */
function numbersOf(
  source: SourceFile,
  node: unknown,
): Pick<Entry, 'numbers' | 'numberDiagnostics'> {
  const numbers: DesiredNumber[] = [];
  const numberDiagnostics: Diagnostic[] = [];
  for (const pair of pairsOf(node)) {
    const text = keyText(pair);
    if (text === null || !isNode(pair.key)) continue;
    const written = isScalar(pair.value) ? scalarValue(pair.value) : null;
    // What is no user is reported elsewhere, and is nobody here: two such lines are not two numbers of one user.
    const user = typeof written === 'string' && isPerson(written) ? written : null;
    const place = placeAt(source, ...rangeOf(pair.key));
    const number = readNumber(place, text, user, numberDiagnostics);
    if (number !== null) numbers.push(number);
  }
  return { numbers, numberDiagnostics };
}

export function isPlainMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
