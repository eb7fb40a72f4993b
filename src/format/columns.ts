/**
 * Columns: where the comments beside lines stand.
 * Law: a comment stays in its column as long as two spaces are left before it. Where that is not so, it moves together
 * with those that shared its column or stand beside the neighbouring lines, into one column. Done twice, nothing changes
 * the second time.
 */
import type { Line } from './print.ts';

/** Spaces between a line and the comment beside it, at least. */
const GAP = 2;
/** A longer line does not push the comments of its neighbours aside. */
const LONGEST = 80;

/** A line with a comment beside it. */
interface Remark {
  readonly index: number;
  readonly indent: number;
  /** Columns that the line fills. */
  readonly end: number;
  /** Column in which the comment was written, moved as far as the start of its line; null where it means nothing any more. */
  readonly column: number | null;
  /** The column does not follow from the length that the line had. */
  readonly isChosen: boolean;
}

/** The lines as text, with a line end after each. */
export function withColumns(lines: readonly Line[]): string {
  const texts = lines.map(({ text }) => text);
  for (const run of runsOf(lines)) {
    const isKept = isInPlace(run);
    const common = run.reduce((most, { end }) => Math.max(most, end), 0) + GAP;
    for (const { index, column } of run) {
      const text = lines[index]?.text.padEnd(isKept && column !== null ? column : common);
      texts[index] = `${text}${lines[index]?.beside?.text}`;
    }
  }
  return `${texts.join('\n')}\n`;
}

/** Whether all comments can stay where they are: each where it was put, or all in one column. */
function isInPlace(run: readonly Remark[]): boolean {
  const hasRoom = run.every(({ column, end }) => column !== null && column >= end + GAP);
  const isOne = run.length > 1 && run.every(({ column }) => column === run[0]?.column);
  return hasRoom && (isOne || run.every(({ isChosen }) => isChosen));
}

/** Comments that move together. */
function runsOf(lines: readonly Line[]): readonly (readonly Remark[])[] {
  const runs: Remark[][] = [];
  let run: Remark[] | null = null;
  for (const [index, line] of lines.entries()) {
    // An empty line ends a paragraph.
    if (line.text === '') run = null;
    if (line.beside === null) continue;
    const remark = remarkOf(line, index);
    const isLong = remark.end > LONGEST;
    const last: Remark | undefined = run?.at(-1);
    if (run !== null && last !== undefined && !isLong && belongTogether(last, remark)) {
      run.push(remark);
    } else {
      run = [remark];
      runs.push(run);
      if (isLong) run = null;
    }
  }
  return runs;
}

/** Two comments of one paragraph with no other between them. */
function belongTogether(a: Remark, b: Remark): boolean {
  if (a.column !== null && a.column === b.column) return true;
  return a.index === b.index - 1 && a.indent === b.indent;
}

function remarkOf({ text, beside, isSame }: Line, index: number): Remark {
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  const remark = { index, indent, end: text.length };
  if (beside === null || !isSame) return { ...remark, column: null, isChosen: false };
  const { col, lineEnd, lineIndent } = beside;
  const gap = col - lineEnd;
  const hasOldLength = text.length - indent === lineEnd - lineIndent;
  const column = gap < GAP ? null : col + indent - lineIndent;
  return { ...remark, column, isChosen: gap > GAP || hasOldLength };
}
