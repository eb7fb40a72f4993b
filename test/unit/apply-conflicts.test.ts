import { describe, expect, it } from 'vitest';
import { CLEAR } from '../../src/apply/clearance.ts';
import { type Fresh, runPlan } from '../../src/apply/run.ts';
import type { Change, Held } from '../../src/model/plan.ts';
import { ProviderError, type Step } from '../../src/model/port.ts';
import {
  assign,
  desired,
  fakeProvider,
  fakeTiming,
  follows,
  number,
  plan,
  rejected,
  snapshot,
  turnOff,
} from './apply.world.ts';

interface Case {
  readonly changes: readonly Change[];
  /** What the registry refuses as a conflict, so many times. */
  readonly conflicts: Readonly<Record<string, number>>;
  /** An error: it cannot be had. */
  readonly fresh: readonly Change[] | ProviderError;
  readonly held?: readonly Held[];
  /** Ids that nobody approved. */
  readonly unseen?: readonly string[];
}

async function run({ changes, conflicts, fresh, held = [], unseen = [] }: Case) {
  const left = new Map(Object.entries(conflicts));
  const sent: string[] = [];
  let plans = 0;
  const provider = fakeProvider({
    answer: (step: Step) => {
      sent.push(step.change);
      const times = left.get(step.change) ?? 0;
      left.set(step.change, times - 1);
      return times > 0 ? rejected('CONFLICT') : undefined;
    },
  });
  const replan = async (): Promise<Fresh> => {
    plans += 1;
    if (fresh instanceof ProviderError) throw fresh;
    return {
      plan: { ...plan(fresh), held },
      desired: desired(),
      snapshot: snapshot(),
      clearance: { ...CLEAR, objections: new Map(unseen.map((id) => [id, 'Nobody saw it.'])) },
    };
  };
  const report = await runPlan(
    {
      plan: plan(changes),
      desired: desired(),
      snapshot: snapshot(),
      provider,
      secrets: () => undefined,
      wait: { budgetMs: 0 },
      timing: fakeTiming(),
      onEvent: () => {},
      signal: new AbortController().signal,
    },
    replan,
  );
  const lists = { ...report } as unknown as Record<
    string,
    readonly { change: Change; text: string }[]
  >;
  const found = ['done', 'waiting', 'held', 'failed', 'notAttempted'].flatMap((list) =>
    (lists[list] ?? []).map(({ change, text }) => [list, change.id, text] as const),
  );
  return { found, sent, plans };
}

const where = (found: Awaited<ReturnType<typeof run>>['found']) =>
  Object.fromEntries(found.map(([list, id]) => [id, list]));

describe('a change that meets a conflict', () => {
  const a = assign('a', 1);
  const b = assign('b', 2);

  it('is run again where the fresh plan has the very same one', async () => {
    const { found, sent, plans } = await run({
      changes: [a, b],
      conflicts: { a: 1 },
      fresh: [a, b],
    });
    expect(where(found)).toEqual({ a: 'done', b: 'done' });
    expect(sent).toEqual(['a', 'b', 'a']);
    expect(plans).toBe(1);
  });

  it('is held where the fresh plan has another one that nobody saw: nothing is overwritten', async () => {
    const other = turnOff('other', 1);
    const { found, sent } = await run({
      changes: [a, b],
      conflicts: { a: 9 },
      fresh: [other, b],
      unseen: ['other'],
    });
    expect(where(found)).toEqual({ a: 'held', b: 'done' });
    expect(found.find(([, id]) => id === 'a')?.[2]).toBe(
      'Somebody changed it meanwhile. Nobody saw it.',
    );
    expect(sent).toEqual(['a', 'b']);
  });

  it('is done where somebody else did it, and held where its number is held now', async () => {
    const done = await run({ changes: [a], conflicts: { a: 9 }, fresh: [] });
    expect(done.found).toEqual([
      ['done', 'a', 'Somebody changed it meanwhile; nothing is left to do.'],
    ]);
    const held: Held = {
      number: number(1),
      person: null,
      campaign: 'billing',
      rule: 'number-owner-differs',
      message: 'Kim holds it.',
      hint: '',
      place: { file: 'campaigns.yaml', line: 1, col: 1 },
    };
    const stopped = await run({ changes: [a], conflicts: { a: 9 }, fresh: [], held: [held] });
    expect(stopped.found).toEqual([['held', 'a', 'Somebody changed it meanwhile. Kim holds it.']]);
  });

  it('takes along what was not attempted because of it', async () => {
    const after = assign('after', 3, { when: follows('off') });
    const off = turnOff('off', 1);
    const { found, plans } = await run({
      changes: [off, after],
      conflicts: { off: 1 },
      fresh: [assign('after', 3)],
    });
    expect(where(found)).toEqual({ off: 'done', after: 'done' });
    expect(plans).toBe(1);
  });

  it('gives up on what keeps changing', async () => {
    const { found, sent, plans } = await run({ changes: [a], conflicts: { a: 99 }, fresh: [a] });
    expect(where(found)).toEqual({ a: 'failed' });
    expect([sent.length, plans]).toEqual([3, 2]);
  });

  it('stays failed where no fresh plan can be had: what was done is reported all the same', async () => {
    const refused = new ProviderError('No.', { kind: 'access', status: 403 });
    const { found } = await run({ changes: [a, b], conflicts: { a: 9 }, fresh: refused });
    expect(where(found)).toEqual({ a: 'failed', b: 'done' });
  });

  it('is nothing to plan again for where there was no conflict', async () => {
    expect((await run({ changes: [a, b], conflicts: {}, fresh: [] })).plans).toBe(0);
  });
});
