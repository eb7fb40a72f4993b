/**
 * The provider conformance suite: a table of complete desired states, each applied, then planned again and required to be
 * empty or waiting, through the sandbox, through a gateway, and through people who work in Admin Console.
 * Law: what is left out is left out by a declared capability, and printed.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Capabilities } from '../../src/model/capabilities.ts';
import { realTiming } from '../../src/providers/timing.ts';
import type { Expected, Needs, Sequence } from './desired-states/sequence.ts';
import { LONGEST, SEQUENCES } from './desired-states.ts';
import { lawsOf, planHolds } from './laws.ts';
import { type Account, type Driver, TAX_ID } from './providers.ts';
import { gatewayDriver, sandboxDriver } from './providers-api.ts';
import { consoleDriver, otherStaff } from './providers-console.ts';

const DRIVERS: readonly Driver[] = [sandboxDriver, gatewayDriver, consoleDriver];

/** Commands wait so many times shorter, and their clock goes on as if they had waited. */
const SPEED = 200;

beforeAll(() => {
  let ahead = 0;
  const { sleep } = realTiming;
  vi.spyOn(realTiming, 'now').mockImplementation(() => Date.now() + ahead);
  vi.spyOn(realTiming, 'sleep').mockImplementation(async (ms, signal) => {
    await sleep(ms / SPEED, signal);
    ahead += ms - ms / SPEED;
  });
});
afterAll(() => vi.restoreAllMocks());

/** More than anything should need. */
const ROUNDS = 12;

const leftOut: string[] = [];
afterAll(() => {
  for (const line of leftOut) console.log(line);
});

describe.each(DRIVERS)('through $name', (driver) => {
  it.concurrent.each(SEQUENCES)('$name', (sequence) => play(sequence, driver), 60_000);
});

describe.each(otherStaff)('through $name', (driver) => {
  it.concurrent.each(LONGEST)('$name', (sequence) => play(sequence, driver, 40), 60_000);
});

async function play(
  { office, steps, name }: Sequence,
  driver: Driver,
  rounds = ROUNDS,
): Promise<void> {
  const laws = lawsOf(office);
  const account = await driver.begin(office, laws.check);
  try {
    for (const step of steps) {
      const { expected, why } = expectedOf(step.expect, step.needs, driver.capabilities);
      if (why !== null) leftOut.push(`${driver.name}: ${name}, ${step.name}: ${why}`);
      laws.begin(step, expected);
      account.desire(step.files);
      account.others(step.others ?? {});
      await toItsEnd(account, expected, step.name, rounds);
      laws.end(account.seen());
      await nothingIsLeftToDo(account, expected);
    }
    noSecretIsPrinted(account);
  } finally {
    await account.close();
  }
}

/** Applies until the plan is as it ought to be; the last try says why it is not. */
async function toItsEnd(
  account: Account,
  expected: Expected,
  name: string,
  rounds: number,
): Promise<void> {
  for (let round = 1; ; round++) {
    await account.work();
    await account.wait();
    try {
      planHolds(await account.plan(), expected);
      return;
    } catch (error) {
      if (round < rounds) continue;
      const [said = ''] = [account.printed.slice(-8).join('\n')];
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}\n${said}`);
    }
  }
}

/** Once more, and nothing is written. */
async function nothingIsLeftToDo(account: Account, expected: Expected): Promise<void> {
  const before = account.changes();
  await account.work();
  expect(account.changes() - before).toBe(0);
  planHolds(await account.plan(), expected);
}

function noSecretIsPrinted({ printed }: Account): void {
  expect(printed.filter((text) => text.includes(TAX_ID))).toEqual([]);
}

/** What the capabilities leave of it, and why. */
function expectedOf(
  expected: Expected,
  needs: Needs | undefined,
  { mutability, activeCampaigns, label }: Capabilities,
): { readonly expected: Expected; readonly why: string | null } {
  if (needs === undefined) return { expected, why: null };
  if (needs.kind === 'active-campaigns') {
    const { max } = activeCampaigns;
    if (max === null || needs.count <= max) return { expected, why: null };
    return {
      expected: { ...needs.otherwise, refusals: ['active-campaigns'] },
      why: `refused, as ${label} is understood to allow ${max} active campaign`,
    };
  }
  const of = (field: string) => mutability.campaign[field] ?? 'unknown';
  const unknown = needs.fields.filter((field) => of(field) === 'unknown');
  const fixed = needs.fields.filter((field) => of(field) === 'fixed');
  if (unknown.length + fixed.length === 0) return { expected, why: null };
  const rules = [
    ...(fixed.length === 0 ? [] : ['field-fixed']),
    ...(unknown.length === 0 ? [] : ['field-mutability-unknown']),
  ];
  return {
    expected: { ...needs.otherwise, refusals: rules },
    why:
      unknown.length === 0
        ? `refused, as ${fixed.join(', ')} cannot change after approval`
        : `refused, as nobody has confirmed whether ${unknown.join(', ')} may change after approval`,
  };
}
