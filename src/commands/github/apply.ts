/**
 * `campaignctl github apply`: applies what was reviewed in the pull requests that were merged since the last completed
 * apply, and tells each of them what became of it. With ids, it applies these changes of a fresh plan and nothing else.
 */
import { basename, join } from 'node:path';
import { REVIEW_DAYS } from '../../apply/clearance.ts';
import { approvalsOf, openAddresses } from '../../apply/log/approvals.ts';
import { progressOf } from '../../apply/log/reviewed.ts';
import type { Client } from '../../github/client.ts';
import { GitHubError } from '../../github/error.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { LogEntry } from '../../model/log.ts';
import { LATE, renderUnplannable, renderUnplanned } from '../../report/pull-comment.ts';
import { count, listOf } from '../../report/style.ts';
import type { Io } from '../io.ts';
import {
  type Account,
  accountOf,
  type GitHubApplyOptions,
  readLog,
  showResult,
  unmasked,
} from './account.ts';
import {
  COLLECTING,
  COLLECTING_IN_PART,
  type Collected,
  type CollectedPull,
  codeIfOutrun,
  collect,
} from './collect.ts';
import { ended } from './hand.ts';
import { applyInner, planInner, type Result } from './inner.ts';
import { type Ran, tellApplied, tellApplying, tellEach, tellFollowed } from './pulls.ts';
import { annotate, type Doors, fail, folderOf, inJob, type Session } from './session.ts';

export interface ApplyMergedOptions extends GitHubApplyOptions {
  /** Ids of changes to apply by hand, with spaces between; empty: what merged pull requests approved. */
  readonly approve?: string;
}

export function githubApply(
  options: ApplyMergedOptions,
  io: Io,
  doors: Doors = {},
): Promise<ExitCode> {
  return inJob(unmasked(options), io, doors, async (session) => {
    const account = await accountOf(session, options);
    if (typeof account === 'number') return account;
    const ids = (options.approve ?? '').split(/[\s,]+/).filter((id) => id !== '');
    return ids.length === 0
      ? applyMerged(session, account, options)
      : applyPicked(session, account, options, ids);
  });
}

async function applyMerged(
  session: Session,
  account: Account,
  options: ApplyMergedOptions,
): Promise<ExitCode> {
  const { client } = session;
  if (client === null) {
    const message =
      'GITHUB_TOKEN is not set, so it is not known what was reviewed. Nothing was applied.';
    return fail(session, message, EXIT.invalid);
  }
  const log = await readLog(session, account);
  if (!log.ok) return fail(session, log.message, log.code);
  const outrun = await codeIfOutrun(session, log.entries);
  if (outrun !== null) return outrun;
  const collected = await collectOr(session, client, account, log.entries);
  if (collected === null) return EXIT.bug;
  sayCollected(session, collected);
  const planned = collected.pulls.filter(hasPlan);
  const unplanned = collected.pulls.filter(lacksPlan);
  const telling = planned.map(({ pull, addresses }) => ({ pull, changes: addresses.length }));
  await tellApplying(session, account.name, telling);
  const files = planned.map(({ file }) => file);
  const calledAs = unplanned.some(({ mayCome }) => mayCome) ? COLLECTING_IN_PART : COLLECTING;
  const inner = await applyInner(session.io, options, { approved: files, calledAs });
  // What was approved earlier and waited is to be done by this run too.
  const own = new Set([
    ...openAddresses(approvalsOf(log.entries)),
    ...planned.flatMap(({ addresses }) => addresses),
  ]);
  // What nobody reviewed, because a plan is missing, it came too late or somebody pushed past the pull requests, is told
  // in red. Pull requests that do not touch the account push nothing past anybody.
  const isLate = sayLate(session, planned, inner.result);
  const isPast = unplanned.length > 0 || collected.merged === 0 || isLate;
  const publish = options.publish === true;
  const { code, told } = await ended(session, account, inner, { own, isPast, publish });
  const ran = told === null ? null : { before: log.entries, ...told };
  await sayOutcome(session, account, collected, inner.result, ran);
  return code;
}

/** null: it is not known what was reviewed, and the job says why. */
async function collectOr(
  session: Session,
  client: Client,
  account: Account,
  entries: readonly LogEntry[],
): Promise<Collected | null> {
  try {
    return await collect(session, client, account, entries);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const message = `It is not known what was reviewed, so nothing was applied. ${error.message} Run this job again.`;
    fail(session, message, EXIT.bug);
    return null;
  }
}

type PlannedPull = Extract<CollectedPull, { readonly file: string }>;
type UnplannedPull = Exclude<CollectedPull, PlannedPull>;

