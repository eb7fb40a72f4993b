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
  /** Column in which the comment was written; null where it means nothing any more. */
  readonly column: number | null;
}

/** The lines as text, with a line end after each. */
export function withColumns(lines: readonly Line[]): string {
  const texts = lines.map(({ text }) => text);
  for (const run of runsOf(lines)) {
    const isKept = run.every(({ column, end }) => column !== null && column >= end + GAP);
    const common = run.reduce((most, { end }) => Math.max(most, end), 0) + GAP;
    for (const { index, column } of run) {
      const text = lines[index]?.text.padEnd(isKept && column !== null ? column : common);
      texts[index] = `${text}${lines[index]?.beside?.text}`;
    }
  }
  return `${texts.join('\n')}\n`;
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

function remarkOf(line: Line, index: number): Remark {
  const { text } = line;
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  return { index, indent, end: text.length, column: columnOf(line, indent) };
}

/** The written column, moved as far as the start of the line; null where nobody seems to have chosen it. */
function columnOf({ text, beside, isSame }: Line, indent: number): number | null {
  if (beside === null || !isSame) return null;
  const gap = beside.col - beside.lineEnd;
  const hasOldLength = text.length - indent === beside.lineEnd - beside.lineIndent;
  return gap > GAP || (gap === GAP && hasOldLength)
    ? beside.col + indent - beside.lineIndent
    : null;
}
