/**
 * Hundreds of random fault schedules on random small worlds: the command runs while the faults last, and again without
 * them, with a person who answers what it asks.
 * Law: it ends, nothing was submitted twice that could have arrived and that no person said had not, nothing was paid
 * twice, and no campaign was ever above its limit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import {
  effectOfWrite,
  mustNotRepeat,
  submissionKey,
  writesOf,
} from '../../src/apply/log/writes.ts';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import { resolve } from '../../src/commands/resolve.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { ioDouble } from './io-double.ts';
import { DIRECTORY, type Spot } from './places.ts';
import { type Schedule, schedules } from './schedules.ts';
import { API_KEY, holds, openWrites, submittedBy, TAX_ID } from './story.ts';
import { inParallel, say, WHOLE } from './work.ts';

/** How many times faster the clock of the commands runs, and that of the registry. */
const { SPEED, worlds } = vi.hoisted(() => ({ SPEED: 200, worlds: new Map<string, Desired>() }));
const REGISTRY_SPEED = 30_000;
const HOUR = 3_600_000;

vi.mock('../../src/providers/timing.ts', () => {
  const epoch = Date.now();
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((done, failed) => {
      const timer = setTimeout(done, ms / SPEED);
      const stop = () => {
        clearTimeout(timer);
        failed(new Error('stopped'));
      };
      if (signal?.aborted === true) stop();
      signal?.addEventListener('abort', stop, { once: true });
    });
  return { realTiming: { now: () => epoch + (Date.now() - epoch) * SPEED, sleep } };
});

/** The files of an account would say what the world says. */
vi.mock('../../src/config/load.ts', async (original) => ({
  ...(await original<typeof import('../../src/config/load.ts')>()),
  loadConfig: async (root: string) => ({
    root,
    desired: worlds.get(root) ?? null,
    diagnostics: [],
    files: [],
  }),
}));

