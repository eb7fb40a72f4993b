/**
 * A comment that tells the SMS page: a first line that says whether it is whole, and the rows below it, in a block of
 * code or not.
 * Law: a comment that says neither whole nor part tells nothing.
 */
import { FENCE } from './marked.ts';
import { plainText } from './table.ts';

export interface PastedPage {
  readonly extent: 'whole' | 'part';
  readonly page: string;
}

/** null: it is no such comment. */
export function pastedPage(comment: string): PastedPage | null {
  const lines = plainText(comment)
    .split('\n')
    .filter((line) => !FENCE.test(line));
  const first = lines.findIndex((line) => line.trim() !== '');
  const [, extent] = /^\s*\/observe +page +(whole|part)\s*$/.exec(lines[first] ?? '') ?? [];
  const page = lines.slice(first + 1).join('\n');
  return extent === undefined || page.trim() === ''
    ? null
    : { extent: extent === 'whole' ? 'whole' : 'part', page };
}
