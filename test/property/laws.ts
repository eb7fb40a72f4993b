/**
 * The laws of the planner, each as a check on one random world. A planner is a parameter, so that mutants can be held against them.
 * Every world is run by the real executor on the sandbox's own state machine.
 */
import { expect } from 'vitest';
import { runPlan } from '../../src/apply/run.ts';
import { canText, worldOf } from '../../src/model/can-text.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import type { Part, Snapshot } from '../../src/model/snapshot.ts';
import type { PlanInput } from '../../src/plan/context.ts';
import { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { createRegistry, type Registry } from '../../src/sandbox/registry.ts';
import { type InProcess, inProcess } from './in-process.ts';
import { type RandomWorld, START } from './worlds.ts';

export type Planner = (input: PlanInput) => Plan;

const CARELESS = { uniqueReferences: false, capCheck: false, versions: false };
const HOUR = 3_600_000;

interface Applied {
  readonly registry: Registry;
  readonly provider: InProcess;
  readonly before: Snapshot;
  readonly plan: Plan;
  readonly report: ApplyReport;
  /** Highest number of filled places seen, by campaign id. */
  readonly peaks: ReadonlyMap<string, number>;
}

/** Plans and applies once, waiting as long as it takes for what the plan itself depends on. */
export async function applyOnce(
  world: RandomWorld,
  planner: Planner,
  options: Partial<typeof CARELESS> = {},
): Promise<Applied> {
  const registry = createRegistry(world.seed, START, options);
  const peaks = new Map(registry.state.places);
  const provider = inProcess(registry, START, {
    afterWrite: ({ state }) => {
      for (const [id, count] of state.places) peaks.set(id, Math.max(count, peaks.get(id) ?? 0));
    },
  });
  return { registry, provider, peaks, ...(await applyOn(provider, world, planner)) };
}

async function applyOn(provider: InProcess, { desired }: RandomWorld, planner: Planner) {
  const before = await provider.snapshot();
  const plan = planner({ desired, snapshot: before, capabilities: SANDBOX });
  const report = await runPlan({
    plan,
    desired,
    snapshot: before,
    provider,
    secrets: () => '123456789',
    wait: { budgetMs: 500 * HOUR },
    timing: {
      now: provider.now,
      sleep: async (ms) => provider.advance(Math.max(ms, HOUR / 10)),
    },
    onEvent: () => {},
    signal: new AbortController().signal,
  });
  return { before, plan, report };
}

function runs(plan: Plan) {
  return plan.changes.filter(
    (change) => !change.refused && (change.when.kind === 'now' || change.when.kind === 'after'),
  );
}

/** No campaign is above its limit at any moment, also where the registry would not object; one that was above never grows. */
export async function capsHold(world: RandomWorld, planner: Planner): Promise<void> {
  const { registry, before, peaks } = await applyOnce(world, planner, CARELESS);
  for (const [id, peak] of peaks) {
    const limit = registry.state.campaigns.get(id)?.numberLimit ?? 0;
    const atFirst = before.numbers.filter(
      (number) => number.sms.campaignId === id && number.sms.status !== 'off',
    ).length;
    expect(peak).toBeLessThanOrEqual(Math.max(limit, atFirst));
  }
}

/** No reference is used twice, nobody has SMS on two numbers, and a careful registry has nothing to refuse. */
export async function nothingIsRefused(world: RandomWorld, planner: Planner): Promise<void> {
  const { provider, report } = await applyOnce(world, planner);
  const refused = provider.sent.filter(({ result }) => result.outcome !== 'accepted');
  expect(refused).toEqual([]);
  expect(report.failed).toEqual([]);
  const careless = await applyOnce(world, planner, CARELESS);
  const references = [...careless.registry.state.campaigns.values()].flatMap(
    (c) => c.referenceId ?? [],
  );
  expect(new Set(references).size).toBe(references.length);
}

/**
 * After an apply the plan is empty or waits. What can run then was waiting before, for something that has come about since,
 * or followed a change that was refused and no longer needs it; nothing that was done is planned again, and applying
 * again and again comes to an end.
 */
export async function emptyOrWaits(world: RandomWorld, planner: Planner): Promise<void> {
  const first = await applyOnce(world, planner);
  const { provider } = first;
  let { plan } = first;
  for (let round = 0; round < 6; round++) {
    const waited = new Set(
      plan.changes
        .filter(
          ({ when, refused }) => when.kind === 'waiting' || (refused && when.kind === 'after'),
        )
        .map((change) => change.address),
    );
    const next = await applyOn(provider, world, planner);
    const left = runs(next.plan);
    expect(left.filter((change) => !waited.has(change.address))).toEqual([]);
    if (left.length === 0) return;
    plan = next.plan;
  }
  expect.fail('there is always something left to do');
}

/** Applied to the end, every line that nothing contradicts is as it was written. */
export async function linesComeTrue(world: RandomWorld, planner: Planner): Promise<void> {
  const { registry, provider, ...first } = await applyOnce(world, planner);
  let { plan } = first;
  for (let round = 0; round < 6 && runs(plan).length > 0; round++) {
    provider.advance(100 * HOUR);
    plan = (await applyOn(provider, world, planner)).plan;
  }
  provider.advance(100 * HOUR);
  const open = new Set<string>([
    ...plan.held.map((entry) => entry.number),
    ...plan.attention.map((entry) => entry.address.slice('number/'.length)),
    ...plan.changes.flatMap((change) => [
      change.address.slice('number/'.length),
      change.from?.number ?? '',
    ]),
  ]);
  const stateOf = (number: string) => registry.state.numbers.get(number);
  for (const campaign of world.desired.campaigns) {
    const id = plan.campaigns.find((line) => line.key === campaign.key)?.id;
    for (const { number } of campaign.numbers) {
      if (open.has(number)) continue;
      expect(stateOf(number)).toMatchObject({ status: 'ON', campaignId: id });
    }
  }
  for (const { number } of world.desired.noTexting) {
    if (!open.has(number)) expect(['OFF', 'ENABLING_FAILED']).toContain(stateOf(number)?.status);
  }
}

/** What no line mentions ends as it would have without us; refused and unaccepted things are not sent. */
export async function strangersStay(world: RandomWorld, planner: Planner): Promise<void> {
  const { registry, provider, plan } = await applyOnce(world, planner);
  const alone = createRegistry(world.seed, START);
  alone.settle(provider.now());
  const listed = new Set(
    [...world.desired.campaigns.flatMap((c) => c.numbers), ...world.desired.noTexting].map(
      (n) => n.number as string,
    ),
  );
  for (const [id, number] of alone.state.numbers) {
    if (!listed.has(id)) expect(registry.state.numbers.get(id)).toEqual(number);
  }
  for (const id of ['BFOREI1', 'BORPHA1']) {
    expect(registry.state.brands.get(id)).toEqual(alone.state.brands.get(id));
  }
  for (const id of ['CFOREI1', 'CORPHA1']) {
    expect(registry.state.campaigns.get(id)).toEqual(alone.state.campaigns.get(id));
  }
  expect(plan.unlisted.map((entry) => entry.id)).toEqual(
    expect.arrayContaining(['BFOREI1', 'BORPHA1', 'CFOREI1', 'CORPHA1']),
  );
  const held = new Set(plan.held.map((entry) => entry.number as string));
  const written = new Map(
    [...world.desired.campaigns.flatMap((c) => c.numbers), ...world.desired.noTexting].map(
      (line) => [line.number as string, line.user],
    ),
  );
  for (const { step } of provider.sent) {
    if (step.kind === 'assign' || step.kind === 'turn-off') {
      expect(held.has(step.number)).toBe(false);
      expect(registry.state.owners.get(step.number)?.user.userName).toBe(written.get(step.number));
    }
    if (step.kind === 'register-campaign') {
      const block = world.desired.campaigns.find((c) => step.reference.endsWith(`/${c.key}`));
      expect(block?.feeAccepted).toBe(89);
    }
    if (step.kind === 'deactivate') {
      const left = [...registry.state.numbers.values()].filter(
        (number) => number.campaignId === step.id,
      );
      expect(left).toEqual([]);
    }
  }
  expect(provider.sent.filter(({ step }) => step.kind === 'resubmit').length).toBeLessThanOrEqual(
    world.desired.campaigns.filter((c) => c.feeAccepted === 89 && c.resubmit !== null).length,
  );
}

/** Whoever could text before and is not named as a loss can text afterwards; losses for good and long ones are what happened. */
export async function lossesAreNamed(world: RandomWorld, planner: Planner): Promise<void> {
  const { provider, before, plan } = await applyOnce(world, planner);
  provider.advance(100 * HOUR);
  const after = await provider.snapshot();
  const was = worldOf(before);
  const is = worldOf(after);
  const named = new Map(plan.people.losses.map((loss) => [loss.number as string, loss.how]));
  for (const number of before.numbers) {
    if (!canText(number, was) || number.sms.status !== 'on') continue;
    const now = is.numbers.get(number.number);
    const stillTexts = now !== undefined && canText(now, is);
    const how = named.get(number.number);
    if (how === undefined) expect(stillTexts).toBe(true);
    if (how === 'move' || how === 'long') {
      const switched = plan.changes.some((change) => change.from?.number === number.number);
      expect(stillTexts || switched).toBe(true);
    }
  }
  const max = world.desired.policy.maxOutages ?? 10;
  const outages = runs(plan).filter((change) => change.risk === 'outage');
  expect(outages.length).toBeLessThanOrEqual(max);
}

/** The bars tell the truth: the highest count seen is at most the peak that was shown. */
export async function barsTellTheTruth(world: RandomWorld, planner: Planner): Promise<void> {
  const { plan, peaks, registry, provider, report } = await applyOnce(world, planner);
  for (const line of plan.campaigns) {
    if (line.id !== null) expect(peaks.get(line.id) ?? 0).toBeLessThanOrEqual(line.capacity.peak);
  }
  if (report.waiting.length + report.held.length > 0) return;
  provider.advance(100 * HOUR);
  for (const line of plan.campaigns) {
    const own = plan.changes.some(
      (change) => change.campaign === line.key || change.from?.campaign === line.key,
    );
    if (line.id !== null && own && plan.waiting.length === 0) {
      expect(registry.state.places.get(line.id) ?? 0).toBe(line.capacity.planned);
    }
  }
}

/** Nothing is created, moved or switched off in a part that was not read completely. */
export async function gapsAreLeftAlone(
  world: RandomWorld,
  gaps: readonly Part[],
  planner: Planner,
): Promise<void> {
  const whole = await inProcess(createRegistry(world.seed, START), START).snapshot();
  const lost = <T>(part: Part, list: readonly T[]): readonly T[] =>
    gaps.includes(part) ? [] : list;
  const snapshot: Snapshot = {
    ...whole,
    brands: lost('brands', whole.brands),
    campaigns: lost('campaigns', whole.campaigns),
    numbers: lost('inventory', whole.numbers),
    users: lost('users', whole.users),
    gaps: gaps.map((part) => ({ part, reason: 'the scroll expired' })),
  };
  const plan = planner({ desired: world.desired, snapshot, capabilities: SANDBOX });
  const numbersUnread = gaps.some((part) => part !== 'brands');
  for (const change of plan.changes) {
    if (numbersUnread) expect(change.address.startsWith('number/')).toBe(false);
    if (numbersUnread) expect(change.action).not.toBe('deactivate');
    if (gaps.includes('brands')) expect(change.address).not.toBe('brand/acme');
    if (gaps.includes('campaigns')) expect(change.action).not.toBe('register');
  }
  expect(plan.gaps.length).toBe(gaps.length);
}

/**
 * Where some users do not tell their numbers, nothing is done to a number that may be one of theirs, but for what is written
 * under noTexting with `anyone`; and nobody is counted as texting who is not.
 */
export async function untoldAreLeftAlone(
  world: RandomWorld,
  isUntold: (userId: string) => boolean,
  planner: Planner,
): Promise<void> {
  const { desired } = world;
  const whole = await inProcess(createRegistry(world.seed, START), START).snapshot();
  const users = whole.users.map((user) => ({ ...user, numbersTold: !isUntold(user.id) }));
  const numbers = whole.numbers.map((number) =>
    number.ownerId !== null && isUntold(number.ownerId)
      ? { ...number, ownerId: null, extension: null }
      : number,
  );
  const snapshot: Snapshot = { ...whole, users, numbers };
  const plan = planner({ desired, snapshot, capabilities: SANDBOX });
  const theirs = new Set<string>(
    whole.numbers
      .filter(({ ownerId }) => ownerId !== null && isUntold(ownerId))
      .map(({ number }) => number),
  );
  const anyone = new Set<string>(
    desired.noTexting.filter(({ user }) => user === null).map(({ number }) => number),
  );
  for (const { address, action, from } of plan.changes) {
    const touched = [address.slice('number/'.length), from?.number ?? ''];
    if (action === 'turn-off' && anyone.has(touched[0] ?? '')) continue;
    for (const number of touched) expect(theirs.has(number), `${action} ${number}`).toBe(false);
  }
  const truth = planner({ desired, snapshot: whole, capabilities: SANDBOX }).people.now ?? 0;
  expect(plan.people.now ?? 0).toBeLessThanOrEqual(truth);
  for (const { number } of plan.cannotText) {
    const live = whole.numbers.find((one) => one.number === number);
    if (live !== undefined) expect(canText(live, worldOf(whole))).toBe(false);
  }
}

/** Where places are short, those who only want one get them in written order. */
export async function firstWrittenFirstServed(world: RandomWorld, planner: Planner): Promise<void> {
  const snapshot = await inProcess(createRegistry(world.seed, START), START).snapshot();
  const plan = planner({ desired: world.desired, snapshot, capabilities: SANDBOX });
  for (const line of plan.campaigns) {
    const assigns = plan.changes.filter(
      (change) => change.action === 'assign' && change.campaign === line.key,
    );
    const served = assigns.filter((change) => change.when.kind !== 'waiting');
    const short = assigns.filter(
      ({ when }) => when.kind === 'waiting' && (when.for === 'place' || when.for === 'limit-raise'),
    );
    const last = Math.max(0, ...served.map((change) => change.place?.line ?? 0));
    for (const change of short) expect(change.place?.line ?? 0).toBeGreaterThan(last);
  }
}

/** Permuted input gives identical bytes. */
export async function orderDoesNotMatter(
  world: RandomWorld,
  shuffle: <T>(list: readonly T[]) => readonly T[],
  planner: Planner,
): Promise<void> {
  const snapshot = await inProcess(createRegistry(world.seed, START), START).snapshot();
  const capabilities = SANDBOX;
  const straight = planner({ desired: world.desired, snapshot, capabilities });
  const { desired } = world;
  const mixed = planner({
    desired: {
      ...desired,
      brands: shuffle(desired.brands),
      campaigns: shuffle(desired.campaigns),
      noTexting: shuffle(desired.noTexting),
    },
    snapshot: {
      ...snapshot,
      brands: shuffle(snapshot.brands),
      campaigns: shuffle(snapshot.campaigns),
      numbers: shuffle(snapshot.numbers),
      users: shuffle(snapshot.users),
    },
    capabilities,
  });
  expect(JSON.stringify(mixed)).toBe(JSON.stringify(straight));
}
