import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import {
  commandSandbox,
  listSandboxRequests,
  resetSandbox,
  serveSandbox,
} from '../../src/commands/sandbox.ts';
import { findServed, stateDirOf } from '../../src/sandbox/discovery.ts';
import { openEmbedded } from '../../src/sandbox/embedded.ts';
import { openRegistry } from '../../src/sandbox/open.ts';
import { BRAND_BODY, START, standardSeed } from '../worlds.ts';

const home = mkdtempSync(join(tmpdir(), 'sandbox-commands-'));
let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(join(home, 'account-'));
  writeFileSync(join(cwd, 'acme.seed.yaml'), JSON.stringify(standardSeed()));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function testIo(stop: AbortController = new AbortController()): Io & { out: string; err: string } {
  const io = {
    out: '',
    err: '',
    version: '0.0.0',
    env: {},
    cwd,
    color: false,
    stderrColor: false,
    columns: 80,
    stdinIsTty: false,
    stdoutIsTty: false,
    stderrIsTty: false,
    stdout: (text: string) => {
      io.out += text;
    },
    stderr: (text: string) => {
      io.err += text;
    },
    ask: async () => '',
    stopSignal: () => stop.signal,
  };
  return io;
}

/** Serves until the returned function is called; that gives the exit code. */
async function serving(options: Parameters<typeof serveSandbox>[0]) {
  const stop = new AbortController();
  const io = testIo(stop);
  const done = serveSandbox(options, io);
  while (io.out === '' && io.err === '') await new Promise((resolve) => setTimeout(resolve, 10));
  return {
    io,
    end: () => {
      stop.abort(130);
      return done;
    },
  };
}

test('without any state, a command says what to do', async () => {
  const io = testIo();
  expect(await commandSandbox({ do: 'approve', target: 'front-desk' }, {}, io)).toBe(3);
  expect(io.err).toBe(
    'There is no sandbox in .campaignctl/sandbox yet. Run plan, or "campaignctl sandbox serve", or name its folder with --state\n',
  );
});

test('commands open the state that the embedded sandbox left, from any folder below', async () => {
  const embedded = await openEmbedded(cwd, 'acme.seed.yaml');
  const headers = { 'x-api-key': embedded.apiKey };
  expect((await fetch(`${embedded.url}/sms/campaigns`, { headers })).status).toBe(200);
  await embedded.close();
  const io = testIo();
  const suspend = { do: 'suspend', target: 'C7GH42I', reason: 'Complaints' } as const;
  expect(await commandSandbox(suspend, { path: 'offices/east' }, io)).toBe(0);
  expect(await commandSandbox({ do: 'advance', ms: 3_600_000 }, {}, io)).toBe(0);
  expect(io.out).toBe('Campaign C7GH42I is suspended\nIt is 2026-01-05 10:00 UTC in the sandbox\n');
  expect(await commandSandbox(suspend, {}, io)).toBe(3);
  expect(io.err).toBe('Nothing can be suspended: campaign C7GH42I is suspended\n');
  const open = await openRegistry({ stateDir: stateDirOf(cwd), seed: null });
  expect(open.registry.state.campaigns.get('C7GH42I')).toMatchObject({
    status: 'SUSPENDED',
    statusReason: 'Complaints',
  });
  expect(await commandLocked()).toMatch(/^The sandbox state is in use by process \d+\./);
  open.close();
}, 20_000);

test('a campaign that is bound by its id is called by its key, from any folder of the account', async () => {
  writeFileSync(
    join(cwd, 'account.yaml'),
    'version: 1\naccount: { name: acme, provider: sandbox }\ncampaigns:\n  front-desk: { id: C7GH42I }\n',
  );
  mkdirSync(join(cwd, 'offices'));
  await (await openEmbedded(cwd, 'acme.seed.yaml')).close();
  const options = { path: 'offices' };
  const io = testIo();
  const limit = { do: 'limit', target: 'front-desk', limit: 60 } as const;
  const on = {
    do: 'toggle',
    phoneNumber: '+14085550101',
    on: true,
    campaign: 'front-desk',
  } as const;
  expect(await commandSandbox(limit, options, io)).toBe(0);
  expect(await commandSandbox(on, options, io)).toBe(0);
  const { end } = await serving({ path: 'offices' });
  expect(await commandSandbox({ ...limit, limit: 1 }, {}, io)).toBe(0);
  await end();
  expect(io.out).toBe(
    'Campaign C7GH42I may hold 60 numbers\n' +
      'SMS of +1 408 555 0101 is on in campaign C7GH42I\n' +
      'Campaign C7GH42I may hold 1 number\n',
  );
  expect(await commandSandbox({ ...limit, target: 'billing' }, options, io)).toBe(3);
  expect(io.err).toBe(
    'No brand or campaign is called "billing". The sandbox has BACME01, C7GH42I.\n',
  );
});

