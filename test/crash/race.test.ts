/**
 * Many commands at once on one account, and one that sleeps through the end of its lease.
 * Law: at most one of them writes; the others say who does, or wait for it; who was overtaken sends nothing more.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unlock } from '../../src/commands/unlock.ts';
import { capsHold, isAtItsEnd, noSecretIsKept, nothingIsPaidTwice } from './laws.ts';
import type { Place } from './places.ts';
import type { Watcher } from './proxy.ts';
import { database, PLACES } from './stores.ts';
import {
  ACCOUNT,
  APPLY,
  beginStory,
  CARELESS,
  converge,
  isWrite,
  openWrites,
  requestOf,
  type Story,
  submissionsIn,
} from './story.ts';
import { inParallel, say, spread, WHOLE } from './work.ts';

const COMMANDS = 8;
const LONG = 300_000;

const home = mkdtempSync(join(tmpdir(), 'campaignctl-race-'));
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await database?.close();
});

function secondsSince(ms: number): number {
  return Math.round((Date.now() - ms) / 1000);
}

async function inStory(
  place: Place,
  speed: number,
  tell: (story: Story) => Promise<void>,
): Promise<void> {
  const spot = await place.open(mkdtempSync(join(home, 'spot-')));
  // Careless: only we can keep two commands from paying twice.
  const story = await beginStory({ registry: CARELESS, spot, speed });
  try {
    await tell(story);
  } finally {
    await story.close();
  }
}

const paidIn = ({ sandbox }: Story): number =>
  submissionsIn(sandbox.control.requests()).filter(({ kind }) => kind === 'campaign').length;

describe.each(PLACES)('$name', (place) => {
  const runs = place.missing === null;

  it.skipIf(!runs)('one of eight writes, the others say who', { timeout: LONG }, () =>
    inStory(place, 10, async (story) => {
      const begun = Date.now();
      // The first write is kept waiting until all others have given up.
      const gone = later();
      const running = Array.from({ length: COMMANDS }, () =>
        story.begin(APPLY, {
          watcher: async (arrival, { forward, give }) => {
            if (isWrite(arrival)) await gone.came;
            give(await forward());
          },
        }),
      );
      let left = COMMANDS;
      for (const { ended } of running) {
        void ended.then(() => {
          left -= 1;
          if (left === 1) gone.comes();
        });
      }
      const ended = await Promise.all(running.map((one) => one.ended));
      expect(ended.map(({ code }) => code).sort()).toEqual([0, 4, 4, 4, 4, 4, 4, 4]);
      const winner = running[ended.findIndex(({ code }) => code === 0)]?.child.pid;
      for (const { code, stderr } of ended) {
        if (code === 4) expect(stderr).toContain(`(process ${winner}) runs apply for this account`);
      }
      expect(paidIn(story)).toBe(1);
      const end = await converge(story, 'empty');
      nothingIsPaidTwice(story, end);
      await noSecretIsKept(story);
      say(
        `race: ${place.name}: ${COMMANDS} at once: 1 wrote, ${COMMANDS - 1} refused, 1 paid POST, ${secondsSince(begun)} s`,
      );
    }),
  );

  const wholeOnly = WHOLE ? it.skipIf(!runs) : () => {};
  wholeOnly('eight that wait for each other all end well', { timeout: LONG }, () =>
    inStory(place, 10, async (story) => {
      const begun = Date.now();
      const waiting = [...APPLY, '--lease-wait', '30m', '--detailed-exitcode'];
      const running = Array.from({ length: COMMANDS }, () => story.begin(waiting));
      const ended = await Promise.all(running.map((one) => one.ended));
      // All that can be done is done, and the approval of two campaigns is waited for.
      expect(ended.map(({ code }) => code)).toEqual(Array.from({ length: COMMANDS }, () => 5));
      expect(paidIn(story)).toBe(1);
      const wrote = ended.filter(({ stderr }) => stderr.includes('Accepted: ')).length;
      expect(wrote).toBe(1);
      const end = await converge(story, 'empty');
      nothingIsPaidTwice(story, end);
      say(
        `race: ${place.name}: ${COMMANDS} that wait: 1 wrote, all ended with 5, ${secondsSince(begun)} s`,
      );
    }),
  );

  it.skipIf(!runs)(
    'one that slept past its lease sends nothing more',
    { timeout: LONG },
    async () => {
      const points = Array.from({ length: 22 }, (_, at) => at + 1);
      const chosen = WHOLE ? spread(points, place === PLACES[0] ? 5 : 8, 1) : [16];
      let overtaken = 0;
      let late = 0;
      const tasks = chosen.flatMap((n) =>
        (['unlocked', 'silent'] as const).map((how) => ({
          name: `${place.name}, asleep at request ${n}, ${how}`,
          run: () =>
            inStory(place, 20, async (story) => {
              late += await sleepsThrough(story, n, how);
              overtaken += 1;
            }),
        })),
      );
      await inParallel(tasks, 8);
      say(
        `race: ${place.name}: ${overtaken} slept through the end of their lease and began no write after it; ${late} requests that were leaving when they fell asleep arrived late and changed nothing`,
      );
      expect(overtaken).toBe(tasks.length);
    },
  );

  // It is the journal that asks, whatever the store.
  if (place !== PLACES[0]) return;
  wholeOnly('one that waits for its turn is overtaken', { timeout: LONG }, () =>
    inStory(place, 2, async (story) => {
      await isOvertakenWhileItWaits(story);
      say(`race: ${place.name}: 1 overtaken between two tries of a paid request, 1 paid POST`);
    }),
  );
});

/**
 * A command is stopped when request `n` has been answered; its lease ends; another runs; then it goes on.
 * How many requests arrived late: those that it had begun to send when it was stopped.
 */
