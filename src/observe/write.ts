/**
 * Write: `observed.yaml` with what is observed now in place of what it said.
 * Law: read back it says exactly that; every comment is kept; what says it already is not touched by a byte.
 */
import { OBSERVED_SCHEMA_ADDRESS, parseObserved } from '../config/observed.ts';
import type { Observed } from '../model/observed.ts';
import { commentsOf, edited } from './edit.ts';
import { lines } from './print.ts';
import { isSame, type Tree, treeOf } from './tree.ts';

/** `text`: a file in which nothing is wrong; null: there is none. */
export function writeObserved(text: string | null, observed: Observed): string {
  const wanted = treeOf(observed);
  if (text === null) return newFile(wanted, []);
  const before = readTree(text);
  if (before === null) throw new Error('A file with mistakes cannot be edited.');
  if (isSame(before, wanted)) return text;
  const isWindows = text.includes('\r\n');
  const plain = text.replaceAll('\r\n', '\n');
  const comments = commentsOf(plain).map((comment) => comment.text);
  const after = edited(plain, before, wanted, noteOf);
  const whole = after !== null && says(after, wanted, comments) ? after : newFile(wanted, comments);
  return isWindows ? whole.replaceAll('\n', '\r\n') : whole;
}

function readTree(text: string): Tree | null {
  const { observed } = parseObserved(text);
  return observed === null ? null : treeOf(observed);
}

function says(text: string, wanted: Tree, comments: readonly string[]): boolean {
  const tree = readTree(text);
  if (tree === null || !isSame(tree, wanted)) return false;
  const left = new Map<string, number>();
  for (const comment of commentsOf(text)) {
    left.set(comment.text, (left.get(comment.text) ?? 0) + 1);
  }
  return comments.every((comment) => {
    const count = left.get(comment) ?? 0;
    left.set(comment, count - 1);
    return count > 0;
  });
}

const HEADING = [
  `# yaml-language-server: $schema=${OBSERVED_SCHEMA_ADDRESS}`,
  '# What Admin Console showed, when and to whom. `campaignctl observe` writes it and keeps your comments.',
];

/** What is said beside a key at the left edge when it is first written. */
const NOTES: Readonly<Record<string, string>> = {
  observed: '# name of the account',
  formsSeen: '# all brands and campaigns are written below',
  pageSeen: '# the whole SMS page was seen: other numbers are Disabled',
  numbers: '# numbers of no campaign',
};

/** `comments`: those of a file that could not be edited. */
function newFile(wanted: Tree, comments: readonly string[]): string {
  const head = [...HEADING.filter((line) => !comments.includes(line)), ...comments];
  const body = [...wanted.items].map(([key, node]) => lines(key, node, 0, noteOf(key)));
  return `${head.join('\n')}\n${body.join('')}`;
}

function noteOf(key: string): string {
  return NOTES[key] ?? '';
}
