/**
 * The vertical slice: one campaign, three numbers, from YAML to an empty plan, with the built command over real sockets.
 * The steps of the story follow each other and share one sandbox.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { expectGolden } from '../golden.ts';
import { campaignctl, type Ended } from './command.ts';
import { logFor } from './log-for.ts';

const ACCOUNT = fileURLToPath(new URL('./slice', import.meta.url));
const TAX_ID = '123456789';

let folder: string;
let sandbox: Sandbox;
const outputs: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-slice-'));
  cpSync(ACCOUNT, folder, { recursive: true });
  const seed = readSeed(join(folder, 'acme.seed.yaml'));
  sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
});

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** Nothing that was printed may hold a secret. */
afterEach(() => {
  for (const text of outputs) {
    expect(text).not.toContain(TAX_ID);
    expect(text).not.toContain(sandbox.apiKey);
  }
});

async function run(...args: readonly string[]): Promise<Ended> {
  const env = {
    CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
    CAMPAIGNCTL_API_KEY: sandbox.apiKey,
    CAMPAIGNCTL_STATE: logFor(sandbox),
    ACME_EIN: TAX_ID,
  };
  const ended = await campaignctl(args, { cwd: folder, env });
  outputs.push(ended.stdout, ended.stderr);
  return ended;
}

/** `POST /sms/brands` and so on, since `seq`. */
function writes(since = 0): readonly string[] {
  return sandbox.control
    .requests(since)
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);
}

function lastRequest(): number {
  return sandbox.control.requests().at(-1)?.seq ?? 0;
}

describe('one campaign, three numbers', () => {
  it('validates', async () => {
    const { code, stdout, stderr } = await run('validate');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('Valid: 1 brand, 1 campaign, 3 numbers in 1 file.\n');
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('plans: the brand now, the campaign after it, the numbers wait', async () => {
    const { code, stdout, stderr } = await run('plan', '--out', 'plan.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden('slice/1-plan.txt', stdout);
    expectGolden('slice/1-plan.json', readFileSync(join(folder, 'plan.json'), 'utf8'));
    expect(writes()).toEqual([]);
    const detailed = await run('plan', '--format', 'json', '--detailed-exitcode');
    expect(detailed.code).toBe(2);
    expect(detailed.stdout).toBe(readFileSync(join(folder, 'plan.json'), 'utf8'));
  });

  it('refuses to apply when nobody can be asked', async () => {
    const { code, stderr } = await run('apply');
    expect(code).toBe(4);
    expect(stderr).toContain('--yes');
    expect(writes()).toEqual([]);
  });

  it('applies: registers the brand, waits until it is verified, registers the campaign', async () => {
    const applying = run('apply', '--yes', '--wait', '60s');
    await vi.waitFor(() => expect(writes()).toEqual(['POST /sms/brands']), { timeout: 20_000 });
    sandbox.control.advance(60_000);
    const { code, stdout, stderr } = await applying;
    expect(code).toBe(0);
    // How often it looked depends on the machine.
    expectGolden('slice/2-apply.txt', stdout.replace(/\d+ requests/, 'some requests'));
    expectGolden('slice/2-apply.stderr.txt', stderr);
    expect(writes()).toEqual(['POST /sms/brands', 'POST /sms/campaigns']);
  });

  it('then only waits for approval', async () => {
    const { code, stdout } = await run('plan', '--detailed-exitcode');
    expect(code).toBe(5);
    expectGolden('slice/3-plan.txt', stdout);
  });

  it('applies after the approval: turns the numbers on, in one request', async () => {
    sandbox.control.approve('front-desk');
    const before = lastRequest();
    const { code, stdout } = await run('apply', '--yes', '--detailed-exitcode');
    expect(code).toBe(0);
    expectGolden('slice/4-apply.txt', stdout);
    expect(writes(before)).toEqual(['POST /sms/numbers/assignments']);
  });

  it('waits while the numbers are being turned on', async () => {
    const { code, stdout } = await run('plan', '--detailed-exitcode');
    expect(code).toBe(5);
    expectGolden('slice/5-plan.txt', stdout);
  });

  it('ends with an empty plan, and an apply that writes nothing', async () => {
    sandbox.control.advance(2 * 3_600_000);
    const { code, stdout } = await run('plan', '--detailed-exitcode');
    expect(code).toBe(0);
    expectGolden('slice/6-plan.txt', stdout);
    const before = lastRequest();
    const applied = await run('apply');
    expect(applied.code).toBe(0);
    expect(applied.stdout).toBe(stdout);
    expect(writes(before)).toEqual([]);
  });

  it('has paid once, and planned with GET only', () => {
    const { invoices } = sandbox.registry.state;
    expect([...invoices.values()].map(({ amountUsd }) => amountUsd)).toEqual([89]);
    expect(JSON.stringify(sandbox.control.requests())).not.toContain(TAX_ID);
  });
});
