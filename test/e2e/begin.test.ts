/** The first steps with the built command: init, a first plan, and an import of what somebody made by hand. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../golden.ts';
import { campaignctl } from './command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'campaignctl-begin-'));
});

afterAll(() => rmSync(scratch, { recursive: true }));

describe('a newcomer', () => {
  it('gets a first plan that shows something', async () => {
    const made = await campaignctl(['init', 'texting', '--account', 'acme'], { cwd: scratch });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const cwd = join(scratch, 'texting');
    expect(await campaignctl(['validate'], { cwd })).toEqual({
      code: 0,
      stdout: 'Valid: 1 brand, 2 campaigns, 5 numbers in 2 files.\n',
      stderr: '',
    });
    const plan = await campaignctl(['plan'], { cwd });
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expectGolden('begin/first-plan.txt', plan.stdout);
    const applied = await campaignctl(['apply', '--yes'], { cwd });
    expect(applied.code).toBe(0);
  });
});

describe('who comes with campaigns made by hand', () => {
  let cwd: string;

  beforeAll(() => {
    cwd = join(scratch, 'office');
    cpSync(join(ROOT, 'examples/multi-office'), cwd, { recursive: true });
    for (const name of ['campaigns', 'brands.yaml', 'no-texting.yaml', '.campaignctl']) {
      rmSync(join(cwd, name), { recursive: true, force: true });
    }
  });

  it('has them in files, and an empty plan', async () => {
    const made = await campaignctl(['import'], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expectGolden('begin/import.txt', made.stdout);
    const files = readdirSync(join(cwd, 'campaigns')).sort();
    expect(files).toEqual([
      'front-desk.yaml',
      'invoices-payment-reminders.yaml',
      'oakland-pilot.yaml',
      'recall.yaml',
    ]);
    for (const path of ['brands.yaml', ...files.map((name) => `campaigns/${name}`)]) {
      expectGolden(`begin/import/${path}`, readFileSync(join(cwd, path), 'utf8'));
    }
    const plan = await campaignctl(['plan', '--detailed-exitcode', '--format', 'json'], { cwd });
    expect(plan.code).toBe(0);
    expect(JSON.parse(plan.stdout)).toMatchObject({
      people: { now: 53, after: 53, wanted: 53 },
      changes: [],
      refusals: [],
      held: [],
      waiting: [],
      attention: [],
      cannotText: [],
      unlisted: [],
      gaps: [],
    });
  });

  it('is told what to paste when a line gets lost', async () => {
    const again = await campaignctl(['import', '--dry-run', '--mask-numbers'], { cwd });
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('Everything that can be written is in the files already.');
  });
});
