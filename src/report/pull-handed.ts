/**
 * The comment under a pull request whose changes people carry out: what they have told, and what waits for them.
 * Law: pure; it says where the steps are, and never that something is done which nobody has told.
 */
import type { ReviewedChange } from '../model/review.ts';
import type { HeldStep, Runbook } from '../model/runbook.ts';
import { nameOf } from './log-words.ts';
import { text } from './markdown/escape.ts';
import { type AppliedOptions, lineOf, renderState, type Told } from './pull-comment.ts';
import { stepsOf } from './runbook/words.ts';

export interface IssueLink {
  readonly number: number;
  readonly url: string;
}

/** `waits for people: issue #12`; null: there is no issue. */
export function peopleWait(issue: IssueLink | null): string {
  return issue === null ? 'waits for people' : `waits for people: issue #${issue.number}`;
}

/** `issue`: null: there is none. */
export function renderHanded(
  reviewed: readonly ReviewedChange[],
  runbook: Runbook,
  { issue, gone = new Set(), ...options }: AppliedOptions & { readonly issue: IssueLink | null },
): string {
  const lists = { done: [] as Told[], dropped: [] as Told[], waiting: [], held: [] } as {
    readonly [list in 'done' | 'dropped' | 'waiting' | 'held']: Told[];
  };
  const placeOf = placesIn(runbook, issue);
  for (const { change, state } of reviewed) {
    const place = state === 'open' ? placeOf(change) : { list: state, why: '' };
    lists[place.list].push({ line: lineOf(change), why: place.why });
  }
  const link = issue === null ? {} : { issue: { label: `issue #${issue.number}`, url: issue.url } };
  const back = runbook.held
    .filter(({ address }) => gone.has(address))
    .map(({ why, ...one }) => ({ line: text(nameOf(one)), why }));
  const none = { failed: [], notAttempted: [], stopped: null };
  const state = { total: reviewed.length, ...lists, ...none, back };
  return renderState({ ...state, byHand: true }, { ...options, ...link });
}

interface Place {
  readonly list: 'waiting' | 'held';
  readonly why: string;
}

/** Where an approved change stands: by its id, or as what is left of a move whose number is off. */
function placesIn(runbook: Runbook, issue: IssueLink | null) {
  const steps = stepsOf(runbook);
  const ids = new Set(steps.flatMap(({ changes }) => changes));
  const numbers = new Set(
    steps.flatMap((step) => step.numbers.map((one) => `number/${one.number}`)),
  );
  const found = (list: readonly HeldStep[], id: string, address: string) =>
    list.find(({ change }) => change === id) ?? list.find((one) => one.address === address);
  return ({ id, address }: ReviewedChange['change']): Place => {
    const held = found(runbook.held, id, address);
    if (held !== undefined) return { list: 'held', why: held.why };
    if (ids.has(id) || numbers.has(address)) {
      return { list: 'waiting', why: `It ${peopleWait(issue)}.` };
    }
    const later = found(runbook.later, id, address);
    return { list: 'waiting', why: later?.why ?? 'It is not in the runbook now; a plan says why.' };
  };
}
