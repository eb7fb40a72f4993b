/** `campaignctl sandbox …` through its command line: the switches of serve, and what carriers, support and the console do. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { findServed, type ServedSandbox, stateDirOf } from '../../src/sandbox/discovery.ts';
import { openRegistry } from '../../src/sandbox/open.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { BRAND_BODY } from '../worlds.ts';
import { campaignctl, type Running, start } from './command.ts';

const START = '2026-07-20T09:00:00.000Z';

const SEED: Seed = {
  clock: { mode: 'stepped', start: START },
  times: { operation: '0s', brand: '1m', campaign: 'never', numberOn: '2h', numberOff: '10m' },
  brands: [{ id: 'B1', status: 'VERIFIED', ...BRAND_BODY, taxId: null }],
  campaigns: [
    { id: 'CFRONT1', brand: 'B1', referenceId: 'acme/campaign/front-desk' },
    { id: 'CRECAL1', brand: 'B1', referenceId: 'acme/campaign/recall', numberLimit: 1 },
    { id: 'CBILL01', brand: 'B1', referenceId: 'acme/campaign/billing', status: 'PENDING' },
    { id: 'CPROMO1', brand: 'B1', referenceId: 'acme/campaign/promo', status: 'PENDING' },
  ],
  users: [
    { userName: 'jane.doe@acme-dental.example', numbers: ['+14085550101'] },
    { userName: 'sam.roe@acme-dental.example', numbers: ['+14085550102'] },
    {
      userName: 'ann.lee@acme-dental.example',
      numbers: ['+14085550103'],
      sms: { status: 'PENDING_OFF', campaign: 'CFRONT1', since: START },
    },
  ],
};

const home = mkdtempSync(join(tmpdir(), 'campaignctl-sandbox-'));
afterAll(() => rmSync(home, { recursive: true }));

let serving: Running | null = null;
afterEach(async () => {
  serving?.child.kill('SIGINT');
  await serving?.ended;
  serving = null;
});

function account(): string {
  const folder = mkdtempSync(join(home, 'account-'));
  writeFileSync(join(folder, 'acme.seed.yaml'), JSON.stringify(SEED));
  writeFileSync(
    join(folder, 'campaigns.yaml'),
    'version: 1\naccount: { name: acme, provider: sandbox, sandbox: { seed: acme.seed.yaml } }\n',
  );
  mkdirSync(join(folder, 'offices'));
  return folder;
}

/** Serves the account from its folder, with the seed. */
async function serve(folder: string, ...switches: readonly string[]): Promise<ServedSandbox> {
  serving = start(['sandbox', 'serve', '--seed', 'acme.seed.yaml', ...switches], { cwd: folder });
  return vi.waitFor(
    async () => {
      const served = await findServed(stateDirOf(folder));
      if (served === null) throw new Error('it is not served yet');
      return served;
    },
    { timeout: 20_000, interval: 50 },
  );
}

describe('serve', () => {
  it('keeps the rules of the registry', async () => {
    const served = await serve(account());
    expect(await behaviour(served)).toEqual({
      duplicate: [202, 409],
      overflow: ['ACCEPTED', 'CAP_EXCEEDED'],
      version: { etag: '"1"', body: 1 },
      users: 200,
    });
    expect(await control(served, 'clock')).toEqual({ mode: 'stepped', speed: 0, now: START });
  });

  it('is as careless, as fast and as faulty as it is told to be', async () => {
    const folder = account();
    writeFileSync(
      join(folder, 'faults.yaml'),
      '- match: { path: /users }\n  do: { kind: status, status: 503 }\n',
    );
    const served = await serve(
      folder,
      '--no-unique-references',
      '--no-cap-check',
      '--no-versions',
      '--no-extensions-in-list',
      ...['--speed', '3600'],
      ...['--faults', 'faults.yaml'],
    );
    expect(await behaviour(served)).toEqual({
      duplicate: [202, 202],
      overflow: ['ACCEPTED', 'ACCEPTED'],
      version: { etag: null, body: null },
      users: 503,
    });
    expect(await control(served, 'clock')).toMatchObject({ mode: 'real', speed: 3600 });
    const hour = 3_600_000;
    const before = await sandboxTime(served);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await sandboxTime(served)).toBeGreaterThanOrEqual(before + 0.09 * hour);
  });
});

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(
  { url, apiKey }: ServedSandbox,
  path: string,
  media: string,
  body?: object,
): Promise<Answered> {
  const type = `application/vnd.${media}.v1+json`;
  const response = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': apiKey, accept: type, 'content-type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Answered['body'] };
}

/** What a client sees of the rules that the switches turn off. */
async function behaviour(served: ServedSandbox): Promise<object> {
  const brand = { referenceId: 'acme/brand/acme', ...BRAND_BODY };
  const duplicate = [];
  for (const _ of ['first', 'second']) {
    duplicate.push((await ask(served, '/sms/brands', 'smsbrands', brand)).status);
  }
  const items = ['+14085550101', '+14085550102'].map((phoneNumber) => ({
    phoneNumber,
    campaignId: 'CRECAL1',
  }));
  const assigned = await ask(served, '/sms/numbers/assignments', 'smsnumbers', { items });
  const id = String(assigned.body['operationId']);
  const operation = await vi.waitFor(async () => {
    const { body } = await ask(served, `/operations/${id}`, 'operations');
    expect(body['status']).toBe('COMPLETED');
    return body;
  });
  const results = operation['results'] as readonly { outcome: string; code: string | null }[];
  const campaign = await ask(served, '/sms/campaigns/CBILL01', 'smscampaigns');
  return {
    duplicate,
    overflow: results.map(({ outcome, code }) => code ?? outcome),
    version: { etag: campaign.headers.get('etag'), body: campaign.body['version'] },
    users: (await ask(served, '/users', 'users')).status,
  };
}

