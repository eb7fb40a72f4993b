import { describe, expect, it } from 'vitest';
import { CLEAR } from '../../src/apply/clearance.ts';
import { runPlan } from '../../src/apply/run.ts';
import type { ApplyEvent, RunOptions } from '../../src/apply/state.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { Change, ChangeFee, Refusal } from '../../src/model/plan.ts';
import {
  type FindTarget,
  type FoundObject,
  ProviderError,
  type Step,
} from '../../src/model/port.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import type { BrandStatus, LiveSms } from '../../src/model/snapshot.ts';
import {
  assign,
  change,
  desired,
  type FakeProvider,
  fakeProvider,
  fakeTiming,
  follows,
  foundNumber,
  move,
  number,
  plan,
  rejected,
  type Script,
  snapshot,
  turnOff,
  UNKNOWN,
} from './apply.world.ts';

interface Ran {
  readonly report: ApplyReport;
  readonly provider: FakeProvider;
  readonly events: readonly ApplyEvent[];
}

async function run(
  changes: readonly Change[],
  script: Script = {},
  more: Partial<RunOptions> & { wanted?: Desired; refusals?: readonly Refusal[] } = {},
): Promise<Ran> {
  const provider = fakeProvider(script);
  const events: ApplyEvent[] = [];
  const report = await runPlan({
    plan: plan(changes, more.refusals),
    desired: more.wanted ?? desired(),
    snapshot: snapshot(),
    provider,
    secrets: (name) => (name === 'ACME_EIN' ? '12-3456789' : undefined),
    wait: { budgetMs: 120_000 },
    timing: fakeTiming(),
    onEvent: (event) => events.push(event),
    signal: new AbortController().signal,
    ...more,
  });
  return { report, provider, events };
}

/** list → ids, without the empty ones. */
function lists({ report }: Ran): Record<string, string[]> {
  const { done, waiting, held, failed, notAttempted } = report;
  return Object.fromEntries(
    Object.entries({ done, waiting, held, failed, notAttempted })
      .filter(([, list]) => list.length > 0)
      .map(([name, list]) => [name, list.map((outcome) => outcome.change.id)]),
  );
}

function textOf({ report }: Ran, id: string): string {
  const all = [report.done, report.waiting, report.held, report.failed, report.notAttempted].flat();
  return all.find((outcome) => outcome.change.id === id)?.text ?? '';
}

const sent = ({ provider }: Ran) =>
  provider.batches.map((batch) => batch.map((step) => `${step.kind} ${step.change}`));

const registerBrand = change({ id: 'brand', address: 'brand/acme', action: 'register' });
const registerCampaign = change({
  id: 'campaign',
  address: 'campaign/front-desk',
  action: 'register',
  risk: 'paid',
  fee: { usd: 89, confirmed: true, accepted: 89, note: '' },
  when: follows('brand'),
});

function foundBrand(status: BrandStatus): readonly FoundObject[] {
  return [
    {
      kind: 'brand',
      brand: {
        id: 'B1',
        referenceId: 'acme/brand/acme',
        status,
        since: null,
        reason: status === 'failed' ? 'The tax id does not match.' : null,
        content: {},
        version: '1',
      },
    },
  ];
}

function foundCampaign(description: string): readonly FoundObject[] {
  return [
    {
      kind: 'campaign',
      campaign: {
        id: 'CBILL01',
        referenceId: 'acme/campaign/billing',
        brandId: 'B1',
        status: 'approved',
        since: null,
        reason: null,
        reviewSince: null,
        lastResubmit: null,
        limit: 48,
        content: { description },
        version: null,
      },
    },
  ];
}