test('what carriers decide is told by the key that the reference ends in', async () => {
  const embedded = await openEmbedded(cwd, 'acme.seed.yaml');
  const headers = {
    'x-api-key': embedded.apiKey,
    'content-type': 'application/vnd.smsbrands.v1+json',
  };
  await fetch(`${embedded.url}/sms/brands`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ referenceId: 'acme/brand/north', ...BRAND_BODY }),
  });
  await embedded.close();
  const io = testIo();
  expect(await commandSandbox({ do: 'approve', target: 'north' }, {}, io)).toBe(0);
  expect(io.out).toMatch(/^north \(B\w+\) is verified\n$/);
});

async function commandLocked(): Promise<string> {
  const io = testIo();
  expect(await commandSandbox({ do: 'approve', target: 'C7GH42I' }, {}, io)).toBe(4);
  return io.err;
}

test('requests of a sandbox that is not there are not an empty list', async () => {
  const io = testIo();
  expect(await listSandboxRequests({}, io)).toBe(3);
  expect(io.out).toBe('');
  expect(io.err).toMatch(/^There is no sandbox in \.campaignctl\/sandbox yet\./);
});

test('requests are listed with their effects, untrusted text made visible', async () => {
  const embedded = await openEmbedded(cwd, 'acme.seed.yaml');
  const headers = {
    'x-api-key': embedded.apiKey,
    'content-type': 'application/vnd.smsbrands.v1+json',
  };
  await fetch(`${embedded.url}/sms/brands/BACME01`, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ brandName: 'Acme' }),
  });
  await fetch(`${embedded.url}/users?filter=%1b[31m`, { headers });
  await embedded.close();
  const io = testIo();
  expect(await listSandboxRequests({}, io)).toBe(0);
  expect(io.out).toBe(
    `1  ${START}  202  PUT /sms/brands/BACME01  brand/BACME01 operation/op_000001\n` +
      `2  ${START}  400  GET /users?filter=%1B%5B31m\n`,
  );
  const json = testIo();
  await listSandboxRequests({ format: 'json' }, json);
  expect(JSON.parse(json.out)).toMatchObject({ requests: [{ seq: 1 }, { seq: 2 }] });
});

test('a reset begins again from the seed, with and without a server', async () => {
  await (await openEmbedded(cwd, 'acme.seed.yaml')).close();
  const io = testIo();
  await commandSandbox({ do: 'limit', target: 'C7GH42I', limit: 96 }, {}, io);
  expect(await resetSandbox({}, io)).toBe(0);
  const again = await openEmbedded(cwd, 'acme.seed.yaml');
  expect(await limitOf(again)).toBe(48);
  await again.close();
  const { end } = await serving({ seed: 'acme.seed.yaml' });
  await commandSandbox({ do: 'limit', target: 'C7GH42I', limit: 96 }, {}, io);
  expect(await resetSandbox({}, io)).toBe(0);
  expect(await limitOf(await openEmbedded(cwd, null))).toBe(48);
  await end();
});

test('a server that was not given the seed of its state does not empty it', async () => {
  await (await openEmbedded(cwd, 'acme.seed.yaml')).close();
  const { io, end } = await serving({});
  expect(io.out).toContain('.campaignctl/sandbox (as it was left)\n');
  const command = testIo();
  expect(await resetSandbox({}, command)).toBe(3);
  expect(command.err).toBe(
    'It was opened without a seed. Stop it, reset, and serve it with --seed\n',
  );
  expect(await limitOf(await openEmbedded(cwd, null))).toBe(48);
  await end();
});

async function limitOf({ url, apiKey }: { url: string; apiKey: string }): Promise<unknown> {
  const response = await fetch(`${url}/sms/campaigns/C7GH42I`, {
    headers: { 'x-api-key': apiKey },
  });
  return Object(await response.json())['numberLimit'];
}

