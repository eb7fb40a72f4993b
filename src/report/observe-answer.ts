/**
 * The answer to somebody who told something in the issue with the runbook: what was not recorded, and why.
 * Law: pure; one answer for all of it, by name; untrusted text stays text. The time is that of what was told, so that
 * the same is not answered twice.
 */
import { prose, text } from './markdown/escape.ts';
import { link } from './markdown/whole.ts';
import { count, listOf, moment, sentence } from './style.ts';

export interface Answer {
  readonly login: string;
  /** ISO 8601. */
  readonly at: string;
  /** Page of the run. */
  readonly run: string;
  /** Sentences: why nothing was recorded. */
  readonly problems: readonly string[];
  readonly recorded: Recorded | null;
  /** The person can mend the problems. */
  readonly isTheirs: boolean;
}

export interface Recorded {
  readonly done: readonly string[];
  readonly claimed: readonly { readonly address: string }[];
  readonly already: readonly string[];
  readonly refused: readonly { readonly what: string; readonly why: string }[];
  readonly notes: readonly string[];
}

export function renderAnswer({ login, at, run, problems, recorded, isTheirs }: Answer): string {
  const { refused = [], notes = [] } = recorded ?? {};
  const parts = [
    `@${login}, this is about what you told ${moment(at)}.`,
    recorded === null ? `**Nothing was recorded.**` : `**${doneWords(recorded)}**`,
    ...list('Not recorded', [
      ...problems,
      ...refused.map(({ what, why }) => `${sentence(what)}: ${why}`),
    ]),
    ...list('To know', notes),
    ...(problems.length > 0 && isTheirs
      ? ['Mend it and tell it again: ticks of yours in the issue were taken out.']
      : []),
    link({ label: 'the run', url: run }),
  ];
  return `${parts.join('\n\n')}\n`;
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`${title}:`, lines.map((line) => `- ${prose(line)}`).join('\n')];
}

function doneWords({ done, claimed, already, refused }: Recorded): string {
  const names = (all: readonly string[]) =>
    text(
      listOf(
        all.map((address) => address.replace('/', ' ')),
        5,
      ),
    );
  const parts = [
    ...(claimed.length === 0 ? [] : [`Claimed: ${names(claimed.map(({ address }) => address))}.`]),
    ...(done.length === 0 ? [] : [`Done: ${names(done)}.`]),
    ...(already.length === 0 ? [] : [`Recorded before: ${count(already.length, 'change')}.`]),
  ];
  if (parts.length > 0) return parts.join(' ');
  return refused.length > 0 ? 'Not all of it was recorded.' : 'What you saw is recorded.';
}

/** To somebody who may not tell what is done. */
export function renderStranger(login: string, account: string): string {
  return `@${login}, nothing of this was recorded: only people who are named for it, or may write to this repository, tell what is done in Admin Console for ${text(account)}.\n`;
}

/** To a comment that cannot be read. */
export const HOW_TO_PASTE =
  'Begin the comment with `/observe page whole` or `/observe page part`, and paste the rows of the SMS page below that line.';
