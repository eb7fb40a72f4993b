/**
 * The examples, with the built command over real sockets, from the first plan to the empty one.
 * The steps of each story follow each other and share one copy of the example. Time is stepped, so that dates are exact.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runbook } from '../../src/model/runbook.ts';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { expectGolden } from '../golden.ts';
import { assertDiagnosticsValid, assertPlanValid, assertReportValid } from '../plan-valid.ts';
import { campaignctl, type Ended, start } from './command.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A copy of the example, without what a sandbox may have left in it. */
function copyOf(example: string): string {
  const from = fileURLToPath(new URL(`../../examples/${example}`, import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), `campaignctl-${example}-`));
  cpSync(from, folder, { recursive: true, filter: (path) => !path.endsWith('.campaignctl') });
  return folder;
}

/** What came out, and that it ended as expected. */
function outputOf({ code, stdout, stderr }: Ended, wanted = 0): string {
  expect({ code, stderr: code === wanted ? '' : stderr }).toEqual({ code: wanted, stderr: '' });
  return stdout;
}

type Run = (...args: readonly string[]) => Promise<Ended>;

/** Compares a plan with its golden text and JSON, and its exit code with `code`. */
function planOf(example: string, run: Run) {
  return async (golden: string, code: number): Promise<void> => {
    const text = outputOf(await run('plan', '--detailed-exitcode'), code);
    expectGolden(`examples/${example}/${golden}.txt`, text);
    const json = outputOf(await run('plan', '--format', 'json', '--detailed-exitcode'), code);
    assertPlanValid(json);
    expectGolden(`examples/${example}/${golden}.json`, json);
  };
}

/** Compares what validate says with its golden text; nothing may be found. */
async function expectSound(example: string, run: Run): Promise<void> {
  expectGolden(`examples/${example}/01-validate.txt`, outputOf(await run('validate')));
  const json = outputOf(await run('validate', '--format', 'json'));
  assertDiagnosticsValid(json);
  expect(JSON.parse(json)).toMatchObject({ valid: true, diagnostics: [] });
}

