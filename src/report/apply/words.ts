/**
 * The words of an apply report: what was counted, what it cost, what to do next.
 */

import type { Plan } from '../../model/plan.ts';
import type { ApplyReport, Outcome } from '../../model/report.ts';
import { addressName, nothingToDo } from '../plan/summary.ts';
import { count, listOf, usd } from '../style.ts';

/** How many of each, in the order of the report; what there is none of is left out, but never `done`. */
export function figuresOf(report: ApplyReport): readonly (readonly [name: string, n: number])[] {
  const all = [
    ['done', report.done.length],
    ['waiting', report.waiting.length],
    ['held', report.held.length],
    ['failed', report.failed.length],
    ['not attempted', report.notAttempted.length],
  ] as const;
  return all.filter(([name, n]) => n > 0 || name === 'done');
}

/** Nothing was done: because nothing was to do, or because all that is open is in other hands. */
export function idle(plan: Plan): string {
  const open = [
    plan.waiting.length > 0 ? `${plan.waiting.length} under way` : '',
    plan.attention.length > 0 ? `${plan.attention.length} in need of attention` : '',
    plan.refusals.length > 0 ? `${plan.refusals.length} refused` : '',
    plan.held.length > 0 ? `${plan.held.length} held` : '',
    plan.gaps.length > 0 ? `${plan.gaps.length} not read` : '',
  ].filter((part) => part !== '');
  if (open.length === 0) return nothingToDo(plan);
  return `Nothing was done. Open: ${open.join(', ')}; \`campaignctl plan\` tells more.`;
}

/** What was paid, and what may have been; `nothing spent` only where that is certain. */
export function spent(report: ApplyReport): string[] {
  const { done, failed, spentUsd, unconfirmedUsd, mayHaveSpentUsd, unknownFees } = report;
  const unconfirmed = done.filter(({ change: { fee } }) => fee?.confirmed === false);
  const uncertain = failed.filter((outcome) => outcome.uncertain);
  const parts = [
    spentUsd > 0 ? `${usd(spentUsd)} spent` : '',
    unconfirmedUsd > 0 ? `up to ${usd(unconfirmedUsd)}, unconfirmed${paidNames(unconfirmed)}` : '',
    mayHaveSpentUsd > 0
      ? `up to ${usd(mayHaveSpentUsd)} may have been spent${paidNames(uncertain)}: no certain answer`
      : '',
    unknownFees > 0 ? `${count(unknownFees, 'fee')} unknown` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? ['nothing spent'] : parts;
}

/** ` (billing)`: those among them that have a price. */
function paidNames(outcomes: readonly Outcome[]): string {
  const paid = outcomes.filter(({ change: { fee } }) => (fee?.usd ?? 0) > 0);
  return paid.length === 0 ? '' : ` (${listOf(paid.map(({ change }) => addressName(change)))})`;
}

export function nextSteps(report: ApplyReport): string[] {
  const { stopped, waiting, held, plan } = report;
  return [
    ...ending(stopped),
    ...mending(report),
    ...(waiting.length > 0
      ? ['Run apply again when what waits has come true. Running it earlier does no harm.']
      : []),
    ...(held.some(({ change }) => change.refused)
      ? ['Refused changes run once their line is added; `campaignctl plan` prints each line.']
      : []),
    ...plan.limitRaises.map(
      ({ campaign, wanted }) =>
        `Ask support to raise ${campaign} to ${wanted}; \`campaignctl plan\` prints the text to send.`,
    ),
    ...plan.refusals.flatMap(({ support }) =>
      support === null
        ? []
        : [`Ask support ${support.about}; \`campaignctl plan\` prints the text to send.`],
    ),
  ];
}

/** What to do about how the run ended. */
function ending(stopped: ApplyReport['stopped']): string[] {
  switch (stopped) {
    case 'access':
      return [
        'The registry refused the API key, so the run stopped at once. Check the key and what it may do, then run apply again.',
      ];
    case 'interrupt':
      return [
        'The run was stopped. Requests in flight were finished; run apply again to carry on.',
      ];
    case 'lease':
      return [
        'Somebody else writes for this account now, so nothing more was sent. `campaignctl log` shows who.',
      ];
    case 'log':
      return [
        'The log could not be written, so nothing more was sent. Mend that, then run apply again: it looks up what was under way.',
      ];
    case null:
      return [];
  }
}

/** What to do about what failed: one looks where the answer is not certain, and mends the rest. */
function mending({ stopped, failed, notAttempted }: ApplyReport): string[] {
  const uncertain = failed.filter((outcome) => outcome.uncertain).length;
  const look =
    uncertain === 0
      ? []
      : [
          `Run \`campaignctl plan\` to see whether ${uncertain === 1 ? 'it' : 'they'} arrived; apply goes on from there.`,
        ];
  if (stopped !== null) return look;
  if (failed.length > uncertain) {
    return [
      ...look,
      'Run apply again once what failed is mended. It plans afresh and repeats nothing that is done.',
    ];
  }
  if (uncertain > 0) return look;
  return notAttempted.length > 0 ? ['Run apply again for what was not attempted.'] : [];
}
