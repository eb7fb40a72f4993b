/**
 * The example for GitLab: valid by GitLab's own schema, the right jobs in each pipeline, and the scripts of its jobs
 * run as a runner would, from a merge request to the approved plan.
 */
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inYaml, usageProblems } from '../command-lines.ts';
import { missingTool } from '../postgres.ts';
import { ACCOUNT, type Job, makePipeline, type Pipeline, ROOT } from './pipeline.ts';

const RUNNER = join(ROOT, 'node_modules/gitlab-ci-local/src/index.js');
const text = readFileSync(join(ROOT, 'examples/gitlab/.gitlab-ci.yml'), 'utf8');
const file = parse(text);

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let ci: Pipeline;

beforeAll(async () => {
  ci = await makePipeline({ '.gitlab-ci.yml': text });
});

afterAll(() => ci?.close());

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
  async function jobsOf(variables: readonly string[], cwd = ci.work) {
    const args = ['--list-csv', '--no-evaluate-rule-changes'];
    const given = variables.flatMap((one) => ['--variable', one]);
    const env = {
      PATH: process.env['PATH'],
      HOME: ci.folder,
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
    const bad = join(ci.folder, 'bad');
    ci.git(ci.folder, 'clone', '--quiet', 'origin.git', 'bad');
    const job = '\nlate:\n  stage: plan\n  script: [date]\n  retry: often\n';
    appendFileSync(join(bad, '.gitlab-ci.yml'), job);
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
  let packages: Server;
  const kept = new Map<string, string>();

  beforeAll(async () => {
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
    // What the account began with was applied by a person.
    const begun = await ci.run('campaignctl apply "$ACCOUNT" --yes --wait 0');
    expect(begun).toMatchObject({ code: 0 });
  });

  afterAll(() => packages?.close());

  /** The script of a job, as a runner runs it. */
  function run(job: string, where: Job = {}) {
    const { port } = packages.address() as AddressInfo;
    const env = {
      CI_DEFAULT_BRANCH: 'main',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_JOB_TOKEN: 'job-token-71',
      GITLAB_USER_LOGIN: 'ann.lee',
      ACCOUNT: file.variables.ACCOUNT,
      CAMPAIGNCTL_STATE: file.variables.CAMPAIGNCTL_STATE,
      PLANS: `http://127.0.0.1:${port}/plans`,
    };
    return ci.run((file[job].script as string[]).join('\n'), { ...where, env });
  }

  it('validates, plans a merge request, and keeps the plan', async () => {
    const before = ci.writes();
    ci.git(ci.work, 'checkout', '--quiet', '-b', 'dan');
    ci.commit('  +14085550108: dan.orr@acme-dental.example', 'Dan needs no SMS');
    expect(await run('validate', { branch: 'dan' })).toMatchObject({ code: 0 });
    const planned = await run('plan', { branch: 'dan' });
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.out).toContain('Dan Orr');
    expect(file.variables.ACCOUNT).toBe(ACCOUNT);
    expect([...kept.keys()]).toEqual([`/plans/${ci.tree()}/plan.json`]);
    expect(ci.writes()).toBe(before);
  });

  it('keeps the exit code of the plan', async () => {
    ci.git(ci.work, 'checkout', '--quiet', '-b', 'broken', 'main');
    ci.commit('campaigns: {}', 'A mistake');
    expect(await run('plan', { branch: 'broken' })).toMatchObject({ code: 3 });
    expect(kept.size).toBe(1);
  });

  it('applies nothing where no merge request had these files', async () => {
    const before = ci.writes();
    const applied = await run('apply');
    expect(applied.code).toBe(4);
    expect(applied.out).toContain('No merge request was planned with these files');
    expect(ci.writes()).toBe(before);
  });

  it('applies that plan once it is merged, however it was', async () => {
    const { git, work } = ci;
    const before = ci.writes();
    git(work, 'checkout', '--quiet', 'main');
    git(work, 'merge', '--quiet', '--squash', 'dan');
    git(work, 'commit', '--quiet', '--message', 'Dan needs no SMS (!7)');
    git(work, 'push', '--quiet', 'origin', 'main');
    const applied = await run('apply');
    expect(applied).toMatchObject({ code: 0 });
    expect(applied.out).toContain('Dan Orr');
    expect(ci.writes()).toBeGreaterThan(before);
    // The log is the branch that the protected-branch rule is for.
    const branches = git(join(ci.folder, 'origin.git'), 'branch', '--list', 'campaignctl/*');
    expect(branches.trim()).toBe('campaignctl/acme');
  });

  it('carries on later, and says when something waits or differs', async () => {
    const { control } = ci.sandbox;
    control.advance(2 * 3_600_000);
    control.approve('billing');
    expect(await run('continue')).toMatchObject({ code: 0 });
    control.advance(2 * 3_600_000);
    expect(await run('drift')).toMatchObject({ code: 5 });
    control.toggle('+14085550103', false);
    expect(await run('drift')).toMatchObject({ code: 2 });
  });

  it('reads the files of the branch, also in a job that is started again later', async () => {
    const commit = ci.git(ci.work, 'rev-parse', 'HEAD').trim();
    ci.commit('campaigns: {}', 'A mistake');
    const before = ci.writes();
    expect(await run('apply', { commit })).toMatchObject({ code: 3 });
    expect(ci.writes()).toBe(before);
  });
});
