/** Apply when moves depend on each other and when the network fails, with the built command over real sockets. */
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../src/model/report.ts';
import { readSeed } from '../../src/sandbox/embedded.ts';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { campaignctl, type Ended } from './command.ts';
import { logFor } from './log-for.ts';

let sandbox: Sandbox;

afterEach(() => sandbox.close());

async function open(account: string): Promise<string> {
  const folder = fileURLToPath(new URL(`./${account}`, import.meta.url));
  const seed = readSeed(`${folder}/acme.seed.yaml`);
  sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
  return folder;
}

function run(...args: readonly string[]): Promise<Ended> {
  const env = {
    CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
    CAMPAIGNCTL_API_KEY: sandbox.apiKey,
    CAMPAIGNCTL_STATE: logFor(sandbox),
    ACME_EIN: '123456789',
  };
  return campaignctl(args, { env });
}

async function applied(
  folder: string,
): Promise<{ code: number | null; report: ApplyReport; stderr: string }> {
  const ran = await run('apply', folder, '--yes', '--wait', '60s', '--format', 'json');
  return { code: ran.code, report: JSON.parse(ran.stdout) as ApplyReport, stderr: ran.stderr };
}

const addresses = (list: ApplyReport['done']) => list.map(({ change }) => change.address);

function writes(path: string): readonly unknown[] {
  return sandbox.control
    .requests()
    .filter((request) => request.method !== 'GET' && request.path === path)
    .map(({ body }) => body?.json);
}

describe('moves', () => {
  it('breaks a cycle of full campaigns, frees a campaign and ends it, and then has nothing to do', async () => {
    const folder = await open('moves');
    const { code, report } = await applied(folder);
    expect(code).toBe(0);
    expect(addresses(report.done).sort()).toEqual([
      'campaign/front-desk',
      'campaign/promo',
      'number/+14085550102',
      'number/+14085550103',
      'number/+14085550104',
    ]);
    expect(writes('/sms/numbers/removals')).toMatchObject([
      { items: [{ phoneNumber: '+14085550103' }, { phoneNumber: '+14085550104' }] },
      { items: [{ phoneNumber: '+14085550102' }] },
    ]);
    expect(writes('/sms/campaigns/CPROMO1/deactivation').length).toBe(1);
    const again = await run('plan', folder, '--format', 'json');
    expect(JSON.parse(again.stdout)).toMatchObject({ changes: [], refusals: [], held: [] });
  });
});

describe('money', () => {
  /** The brand is verified, so that the next apply registers the campaign. */
  async function withBrand(): Promise<string> {
    const folder = await open('slice');
    await run('apply', folder, '--yes', '--wait', '0');
    sandbox.control.advance(60_000);
    return folder;
  }

  const invoices = () => sandbox.registry.state.invoices.size;

  it.each<[string, FaultRule['do']]>([
    ['the connection broke after the effect', { kind: 'drop', when: 'after' }],
    ['the answer broke off', { kind: 'drop', when: 'mid-body' }],
    ['the server failed after the effect', { kind: 'status', status: 503, when: 'after' }],
    ['the server timed out after the effect', { kind: 'status', status: 408, when: 'after' }],
    ['the operation ends UNKNOWN', { kind: 'operation', status: 'UNKNOWN' }],
    ['the operation FAILED and took effect', { kind: 'operation', status: 'FAILED', effect: true }],
  ])('is not spent twice when %s', async (_, fault) => {
    const folder = await withBrand();
    sandbox.control.setFaults([{ match: { method: 'POST', path: '/sms/campaigns' }, do: fault }]);
    const first = await applied(folder);
    sandbox.control.setFaults([]);
    expect(first.code).toBe(6);
    expect(addresses(first.report.failed)).toEqual(['campaign/front-desk']);
    expect(first.report.failed[0]?.text).toMatch(
      /^No certain answer: .+ It may have taken effect, so it is not sent again on a guess; the next plan shows what the registry has\.$/,
    );
    expect(first.report).toMatchObject({ spentUsd: 0, mayHaveSpentUsd: 89 });
    expect(first.stderr).toContain(
      '\nNo certain answer: the registration of campaign front-desk.\n',
    );
    expect({ posts: writes('/sms/campaigns').length, invoices: invoices() }).toEqual({
      posts: 1,
      invoices: 1,
    });

    const second = await applied(folder);
    expect(second.code).toBe(0);
    expect(second.report.failed).toEqual([]);
    expect(writes('/sms/campaigns').length).toBe(1);
    expect(invoices()).toBe(1);

    sandbox.control.approve('front-desk');
    const third = await applied(folder);
    expect(third.code).toBe(0);
    expect(addresses(third.report.done).length).toBe(3);
    const last = await run('plan', folder, '--format', 'json');
    expect(JSON.parse(last.stdout)).toMatchObject({ changes: [], refusals: [], held: [] });
    expect(invoices()).toBe(1);
  });

  it('is spent only when a person has said so when the connection broke before the effect', async () => {
    const folder = await withBrand();
    sandbox.control.setFaults([
      { match: { method: 'POST', path: '/sms/campaigns' }, do: { kind: 'drop', when: 'before' } },
    ]);
    const first = await applied(folder);
    sandbox.control.setFaults([]);
    expect({ code: first.code, failed: addresses(first.report.failed) }).toEqual({
      code: 6,
      failed: ['campaign/front-desk'],
    });
    expect(invoices()).toBe(0);

    const second = await applied(folder);
    expect(second.code).toBe(4);
    expect(second.report.plan.refusals).toMatchObject([{ rule: 'already-submitted' }]);
    expect(writes('/sms/campaigns').length).toBe(1);
    const [, id = ''] = /campaignctl resolve ([0-9a-f]{8})/.exec(second.stderr) ?? [];
    const listed = await run('resolve', '--path', folder);
    expect(listed.stdout).toContain(id);

    const reason = ['--no-effect', '--reason', 'support: nothing arrived'];
    const told = await run('resolve', id, '--path', folder, ...reason);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain('counts as never done');
    const third = await applied(folder);
    expect(third.code).toBe(0);
    expect(writes('/sms/campaigns').length).toBe(2);
    expect(invoices()).toBe(1);
  });
});
