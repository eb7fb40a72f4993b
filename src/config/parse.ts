/**
 * Parse: text → tree with offsets and plain value.
 * Law: what is read is what is written. Anchors, aliases, merge keys and tags are refused, and no key counts twice.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import { OBSERVED_FILE } from '../model/observed.ts';
import { compose, MOST_TOKENS } from './compose.ts';
import { DEEPEST, tooDeepAt } from './depth.ts';
import { type Collected, collect } from './findings.ts';
import { tooMuch } from './read.ts';
import { diagnose, placeAt, type SourceFile } from './source.ts';
import { syntaxDiagnostics } from './syntax.ts';
import { isNode, keyText, type Path, rangeAt, rangeOf, scalarValue } from './tree.ts';

export interface ParsedFile {
  readonly source: SourceFile;
  readonly root: YAMLMap;
  /** Plain value for the schema; maps have no prototype. */
  readonly value: PlainMap;
}

export interface PlainMap {
  readonly [key: string]: Plain;
}
type Plain = string | number | boolean | null | readonly Plain[] | PlainMap;

export interface Parsed {
  /** Null: the file is no map, or its structure is uncertain. */
  readonly file: ParsedFile | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Words and signs that were read. */
  readonly tokens: number;
}

/** Parses a file of at most `mostTokens` words and signs. */
export function parseYaml(source: SourceFile, mostTokens: number = MOST_TOKENS): Parsed {
  const deep = tooDeepAt(source);
  if (deep !== null) return refuse(tooDeep(source, deep));
  try {
    return parseShallow(source, mostTokens);
  } catch (error) {
    // Nesting without brackets or indentation, such as `{ a: a: a: …`, ends the stack.
    if (!(error instanceof RangeError)) throw error;
    return refuse(tooDeep(source, 0));
  }
}

function parseShallow(source: SourceFile, mostTokens: number): Parsed {
  const composed = compose(source.text, mostTokens);
  const { contents, errors, explicitKeys, tokens, stoppedBy } = composed;
  if (stoppedBy === 'tokens') return refuse(tooManyTokens(source), tokens);
  if (errors.length > 0 || explicitKeys.length > 0) {
    return { file: null, diagnostics: syntaxDiagnostics(source, composed), tokens };
  }
  if (!isMap(contents)) return refuse(noMap(source), tokens);
  const reading: Reading = { source, found: collect() };
  const value = plainMap(reading, contents, []);
  return { file: { source, root: contents, value }, diagnostics: reading.found.list, tokens };
}

function refuse(diagnostic: Diagnostic, tokens = 0): Parsed {
  return { file: null, diagnostics: [diagnostic], tokens };
}

interface Reading {
  readonly source: SourceFile;
  readonly found: Collected;
}

/** What is found here is an error each time; it is put into words only where it can be shown. */
function report({ found }: Reading, word: () => Diagnostic): void {
  if (!found.isFull()) found.add(word());
}

function plain(reading: Reading, node: unknown, path: Path): Plain {
  if (isNode(node)) refuseProperties(reading, node);
  if (isScalar(node)) return scalarValue(node);
  if (isMap(node)) return plainMap(reading, node, path);
  if (isSeq(node)) return node.items.map((item, index) => plain(reading, item, [...path, index]));
  if (isAlias(node)) report(reading, () => anchor(reading.source, node));
  return null;
}

function plainMap(reading: Reading, map: YAMLMap, path: Path): PlainMap {
  const value: Record<string, Plain> = Object.create(null);
  const repeatable = isNumbers(path);
  for (const pair of map.items) {
    const key = keyText(pair);
    const node = pair.key;
    if (key === null || !isScalar(node)) {
      report(reading, () => complexKey(reading.source, node));
      continue;
    }
    refuseProperties(reading, node);
    if (key === '<<' && node.type === Scalar.PLAIN) {
      report(reading, () => mergeKey(reading.source, node));
      continue;
    }
    if (key in value) {
      if (!repeatable) report(reading, () => keyTwice(reading.source, key, map, node));
      continue;
    }
    value[key] = plain(
      reading,
      pair.value,
      repeatable && !isMap(pair.value) ? path : [...path, key],
    );
  }
  return value;
}

