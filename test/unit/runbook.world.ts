/** Runbooks of the scenarios of golden plans, as they are where people work in Admin Console. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config/load.ts';
import type { Capabilities } from '../../src/model/capabilities.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import {
  type OpenClaim,
  RUNBOOK_FORMAT,
  type Runbook,
  type RunbookStep,
} from '../../src/model/runbook.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
import {
  CONSOLE as AS_PUBLISHED,
  SANDBOX,
} from '../../src/providers/eight-by-eight/capabilities.ts';
import { makeRunbook, type RunbookInput } from '../../src/runbook/runbook.ts';
import { number } from '../builders.ts';
import { snapshotFrom } from '../snapshots.ts';

const SCENARIOS = fileURLToPath(new URL('../golden/plans/', import.meta.url));

/** By hand as with 8x8; what its sources leave open is settled, so that every kind of step comes up. */
export const CONSOLE: Capabilities = {
  ...AS_PUBLISHED,
  activeCampaigns: { max: null, confirmed: false },
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

/** A claim of the change, as the log has it. */
export function claimBy(who: string, change: string, of: Partial<OpenClaim> = {}): OpenClaim {
  return {
    who,
    at: '2026-11-30T09:12:00Z',
    write: '7f3a9c21b0',
    change,
    address: 'campaign/front-desk',
    action: 'register',
    ...of,
  };
}

export function stepsOf({ parts }: Runbook): RunbookStep[] {
  return parts.flatMap(({ steps }) => steps);
}

/** Every text of a runbook that can come from somebody else, all of them `text`. Its ids and kinds are ours. */
export function runbookSaying(text: string): Runbook {
  const seen = { at: text, by: text };
  const base = {
    instructions: [text, text],
    fields: [
      { label: text, values: [text, 'plain'], before: [text], secretFrom: null },
      { label: text, values: [], before: null, secretFrom: text },
    ],
    numbers: [
      { number: number('0101'), person: text, from: text, to: text, silences: number('0102') },
      { number: number('0103'), person: null, from: null, to: text, silences: null },
    ],
    losses: [{ number: number('0101'), person: text, change: 'a', how: 'move' as const }],
    after: ['aaaa0000'],
  };
  const step = (id: string, of: Partial<RunbookStep>): RunbookStep => ({
    ...base,
    id,
    changes: [`${id}1111`],
    address: `campaign/${text}`,
    title: text,
    risk: 'free',
    fee: null,
    claim: null,
    asks: null,
    onAfter: null,
    ...of,
  });
  const fee = { usd: 89, confirmed: true, accepted: 89, note: text };
  return {
    format: RUNBOOK_FORMAT,
    account: text,
    provider: '8x8',
    label: text,
    readAt: text,
    commit: text,
    seen: {
      lookAgainAfterDays: 7,
      forms: seen,
      page: seen,
      objects: [{ ...seen, name: text, id: text }],
      formNotSeen: [],
    },
    parts: [
      {
        kind: 'campaign',
        title: text,
        where: [text, text],
        steps: [
          step('aaaa0000', { risk: 'paid', fee, asks: 'campaign-id' }),
          step('bbbb0000', { risk: 'paid', fee, claim: { who: text, at: text, write: text } }),
          step('cccc0000', { risk: 'irreversible', onAfter: 'dddd0000' }),
          step('dddd0000', { risk: 'outage' }),
        ],
      },
    ],
    looks: [
      {
        address: `brand/${text}`,
        title: text,
        since: text,
        from: text,
        answers: [{ status: 'verified', label: text }],
      },
      { address: 'numbers', title: text, since: text, from: text, answers: [] },
      { address: 'forms', title: text, since: text, from: null, answers: [] },
    ],
    support: [{ about: text, text }],
    held: [{ change: 'eeee', address: `campaign/${text}`, person: text, why: text }],
    claimed: [
      {
        who: text,
        at: text,
        write: 'w1',
        change: 'gggg',
        address: `campaign/${text}`,
        action: 'register',
      },
    ],
    later: [{ change: 'ffff', address: `number/${number('0104')}`, person: text, why: text }],
    waiting: [
      {
        address: `campaign/${text}`,
        campaign: text,
        person: text,
        for: 'campaign-approval',
        since: text,
        text,
      },
    ],
  };
}
