/**
 * The example for GitLab: valid by GitLab's own schema, the right jobs in each pipeline, and the scripts of its jobs
 * run as a runner would, from a merge request to the approved plan.
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { inYaml, isNotYet, usageProblems } from '../command-lines.ts';
import { missingTool } from '../postgres.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNNER = join(ROOT, 'node_modules/gitlab-ci-local/src/index.js');
const FILE = 'examples/gitlab/.gitlab-ci.yml';
const text = readFileSync(join(ROOT, FILE), 'utf8');
const file = parse(text);

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** What git does is not to depend on whose machine it is. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann Lee',
  GIT_AUTHOR_EMAIL: 'ann.lee@acme-dental.example',
  GIT_COMMITTER_NAME: 'Ann Lee',
  GIT_COMMITTER_EMAIL: 'ann.lee@acme-dental.example',
};

let folder: string;

function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], ...GIT };
  return execFileSync('git', args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-gitlab-'));
  const work = join(folder, 'work');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git');
  git(folder, 'clone', '--quiet', 'origin.git', 'work');
  cpSync(join(ROOT, 'examples/quickstart'), join(work, 'offices/acme'), {
    recursive: true,
    filter: (path) => !path.endsWith('.campaignctl'),
  });
  cpSync(join(ROOT, FILE), join(work, '.gitlab-ci.yml'));
  git(work, 'checkout', '--quiet', '-b', 'main');
  git(work, 'add', '--all');
  git(work, 'commit', '--quiet', '--message', 'Texting of Acme Dental');
  git(work, 'push', '--quiet', 'origin', 'main');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('installs the version that it comes with', () => {
  expect(file.variables.CAMPAIGNCTL_VERSION).toBe(version);
});

it('calls campaignctl as it is', async () => {
  const lines = inYaml(text);
  expect(lines.map(({ argv }) => argv[0])).toEqual(['validate', 'plan', 'apply', 'apply', 'plan']);
  expect(await usageProblems(lines)).toEqual([]);
});

it('keeps jobs that write from each other, and secrets out of the file', () => {
  for (const job of ['apply', 'continue']) expect(file[job].extends).toBe('.writes');
  expect(file['.writes'].resource_group).toBe('texting');
  expect(text).not.toMatch(/CAMPAIGNCTL_API_KEY:|PASSWORD:/);
});

describe('has jobs', () => {
  /** Of a pipeline, by gitlab-ci-local, which compares the file with GitLab's schema first. */
  async function jobsOf(variables: readonly string[], cwd = join(folder, 'work')) {
    const args = ['--list-csv', '--no-evaluate-rule-changes'];
    const given = variables.flatMap((one) => ['--variable', one]);
    const env = {
      ...GIT,
      PATH: process.env['PATH'],
      HOME: folder,
      GCL_IGNORE_PREDEFINED_VARS: 'CI_PIPELINE_SOURCE',
    };
    const command = [RUNNER, ...args, ...given];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd, env });
    expect(`${stdout}${stderr}`).toContain('json schema validated');
    const rows = stdout.split('\n').filter((line) => /;(check|plan|apply|watch);/.test(line));
    return rows.map((row) => row.split(';', 1)[0] ?? '');
  }

  it.each([
    [['CI_PIPELINE_SOURCE=merge_request_event'], ['validate', 'plan']],
    [['CI_PIPELINE_SOURCE=push'], ['apply']],
    [['CI_PIPELINE_SOURCE=schedule', 'TASK=continue'], ['continue']],
    [['CI_PIPELINE_SOURCE=schedule', 'TASK=drift'], ['drift']],
    [['CI_PIPELINE_SOURCE=schedule'], []],
  ])('for %j', async (variables, jobs) => {
    expect(await jobsOf(variables)).toEqual(jobs);
  });

  it('none, where the file breaks the schema', async () => {
    const bad = join(folder, 'bad');
    git(folder, 'clone', '--quiet', 'origin.git', 'bad');
    appendFileSync(
      join(bad, '.gitlab-ci.yml'),
      '\nlate:\n  stage: plan\n  script: [date]\n  retry: often\n',
    );
    await expect(jobsOf(['CI_PIPELINE_SOURCE=push'], bad)).rejects.toThrow(/retry/);
  });
});

/** The image of the example has it. */
function hasCurl(): boolean {
  if (spawnSync('curl', ['--version']).error === undefined) return true;
  missingTool('curl, which the jobs of the example for GitLab call');
  return false;
}