/** Numbers listed twice are found later, in any spelling, by the check of all numbers. */
function isNumbers(path: Path): boolean {
  return (
    (path.length === 3 && path[0] === 'campaigns' && path[2] === 'numbers') ||
    (path.length === 1 && (path[0] === 'noTexting' || path[0] === 'numbers'))
  );
}

function refuseProperties(reading: Reading, node: Node): void {
  const { source } = reading;
  if ('anchor' in node && node.anchor !== undefined) report(reading, () => anchor(source, node));
  if (node.tag !== undefined) report(reading, () => tag(source, node));
}

const WRITE_OUT =
  'Write it out at each place; the reviewer of a change should see beside each campaign what applies to it.';

function anchor(source: SourceFile, node: Node): Diagnostic {
  const [start, end] = rangeOf(node);
  const at = isAlias(node) ? start : source.text.lastIndexOf('&', start);
  const name = isAlias(node)
    ? source.text.slice(start, end)
    : /^&\S*/.exec(source.text.slice(at))?.[0];
  return diagnose(source, [at, at + (name?.length ?? 1)], {
    rule: 'yaml-anchor',
    message: isAlias(node)
      ? `\`${name}\` stands for something written elsewhere (a YAML alias), which is not allowed here.`
      : `\`${name}\` names this block for use elsewhere (a YAML anchor), which is not allowed here.`,
    hint: `${WRITE_OUT} A text that starts with \`${isAlias(node) ? '*' : '&'}\` needs quotes.`,
  });
}

function mergeKey(source: SourceFile, key: Node): Diagnostic {
  return diagnose(source, rangeOf(key), {
    rule: 'yaml-merge-key',
    message:
      '`<<` copies settings from another block (a YAML merge key), which is not allowed here.',
    hint: WRITE_OUT,
  });
}

function tag(source: SourceFile, node: Node): Diagnostic {
  const at = source.text.lastIndexOf('!', rangeOf(node)[0] - 1);
  const start = source.text.charAt(at - 1) === '!' ? at - 1 : at;
  const name = /^!\S*/.exec(source.text.slice(start))?.[0] ?? '!';
  return diagnose(source, [start, start + name.length], {
    rule: 'yaml-tag',
    message: `\`${name}\` is read as a YAML tag, which is not allowed here.`,
    hint: 'Put the text into double quotes if the exclamation mark belongs to it; otherwise take the tag out.',
  });
}

function complexKey(source: SourceFile, key: unknown): Diagnostic {
  return diagnose(source, isNode(key) ? rangeOf(key) : [0, 0], {
    rule: 'yaml-syntax',
    message: 'A key is one word or number, not a list or a block.',
    hint: 'Take the brackets or braces off the key.',
  });
}

function keyTwice(source: SourceFile, key: string, map: YAMLMap, second: Node): Diagnostic {
  const place = placeAt(source, ...rangeAt(map, [key], 'key'));
  return diagnose(source, rangeOf(second), {
    rule: 'key-twice',
    message: `\`${key}\` is written twice here; the first time on line ${place.line}.`,
    hint: 'Keep one of the two, or put them together.',
    related: [{ place, message: `\`${key}\` is written here first.` }],
  });
}

function noMap(source: SourceFile): Diagnostic {
  return diagnose(source, [0, 0], {
    rule: 'yaml-syntax',
    message: 'The file is not made of `key: value` lines.',
    hint:
      source.file === OBSERVED_FILE
        ? 'Start with `version: 1` and `observed: NAME`, the name of the account. Where nobody has looked yet, remove the file.'
        : 'Start with `version: 1`, then `campaigns:` or `brands:` on lines of their own.',
  });
}

function tooManyTokens(source: SourceFile): Diagnostic {
  return tooMuch(source.file, 'YAML files', `${MOST_TOKENS / 1_000_000} million words and signs`);
}

function tooDeep(source: SourceFile, at: number): Diagnostic {
  return diagnose(source, [at, at], {
    rule: 'yaml-too-deep',
    message: `From here on the file is nested deeper than ${DEEPEST} levels, so it is not read.`,
    hint: 'Look for brackets or braces that are never closed, or for a damaged file.',
  });
}