async function sleepsThrough(story: Story, n: number, how: 'unlocked' | 'silent'): Promise<number> {
  const awake = later();
  const asleep = later();
  const sleeper = story.begin(APPLY, {
    watcher: async (arrival, { forward, give }) => {
      if (arrival.n !== n) return give(await forward());
      const answer = await forward();
      sleeper.child.kill('SIGSTOP');
      asleep.comes();
      await awake.came;
      give(answer);
    },
  });
  try {
    await asleep.came;
    await story.proxy.idle();
    const leaving = await leavingNow(story);
    if (how === 'unlocked') await unlocked(story);
    const wait = how === 'silent' ? ['--lease-wait', '10m'] : [];
    const other = await story.begin([...APPLY, ...wait]).ended;
    expect([0, 4]).toContain(other.code);
    const before = lastRequest(story);
    awake.comes();
    sleeper.child.kill('SIGCONT');
    const { code, stderr, stdout } = await sleeper.ended;
    expect(code).toBe(4);
    expect(`${stdout}${stderr}`).toMatch(OVERTAKEN);
    const late = story.sandbox.control.requests(before).filter(isWrite);
    for (const { method, path } of late) expect(leaving).toContain(`${method} ${path}`);
    await allEndsWell(story, late.length);
    return late.length;
  } finally {
    sleeper.child.kill('SIGKILL');
  }
}

/**
 * The registry has no time for a paid request and says when to come again. Until then another run looks, finds nothing,
 * a person says so, and it is sent and paid. The first one has to ask for its lease before it comes again.
 */
async function isOvertakenWhileItWaits(story: Story): Promise<void> {
  await onlyThePaidOneIsLeft(story);
  const refused = later();
  const first = story.begin(APPLY, {
    watcher: async ({ method, target }, { forward, give }) => {
      if (method !== 'POST' || target !== '/sms/campaigns') return give(await forward());
      const reset = Math.ceil(story.now() / 1000) + 26;
      const headers = {
        'content-type': 'application/json',
        date: new Date(story.now()).toUTCString(),
        'x-ratelimit-limit': '100',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(reset),
      };
      give({ status: 429, headers, body: Buffer.from('{"status":429}') });
      refused.comes();
    },
  });
  try {
    await refused.came;
    await unlocked(story);
    const { noEffect } = await converge(story, 'waits');
    expect(first.child.exitCode).toBe(null);
    expect(noEffect).toEqual(['campaign/front-desk']);
    expect(paidIn(story)).toBe(1);
    const { code, stderr, stdout } = await first.ended;
    expect(code).toBe(4);
    expect(`${stdout}${stderr}`).toMatch(OVERTAKEN);
    expect(paidIn(story)).toBe(1);
  } finally {
    first.child.kill('SIGKILL');
  }
  await allEndsWell(story, 0);
}

/** The brand is not verified until everything else is done. */
async function onlyThePaidOneIsLeft(story: Story): Promise<void> {
  const { control } = story.sandbox;
  const watcher: Watcher = async ({ method, target }, { forward, give }) => {
    const answer = await forward();
    if (method === 'POST' && target === '/sms/brands')
      control.reject('acme', 'one letter is wrong');
    give(answer);
  };
  await story.begin(APPLY, { watcher }).ended;
  await story.run(APPLY);
  control.approve('acme');
  expect(paidIn(story)).toBe(0);
}

const OVERTAKEN = /has (?:unlocked|taken over) the account in /;

/** `refusals`: late requests at most so many of which the registry had to refuse, as they were for older versions. */
async function allEndsWell(story: Story, refusals: number): Promise<void> {
  const end = await converge(story, 'empty');
  isAtItsEnd(story, end, null);
  const arrived = submissionsIn(story.sandbox.control.requests());
  expect(new Set(arrived.map(({ kind, of }) => `${kind} ${of}`)).size).toBe(arrived.length);
  expect(story.sandbox.registry.state.invoices.size).toBe(1);
  capsHold(story);
  const refused = story.sandbox.control
    .requests()
    .filter((request) => isWrite(request) && request.status !== 202);
  expect(refused.length).toBeLessThanOrEqual(refusals);
  await noSecretIsKept(story);
}

async function unlocked(story: Story): Promise<void> {
  const ended = await story.here((io) => unlock({ path: ACCOUNT, yes: true }, io));
  expect(ended.code).toBe(0);
}

function lastRequest({ sandbox }: Story): number {
  return sandbox.control.requests().at(-1)?.seq ?? 0;
}

/** Requests that are in the log as about to leave, and have not come to the registry. */
async function leavingNow(story: Story): Promise<readonly string[]> {
  const came = new Set(story.proxy.arrivals.map(({ method, target }) => `${method} ${target}`));
  const open = openWrites((await story.spot.read()).entries).map(requestOf);
  return open.filter((request) => !came.has(request));
}

interface Later {
  readonly came: Promise<void>;
  comes(): void;
}

function later(): Later {
  let comes = () => {};
  const came = new Promise<void>((resolve) => {
    comes = resolve;
  });
  return { came, comes: () => comes() };
}
