/** Exit codes as a CI job sees them: the built command, one small account after another. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import type { Seed, SeedSms } from '../../src/sandbox/seed.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { campaignctl, type Ended } from './command.ts';

const HURRY = `--import=${new URL('./hurry.mjs', import.meta.url).href}`;

const home = mkdtempSync(join(tmpdir(), 'campaignctl-exit-'));
afterAll(() => rmSync(home, { recursive: true }));

interface Live {
  readonly campaign?: string;
  readonly jane?: SeedSms;
}

const ON: SeedSms = { status: 'ON', campaign: 'CFRONT1' };

/** A verified brand, one campaign, and three people of whom Jane has SMS. */
function registry({ campaign = 'APPROVED', jane = ON }: Live = {}): Seed {
  const user = (name: string, number: string) => ({
    userName: `${name}@acme-dental.example`,
    numbers: [number],
  });
  return {
    clock: { mode: 'stepped', start: '2026-07-20T09:00:00Z' },
    times: { operation: '0s', campaign: 'never' },
    brands: [{ id: 'B1', status: 'VERIFIED', legalName: 'Acme Dental Group LLC' }],
    campaigns: [{ id: 'CFRONT1', brand: 'B1', status: campaign, useCase: 'CUSTOMER_CARE' }],
    users: [
      { ...user('jane.doe', '+14085550101'), sms: jane },
      user('sam.roe', '+14085550102'),
      user('ann.lee', '+14085550103'),
    ],
  };
}

const UNREGISTERED: Seed = { ...registry({ jane: { status: 'OFF' } }), brands: [], campaigns: [] };

const JANE = '      +14085550101: jane.doe@acme-dental.example';
const SAM = '      +14085550102: sam.roe@acme-dental.example';
const NOT_HERS = '      +14085550103: bob.ray@acme-dental.example';
const NEW_TEXT = '    description: Reminders and replies to patients of the front desk.';

/** The account with front-desk bound; `lines` stand in its block. */
function account(...lines: readonly string[]): string {
  return `version: 1
account: { name: acme, provider: sandbox }
campaigns:
  front-desk:
    id: CFRONT1
${lines.join('\n')}
`;
}

const listed = (...numbers: readonly string[]) => account('    numbers:', ...numbers);

/** A campaign that is not registered yet, without its `fee:`. */
const UNPAID = readFileSync(new URL('./slice/campaigns.yaml', import.meta.url), 'utf8')
  .replace(/^ +fee: .*\n/m, '')
  .replace(/^ +sandbox:\n.*\n/m, '');

const USERS_FAIL: FaultRule = {
  match: { path: '/users' },
  do: { kind: 'status', status: 503 },
};
const ASSIGNMENTS_FAIL: FaultRule = {
  match: { method: 'POST', path: '/sms/numbers/assignments' },
  do: { kind: 'operation', status: 'FAILED' },
};

interface Case {
  readonly name: string;
  readonly yaml: string;
  readonly live?: Seed;
  readonly faults?: readonly FaultRule[];
  /** Each command line, in this order, and its exit code. */
  readonly codes: readonly (readonly [string, number])[];
}

