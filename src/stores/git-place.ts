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
  /** What the remote is called in refs/campaignctl. */
  readonly name: string;
  close(): Promise<void>;
}

/**
 * Name of the remote for git: one that only our processes know, with the address and the way there of the one that was
 * named, and without what it mirrors. A push under the name itself would move refs/remotes.
 */
export const REMOTE = 'campaignctl-log';

type Settings = readonly (readonly [key: string, value: string])[];

const WAY = /^(?:url|pushurl|proxy|proxyauthmethod|uploadpack|receivepack|vcs|serveroption)$/;

/** Throws StoreError. */
export async function gitPlace(text: string, cwd: string, env: Environment): Promise<GitPlace> {
  const here = gitIn({ cwd, env, gitDir: null, config: [] });
  const known = await here(['remote']);
  const isName = known.code === 0 && known.out.toString('utf8').split('\n').includes(text);
  if (!isName) {
    const address = addressOf(text, cwd, known);
    return { ...(await ownRepository(cwd, env, [[`remote.${REMOTE}.url`, address]])), name: 'log' };
  }
  const { way, lent } = await settingsOf(here, text);
  const shallow = await here(['rev-parse', '--is-shallow-repository']);
  if (shallow.out.toString('utf8').trim() !== 'true') {
    const git = gitIn({ cwd, env, gitDir: null, config: way });
    return { git, name: text, close: async () => {} };
  }
  // The end of a shallow history may lie within the log, and to deepen it would fetch all other branches as well.
  const top = await here(['rev-parse', '--show-toplevel']);
  const from = top.code === 0 ? top.out.toString('utf8').replace(/\n$/, '') : cwd;
  return { ...(await ownRepository(from, env, [...lent, ...way])), name: text };
}

async function ownRepository(
  cwd: string,
  env: Environment,
  config: Settings,
): Promise<Omit<GitPlace, 'name'>> {
  const gitDir = await mkdtemp(join(tmpdir(), 'campaignctl-log-'));
  const close = () => rm(gitDir, { recursive: true, force: true });
  try {
    const git = gitIn({ cwd, env, gitDir, config });
    const made = await git(['init', '--quiet', '--bare', '--template=', gitDir]);
    if (made.code !== 0) throw gitError(made, withoutSecrets(gitDir), 'be read');
    return { git, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface RepositorySettings {
  /** The way to the remote, under our name for it. */
  readonly way: Settings;
  /** What the repository itself sets, whichever files that comes from: credentials, proxies. */
  readonly lent: Settings;
}

async function settingsOf(git: Git, remote: string): Promise<RepositorySettings> {
  const listed = await git(['config', '--list', '-z', '--show-scope', '--includes']);
  const fields = listed.out.toString('utf8').split('\0');
  const prefix = `remote.${remote}.`;
  const way: [string, string][] = [];
  const lent: [string, string][] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const scope = fields[i];
    const [key = '', ...lines] = (fields[i + 1] ?? '').split('\n');
    const value = lines.length === 0 ? 'true' : lines.join('\n');
    const ofRemote = key.startsWith(prefix) ? key.slice(prefix.length) : '';
    if (WAY.test(ofRemote)) way.push([`remote.${REMOTE}.${ofRemote}`, value]);
    else if ((scope === 'local' || scope === 'worktree') && isLent(key)) lent.push([key, value]);
  }
  return { way, lent };
}

/** The shape of that repository is not the shape of another, and what it includes is in the list already. */
function isLent(key: string): boolean {
  if (key.startsWith('core.')) return /^core\.(?:sshcommand|askpass|gitproxy)$/.test(key);
  return !/^(?:extensions|include|includeif|remote|branch|submodule)\./.test(key);
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
