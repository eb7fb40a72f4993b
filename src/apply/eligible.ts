/**
 * Which changes of a plan this run may carry out, and where the others are listed. Pure.
 * Law: a change runs only when everything it follows, and everything that makes room for its second half, runs too;
 * nobody is taken off SMS for a place that this run cannot make.
 */
import type { E164 } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Outcome } from '../model/report.ts';
import type { Clearance } from './clearance.ts';
import { followed } from './scheduling.ts';
import { splitAddress } from './steps.ts';

export type ReportList = 'done' | 'waiting' | 'held' | 'failed' | 'notAttempted';

export interface Verdict {
  readonly list: ReportList;
  readonly outcome: Outcome;
}

export interface Eligible {
  /** To be run, in the plan's order. */
  readonly runnable: readonly Change[];
  /** Change id → where it is listed without having been tried. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** `blocked`: change id → why it fails before any request. */
export function eligible(
  plan: Plan,
  clearance: Clearance,
  blocked: ReadonlyMap<string, string>,
): Eligible {
  const verdicts = new Map<string, Verdict>();
  const refusals = new Map(
    plan.refusals.flatMap(({ changes, message }) => changes.map((id) => [id, message] as const)),
  );
  for (const change of plan.changes) {
    const verdict = ownVerdict(change, refusals, clearance, blocked);
    if (verdict !== null) verdicts.set(change.id, verdict);
  }
  // To a fixed point, as what a change follows may come later in the plan (a broken cycle).
  for (let found = true; found; ) {
    found = false;
    for (const change of plan.changes) {
      const cause = verdicts.has(change.id) ? undefined : firstCause(change, verdicts);
      if (cause === undefined) continue;
      verdicts.set(change.id, following(change, cause));
      found = true;
    }
  }
  return { runnable: plan.changes.filter(({ id }) => !verdicts.has(id)), verdicts };
}

function ownVerdict(
  change: Change,
  refusals: ReadonlyMap<string, string>,
  { objections, delays, remarks }: Clearance,
  blocked: ReadonlyMap<string, string>,
): Verdict | null {
  const { when, id } = change;
  if (change.refused) {
    return verdict('held', change, refusals.get(id) ?? 'It follows a change that is refused.');
  }
  const objection = objections.get(id);
  if (objection !== undefined) return verdict('held', change, objection);
  if (when.kind === 'waiting' || when.kind === 'by-hand') {
    const remark = remarks.get(id);
    const text = remark === undefined ? when.text : `${remark} ${sentenceOf(when.text)}`;
    return verdict('waiting', change, text);
  }
  const delay = delays.get(id);
  if (delay !== undefined) return verdict('waiting', change, delay);
  const reason = blocked.get(id);
  return reason === undefined ? null : verdict('failed', change, reason);
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function firstCause(change: Change, verdicts: ReadonlyMap<string, Verdict>): Verdict | undefined {
  const needs = change.onAfter === null ? followed(change) : [...followed(change), change.onAfter];
  const causes = needs.flatMap((id) => verdicts.get(id) ?? []);
  return causes.find(({ list }) => list !== 'waiting') ?? causes[0];
}

/** What follows a wait waits; what follows anything else was not attempted. */
function following(change: Change, { list, outcome }: Verdict): Verdict {
  const name = describe(outcome.change);
  if (list === 'waiting') return verdict('waiting', change, `It follows ${name}, which waits.`);
  const why = list === 'held' ? 'is held' : list === 'failed' ? 'failed' : 'was not attempted';
  return verdict('notAttempted', change, `It follows ${name}, which ${why}.`);
}

export function verdict(
  list: ReportList,
  change: Change,
  text: string,
  requestId: string | null = null,
  uncertain = false,
): Verdict {
  return { list, outcome: { change, text, requestId, uncertain } };
}

/** A change as the subject of a sentence: `the registration of campaign front-desk`, `turning off Jane Doe +1 408 555 0101`. */
export function describe({
  address,
  action,
  person,
}: Pick<Change, 'address' | 'action' | 'person'>): string {
  const name = person === null ? shownName(address) : `${person} ${shownName(address)}`;
  switch (action) {
    case 'register':
      return `the registration of ${name}`;
    case 'update':
      return `the change of ${name}`;
    case 'resubmit':
      return `the resubmission of ${name}`;
    case 'deactivate':
      return `the deactivation of ${name}`;
    case 'bind':
      return `the renaming of ${name}`;
    case 'assign':
      return `turning on ${name}`;
    case 'move':
      return `the move of ${name}`;
    case 'switch':
      return `the switch to ${name}`;
    case 'turn-off':
      return `turning off ${name}`;
  }
}

/** `campaign front-desk`, `+1 408 555 0101`. */
export function shownName(address: string): string {
  const [kind, name] = splitAddress(address);
  return kind === 'number' ? formatPhone(name as E164) : `${kind} ${name}`;
}
