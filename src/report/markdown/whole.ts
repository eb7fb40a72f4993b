/**
 * What every Markdown report is told, and what it says where it is not the whole.
 */
import { count } from '../style.ts';
import type { Missing } from './budget.ts';
import { text } from './escape.ts';

export interface MarkdownOptions {
  /** Bytes of UTF-8; left out: 60,000. GitHub takes 65,536 characters. */
  readonly budget?: number;
  /** Put before each file, so that the path leads there from the root of the repository. Ends in `/` or is empty. */
  readonly base?: string;
  /** Where all of it is: an address of ours, never one that stands in a plan. */
  readonly whole?: { readonly label: string; readonly url: string };
}

export const BUDGET = 60_000;

/** In place of rows that were cut. */
export function missingNote(options: MarkdownOptions): Missing {
  return (left) => `… and ${left} more; ${whereWords(options)}.`;
}

/** Behind everything; nothing where nothing was cut. */
export function cutNote(left: number, options: MarkdownOptions): string[] {
  if (left === 0) return [];
  return [
    `**This is not all:** ${count(left, 'entry', 'entries')} did not fit; ${whereWords(options)}.`,
  ];
}

function whereWords({ whole }: MarkdownOptions): string {
  return whole === undefined ? '`--format json` lists all' : `all of it: ${link(whole)}`;
}

export function link({ label, url }: { readonly label: string; readonly url: string }): string {
  return `[${text(label)}](${encodeURI(url)})`;
}
