/**
 * What the checkout of a pull request holds: the merge that GitHub tries out, or its last commit alone.
 * Law: only commits that are there are named; what is not known is null.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PullEvent } from '../../github/job.ts';
import { type Git, gitIn } from '../../stores/git-run.ts';
import type { Io } from '../io.ts';

export interface Checkout {
  /** Revision to compare with; null: it was not fetched. */
  readonly base: string | null;
  /** Paths that the pull request touches, from the root of the repository; null: not known. */
  readonly touched: readonly string[] | null;
}

export async function lookAtCheckout(
  workspace: string,
  { headSha, baseSha }: PullEvent,
  io: Io,
): Promise<Checkout> {
  const git = gitAt(workspace, io);
  // actions/checkout checks out the merge: its parents are the branch and the pull request.
  const isMerge = (await commitAt(git, 'HEAD^2')) === headSha;
  const base = isMerge ? 'HEAD^1' : (await commitAt(git, baseSha)) === null ? null : baseSha;
  if (base === null) return { base, touched: null };
  // Without a merge, what the branch has got since would count as taken back.
  return { base, touched: isMerge ? await touchedSince(git, base) : null };
}

async function touchedSince(git: Git, base: string): Promise<readonly string[] | null> {
  const { code, out } = await git(['diff', '--name-only', '--no-renames', '-z', base, 'HEAD']);
  if (code !== 0) return null;
  return out
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
}

/** Whether a file stands in the pull request's own commit as it stands here, so that its line numbers mean the same. */
export async function isAsInHead(
  workspace: string,
  { headSha }: PullEvent,
  path: string,
  io: Io,
): Promise<boolean> {
  const { code, out } = await gitAt(workspace, io)(['cat-file', 'blob', `${headSha}:${path}`]);
  if (code !== 0) return false;
  return out.equals(await readFile(join(workspace, path)).catch(() => Buffer.alloc(0)));
}

function gitAt(workspace: string, { env }: Io): Git {
  return gitIn({ cwd: workspace, env, gitDir: null, config: [] });
}

async function commitAt(git: Git, revision: string): Promise<string | null> {
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { code, out } = await git(asked);
  return code === 0 ? out.toString('utf8').trim() : null;
}
