/**
 * What an apply did, as text for an admin: done, waiting, held, failed, not attempted, and what to do next.
 * Law: every change stands in exactly one list, with who it is about and a sentence; quiet when there was nothing to do.
 */
import type { ApplyReport, Outcome } from '../model/report.ts';
import { hang, joined, type Paint, type Rich } from './layout.ts';
import { changeRow, lasting, risks } from './plan/changes.ts';
import { folded, foldLine, grouped, type Page, pageOf, section } from './plan/page.ts';
import { safe } from './plan/safe.ts';
import { held as heldNumbers, nextStep } from './plan/sections.ts';
import { addressName, gaps, heading, labelled, nothingToDo } from './plan/summary.ts';
import { deed } from './plan/words.ts';
import { count, listOf, type PlacedOptions, sentence, usd } from './style.ts';

export interface ApplyTextOptions extends PlacedOptions {
  /** The plan stands above, in the same output: what it lists in full is only counted here. */
  readonly planShown?: boolean;
}

export function renderApplyReport(report: ApplyReport, options: ApplyTextOptions): string {
  const page = pageOf(report.plan, options);
  const clean = safe(report);
  const { done, waiting, held, failed, notAttempted, stopped } = clean;
  const nothing = [done, waiting, held, failed, notAttempted].every((list) => list.length === 0);
  const lines = [
    ...heading(page.plan, page.style),
    ...gaps(page),
    '',
    ...(nothing && stopped === null ? hang('', idle(page), page.style.width) : counts(clean, page)),
    ...outcomes('Done', done, page),
    ...outcomes('Waiting', waiting, page),
    ...outcomes('Held back: refused, or not approved', held, page),
    ...(options.planShown === true ? heldAbove(page) : heldNumbers(page)),
    ...outcomes('Failed', failed, page),
    ...outcomes('Not attempted', notAttempted, page),
    ...section(
      'Next',
      nextSteps(clean).flatMap((step) => nextStep(step, '  ', page)),
      page,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Nothing was done: because nothing was to do, or because all that is open is in other hands. */
function idle({ plan }: Page): string {
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

function heldAbove(page: Page): string[] {
  const { length } = page.plan.held;
  if (length === 0) return [];
  return ['', ...hang('', `${count(length, 'number')} held, listed above.`, page.style.width)];
}

function counts(report: ApplyReport, page: Page): string[] {
  const { paint, glyph } = page.style;
  const figures: [string, number, Paint][] = [
    ['done', report.done.length, paint.good],
    ['waiting', report.waiting.length, paint.warn],
    ['held', report.held.length, paint.warn],
    ['failed', report.failed.length, paint.bad],
    ['not attempted', report.notAttempted.length, paint.bad],
  ];
  const shown = figures
    .filter(([name, n]) => n > 0 || name === 'done')
    .map(
      ([name, n, color]): Rich => [n > 0 ? { text: `${n} ${name}`, paint: color } : `0 ${name}`],
    );
  const cost = [...spent(report), count(report.requests, 'request')].join(` ${glyph.dot} `);
  return [
    ...labelled('Applied', joined(shown, ` ${glyph.dot} `), page),
    ...labelled('Cost', cost, page),
  ];
}

/** What was paid, and what may have been; `nothing spent` only where that is certain. */
function spent(report: ApplyReport): string[] {
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

/** Changes with the same outcome are told it once. */
function outcomes(title: string, all: readonly Outcome[], page: Page): string[] {
  const groups = [...grouped(all, ({ text }) => text)];
  return section(
    title,
    groups.flatMap(([text, group]) => {
      const { shown, left } = folded(group, (outcome) => outcome.change.risk !== 'free');
      return [
        ...hang('  ', sentence(text), page.style.width),
        ...shown.flatMap((outcome) => outcomeRows(title, outcome, page)),
        ...foldLine(left, '    ', page),
      ];
    }),
    page,
  );
}

/** What came true is shown with what it cost, what waits with its risks too; what failed with the id that support asks for. */
function outcomeRows(title: string, { change, requestId }: Outcome, page: Page): string[] {
  const { width, paint } = page.style;
  const danger = title === 'Waiting' ? risks : title === 'Done' ? lasting : () => [];
  const request = title === 'Failed' && requestId !== null ? [`request ${requestId}`] : [];
  return [
    ...changeRow(change, deed(change, 'alone'), danger(change, page), page, '    '),
    ...request.flatMap((text) => hang('        ', [{ text, paint: paint.faint }], width)),
  ];
}

function nextSteps(report: ApplyReport): string[] {
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
