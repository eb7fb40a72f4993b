/** The laws of the planner on thousands of random worlds, run through the executor and the sandbox's state machine. */

import { describe, it } from 'vitest';
import type { Part } from '../../src/model/snapshot.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { fc } from '../random.ts';
import {
  barsTellTheTruth,
  capsHold,
  emptyOrWaits,
  firstWrittenFirstServed,
  gapsAreLeftAlone,
  linesComeTrue,
  lossesAreNamed,
  nothingIsRefused,
  orderDoesNotMatter,
  strangersStay,
  untoldAreLeftAlone,
} from './laws.ts';
import { randomWorlds } from './worlds.ts';

const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const PARTS: readonly Part[] = ['users', 'inventory', 'brands', 'campaigns', 'sms'];

describe('in every random world', () => {
  it('no campaign is above its limit at any moment, even where the registry would not object', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => capsHold(world, makePlan)),
      RUNS,
    ));

  it('the registry has nothing to refuse, and no reference is used twice', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => nothingIsRefused(world, makePlan)),
      RUNS,
    ));

  it('after an apply the plan is empty or waits', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => emptyOrWaits(world, makePlan)),
      RUNS,
    ));

  it('applied to the end, what is written has come true', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => linesComeTrue(world, makePlan)),
      RUNS,
    ));

  it('what no line mentions stays, and nothing runs without its consent', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => strangersStay(world, makePlan)),
      RUNS,
    ));

  it('everybody who loses SMS is named', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => lossesAreNamed(world, makePlan)),
      RUNS,
    ));

  it('the capacity bars tell the truth', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => barsTellTheTruth(world, makePlan)),
      RUNS,
    ));

  it('places that are short go to those who are written first', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, (world) => firstWrittenFirstServed(world, makePlan)),
      RUNS,
    ));

  it('nothing is planned in a gap', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, fc.subarray([...PARTS], { minLength: 1 }), (world, gaps) =>
        gapsAreLeftAlone(world, gaps, makePlan),
      ),
      RUNS,
    ));

  it('nothing is done to a number that may be of somebody who was not told', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, fc.func(fc.boolean()), (world, isUntold) =>
        untoldAreLeftAlone(world, isUntold, makePlan),
      ),
      RUNS,
    ));

  it('permuted input gives identical bytes', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, fc.infiniteStream(fc.nat()), (world, picks) => {
        const shuffle = <T>(list: readonly T[]): readonly T[] =>
          [...list]
            .map((value) => ({ value, at: picks.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ value }) => value);
        return orderDoesNotMatter(world, shuffle, makePlan);
      }),
      RUNS,
    ));
});