const CASES: readonly Case[] = [
  {
    name: 'nothing to do',
    yaml: listed(JANE),
    codes: [
      ['plan', 0],
      ['plan --detailed-exitcode', 0],
      ['apply', 0],
      ['apply --yes --detailed-exitcode', 0],
    ],
  },
  {
    name: 'changes',
    yaml: listed(JANE, SAM),
    codes: [
      ['plan', 0],
      ['plan --detailed-exitcode', 2],
      ['apply', 4],
      ['apply --yes', 0],
      ['plan --detailed-exitcode', 5],
    ],
  },
  {
    name: 'only waiting',
    yaml: listed(JANE),
    live: registry({ jane: { status: 'PENDING_ON', campaign: 'CFRONT1' } }),
    codes: [
      ['plan', 0],
      ['plan --detailed-exitcode', 5],
      ['apply --yes', 0],
      ['apply --yes --detailed-exitcode', 5],
    ],
  },
  {
    name: 'attention: the campaign is suspended',
    yaml: listed(JANE),
    live: registry({ campaign: 'SUSPENDED' }),
    codes: [
      ['plan', 0],
      ['plan --detailed-exitcode', 2],
      ['apply --yes', 0],
      ['apply --yes --detailed-exitcode', 2],
    ],
  },
  {
    name: 'refused: a fee that nobody accepted',
    yaml: UNPAID,
    live: UNREGISTERED,
    codes: [
      ['plan', 4],
      ['plan --detailed-exitcode', 4],
      ['apply --yes --wait 0', 4],
    ],
  },
  {
    name: 'held: somebody else has the number',
    yaml: listed(JANE, NOT_HERS),
    codes: [
      ['plan', 4],
      ['apply --yes', 4],
    ],
  },
  {
    name: 'a change that fails',
    yaml: listed(JANE, SAM),
    faults: [ASSIGNMENTS_FAIL],
    codes: [['apply --yes --detailed-exitcode', 6]],
  },
  {
    name: 'held, and a change that fails',
    yaml: listed(JANE, SAM, NOT_HERS),
    faults: [ASSIGNMENTS_FAIL],
    codes: [['apply --yes', 4]],
  },
  {
    name: 'users that cannot be read',
    yaml: listed(JANE),
    faults: [USERS_FAIL],
    codes: [
      ['plan', 7],
      ['apply --yes', 7],
    ],
  },
  {
    name: 'users that cannot be read, and a refusal',
    yaml: UNPAID,
    live: UNREGISTERED,
    faults: [USERS_FAIL],
    codes: [
      ['plan', 7],
      ['apply --yes --wait 0', 7],
    ],
  },
  {
    name: 'users that cannot be read, a change, and nobody to say yes',
    yaml: account(NEW_TEXT),
    faults: [USERS_FAIL],
    codes: [
      ['apply', 7],
      ['apply --format json', 7],
    ],
  },
  {
    name: 'YAML that is not valid',
    yaml: 'version: 1\naccount: { name: acme, provider: sandbox\n',
    codes: [
      ['validate', 3],
      ['plan', 3],
      ['apply --yes', 3],
    ],
  },
  {
    name: 'a command line that is not valid',
    yaml: listed(JANE),
    codes: [
      ['plan --no-such-option', 3],
      ['apply --wait soon', 3],
    ],
  },
];

/** Commands wait for sockets most of the time, so the accounts take turns. */
describe.concurrent('exit codes', { timeout: 60_000 }, () => {
  it.each(CASES)('$name', async ({ yaml, live = registry(), faults = [], codes }) => {
    const folder = folderWith(yaml);
    const sandbox = await startSandbox({ stateDir: null, seed: live, rateLimit: false, faults });
    const seen: [string, number | null][] = [];
    for (const [line] of codes) seen.push([line, (await run(line, folder, sandbox)).code]);
    await sandbox.close();
    expect(seen).toEqual(codes);
  });

  it.each(['plan', 'apply --yes'])('7: %s with a wrong key, and without a server', async (line) => {
    const folder = folderWith(listed(JANE, SAM));
    const gone = await startSandbox({ stateDir: null, seed: registry() });
    const refused = await run(line, folder, { url: gone.url, apiKey: 'not-this-key' });
    await gone.close();
    const unread = await run(line, folder, gone);
    expect([refused.code, unread.code]).toEqual([7, 7]);
  });
});

function folderWith(yaml: string): string {
  const folder = mkdtempSync(join(home, 'account-'));
  writeFileSync(join(folder, 'campaigns.yaml'), yaml);
  return folder;
}

function run(
  line: string,
  cwd: string,
  { url, apiKey }: Pick<Sandbox, 'url' | 'apiKey'>,
): Promise<Ended> {
  const env = {
    CAMPAIGNCTL_SANDBOX_URL: url,
    CAMPAIGNCTL_API_KEY: apiKey,
    ACME_EIN: '123456789',
    NODE_OPTIONS: HURRY,
  };
  return campaignctl(line.split(' '), { cwd, env });
}
