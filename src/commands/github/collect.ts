/**
 * The reviewed plans that an apply collects: those of the pull requests merged since the last completed apply.
 * Law: collecting one too many is harmless, as the log knows what was used; losing one is not. So what cannot be read
 * stops the run, and what is certainly not there is said by the number of its pull request.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { approvedIn } from '../../apply/log/approvals.ts';
import { type Artifact, artifactsNamed, eventOf, fileOf, isOwn } from '../../github/artifacts.ts';
import type { Client } from '../../github/client.ts';
import { GitHubError } from '../../github/error.ts';
import { isBehind, type MergedPull, mergedPulls, touchedFiles } from '../../github/pulls.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { EntryOf, LogEntry } from '../../model/log.ts';
import { readSavedPlan } from '../../plan/saved.ts';
import { planArtifactName, planFileName } from './names.ts';
import { fail, folderOf, type Session } from './session.ts';

/** What the log calls the runs that collect; a run by hand is none of them. */
export const COLLECTING = 'github apply';

export type CollectedPull =
  | {
      readonly pull: MergedPull;
      /** Path of its plan. */
      readonly file: string;
      /** What it approves changes of. */
      readonly addresses: readonly string[];
      readonly ids: readonly string[];
    }
  /** `why`: a sentence. */
  | { readonly pull: MergedPull; readonly file: null; readonly why: string };

export interface Collected {
  readonly pulls: readonly CollectedPull[];
  /** Where it was counted from, for people. */
  readonly since: string;
  /** How many were merged, those that do not touch the account too. */
  readonly merged: number;
  /** No run was completed yet. */
  readonly isFirst: boolean;
}

/**
 * Commit of the last run that collected and ran to its end, for another commit than this: whoever runs a job again means
 * all that it was for. null: there was none.
 */
export function lastCompleted(entries: readonly LogEntry[], head: string): string | null {
  const leases = new Map<string, EntryOf<'lease'>>();
  let last: string | null = null;
  for (const entry of entries) {
    if (entry.kind === 'lease') leases.set(entry.run, entry);
    if (entry.kind !== 'ended' || entry.stopped !== null) continue;
    const holder = leases.get(entry.run)?.holder;
    const isOther = holder?.command === COLLECTING && holder.commit !== head;
    if (isOther && holder.commit !== null) last = holder.commit;
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
  const last = lastCompleted(entries, job.sha);
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
  const last = lastCompleted(entries, job.sha);
  const range = {
    since: last,
    head: job.sha,
    branch: job.ref,
    now: Date.now(),
  };
  const { pulls, since } = await mergedPulls(client, range);
  const found: CollectedPull[] = [];
  for (const pull of pulls) {
    const one = await collectOne(session, client, account, pull);
    if (one !== null) found.push(one);
  }
  return { pulls: found, since, merged: pulls.length, isFirst: last === null };
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
    return { pull, file: null, why: whyNone(own, all) };
  }
  if ((await eventOf(client, kept.run)) !== 'pull_request') {
    return { pull, file: null, why: 'Its plan was not made by a job of the pull request.' };
  }
  const fileName = planFileName(review);
  const unpacked = await fileOf(client, kept, fileName);
  if (!unpacked.ok) return { pull, file: null, why: `Its plan ${unpacked.problem}.` };
  const { name: wanted, provider } = account;
  const read = readSavedPlan(unpacked.text, { account: wanted, provider });
  if (!read.ok) return { pull, file: null, why: `Its plan ${read.problem}.` };
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
  };
}

function whyNone(own: readonly Artifact[], all: readonly Artifact[]): string {
  if (own.length > 0) return 'Its plan is not kept any more: artifacts expire.';
  if (all.length > 0) {
    return 'Nothing shows that its plan was made in this repository for this very commit, so it is not used.';
  }
  return 'It has no plan: the job that makes it has not run to its end. Once it has, run this job again.';
}
