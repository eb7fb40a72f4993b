/**
 * Which files differ between a commit and the working tree, new ones that git does not know yet included.
 */
import { StoreError } from '../model/store.ts';
import { type Environment, type GitAnswer, gitIn } from './git-run.ts';
import { wordsOf } from './git-trouble.ts';

export type ChangedFiles =
  | {
      readonly ok: true;
      /** Real path of the working tree. */
      readonly top: string;
      /** Relative to it, with `/`. A submodule that changed is one entry. */
      readonly files: readonly string[];
    }
  /** One or two sentences. */
  | { readonly ok: false; readonly message: string };

/** `folder`: in the working tree. `revision`: a branch, tag or commit, as a person writes it. */
export async function changedFiles(
  folder: string,
  revision: string,
  env: Environment,
): Promise<ChangedFiles> {
  const git = gitIn({ cwd: folder, env, gitDir: null, config: [] });
  try {
    const top = await git(['rev-parse', '--show-toplevel']);
    if (top.code !== 0) return { ok: false, message: noTree(folder, top) };
    // A leading dash would be read by git as an option.
    const commit = revision.startsWith('-')
      ? null
      : await git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
    if (commit?.code !== 0) return { ok: false, message: noCommit(revision) };
    const id = commit.out.toString('utf8').trim();
    const diff = await git([
      'diff',
      '--name-only',
      '--no-renames',
      '--no-ext-diff',
      '-z',
      id,
      '--',
    ]);
    const fresh = await git(['ls-files', '--others', '--exclude-standard', '--full-name', '-z']);
    const failed = [diff, fresh].find(({ code }) => code !== 0);
    if (failed !== undefined) {
      return { ok: false, message: `git could not compare with ${revision}: ${wordsOf(failed)}.` };
    }
    const files = new Set([...namesIn(diff), ...namesIn(fresh)]);
    return { ok: true, top: top.out.toString('utf8').replace(/\n$/, ''), files: [...files] };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return {
      ok: false,
      message: 'No program "git" could be started. Install git, and see that it is in PATH.',
    };
  }
}

function namesIn({ out }: GitAnswer): readonly string[] {
  return out.toString('utf8').split('\0').filter(Boolean);
}

function noTree(folder: string, answer: GitAnswer): string {
  return `What has changed is looked up with git, and ${folder} cannot be asked: ${wordsOf(answer)}.`;
}

function noCommit(revision: string): string {
  return `git knows no commit ${revision} here. A clone of a CI job often holds the last commit only: fetch the whole history there (\`fetch-depth: 0\`, \`GIT_DEPTH: 0\`).`;
}
