/**
 * The issue with the runbook of an account: its title, the runbook, and what was recorded lately.
 * Law: pure; within what GitHub takes; untrusted text stays text.
 */
import type { Runbook, ToldDone } from '../model/runbook.ts';
import { actionWords, nameOf } from './log-words.ts';
import { bytesOf } from './markdown/budget.ts';
import { text } from './markdown/escape.ts';
import { BUDGET, link, type MarkdownOptions } from './markdown/whole.ts';
import { grouped } from './plan/page.ts';
import { stepsOf } from './runbook/words.ts';
import { renderRunbookMarkdown } from './runbook-markdown.ts';
import { count, day, listOf } from './style.ts';

export function runbookTitle({ account }: Runbook): string {
  return `SMS in Admin Console: ${account}`;
}

/** Whether people have nothing to do, to look at, or to tell. */
export function isIdle(runbook: Runbook): boolean {
  return stepsOf(runbook).length + runbook.looks.length + runbook.claimed.length === 0;
}

export interface IssueOptions extends Pick<MarkdownOptions, 'whole'> {
  /** Bytes of what people have ticked, filled in and pasted, which stays. */
  readonly kept: number;
}

/** Below this a runbook is no use. */
const LEAST = 10_000;

export function renderRunbookIssue(
  runbook: Runbook,
  told: readonly ToldDone[],
  { kept, ...options }: IssueOptions,
): string {
  const foot = [toldWords(told), HOW].filter((part) => part !== '').join('\n\n');
  const budget = Math.max(LEAST, BUDGET - kept - bytesOf(foot));
  return `${renderRunbookMarkdown(runbook, { ...options, budget })}\n${foot}\n`;
}

/** Groups of changes that are told; older ones are in the log. */
const MOST = 10;

function toldWords(told: readonly ToldDone[]): string {
  const groups = [
    ...grouped(told, (one) => `${one.by} ${day(one.at)} ${actionWords(one)}`).values(),
  ];
  if (groups.length === 0) return '';
  const lines = groups.slice(0, MOST).map((group) => {
    const [{ by, at }] = group;
    const who = listOf(
      group.map((one) => nameOf(one)),
      5,
    );
    return `- ✓ ${text(`${who}: ${actionWords(group[0])}`)}, recorded by ${text(by)} ${day(at)}`;
  });
  return ['#### Recorded', '', ...lines].join('\n');
}

const HOW =
  '<sub>Ticks are recorded within minutes, under your name. A pasted page and its tick belong into one edit. The SMS page can also be told in a comment that begins with `/observe page whole` or `/observe page part`.</sub>';

/** What an issue without anything to do says when it is closed. */
export function idleWords(run: string): string {
  return `There is nothing to do and nothing to look at in Admin Console now: ${link({ label: 'the run', url: run })}.`;
}

/** For the log of a job. */
export function peopleWords(runbook: Runbook): string {
  const { looks, claimed } = runbook;
  const steps = stepsOf(runbook).length;
  return [
    ...(steps === 0 ? [] : [count(steps, 'step')]),
    ...(looks.length === 0 ? [] : [count(looks.length, 'look')]),
    ...(claimed.length === 0 ? [] : [count(claimed.length, 'claim')]),
  ].join(' and ');
}
