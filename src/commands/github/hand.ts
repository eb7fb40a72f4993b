/**
 * After an apply whose changes people carry out: the issue with the runbook, and what it means for the job and for the
 * pull requests.
 * Law: waiting for people is green. What people have ticked in the issue and nobody has recorded yet stays ticked.
 */
import { doneIn, toldDone } from '../../apply/hand.ts';
import { approvalsOf, openAddresses } from '../../apply/log/approvals.ts';
import { CONSOLE, closeIssue, type KeptIssue, keepIssue } from '../../github/issues.ts';
import { writeOutputs } from '../../github/job.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { LogEntry } from '../../model/log.ts';
import type { Runbook } from '../../model/runbook.ts';
import { carried } from '../../observe/edits.ts';
import { renderApplied } from '../../report/pull-comment.ts';
import { type IssueLink, peopleWait, renderHanded } from '../../report/pull-handed.ts';
import { stepsOf } from '../../report/runbook/words.ts';
import {
  idleWords,
  isIdle,
  peopleWords,
  renderRunbookIssue,
  runbookTitle,
} from '../../report/runbook-issue.ts';
import { type Account, codeFor, leftAlone, readLog, showResult } from './account.ts';
import type { Inner } from './inner.ts';
import type { Ran, Render } from './pulls.ts';
import { annotate, attempt, type Session } from './session.ts';

export interface KeepRunbook {
  readonly runbook: Runbook;
  /** The log as the run left it. */
  readonly entries: readonly LogEntry[];
  readonly publish: boolean;
  /** What is carried over of what stands in it now; with it, the issue is written also where nothing has changed. */
  readonly rewrite?: (before: string) => string;
}

/** Opens, updates or closes the issue. null: there is none, and the job says why. */
export async function keepRunbook(
  session: Session,
  { runbook, entries, publish, rewrite }: KeepRunbook,
): Promise<IssueLink | null> {
  const { account } = runbook;
  const { runUrl } = session.job;
  if (session.job.isPrivate !== true && !publish) {
    annotate(session, 'warning', PUBLIC);
    return null;
  }
  const told = toldDone(entries);
  const whole = { label: 'the run', url: runUrl };
  const textAfter = (before: string) => {
    const last = rewrite?.(before) ?? before;
    const recorded = new Set(doneIn(entries).keys());
    // At most that much of it stays.
    const kept = Buffer.byteLength(carried('', last, recorded));
    const fresh = session.shown(renderRunbookIssue(runbook, told, { whole, kept }));
    return carried(fresh, last, recorded);
  };
  let kept: KeptIssue | null = null;
  await attempt(session, async (client) => {
    const me = await session.me();
    const text = {
      account,
      title: runbookTitle(runbook),
      body: textAfter,
      about: aboutOf(runbook),
      said: saidOf(runbook, told),
      always: rewrite !== undefined,
    };
    kept = isIdle(runbook)
      ? await closeIssue(client, CONSOLE, { account, why: idleWords(runUrl), body: textAfter }, me)
      : await keepIssue(client, CONSOLE, text, me);
  });
  const issue = kept as KeptIssue | null;
  if (issue === null || issue.number === null || issue.url === null) return null;
  writeOutputs(session.io.env, { 'issue-url': issue.url });
  annotate(session, 'notice', keptWords(issue, runbook));
  return isIdle(runbook) ? null : { number: issue.number, url: issue.url };
}

const PUBLIC =
  'This repository is public, or it is not known whether it is. The issue with the runbook would show names and phone numbers to everybody, so there is none. `publish: true` makes it all the same.';

/** Not when it was read, nor from which commit. */
function saidOf(runbook: Runbook, told: unknown): unknown {
  const { readAt: _readAt, commit: _commit, ...rest } = runbook;
  return [rest, told];
}

/** What there is for people to do, however it is said, and whatever else is held or was recorded. */
function aboutOf(runbook: Runbook): unknown {
  const { looks, claimed, support } = runbook;
  return [
    stepsOf(runbook).map(({ changes }) => changes),
    looks.map(({ address }) => address),
    claimed.map(({ write }) => write),
    support.map(({ about }) => about),
  ];
}

function keptWords({ kept, number, url }: KeptIssue, runbook: Runbook): string {
  const link: IssueLink = { number: number ?? 0, url: url ?? '' };
  switch (kept) {
    case 'none':
    case 'closed':
      return `Nothing waits for people; the issue is closed. ${link.url}`;
    default:
      return `${peopleWords(runbook)}: ${peopleWait(link)}. ${link.url}`;
  }
}

/** Red where something was approved and is not on its way; what nobody approved turns nothing red. */
function codeByHand(
  session: Session,
  code: ExitCode,
  runbook: Runbook,
  entries: readonly LogEntry[],
): ExitCode {
  if (code !== EXIT.refused) return code;
  const { parts, later, waiting, held } = runbook;
  const steps = parts.flatMap((part) => part.steps);
  const placed = new Set([
    ...steps.flatMap(({ address, numbers }) => [
      ...(address === null ? [] : [address]),
      ...numbers.map(({ number }) => `number/${number}`),
    ]),
    ...[...later, ...waiting].map(({ address }) => address),
  ]);
  // What the plan has no use for any more is not among the open approvals.
  const own = openAddresses(approvalsOf(entries));
  if ([...own].some((address) => !placed.has(address))) return code;
  leftAlone(session, held.length);
  return EXIT.ok;
}

/** How an apply ended, for those who are told. */
export interface Ended {
  readonly code: ExitCode;
  /** What pull requests are told; null: there is no result, or the log cannot be read, and the job says so. */
  readonly told: Pick<Ran, 'after' | 'render'> | null;
}

export interface Ending {
  /** Addresses of what was to be done: held there, the job is red. */
  readonly own: ReadonlySet<string>;
  /** Whatever is held is red. */
  readonly isPast: boolean;
  readonly publish: boolean;
}

/** Shows the result of an apply; where people carry out the changes, keeps their issue. */
export async function ended(
  session: Session,
  account: Account,
  inner: Inner,
  { own, isPast, publish }: Ending,
): Promise<Ended> {
  const { result } = inner;
  if (result.kind !== 'report' && result.kind !== 'runbook') {
    showResult(session, inner);
    return { code: inner.code, told: null };
  }
  const isReport = result.kind === 'report';
  const code = isReport && !isPast ? codeFor(session, inner, own) : inner.code;
  const log = await readLog(session, account);
  if (!log.ok) {
    showResult(session, inner, code);
    annotate(session, 'warning', `Nobody was told of it: ${log.message}`);
    return { code, told: null };
  }
  const { entries: after } = log;
  if (isReport) {
    showResult(session, inner, code);
    const render: Render = (reviewed, how) => renderApplied(reviewed, result.report, how);
    return { code, told: { after, render } };
  }
  const { runbook } = result;
  const byHand = isPast ? code : codeByHand(session, code, runbook, after);
  showResult(session, inner, byHand);
  const issue = await keepRunbook(session, { runbook, entries: after, publish });
  const render: Render = (reviewed, how) => renderHanded(reviewed, runbook, { ...how, issue });
  return { code: byHand, told: { after, render } };
}
