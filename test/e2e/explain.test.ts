/** explain as an admin or a job meets it: exit codes, streams, JSON, and that it only reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExplainOptions, explain } from '../../src/commands/explain.ts';
import type { ExitCode } from '../../src/model/exit.ts';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { ioDouble } from '../crash/io-double.ts';
import { assertExplanationValid } from '../plan-valid.ts';
import { campaignctl } from './command.ts';
import { logFor } from './log-for.ts';

const HURRY = `--import=${new URL('./hurry.mjs', import.meta.url).href}`;

const SEED: Seed = {
  clock: { mode: 'stepped', start: '2026-07-20T09:00:00Z' },
  times: { operation: '0s', campaign: 'never' },
  brands: [{ id: 'B1', status: 'VERIFIED', legalName: 'Acme Dental Group LLC' }],
  campaigns: [{ id: 'CFRONT1', brand: 'B1', status: 'APPROVED', useCase: 'CUSTOMER_CARE' }],
  users: [
    {
      userName: 'jane.doe@acme-dental.example',
      firstName: 'Jane',
      lastName: 'Doe',
      numbers: ['+14085550101'],
      sms: { status: 'ON', campaign: 'CFRONT1' },
    },
    { userName: 'sam.roe@acme-dental.example', numbers: ['+14085550102'] },
  ],
};

const YAML = `version: 1
account: { name: acme, provider: sandbox }
campaigns:
  front-desk:
    id: CFRONT1
    numbers:
      +14085550101: jane.doe@acme-dental.example
      +14085550102: sam.roe@acme-dental.example
`;

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-explain-'));
  writeFileSync(join(folder, 'acme.yaml'), YAML);
  sandbox = await startSandbox({ stateDir: null, seed: SEED, rateLimit: false });
});

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

function env(): Record<string, string> {
  return {
    CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
    CAMPAIGNCTL_API_KEY: sandbox.apiKey,
    CAMPAIGNCTL_STATE: logFor(sandbox),
  };
}

interface Said {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** In this process, which is quicker. */
async function ask(asked: string | null, options: Partial<ExplainOptions> = {}): Promise<Said> {
  const { io, out, err } = ioDouble(env(), folder);
  const about = asked === null ? {} : { asked };
  const code = await explain({ path: '.', format: 'text', ...about, ...options }, io);
  return { code, stdout: out(), stderr: err() };
}

describe('explain', () => {
  it('answers on stdout, sends nothing but GET, and masks numbers where it is told to', async () => {
    const line = ['explain', '(408) 555-0102', '--path', folder, '--mask-numbers'];
    const { code, stdout, stderr } = await campaignctl(line, { env: env() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\+1 408 ••• ••02 {2}Sam Roe +CANNOT TEXT$/m);
    expect(stdout).toContain('SMS on in front-desk, at the next apply');
    expect(sandbox.control.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  const CODES: readonly (readonly [string | null, ExitCode, ExitCode])[] = [
    [null, 0, 2],
    ['4085550101', 0, 0],
    ['4085550102', 0, 2],
    ['jane', 0, 0],
    ['sam.roe', 0, 2],
    ['front-desk', 0, 2],
    ['4085550199', 3, 3],
    ['+18765550101', 3, 3],
    ['jnae', 3, 3],
  ];

  it.each(CODES)('%s: exit %i, with --detailed-exitcode %i', async (asked, plain, detailed) => {
    const text = await ask(asked);
    const json = await ask(asked, { format: 'json', detailedExitcode: true });
    expect([text.code, json.code]).toEqual([plain, detailed]);
    assertExplanationValid(json.stdout);
    expect(json.stderr).toBe('');
    // What is not an answer is no result.
    const { kind } = JSON.parse(json.stdout).answer;
    expect(kind === 'nothing' ? text.stdout : text.stderr).toBe('');
  });

  it('says what was not read, and ends with 7 where nobody can know', async () => {
    const fault: FaultRule = { match: { path: '/users' }, do: { kind: 'status', status: 503 } };
    const dark = await startSandbox({
      stateDir: null,
      seed: SEED,
      rateLimit: false,
      faults: [fault],
    });
    const away = {
      ...env(),
      NODE_OPTIONS: HURRY,
      CAMPAIGNCTL_SANDBOX_URL: dark.url,
      CAMPAIGNCTL_API_KEY: dark.apiKey,
    };
    const [known, unknown] = await Promise.all(
      ['4085550101', 'nobody'].map((asked) =>
        campaignctl(['explain', asked, '--path', folder, '--detailed-exitcode'], {
          env: { ...away, CAMPAIGNCTL_STATE: logFor({}) },
        }),
      ),
    );
    await dark.close();
    expect([known?.code, unknown?.code]).toEqual([7, 7]);
    expect(known?.stdout).toMatch(/^NOT READ {2}users, phone numbers:|^NOT READ {2}users:/m);
    expect(known?.stdout).toContain('NOT KNOWN');
    expect(unknown?.stderr).toContain('Nothing that was read has this name');
  });

  it('shows the findings where the files are not valid', async () => {
    const broken = mkdtempSync(join(folder, 'broken-'));
    writeFileSync(join(broken, 'acme.yaml'), YAML.replace('id: CFRONT1', 'idd: CFRONT1'));
    writeFileSync(join(folder, 'acme.yaml'), '');
    const { code, stdout } = await ask('4085550101', { path: broken, format: 'json' });
    writeFileSync(join(folder, 'acme.yaml'), YAML);
    rmSync(broken, { recursive: true });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'campaignctl/diagnostics@1', valid: false });
  });
});
