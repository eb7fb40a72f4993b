/**
 * Characters that nobody can see: no-break spaces, direction marks, zero-width characters.
 * Law: inside a text for customers they are reported, anywhere else they are refused, and text that is shown in another
 * order than it is read is refused everywhere. Phone numbers may hold them: they are read without.
 */
import { isMap, isScalar, isSeq } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import { collect } from './findings.ts';
import type { ParsedFile } from './parse.ts';
import { diagnose, lineAt } from './source.ts';
import { TEXTS } from './texts.ts';
import { rangeOf } from './tree.ts';

const INVISIBLE = /[\u00a0\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202f\u2060-\u2069\ufeff]/g;
/** Embeddings, overrides and isolates: they change the order in which a line is shown. */
const REORDERS = /[\u202a-\u202e\u2066-\u2069]/;

type Role = 'number' | 'text' | 'name';

interface Span {
  readonly start: number;
  readonly end: number;
  readonly role: Role;
}

/** At most one finding per line, and an error behind what is only reported. */
export function findInvisible(file: ParsedFile): readonly Diagnostic[] {
  const { source } = file;
  if (source.text.search(INVISIBLE) === -1) return [];
  const spans: Span[] = [];
  collectSpans(file.root, [], spans);
  spans.sort((a, b) => a.start - b.start);
  const found = collect();
  let last = 0;
  let isRefused = false;
  let next = 0;
  for (const { index, 0: char } of source.text.matchAll(INVISIBLE)) {
    while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= index) next += 1;
    const span = spans[next];
    const role = span !== undefined && span.start <= index ? span.role : null;
    const line = lineAt(source, index);
    const reorders = REORDERS.test(char);
    if (role === 'number' || (role === null && !reorders)) continue;
    const isError = role !== 'text' || reorders;
    if (line === last && (isRefused || !isError)) continue;
    found.add(finding(file, index, char, role));
    last = line;
    isRefused = isError;
  }
  return found.list;
}

function finding({ source }: ParsedFile, at: number, char: string, role: Role | null): Diagnostic {
  const code = `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const name = nameOf(char);
  if (role === 'text' && !REORDERS.test(char)) {
    return diagnose(source, [at, at + 1], {
      rule: 'yaml-invisible-character-in-text',
      message: `The text contains ${name} (${code}), which nobody can see.`,
      hint: 'Delete it, or type an ordinary space in its place.',
    });
  }
  return diagnose(source, [at, at + 1], {
    rule: 'yaml-invisible-character',
    message: REORDERS.test(char)
      ? `This line contains ${name} (${code}), so it may be shown in another order than it is read.`
      : `There is ${name} (${code}) here, which makes this another word than the one you see.`,
    hint: 'Delete it, or type an ordinary space in its place. Such characters come with pasted text.',
  });
}

function nameOf(char: string): string {
  if (char === '\u00a0' || char === '\u202f') return 'a no-break space';
  if (char === '\u00ad') return 'a soft hyphen';
  if (char === '\u2028' || char === '\u2029') return 'an invisible line break';
  if (/[\u061c\u200e\u200f]/.test(char) || REORDERS.test(char)) return 'a text direction mark';
  return 'an invisible character';
}

/** Spans of all scalars below `node`, by the role that their place in the language gives them. */
function collectSpans(node: unknown, path: readonly string[], spans: Span[]): void {
  if (isScalar(node)) addSpan(node, isFreeText(path) ? 'text' : 'name', spans);
  else if (isSeq(node)) for (const item of node.items) collectSpans(item, path, spans);
  else if (isMap(node)) {
    for (const { key, value } of node.items) {
      addSpan(key, isNumbers(path) ? 'number' : 'name', spans);
      collectSpans(value, [...path, isScalar(key) ? String(key.value) : ''], spans);
    }
  }
}

function addSpan(node: unknown, role: Role, spans: Span[]): void {
  if (!isScalar(node)) return;
  const [start, end] = rangeOf(node);
  spans.push({ start, end, role });
}

function isNumbers(path: readonly string[]): boolean {
  return path.at(-1) === 'numbers' || (path.length === 1 && path[0] === 'noTexting');
}

/** Short settings that are still written in sentences or names. */
const WORDS =
  /^(?:legalName|brandName|resubmit|deactivateForever|allow\..*|lastResubmit|(?:numbers\..*\.)?reason)$/;

function isFreeText(path: readonly string[]): boolean {
  const name = path
    .slice(2)
    .join('.')
    .replace(/^form\./, '');
  return TEXTS.get(name) === 'long' || WORDS.test(name);
}
