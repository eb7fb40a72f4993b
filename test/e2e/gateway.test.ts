/**
 * 8x8 with its SMS through a gateway, with the built command and over real sockets: the inventory at one registry, brands,
 * campaigns and SMS at another, each behind a proxy that sees what arrives.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Area } from '../../src/sandbox/routes.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { pass, type RegistryProxy, startProxy } from '../crash/proxy.ts';
import { BILLING } from './billing.ts';
import { campaignctl, type Ended } from './command.ts';

const KEY_OF_8X8 = 'key-of-8x8';
const KEY_OF_GATEWAY = 'key-of-the-gateway';

const SEED: Seed = {
  clock: { mode: 'stepped', start: '2026-07-20T09:00:00Z' },
  times: { operation: '0s', campaign: 'never', numberOn: '2h', numberOff: '0s' },
  brands: [{ id: 'BVDK2M7', status: 'VERIFIED', legalName: 'Acme Dental Group LLC' }],
  campaigns: [],
  users: [
    { userName: 'ann.lee@acme-dental.example', numbers: ['+14085550103'] },
    { userName: 'bob.ray@acme-dental.example', numbers: ['+14085550104'] },
  ],
};

const CAMPAIGNS = `version: 1
${BILLING}    numbers:
      +14085550103: ann.lee@acme-dental.example
`;

interface Office {
  readonly folder: string;
  /** As their own key opens them, and as the proxies in front of them see it. */
  readonly inventory: RegistryProxy;
  readonly gateway: RegistryProxy;
  readonly control: Awaited<ReturnType<typeof startSandbox>>['control'];
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Requests at the gateway that were not GET. */
  writes(): readonly string[];
}

interface Setting {
  readonly gateway?: Partial<SandboxOptions>;
  readonly inventory?: Partial<SandboxOptions>;
  /** Lines below `account:`. */
  readonly account?: string;
}

async function office({
  gateway = {},
  inventory = {},
  account = '',
}: Setting = {}): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'campaignctl-gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const started = async (
    apiKey: string,
    forbidden: readonly Area[],
    more: Partial<SandboxOptions>,
  ) => {
    const sandbox = await startSandbox({
      ...{ stateDir: null, seed: SEED, operationMs: 0, rateLimit: false, apiKey, forbidden },
      ...more,
    });
    const proxy = await startProxy(sandbox.url);
    onTestFinished(async () => {
      await proxy.close();
      await sandbox.close();
    });
    return { sandbox, proxy };
  };
  const users = await started(KEY_OF_8X8, ['sms', 'operations'], inventory);
  const sms = await started(KEY_OF_GATEWAY, ['users', 'phone-numbers'], gateway);
  writeFileSync(
    join(folder, 'account.yaml'),
    `version: 1\naccount:\n  name: acme\n  provider: 8x8\n  smsVia: ${sms.proxy.url}\n${account}`,
  );
  writeFileSync(join(folder, 'campaigns.yaml'), CAMPAIGNS);
  return {
    folder,
    inventory: users.proxy,
    gateway: sms.proxy,
    control: sms.sandbox.control,
    run: (args, env = {}) =>
      campaignctl(args, {
        cwd: folder,
        env: {
          CAMPAIGNCTL_ACTOR: 'jane',
          CAMPAIGNCTL_API_URL: users.proxy.url,
          CAMPAIGNCTL_API_KEY: KEY_OF_8X8,
          CAMPAIGNCTL_SMS_API_KEY: KEY_OF_GATEWAY,
          ...env,
        },
      }),
    writes: () =>
      sms.proxy.arrivals
        .filter(({ method }) => method !== 'GET')
        .map(({ method, target }) => `${method} ${target}`),
  };
}

const keysAt = ({ arrivals }: RegistryProxy) => [
  ...new Set(arrivals.map(({ headers }) => headers['x-api-key'])),
];
const pathsAt = ({ arrivals }: RegistryProxy) => [
  ...new Set(arrivals.map(({ target }) => target.split(/[?]/)[0])),
];
/** Without line breaks and what they indent. */
const plain = (text: string) => text.replace(/\s+/g, ' ');

