/**
 * The reviewed plans that an apply collects: those of the pull requests merged since the last completed apply.
 * Law: collecting one too many is harmless, as the log knows what was used and what has ended; losing one is not. So what
 * cannot be read stops the run, and what is certainly not there is said by the number of its pull request.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REVIEW_DAYS } from '../../apply/clearance.ts';
import { approvedIn } from '../../apply/log/approvals.ts';
import { type Artifact, artifactsNamed, eventOf, fileOf, isOwn } from '../../github/artifacts.ts';
import type { Client } from '../../github/client.ts';
import { GitHubError } from '../../github/error.ts';
import {
  elsewhere,
  isBehind,
  type MergedPull,
  mergedPulls,
  touchedFiles,
} from '../../github/pulls.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { EntryOf, LogEntry } from '../../model/log.ts';
import { readSavedPlan } from '../../plan/saved.ts';
import { NO_PLAN, planArtifactName, planFileName } from './names.ts';
import { fail, folderOf, type Session } from './session.ts';

/** What the log calls the runs that collect; a run by hand is none of them. */
export const COLLECTING = 'github apply';
/** A run that went without a plan that may still come: what it was for is collected once more. */
export const COLLECTING_IN_PART = 'github apply without all plans';

export type CollectedPull =
  | {
      readonly pull: MergedPull;
      /** Path of its plan. */
      readonly file: string;
      /** What it approves changes of. */
      readonly addresses: readonly string[];
      readonly ids: readonly string[];
      /** Addresses of what it takes away: with it merged, nothing is to be done there. */
      readonly gone: ReadonlySet<string>;
    }
  | {
      readonly pull: MergedPull;
      readonly file: null;
      /** A sentence. */
      readonly why: string;
      /** A job can still make the plan. */
      readonly mayCome: boolean;
    };

export interface Collected {
  readonly pulls: readonly CollectedPull[];
  /** Where it was counted from, for people. */
  readonly since: string;
  /** How many were merged, those that do not touch the account too. */
  readonly merged: number;
}

/**
 * Commit of the last run that collected everything and ran to its end, for another commit than this: whoever runs a job
 * again means all that it was for. null: there was none.
 */
export function lastCollected(entries: readonly LogEntry[], head: string): string | null {
  return lastCommit(entries, head, [COLLECTING]);
}

/** The same of runs that went without a plan, too: their files are the newest that were applied. */
export function lastApplied(entries: readonly LogEntry[], head: string): string | null {
  return lastCommit(entries, head, [COLLECTING, COLLECTING_IN_PART]);
}

function lastCommit(
  entries: readonly LogEntry[],
  head: string,
  commands: readonly string[],
): string | null {
  const leases = new Map<string, EntryOf<'lease'>>();
  let last: string | null = null;
  for (const entry of entries) {
    if (entry.kind === 'lease') leases.set(entry.run, entry);
    if (entry.kind !== 'ended' || entry.stopped !== null) continue;
    const { command = '', commit = null } = leases.get(entry.run)?.holder ?? {};
    if (commands.includes(command) && commit !== null && commit !== head) last = commit;
  }
  return last;
}

/**
 * An exit code: a newer commit than that of this job was applied already, and the job says so. The files of an older one do
 * not ask for what was approved since, and a run with them would drop those approvals.
 */
export async function codeIfOutrun(
  session: Session,
  entries: readonly LogEntry[],
): Promise<ExitCode | null> {
  const { client, job } = session;
  const last = lastApplied(entries, job.sha);
  if (client === null || last === null) return null;
  try {
    if (!(await isBehind(client, last, job.sha))) return null;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const message = `It is not known whether the files here are the newest, so nothing was done. ${error.message} Run this job again.`;
    return fail(session, message, EXIT.bug);
  }
  const message = `This job is for commit ${job.sha.slice(0, 7)}, and the newer commit ${last.slice(0, 7)} was applied already. Nothing was done: run the workflow on the newest commit.`;
  return fail(session, message, EXIT.refused);
}

/** What a plan has to be for. */
export interface PlannedAccount {
  readonly name: string;
  readonly provider: string;
}