describe.skipIf(!hasCurl())('from merge request to apply', () => {
  let sandbox: Sandbox;
  let packages: Server;
  const kept = new Map<string, string>();

  beforeAll(async () => {
    const seed = readSeed(join(ROOT, 'examples/quickstart/registry.seed.yaml'));
    sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
    // The package registry of a project: what is put under a path is there.
    packages = createServer(async (request, response) => {
      const path = request.url ?? '';
      if (request.headers['job-token'] !== 'job-token-71') response.writeHead(401);
      else if (request.method === 'PUT') {
        let body = '';
        for await (const chunk of request.setEncoding('utf8')) body += chunk;
        kept.set(path, body);
        response.writeHead(201);
      } else response.writeHead(kept.has(path) ? 200 : 404).write(kept.get(path) ?? 'not found');
      response.end();
    }).listen(0, '127.0.0.1');
    await once(packages, 'listening');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(join(ROOT, 'dist/cli.js'), join(folder, 'bin/campaignctl'));
  });

  afterAll(async () => {
    packages.close();
    await sandbox.close();
  });

  /** The script of a job in a fresh, shallow clone of a branch, as a runner has it. */
  async function run(job: string, branch: string, commit = 'HEAD') {
    const build = mkdtempSync(join(folder, 'build-'));
    git(
      build,
      'clone',
      '--quiet',
      '--depth',
      '20',
      '--branch',
      branch,
      `file://${folder}/origin.git`,
      '.',
    );
    git(build, 'checkout', '--quiet', '--detach', commit);
    const script = (file[job].script as string[])
      .join('\n')
      .replace(
        '--format markdown',
        isNotYet(['plan', '--format', 'markdown']) ? '--format text' : '--format markdown',
      );
    const { port } = packages.address() as AddressInfo;
    const env = {
      ...GIT,
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      CI: 'true',
      CI_DEFAULT_BRANCH: 'main',
      CI_JOB_TOKEN: 'job-token-71',
      GITLAB_USER_LOGIN: 'ann.lee',
      ACCOUNT: file.variables.ACCOUNT,
      CAMPAIGNCTL_STATE: file.variables.CAMPAIGNCTL_STATE,
      PLANS: `http://127.0.0.1:${port}/plans`,
      CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
      CAMPAIGNCTL_API_KEY: sandbox.apiKey,
    };
    return new Promise<{ code: unknown; out: string }>((resolve) => {
      execFile(
        'bash',
        ['-eo', 'pipefail', '-c', script],
        { cwd: build, env },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, out: `${stdout}${stderr}` }),
      );
    });
  }

  const writes = () => sandbox.control.requests().filter(({ method }) => method !== 'GET').length;

  it('plans a merge request, and keeps the plan', async () => {
    const work = join(folder, 'work');
    git(work, 'checkout', '--quiet', '-b', 'dan');
    appendFileSync(
      join(work, 'offices/acme/campaigns.yaml'),
      '  +14085550108: dan.orr@acme-dental.example\n',
    );
    git(work, 'commit', '--quiet', '--all', '--message', 'Dan needs no SMS');
    git(work, 'push', '--quiet', 'origin', 'dan');
    const planned = await run('plan', 'dan');
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.out).toContain('Dan Orr');
    expect([...kept.keys()]).toEqual([
      `/plans/${git(work, 'rev-parse', 'HEAD:offices/acme').trim()}/plan.json`,
    ]);
    expect(writes()).toBe(0);
  });

  it('applies nothing where no merge request had these files', async () => {
    const applied = await run('apply', 'main');
    expect(applied.code).toBe(4);
    expect(applied.out).toContain('No merge request was planned with these files');
    expect(writes()).toBe(0);
  });

  it('applies that plan once it is merged, however it was', async () => {
    const work = join(folder, 'work');
    git(work, 'checkout', '--quiet', 'main');
    git(work, 'merge', '--quiet', '--squash', 'dan');
    git(work, 'commit', '--quiet', '--message', 'Dan needs no SMS (!7)');
    git(work, 'push', '--quiet', 'origin', 'main');
    const applied = await run('apply', 'main');
    expect(applied).toMatchObject({ code: 0 });
    expect(applied.out).toContain('Dan Orr');
    expect(writes()).toBeGreaterThan(0);
    // The log is the branch that the protected-branch rule is for.
    expect(git(join(folder, 'origin.git'), 'branch', '--list', 'campaignctl/*').trim()).toBe(
      'campaignctl/acme',
    );
  });

  it('carries on later, and says when something waits or differs', async () => {
    sandbox.control.approve('billing');
    expect(await run('continue', 'main')).toMatchObject({ code: 0 });
    sandbox.control.advance(2 * 3_600_000);
    const drift = await run('drift', 'main');
    expect(drift).toMatchObject({ code: 5 });
  });

  it('reads the files of the branch, also in a job that is started again later', async () => {
    const work = join(folder, 'work');
    const before = git(work, 'rev-parse', 'HEAD').trim();
    appendFileSync(join(work, 'offices/acme/campaigns.yaml'), 'campaigns: {}\n');
    git(work, 'commit', '--quiet', '--all', '--message', 'A mistake');
    git(work, 'push', '--quiet', 'origin', 'main');
    const written = writes();
    expect(await run('apply', 'main', before)).toMatchObject({ code: 3 });
    expect(writes()).toBe(written);
  });
});