async function sandboxTime(served: ServedSandbox): Promise<number> {
  return Date.parse(String((await control(served, 'clock'))['now']));
}

async function control(
  { url }: ServedSandbox,
  name: 'clock' | 'state',
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(new URL(`/sandbox/${name}`, url), {
    headers: { 'x-sandbox-control': '1' },
  });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

type Objects = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Command lines in the order of a story; what each says, and what the registry then holds. */
const STORY: readonly (readonly [readonly string[], string, Objects])[] = [
  [
    ['suspend', 'front-desk', '--reason', 'Complaints'],
    'front-desk (CFRONT1) is suspended',
    { CFRONT1: { status: 'SUSPENDED', statusReason: 'Complaints' } },
  ],
  [
    ['approve', 'CFRONT1'],
    'front-desk (CFRONT1) is approved',
    { CFRONT1: { status: 'APPROVED', statusReason: null } },
  ],
  [
    ['reject', 'billing', '--reason', 'The website is down'],
    'billing (CBILL01) is rejected',
    { CBILL01: { status: 'REJECTED', statusReason: 'The website is down' } },
  ],
  [
    ['reject', 'acme/campaign/promo'],
    'promo (CPROMO1) is rejected',
    { CPROMO1: { status: 'REJECTED', statusReason: 'No reason was given' } },
  ],
  [
    ['limit', 'front-desk', '60', '--path', 'offices'],
    'front-desk (CFRONT1) may hold 60 numbers',
    { CFRONT1: { numberLimit: 60 } },
  ],
  [
    ['toggle', '(408) 555-0101', 'on', '--campaign', 'front-desk'],
    'SMS of +1 408 555 0101 is on in front-desk (CFRONT1)',
    { '+14085550101': { status: 'ON', campaignId: 'CFRONT1' } },
  ],
  [
    ['toggle', '+14085550101', 'off'],
    'SMS of +1 408 555 0101 is off',
    { '+14085550101': { status: 'OFF', campaignId: null } },
  ],
  [
    ['fail', '+14085550103'],
    'Turning off SMS of +1 408 555 0103 failed',
    { '+14085550103': { status: 'DISABLING_FAILED' } },
  ],
  [['advance', '1h30m'], 'It is 2026-07-20 10:30 UTC in the sandbox', {}],
];

describe('commands', () => {
  it('reach a registry that is served', async () => {
    const folder = account();
    const served = await serve(folder);
    await ask(served, '/users', 'users');
    await play(folder, async () => objectsOf(await control(served, 'state')));
    expect(await control(served, 'clock')).toMatchObject({ now: '2026-07-20T10:30:00.000Z' });
    expect(await requestPaths(folder)).toEqual(['/users']);
    expect((await sandbox(folder, 'reset')).stdout).toBe(RESET);
    const after = objectsOf(await control(served, 'state'));
    expect(after['CFRONT1']).toMatchObject({ numberLimit: 48, statusTime: START });
  });

  it('open the state that plan left', async () => {
    const folder = account();
    await campaignctl(['plan'], { cwd: folder });
    await play(folder, () => stored(folder));
    expect([...(await requestPaths(folder))].sort()).toEqual([
      '/phone-numbers',
      '/sms/brands',
      '/sms/campaigns',
      '/sms/numbers',
      '/users',
    ]);
    expect((await sandbox(folder, 'reset')).stdout).toBe(RESET);
    expect(await requestPaths(folder)).toEqual([]);
    await campaignctl(['plan'], { cwd: folder });
    expect((await stored(folder))['CFRONT1']).toMatchObject({ numberLimit: 48 });
  });
});

const RESET = 'The sandbox begins again from its seed\n';

async function play(folder: string, objects: () => Promise<Objects>): Promise<void> {
  for (const [words, sentence, effects] of STORY) {
    const told = { code: 0, stdout: `${sentence}\n`, stderr: '' };
    expect(await sandbox(folder, ...words)).toEqual(told);
    expect(await objects()).toMatchObject(effects);
  }
}

function sandbox(cwd: string, ...words: readonly string[]) {
  return campaignctl(['sandbox', ...words], { cwd });
}

async function requestPaths(folder: string): Promise<readonly string[]> {
  const [text, json] = await Promise.all([
    sandbox(folder, 'requests'),
    sandbox(folder, 'requests', '--format', 'json'),
  ]);
  const { requests } = JSON.parse(json.stdout) as { requests: readonly { path: string }[] };
  expect(text.stdout.split('\n').length - 1).toBe(requests.length);
  return requests.map(({ path }) => path);
}

/** By id or phone number, from `GET /sandbox/state`. */
function objectsOf(state: Readonly<Record<string, unknown>>): Objects {
  const list = (kind: string) => state[kind] as readonly Readonly<Record<string, unknown>>[];
  return Object.fromEntries([
    ...list('campaigns').map((campaign) => [String(campaign['campaignId']), campaign]),
    ...list('numbers').map((number) => [String(number['phoneNumber']), number]),
  ]);
}

/** The same from the state on disk. */
async function stored(folder: string): Promise<Objects> {
  const open = await openRegistry({ stateDir: stateDirOf(folder), seed: null });
  const { campaigns, numbers } = open.registry.state;
  open.close();
  return objectsOf({ campaigns: [...campaigns.values()], numbers: [...numbers.values()] });
}
