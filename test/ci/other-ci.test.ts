/** The page on other CI systems: its script does what it says, and its table has every exit code. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import { makePipeline, type Pipeline, ROOT } from './pipeline.ts';

const page = readFileSync(`${ROOT}docs/other-ci.md`, 'utf8');
const [, script = ''] =
  /<!-- run: elsewhere, test\/ci\/other-ci\.test\.ts -->\n```sh\n([\s\S]*?)```/.exec(page) ?? [];

let ci: Pipeline;
let plans: string;

beforeAll(async () => {
  ci = await makePipeline({ 'texting.sh': script });
  plans = join(ci.folder, 'plans');
  mkdirSync(plans);
});

afterAll(() => ci?.close());

const run = (what: string, branch = 'main') =>
  ci.run(`./texting.sh ${what}`, { branch, env: { PLANS: plans } });

it('applies nothing that nobody has reviewed', async () => {
  const merged = await run('merge');
  expect(merged.code).toBe(EXIT.refused);
  expect(merged.out).toContain('Nobody has reviewed');
  expect(ci.writes()).toBe(0);
});

it('applies after a merge what was reviewed before it', async () => {
  const { git, work } = ci;
  // What the account began with was applied by a person.
  expect(await ci.run('campaignctl apply "$ACCOUNT" --yes --wait 0')).toMatchObject({ code: 0 });
  const before = ci.writes();
  git(work, 'checkout', '--quiet', '-b', 'dan');
  ci.commit('  +14085550108: dan.orr@acme-dental.example', 'Dan needs no SMS');
  expect(await run('review', 'dan')).toMatchObject({ code: 0 });
  expect(readdirSync(plans)).toEqual([`${ci.tree()}.json`]);
  expect(ci.writes()).toBe(before);

  git(work, 'checkout', '--quiet', 'main');
  git(work, 'merge', '--quiet', '--no-ff', '--no-edit', 'dan');
  git(work, 'push', '--quiet', 'origin', 'main');
  expect(await run('merge')).toMatchObject({ code: 0 });
  expect(ci.writes()).toBeGreaterThan(before);
});

it('carries on, is content where all that is left waits, and tells of drift', async () => {
  const { control } = ci.sandbox;
  control.advance(2 * 3_600_000);
  control.approve('billing');
  expect(await run('continue')).toMatchObject({ code: 0 });
  control.advance(2 * 3_600_000);
  expect(await run('drift')).toMatchObject({ code: 0 });
  control.toggle('+14085550103', false);
  expect(await run('drift')).toMatchObject({ code: EXIT.changes });
});

it('knows what it can do', async () => {
  expect(await run('plan')).toEqual({ code: 3, out: 'texting.sh review|merge|continue|drift\n' });
});

it('has each exit code in its table, in order', () => {
  const table = [...page.matchAll(/^\| (\d+(?:, \d+)*) \|/gm)].map(([, codes = '']) => codes);
  expect(table.flatMap((codes) => codes.split(', ').map(Number))).toEqual(Object.values(EXIT));
});
