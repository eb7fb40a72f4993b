/**
 * What an apply did, as text for an admin: done, waiting, held, failed, not attempted, and what to do next.
 * Law: every change stands in exactly one list, with who it is about and a sentence; quiet when there was nothing to do.
 */
import type { ApplyReport, Outcome } from '../model/report.ts';
import { figuresOf, idle, nextSteps, spent } from './apply/words.ts';
import { harmless } from './harmless.ts';
import { hang, joined, type Paint, type Rich } from './layout.ts';
import { changeRow, lasting, risks } from './plan/changes.ts';
import { folded, foldLine, grouped, type Page, pageOf, section } from './plan/page.ts';
import { safe } from './plan/safe.ts';
import { held as heldNumbers, nextStep } from './plan/sections.ts';
import { gaps, heading, labelled } from './plan/summary.ts';
import { deed } from './plan/words.ts';
import { count, type PlacedOptions, sentence } from './style.ts';

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
    ...(nothing && stopped === null
      ? hang('', idle(page.plan), page.style.width)
      : counts(clean, page)),
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
  return `${lines.map(harmless).join('\n')}\n`;
}

function heldAbove(page: Page): string[] {
  const { length } = page.plan.held;
  if (length === 0) return [];
  return ['', ...hang('', `${count(length, 'number')} held, listed above.`, page.style.width)];
}

function counts(report: ApplyReport, page: Page): string[] {
  const { paint, glyph } = page.style;
  const paints: Readonly<Record<string, Paint>> = {
    done: paint.good,
    waiting: paint.warn,
    held: paint.warn,
  };
  const shown = figuresOf(report).map(([name, n]): Rich => {
    const words = `${n} ${name}`;
    return [n > 0 ? { text: words, paint: paints[name] ?? paint.bad } : words];
  });
  const cost = [...spent(report), count(report.requests, 'request')].join(` ${glyph.dot} `);
  return [
    ...labelled('Applied', joined(shown, ` ${glyph.dot} `), page),
    ...labelled('Cost', cost, page),
  ];
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
