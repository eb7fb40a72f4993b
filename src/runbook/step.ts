/**
 * A step of a runbook: what every one has, whatever is done in it, and the id by which it is known.
 */
import { createHash } from 'node:crypto';
import type { Desired } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, Loss, Plan, Risk } from '../model/plan.ts';
import type { Claim, RunbookStep } from '../model/runbook.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { followed } from './select.ts';
import type { Sitting } from './sittings.ts';
import { listed, numberOf } from './words.ts';

/** What the steps are made from. */
export interface Facts {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly claims: ReadonlyMap<string, Claim>;
  /** Change id → id of its step. */
  readonly stepOf: ReadonlyMap<string, string>;
  /** Change id → change, of those in the runbook. */
  readonly changes: ReadonlyMap<string, Change>;
  readonly losses: ReadonlyMap<string, readonly Loss[]>;
}

export type Told = Pick<RunbookStep, 'title' | 'instructions'> &
  Partial<Pick<RunbookStep, 'fields' | 'numbers' | 'asks'>>;

/** Stable as long as the same changes are done together. */
export function stepId(changes: readonly Change[]): string {
  const ids = changes.map(({ id }) => id);
  const [first = ''] = ids;
  const of = ids.length === 1 ? first : createHash('sha256').update(ids.join(' ')).digest('hex');
  return of.slice(0, 8);
}

export function step({ changes }: Sitting, told: Told, facts: Facts): RunbookStep {
  const id = stepId(changes);
  const [first] = changes;
  const onAfter = first?.onAfter ?? null;
  return {
    id,
    changes: changes.map((change) => change.id),
    address: told.numbers === undefined ? (first?.address ?? null) : null,
    title: told.title,
    instructions: [...begin(changes, id, facts), ...told.instructions],
    fields: told.fields ?? [],
    numbers: told.numbers ?? [],
    risk: worst(changes),
    fee: first?.fee ?? null,
    claim: claimOf(facts.claims.get(first?.id ?? '')),
    losses: changes.flatMap((change) => facts.losses.get(change.id) ?? []),
    asks: told.asks ?? null,
    after: stepsBefore(changes, id, facts),
    onAfter: onAfter === null ? null : (facts.stepOf.get(onAfter) ?? null),
  };
}

function claimOf(claim: Claim | undefined): Claim | null {
  return claim === undefined ? null : { who: claim.who, at: claim.at, write: claim.write };
}

const RISKS: readonly Risk[] = ['free', 'outage', 'paid', 'irreversible'];

function worst(changes: readonly Change[]): Risk {
  const found = Math.max(...changes.map(({ risk }) => RISKS.indexOf(risk)));
  return RISKS[found] ?? 'free';
}

function stepsBefore(changes: readonly Change[], own: string, { stepOf }: Facts): string[] {
  const ids = changes.flatMap(followed).flatMap((id) => stepOf.get(id) ?? []);
  return [...new Set(ids)].filter((id) => id !== own);
}

/** What has to be seen before it begins. */
function begin(changes: readonly Change[], own: string, facts: Facts): string[] {
  const before = new Map<string, Change[]>();
  for (const id of new Set(changes.flatMap(followed))) {
    const change = facts.changes.get(id);
    const stepBefore = facts.stepOf.get(id);
    if (change === undefined || stepBefore === undefined || stepBefore === own) continue;
    before.set(stepBefore, [...(before.get(stepBefore) ?? []), change]);
  }
  const conditions = [...before].map(([id, followedThere]) => condition(id, followedThere, facts));
  return conditions.length === 0 ? [] : [`Begin once ${listed(conditions)}.`];
}

function condition(id: string, changes: readonly Change[], { plan }: Facts): string {
  const [first] = changes;
  switch (first?.action) {
    case 'register':
      return `Admin Console shows the brand of step ${id} as Verified, which takes ${plan.times.brand}`;
    case 'turn-off':
    case 'switch':
      return isOff(id, changes);
    case 'move':
      return first.onAfter === null ? `step ${id} is done` : isOff(id, changes);
    default:
      return `step ${id} is done`;
  }
}

/** Few are named. */
function isOff(id: string, changes: readonly Change[]): string {
  const numbers = changes.map((change) => formatPhone(change.from?.number ?? numberOf(change)));
  const named = numbers.length > MOST_NAMED ? `all ${numbers.length} numbers` : listed(numbers);
  return `${named} of step ${id} ${numbers.length === 1 ? 'shows' : 'show'} Disabled or nothing`;
}

const MOST_NAMED = 3;
