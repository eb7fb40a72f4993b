/**
 * The account at a glance: how many can text, who cannot and why, what waits, what needs attention.
 */
import type { AccountAnswer } from '../../model/explain.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { Known } from './known.ts';
import { survey } from './silent.ts';

export function accountAnswer(known: Known): AccountAnswer {
  const { plan, desired, fees } = known;
  const listed = desired.campaigns.flatMap(({ numbers }) => numbers.map(({ number }) => number));
  // Who has SMS on in vain is told also where no line asks for it.
  const blocked = plan.cannotText.flatMap(({ number }) =>
    known.written.has(number) ? [] : [number],
  );
  return {
    kind: 'account',
    ...survey(known, listed, blocked),
    campaigns: plan.campaigns,
    waiting: plan.waiting,
    attention: plan.attention,
    refusals: plan.refusals,
    changes: changesOf(plan),
    unlisted: plan.unlisted.length,
    unmentioned: plan.unmentioned.length,
    fees: fees === null ? null : sumsOf(fees.totals),
  };
}

function changesOf({ changes }: Plan): AccountAnswer['changes'] {
  const of = (kind: Change['when']['kind']) =>
    changes.filter(({ when, refused }) => !refused && when.kind === kind).length;
  return {
    now: of('now'),
    after: of('after'),
    waiting: of('waiting'),
    byHand: of('by-hand'),
    refused: changes.filter(({ refused }) => refused).length,
  };
}

function sumsOf({
  confirmed,
  unconfirmed,
  possible,
  unknown,
}: NonNullable<Known['fees']>['totals']): AccountAnswer['fees'] {
  return { confirmed, unconfirmed, possible, unknown };
}