describe('an account whose SMS goes through a gateway', () => {
  it('is planned, applied and carried on with, each registry with its own key', async () => {
    const { run, inventory, gateway, control, writes } = await office();
    const planned = await run(['plan']);
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.stdout).toMatch(/^acme · 8x8 via a gateway · read /);
    expect(planned.stdout).toContain('register the campaign, PAID $89 once');
    expect(writes()).toEqual([]);

    const applied = await run(['apply', '--yes', '--wait', '0']);
    expect({ code: applied.code, stderr: applied.code === 0 ? '' : applied.stderr }).toEqual({
      code: 0,
      stderr: '',
    });
    expect(writes()).toEqual(['POST /sms/campaigns']);

    expect(control.approve('billing')).toMatchObject({ ok: true });
    const carried = await run(['apply', '--continue', '--wait', '0']);
    expect(carried.code).toBe(0);
    expect(writes()).toEqual(['POST /sms/campaigns', 'POST /sms/numbers/assignments']);
    control.advance(3 * 3_600_000);
    const last = await run(['plan', '--detailed-exitcode']);
    expect(last).toMatchObject({ code: 0 });
    expect(last.stdout).toContain('Nothing to do. 1 of 1 listed number can text.');

    // The key of 8x8 is for 8x8 alone, and so is that of the gateway.
    expect(keysAt(inventory)).toEqual([KEY_OF_8X8]);
    expect(keysAt(gateway)).toEqual([KEY_OF_GATEWAY]);
    expect(pathsAt(inventory).sort()).toEqual(['/phone-numbers', '/users']);
    expect(
      pathsAt(gateway).filter(
        (path) => !path?.startsWith('/sms/') && !path?.startsWith('/operations/'),
      ),
    ).toEqual([]);
    expect(JSON.stringify(gateway.arrivals)).not.toContain(KEY_OF_8X8);

    const fees = await run(['fees']);
    expect(fees.code).toBe(0);
    expect(fees.stdout).toMatch(/Confirmed +\$89 for 1 submission/);
  });

  it('takes a users export in place of the key of 8x8', async () => {
    const { run, folder, inventory } = await office({
      account: '  usersExport: { file: users-2026-07-20.csv }\n',
    });
    writeFileSync(
      join(folder, 'users-2026-07-20.csv'),
      'Username,Phone Number\nann.lee@acme-dental.example,(408) 555-0103\nbob.ray@acme-dental.example,14085550104\n',
    );
    const { code, stdout } = await run(['plan'], { CAMPAIGNCTL_API_KEY: '' });
    expect(code).toBe(0);
    expect(plain(stdout)).toMatch(
      /^acme · 8x8 via a gateway · read [^,]*, users and numbers from users-2026-07-20\.csv /,
    );
    expect(stdout).toContain('+ ann.lee@acme-dental…  +1 408 555 0103  SMS on');
    expect(inventory.arrivals).toEqual([]);
  });
});

describe('a registration whose answer is lost', () => {
  it('is found by its reference, and not sent again', async () => {
    const { run, gateway, writes } = await office();
    gateway.watch(async (arrival, passage) => {
      if (arrival.method !== 'POST') return pass(arrival, passage);
      await passage.forward();
      passage.cut();
    });
    const lost = await run(['apply', '--yes', '--wait', '0']);
    expect(lost.code).toBe(6);
    expect(writes()).toHaveLength(1);
    gateway.watch(pass);
    const again = await run(['apply', '--yes', '--wait', '0']);
    expect(again.code).toBe(0);
    expect(writes()).toHaveLength(1);
    const asked = gateway.arrivals.filter(({ target }) => target.includes('filter='));
    expect(decodeURIComponent(asked[0]?.target ?? '')).toContain(
      'filter=referenceId=="acme/campaign/billing"',
    );
  });
});

