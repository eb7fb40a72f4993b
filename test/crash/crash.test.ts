/**
 * A command that is killed at any moment: at every request, before and after it took effect and in the middle of its
 * answer; at every write to the log, before and after it is durable. Then it is run again until nothing is left to do.
 * Law: the end is the same as without a crash, each submission arrived once and was paid once, and only a person ever
 * allowed one to be sent again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writesOf } from '../../src/apply/log/writes.ts';
import { killedAt, killedWithLateArrival, MODES } from './kill.ts';
import { lawsHold, type There } from './laws.ts';
import type { Place } from './places.ts';
import { database, PLACES } from './stores.ts';
import {
  APPLY,
  beginStory,
  CARELESS,
  converge,
  heldBy,
  isWrite,
  openWrites,
  type Registry,
  STRICT,
  type Story,
  submissionsSent,
  submittedBy,
} from './story.ts';
import { inParallel, say, spread, type Task, WHOLE } from './work.ts';

/** How many times faster the clock of the commands runs. */
const SPEED = 20;
const AT_A_TIME = 4;
const LONG = 900_000;

const home = mkdtempSync(join(tmpdir(), 'campaignctl-crash-'));
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await database?.close();
});

interface Count {
  points: number;
  missed: number;
  reruns: number;
  adopted: number;
  resolved: number;
  paid: number;
}

/** What an uninterrupted run sends and writes, and what the registry holds then. */
interface Recorded {
  readonly requests: number;
  readonly submits: readonly number[];
  readonly writes: number;
  readonly appends: number;
  readonly there: There;
}

async function inStory(
  place: Place,
  { registry, speed }: { registry: Registry; speed: number },
  tell: (story: Story) => Promise<void>,
): Promise<void> {
  const spot = await place.open(mkdtempSync(join(home, 'spot-')));
  const story = await beginStory({ registry, spot, speed });
  try {
    await tell(story);
  } finally {
    await story.close();
  }
}

/** Of two runs without a crash the one with fewer requests: on a slow machine there are more polls to die at. */
async function shortest(place: Place, registry: Registry): Promise<Recorded> {
  const one = await record(place, registry);
  const other = await record(place, registry);
  const appends = Math.min(one.appends, other.appends);
  return { ...(one.requests <= other.requests ? one : other), appends };
}

/** No crash: counts what there is to die at, and sees that each write is in the log before it leaves. */
async function record(place: Place, registry: Registry): Promise<Recorded> {
  let recorded: Recorded | null = null;
  await inStory(place, { registry, speed: SPEED }, async (story) => {
    const unlogged: string[] = [];
    const { ended } = story.begin(APPLY, {
      watcher: async (arrival, { forward, give }) => {
        const { method, target } = arrival;
        const { entries } = await story.spot.read();
        if (isWrite(arrival) && openWrites(entries).length === 0)
          unlogged.push(`${method} ${target}`);
        give(await forward());
      },
    });
    expect((await ended).code).toBe(0);
    expect(unlogged).toEqual([]);
    const { arrivals } = story.proxy;
    const first = {
      requests: arrivals.length,
      submits: arrivals.flatMap(({ n, method, target }) =>
        submittedBy(method, target, null) === null ? [] : [n],
      ),
      writes: arrivals.filter(isWrite).length,
      appends: await story.spot.writes(),
    };
    const waits = await converge(story, 'waits');
    await lawsHold(story, waits, null);
    const there = { waits: heldBy(story.sandbox), empty: {} };
    await lawsHold(story, await converge(story, 'empty'), null);
    recorded = { ...first, there: { ...there, empty: heldBy(story.sandbox) } };
  });
  if (recorded === null) throw new Error('nothing was recorded');
  return recorded;
}

async function toTheEnd(story: Story, { there }: Recorded, count: Count): Promise<void> {
  // Some go on until carriers have approved and the plan is empty.
  const end = await converge(story, count.points % 4 === 0 ? 'empty' : 'waits');
  await lawsHold(story, end, there);
  const adopted = writesOf(end.entries).filter(
    ({ settled }) => settled?.by === 'registry' && settled.effect === 'there',
  ).length;
  // A command that was killed while it looked may have had no time to say so.
  if (adopted > 0 && story.killed === 1)
    expect(story.printed.join('')).toContain('the registry has it');
  count.reruns += end.codes.length;
  count.adopted += adopted;
  count.resolved += end.noEffect.length;
  count.paid += submissionsSent(story.proxy.arrivals).filter(({ kind }) => kind !== 'brand').length;
}

