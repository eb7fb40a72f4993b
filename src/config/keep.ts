/**
 * Edits that make the files say what is live, in place of what they say.
 * Law: whole lines are taken out or put in, or the text of one value is replaced; where that is not sure to mean what is
 * wanted there is no edit. Comments, order and spelling of everything else stay.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, type Pair, Scalar, type YAMLMap } from 'yaml';
import type { FieldValue } from '../model/kinds.ts';
import type { Change } from '../model/plan.ts';
import { type ParsedFile, parseYaml } from './parse.ts';
import { decode, readYaml } from './read.ts';
import { type SourceFile, sourceFile } from './source.ts';
import { isNode, nodeAt, pairAt, pairsOf, rangeOf, scalarText } from './tree.ts';

export interface EditedFile {
  /** Relative to the root. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** null: no exact edit is known. `files`: those of the account, relative to its root. */
export function editsToKeep(
  root: string,
  files: readonly string[],
  change: Change,
): readonly EditedFile[] | null {
  const parsed = files
    .filter((file) => /\.ya?ml$/i.test(file))
    .flatMap((file) => {
      const { source } = readYaml(root, file);
      return (source === null ? null : parseYaml(source).file) ?? [];
    });
  const edits = unlistedInCsv(root, change) ?? editsFor(parsed, change);
  return edits === null || edits.length === 0 ? null : applied(edits);
}