describe('a key that is refused', () => {
  it.each([
    ['8x8', 401, { CAMPAIGNCTL_API_KEY: 'wrong' }, {}, 'CAMPAIGNCTL_API_KEY'],
    ['the gateway', 401, { CAMPAIGNCTL_SMS_API_KEY: 'wrong' }, {}, 'CAMPAIGNCTL_SMS_API_KEY'],
    ['8x8', 403, {}, { inventory: { forbidden: ['users'] } }, 'CAMPAIGNCTL_API_KEY'],
    ['the gateway', 403, {}, { gateway: { forbidden: ['sms'] } }, 'CAMPAIGNCTL_SMS_API_KEY'],
    [
      'the gateway, before it is sent,',
      0,
      { CAMPAIGNCTL_SMS_API_KEY: 'two words' },
      {},
      'CAMPAIGNCTL_SMS_API_KEY',
    ],
    ['8x8, before it is sent,', 0, { CAMPAIGNCTL_API_KEY: 'two words' }, {}, 'CAMPAIGNCTL_API_KEY'],
    [
      'the gateway, as there is none,',
      0,
      { CAMPAIGNCTL_SMS_API_KEY: '' },
      {},
      'CAMPAIGNCTL_SMS_API_KEY',
    ],
  ] as const)('by %s (%i) is named by its variable', async (_, __, env, setting, variable) => {
    const { run, writes } = await office(setting as Setting);
    for (const args of [['plan'], ['apply', '--yes']]) {
      const { code, stdout, stderr } = await run(args, env);
      expect(code).toBe(7);
      const named = `${stdout}${stderr}`.match(/CAMPAIGNCTL_\w*KEY/g) ?? [];
      expect(new Set(named)).toEqual(new Set([variable]));
      expect(stderr).toContain('Nothing was read.');
    }
    expect(writes()).toEqual([]);
  });

  it('for following operations alone is told before anything is paid', async () => {
    const { run, writes } = await office({
      gateway: { forbidden: ['users', 'phone-numbers', 'operations'] },
    });
    const { code, stdout, stderr } = await run(['apply', '--yes']);
    expect(code).toBe(7);
    expect(`${stdout}${stderr}`).toContain('CAMPAIGNCTL_SMS_API_KEY');
    expect(writes()).toEqual([]);
  });
});

describe('a gateway that', () => {
  it('sends requests elsewhere is not followed there', async () => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void elsewhere.close());
    const { port } = elsewhere.address() as AddressInfo;
    const { run, gateway } = await office();
    gateway.watch(async (_, { give }) =>
      give({
        status: 307,
        headers: { location: `http://127.0.0.1:${port}/admin-provisioning/sms/brands` },
        body: Buffer.alloc(0),
      }),
    );
    const { code, stdout } = await run(['plan']);
    expect(code).toBe(7);
    expect(plain(stdout)).toContain(
      'The registry sends the request elsewhere (307), which is not followed',
    );
    expect(asked).toEqual([]);
  });

  it('keeps no versions is worked with all the same', async () => {
    const { run, gateway, control, writes } = await office({ gateway: { versions: false } });
    expect((await run(['apply', '--yes', '--wait', '0'])).code).toBe(0);
    control.approve('billing');
    expect((await run(['apply', '--continue', '--wait', '0'])).code).toBe(0);
    expect(writes()).toEqual(['POST /sms/campaigns', 'POST /sms/numbers/assignments']);
    expect(gateway.arrivals.filter(({ headers }) => headers['if-match'] !== undefined)).toEqual([]);
    expect(gateway.arrivals.at(-1)?.body).not.toContain('version');
  });

  it('has no invoices leaves the fees to the log', async () => {
    const { run, gateway } = await office();
    expect((await run(['apply', '--yes', '--wait', '0'])).code).toBe(0);
    gateway.watch(async (arrival, passage) => {
      if (!arrival.target.startsWith('/sms/invoices')) return pass(arrival, passage);
      passage.give({ status: 404, headers: {}, body: Buffer.from('{"status":404}') });
    });
    const { code, stdout, stderr } = await run(['fees']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(plain(stdout)).toContain('The provider tells no invoices.');
    expect(stdout).toContain('$89');
    const json = JSON.parse((await run(['fees', '--format', 'json'])).stdout);
    expect(json).toMatchObject({ invoices: 'none', missing: [] });
  });

  it('counts more campaigns than it lists is not believed', async () => {
    const { run, writes } = await office({
      gateway: { faults: [{ match: { path: '/sms/campaigns' }, do: { kind: 'wrongTotal' } }] },
    });
    const { code, stdout } = await run(['apply', '--yes']);
    expect(code).toBe(7);
    expect(stdout).toContain('NOT READ');
    expect(writes()).toEqual([]);
  });

  it('is not relied on to refuse a second registration: without a log that lasts nothing is paid', async () => {
    const { run, writes } = await office();
    const { code, stdout } = await run(['apply', '--yes', '--wait', '0'], { CI: 'true' });
    expect(code).toBe(4);
    expect(plain(stdout)).toContain('log-not-durable');
    expect(plain(stdout)).toContain('8x8 via a gateway is not relied on to refuse a second one');
    expect(writes()).toEqual([]);
  });
});
