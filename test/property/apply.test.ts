import { describe, expect, it } from 'vitest';
import { runPlan } from '../../src/apply/run.ts';
import type { Change } from '../../src/model/plan.ts';
import type { StepResult } from '../../src/model/port.ts';
import type { SmsStatus } from '../../src/model/snapshot.ts';
import { fc } from '../random.ts';
import {
  ACCEPTED,
  assign,
  desired,
  fakeProvider,
  fakeTiming,
  follows,
  foundNumber,
  move,
  plan,
  rejected,
  snapshot,
  turnOff,
  UNKNOWN,
} from '../unit/apply.world.ts';

type Kind = 'assign' | 'turn-off' | 'move' | 'waits' | 'refused';

/** A change that follows some earlier ones; a move may also turn on only after some later one that follows it. */
const node = fc.record({
  kind: fc.constantFrom<Kind>('assign', 'turn-off', 'move', 'move', 'waits', 'refused'),
  before: fc.array(fc.nat(30), { maxLength: 3 }),
  turnsOnAfter: fc.option(fc.nat(30), { nil: null }),
  first: fc.constantFrom<StepResult>(ACCEPTED, ACCEPTED, ACCEPTED, rejected(), UNKNOWN),
  second: fc.constantFrom<StepResult>(ACCEPTED, ACCEPTED, rejected(), UNKNOWN),
  becomes: fc.constantFrom<SmsStatus>('off', 'off', 'pending-off', 'disabling-failed'),
});

type Node = typeof node extends fc.Arbitrary<infer T> ? T : never;

function changesOf(nodes: readonly Node[]): readonly Change[] {
  return nodes.map((made, at) => changeOf(made, at, nodes.length));
}

function changeOf({ kind, before, turnsOnAfter }: Node, at: number, count: number): Change {
  const id = `c${at}`;
  const earlier = [...new Set(before.filter((other) => other < at))].map((other) => `c${other}`);
  const when = earlier.length === 0 ? {} : { when: follows(...earlier) };
  switch (kind) {
    case 'assign':
      return assign(id, at, when);
    case 'turn-off':
      return turnOff(id, at, when);
    case 'move': {
      const makesRoom = turnsOnAfter !== null && turnsOnAfter < count && turnsOnAfter !== at;
      return move(id, at, { ...when, onAfter: makesRoom ? `c${turnsOnAfter}` : null });
    }
    case 'waits':
      return assign(id, at, { when: { kind: 'waiting', since: null, for: 'place', text: '' } });
    case 'refused':
      return assign(id, at, { ...when, refused: true });
  }
}

describe('apply, whatever happens', () => {
  it('lists every change once, and sends nothing before what it follows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(node, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.option(fc.nat(10), { nil: null }),
        async (nodes, batchSize, stopAt) => {
          const changes = changesOf(nodes);
          const nodeOf = (id: string) => nodes[Number(id.slice(1))];
          const off = new Set<string>();
          const accepted = new Set<string>();
          const stop = new AbortController();
          const sent: string[] = [];
          const provider = fakeProvider({
            batchSize,
            arrived: () => {
              if (provider.batches.length === stopAt) stop.abort();
            },
            answer: ({ change: id, kind }) => {
              const made = changes.find((candidate) => candidate.id === id);
              const isSecond = kind === 'assign' && made?.action === 'move';
              const followed = made?.when.kind === 'after' ? made.when.changes : [];
              for (const other of followed) {
                const action = changes.find((candidate) => candidate.id === other)?.action;
                expect(action === 'assign' ? accepted : off).toContain(other);
              }
              if (isSecond) expect(off).toContain(id);
              sent.push(`${kind} ${id}`);
              const result = isSecond ? nodeOf(id)?.second : nodeOf(id)?.first;
              if (result?.outcome === 'accepted') accepted.add(id);
              return result;
            },
            find: (target) => {
              const index = target.kind === 'number' ? Number(target.number.slice(-4)) : 0;
              const status = nodes[index]?.becomes ?? 'off';
              if (status === 'off') off.add(`c${index}`);
              return foundNumber(target, status);
            },
          });
          const report = await runPlan({
            plan: plan(changes),
            desired: desired(),
            snapshot: snapshot(30),
            provider,
            secrets: () => undefined,
            wait: { budgetMs: 60_000 },
            timing: fakeTiming(),
            onEvent: () => {},
            signal: stop.signal,
          });
          const { done, waiting, held, failed, notAttempted } = report;
          const listed = [done, waiting, held, failed, notAttempted].flat();
          expect(listed.map(({ change }) => change.id).sort()).toEqual(
            changes.map(({ id }) => id).sort(),
          );
          expect(new Set(sent).size).toBe(sent.length);
          expect(provider.peak()).toBeLessThanOrEqual(10);
          for (const { change } of [...held, ...notAttempted]) {
            expect(sent.filter((step) => step.endsWith(` ${change.id}`))).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
