/**
 * Random fault schedules, and the small worlds they strike: what can go wrong between a command and the registry, at
 * any request, in any combination.
 * Law: the registry may be late, silent, broken or forgetful, but it keeps its published promise that a request which
 * it refused with 429 was not carried out.
 */

import type { FaultAction, FaultRule } from '../../src/sandbox/faults.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { type RandomWorld, randomWorlds } from '../property/worlds.ts';
import { fc } from '../random.ts';

export interface Schedule {
  readonly world: RandomWorld;
  readonly faults: readonly FaultRule[];
  /** Whether the registry refuses second references and numbers above the limit. */
  readonly strict: boolean;
}

const READS = [
  '/users',
  '/phone-numbers',
  '/sms/brands',
  '/sms/campaigns',
  '/sms/numbers',
  '/operations',
];
const WRITES = [
  '/sms/brands',
  '/sms/campaigns',
  '/sms/numbers/assignments',
  '/sms/numbers/removals',
];

const when = fc.constantFrom<'before' | 'after'>('before', 'after');

const anywhere: readonly fc.Arbitrary<FaultAction>[] = [
  fc.record({ kind: fc.constant('latency' as const), ms: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom<408 | 500 | 503>(408, 500, 503),
    when,
  }),
  fc.constant({ kind: 'status' as const, status: 429 as const }),
  fc.record({
    kind: fc.constant('drop' as const),
    when: fc.constantFrom<'before' | 'after' | 'mid-body'>('before', 'after', 'mid-body'),
  }),
];

const ofReads = fc.oneof(
  ...anywhere,
  fc.constantFrom<FaultAction>(
    { kind: 'truncatePage' },
    { kind: 'repeatPage' },
    { kind: 'wrongTotal' },
    { kind: 'expireScroll' },
  ),
);

const ofWrites = fc.oneof(
  ...anywhere,
  fc.record({
    kind: fc.constant('operation' as const),
    status: fc.constantFrom<'FAILED' | 'UNKNOWN'>('FAILED', 'UNKNOWN'),
    effect: fc.boolean(),
  }),
);

const nth = fc.integer({ min: 1, max: 4 });
const times = fc.integer({ min: 1, max: 3 });

const rule: fc.Arbitrary<FaultRule> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      match: fc.record({ method: fc.constant('GET'), path: fc.constantFrom(...READS), nth, times }),
      do: ofReads,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      match: fc.record({
        method: fc.constantFrom('POST', 'PUT'),
        path: fc.constantFrom(...WRITES),
        nth: fc.integer({ min: 1, max: 2 }),
        times,
      }),
      do: ofWrites,
    }),
  },
);

const schedule: fc.Arbitrary<Schedule> = fc
  .record({
    world: randomWorlds,
    faults: fc.array(rule, { minLength: 2, maxLength: 8 }),
    strict: fc.boolean(),
    early: fc.boolean(),
    long: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ world, early, long, ...rest }) => {
    const { seed, desired } = early ? beforeAnything(world) : world;
    return { ...rest, world: { desired, seed: long === 0 ? withManyNumbers(seed) : seed } };
  });

/** The same ones on every run. */
export function schedules(count: number): readonly Schedule[] {
  return fc.sample(schedule, { numRuns: count, seed: 20260724 });
}

/** Neither the brand nor any campaign of ours is there yet, so that all of it has to be registered, and may be. */
function beforeAnything({ seed, desired }: RandomWorld): RandomWorld {
  return {
    desired: {
      ...desired,
      campaigns: desired.campaigns.map((campaign) => ({ ...campaign, feeAccepted: 89 })),
    },
    seed: {
      ...seed,
      brands: (seed.brands ?? []).filter(({ id }) => id !== 'BACME01'),
      campaigns: (seed.campaigns ?? []).filter(({ id }) => id?.startsWith('CLIVE') !== true),
      numbers: (seed.numbers ?? []).map((number) => {
        const { sms, ...off } = number;
        return sms?.campaign?.startsWith('CLIVE') === true ? off : number;
      }),
    },
  };
}

/** More than one page of numbers, so that there are scrolls to break. */
function withManyNumbers(seed: Seed): Seed {
  return { ...seed, numbers: [...(seed.numbers ?? []), { number: '+14085560001', count: 150 }] };
}
