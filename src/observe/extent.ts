/**
 * Extent: what the text of a pasted table says of how much there is of it.
 * Law: only what it says is read; a text that says nothing may be whole.
 */
import { quote } from '../config/secret.ts';
import type { Problem } from './problem.ts';

/** `48`, `1,204` */
const COUNT = String.raw`(\d{1,3}(?:[., ]\d{3})+(?!\d)|\d{1,9})`;
/** `1-25 of 48` */
const EXTENT = new RegExp(
  String.raw`(?<![\d-])${COUNT}\s*(?:-|–|to)\s*${COUNT}\s+(?:out )?of\s+${COUNT}(?!\d)`,
  'i',
);
/** `Page 1 of 2` */
const PART = /\bpage\s+(\d{1,5})\s*(?:of|\/)\s*(\d{1,5})(?!\d)/i;

/** Where a plain text says that there is more than the lines that were pasted; null: it does not. */
export function notWhole(text: string, pasted: number): Problem | null {
  const lines = text.split('\n').map((line) => (line.length > 200 ? '' : line));
  for (const [index, line] of lines.entries()) {
    const [words, , , total = ''] = EXTENT.exec(line) ?? [];
    if (words === undefined || Number(total.replace(/\D/g, '')) <= pasted) continue;
    return more(index, `${quote(words)} says that the page has ${total} lines, and ${pasted} were`);
  }
  const parts = lines.map((line) => PART.exec(line) ?? []);
  const there = new Set(parts.map(([, part]) => Number(part)));
  for (const [index, [words, , total]] of parts.entries()) {
    const isAll = Array.from({ length: Number(total ?? 0) }, (_, at) => at + 1).every((part) =>
      there.has(part),
    );
    if (words === undefined || isAll) continue;
    return more(index, `${quote(words)} says that the page has ${total} parts, and not all were`);
  }
  return null;
}

function more(index: number, says: string): Problem {
  return {
    line: index + 1,
    message: `${says} pasted.`,
    hint: 'Leaf through the page and paste all of it, one part below the other, or say that it is a part. If it is whole, take that line out.',
  };
}