describe.each(PLACES)('$name', (place) => {
  const runs = place.missing === null;

  // A careless registry differs in what it lets through, not in what a store does; the races meet it on every store.
  it.skipIf(!runs).each(WHOLE && place === PLACES[0] ? [STRICT, CARELESS] : [STRICT])(
    'a command that is killed at any moment, and a $name registry',
    { timeout: LONG },
    async (registry) => {
      const begun = Date.now();
      const recorded = await shortest(place, registry);
      const count: Count = { points: 0, missed: 0, reruns: 0, adopted: 0, resolved: 0, paid: 0 };
      const task = (
        name: string,
        die: (story: Story) => Promise<boolean>,
        speed = SPEED,
      ): Task => ({
        name: `${place.name}, ${registry.name}, ${name}`,
        run: () =>
          inStory(place, { registry, speed }, async (story) => {
            count.points += 1;
            if (!(await die(story))) count.missed += 1;
            await toTheEnd(story, recorded, count);
          }),
      });
      const tasks = tasksOf(place, registry, recorded, task);
      await inParallel(tasks, AT_A_TIME);
      const seconds = Math.round((Date.now() - begun) / 1000);
      say(
        `crash: ${place.name}, ${registry.name}: ${count.points} kill points (${count.missed} not reached), ${count.reruns} re-runs, ${count.adopted} adopted, ${count.resolved} resolved by a person, ${count.paid} paid POSTs sent in ${count.points} stories, ${seconds} s`,
      );
      // Timing decides how many polls and signs of life there are; a point that is not reached proves nothing.
      expect(count.missed).toBeLessThanOrEqual(count.points / 5);
      expect(count.adopted).toBeGreaterThan(0);
      expect(count.resolved).toBeGreaterThan(0);
    },
  );
});

type MakeTask = (name: string, die: (story: Story) => Promise<boolean>, speed?: number) => Task;

function tasksOf(
  place: Place,
  registry: Registry,
  recorded: Recorded,
  task: MakeTask,
): readonly Task[] {
  const { submits, writes, appends } = recorded;
  const points = (last: number) => Array.from({ length: last }, (_, at) => at + 1);
  const atRequests = points(recorded.requests).flatMap((n) =>
    MODES.map((mode) =>
      task(`killed at request ${n}, ${mode}`, (story) => killedAt(story, APPLY, n, mode)),
    ),
  );
  const atAppends = points(appends).flatMap((n) =>
    place.modes.map((mode) =>
      task(`killed at append ${n}, ${mode}`, async (story) => {
        const armed = story.spot.arm(n, mode);
        const { code } = await story.begin(APPLY, { armed }).ended;
        armed.disarm();
        await story.proxy.idle();
        return code === null;
      }),
    ),
  );
  // The command that looks after a crash is killed as well, on the requests with which it looks and goes on.
  const twice = submits.flatMap((n) =>
    MODES.flatMap((mode) =>
      points(10).map((m) =>
        task(`killed at request ${n}, ${mode}, then again at ${m}`, async (story) => {
          const once = await killedAt(story, APPLY, n, mode);
          return (await killedAt(story, APPLY, m, 'after')) && once;
        }),
      ),
    ),
  );
  const late = points(writes).map((n) =>
    task(`write ${n} arrives late`, (story) => killedWithLateArrival(story, APPLY, n), 1),
  );
  const paid = submits.flatMap((n) => atRequests.slice((n - 1) * MODES.length, n * MODES.length));
  if (WHOLE) {
    const { share } = place;
    const less = registry === STRICT ? 1 : 4;
    // What the registry has seen does not depend on the store: elsewhere the paid requests, and a spread of the others.
    const each = spread(atRequests, place === PLACES[0] ? less : 7);
    return [
      ...spread(late, share.late * less),
      ...new Set([...each, ...paid]),
      ...spread(atAppends, share.appends * less),
      ...spread(twice, share.twice * less),
    ];
  }
  return [
    ...paid,
    ...spread(atRequests, 14, 1),
    ...spread(atAppends, 7, 1),
    ...spread(twice, 45, 4),
    ...spread(late, 7, 3),
  ];
}