const home = mkdtempSync(join(tmpdir(), 'campaignctl-chaos-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Chaos {
  readonly root: string;
  readonly sandbox: Sandbox;
  readonly spot: Spot;
  readonly peaks: ReadonlyMap<string, number>;
  /** `kind of` of each submission that a person said never happened. */
  readonly noEffect: string[];
  readonly printed: string[];
  applies: number;
}

const count = { faults: 0, applies: 0, adopted: 0, resolved: 0, submissions: 0, uncertain: 0 };

it('every fault schedule comes to a good end', { timeout: 600_000 }, async () => {
  const begun = Date.now();
  const all = schedules(WHOLE ? 200 : 100);
  const tasks = all.map((schedule, at) => ({
    name: `schedule ${at} ${JSON.stringify(schedule.faults)}`,
    run: () => tell(schedule),
  }));
  await inParallel(tasks, 12);
  const { faults, applies, adopted, resolved, submissions, uncertain } = count;
  const seconds = Math.round((Date.now() - begun) / 1000);
  say(
    `chaos: ${all.length} schedules, ${faults} faults met, ${applies} applies, ${uncertain} writes without a certain answer, ${adopted} adopted, ${resolved} resolved by a person, ${submissions} submissions received, ${seconds} s`,
  );
  for (const one of [faults, adopted, resolved, submissions, uncertain]) {
    expect(one).toBeGreaterThan(all.length / 20);
  }
});

async function tell({ world: { seed, desired }, faults, strict }: Schedule): Promise<void> {
  const root = mkdtempSync(join(home, 'account-'));
  worlds.set(root, desired);
  const spot = await DIRECTORY.open(root);
  const sandbox = await startSandbox({
    stateDir: null,
    seed,
    clock: { mode: 'real', speed: REGISTRY_SPEED },
    operationMs: 5,
    rateLimit: false,
    apiKey: API_KEY,
    uniqueReferences: strict,
    capCheck: strict,
    faults,
  });
  const peaks = watchPlaces(sandbox);
  const before = new Map(peaks);
  const chaos: Chaos = { root, sandbox, spot, peaks, noEffect: [], printed: [], applies: 0 };
  try {
    for (let run = 0; run < 2; run++) {
      await applied(chaos);
      carriersApprove(sandbox);
    }
    sandbox.control.setFaults([]);
    await endsWell(chaos, await toTheEnd(chaos), before);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${said}\n${await storyOf(chaos)}`);
  } finally {
    await sandbox.close();
    worlds.delete(root);
  }
}

/** Every count that a campaign ever had, also those that only last for one request. */
function watchPlaces({ registry: { state } }: Sandbox): Map<string, number> {
  const peaks = new Map(state.places);
  const set = state.places.set.bind(state.places);
  state.places.set = (id, filled) => {
    peaks.set(id, Math.max(filled, peaks.get(id) ?? 0));
    return set(id, filled);
  };
  return peaks;
}

async function run(
  { root, sandbox, spot, printed }: Chaos,
  command: (io: ReturnType<typeof ioDouble>['io']) => Promise<number>,
): Promise<{ readonly code: number; readonly out: string }> {
  const env = {
    CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
    CAMPAIGNCTL_API_KEY: API_KEY,
    CAMPAIGNCTL_ACTOR: 'jane',
    CAMPAIGNCTL_STATE: spot.state,
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    ACME_EIN: TAX_ID,
  };
  const { io, out, err } = ioDouble(env, root);
  const code = await command(io);
  printed.push(out(), err());
  return { code, out: out() };
}

/** 0: fine · 4: held or refused · 6: some failed · 7: not all could be read. Anything else is a bug. */
async function applied(chaos: Chaos): Promise<void> {
  chaos.applies += 1;
  const options = { path: '.', format: 'text', yes: true, wait: 600_000, leaseWait: 0 } as const;
  const { code } = await run(chaos, (io) => apply(options, io));
  expect([0, 4, 6, 7]).toContain(code);
}

function carriersApprove({ registry: { state }, control }: Sandbox): void {
  for (const { campaignId, status } of [...state.campaigns.values()]) {
    if (status === 'PENDING') control.approve(campaignId);
  }
}

/** More than anything should need. */
const ROUNDS = 8;

/** The faults are over: applies, with a person, until nothing that could be run is left. */
async function toTheEnd(chaos: Chaos): Promise<Plan> {
  let left: readonly string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await applied(chaos);
    const open = openWrites((await chaos.spot.read()).entries);
    for (const write of open) {
      expect(mustNotRepeat(write), 'a person is asked about what can be repeated').toBe(true);
      await decide(chaos, write);
    }
    chaos.sandbox.control.advance(100 * HOUR);
    carriersApprove(chaos.sandbox);
    const planned = await run(chaos, (io) => plan({ path: '.', format: 'json' }, io));
    const made = JSON.parse(planned.out) as Plan;
    left = made.changes.filter(isToRun).map(({ action, address }) => `${action} ${address}`);
    if (open.length === 0 && left.length === 0) return made;
  }
  throw new Error(`there is always something left to do: ${left.join(', ')}`);
}

function isToRun({ refused, when }: Plan['changes'][number]): boolean {
  return !refused && (when.kind === 'now' || when.kind === 'after');
}

async function decide(chaos: Chaos, write: Parameters<typeof holds>[1]): Promise<void> {
  const isThere = holds(chaos.sandbox, write);
  // What the registry has is found by looking.
  expect(isThere, 'a person is asked about what the registry has').toBe(false);
  const said = { noEffect: true, reason: 'support found nothing' };
  const { code } = await run(chaos, (io) =>
    resolve({ path: '.', write: write.id, leaseWait: 0, ...said }, io),
  );
  expect(code).toBe(0);
  chaos.noEffect.push(submissionKey(write)?.split(' ')[0] ?? '');
}

async function endsWell(
  chaos: Chaos,
  made: Plan,
  before: ReadonlyMap<string, number>,
): Promise<void> {
  const { sandbox, spot, noEffect, peaks } = chaos;
  expect(made.gaps).toEqual([]);
  expect(made.refusals.filter(({ rule }) => rule === 'already-submitted')).toEqual([]);
  const { entries } = await spot.read();
  expect(openWrites(entries)).toEqual([]);

  const requests = sandbox.control.requests();
  const submissions = requests.flatMap(({ method, path, body, status }) => {
    const submitted = submittedBy(method, path, body?.json);
    return submitted === null ? [] : [{ ...submitted, status }];
  });
  // Refused for certain, and told so: it had no effect.
  const possible = submissions.filter(
    ({ status }) => status === null || status === 408 || status < 400 || status >= 500,
  );
  for (const [of, many] of counted(possible.map((one) => one.of))) {
    const allowed = 1 + noEffect.filter((one) => one === of).length;
    expect(many, `submissions of ${of}`).toBeLessThanOrEqual(allowed);
  }
  const { invoices, campaigns, brands } = sandbox.registry.state;
  for (const objects of [invoices, campaigns, brands]) {
    const references = [...objects.values()].flatMap(({ referenceId }) => referenceId ?? []);
    for (const [of, many] of counted(references)) expect(many, `objects ${of}`).toBe(1);
  }
  for (const { amountUsd } of invoices.values()) expect(amountUsd).toBe(89);
  for (const [id, peak] of peaks) {
    const limit = campaigns.get(id)?.numberLimit ?? 0;
    const allowed = Math.max(limit, before.get(id) ?? 0);
    expect(peak, `numbers of ${id}`).toBeLessThanOrEqual(allowed);
  }
  const kept = await spot.bytes();
  for (const secret of [TAX_ID, API_KEY]) {
    for (const text of [kept, ...chaos.printed]) expect(text.includes(secret)).toBe(false);
  }

  const writes = writesOf(entries);
  count.faults += requests.reduce((sum, { faults }) => sum + faults.length, 0);
  count.applies += chaos.applies;
  count.adopted += writes.filter(
    ({ settled }) => settled?.by === 'registry' && settled.effect === 'there',
  ).length;
  count.uncertain += writes.filter(
    ({ result, settled }) => result?.outcome === 'unknown' || settled !== null,
  ).length;
  count.resolved += noEffect.length;
  count.submissions += submissions.length;
  expect(writes.every((write) => effectOfWrite(write) !== 'open')).toBe(true);
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Writes as the registry received them, and the log: what one needs to understand a failure. */
async function storyOf({ sandbox, spot }: Chaos): Promise<string> {
  const requests = sandbox.control
    .requests()
    .filter(({ method, faults }) => method !== 'GET' || faults.length > 0)
    .map(({ method, path, query, status, faults, effect }) =>
      [status, method, path, query, ...faults, '→', ...effect].join(' '),
    );
  const { entries } = await spot.read();
  const log = entries.map((entry) => {
    const { kind } = entry;
    const more = kind === 'intent' ? { change: entry.change.address, step: entry.step.kind } : {};
    const answer = kind === 'result' ? { result: entry.result } : {};
    const settled = kind === 'settled' ? { effect: entry.effect, by: entry.by } : {};
    return JSON.stringify({ kind, ...more, ...answer, ...settled });
  });
  return [...requests, ...log].join('\n');
}
