/**
 * Notes: the comments of a file, and where each stands.
 * Law: every character of the text is accounted for. What is neither a scalar nor a comment nor a sign of YAML is a
 * reason to leave the whole file alone, so that nothing can get lost unseen.
 */
import { isMap, isScalar, isSeq, Scalar, type YAMLMap } from 'yaml';
import { rangeOf } from '../config/tree.ts';

/** One comment. */
export interface Note {
  /** From `#` on, without spaces at its end. */
  readonly text: string;
  readonly offset: number;
  /** Column of `#`, from 0. */
  readonly col: number;
  /** Spaces with which its line starts. */
  readonly lineIndent: number;
  /** Column where what it stands beside ends. */
  readonly lineEnd: number;
  /** Nothing else stands on its line. */
  readonly alone: boolean;
  /** It follows a `-`, `?` or `---`, so it is about what comes next. */
  readonly startsNext: boolean;
  readonly blankBefore: boolean;
  readonly blankAfter: boolean;
}

export interface Scanned {
  /** In written order. */
  readonly notes: readonly Note[];
  /** `%` lines above the document. */
  readonly directives: readonly string[];
}

/** The comments of a text with plain line ends, of which `root` is the tree; null where something in it is not understood. */
export function scanNotes(text: string, root: YAMLMap): Scanned | null {
  const spans: number[] = [];
  const notes: Note[] = [];
  const directives: string[] = [];
  collectSpans(text, root, spans, notes);
  let from = 0;
  for (let at = 0; at <= spans.length; at += 2) {
    const to = spans[at] ?? text.length;
    if (!scanGap(text, from, to, notes, at === 0 ? directives : null)) return null;
    from = spans[at + 1] ?? to;
  }
  notes.sort((a, b) => a.offset - b.offset);
  return { notes, directives };
}

/** Start and end of each scalar below `node`, in written order. A comment behind `|` or `>` is within its scalar. */
function collectSpans(text: string, node: unknown, spans: number[], notes: Note[]): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      collectSpans(text, pair.key, spans, notes);
      collectSpans(text, pair.value, spans, notes);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) collectSpans(text, item, spans, notes);
  } else if (isScalar(node)) {
    const [start, end] = rangeOf(node);
    if (end > start) spans.push(start, end);
    if (isBlockText(node)) {
      const header = /^[|>][-+\d]*[ \t]+(?=#)/.exec(text.slice(start, lineEnd(text, start)));
      const at = start + (header?.[0].length ?? 0);
      if (header !== null) notes.push(noteAt(text, at, at));
    }
  }
}

export function isBlockText(node: Scalar): boolean {
  return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
}

/** Anything but white space and single signs of YAML. Where texts were put together, a byte-order mark can stand inside. */
const OTHER = /[^ \t\n\ufeff\-?:,[\]{}]/;
const PIECE = /[ \t\n\ufeff\-?:,[\]{}]+|\.\.\.|(#[^\n]*)|(%[^\n]*)/y;

/** Whether all that stands between two scalars is understood. */
function scanGap(
  text: string,
  from: number,
  to: number,
  notes: Note[],
  directives: string[] | null,
): boolean {
  const gap = text.slice(from, to);
  if (!OTHER.test(gap)) return true;
  PIECE.lastIndex = 0;
  for (let at = 0; at < gap.length; at = PIECE.lastIndex) {
    const piece = PIECE.exec(gap);
    if (piece === null) return false;
    const [, comment, directive] = piece;
    if (comment !== undefined) notes.push(noteAt(text, from + at, from));
    if (directive === undefined) continue;
    if (directives === null || (at > 0 && gap.charAt(at - 1) !== '\n')) return false;
    directives.push(directive.trimEnd());
  }
  return true;
}

/** `gapStart`: where the signs of YAML before it start. */
function noteAt(text: string, offset: number, gapStart: number): Note {
  const start = lineStart(text, offset);
  const end = lineEnd(text, offset);
  let before = offset;
  while (before > start && isSpace(text, before - 1)) before -= 1;
  let indent = start;
  while (text.charAt(indent) === ' ') indent += 1;
  return {
    text: text.slice(offset, end).replace(/[ \t]+$/, ''),
    offset,
    col: offset - start,
    lineIndent: indent - start,
    lineEnd: before - start,
    alone: before === start,
    startsNext: before > gapStart && '-?.'.includes(text.charAt(before - 1)),
    blankBefore: isBlankLine(text, start - 1),
    blankAfter: end < text.length && isBlankLine(text, lineEnd(text, end + 1)),
  };
}

/** Whether the line of which `end` is the end is there and empty. */
export function isBlankLine(text: string, end: number): boolean {
  if (end < 0 || end > text.length) return false;
  let at = end;
  while (at > 0 && isSpace(text, at - 1)) at -= 1;
  return at === 0 || text.charAt(at - 1) === '\n';
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function isSpace(text: string, at: number): boolean {
  const char = text.charAt(at);
  return char === ' ' || char === '\t';
}
