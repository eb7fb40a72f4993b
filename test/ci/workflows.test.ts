/** Every workflow of GitHub Actions here: valid by actionlint, and within our own policy. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inYaml, usageProblems } from '../command-lines.ts';
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

it('no run by hand with ids cancels an apply that waits, or is cancelled by one', () => {
  const [, group = ''] =
    /\n +group: (texting-apply-.*)/.exec(read('examples/github/.github/workflows/apply.yml')) ?? [];
  expect(group).toContain("inputs.approve != '' && github.run_id");
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