function hasPlan(one: CollectedPull): one is PlannedPull {
  return one.file !== null;
}

function lacksPlan(one: CollectedPull): one is UnplannedPull {
  return one.file === null;
}

/** Which reviews count, in the log of the job. */
function sayCollected(session: Session, { pulls, since }: Collected): void {
  const planned = pulls.filter(hasPlan);
  const names = listOf(
    planned.map(({ pull }) => `#${pull.number}`),
    10,
  );
  session.io.stderr(
    planned.length === 0
      ? `No pull request with a plan for this account was merged since ${since}: nothing new is approved.\n`
      : `Approved by ${count(planned.length, 'pull request')} merged since ${since}: ${names}.\n`,
  );
  for (const { pull, why, mayCome } of pulls.filter(lacksPlan)) {
    const next = mayCome ? AGAIN : BY_HAND;
    annotate(session, 'warning', `#${pull.number} approves nothing. ${why} ${next}`);
  }
}

const AGAIN = `Once a job of the pull request has made it, run apply again: each apply looks for it, for at most ${REVIEW_DAYS} days after the merge.`;
const BY_HAND = 'The issue about drift lists what it asks for, with ids to apply by hand.';

/** True: what a pull request takes away was done before that, and the way back is held. Its plan did not show it. */
function sayLate(session: Session, planned: readonly PlannedPull[], result: Result): boolean {
  const held = new Set(heldIn(result));
  const late = planned.filter(({ gone }) => [...gone].some((address) => held.has(address)));
  for (const { pull } of late) annotate(session, 'warning', `#${pull.number}: ${LATE}`);
  return late.length > 0;
}

function heldIn(result: Result): readonly string[] {
  if (result.kind === 'report') return result.report.held.map(({ change }) => change.address);
  return result.kind === 'runbook' ? result.runbook.held.map(({ address }) => address) : [];
}

async function sayOutcome(
  session: Session,
  account: Account,
  { pulls }: Collected,
  result: Result,
  ran: Ran | null,
): Promise<void> {
  const { name } = account;
  const { runUrl } = session.job;
  const planned = pulls.filter(hasPlan);
  await tellEach(
    session,
    name,
    'unplanned',
    pulls.filter(lacksPlan).map(({ pull, why, mayCome }) => ({
      pull,
      text: renderUnplanned(name, mayCome ? `${why} ${AGAIN}` : why, runUrl),
    })),
  );
  if (result.kind !== 'report' && result.kind !== 'runbook') {
    const message = result.kind === 'error' ? result.message : 'The run was stopped.';
    const text = renderUnplannable(name, message, runUrl);
    await tellEach(
      session,
      name,
      'planned',
      planned.map(({ pull }) => ({ pull, text })),
    );
  }
  if (ran === null) return;
  const progress = progressOf(ran.after);
  const told = planned.map(({ pull: { number, head }, file, gone }) => {
    return { number, head, gone, reviewed: progress.get(basename(file)) ?? [] };
  });
  await tellApplied(session, name, told, ran.render);
  await tellFollowed(session, name, ran, new Set(told.map(({ number }) => number)));
}

/** A person names changes, as the issue about drift shows them. */
async function applyPicked(
  session: Session,
  account: Account,
  options: ApplyMergedOptions,
  ids: readonly string[],
): Promise<ExitCode> {
  const { io, job } = session;
  const own = ids.flatMap((id) => ownId(id, account.name) ?? []);
  if (own.length === 0) {
    annotate(
      session,
      'notice',
      `None of the ids is for ${account.name}: nothing was applied here.`,
    );
    return EXIT.ok;
  }
  const log = await readLog(session, account);
  if (!log.ok) return fail(session, log.message, log.code);
  const outrun = await codeIfOutrun(session, log.entries);
  if (outrun !== null) return outrun;
  const file = join(folderOf(session), `by-hand-${job.sha.slice(0, 12)}.plan.json`);
  const planned = await planInner(io, options, { out: file });
  if (planned.result.kind !== 'plan') {
    showResult(session, planned);
    return planned.code;
  }
  const inner = await applyInner(session.io, options, {
    approved: [file],
    only: own,
    calledAs: 'github apply by hand',
  });
  const publish = options.publish === true;
  // By hand, whatever is held is told.
  const { code } = await ended(session, account, inner, { own: new Set(), isPast: true, publish });
  return code;
}

/** `acme/e9865539850d`, or the id alone; null: it is for another account. */
function ownId(id: string, account: string): string | null {
  const slash = id.indexOf('/');
  if (slash < 0) return id;
  return id.slice(0, slash) === account ? id.slice(slash + 1) : null;
}
