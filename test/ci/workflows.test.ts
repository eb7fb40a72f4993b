/** Every workflow of GitHub Actions here: valid by actionlint, and within our own policy. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inYaml, usageProblems } from '../command-lines.ts';
import { conditionHolds, filled, type Value } from './expressions.ts';
import { workflowProblems } from './workflow-policy.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ACTIONLINT = fileURLToPath(new URL('./actionlint.mjs', import.meta.url));

const files = ['.github/workflows', 'examples/github', 'examples/github/.github/workflows']
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`))
  .filter((path) => /\.ya?ml$/.test(path));

/** An action is no workflow; actionlint knows workflows only. */
const actions = ['action.yml', '.github/actions/campaignctl/action.yml'].filter((path) =>
  existsSync(join(ROOT, path)),
);

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What actionlint finds in workflows: `LINE: message` of each. */
async function actionlint(texts: readonly string[]): Promise<readonly (readonly string[])[]> {
  const running = promisify(execFile)(process.execPath, [ACTIONLINT]);
  running.child.stdin?.end(JSON.stringify(texts));
  const { stdout } = await running;
  const all = JSON.parse(stdout) as { readonly line: number; readonly message: string }[][];
  return all.map((one) => one.map(({ line, message }) => `${line}: ${message}`));
}

it('there are some', () => {
  expect(files).toContain('.github/workflows/ci.yml');
  expect(files).toContain('.github/workflows/release.yml');
});

/** A workflow to copy: what it does with an event. */
function workflow(name: string) {
  const text = read(`examples/github/.github/workflows/${name}.yml`);
  const { on, concurrency, jobs } = parse(text) as {
    on: Record<string, { types?: string[] } | null>;
    concurrency?: { group: string };
    jobs: Record<string, { if?: string; concurrency?: { group: string } }>;
  };
  return {
    on,
    runs: (github: Value) => conditionHolds(jobs['accounts']?.if ?? 'true', { github }),
    group: (github: Value, inputs: Value = {}, job = 'apply') =>
      filled(concurrency?.group ?? jobs[job]?.concurrency?.group ?? '', {
        github,
        inputs,
        matrix: { path: 'acme' },
      }),
  };
}

it('no run by hand with ids cancels an apply that waits, or is cancelled by one', () => {
  const { group } = workflow('apply');
  const merge = group({ run_id: '1' });
  expect(group({ run_id: '2' })).toBe(merge);
  expect(group({ run_id: '3' }, { approve: '' })).toBe(merge);
  const byHand = ['4', '5'].map((run_id) => group({ run_id }, { approve: 'acme/0123456789ab' }));
  expect(new Set([merge, ...byHand]).size).toBe(3);
});

it('apply and the schedule run on the default branch alone, whatever it is called', () => {
  expect(workflow('apply').on['push']).toEqual({ 'branches-ignore': ['campaignctl/**'] });
  const repository = { default_branch: 'master' };
  for (const [name, events] of [
    ['apply', ['push', 'workflow_dispatch']],
    ['schedule', ['workflow_dispatch']],
  ] as const) {
    const { runs } = workflow(name);
    for (const event_name of events) {
      const at = (ref: string) => runs({ event_name, ref, event: { repository } });
      expect([at('refs/heads/master'), at('refs/heads/main'), at('refs/tags/master')]).toEqual([
        true,
        false,
        false,
      ]);
    }
  }
  // GitHub runs it there only, and its event need not say where.
  expect(workflow('schedule').runs({ event_name: 'schedule' })).toBe(true);
});

it('a pull request that gets another base gets another plan; another title cancels none', () => {
  const { on, runs, group } = workflow('pull-request');
  const github = (action: string, changes: Value = {}) => ({
    run_id: '99',
    event: { action, changes, pull_request: { number: 7 } },
  });
  const base = github('edited', { base: { ref: { from: 'feature' } } });
  const title = github('edited', { title: { from: 'Dan' } });
  const actions = ['opened', 'reopened', 'synchronize'];
  expect(on['pull_request']?.types).toEqual([...actions, 'edited']);
  for (const event of [...actions.map((action) => github(action)), base]) {
    expect([runs(event), group(event)]).toEqual([true, 'texting-pull-request-7']);
  }
  expect([runs(title), group(title)]).toEqual([false, 'texting-pull-request-7-99']);
});

describe.each(files)('%s', (path) => {
  it('is a workflow that GitHub runs', async () => {
    expect(await actionlint([read(path)])).toEqual([[]]);
  });

  it('pins, limits and quotes', () => {
    expect(workflowProblems(read(path))).toEqual([]);
  });

  it('calls campaignctl as it is', async () => {
    expect(await usageProblems(inYaml(read(path)))).toEqual([]);
  });
});

describe.each(actions)('%s', (path) => {
  it('pins and quotes', () => {
    expect(workflowProblems(read(path))).toEqual([]);
  });
});

describe('the checks see', () => {
  const BAD = `name: Bad
on:
  pull_request_target:
  psh:
jobs:
  plan:
    runs-on: ubuntu-latest
    needs: [check]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@53b83947a5a98c8d113130e565377fae1a50d02f
      - uses: ./action
      - run: echo "\${{ github.event.pull_request.title }}"
  reuse:
    uses: acme/texting/.github/workflows/plan.yml@main
`;

  it('what breaks our policy', () => {
    expect(workflowProblems(BAD)).toEqual([
      '1: no `permissions` for the whole workflow',
      '3: runs the code of strangers with our rights',
      '6: the job plan has no `timeout-minutes`',
      '10: actions/checkout@v4 is not pinned by its commit',
      '11: actions/setup-node@53b83947a5a98c8d113130e565377fae1a50d02f does not say its version',
      '13: an expression in a script: hand it over in `env`',
      '15: acme/texting/.github/workflows/plan.yml@main is not pinned by its commit',
    ]);
    expect(workflowProblems('on: [push, pull_request_target]\npermissions: write-all\n')).toEqual([
      '1: runs the code of strangers with our rights',
      '2: every right',
    ]);
  });

  it('what GitHub would not run', async () => {
    const [said = []] = await actionlint([BAD]);
    expect(said).toContainEqual(expect.stringContaining('unknown Webhook event "psh"'));
    expect(said).toContainEqual(expect.stringContaining('needs job "check" which does not exist'));
  });
});
