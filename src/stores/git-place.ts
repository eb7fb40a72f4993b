/**
 * Which repository the objects of the log pass through, and how its remote is called there.
 * Law: the name of a remote is used inside the repository that knows it, with its credentials; an address, and a clone
 * that has only a part of its history, get a repository of their own that is removed in the end.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StoreError } from '../model/store.ts';
import { type Environment, type Git, type GitAnswer, gitIn } from './git-run.ts';
import { gitError, wordsOf } from './git-trouble.ts';
import { withoutSecrets } from './redact.ts';

export interface GitPlace {
  readonly git: Git;
  /** Name of the remote there. */
  readonly remote: string;
  close(): Promise<void>;
}

/** Throws StoreError. */
export async function gitPlace(text: string, cwd: string, env: Environment): Promise<GitPlace> {
  const here = gitIn({ cwd, env, gitDir: null, config: [] });
  const known = await here(['remote']);
  const isName = known.code === 0 && known.out.toString('utf8').split('\n').includes(text);
  if (!isName)
    return ownRepository(cwd, env, [['remote.log.url', addressOf(text, cwd, known)]], 'log');

  const shallow = await here(['rev-parse', '--is-shallow-repository']);
  if (shallow.out.toString('utf8').trim() !== 'true') {
    return { git: here, remote: text, close: async () => {} };
  }
  // The end of a shallow history may lie within the log, and to deepen it would fetch all other branches as well.
  const top = await here(['rev-parse', '--show-toplevel']);
  const from = top.code === 0 ? top.out.toString('utf8').replace(/\n$/, '') : cwd;
  return ownRepository(from, env, await lentConfig(here), text);
}

async function ownRepository(
  cwd: string,
  env: Environment,
  config: readonly (readonly [string, string])[],
  remote: string,
): Promise<GitPlace> {
  const gitDir = await mkdtemp(join(tmpdir(), 'campaignctl-log-'));
  const close = () => rm(gitDir, { recursive: true, force: true });
  try {
    const git = gitIn({ cwd, env, gitDir, config });
    const made = await git(['init', '--quiet', '--bare', '--template=', gitDir]);
    if (made.code !== 0) throw gitError(made, withoutSecrets(gitDir), 'be read');
    return { git, remote, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the repository itself sets, whichever files that comes from: addresses, credentials, proxies. */
async function lentConfig(git: Git): Promise<readonly (readonly [string, string])[]> {
  const listed = await git(['config', '--list', '-z', '--show-scope', '--includes']);
  const fields = listed.out.toString('utf8').split('\0');
  const config: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const scope = fields[i];
    const [key = '', ...lines] = (fields[i + 1] ?? '').split('\n');
    if (scope !== 'local' && scope !== 'worktree') continue;
    // The shape of that repository is not the shape of this one, and the files it includes are listed already.
    if (/^(?:extensions|include|includeif|branch|submodule)\./.test(key)) continue;
    if (/^remote\..*\.(?:fetch|promisor|partialclonefilter|tagopt|prune)$/.test(key)) continue;
    if (key.startsWith('core.') && !/^core\.(?:sshcommand|askpass|gitproxy)$/.test(key)) continue;
    config.push([key, lines.length === 0 ? 'true' : lines.join('\n')]);
  }
  return config;
}

/** Absolute, where it is a path. Throws StoreError where it can be neither path nor address. */
function addressOf(text: string, cwd: string, known: GitAnswer): string {
  const path = resolve(cwd, text);
  if (existsSync(path)) return path;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/:]+:./.test(text)) return text;
  const named = withoutSecrets(text);
  if (text.includes('/')) {
    throw new StoreError(
      'invalid',
      `There is no repository ${named} to keep the log in. Make it with "git init --bare", or name another.`,
    );
  }
  throw new StoreError(
    'invalid',
    known.code === 0
      ? `The repository of ${cwd} has no remote with the name ${named}. "git remote" lists those it has; the address of a repository will do as well.`
      : `${named} is the name of a remote, and the repository of ${cwd} cannot be asked: ${wordsOf(known)}. Run the command inside the repository, or write the address of the remote.`,
  );
}
