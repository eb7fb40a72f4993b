/**
 * Read: the bytes of a file as text, if it is one of ours.
 * Law: sizes are checked before reading; bytes that are not UTF-8 are refused, never guessed at.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { diagnoseAt, type SourceFile, sourceFile } from './source.ts';
import { unreadable } from './walk.ts';

export const MEBIBYTE = 1024 * 1024;
export const LARGEST_YAML_FILE = 16 * MEBIBYTE;
const MOST_YAML = 2 * LARGEST_YAML_FILE;

/** Enough to tell whose file it is, comments at the top included. */
const HEAD_BYTES = 64 * 1024;

/** Either the text or, for a file that is not ours, null; with what is to be said about it. */
export interface ReadFile {
  readonly source: SourceFile | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A line that may stand above `version: 1`: empty, a comment, a directive or the start of the document. */
const PREAMBLE_LINE = /(?:[^\S\n]*(?:#[^\n]*)?|%[^\n]*|---[^\S\n]*(?:#[^\n]*)?)\n/y;
/** `version: 1` or another number as the first thing, however it was typed; the parser and the schema judge it exactly. */
const VERSION = /\s*(?:\{\s*)?["']?version["']?\s*:\s*["']?(\d[\w.]{0,20})["']?\s*(?:[,#\n]|$)/y;
const TOP_LEVEL_KEY = /^(account|brands|campaigns|noTexting)\s*:/m;

/**
 * Whether a file begins with `version: 1`; with another version it is ours, and wrong, where it has our keys.
 * Line by line, so that the time grows with the size whatever the file holds.
 */
function isOurs(text: string): boolean {
  VERSION.lastIndex = preambleEnd(text);
  const version = VERSION.exec(text)?.[1];
  return version === '1' || (version !== undefined && TOP_LEVEL_KEY.test(text));
}

function preambleEnd(text: string): number {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  PREAMBLE_LINE.lastIndex = at;
  while (PREAMBLE_LINE.test(text)) at = PREAMBLE_LINE.lastIndex;
  return at;
}

/** Reads a YAML file below `root`, unless it is somebody else's. `bytesBefore`: of ours that were read already. */
export function readYaml(root: string, file: string, bytesBefore = 0): ReadFile {
  try {
    const path = join(root, file);
    const { size } = statSync(path);
    const head = size > LARGEST_YAML_FILE ? readHead(path) : readFileSync(path);
    return judgeBytes(file, head, size, bytesBefore);
  } catch (error) {
    return { source: null, diagnostics: [unreadable(file, 'file', error)] };
  }
}

/** The bytes of a file as text, if they may be read and are ours. Of a file that is too large its start is enough. */
export function judgeBytes(
  file: string,
  head: Buffer,
  size: number = head.length,
  bytesBefore = 0,
): ReadFile {
  const { text, encoding } = decode(head);
  if (!isOurs(text)) return { source: null, diagnostics: notOurs(file, text) };
  if (size > LARGEST_YAML_FILE) return refuse(tooLarge(file, size, LARGEST_YAML_FILE));
  if (bytesBefore + size > MOST_YAML)
    return refuse(tooMuch(file, 'YAML files', `${MOST_YAML / MEBIBYTE} MB`));
  if (encoding !== 'UTF-8') return refuse(notUtf8(file, head, encoding));
  return { source: sourceFile(file, text), diagnostics: [] };
}

function refuse(diagnostic: Diagnostic): ReadFile {
  return { source: null, diagnostics: [diagnostic] };
}

function readHead(path: string): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}

type Encoding = 'UTF-8' | 'UTF-16' | 'unknown';

/** Text without byte-order mark. Where the bytes are not UTF-8 the text is only good for telling whose file it is. */
export function decode(bytes: Buffer): { readonly text: string; readonly encoding: Encoding } {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) {
    return { text: withoutMark(bytes.toString('utf16le')), encoding: 'UTF-16' };
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== undefined)) {
    const even = bytes.subarray(0, bytes.length & ~1);
    return {
      text: withoutMark(Buffer.from(even).swap16().toString('utf16le')),
      encoding: 'UTF-16',
    };
  }
  if (isUtf8(bytes)) return { text: withoutMark(bytes.toString('utf8')), encoding: 'UTF-8' };
  return { text: bytes.toString('latin1'), encoding: 'unknown' };
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Names the first line that is not UTF-8, where the encoding itself is not known. */
export function notUtf8(file: string, bytes: Buffer, encoding: Encoding): Diagnostic {
  const good = encoding === 'unknown' ? validPrefix(bytes) : '';
  const line = good.split('\n').length;
  const col = good.length - good.lastIndexOf('\n');
  return diagnoseAt(
    { file, line, col },
    {
      rule: 'file-not-utf8',
      message:
        encoding === 'UTF-16'
          ? `\`${file}\` is saved as UTF-16 ("Unicode").`
          : `\`${file}\` is not saved as UTF-8; the first character that cannot be read is on line ${line}.`,
      hint: 'Save the file as UTF-8. In Excel the format is "CSV UTF-8"; in Notepad it is the encoding in the Save dialog.',
    },
  );
}

/** The text before the first byte that is not UTF-8. */
function validPrefix(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) {
    const before = text.slice(0, at);
    const offset = Buffer.byteLength(before);
    if (!(bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd)) {
      return before;
    }
  }
  return text;
}

export function tooLarge(file: string, size: number, largest: number): Diagnostic {
  return diagnoseAt(
    { file, line: 1, col: 1 },
    {
      rule: 'file-too-large',
      message: `\`${file}\` has ${Math.ceil(size / MEBIBYTE)} MB; at most ${largest / MEBIBYTE} MB are read.`,
      hint: 'Write one file per campaign, and put long lists of numbers into a CSV named by `numbersFile`.',
    },
  );
}

/** The file would be read, were there not so many before it. */
export function tooMuch(file: string, what: 'YAML files' | 'lists', most: string): Diagnostic {
  return diagnoseAt(
    { file, line: 1, col: 1 },
    {
      rule: 'file-too-large',
      message: `With \`${file}\` the ${what} of the account have more than ${most} together, so it is not read.`,
      hint: 'Look for copies and for files that do not belong here.',
    },
  );
}

function empty(file: string, text: string): Diagnostic {
  return diagnoseAt(
    { file, line: 1, col: 1 },
    {
      rule: 'file-empty',
      message: `\`${file}\` ${text.trim() === '' ? 'is empty' : 'holds only comments'}, so it says nothing.`,
      hint: 'If something should stand there, it was not saved. Begin with `version: 1`, or remove the file.',
    },
  );
}

/** A file of another tool is nobody's business, unless it looks like one of ours that lacks its first line. */
function notOurs(file: string, text: string): readonly Diagnostic[] {
  if (/^\s*(?:#.*)?$/.test(text.slice(preambleEnd(text)))) return [empty(file, text)];
  const key = TOP_LEVEL_KEY.exec(text);
  if (key === null) return [];
  const line = text.slice(0, key.index).split('\n').length;
  const place = { file, line, col: 1, endLine: line, endCol: (key[1]?.length ?? 0) + 1 };
  return [
    diagnoseAt(place, {
      rule: 'file-without-version',
      message: `\`${file}\` has \`${key[1]}:\` but does not start with \`version: 1\`, so it is not read.`,
      hint: 'Make `version: 1` its first line if it belongs to this account.',
    }),
  ];
}
