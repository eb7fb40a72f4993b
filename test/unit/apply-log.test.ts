import { describe, expect, it } from 'vitest';
import { LeaseLost } from '../../src/apply/log/journal.ts';
import { runPlan } from '../../src/apply/run.ts';
import type { ApplyLog } from '../../src/apply/state.ts';
import { StoreError } from '../../src/model/store.ts';
import {
  assign,
  desired,
  fakeProvider,
  fakeTiming,
  follows,
  plan,
  snapshot,
  turnOff,
} from './apply.world.ts';

const UNREACHABLE = new StoreError('unreachable', 'The log cannot be reached.');
const LOST = new LeaseLost('Another run has taken over the account.');

async function run(log: Partial<ApplyLog>, executeThrows: Error | null = null) {
  const provider = fakeProvider({
    arrived: () => {
      if (executeThrows !== null) throw executeThrows;
    },
  });
  const said: string[] = [];
  const report = await runPlan({
    plan: plan([turnOff('off', 1), assign('on', 2, { when: follows('off') }), assign('other', 3)]),
    desired: desired(),
    snapshot: snapshot(),
    provider,
    secrets: () => undefined,
    wait: { budgetMs: 0 },
    timing: fakeTiming(),
    onEvent: (event) => {
      if (event.kind === 'stopped') said.push(event.message);
    },
    signal: new AbortController().signal,
    log: {
      intent: async (batch) => batch.map((_, at) => `w${at}`),
      result: async () => {},
      ...log,
    },
  });
  const ids = (list: readonly { change: { id: string } }[]) => list.map(({ change }) => change.id);
  const { stopped, done, failed, notAttempted } = report;
  return {
    stopped,
    done: ids(done),
    failed: ids(failed),
    notAttempted: ids(notAttempted),
    requests: provider.batches.length,
    said,
  };
}

describe('a run whose log fails', () => {
  it.each([
    ['cannot be written', UNREACHABLE, 'log'],
    ['is somebody else’s by now', LOST, 'lease'],
  ] as const)('sends nothing where it %s', async (_, error, stopped) => {
    const ran = await run({
      intent: async () => {
        throw error;
      },
    });
    expect(ran).toMatchObject({ stopped, done: [], failed: [], requests: 0 });
    expect(ran.notAttempted).toEqual(['off', 'on', 'other']);
    expect(ran.said[0]).toBe(error.message);
  });

  it.each([
    ['cannot be written', UNREACHABLE, 'log'],
    ['is somebody else’s by now', LOST, 'lease'],
  ] as const)(
    'reports what was done and sends nothing more where it %s',
    async (_, error, stopped) => {
      const ran = await run({
        result: async () => {
          throw error;
        },
      });
      expect(ran).toMatchObject({ stopped, done: ['off', 'other'], failed: [], requests: 2 });
      expect(ran.notAttempted).toEqual(['on']);
    },
  );

  it('has not sent what was kept from leaving', async () => {
    const ran = await run({}, LOST);
    expect(ran).toMatchObject({ stopped: 'lease', done: [], failed: [] });
    expect(ran.notAttempted).toEqual(['off', 'on', 'other']);
  });
});
