/**
 * The runbook of a plan: what a person does in Admin Console, in the order of work. Plan in, runbook out.
 * Law: pure. Every change that may run is in exactly one step, and no step comes before one that it follows.
 */
import type { Desired } from '../model/desired.ts';
import type { Loss, Plan } from '../model/plan.ts';
import { lettersOf } from '../model/plan-parts.ts';
import {
  type OpenClaim,
  RUNBOOK_FORMAT,
  type Runbook,
  type RunbookPart,
  type RunbookStep,
} from '../model/runbook.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { formOf } from './forms.ts';
import { looksOf } from './looks.ts';
import { moved, turnedOff, turnedOn } from './numbers.ts';
import { select } from './select.ts';
import { type Sitting, sittingsOf } from './sittings.ts';
import { type Facts, step, stepId, type Told } from './step.ts';
import { count, keyOf } from './words.ts';

export interface RunbookInput {
  readonly plan: Plan;
  /** As the provider would read it back. */
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  /** Ids of the changes that may run: approved, and not held. */
  readonly cleared: ReadonlySet<string>;
  /** Change id → why it may not. */
  readonly objections: ReadonlyMap<string, string>;
  /** Every open claim, by id of the change. */
  readonly claims: ReadonlyMap<string, OpenClaim>;
  readonly commit: string | null;
}

export function makeRunbook(input: RunbookInput): Runbook {
  const { plan, desired, snapshot, claims, commit } = input;
  const { chosen, held, later } = select(plan, input.cleared, input.objections);
  const sittings = sittingsOf(chosen);
  const facts: Facts = {
    plan,
    desired,
    snapshot,
    claims,
    stepOf: new Map(
      sittings.flatMap(({ changes }) => {
        const id = stepId(changes);
        return changes.map((change) => [change.id, id] as const);
      }),
    ),
    changes: new Map(chosen.map((change) => [change.id, change])),
    losses: lossesOf(plan),
  };
  const parts = partsOf(sittings, facts);
  return {
    format: RUNBOOK_FORMAT,
    account: plan.account,
    provider: plan.provider,
    label: plan.label,
    readAt: plan.readAt,
    commit,
    seen: plan.seen,
    parts,
    looks: looksOf(snapshot, desired),
    support: lettersOf(plan),
    held,
    later,
    claimed: claimedElsewhere(claims, parts),
    waiting: plan.waiting,
  };
}

/** The open claims that no step shows. */
function claimedElsewhere(
  claims: RunbookInput['claims'],
  parts: readonly RunbookPart[],
): OpenClaim[] {
  const shown = new Set(
    parts.flatMap(({ steps }) => steps.flatMap(({ claim }) => claim?.write ?? [])),
  );
  const others = [...claims.values()].filter(({ write }) => !shown.has(write));
  return [...new Map(others.map((claim) => [claim.write, claim])).values()];
}

function lossesOf({ people }: Plan): Map<string, Loss[]> {
  const losses = new Map<string, Loss[]>();
  for (const loss of people.losses) {
    losses.set(loss.change, [...(losses.get(loss.change) ?? []), loss]);
  }
  return losses;
}

/** Sittings one after another in the same place are one part. */
function partsOf(sittings: readonly Sitting[], facts: Facts): RunbookPart[] {
  const groups: [Sitting, ...Sitting[]][] = [];
  for (const sitting of sittings) {
    const last = groups.at(-1);
    if (last !== undefined && last[0].kind === sitting.kind && last[0].part === sitting.part) {
      last.push(sitting);
    } else groups.push([sitting]);
  }
  return groups.map((group) => ({
    kind: group[0].kind,
    title: titleOf(group),
    where: WHERE[group[0].kind],
    steps: stepsOf(group, facts),
  }));
}

/** Home > SMS of Admin Console. */
const WHERE: Readonly<Record<RunbookPart['kind'], readonly string[]>> = {
  brand: ['Home', 'SMS', 'Your Brand'],
  campaign: ['Home', 'SMS', 'Your Campaign'],
  'turn-off': ['Home', 'SMS', 'Your SMS enabled phone numbers'],
  move: ['Home', 'SMS', 'Your SMS enabled phone numbers'],
  enable: ['Home', 'SMS', 'Your SMS enabled phone numbers', '+ Enable phone numbers'],
  deactivate: ['Home', 'SMS', 'Your Campaign'],
};

function titleOf(group: readonly [Sitting, ...Sitting[]]): string {
  const [{ kind, part, changes }] = group;
  const total = group.reduce((sum, sitting) => sum + sitting.changes.length, 0);
  const numbers = count(total, 'number');
  const campaign = changes[0]?.campaign ?? '';
  switch (kind) {
    case 'brand':
      return `Brand form: ${keyOf(part)}`;
    case 'campaign':
      return `Campaign form: ${keyOf(part)}`;
    case 'turn-off':
      return `Turn off ${numbers}`;
    case 'move':
      return changes[0]?.action === 'switch'
        ? `Switch ${count(total, 'user')} to another number: ${campaign}`
        : `Move ${numbers}: ${campaign}`;
    case 'enable':
      return `Turn on ${numbers}: ${campaign}`;
    case 'deactivate':
      return `Deactivate for ever: ${keyOf(part)}`;
  }
}

function stepsOf(group: readonly Sitting[], facts: Facts): RunbookStep[] {
  return group.map((sitting, at) =>
    step(sitting, toldOf(sitting, batchWords(group, at), facts), facts),
  );
}

function toldOf(sitting: Sitting, batch: string, facts: Facts): Told {
  switch (sitting.kind) {
    case 'turn-off':
      return turnedOff(sitting, facts);
    case 'move':
      return moved(sitting, facts);
    case 'enable':
      return turnedOn(sitting, facts, batch);
    case 'brand':
    case 'campaign':
    case 'deactivate': {
      const [change] = sitting.changes;
      if (change === undefined) throw new Error('a form without a change');
      return formOf(change, facts);
    }
  }
}

/** ` (batch 2 of 3)`; nothing where there is one. */
function batchWords(group: readonly Sitting[], at: number): string {
  return group.length === 1 ? '' : ` (batch ${at + 1} of ${group.length})`;
}
