/** `provider: 8x8` over real sockets: the published part of the API, read by a key that can do nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { campaignctl } from './command.ts';

const FILE = `version: 1
account:
  name: acme
  provider: 8x8
campaigns:
  front-desk:
    id: C7GH42I
    numbers:
      +14085550101: jane.doe@acme-dental.example
      +14085550191: anyone
`;

let sandbox: Sandbox;
let account: string;

beforeAll(async () => {
  account = mkdtempSync(join(tmpdir(), 'campaignctl-8x8-'));
  writeFileSync(join(account, 'campaigns.yaml'), FILE);
  sandbox = await startSandbox({
    stateDir: null,
    rateLimit: false,
    forbidden: ['sms', 'operations'],
    seed: {
      clock: { mode: 'stepped', start: '2026-07-20T09:00:00Z' },
      users: [
        { userName: 'jane.doe@acme-dental.example', numbers: ['+14085550101'] },
        { userName: 'clerk{n}@acme-dental.example', numbers: ['+14085551000'], count: 1_200 },
      ],
      numbers: [{ number: '+14085550191', status: 'PORTING', temporaryNumber: '+14085550101' }],
    },
  });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(account, { recursive: true, force: true });
});

const plan = (...args: string[]) =>
  campaignctl(['plan', ...args], {
    cwd: account,
    env: { CAMPAIGNCTL_API_URL: sandbox.url, CAMPAIGNCTL_API_KEY: sandbox.apiKey },
  });

test('users whom a line names are asked for where the list does not tell their numbers', async () => {
  const bare = await startSandbox({
    stateDir: null,
    rateLimit: false,
    extensionsInList: false,
    seed: {
      users: ['jane.doe', 'sam.roe', 'ann.lee'].map((name, i) => ({
        userName: `${name}@acme-dental.example`,
        numbers: [`+1408555010${i + 1}`],
      })),
    },
  });
  try {
    const env = { CAMPAIGNCTL_API_URL: bare.url, CAMPAIGNCTL_API_KEY: bare.apiKey };
    const { stderr } = await campaignctl(['plan'], { cwd: account, env });
    expect(stderr).toContain('Read 3 users and 3 numbers in 3 requests.\n');
    const asked = bare.control.requests().map(({ path }) => path.split('?')[0]);
    expect(asked.filter((path) => path?.startsWith('/users/'))).toHaveLength(1);
  } finally {
    await bare.close();
  }
});

test('a plan reads users and numbers in as few requests as there are pages, and says how many', async () => {
  const first = await plan('--format', 'json');
  // 1,201 users in two pages, 1,202 numbers in thirteen.
  expect(first.stderr).toContain('Read 1,201 users and 1,202 numbers in 15 requests.\n');
  const asked = sandbox.control.requests().map(({ method, path }) => `${method} ${path}`);
  expect(asked).toHaveLength(15);
  expect(new Set(asked.map((one) => one.split('?')[0]))).toEqual(
    new Set(['GET /users', 'GET /phone-numbers']),
  );
  // The count is on stderr: the plan has the same bytes each time.
  expect((await plan('--format', 'json')).stdout).toBe(first.stdout);
  expect(first.stdout).not.toContain('requests');
});

test.each([
  'http://api.example/admin-provisioning',
  'http://127.0.0.1.example/admin-provisioning',
  'https://jane:secret-word@api.example/admin-provisioning',
  'https://',
  'api.example',
])('the key is sent to no such address as %s', async (url) => {
  const env = { CAMPAIGNCTL_API_URL: url, CAMPAIGNCTL_API_KEY: 'key-4f1d' };
  const { code, stdout, stderr } = await campaignctl(['plan'], { cwd: account, env });
  expect(code).toBe(7);
  expect(`${stdout}${stderr}`).toContain('not an address that a key may be sent to');
  expect(`${stdout}${stderr}`).not.toMatch(/secret-word|key-4f1d/);
});
