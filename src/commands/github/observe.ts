/**
 * `campaignctl github observe`: what a person told in the issue with the runbook, by ticking, filling in or pasting, is
 * recorded under their name and committed; then the issue gets the runbook of a fresh plan. Applies nothing.
 * Law: the text of an issue is data. Only what this very edit told is recorded, and only where our own login wrote the
 * issue and the person is allowed to: everybody else is answered once, and nothing else comes of it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../github/client.ts';
import { sayOnce } from '../../github/comments.ts';
import { GitHubError } from '../../github/error.ts';
import type { IssueEvent } from '../../github/issue-event.ts';
import {
  CONSOLE,
  type OwnIssue,
  ownIssue,
  restoreIssue,
  rewriteIssue,
  withoutMark,
} from '../../github/issues.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { LogEntry } from '../../model/log.ts';
import { pastedPage } from '../../observe/comment.ts';
import { type Edit, editOf, goneFrom, onlyEdit, withoutEdit } from '../../observe/edits.ts';
import {
  type Answer,
  HOW_TO_PASTE,
  renderAnswer,
  renderStranger,
} from '../../report/observe-answer.ts';
import type { Io } from '../io.ts';
import type { ObserveOptions } from '../observe.ts';
import { type Account, accountOf, readLog, showResult, unmasked } from './account.ts';
import { codeIfOutrun } from './collect.ts';
import { keepRunbook } from './hand.ts';
import { observeInner } from './inner.ts';
import { lostOf } from './lost.ts';
import { commitObserved } from './observed-commit.ts';
import {
  annotate,
  attempt,
  type Doors,
  fail,
  folderOf,
  type GitHubOptions,
  inJob,
  type Session,
} from './session.ts';
import { mayTell, namedIn, putBack, type Told } from './strangers.ts';

export interface GitHubObserveOptions extends GitHubOptions {
  /** Logins with commas or spaces between; left out or empty: whoever may write to the repository. */
  readonly allow?: string;
  readonly publish?: boolean;
  /** ms to wait for another run. */
  readonly leaseWait: number;
}

export function githubObserve(
  options: GitHubObserveOptions,
  io: Io,
  doors: Doors = {},
): Promise<ExitCode> {
  return inJob(unmasked(options), io, doors, async (session) => {
    const { client, job } = session;
    if (!['issues', 'issue_comment'].includes(job.event)) {
      const message =
        '`github observe` runs on the events issues and issue_comment. Elsewhere, use observe.';
      return fail(session, message, EXIT.invalid);
    }
    if (client === null) {
      const message = 'GITHUB_TOKEN is not set: there is no way to read the issue.';
      return fail(session, message, EXIT.invalid);
    }
    if (job.issue === null) return nothing(session, 'Neither its text nor its comments changed.');
    const account = await accountOf(session, options);
    if (typeof account === 'number') return account;
    try {
      return await hear(session, { client, account, options, event: job.issue });
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      return fail(session, `${error.message} Run this job again.`, EXIT.bug);
    }
  });
}

function nothing(session: Session, why: string): ExitCode {
  annotate(session, 'notice', `Nothing was told here. ${why}`);
  return EXIT.ok;
}

interface Hearing {
  readonly client: Client;
  readonly account: Account;
  readonly options: GitHubObserveOptions;
  readonly event: IssueEvent;
}

/** Throws GitHubError. */
async function hear(session: Session, hearing: Hearing): Promise<ExitCode> {
  const { client, account, options, event } = hearing;
  const { sender, told, number } = event;
  const me = await session.me();
  if (sender.isBot || me.wrote(sender.user)) return nothing(session, 'No person did it.');
  const issue = await ownIssue(client, CONSOLE, account.name, me);
  if (issue?.number !== number) {
    const before = told.kind === 'edit' ? told.before : '';
    if (await restoreIssue(client, CONSOLE, { account: account.name, number, before }, me)) {
      await answer(session, hearing, { problems: [MARK_GONE], recorded: null, isTheirs: true });
      return EXIT.ok;
    }
    return nothing(session, `It is not the issue with the runbook of ${account.name}.`);
  }
  const isTold =
    told.kind === 'edit' ? told.before !== told.after : /^\W*\/observe\b/.test(told.text);
  if (!isTold) return nothing(session, 'A comment that tells something begins with `/observe`.');
  const named = namedIn(options.allow || session.io.env['CAMPAIGNCTL_OBSERVERS']);
  if (!(await mayTell(client, sender.login, named))) {
    if (told.kind === 'edit') await putBack(client, account, issue, told);
    await sayOnce(client, number, renderStranger(sender.login, account.name), me);
    return nothing(session, 'Somebody who may not tell it was answered.');
  }
  return told.kind === 'edit'
    ? hearEdit(session, hearing, issue, told)
    : hearComment(session, hearing, told.text);
}

const MARK_GONE =
  'The first line of the issue was gone, which nobody sees and a program needs. What stood there before was put back.';

async function hearEdit(
  session: Session,
  hearing: Hearing,
  issue: OwnIssue,
  { before, after }: Told<'edit'>,
): Promise<ExitCode> {
  const edit = editOf(withoutMark(before), withoutMark(after));
  if (edit === null) return nothing(session, 'No box was ticked and no page was pasted.');
  const gone = goneFrom(issue.text, edit, after);
  // What stands there now, and not what stood there then: they may have taken it back.
  const text = onlyEdit(issue.text, edit);
  if (text === null) return unheard(session, hearing, gone);
  const file = join(folderOf(session), 'runbook.md');
  writeFileSync(file, text);
  return recordAs(session, hearing, { how: { runbook: [file] }, file, edit, gone });
}

