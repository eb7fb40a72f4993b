/**
 * observed.yaml on the default branch: what is recorded is recorded on top of the newest one, and committed.
 * Law: nothing that somebody else has written is taken back: where the file was written meanwhile, the same is recorded
 * once more on top of it, which the log knows as done already. The commit starts no apply.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../github/client.ts';
import { GitHubError } from '../../github/error.ts';
import { type FileInBranch, fileIn, writeFileIn } from '../../github/files.ts';
import type { Sender } from '../../github/issue-event.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import { OBSERVED_FILE } from '../../model/observed.ts';
import type { Observation } from '../observe.ts';
import { writeWhole } from '../output.ts';
import type { Account } from './account.ts';
import type { Inner } from './inner.ts';
import { annotate, type Session } from './session.ts';

export interface ToCommit {
  readonly account: Account;
  readonly sender: Sender;
  /** Records it in the checkout. */
  record(): Promise<Inner>;
}

export interface Committed {
  readonly code: ExitCode;
  /** null: nothing was recorded. */
  readonly observation: Observation | null;
  /** Why it was not recorded, or not committed; null: it was. */
  readonly problem: string | null;
}

/** Writers that may come first. */
const TRIES = 5;

/** Throws GitHubError where nothing is recorded yet. */
export async function commitObserved(
  session: Session,
  client: Client,
  { account, sender, record }: ToCommit,
): Promise<Committed> {
  const branch = session.job.defaultBranch ?? session.job.ref;
  const path = `${session.base}${OBSERVED_FILE}`;
  const here = join(account.root, OBSERVED_FILE);
  let first: Observation | null = null;
  for (let tries = 1; ; tries += 1) {
    const newest = await fileIn(client, branch, path);
    const trouble = await bring(newest, here);
    if (trouble !== null) return { code: EXIT.bug, observation: first, problem: trouble };
    const { code, result } = await record();
    if (result.kind !== 'observation') {
      return { code, observation: first, problem: problemOf(result) };
    }
    const observation: Observation =
      first === null ? result.observation : joined(first, result.observation);
    first = observation;
    const text = await readFile(here, 'utf8').catch(() => null);
    if (text === null || text === newest?.text) return { code, observation, problem: null };
    const message = messageOf(session, account, sender);
    try {
      const blob = newest?.blob ?? null;
      const commit = await writeFileIn(client, { branch, path, text, blob, message });
      if (commit !== null) {
        annotate(session, 'notice', `${path} is committed: ${commit.slice(0, 7)}.`);
        return { code, observation, problem: null };
      }
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      return { code: EXIT.bug, observation, problem: `${NOT_COMMITTED} ${error.message}` };
    }
    if (tries === TRIES) {
      const problem = `${NOT_COMMITTED} Others wrote ${path} again and again.`;
      return { code: EXIT.bug, observation, problem };
    }
  }
}

const NOT_COMMITTED =
  'The log has it, and it is not committed: run this job again once that is mended.';

/** The file of the branch in place of that of the checkout. null: done. */
async function bring(newest: FileInBranch | null, here: string): Promise<string | null> {
  if (newest !== null) return writeWhole(here, newest.text);
  await rm(here, { force: true });
  return null;
}

function problemOf(result: Inner['result']): string | null {
  switch (result.kind) {
    case 'error':
      return result.message;
    case 'findings':
      return result.diagnostics.map(({ message }) => message).join('\n');
    default:
      return null;
  }
}

/** What the first try told the log is done for the second. */
function joined(first: Observation, last: Observation): Observation {
  return { ...last, done: first.done, claimed: first.claimed, already: first.already };
}

function messageOf({ job }: Session, { name }: Account, { login, id }: Sender): string {
  const host = new URL(job.serverUrl).host;
  return [
    `observe: ${name}, as seen by @${login}`,
    '',
    'Told in the issue with the runbook. [skip actions]',
    '',
    `Co-authored-by: ${login} <${id}+${login}@users.noreply.${host}>`,
  ].join('\n');
}
