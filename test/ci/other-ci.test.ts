/** The page on other CI systems: its script does what it says, and its table has every exit code. */
import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${ROOT}docs/other-ci.md`, 'utf8');
const [, script = ''] = /<!-- test: texting\.sh -->\n```sh\n([\s\S]*?)```/.exec(page) ?? [];

const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann Lee',
  GIT_AUTHOR_EMAIL: 'ann.lee@acme-dental.example',
  GIT_COMMITTER_NAME: 'Ann Lee',
  GIT_COMMITTER_EMAIL: 'ann.lee@acme-dental.example',
};

let folder: string;
let sandbox: Sandbox;

function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], ...GIT };
  return execFileSync('git', args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-other-ci-'));
  for (const name of ['bin', 'plans']) mkdirSync(join(folder, name));
  symlinkSync(join(ROOT, 'dist/cli.js'), join(folder, 'bin/campaignctl'));
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git');
  git(folder, 'clone', '--quiet', 'origin.git', 'work');
  const work = join(folder, 'work');
  cpSync(join(ROOT, 'examples/quickstart'), join(work, 'offices/acme'), {
    recursive: true,
    filter: (path) => !path.endsWith('.campaignctl'),
  });
  writeFileSync(join(work, 'texting.sh'), script);
  chmodSync(join(work, 'texting.sh'), 0o755);
  git(work, 'checkout', '--quiet', '-b', 'main');
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '--message', 'Texting of Acme Dental');
  git(work, 'push', '--quiet', 'origin', 'main');
  const seed = readSeed(join(ROOT, 'examples/quickstart/registry.seed.yaml'));
  sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
});

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The script in a fresh clone of a branch. */
function run(what: string, branch = 'main'): Promise<{ code: unknown; out: string }> {
  const build = mkdtempSync(join(folder, 'build-'));
  git(build, 'clone', '--quiet', '--branch', branch, `file://${folder}/origin.git`, '.');
  const env = {
    ...GIT,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    CI: 'true',
    PLANS: join(folder, 'plans'),
    CAMPAIGNCTL_STATE: 'git:origin',
    CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
    CAMPAIGNCTL_API_KEY: sandbox.apiKey,
  };
  return new Promise((resolve) => {
    execFile(join(build, 'texting.sh'), [what], { cwd: build, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, out: `${stdout}${stderr}` }),
    );
  });
}

const writes = () => sandbox.control.requests().filter(({ method }) => method !== 'GET').length;

it('applies nothing that nobody has reviewed', async () => {
  const merged = await run('merge');
  expect(merged.code).toBe(EXIT.refused);
  expect(merged.out).toContain('Nobody has reviewed');
  expect(writes()).toBe(0);
});

it('applies after a merge what was reviewed before it', async () => {
  const work = join(folder, 'work');
  git(work, 'checkout', '--quiet', '-b', 'dan');
  appendFileSync(
    join(work, 'offices/acme/campaigns.yaml'),
    '  +14085550108: dan.orr@acme-dental.example\n',
  );
  git(work, 'commit', '--quiet', '--all', '--message', 'Dan needs no SMS');
  git(work, 'push', '--quiet', 'origin', 'dan');
  expect(await run('review', 'dan')).toMatchObject({ code: 0 });
  expect(readdirSync(join(folder, 'plans'))).toEqual([
    `${git(work, 'rev-parse', 'HEAD:offices/acme').trim()}.json`,
  ]);
  expect(writes()).toBe(0);

  git(work, 'checkout', '--quiet', 'main');
  git(work, 'merge', '--quiet', '--no-ff', '--no-edit', 'dan');
  git(work, 'push', '--quiet', 'origin', 'main');
  expect(await run('merge')).toMatchObject({ code: 0 });
  expect(writes()).toBeGreaterThan(0);
});

it('carries on, and is content where all that is left waits', async () => {
  sandbox.control.approve('billing');
  expect(await run('continue')).toMatchObject({ code: 0 });
  sandbox.control.advance(2 * 3_600_000);
  expect(await run('drift')).toMatchObject({ code: 0 });
  sandbox.control.toggle('+14085550103', false);
  expect(await run('drift')).toMatchObject({ code: EXIT.changes });
});

it('has each exit code in its table, in order', () => {
  const table = [...page.matchAll(/^\| (\d+(?:, \d+)*) \|/gm)].map(([, codes = '']) => codes);
  expect(table.flatMap((codes) => codes.split(', ').map(Number))).toEqual(Object.values(EXIT));
});