/** Nothing of an edit stands in the issue. */
async function unheard(
  session: Session,
  hearing: Hearing,
  gone: ReadonlyMap<string, string>,
): Promise<ExitCode> {
  const log = await readLog(session, hearing.account);
  if (!log.ok) return fail(session, log.message, log.code);
  const problems = lostOf(gone, log.entries, hearing.event.sender.login);
  if (problems.length === 0) return nothing(session, 'It was taken back, or recorded already.');
  await answer(session, hearing, { problems, recorded: null, isTheirs: false });
  return EXIT.ok;
}

async function hearComment(session: Session, hearing: Hearing, text: string): Promise<ExitCode> {
  const pasted = pastedPage(text);
  if (pasted === null) {
    await answer(session, hearing, { problems: [HOW_TO_PASTE], recorded: null, isTheirs: true });
    return EXIT.ok;
  }
  const file = join(folderOf(session), 'page.txt');
  writeFileSync(file, pasted.page);
  const how = { page: file, [pasted.extent]: true };
  return recordAs(session, hearing, { how, file, edit: null, gone: new Map() });
}

interface ToHear {
  readonly how: Partial<ObserveOptions>;
  readonly file: string;
  /** null: it is told in a comment. */
  readonly edit: Edit | null;
  /** Of the edit: boxes that the issue has no more, and how each was told. */
  readonly gone: ReadonlyMap<string, string>;
}

async function recordAs(
  session: Session,
  hearing: Hearing,
  { how, file, edit, gone }: ToHear,
): Promise<ExitCode> {
  const { client, account, options, event } = hearing;
  const by = event.sender.login;
  const log = await logUnlessBarred(session, account);
  if (typeof log === 'number') {
    await answer(session, hearing, { problems: [BARRED], recorded: null, isTheirs: false });
    return log;
  }
  const { code, observation, problem } = await commitObserved(session, client, {
    account,
    sender: event.sender,
    record: () => observeInner(session.io, options, { ...how, by, at: pastOf(event.at) }),
  });
  if (observation === null) {
    const lines = (problem ?? 'The run was stopped.').split('\n');
    // What is wrong with what was told is for the person to mend; anything else is for whoever runs the job again.
    const isTheirs = lines.every((line) => line.startsWith(`${file}:`));
    const problems = lines.map((line) => named(line, file, edit === null));
    await answer(session, hearing, { problems, recorded: null, isTheirs });
    if (!isTheirs) return fail(session, problems.join('\n'), code);
    if (edit !== null) await takeOut(session, account, edit);
    return EXIT.ok;
  }
  if (problem !== null) {
    const problems = [problem];
    await answer(session, hearing, { problems, recorded: observation, isTheirs: false });
    return fail(session, problem, code);
  }
  const { refused, notes } = observation;
  const lost = lostOf(gone, log, by);
  const isQuiet = edit !== null && refused.length + notes.length + lost.length === 0;
  if (!isQuiet) {
    await answer(session, hearing, { problems: lost, recorded: observation, isTheirs: false });
  }
  return refresh(session, hearing, edit);
}

const BARRED =
  'The job could not record it; its log says why. Run it again once that is mended, or tell it once more.';

/** A code: the log cannot be read, or newer files were applied already, and the job says so. */
async function logUnlessBarred(
  session: Session,
  account: Account,
): Promise<readonly LogEntry[] | ExitCode> {
  const log = await readLog(session, account);
  if (!log.ok) return fail(session, log.message, log.code);
  return (await codeIfOutrun(session, log.entries)) ?? log.entries;
}

/** What has to be mended is ticked again: what stays ticked would never be told. */
async function takeOut(session: Session, { name }: Account, edit: Edit): Promise<void> {
  await attempt(session, async (client) => {
    const issue = await ownIssue(client, CONSOLE, name, await session.me());
    if (issue === null) return;
    const next = withoutEdit(issue.text, edit, { keepPage: true });
    await rewriteIssue(client, CONSOLE, name, issue, next);
  });
}

/** The clock of the job may be behind. */
function pastOf(at: string): string {
  return new Date(Math.min(Date.parse(at), Date.now())).toISOString();
}

/** `/tmp/…/page.txt:12: …` → `Line 12: …`. Who edits an issue sees no lines. */
function named(problem: string, file: string, hasLines: boolean): string {
  if (!problem.startsWith(`${file}:`)) return problem;
  const told = problem.slice(file.length + 1).trim();
  return told.replace(/^(\d+): /, hasLines ? 'Line $1: ' : '');
}

async function answer(
  session: Session,
  { event }: Hearing,
  told: Pick<Answer, 'problems' | 'recorded' | 'isTheirs'>,
): Promise<void> {
  const { login } = event.sender;
  const text = renderAnswer({ login, at: event.at, run: session.job.runUrl, ...told });
  await attempt(session, async (client) =>
    sayOnce(client, event.number, session.shown(text), await session.me()),
  );
}

/** The issue with the runbook of a fresh plan, without what was recorded. */
async function refresh(
  session: Session,
  { account, options }: Hearing,
  edit: Edit | null,
): Promise<ExitCode> {
  // It would say that nothing was told.
  const quiet: Io = { ...session.io, stderr: () => {} };
  const inner = await observeInner(quiet, options, {});
  const { code, result } = inner;
  if (result.kind !== 'runbook') {
    const why = result.kind === 'error' ? ` ${result.message}` : '';
    return fail(session, `It is recorded; no fresh plan could be made.${why}`, code);
  }
  const log = await readLog(session, account);
  if (!log.ok) return fail(session, log.message, log.code);
  showResult(session, inner, EXIT.ok);
  await keepRunbook(session, {
    runbook: result.runbook,
    entries: log.entries,
    publish: options.publish === true,
    rewrite: (before) => (edit === null ? before : withoutEdit(before, edit)),
  });
  return EXIT.ok;
}
