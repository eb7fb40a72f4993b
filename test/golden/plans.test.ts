/**
 * Golden plans: one scenario for each behaviour of the planner. `config.yaml`, `observed.yaml` (compact form, see snapshots.ts)
 * and, where there is one, `log.yaml` (what the log remembers) make `plan.json`, what apply and tools read, and `plan.txt`, what an admin reads.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import type { Capabilities } from '../../src/model/capabilities.ts';
import type { LogFacts, Submission } from '../../src/model/log.ts';
import type { Plan } from '../../src/model/plan.ts';
import { PLAN_RULES } from '../../src/model/plan-rules.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
import { CONSOLE, GATEWAY, SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { toJson } from '../../src/report/json.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { expectGolden } from '../golden.ts';
import { assertPlanValid } from '../plan-valid.ts';
import { snapshotFrom } from '../snapshots.ts';

const SCENARIOS = fileURLToPath(new URL('./plans/', import.meta.url));
const names = readdirSync(SCENARIOS).sort();

async function planOf(name: string): Promise<Plan> {
  const { desired, diagnostics } = await loadConfig(`${SCENARIOS}${name}`);
  if (desired === null) {
    throw new Error(`the configuration is not valid:\n${JSON.stringify(diagnostics, null, 2)}`);
  }
  const observed = readFileSync(`${SCENARIOS}${name}/observed.yaml`, 'utf8');
  return makePlan({
    desired: canonicalDesired(desired),
    snapshot: snapshotFrom(observed),
    capabilities: capabilitiesOf(observed),
    diagnostics,
    log: logOf(name),
  });
}

/** null: no log is asked. */
function logOf(name: string): LogFacts | null {
  const file = `${SCENARIOS}${name}/log.yaml`;
  if (!existsSync(file)) return null;
  const { submissions = {}, lastRead = {}, known = [], ...facts } = parse(readFileSync(file, 'utf8'));
  return {
    ...facts,
    known: new Set(known),
    submissions: new Map(
      Object.entries(submissions).map(([key, one]) => [key, { claimedBy: null, content: null, ...(one as Omit<Submission, 'claimedBy' | 'content'>) }]),
    ),
    lastRead: new Map(Object.entries(lastRead)),
  };
}

/** Those of the sandbox, unless the first line names others. */
function capabilitiesOf(observed: string): Capabilities {
  const [, name = ''] = /^# capabilities: (\S+)\n/.exec(observed) ?? [];
  return new Map([['8x8', CONSOLE], ['gateway', GATEWAY]]).get(name) ?? SANDBOX;
}

describe('golden plans', () => {
  it.each(names)('%s', async (name) => {
    const plan = await planOf(name);
    assertPlanValid(plan);
    expectGolden(`plans/${name}/plan.json`, toJson(plan));
    expectGolden(`plans/${name}/plan.txt`, renderPlan(plan, { columns: 80, color: false }));
  });

  it('show no rule that the table of rules does not have', async () => {
    const plans = await Promise.all(names.map(planOf));
    const shown = plans.flatMap(({ refusals, held, attention }) => [
      ...refusals,
      ...held,
      ...attention,
    ]);
    const known = new Set(PLAN_RULES.map(({ id }) => id));
    expect(shown.filter(({ rule }) => !known.has(rule))).toEqual([]);
  });
});