describe('what is sent', () => {
  it('sends independent assignments in as few requests as the provider takes, all at once', async () => {
    const changes = Array.from({ length: 250 }, (_, i) => assign(`a${i}`, i));
    const ran = await run(changes);
    expect(ran.provider.batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(ran.provider.peak()).toBe(3);
    expect(ran.report.done.length).toBe(250);
    expect(ran.report.requests).toBe(3);
  });

  it('never has more than ten operations in flight', async () => {
    const changes = Array.from({ length: 30 }, (_, i) => assign(`a${i}`, i));
    const { provider, report } = await run(changes, { batchSize: 1 });
    expect(provider.peak()).toBe(10);
    expect(provider.batches.length).toBe(30);
    expect(report.done.length).toBe(30);
  });

  it('takes content from the block, ids and versions from the registry, the tax id from the environment', async () => {
    const update = change({
      id: 'u',
      address: 'campaign/billing',
      action: 'update',
      from: { id: 'CBILL01', fields: { description: 'old' } },
      to: { id: 'CBILL01', fields: { description: 'new' } },
    });
    const { provider } = await run([registerBrand, assign('a', 1), update], {
      find: () => foundCampaign('old'),
    });
    const steps = provider.batches.flat();
    expect(steps).toContainEqual({
      kind: 'register-brand',
      change: 'brand',
      reference: 'acme/brand/acme',
      content: { legalName: 'Acme Dental Group LLC' },
      taxId: '12-3456789',
    });
    expect(steps).toContainEqual({
      kind: 'assign',
      change: 'a',
      number: number(1),
      campaignId: 'CBILL01',
      version: '1',
    });
    expect(steps).toContainEqual({
      kind: 'update',
      change: 'u',
      of: 'campaign',
      id: 'CBILL01',
      version: null,
      content: { description: 'new' },
    });
  });

  it('overwrites nothing that somebody changed meanwhile, where the registry has no versions', async () => {
    const update = (id: string) =>
      change({
        id,
        address: 'campaign/billing',
        action: 'update',
        from: { id: 'CBILL01', fields: { description: 'old' } },
        to: { id: 'CBILL01', fields: { description: 'new' } },
      });
    const ran = await run([update('u')], { find: () => foundCampaign('by hand') });
    expect(sent(ran)).toEqual([]);
    expect(lists(ran)).toEqual({ failed: ['u'] });
    expect(textOf(ran, 'u')).toBe(
      'Since the plan was made somebody changed description. Nothing was sent; apply again to see a fresh plan.',
    );
    expect(lists(await run([update('u')], { find: () => [] }))).toEqual({ failed: ['u'] });
  });

  describe('without versions, a number', () => {
    const BLIND: LiveSms = {
      status: 'off',
      campaignId: null,
      since: null,
      reason: null,
      version: null,
    };
    const FRONT: LiveSms = { ...BLIND, status: 'on', campaignId: 'CFRONT1' };

    /** `seen` when the plan was made; `now`, in turn, each time that it is looked up. */
    async function blind(
      changes: readonly Change[],
      seen: LiveSms,
      now: readonly (LiveSms | null)[],
      more: Partial<RunOptions> = {},
    ): Promise<Ran & { readonly looks: () => number }> {
      const before = snapshot(10);
      const numbers = before.numbers.map((each) => ({ ...each, sms: seen }));
      let looks = 0;
      const find = (target: FindTarget): readonly FoundObject[] => {
        const sms = now[Math.min(looks++, now.length - 1)];
        return target.kind === 'number' && sms != null ? [{ ...target, sms }] : [];
      };
      const ran = await run(changes, { find }, { snapshot: { ...before, numbers }, ...more });
      return { ...ran, looks: () => looks };
    }

    it('is read again just before it is written, and sent where it is as it was', async () => {
      const ran = await blind([assign('a', 1), assign('b', 2), turnOff('t', 3)], BLIND, [BLIND]);
      expect(lists(ran)).toEqual({ done: ['a', 'b', 't'] });
      expect(ran.looks()).toBe(3);
    });

    it.each<[string, Change, LiveSms, LiveSms | null, string]>([
      [
        'assigned elsewhere',
        assign('x', 1),
        BLIND,
        FRONT,
        'Since the plan was made its SMS went from off to on in CFRONT1. Nothing was sent; apply again to see a fresh plan.',
      ],
      ['moved', turnOff('x', 1), FRONT, { ...FRONT, campaignId: 'COTHER1' }, 'to on in COTHER1.'],
      ['turned off', move('x', 1), FRONT, BLIND, 'from on in CFRONT1 to off.'],
      [
        'being turned off',
        turnOff('x', 1),
        FRONT,
        { ...FRONT, status: 'pending-off' },
        'to pending off in CFRONT1.',
      ],
      ['gone', assign('x', 1), BLIND, null, 'The registry no longer has it. Nothing was sent.'],
    ])('that is %s meanwhile is left alone', async (_, wanted, seen, now, text) => {
      const ran = await blind([wanted], seen, [now]);
      expect(sent(ran)).toEqual([]);
      expect(lists(ran)).toEqual({ failed: ['x'] });
      expect(textOf(ran, 'x')).toContain(text);
    });

    it('does not keep the others of its batch from being written', async () => {
      const ran = await blind([assign('a', 1), assign('b', 2)], BLIND, [FRONT, BLIND]);
      expect(sent(ran)).toEqual([['assign b']]);
      expect(lists(ran)).toEqual({ done: ['b'], failed: ['a'] });
    });

    it('that we turned off is off in the second half of its move', async () => {
      const ran = await blind([move('m', 1)], FRONT, [FRONT, BLIND]);
      expect(sent(ran)).toEqual([['turn-off m'], ['assign m']]);
      expect(lists(ran)).toEqual({ done: ['m'] });
    });

    it('that somebody assigns between the halves of its move stays there', async () => {
      const ran = await blind([move('m', 1)], FRONT, [FRONT, BLIND, FRONT]);
      expect(sent(ran)).toEqual([['turn-off m']]);
      expect(textOf(ran, 'm')).toBe(
        'SMS was turned off, but turning it on in billing failed. Since the plan was made its SMS went from off to on in CFRONT1. Nothing was sent; apply again to see a fresh plan.',
      );
    });

    it('that a switch turns on is as the plan saw it, not as the other one is by now', async () => {
      const failed: LiveSms = { ...BLIND, status: 'enabling-failed' };
      const toNew = change({
        id: 's',
        address: `number/${number(2)}`,
        action: 'switch',
        from: { number: number(1), campaign: 'billing', sms: 'on' },
        to: { number: number(2), campaign: 'billing', sms: 'on' },
      });
      const ran = await blind([toNew], failed, [failed, BLIND, failed]);
      expect(lists(ran)).toEqual({ done: ['s'] });
      const touched = await blind([toNew], failed, [failed, BLIND, FRONT]);
      expect(textOf(touched, 's')).toContain('from enabling failed to on in CFRONT1.');
    });

    it('is not written when a signal comes while it is read', async () => {
      const stop = new AbortController();
      const provider = fakeProvider({
        find: (target) => {
          stop.abort();
          return target.kind === 'number' ? [{ ...target, sms: BLIND }] : [];
        },
      });
      const ran = await blind([assign('a', 1), assign('b', 2)], BLIND, [BLIND], {
        provider,
        signal: stop.signal,
      });
      expect(provider.batches).toEqual([]);
      expect(lists(ran)).toEqual({ notAttempted: ['a', 'b'] });
    });
  });

  it('reads the version again between two writes of one object', async () => {
    const found = (target: FindTarget): readonly FoundObject[] =>
      target.kind !== 'brand'
        ? []
        : [{ kind: 'brand', brand: { ...foundBrandOf(), version: '2' } }];
    const side = { id: 'B1' };
    const { provider } = await run(
      [
        change({ id: 'bind', address: 'brand/acme', action: 'bind', from: side, to: side }),
        change({ id: 'update', address: 'brand/acme', action: 'update', from: side, to: side }),
      ],
      { find: found },
      { snapshot: { ...snapshot(), brands: [foundBrandOf()] } },
    );
    const versions = provider.batches.flat().map((step) => 'version' in step && step.version);
    expect(versions).toEqual(['1', '2']);
  });

  it('never tells the log the tax id', async () => {
    const log: unknown[] = [];
    await run(
      [registerBrand],
      {},
      {
        log: {
          intent: async (batch) => {
            log.push(...batch);
            return batch.map((_, at) => `w${at}`);
          },
          result: async (batch, results) => void log.push(...batch, ...results),
        },
      },
    );
    expect(log.length).toBe(3);
    expect(JSON.stringify(log)).not.toContain('12-3456789');
  });

  it('sends nothing for a brand without its tax id, and says which variable is missing', async () => {
    const ran = await run(
      [registerBrand, registerCampaign, assign('a', 1)],
      {},
      { secrets: () => '' },
    );
    expect(lists(ran)).toEqual({ done: ['a'], failed: ['brand'], notAttempted: ['campaign'] });
    expect(sent(ran)).toEqual([['assign a']]);
    expect(textOf(ran, 'brand')).toContain('ACME_EIN');
  });
});

function foundBrandOf() {
  const [found] = foundBrand('verified');
  if (found?.kind !== 'brand') throw new Error('no brand');
  return found.brand;
}

describe('what others need', () => {
  it('registers the campaign once the brand is verified, with its id', async () => {
    let looks = 0;
    const ran = await run([registerBrand, registerCampaign], {
      find: () => foundBrand(++looks < 20 ? 'pending' : 'verified'),
    });
    expect(lists(ran)).toEqual({ done: ['brand', 'campaign'] });
    expect(looks).toBe(20);
    expect(ran.provider.batches.flat().at(-1)).toMatchObject({ brandId: 'B1' });
    expect(ran.report.spentUsd).toBe(89);
  });

  it('does not register under a brand whose verification failed', async () => {
    const ran = await run([registerBrand, registerCampaign], { find: () => foundBrand('failed') });
    expect(lists(ran)).toEqual({ failed: ['brand'], notAttempted: ['campaign'] });
    expect(textOf(ran, 'brand')).toBe(
      'The brand was registered, but its verification failed: The tax id does not match.',
    );
    expect(sent(ran)).toEqual([['register-brand brand']]);
  });

  it('moves a number: off, then on in the new campaign once it is off', async () => {
    const ran = await run([move('m', 1), assign('a', 2, { when: follows('m') })], {
      find: (target) => foundNumber(target, 'off'),
    });
    expect(sent(ran)).toEqual([['turn-off m'], ['assign m', 'assign a']]);
    expect(lists(ran)).toEqual({ done: ['m', 'a'] });
    expect(ran.provider.batches[1]?.[0]).toMatchObject({ campaignId: 'CBILL01', version: '2' });
  });

  it('leaves a move half done when the number is not off in time, and says what comes next', async () => {
    const ran = await run([move('m', 1), assign('a', 2, { when: follows('m') })], {
      find: (target) => foundNumber(target, 'pending-off'),
    });
    expect(lists(ran)).toEqual({ waiting: ['m', 'a'] });
    expect(textOf(ran, 'm')).toBe(
      'SMS is being turned off; the next apply turns it on in billing.',
    );
    expect(textOf(ran, 'a')).toBe(
      'It follows the move of +1 408 555 0001, which is not off yet. The next apply carries on.',
    );
    expect(ran.events.filter(({ kind }) => kind === 'waiting').length).toBe(40);
  });

  it('does not look at all with no time to wait, nor for what nothing needs', async () => {
    const looked: FindTarget[] = [];
    const find = (target: FindTarget) => {
      looked.push(target);
      return foundNumber(target, 'off');
    };
    await run([move('m', 1)], { find }, { wait: { budgetMs: 0 } });
    await run([turnOff('t', 1), registerBrand], { find });
    expect(looked).toEqual([]);
  });

  it('breaks a cycle at one number', async () => {
    const ran = await run(
      [
        move('a', 1, { onAfter: 'b' }),
        move('b', 2, {
          when: follows('a'),
          from: { campaign: 'billing' },
          to: { campaign: 'front-desk' },
        }),
      ],
      { find: (target) => foundNumber(target, 'off') },
    );
    expect(sent(ran)).toEqual([['turn-off a'], ['turn-off b'], ['assign a', 'assign b']]);
    expect(lists(ran)).toEqual({ done: ['a', 'b'] });
  });

  it('turns nobody off for a place that this run cannot make', async () => {
    const ran = await run([
      move('a', 1, { onAfter: 'b' }),
      move('b', 2, { when: follows('a'), refused: true }),
    ]);
    expect(lists(ran)).toEqual({ held: ['b'], notAttempted: ['a'] });
    expect(sent(ran)).toEqual([]);
  });

  it('switches: the old number off, then the new one on', async () => {
    const toNew = change({
      id: 's',
      address: `number/${number(2)}`,
      action: 'switch',
      from: { number: number(1), campaign: 'billing', sms: 'on' },
      to: { number: number(2), campaign: 'billing', sms: 'on' },
    });
    const ran = await run([toNew], { find: (target) => foundNumber(target, 'off') });
    const steps = ran.provider.batches.flat().map((step) => 'number' in step && step.number);
    expect(steps).toEqual([number(1), number(2)]);
  });
});

describe('what goes wrong', () => {
  it('lets a failure stop only what follows it', async () => {
    const ran = await run(
      [turnOff('t', 1), assign('a', 2, { when: follows('t') }), assign('b', 3)],
      {
        answer: (step) => (step.change === 't' ? rejected('BUSY') : undefined),
      },
    );
    expect(lists(ran)).toEqual({ done: ['b'], failed: ['t'], notAttempted: ['a'] });
    expect(textOf(ran, 't')).toBe('SANDBOX refused it: It does not fit (BUSY).');
    expect(textOf(ran, 'a')).toBe('It follows turning off +1 408 555 0001, which did not succeed.');
    expect(ran.report.failed[0]?.requestId).toBe('r2');
  });

  it('never sends again what may have arrived', async () => {
    const paid = { ...registerCampaign, when: { kind: 'now' as const } };
    const wanted = desired({ brands: [{ ...brandOf(), id: 'B1' }] });
    const ran = await run([paid], { answer: () => UNKNOWN }, { wanted });
    expect(sent(ran)).toEqual([['register-campaign campaign']]);
    expect(lists(ran)).toEqual({ failed: ['campaign'] });
    expect(textOf(ran, 'campaign')).toContain('may have taken effect');
    expect(ran.report.failed[0]?.uncertain).toBe(true);
    expect(ran.report).toMatchObject({ spentUsd: 0, mayHaveSpentUsd: 89, unconfirmedUsd: 0 });
  });

  it('counts money that is not spent for certain apart', async () => {
    const wanted = desired({ brands: [{ ...brandOf(), id: 'B1' }] });
    const paid = (fee: Partial<ChangeFee>) => ({
      ...registerCampaign,
      when: { kind: 'now' as const },
      fee: { usd: 89, confirmed: true, accepted: 89, note: '', ...fee },
    });
    const refused = await run([paid({})], { answer: () => rejected('NO') }, { wanted });
    expect(refused.report).toMatchObject({ spentUsd: 0, mayHaveSpentUsd: 0, unknownFees: 0 });
    expect(refused.report.failed[0]?.uncertain).toBe(false);
    const doubtful = await run([paid({ confirmed: false })], {}, { wanted });
    expect(doubtful.report).toMatchObject({ spentUsd: 0, unconfirmedUsd: 89, unknownFees: 0 });
    const untold = await run([paid({ usd: null, confirmed: false })], {}, { wanted });
    expect(untold.report).toMatchObject({ spentUsd: 0, unconfirmedUsd: 0, unknownFees: 1 });
  });

  it('says that a number is off when it could not be turned on again', async () => {
    const ran = await run([move('m', 1)], {
      find: (target) => foundNumber(target, 'off'),
      answer: (step) => (step.kind === 'assign' ? rejected('CAP_EXCEEDED') : undefined),
    });
    expect(lists(ran)).toEqual({ failed: ['m'] });
    expect(textOf(ran, 'm')).toBe(
      'SMS was turned off, but turning it on in billing failed. SANDBOX refused it: It does not fit (CAP_EXCEEDED).',
    );
  });

  it('does not turn a number on elsewhere that could not be turned off', async () => {
    const ran = await run([move('m', 1)], {
      find: (target) => foundNumber(target, 'disabling-failed'),
    });
    expect(sent(ran)).toEqual([['turn-off m']]);
    expect(lists(ran)).toEqual({ failed: ['m'] });
  });

  it('stops at once when access is refused', async () => {
    const denied = new ProviderError('The key is not known.', { kind: 'access', status: 401 });
    const ran = await run(
      Array.from({ length: 20 }, (_, i) => assign(`a${i}`, i)),
      {
        batchSize: 1,
        answer: (step) => {
          if (step.change === 'a3') throw denied;
          return undefined;
        },
      },
    );
    expect(ran.report.stopped).toBe('access');
    expect(lists(ran)['failed']).toEqual(['a3']);
    expect(ran.report.done.length + ran.report.notAttempted.length).toBe(19);
    expect(ran.provider.batches.length).toBeLessThan(20);
    expect(textOf(ran, 'a19')).toContain('access was refused');
  });

  it('finishes what is in flight after a signal, and sends nothing new', async () => {
    const controller = new AbortController();
    const ran = await run(
      [turnOff('t', 1), assign('a', 2, { when: follows('t') }), assign('b', 3)],
      { arrived: () => controller.abort() },
      { signal: controller.signal },
    );
    expect(ran.report.stopped).toBe('interrupt');
    expect(lists(ran)).toEqual({ done: ['t', 'b'], notAttempted: ['a'] });
  });

  it('crashes loudly on a bug, after what is in flight has come back', async () => {
    let answered = 0;
    const script: Script = {
      batchSize: 1,
      answer: (step: Step) => {
        if (step.change === 'a') throw new TypeError('a bug');
        answered += 1;
        return undefined;
      },
      arrived: async ([step]) => {
        if (step?.change === 'b') await new Promise((resolve) => setTimeout(resolve, 20));
      },
    };
    await expect(run([assign('a', 1), assign('b', 2)], script)).rejects.toThrow('a bug');
    expect(answered).toBe(1);
  });
});

function brandOf() {
  const [brand] = desired().brands;
  if (brand === undefined) throw new Error('no brand');
  return brand;
}

describe('what is not run', () => {
  it('waits where an earlier request may still arrive, and says so where there was room at the review', async () => {
    const full = { kind: 'waiting', since: null, for: 'place', text: 'billing is full.' } as const;
    const ran = await run(
      [assign('late', 1), assign('full', 2, { when: full }), assign('ok', 3)],
      {},
      {
        clearance: {
          objections: new Map(),
          delays: new Map([['late', 'It may still arrive.']]),
          remarks: new Map([['full', 'There was room when this was reviewed.']]),
        },
      },
    );
    expect(lists(ran)).toEqual({ done: ['ok'], waiting: ['late', 'full'] });
    expect(textOf(ran, 'late')).toBe('It may still arrive.');
    expect(textOf(ran, 'full')).toBe('There was room when this was reviewed. Billing is full.');
  });

  it('lists waits, hands, refusals and what was not approved', async () => {
    const refusal: Refusal = {
      rule: 'fee-not-accepted',
      message: 'Registering `front-desk` costs $89.',
      line: null,
      support: null,
      changes: ['refused'],
      place: null,
    };
    const ran = await run(
      [
        assign('waits', 1, {
          when: { kind: 'waiting', since: null, for: 'campaign-approval', text: 'Days.' },
        }),
        assign('follows-wait', 2, { when: follows('waits') }),
        assign('hand', 3, { when: { kind: 'by-hand', text: 'Ask support.' } }),
        assign('refused', 4, { refused: true }),
        assign('follows-refused', 5, { when: follows('refused') }),
        assign('new', 6),
        assign('ok', 7),
      ],
      {},
      {
        clearance: { ...CLEAR, objections: new Map([['new', 'Nobody has approved it.']]) },
        refusals: [refusal],
      },
    );
    expect(lists(ran)).toEqual({
      done: ['ok'],
      waiting: ['waits', 'follows-wait', 'hand'],
      held: ['refused', 'new'],
      notAttempted: ['follows-refused'],
    });
    expect(textOf(ran, 'waits')).toBe('Days.');
    expect(textOf(ran, 'refused')).toBe('Registering `front-desk` costs $89.');
  });
});
