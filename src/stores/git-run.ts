/**
 * One git process: its environment, its time, its answer.
 * Law: git asks nobody anything, runs no hook of the local repository, signs nothing, speaks English, and is ended
 * with all its children when its time is up. It is in a session of its own: Ctrl-C does not end it half-way.
 */
import { spawn } from 'node:child_process';
import { StoreError } from '../model/store.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GitAnswer {
  /** Null: ended by a signal, its own or because its time was up. */
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

export interface GitOptions {
  readonly input?: string;
  /** Milliseconds. */
  readonly within?: number;
}

export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

export interface GitSetting {
  readonly cwd: string;
  readonly env: Environment;
  /** A repository to use instead of the one that `cwd` lies in; null: that one. */
  readonly gitDir: string | null;
  /** Settings for this process alone, on top of those of the files. In the environment: others may see arguments. */
  readonly config: readonly (readonly [string, string])[];
}

const LOCAL_MS = 60_000;

/** What a hook or an alias that runs us has set for its own repository. */
const FOREIGN = [
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_DATE',
];

const CONFIG: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['commit.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
  ['push.followTags', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.writeCommitGraph', 'false'],
  ['i18n.commitEncoding', 'UTF-8'],
];

/** What it returns throws StoreError where git is not installed. */
export function gitIn({ cwd, env, gitDir, config }: GitSetting): Git {
  const environment = environmentOf(env, gitDir, [...config, ...CONFIG]);
  return (args, { input = '', within = LOCAL_MS } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn('git', args, {
        cwd,
        env: environment,
        detached: true,
        windowsHide: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      // It ended without having read everything; its exit code tells the rest.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      const timer = setTimeout(() => endAll(child.pid), within);
      child.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(error.code === 'ENOENT' ? noGit(cwd) : error);
      });
      child.on('close', (code) => {
        clearTimeout(timer);
        resolve({ code, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') });
      });
    });
}

/** git and what it started: a transport that hangs would keep its output open. */
function endAll(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Ended meanwhile.
  }
}

function noGit(cwd: string): StoreError {
  return new StoreError(
    'invalid',
    `git is needed, and no program "git" could be started in ${cwd}. Install git 2.31 or later and see that it is in PATH.`,
  );
}

function environmentOf(
  env: Environment,
  gitDir: string | null,
  config: readonly (readonly [string, string])[],
): Record<string, string | undefined> {
  const all: Record<string, string | undefined> = {
    ...env,
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: ':',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_AUTHOR_NAME: 'campaignctl',
    GIT_AUTHOR_EMAIL: 'campaignctl@localhost',
    GIT_COMMITTER_NAME: 'campaignctl',
    GIT_COMMITTER_EMAIL: 'campaignctl@localhost',
  };
  for (const name of FOREIGN) delete all[name];
  delete all['GIT_DIR'];
  if (gitDir !== null) all['GIT_DIR'] = gitDir;
  // Behind those that the environment brings already, such as the credentials of a CI job.
  let count = Number.parseInt(env['GIT_CONFIG_COUNT'] ?? '0', 10) || 0;
  for (const [key, value] of config) {
    all[`GIT_CONFIG_KEY_${count}`] = key;
    all[`GIT_CONFIG_VALUE_${count}`] = value;
    count += 1;
  }
  all['GIT_CONFIG_COUNT'] = String(count);
  return all;
}