describe('examples/quickstart, in the embedded sandbox', () => {
  let folder: string;

  beforeAll(() => {
    folder = copyOf('quickstart');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const run: Run = (...args) => campaignctl(args, { cwd: folder });

  const plan = planOf('quickstart', run);

  it('is valid, without a warning', () => expectSound('quickstart', run));

  it('plans', () => plan('02-plan', 2));

  it('applies what can be done now, with a line for who cannot text', async () => {
    const file = join(folder, 'campaigns.yaml');
    const line = '  +14085550108: dan.orr@acme-dental.example';
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('\nnoTexting:\n', `\nnoTexting:\n${line}\n`),
    );
    const applied = await run('apply', '--yes', '--detailed-exitcode');
    expectGolden('examples/quickstart/03-apply.txt', outputOf(applied, 5));
  });

  it('then only waits', () => plan('04-plan', 5));

  it('lets carriers and support answer', async () => {
    const told = [
      outputOf(await run('sandbox', 'advance', '3d')),
      outputOf(await run('sandbox', 'approve', 'billing')),
      outputOf(await run('sandbox', 'limit', 'C7GH42I', '60')),
    ];
    expectGolden('examples/quickstart/05-sandbox.txt', told.join(''));
  });

  it('applies what waited', async () => {
    const applied = await run('apply', '--yes', '--detailed-exitcode');
    expectGolden('examples/quickstart/06-apply.txt', outputOf(applied));
  });

  it('ends with an empty plan', async () => {
    outputOf(await run('sandbox', 'advance', '2h'));
    await plan('07-plan', 0);
  });
});

describe('examples/multi-office, against a sandbox that is served', () => {
  let folder: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = copyOf('multi-office');
    const seed = readSeed(join(folder, 'registry.seed.yaml'));
    sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
  });

  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  function surroundings() {
    const env = {
      CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
      CAMPAIGNCTL_API_KEY: sandbox.apiKey,
    };
    return { cwd: folder, env };
  }

  const run: Run = (...args) => campaignctl(args, surroundings());

  const plan = planOf('multi-office', run);

  /** Applies; whenever it starts to wait for something, ten minutes pass. */
  async function applyWhileTimePasses(): Promise<Ended> {
    const { child, ended } = start(['apply', '--yes', '--detailed-exitcode'], surroundings());
    child.stderr?.on('data', (text: string) => {
      if (text.includes('Looking')) sandbox.control.advance(10 * MINUTE);
    });
    return ended;
  }

  function writes(): readonly string[] {
    return sandbox.control
      .requests()
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`);
  }

  it('is valid, with its one warning silenced', () => expectSound('multi-office', run));

  it('plans, given the folder or the file with the account', async () => {
    await plan('02-plan', 2);
    const inside = await run('plan', 'account.yaml');
    expectGolden('examples/multi-office/02-plan.txt', outputOf(inside));
    expect(writes()).toEqual([]);
  });

  it('applies: each move waits for its place, the deactivation for the last number', async () => {
    const text = outputOf(await applyWhileTimePasses(), 5);
    // How often it looked depends on the machine.
    expectGolden(
      'examples/multi-office/03-apply.txt',
      text.replace(/\d+ requests/, 'some requests'),
    );
    expect(writes().at(-1)).toBe('POST /sms/campaigns/COAKPT1/deactivation');
    expect(sandbox.registry.state.invoices.size).toBe(0);
  });

  it('then waits for the raise only', async () => {
    sandbox.control.advance(2 * HOUR);
    await plan('04-plan', 5);
  });

  it('applies the rest once the raise is granted', async () => {
    sandbox.control.limit('front-desk', 60);
    const applied = outputOf(await run('apply', '--yes', '--format', 'json'));
    assertReportValid(applied);
    expect(JSON.parse(applied)).toMatchObject({
      done: [
        { change: { address: 'number/+15035550101' } },
        { change: { address: 'number/+15035550102' } },
      ],
      waiting: [],
    });
  });

  it('ends with an empty plan', async () => {
    sandbox.control.advance(2 * HOUR);
    await plan('05-plan', 0);
  });
});

describe('examples/console, through people', () => {
  let folder: string;

  beforeAll(() => {
    folder = copyOf('console');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const run: Run = (...args) => campaignctl(args, { cwd: folder });

  /** There is no registry whose clock could be stepped. */
  const withoutNow = (text: string) =>
    text.replace(/(read|plan of) \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '$1 2026-07-20 09:30 UTC');

  it('is valid, without a warning', () => expectSound('console', run));

  it('plans from what somebody saw, and from a file of users', async () => {
    const text = outputOf(await run('plan', '--detailed-exitcode'), 2);
    expectGolden('examples/console/02-plan.txt', withoutNow(text));
  });

  it('applies: steps for Admin Console, and nothing else', async () => {
    const before = readFileSync(join(folder, 'observed.yaml'), 'utf8');
    const { code, stdout } = await run('apply', '--yes', '--format', 'json');
    expect(code).toBe(0);
    const { parts } = JSON.parse(stdout) as Runbook;
    const steps = parts.flatMap((part) => part.steps.map(({ title }) => title));
    expect(steps).toEqual([
      'Turn SMS off for Sam Roe, +1 408 555 0103',
      'Turn SMS on for Ann Lee, +1 408 555 0104, in front-desk',
    ]);
    expect(readFileSync(join(folder, 'observed.yaml'), 'utf8')).toBe(before);
  });

  it('ends with an empty plan once the steps are done and the page was seen', async () => {
    outputOf(await run('observe', '--done', 'eaa8c3a1', '4658f2e0'));
    const waits = outputOf(await run('plan', '--detailed-exitcode'), 5);
    expect(waits).toContain('Waits     1 being turned on; 1 being turned off');
    const rows = ['0101', '0102', '0104'].map((end) => `+1408555${end},Enabled\n`);
    const page = join(folder, 'page.csv');
    writeFileSync(page, `Number,Status\n${rows.join('')}`);
    outputOf(await run('observe', '--page', 'page.csv', '--whole'));
    const { code, stdout } = await run('plan', '--detailed-exitcode');
    expect({ code, stdout: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      stdout: 'Nothing to do. 3 of 3 listed numbers can text.',
    });
  });
});