test('serve tells how to use it, is found by commands and by the embedded sandbox, and leaves no trace', async () => {
  const { io, end } = await serving({ seed: 'acme.seed.yaml' });
  const stateDir = stateDirOf(cwd);
  const served = await findServed(stateDir);
  if (served === null) throw new Error('the server is not found');
  expect(io.out).toContain('.campaignctl/sandbox (new, from the seed)\n');
  expect(io.out).toContain(`export CAMPAIGNCTL_SANDBOX_URL=${served.url}\n`);
  expect(io.out).toContain(`export CAMPAIGNCTL_API_KEY=${served.apiKey}\n`);
  expect(statSync(join(stateDir, 'server.json')).mode & 0o077).toBe(0);
  const command = testIo();
  expect(
    await commandSandbox({ do: 'toggle', phoneNumber: '+14085550101', on: true }, {}, command),
  ).toBe(0);
  expect(command.out).toBe('SMS of +1 408 555 0101 is on in campaign C7GH42I\n');
  expect(await commandSandbox({ do: 'fail', phoneNumber: '+14085550101' }, {}, command)).toBe(3);
  expect(await commandSandbox({ do: 'limit', target: 'C7GH42I', limit: 96 }, {}, command)).toBe(0);
  const embedded = await openEmbedded(cwd, null);
  expect(embedded.url).toBe(served.url);
  expect(await limitOf(embedded)).toBe(96);
  await embedded.close();
  expect(await listSandboxRequests({}, command)).toBe(0);
  expect(await end()).toBe(130);
  expect(await findServed(stateDir)).toBeNull();
  expect(() => readFileSync(join(stateDir, 'server.json'))).toThrow(/ENOENT/);
});

test('a server that was killed leaves a file that is passed over', async () => {
  const { end } = await serving({ seed: 'acme.seed.yaml' });
  const file = join(stateDirOf(cwd), 'server.json');
  const left = readFileSync(file);
  await end();
  writeFileSync(file, left);
  expect(await findServed(stateDirOf(cwd))).toBeNull();
});

test('serve can be made careless, faulty and stepped', async () => {
  writeFileSync(
    join(cwd, 'faults.yaml'),
    '- match: { path: /users }\n  do: { kind: status, status: 503 }\n',
  );
  const { end } = await serving({
    state: 'elsewhere',
    clock: 'stepped',
    versions: false,
    faults: 'faults.yaml',
  });
  const served = await findServed(join(cwd, 'elsewhere'));
  const headers = { 'x-api-key': served?.apiKey ?? '' };
  expect((await fetch(`${served?.url}/users`, { headers })).status).toBe(503);
  await end();
});

test.each([
  [
    { seed: 'none.yaml' },
    /^The seed none\.yaml \(--seed\) cannot be used:\n {2}There is no such file\n$/,
  ],
  [{ seed: '.' }, /It is a folder/],
  [{ seed: 'bad.yaml' }, /bad\.yaml \(--seed\) .*\n {2}users: must be a list/],
  [{ seed: 'unsound.yaml' }, /unsound\.yaml \(--seed\) .*\n {2}campaigns\[0\]/],
  [{ faults: 'none.yaml' }, /^The faults none\.yaml \(--faults\) .*\n {2}There is no such file\n$/],
  [{ faults: 'bad.yaml' }, /bad\.yaml \(--faults\) .*\n {2}Fault rules must be a list/],
  [{ faults: 'broken.yaml' }, /broken\.yaml \(--faults\)/],
  [{ port: 6000 }, /^Port 6000 belongs to another protocol, .*: choose another with --port\n$/],
])('serve %j is refused', async (options, message) => {
  writeFileSync(join(cwd, 'bad.yaml'), 'users: {}');
  writeFileSync(join(cwd, 'broken.yaml'), '- "');
  writeFileSync(join(cwd, 'unsound.yaml'), 'campaigns: [{ id: C1, brand: NONE }]');
  const io = testIo();
  expect(await serveSandbox(options, io)).toBe(3);
  expect(io.err).toMatch(message);
});

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const io = testIo();
  expect(await serveSandbox({ port }, io)).toBe(3);
  expect(io.err).toBe(`Port ${port} is in use by another program: choose another with --port\n`);
  other.close();
});