/** Replaces the text from `start` to `end`, offsets in the file. */
interface Edit {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function editsFor(files: readonly ParsedFile[], change: Change): readonly Edit[] | null {
  const { action, address, from, to } = change;
  const [kind = '', key = ''] = address.split('/');
  const path = [`${kind}s`, key];
  switch (action) {
    case 'assign':
    case 'move':
    case 'turn-off':
      return relisted(files, change);
    case 'update':
      return valued(files, path, from?.fields ?? {}, to?.fields ?? {});
    case 'deactivate':
      return withoutPair(files, [...path, 'deactivateForever']);
    case 'resubmit':
      return withoutPair(files, [...path, 'resubmit']);
    case 'bind':
      return from?.id === undefined ? null : withId(files, path, from.id);
    default:
      return null;
  }
}

/** A number that is in no campaign goes from its list in a spreadsheet; null: it stands in none, or is in a campaign. */
function unlistedInCsv(root: string, { address, place, from }: Change): readonly Edit[] | null {
  if (place === null || !/\.csv$/i.test(place.file) || from?.campaign != null) return null;
  // It was read a moment ago, as a list of this account.
  const { text, encoding } = decode(readFileSync(join(root, place.file)));
  if (encoding !== 'UTF-8') return null;
  const source = sourceFile(place.file, text);
  const start = source.lineStarts[place.line - 1] ?? 0;
  const line = source.text.slice(start, source.lineStarts[place.line]);
  const isIts = line.replace(/\D/g, '').includes(address.slice(-10)) && !line.includes('"');
  return isIts ? [cut(source, place.line, place.line)] : null;
}

/** The line of a number goes to the campaign that it is live in; where it is in none, it goes. */
function relisted(files: readonly ParsedFile[], { place, from }: Change): readonly Edit[] | null {
  const file = files.find(({ source }) => source.file === place?.file);
  if (file === undefined || place === null) return null;
  const at = (file.source.lineStarts[place.line - 1] ?? 0) + place.col - 1;
  const listed = listsOf(file).find(({ map }) =>
    map.items.some((pair) => isNode(pair.key) && rangeOf(pair.key)[0] === at),
  );
  const pair = listed?.map.items.find(({ key }) => isNode(key) && rangeOf(key)[0] === at);
  if (listed === undefined || pair === undefined) return null;
  const gone = lineOf(file.source, pair, listed);
  if (gone === null) return null;
  const campaign = from?.campaign ?? null;
  if (campaign === null) return [gone];
  const text = restOfLine(file.source, at);
  const added = lineBehind(files, ['campaigns', campaign, 'numbers'], text);
  return added === null ? null : [gone, added];
}

/** A list of numbers, and the pair that holds it. */
interface Listed {
  readonly map: YAMLMap;
  readonly holder: Pair;
}

function listsOf({ root }: ParsedFile): readonly Listed[] {
  const holders = [
    pairAt(root, 'noTexting'),
    ...pairsOf(nodeAt(root, ['campaigns'])).map(({ value }) => pairAt(value, 'numbers')),
  ];
  return holders.flatMap((holder) =>
    holder !== null && isMap(holder.value) ? [{ map: holder.value, holder }] : [],
  );
}

/** Takes out the line of a pair; with the last one, the line above that opens the list. */
function lineOf(source: SourceFile, pair: Pair, { map, holder }: Listed): Edit | null {
  const lines = linesOf(source, pair);
  if (map.flow === true || lines === null) return null;
  if (map.items.length > 1) return cut(source, lines.first, lines.last);
  const opening = isNode(holder.key) ? lineAt(source, rangeOf(holder.key)[0]) : lines.first;
  return opening === lines.first ? null : cut(source, opening, lines.last);
}

function withoutPair(
  files: readonly ParsedFile[],
  path: readonly string[],
): readonly Edit[] | null {
  const last = path.at(-1) ?? '';
  for (const { source, root } of files) {
    const map = nodeAt(root, path.slice(0, -1));
    const pair = pairAt(map, last);
    if (pair === null || !isMap(map)) continue;
    const lines = linesOf(source, pair);
    if (map.flow === true || map.items.length < 2 || lines === null) return null;
    return [cut(source, lines.first, lines.last)];
  }
  return null;
}

function withId(
  files: readonly ParsedFile[],
  path: readonly string[],
  id: string,
): readonly Edit[] | null {
  for (const { source, root } of files) {
    const map = nodeAt(root, path);
    const first = isMap(map) ? map.items[0]?.key : undefined;
    if (!isMap(map) || !isNode(first)) continue;
    if (map.flow === true || pairAt(map, 'id') !== null || !/^[\w-]+$/.test(id)) return null;
    const [start] = rangeOf(first);
    const line = source.lineStarts[lineAt(source, start) - 1] ?? 0;
    return [put(source, line, `${source.text.slice(line, start)}id: ${id}\n`)];
  }
  return null;
}

/** A line behind the last one of a list that is written line by line. */
function lineBehind(
  files: readonly ParsedFile[],
  path: readonly string[],
  text: string,
): Edit | null {
  for (const { source, root } of files) {
    const map = nodeAt(root, path);
    const last = isMap(map) ? map.items.at(-1) : undefined;
    if (!isMap(map) || last === undefined || !isNode(last.key)) continue;
    const lines = linesOf(source, last);
    if (map.flow === true || lines === null) return null;
    const [start] = rangeOf(last.key);
    const indent = source.text.slice(source.lineStarts[lines.first - 1], start);
    const next = source.lineStarts[lines.last];
    // The last line of a file may have no end.
    return next === undefined
      ? put(source, source.text.length, `\n${indent}${text}`)
      : put(source, next, `${indent}${text}\n`);
  }
  return null;
}

/** Values of fields as they are live. */
function valued(
  files: readonly ParsedFile[],
  path: readonly string[],
  live: Readonly<Record<string, FieldValue | null>>,
  written: Readonly<Record<string, FieldValue | null>>,
): readonly Edit[] | null {
  const edits: Edit[] = [];
  for (const [name, value] of Object.entries(live)) {
    const found = files.find(({ root }) => nodeAt(root, [...path, ...name.split('.')]) !== null);
    if (found === undefined || value === null || written[name] === undefined) return null;
    const node = nodeAt(found.root, [...path, ...name.split('.')]);
    const some = fieldEdits(found.source, node, value);
    if (some === null) return null;
    edits.push(...some);
  }
  return edits;
}

function fieldEdits(source: SourceFile, node: unknown, value: FieldValue): readonly Edit[] | null {
  if (typeof value === 'string') {
    const edit = scalarEdit(source, node, value);
    return edit === null ? null : [edit];
  }
  if (!isSeq(node) || node.items.length !== value.length) return null;
  const edits: Edit[] = [];
  for (const [at, item] of node.items.entries()) {
    const wanted = value[at] ?? '';
    if (isScalar(item) && scalarText(item) === wanted) continue;
    const edit = scalarEdit(source, item, wanted);
    if (edit === null) return null;
    edits.push(edit);
  }
  return edits;
}

function scalarEdit(source: SourceFile, node: unknown, value: string): Edit | null {
  if (!isScalar(node) || node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL) {
    return null;
  }
  const [start, end] = rangeOf(node);
  if (start === end || source.text.slice(start, end).includes('\n')) return null;
  // A word or a name may stand as it is; everything else in quotes, which JSON and YAML write alike.
  const isPlain = node.type === Scalar.PLAIN && /^[A-Za-z][A-Za-z ./@_-]*[A-Za-z]$/.test(value);
  return { source, start, end, text: isPlain ? value : JSON.stringify(value) };
}

/** What is written from there to the end of its line, its comment too. */
function restOfLine(source: SourceFile, offset: number): string {
  return source.text.slice(offset, source.lineStarts[lineAt(source, offset)]).trimEnd();
}

/** The lines that a pair has to itself; null: it shares them, or goes over several. */
function linesOf(
  source: SourceFile,
  { key, value }: Pair,
): { readonly first: number; readonly last: number } | null {
  if (!isNode(key) || !isScalar(value)) return null;
  const [start] = rangeOf(key);
  const [, end] = rangeOf(value);
  const first = lineAt(source, start);
  const last = lineAt(source, end);
  const before = source.text.slice(source.lineStarts[first - 1], start);
  return first === last && before.trim() === '' ? { first, last } : null;
}

/** From 1. */
function lineAt({ lineStarts }: SourceFile, offset: number): number {
  const next = lineStarts.findIndex((start) => start > offset);
  return next < 0 ? lineStarts.length : next;
}

function cut(source: SourceFile, first: number, last: number): Edit {
  const start = source.lineStarts[first - 1] ?? 0;
  return { source, start, end: source.lineStarts[last] ?? source.text.length, text: '' };
}

function put(source: SourceFile, at: number, text: string): Edit {
  return { source, start: at, end: at, text };
}

function applied(edits: readonly Edit[]): readonly EditedFile[] {
  const sources = new Set(edits.map(({ source }) => source));
  return [...sources].map((source) => {
    const own = edits
      .filter((edit) => edit.source === source)
      // From the end, so that offsets before it stay true.
      .sort((a, b) => b.start - a.start || b.end - a.end);
    const after = own.reduce(
      (text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end),
      source.text,
    );
    return { file: source.file, before: source.text, after };
  });
}
