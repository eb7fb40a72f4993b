/** What a runbook says of each kind of change. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OpenClaim, RunbookStep } from '../../src/model/runbook.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { makeRunbook } from '../../src/runbook/runbook.ts';
import { assign, change, number, plan } from '../builders.ts';
import { assertRunbookValid } from '../plan-valid.ts';
import { claimBy, inputOf, runbookOf, stepsOf } from './runbook.world.ts';

async function onlyStep(name: string): Promise<RunbookStep> {
  const [step, ...others] = stepsOf(await runbookOf(name));
  if (step === undefined || others.length > 0) throw new Error(`${name} has not one step`);
  return step;
}

describe('forms', () => {
  test('a new brand: every written field in the order of the form, the tax id by name only', async () => {
    const [brand, campaign] = stepsOf(await runbookOf('first-registration'));
    expect(brand).toMatchObject({ asks: 'brand-id', address: 'brand/acme', claim: null });
    expect(brand?.fields.map(({ label }) => label)).toEqual([
      'Legal Company Name',
      'DBA or Brand Name',
      'Legal form of the organisation',
      'Tax Number/ID/EIN/UTR',
      'Tax ID issuing country',
      'Vertical',
      'Website',
      'Support email',
    ]);
    expect(brand?.fields[3]).toEqual({
      label: 'Tax Number/ID/EIN/UTR',
      values: [],
      before: null,
      secretFrom: 'ACME_EIN',
    });
    expect(campaign).toMatchObject({
      asks: 'campaign-id',
      risk: 'paid',
      fee: { usd: 89 },
      after: [brand?.id],
    });
    expect(campaign?.instructions[0]).toContain(`brand of step ${brand?.id} as Verified`);
    expect(campaign?.fields.at(-1)).toMatchObject({
      label: 'Sample Message',
      values: [expect.stringContaining('Monday'), expect.stringContaining('forms')],
    });
  });

  test('an edit: only what changes, with what it was', async () => {
    const step = await onlyStep('field-re-review');
    expect(step.fields).toHaveLength(1);
    expect(step.fields[0]?.before).not.toBeNull();
    expect(step.fields[0]?.before).not.toEqual(step.fields[0]?.values);
    expect(step.asks).toBeNull();
  });

  test('sent again: why it was rejected, what was mended, and the website first', async () => {
    const step = await onlyStep('resubmit');
    expect(step.risk).toBe('paid');
    const said = step.instructions.join('\n');
    expect(said).toMatch(/^Look first whether Admin Console still shows it as rejected\. /);
    expect(said).toMatch(/^Carriers rejected it: /m);
    expect(said).toMatch(/^What was mended: /m);
    expect(said).toMatch(/^First open the website: /m);
  });

  test('sent again where nobody has seen its form: every written field, to be compared', async () => {
    const runbook = await runbookOf('resubmit', ({ campaigns, ...snapshot }) => ({
      ...snapshot,
      campaigns: campaigns.map((live) => ({ ...live, content: {} })),
      seen: {
        lookAgainAfterDays: 7,
        forms: { at: snapshot.readAt, by: 'ann' },
        page: { at: snapshot.readAt, by: 'ann' },
        objects: campaigns.map(({ id }) => ({
          name: `campaign/${id}`,
          id,
          at: snapshot.readAt,
          by: 'ann',
        })),
        formNotSeen: campaigns.map(({ id }) => id),
      },
    }));
    const step = stepsOf(runbook).find(({ title }) => title.startsWith('Send campaign'));
    expect(step?.fields.map(({ label }) => label)).toContain('Sample Message');
    expect(step?.fields.filter(({ before }) => before !== null)).toEqual([]);
    expect(step?.instructions.join('\n')).toContain('compare every field with what stands here');
  });

  test('ended for ever: last, after its numbers are off', async () => {
    const steps = stepsOf(await runbookOf('deactivate-after-moves'));
    const end = steps.at(-1);
    expect(end?.risk).toBe('irreversible');
    expect(new Set(end?.after)).toEqual(new Set(steps.slice(0, -1).map(({ id }) => id)));
  });
});

describe('numbers', () => {
  const many = (count: number, of: (at: number) => Parameters<typeof assign>[3] = () => ({})) =>
    Array.from({ length: count }, (_, at) =>
      assign(`${1000 + at}`, `Person ${at}`, 'front-desk', { id: idOf(at), ...of(at) }),
    );
  const idOf = (at: number) => (0xa00000000000 + at).toString(16);

  async function made(changes: ReturnType<typeof many>) {
    return makeRunbook({
      ...(await inputOf('nothing-to-do')),
      plan: plan({ changes }),
      cleared: new Set(changes.map(({ id }) => id)),
    });
  }

  test('are turned on twenty at a time, in written order', async () => {
    const runbook = await made(many(45));
    expect(runbook.parts.map(({ title }) => title)).toEqual(['Turn on 45 numbers: front-desk']);
    const steps = stepsOf(runbook);
    expect(steps.map(({ changes }) => changes.length)).toEqual([20, 20, 5]);
    expect(steps.flatMap(({ numbers }) => numbers.map((one) => one.number))).toEqual(
      Array.from({ length: 45 }, (_, at) => number(`${1000 + at}`)),
    );
    expect(steps[2]?.title).toBe('Turn SMS on for 5 numbers in front-desk (batch 3 of 3)');
  });

  test('that wait for nobody do not wait with those that do', async () => {
    const off = change(`number/${number('0999')}`, 'turn-off', {
      id: 'b00000000000',
      from: { campaign: 'front-desk', sms: 'on' },
      person: 'Sam Roe',
    });
    const later = { kind: 'after', changes: [off.id], text: 'once Sam Roe has left' } as const;
    const runbook = await made([off, ...many(4, (at) => (at === 1 ? { when: later } : {}))]);
    const steps = stepsOf(runbook);
    expect(steps.map(({ changes, after }) => [changes.length, after])).toEqual([
      [1, []],
      [3, []],
      [1, ['b0000000']],
    ]);
    expect(steps[2]?.instructions[0]).toBe(
      'Begin once +1 408 555 0999 of step b0000000 shows Disabled or nothing.',
    );
  });

  test('with SMS on and no campaign are turned off and on again, apart from the others', async () => {
    const steps = stepsOf(await runbookOf('blocked-users'));
    const again = steps.find(({ title }) => title.startsWith('Turn SMS off and on again'));
    expect(again?.instructions[0]).toContain('has been moved before: leave it as it is');
    expect(again?.instructions[1]).toContain('SMS is on there without a campaign');
    expect(again?.risk).toBe('free');
  });

  test('a switch names the number that goes off by itself', async () => {
    const step = await onlyStep('switch');
    expect(step.numbers[0]?.silences).toBe('+14085550101');
    expect(step.instructions[0]).toBe(
      'Turn this number on. +1 408 555 0101 of Jane Doe goes off by itself: 8x8 allows one SMS number for each user.',
    );
    expect(step.losses).toHaveLength(1);
  });

  test('a ring: one is off at once, the others move, and then it is turned on', async () => {
    const [first, second] = stepsOf(await runbookOf('moves-in-a-ring'));
    expect(first?.onAfter).toBe(second?.id);
    expect(second?.after).toEqual([first?.id]);
    expect(first?.instructions.join(' ')).toContain(
      `as soon as step ${second?.id} is done, not before`,
    );
  });

  test('what is off until others have moved is alone in its step, and goes off as late as it can', async () => {
    const switched = (of: Parameters<typeof assign>[3]) =>
      change(`number/${number('0201')}`, 'switch', {
        from: { number: number('0200'), campaign: 'front-desk', sms: 'on' },
        to: { number: number('0201'), campaign: 'front-desk', sms: 'on' },
        campaign: 'front-desk',
        ...of,
      });
    const moves = (lastFour: string, id: string, after: string) =>
      change(`number/${number(lastFour)}`, 'move', {
        id,
        from: { campaign: 'billing', sms: 'on' },
        to: { campaign: 'front-desk', sms: 'on' },
        campaign: 'front-desk',
        when: { kind: 'after', changes: [after], text: 'once it is off' },
      });
    const runbook = await made([
      switched({ id: 'a00000000000', onAfter: 'c00000000000' }),
      switched({ id: 'b00000000000' }),
      moves('0301', 'c00000000000', 'a00000000000'),
    ]);
    expect(stepsOf(runbook).map(({ id, onAfter }) => [id, onAfter])).toEqual([
      ['b0000000', null],
      ['a0000000', 'c0000000'],
      ['c0000000', null],
    ]);
  });

  test('where one campaign of several is chosen, a look at it is asked for', async () => {
    const asks = async (name: string) =>
      stepsOf(await runbookOf(name)).some(({ instructions }) =>
        instructions.some((one) => one.startsWith('Check that it shows campaign C')),
      );
    expect(await asks('move')).toBe(true);
    expect(await asks('switch')).toBe(false);
  });

  test('a chain: each move after the one that makes room', async () => {
    const steps = stepsOf(await runbookOf('moves-in-a-chain'));
    expect(steps.length).toBeGreaterThan(1);
    for (const [at, step] of steps.entries()) {
      const earlier = steps.slice(0, at).map(({ id }) => id);
      expect(step.after.filter((id) => !earlier.includes(id))).toEqual([]);
    }
  });
});

describe('what is left out', () => {
  test('has its reason, and what follows it is left out too', async () => {
    const input = await inputOf('first-registration');
    const [brand, campaign] = input.plan.changes;
    const runbook = makeRunbook({
      ...input,
      cleared: new Set([campaign?.id ?? '']),
      objections: new Map([[brand?.id ?? '', 'Nobody reviewed this.']]),
    });
    expect(runbook.parts).toEqual([]);
    expect(runbook.held).toMatchObject([
      { change: brand?.id, why: 'Nobody reviewed this.' },
      {
        change: campaign?.id,
        why: `It follows change ${brand?.id.slice(0, 8)}, which is not in this runbook.`,
      },
    ]);
  });

  test('is what the plan refuses, and what waits', async () => {
    const refused = await runbookOf('fee-not-accepted');
    expect(refused.parts).toEqual([]);
    expect(refused.held[0]?.why).toMatch(/costs \$89/);
    const waits = await runbookOf('waiting-list');
    expect(waits.held).toEqual([]);
    expect(waits.later[0]?.why).toContain('no place left');
  });
});

test('a claim stands at its step', async () => {
  const input = await inputOf('resubmit');
  const [id = ''] = input.cleared;
  const claim = claimBy('ann', id);
  const [step] = stepsOf(makeRunbook({ ...input, claims: new Map([[id, claim]]) }));
  const { who, at, write } = claim;
  expect(step?.claim).toEqual({ who, at, write });
});

test('a claim of what is no step here is told, once', async () => {
  const input = await inputOf('resubmit');
  const [id = ''] = input.cleared;
  const claims = (...all: readonly (readonly [string, OpenClaim])[]) =>
    makeRunbook({ ...input, claims: new Map(all) }).claimed;
  const gone = claimBy('ann', 'gone', { write: 'w1' });
  const here = claimBy('bob', id, { write: 'w2' });
  expect(claims([id, here])).toEqual([]);
  expect(claims(['gone', gone], [id, here])).toEqual([gone]);
  // Held: the claim is known by the change that was claimed, and by the planned one.
  const held = { ...input, cleared: new Set<string>() };
  const both = new Map([
    ['before', here],
    [id, here],
  ]);
  expect(makeRunbook({ ...held, claims: both }).claimed).toEqual([here]);
});

test('ids: of one change its own, of several a hash of all, in their order', async () => {
  const [first, second] = stepsOf(await runbookOf('first-registration'));
  expect(first?.id).toBe(first?.changes[0]?.slice(0, 8));
  expect(second?.id).not.toBe(first?.id);
  const changes = ['0101', '0102'].map((one) => assign(one, null, 'front-desk'));
  const input = { ...(await inputOf('nothing-to-do')), plan: plan({ changes }) };
  const of = (ids: readonly string[]) =>
    stepsOf(makeRunbook({ ...input, cleared: new Set(ids) })).map(({ id }) => id);
  const [a = '', b = ''] = changes.map(({ id }) => id);
  expect(of([a])).toEqual([a.slice(0, 8)]);
  const hash = createHash('sha256').update(`${a} ${b}`).digest('hex');
  expect(of([a, b])).toEqual([hash.slice(0, 8)]);
});

describe('looks', () => {
  const READ = '2026-07-24T09:30:00.000Z';
  const seen = (of: Partial<NonNullable<Snapshot['seen']>> = {}) => ({
    lookAgainAfterDays: 7,
    forms: { at: '2026-07-20T08:00:00Z', by: 'ann' },
    page: { at: '2026-07-20T08:00:00Z', by: 'ann' },
    objects: [],
    formNotSeen: [],
    ...of,
  });
  const looks = async (name: string, change: (snapshot: Snapshot) => Partial<Snapshot>) =>
    (await runbookOf(name, (snapshot) => ({ ...snapshot, readAt: READ, ...change(snapshot) })))
      .looks;

  test.each([
    ['brand-pending', 'brand/acme', ['verified', 'unverified', 'failed']],
    ['brand-failed', 'brand/acme', ['pending', 'verified', 'unverified']],
    ['campaign-pending', 'campaign/front-desk', ['approved', 'rejected']],
    ['rejected', 'campaign/front-desk', ['pending', 'approved']],
    ['suspended', 'campaign/front-desk', ['approved', 'deactivated']],
    ['under-review', 'campaign/front-desk', ['approved', 'suspended', 'deactivated']],
  ])('%s', async (name, address, statuses) => {
    const look = (await looks(name, () => ({}))).find((one) => one.address === address);
    expect(look?.answers.map(({ status }) => status)).toEqual(statuses);
  });

  test('nothing is asked of what is settled and was seen lately', async () => {
    expect(await looks('nothing-to-do', () => ({ seen: seen() }))).toEqual([]);
  });

  test('one look at the SMS page for all numbers, on the day on which the 48 hours of the first are over', async () => {
    const [look, ...others] = await looks('pending-on', ({ numbers }) => ({
      numbers: numbers.map((one) => ({
        ...one,
        sms: { ...one.sms, status: 'pending-on', since: '2026-07-23T22:00:00Z' },
      })),
    }));
    expect(others).toEqual([]);
    expect(look).toMatchObject({
      address: 'numbers',
      since: '2026-07-23T22:00:00Z',
      from: '2026-07-25',
      answers: [],
    });
  });

  test('what nobody has seen is asked for', async () => {
    const found = await looks('nothing-to-do', () => ({ seen: seen({ forms: null, page: null }) }));
    expect(found.map(({ address, title }) => [address, title])).toEqual([
      ['forms', 'All brands and campaigns: nobody has looked yet'],
      ['numbers', 'The whole SMS page: nobody has looked yet'],
    ]);
  });

  test('what nobody has looked at is not on its way', async () => {
    const found = await looks('pending-on', ({ numbers }) => ({
      seen: seen({ page: null }),
      numbers: numbers.map((one) => ({ ...one, sms: { ...one.sms, status: 'unknown' } })),
    }));
    expect(found.map(({ title }) => title)).toEqual(['The whole SMS page: nobody has looked yet']);
  });

  test.each([
    ['2026-07-17T09:30:00.000Z', 0],
    ['2026-07-17T09:29:59.000Z', 2],
  ])('what was seen at %s, seven days ago or longer', async (at, count) => {
    const old = { at, by: 'ann' };
    const found = await looks('nothing-to-do', () => ({ seen: seen({ forms: old, page: old }) }));
    expect(found).toHaveLength(count);
  });

  test('a brand that was seen too long ago: that nothing has changed is an answer', async () => {
    const objects = [{ at: '2026-06-01T08:00:00Z', by: 'bob', name: 'brand/head', id: 'BACME01' }];
    const [look] = await looks('nothing-to-do', () => ({ seen: seen({ objects }) }));
    expect(look).toMatchObject({
      address: 'brand/head',
      title: 'Brand head (BACME01): Verified, last seen by bob on 2026-06-01',
      answers: [{ status: 'verified' }, { status: 'unverified' }, { status: 'failed' }],
    });
  });
});

test.each(['everything', 'first-registration', 'hostile-names', 'held', 'nothing-to-do'])(
  '%s is valid by the schema',
  async (name) => assertRunbookValid(await runbookOf(name)),
);
