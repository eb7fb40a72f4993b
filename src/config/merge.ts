/**
 * Merge: the files of one account as one list of blocks, in written order.
 * Law: no file wins over another. A key in two files is an error that names both.
 */
import type { Pair } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ParsedFile, PlainMap } from './parse.ts';
import { diagnose, placeAt } from './source.ts';
import { isNode, keyText, pairAt, pairsOf, type Range, rangeOf } from './tree.ts';

/** One `key: value` of a file, with its plain value. */
export interface Entry {
  readonly file: ParsedFile;
  readonly key: string;
  readonly keyRange: Range;
  readonly node: unknown;
  readonly value: unknown;
}

export interface Merged {
  readonly account: readonly Entry[];
  readonly policy: readonly Entry[];
  readonly brands: readonly Entry[];
  readonly campaigns: readonly Entry[];
  readonly noTexting: readonly Entry[];
  readonly diagnostics: readonly Diagnostic[];
}

export function merge(files: readonly ParsedFile[]): Merged {
  const diagnostics: Diagnostic[] = [];
  return {
    account: files.flatMap((file) => topLevel(file, 'account')),
    policy: unique(
      files.flatMap((file) => topLevel(file, 'policy')),
      'policy',
      diagnostics,
    ),
    brands: unique(
      files.flatMap((file) => blocks(file, 'brands')),
      'brand',
      diagnostics,
    ),
    campaigns: unique(
      files.flatMap((file) => blocks(file, 'campaigns')),
      'campaign',
      diagnostics,
    ),
    noTexting: files.flatMap((file) => topLevel(file, 'noTexting')),
    diagnostics,
  };
}

function topLevel(file: ParsedFile, key: string): readonly Entry[] {
  const pair = pairAt(file.root, key);
  return pair === null ? [] : [entryOf(file, pair, key, file.value[key])];
}

/** Blocks of a map of blocks. One written twice in a file was reported there, and counts once. */
function blocks(file: ParsedFile, key: 'brands' | 'campaigns'): readonly Entry[] {
  const values = file.value[key];
  const seen = new Set<string>();
  return pairsOf(pairAt(file.root, key)?.value).flatMap((pair) => {
    const name = keyText(pair);
    if (name === null || seen.has(name) || !isPlainMap(values) || !(name in values)) return [];
    seen.add(name);
    return [entryOf(file, pair, name, values[name])];
  });
}

function entryOf(file: ParsedFile, pair: Pair, key: string, value: unknown): Entry {
  const keyRange = isNode(pair.key) ? rangeOf(pair.key) : rangeOf(file.root);
  return { file, key, keyRange, node: pair.value, value };
}

/** The first entry of each key; the others are reported. */
function unique(
  entries: readonly Entry[],
  what: 'brand' | 'campaign' | 'policy',
  diagnostics: Diagnostic[],
): readonly Entry[] {
  const firsts = new Map<string, Entry>();
  for (const entry of entries) {
    const first = firsts.get(entry.key);
    if (first === undefined) firsts.set(entry.key, entry);
    else diagnostics.push(twice(first, entry, what));
  }
  return [...firsts.values()];
}

function twice(first: Entry, second: Entry, what: 'brand' | 'campaign' | 'policy'): Diagnostic {
  const name = what === 'policy' ? '`policy:`' : `The ${what} \`${second.key}\``;
  const place = placeAt(first.file.source, ...first.keyRange);
  return diagnose(second.file.source, second.keyRange, {
    rule: 'key-twice',
    message: `${name} is written in two files: here, and in ${place.file} on line ${place.line}.`,
    hint:
      what === 'policy'
        ? 'Keep one of the two.'
        : 'Keep one of the two, or rename one if they are different.',
    related: [{ place, message: `${name} is written here first.` }],
  });
}

export function isPlainMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
