/** The laws of a runbook, on random worlds and on random sets of what was approved. */
import { describe, expect, it } from 'vitest';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import { fillsPlace, type Snapshot } from '../../src/model/snapshot.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { makeRunbook } from '../../src/runbook/runbook.ts';
import { NUMBERS_PER_SITTING } from '../../src/runbook/sittings.ts';
import { createRegistry } from '../../src/sandbox/registry.ts';
import { fc } from '../random.ts';
import { CONSOLE, startable, stepsOf } from '../unit/runbook.world.ts';
import { CAMPAIGNS, type Name } from './brute-force.ts';
import { inProcess } from './in-process.ts';
import { placeWorld, type RandomWorld, randomWorlds, START } from './worlds.ts';

const move = fc.record({
  from: fc.constantFrom<Name>(...CAMPAIGNS),
  to: fc.option(fc.constantFrom<Name>(...CAMPAIGNS), { nil: null }),
});

/** Many moves between full campaigns: chains and rings. */
const crowded = fc
  .record({ moves: fc.array(move, { minLength: 2, maxLength: 60 }), spare: fc.nat(1) })
  .map(({ moves, spare }) => placeWorld(moves, spare));

const worlds: fc.Arbitrary<RandomWorld> = fc.oneof(randomWorlds, crowded);

interface Made {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly cleared: readonly Change[];
  readonly runbook: Runbook;
}

/** `approves`: whether the change at an index was approved. */
async function made(world: RandomWorld, approves: (at: number) => boolean): Promise<Made> {
  const { desired } = world;
  const snapshot = await inProcess(createRegistry(world.seed, START), START).snapshot();
  const plan = makePlan({ desired, snapshot, capabilities: CONSOLE });
  const cleared = startable(plan).filter((_, at) => approves(at));
  const runbook = makeRunbook({
    plan,
    desired,
    snapshot,
    cleared: new Set(cleared.map(({ id }) => id)),
    objections: new Map(),
    claims: new Map(),
    commit: null,
  });
  return { plan, snapshot, cleared, runbook };
}

const before = ({ when }: Change) => (when.kind === 'after' ? when.changes : []);

function check(law: (made: Made) => void, approved = fc.constant<readonly boolean[]>([true])) {
  return fc.assert(
    fc.asyncProperty(worlds, approved, async (world, pattern) =>
      law(await made(world, (at) => pattern[at % pattern.length] ?? true)),
    ),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) },
  );
}

const SOME = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });

describe('a runbook', () => {
  it('has every cleared change in exactly one step', () =>
    check(({ runbook, cleared }) => {
      const ids = stepsOf(runbook).flatMap(({ changes }) => changes);
      expect([...ids].sort()).toEqual(cleared.map(({ id }) => id).sort());
      expect(new Set(stepsOf(runbook).map(({ id }) => id)).size).toBe(stepsOf(runbook).length);
    }));

  it('has every change of the plan in one step or among what is left out, and none that was not approved', () =>
    check(({ runbook, plan, cleared }) => {
      const ids = stepsOf(runbook).flatMap(({ changes }) => changes);
      const held = [...runbook.held, ...runbook.later].map(({ change }) => change);
      expect([...ids, ...held].sort()).toEqual(plan.changes.map(({ id }) => id).sort());
      const approved = new Set(cleared.map(({ id }) => id));
      expect(ids.filter((id) => !approved.has(id))).toEqual([]);
    }, SOME));

  it('has no step before one that it follows, and none that mixes both', () =>
    check(({ runbook, plan }) => {
      const steps = stepsOf(runbook);
      const at = new Map(steps.flatMap(({ changes }, i) => changes.map((id) => [id, i] as const)));
      for (const change of plan.changes) {
        const own = at.get(change.id);
        const step = steps[own ?? -1];
        if (own === undefined || step === undefined) continue;
        for (const id of before(change)) {
          const earlier = at.get(id);
          expect(earlier).toBeLessThan(own);
          expect(step.after).toContain(steps[earlier ?? -1]?.id);
        }
        if (change.onAfter === null) continue;
        expect(step.changes).toEqual([change.id]);
        expect(steps[at.get(change.onAfter) ?? -1]?.id).toBe(step.onAfter);
        expect(at.get(change.onAfter)).toBeGreaterThan(own);
      }
    }, SOME));

  it('asks for no more numbers at a time than a person can compare', () =>
    check(({ runbook }) => {
      for (const { changes, numbers } of stepsOf(runbook)) {
        expect(changes.length).toBeLessThanOrEqual(NUMBERS_PER_SITTING);
        if (numbers.length > 0) expect(numbers.length).toBe(changes.length);
      }
    }));

  it('never fills a campaign above its limit, whoever goes through it step by step', () =>
    check(({ runbook, plan, snapshot }) => {
      const byId = new Map(plan.changes.map((change) => [change.id, change]));
      const idOf = new Map(plan.campaigns.map(({ key, id }) => [key, id]));
      const filled = new Map<string, number>();
      const add = (name: string | null | undefined, n: number): void => {
        const id = idOf.get(name ?? '') ?? name;
        if (id === null || id === undefined) return;
        filled.set(id, (filled.get(id) ?? 0) + n);
      };
      for (const { sms } of snapshot.numbers) if (fillsPlace(sms)) add(sms.campaignId, 1);
      const most = new Map(
        snapshot.campaigns.map(({ id, limit }) => [
          id,
          Math.max(limit ?? CONSOLE.numbersPerCampaign, filled.get(id) ?? 0),
        ]),
      );
      const compare = () => {
        for (const [id, n] of filled) expect(n).toBeLessThanOrEqual(most.get(id) ?? n);
      };
      const again: { readonly after: string; readonly change: Change }[] = [];
      for (const step of stepsOf(runbook)) {
        const changes = step.changes.flatMap((id) => byId.get(id) ?? []);
        const leaves = ({ from }: Change) =>
          from?.sms === 'on' || from?.sms === 'disabling-failed' ? from.campaign : null;
        const takes = ({ to, action }: Change) => (action === 'turn-off' ? null : to?.campaign);
        for (const change of changes) add(leaves(change), -1);
        const { onAfter } = step;
        for (const change of changes) {
          if (onAfter === null) add(takes(change), 1);
          else again.push({ after: onAfter, change });
        }
        compare();
        for (const { after, change } of again) if (after === step.id) add(takes(change), 1);
        compare();
      }
    }, SOME));
});
