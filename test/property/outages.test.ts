/**
 * Outages as they happen: plans are run by the executor on the sandbox's state machine, the time each number is off is measured there,
 * and the people who are off longer than their own off-and-on are compared with what brute force finds possible.
 */

import { expect, it } from 'vitest';
import { runPlan } from '../../src/apply/run.ts';
import type { E164 } from '../../src/model/desired.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Item } from '../../src/plan/schedule.ts';
import { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { createRegistry } from '../../src/sandbox/registry.ts';
import { fc } from '../random.ts';
import { CAMPAIGNS, leastLong, type Name } from './brute-force.ts';
import { inProcess } from './in-process.ts';
import { placeWorld, START } from './worlds.ts';

const MINUTE = 60_000;
/** Turning off takes an hour of the registry's clock, a look comes every minute. */
const OFF = 60 * MINUTE;

const moves = fc
  .array(
    fc.record({
      from: fc.constantFrom<Name>(...CAMPAIGNS),
      to: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom<Name>(...CAMPAIGNS) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((list) => list.filter((move) => move.from !== move.to));

it('keeps as few people off longer than their own off-and-on as brute force finds possible', async () => {
  let long = 0;
  await fc.assert(
    fc.asyncProperty(moves, fc.constantFrom(0, 0, 0, 1), async (drawn, spare) => {
      const world = placeWorld(drawn, spare);
      const registry = createRegistry(world.seed, START, { times: { numberOff: OFF } });
      const leftAt = new Map<string, number>();
      const late = new Set<string>();
      const provider = inProcess(registry, START);
      const execute = provider.execute.bind(provider);
      const watched = {
        ...provider,
        execute: (batch: Parameters<typeof execute>[0]) => {
          for (const step of batch) {
            if (step.kind === 'turn-off') leftAt.set(step.number, provider.now());
            const left = step.kind === 'assign' ? leftAt.get(step.number) : undefined;
            if (step.kind === 'assign' && left !== undefined && provider.now() - left > 1.5 * OFF) {
              late.add(step.number);
            }
          }
          return execute(batch);
        },
      };
      const snapshot = await provider.snapshot();
      const plan = makePlan({ desired: world.desired, snapshot, capabilities: SANDBOX });
      const report = await runPlan({
        plan,
        desired: world.desired,
        snapshot,
        provider: watched,
        secrets: () => undefined,
        wait: { budgetMs: 1000 * OFF },
        timing: { now: provider.now, sleep: async () => provider.advance(MINUTE) },
        onEvent: () => {},
        signal: new AbortController().signal,
      });
      expect(report.failed).toEqual([]);

      const moved = new Set(
        report.done.map((outcome) => outcome.change.address.slice('number/'.length)),
      );
      const items = world.items.filter((item: Item) => moved.has(item.key as E164));
      expect(late.size).toBe(leastLong(world, items));
      expect(plan.people.losses.filter((loss) => loss.how === 'long').length).toBe(late.size);
      long += late.size;
    }),
    { numRuns: 400 },
  );
  // Worlds in which a cycle has to be broken did occur.
  expect(long).toBeGreaterThan(10);
});
