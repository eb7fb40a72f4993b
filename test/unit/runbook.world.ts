/** Runbooks of the scenarios of golden plans, as they are where people work in Admin Console. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config/load.ts';
import type { Capabilities } from '../../src/model/capabilities.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { Runbook, RunbookStep } from '../../src/model/runbook.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
import {
  CONSOLE as AS_PUBLISHED,
  SANDBOX,
} from '../../src/providers/eight-by-eight/capabilities.ts';
import { makeRunbook, type RunbookInput } from '../../src/runbook/runbook.ts';
import { snapshotFrom } from '../snapshots.ts';

const SCENARIOS = fileURLToPath(new URL('../golden/plans/', import.meta.url));

/** By hand as with 8x8; what its sources leave open is settled, so that every kind of step comes up. */
export const CONSOLE: Capabilities = {
  ...AS_PUBLISHED,
  activeCampaigns: { max: null, confirmed: true },
  fees: { ...AS_PUBLISHED.fees, brandRegistration: SANDBOX.fees.brandRegistration },
  mutability: SANDBOX.mutability,
};

/** What may run, if all of it is approved. */
export function startable({ changes }: Plan): Change[] {
  return changes.filter(
    ({ refused, when }) => !refused && (when.kind === 'now' || when.kind === 'after'),
  );
}

/** The plan of a scenario, all of it approved. */
export async function inputOf(
  name: string,
  change: (snapshot: Snapshot) => Snapshot = (snapshot) => snapshot,
): Promise<RunbookInput> {
  const loaded = await loadConfig(`${SCENARIOS}${name}`);
  if (loaded.desired === null) throw new Error(`${name} is not valid`);
  const desired = canonicalDesired(loaded.desired);
  const observed = readFileSync(`${SCENARIOS}${name}/observed.yaml`, 'utf8');
  const snapshot = change({ ...snapshotFrom(observed), provider: '8x8' });
  const plan = makePlan({ desired, snapshot, capabilities: CONSOLE });
  return {
    plan,
    desired,
    snapshot,
    cleared: new Set(startable(plan).map(({ id }) => id)),
    objections: new Map(),
    claims: new Map(),
    commit: null,
  };
}

export async function runbookOf(
  name: string,
  change?: (snapshot: Snapshot) => Snapshot,
): Promise<Runbook> {
  return makeRunbook(await inputOf(name, change));
}

export function stepsOf({ parts }: Runbook): RunbookStep[] {
  return parts.flatMap(({ steps }) => steps);
}
