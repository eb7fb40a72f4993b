/**
 * Layout: text in columns of a terminal.
 * Law: width is what the eye sees, not code units; text is wrapped before it is coloured, so a colour never counts
 * and never spans a line. Every text that comes in is already clean.
 */
import stringWidth from 'string-width';

export type Paint = (text: string) => string;

/** A piece of a line, with its colour. */
export interface Span {
  readonly text: string;
  readonly paint?: Paint;
}

export type Rich = string | readonly (string | Span)[];

/** Columns that a text fills. */
export function widthOf(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text);
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cut to `width` columns, with `mark` at the end where something is missing. */
export function truncate(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  for (const segment of graphemesOf(text)) {
    if (widthOf(cut + segment) > width - widthOf(mark)) break;
    cut += segment;
  }
  return cut.trimEnd() + mark;
}

let segmenter: Intl.Segmenter | null = null;

/** What the eye takes for one character each. Few texts are cut, and a segmenter takes long to make. */
function graphemesOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Wraps at spaces. A number as people write it stays in one piece; so does an address, however long; any other long word is cut. */
export function wrap(text: Rich, width: number): string[] {
  const spans = spansOf(text);
  const plain = spans.map((span) => span.text).join('');
  return ranges(plain, Math.max(width, 1)).map(([start, end]) => paintRange(spans, start, end));
}

/** Fewer columns than this behind a head are no column. */
const LEAST = 8;

/** Wraps behind `head`, each line under the first; below `head` where there is no room behind it. */
export function hang(head: Rich, text: Rich, width: number): string[] {
  const plain = plainOf(head);
  const indent = widthOf(plain);
  if (width - indent < LEAST && plain.trim() !== '') {
    const below = plain.length - plain.trimStart().length + 4;
    return [...wrap(head, width), ...hang(' '.repeat(below), text, width)];
  }
  const [first = '', ...rest] = wrap(text, width - indent);
  return [painted(head) + first, ...rest.map((line) => ' '.repeat(indent) + line)];
}

export function plainOf(text: Rich): string {
  return spansOf(text)
    .map((span) => span.text)
    .join('');
}

export function painted(text: Rich): string {
  return spansOf(text)
    .map((span) => paintSpan(span, span.text))
    .join('');
}

/** The pieces, with `between` between them. */
export function joined(parts: readonly Rich[], between: string): readonly Span[] {
  return parts.flatMap((part, i) =>
    i === 0 ? spansOf(part) : [{ text: between }, ...spansOf(part)],
  );
}

/** `left` and `right` at the two edges; on two lines where they do not fit on one. */
export function edges(left: Rich, right: Rich, width: number): string[] {
  const gap = width - widthOf(plainOf(left)) - widthOf(plainOf(right));
  if (gap >= 2) return [painted(left) + ' '.repeat(gap) + painted(right)];
  return [...wrap(left, width), ...wrap(right, width)];
}

export function spansOf(text: Rich): readonly Span[] {
  if (typeof text === 'string') return [{ text }];
  return text.map((part) => (typeof part === 'string' ? { text: part } : part));
}

function paintSpan(span: Span, text: string): string {
  return span.paint === undefined || text === '' ? text : span.paint(text);
}

function paintRange(spans: readonly Span[], start: number, end: number): string {
  let line = '';
  let at = 0;
  for (const span of spans) {
    const from = Math.max(start - at, 0);
    const to = end - at;
    if (to > from) line += paintSpan(span, span.text.slice(from, to));
    at += span.text.length;
  }
  return line;
}

const WORDS = /\s+|\+1 \d{3} \d{3} \d{4}\S*|\S+/g;
const ADDRESS = /^\S*https?:\/\//;

/** Where each line starts and ends in `text`. */
function ranges(text: string, width: number): [number, number][] {
  const lines: [number, number][] = [];
  let start = 0;
  let end = 0;
  let column = 0;
  const close = (next: number) => {
    lines.push([start, end]);
    start = next;
    end = next;
    column = 0;
  };
  for (const match of text.matchAll(WORDS)) {
    const word = match[0];
    const at = match.index;
    if (/^\s/.test(word)) continue;
    const wide = widthOf(text.slice(end, at)) + widthOf(word);
    if (column > 0 && column + wide > width) close(at);
    if (column === 0 && at > end && lines.length > 0) {
      start = at;
      end = at;
    }
    const gap = widthOf(text.slice(end, at));
    if (column + gap + widthOf(word) <= width || ADDRESS.test(word)) {
      column += gap + widthOf(word);
      end = at + word.length;
      continue;
    }
    for (const segment of graphemesOf(word)) {
      const size = widthOf(segment);
      if (column > 0 && column + size > width) close(end);
      column += size;
      end += segment.length;
    }
  }
  if (end > start || lines.length === 0) lines.push([start, end]);
  return lines;
}
