/**
 * What a CI system has: a repository with the files of the quickstart, runners that clone it afresh for each job, the
 * built command on their path, and a registry that is served.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the account is in the repository. */
export const ACCOUNT = 'offices/acme';

/** What git does is not to depend on whose machine it is. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann Lee',
  GIT_AUTHOR_EMAIL: 'ann.lee@acme-dental.example',
  GIT_COMMITTER_NAME: 'Ann Lee',
  GIT_COMMITTER_EMAIL: 'ann.lee@acme-dental.example',
};

export interface JobEnded {
  readonly code: unknown;
  /** Both streams. */
  readonly out: string;
}

export interface Job {
  readonly branch?: string;
  /** An earlier one, as when a job is started again. */
  readonly commit?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Pipeline {
  readonly folder: string;
  /** A checkout to work in. */
  readonly work: string;
  readonly sandbox: Sandbox;
  git(cwd: string, ...args: readonly string[]): string;
  /** Adds a line to the configuration on the branch that is checked out, and pushes it. */
  commit(line: string, message: string): void;
  /** Id of the account's folder in the checkout. */
  tree(): string;
  run(script: string, job?: Job): Promise<JobEnded>;
  /** Requests that changed something, so far. */
  writes(): number;
  close(): Promise<void>;
}

/** `files` lie beside the account: path → text. */
export async function makePipeline(files: Readonly<Record<string, string>>): Promise<Pipeline> {
  const folder = mkdtempSync(join(tmpdir(), 'campaignctl-ci-'));
  const work = join(folder, 'work');
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(ROOT, 'dist/cli.js'), join(folder, 'bin/campaignctl'));
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git');
  git(folder, 'clone', '--quiet', 'origin.git', 'work');
  cpSync(join(ROOT, 'examples/quickstart'), join(work, ACCOUNT), {
    recursive: true,
    filter: (path) => !path.endsWith('.campaignctl'),
  });
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(work, path), text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
  git(work, 'checkout', '--quiet', '-b', 'main');
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '--message', 'Texting of Acme Dental');
  git(work, 'push', '--quiet', 'origin', 'main');
  const seed = readSeed(join(ROOT, 'examples/quickstart/registry.seed.yaml'));
  const sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });

  return {
    folder,
    work,
    sandbox,
    git,
    commit(line, message) {
      const file = join(work, ACCOUNT, 'campaigns.yaml');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('\nnoTexting:\n', `\nnoTexting:\n${line}\n`),
      );
      git(work, 'commit', '--quiet', '--all', '--message', message);
      git(work, 'push', '--quiet', 'origin', 'HEAD');
    },
    tree: () => git(work, 'rev-parse', `HEAD:${ACCOUNT}`).trim(),
    run(script, { branch = 'main', commit = 'HEAD', env = {} } = {}) {
      const build = mkdtempSync(join(folder, 'build-'));
      const origin = `file://${folder}/origin.git`;
      git(build, 'clone', '--quiet', '--depth', '20', '--branch', branch, origin, '.');
      git(build, 'checkout', '--quiet', '--detach', commit);
      const all = {
        ...GIT,
        PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
        HOME: folder,
        CI: 'true',
        ACCOUNT,
        CAMPAIGNCTL_STATE: 'git:origin',
        CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
        CAMPAIGNCTL_API_KEY: sandbox.apiKey,
        ...env,
      };
      return new Promise((resolve) => {
        const args = ['--norc', '-eo', 'pipefail', '-c', script];
        execFile('bash', args, { cwd: build, env: all }, (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, out: `${stdout}${stderr}` }),
        );
      });
    },
    writes: () => sandbox.control.requests().filter(({ method }) => method !== 'GET').length,
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], ...GIT };
  return execFileSync('git', args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
