/**
 * Marks: comments of HTML in a runbook that say to a program what a box, a line or a block means.
 * Law: a mark is the last comment of its line. What it names is written so that it can end no comment and hold no space;
 * `decodeURIComponent` gives it back.
 */

const mark = (...words: readonly string[]): string => `<!-- campaignctl:${words.join(' ')} -->`;

export function runbookMark(account: string): string {
  return mark('runbook', named(account));
}

export function doneMark(changes: readonly string[]): string {
  return mark('done', ...changes.map(named));
}

export function claimMark(changes: readonly string[]): string {
  return mark('claim', ...changes.map(named));
}

export function stateMark(address: string, status: string): string {
  return mark('state', named(address), named(status));
}

export function idMark(address: string): string {
  return mark('id', named(address));
}

export const PAGE_WHOLE = mark('page', 'whole');
export const PAGE_EMPTY = mark('page', 'empty');
export const PAGE_BEGIN = mark('page', 'begin');
export const PAGE_END = mark('page', 'end');
export const FORMS = mark('forms');

/** Names of blocks, ids and numbers stay as they are. */
function named(text: string): string {
  if (/^[\w./+-]+$/.test(text)) return text;
  return encodeURIComponent(text.replace(LONE_SURROGATES, '\ufffd')).replaceAll('%2F', '/');
}

const LONE_SURROGATES = /\p{Cs}/gu;