/** Throws GitHubError. */
export async function collect(
  session: Session,
  client: Client,
  account: PlannedAccount,
  entries: readonly LogEntry[],
): Promise<Collected> {
  const { job } = session;
  const range = {
    since: lastCollected(entries, job.sha),
    head: job.sha,
    branch: job.ref,
    now: Date.now(),
  };
  const { pulls, since } = await mergedPulls(client, range);
  const found: CollectedPull[] = [];
  const others = await untouching(session, client, pulls);
  for (const pull of pulls) {
    if (others.has(pull.number)) continue;
    const one = await collectOne(session, client, account, pull);
    if (one !== null) found.push(one);
  }
  // A commit that was reviewed under one number is reviewed under every other.
  const reviewed = new Set(found.flatMap(({ pull, file }) => (file === null ? [] : pull.head)));
  return {
    pulls: found.filter(({ pull, file }) => file !== null || !reviewed.has(pull.head)),
    since,
    merged: pulls.length,
  };
}

/** More than these, as at the first apply in a busy repository, are not asked about one by one. */
const FEW = 10;

/** Those that surely do not touch the account. Where GitHub does not tell, none: each is asked about. */
async function untouching(
  { job, base }: Session,
  client: Client,
  pulls: readonly MergedPull[],
): Promise<ReadonlySet<number>> {
  const numbers = pulls.map(({ number }) => number);
  if (numbers.length <= FEW || base === '') return new Set();
  try {
    return await elsewhere(client, job.repository, numbers, base);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return new Set();
  }
}

/** null: it does not touch the account. */
async function collectOne(
  session: Session,
  client: Client,
  account: PlannedAccount,
  pull: MergedPull,
): Promise<CollectedPull | null> {
  const review = { number: pull.number, headSha: pull.head };
  const all = await artifactsNamed(client, planArtifactName(account.name, review));
  const own = all
    .filter((artifact) => isOwn(artifact, session.job.repositoryId))
    .filter(({ headSha }) => headSha === pull.head);
  const kept = own.find(({ expired }) => !expired);
  if (kept === undefined) {
    const files = await touchedFiles(client, pull.number);
    if (!files.some(({ path }) => path.startsWith(session.base))) return null;
    return without(pull, whyNone(pull, own, all), own[0]?.createdAt);
  }
  if ((await eventOf(client, kept.run)) !== 'pull_request') {
    return without(pull, 'Its plan was not made by a job of the pull request.');
  }
  const fileName = planFileName(review);
  const unpacked = await fileOf(client, kept, fileName);
  if (!unpacked.ok) return without(pull, `Its plan ${unpacked.problem}.`);
  if (unpacked.text === NO_PLAN) return without(pull, 'Its last job ended without a plan.');
  const { name: wanted, provider } = account;
  const read = readSavedPlan(unpacked.text, { account: wanted, provider });
  if (!read.ok) return without(pull, `Its plan ${read.problem}.`);
  const folder = join(folderOf(session), 'reviewed');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, fileName);
  writeFileSync(file, unpacked.text);
  const approved = approvedIn(read.plan);
  return {
    pull,
    file,
    addresses: approved.map(({ address }) => address),
    ids: approved.map(({ id }) => id),
    gone: new Set(read.plan.base?.gone.map(({ address }) => address)),
  };
}

/** From its first run on, GitHub starts a job again for as long as a review is good. `ranAt`: it ran by then. */
function without(pull: MergedPull, why: string, ranAt = pull.mergedAt): CollectedPull {
  const since = Math.min(Date.parse(pull.mergedAt), Date.parse(ranAt));
  const isLate = since < Date.now() - REVIEW_DAYS * 86_400_000;
  return { pull, file: null, why, mayCome: !isLate && !pull.isFork };
}

function whyNone(pull: MergedPull, own: readonly Artifact[], all: readonly Artifact[]): string {
  if (own.length > 0) return 'Its plan is not kept any more: artifacts expire.';
  if (all.length > 0) {
    return 'Nothing shows that its plan was made in this repository for this very commit, so it is not used.';
  }
  return pull.isFork
    ? 'It comes from a fork, which gets no plan.'
    : 'It has no plan: the job that makes it has not run to its end.';
}
