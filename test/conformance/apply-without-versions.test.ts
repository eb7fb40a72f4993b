/** A registry that compares no versions, and a hand at the console between the plan and the write. Over sockets. */
import { afterEach, describe, expect, it } from 'vitest';
import { runPlan } from '../../src/apply/run.ts';
import type { Change } from '../../src/model/plan.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import { sandboxProvider } from '../../src/providers/sandbox.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { assign, desired, fakeTiming, move, number, plan, turnOff } from '../unit/apply.world.ts';

const [JANE, SAM, ANN] = [number(101), number(102), number(103)];

const SEED: Seed = {
  times: { campaign: 'never', numberOn: '2h', numberOff: '0s' },
  brands: [{ id: 'BACME01', status: 'VERIFIED', legalName: 'Acme Dental Group LLC' }],
  campaigns: [
    { id: 'CFRONT1', brand: 'BACME01', status: 'APPROVED', description: 'Texts of front-desk' },
    { id: 'CBILL01', brand: 'BACME01', status: 'APPROVED', description: 'Texts of billing' },
  ],
  users: [
    { userName: 'jane.doe@acme-dental.example', numbers: [JANE] },
    { userName: 'sam.roe@acme-dental.example', numbers: [SAM] },
    {
      userName: 'ann.lee@acme-dental.example',
      numbers: [ANN],
      sms: { status: 'ON', campaign: 'CFRONT1' },
    },
  ],
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function run(
  changes: readonly Change[],
  meanwhile: (sandbox: Sandbox) => void,
): Promise<{ sandbox: Sandbox; report: ApplyReport }> {
  const sandbox = await startSandbox({
    stateDir: null,
    seed: SEED,
    clock: { mode: 'stepped', start: '2026-07-20T10:00:00.000Z' },
    operationMs: 0,
    rateLimit: false,
    versions: false,
  });
  closing.push(() => sandbox.close());
  const provider = sandboxProvider({
    url: sandbox.url,
    apiKey: sandbox.apiKey,
    limits: null,
    timing: { now: () => Date.now(), sleep: () => new Promise((go) => setTimeout(go, 1)) },
  });
  closing.push(() => provider.close());
  const snapshot = await provider.snapshot();
  meanwhile(sandbox);
  const report = await runPlan({
    plan: plan(changes),
    desired: desired(),
    snapshot,
    provider,
    secrets: () => undefined,
    wait: { budgetMs: 60_000 },
    timing: fakeTiming(),
    onEvent: () => {},
    signal: new AbortController().signal,
  });
  return { sandbox, report };
}

const ids = (list: ApplyReport['done']) => list.map(({ change }) => change.id);
const smsOf = ({ registry }: Sandbox, of: string) => {
  const { status, campaignId } = registry.state.numbers.get(of) ?? {};
  return [status, campaignId];
};

describe('without versions', () => {
  it('writes what nobody has touched', async () => {
    const { sandbox, report } = await run([assign('jane', 101), move('ann', 103)], () => {});
    expect(ids(report.done)).toEqual(['jane', 'ann']);
    expect(smsOf(sandbox, JANE)).toEqual(['PENDING_ON', 'CBILL01']);
    expect(smsOf(sandbox, ANN)).toEqual(['PENDING_ON', 'CBILL01']);
  });

  it('leaves alone what a hand at the console has changed since, and writes the rest', async () => {
    const changes = [assign('jane', 101), assign('sam', 102), turnOff('ann', 103)];
    const { sandbox, report } = await run(changes, ({ control }) => {
      control.toggle(JANE, true, 'CFRONT1');
      control.toggle(ANN, true, 'CBILL01');
    });
    expect(ids(report.done)).toEqual(['sam']);
    expect(ids(report.failed)).toEqual(['jane', 'ann']);
    for (const { text } of report.failed) {
      expect(text).toMatch(/^Since the plan was made its SMS went from .* Nothing was sent; apply/);
    }
    expect(smsOf(sandbox, JANE)[1]).toBe('CFRONT1');
    expect(smsOf(sandbox, ANN)[1]).toBe('CBILL01');
    const written = sandbox.control.requests().filter(({ method }) => method !== 'GET');
    expect(written.map(({ body }) => body?.json)).toEqual([
      { items: [{ phoneNumber: SAM, campaignId: 'CBILL01' }] },
    ]);
  });
});
