/**
 * What an apply did, as GitHub-flavoured Markdown: done, waiting, held, failed, not attempted, and what to do next.
 * Law: as on a terminal: every change stands in exactly one list; what failed and what was paid is never cut first.
 */
import type { ApplyReport, Outcome } from '../model/report.ts';
import { figuresOf, idle, nextSteps, spent } from './apply/words.ts';
import { plainOf } from './layout.ts';
import { type Block, within } from './markdown/budget.ts';
import { id, whoOf } from './markdown/changes.ts';
import { code, prose, text } from './markdown/escape.ts';
import { heldBlock } from './markdown/sections.ts';
import { BUDGET, cutNote, type MarkdownOptions, missingNote } from './markdown/whole.ts';
import { lasting, risks } from './plan/changes.ts';
import { grouped, type Page, pageOf } from './plan/page.ts';
import { safe } from './plan/safe.ts';
import { gapWords, readWords } from './plan/summary.ts';
import { deed } from './plan/words.ts';
import { count, sentence } from './style.ts';

export function renderApplyMarkdown(whole: ApplyReport, options: MarkdownOptions = {}): string {
  const { budget = BUDGET, base = '' } = options;
  const report = safe(whole);
  const page = pageOf(whole.plan, { color: false, columns: 100, base });
  const { done, waiting, held, failed, notAttempted, stopped } = report;
  const isIdle = [done, waiting, held, failed, notAttempted].every(({ length }) => length === 0);
  const blocks = [
    head(report, page, isIdle && stopped === null),
    outcomes('Failed', failed, 0, page),
    outcomes('Not attempted', notAttempted, 1, page),
    outcomes('Done', done, 2, page),
    outcomes('Waiting', waiting, 3, page),
    outcomes('Held back: refused, or not approved', held, 3, page),
    heldBlock(page),
    next(report),
  ].filter(({ rows }) => rows.length > 0);
  const { text: body, left } = within(blocks, budget - 600, missingNote(options));
  return `${[body, ...cutNote(left, options)].join('\n\n')}\n`;
}

function head(report: ApplyReport, page: Page, isIdle: boolean): Block {
  const { plan } = page;
  const figures = figuresOf(report)
    .map(([name, n]) => `${n} ${name}`)
    .join(' · ');
  const about = [
    plan.sandbox ? '**SANDBOX, no real phone is affected**' : text(plan.label),
    text(readWords(plan)),
    ...(isIdle ? [] : [...spent(report).map(text), count(report.requests, 'request')]),
  ].join(' · ');
  const unread = gapWords(plan).map((words) => `> **Not read:** ${prose(words)}`);
  const lines = [
    `### <code>${text(report.account)}</code> · ${isIdle ? 'nothing was done' : figures}`,
    '',
    about,
    ...(isIdle ? ['', prose(idle(plan))] : []),
    ...(unread.length === 0 ? [] : ['', '> [!CAUTION]', unread.join('\n>\n')]),
  ];
  return { open: [], rows: [{ text: lines.join('\n'), rank: 0 }], close: [] };
}

/** Changes with the same outcome are told it once. */
function outcomes(title: string, all: readonly Outcome[], rank: number, page: Page): Block {
  const danger = title === 'Waiting' ? risks : title === 'Done' ? lasting : () => [];
  return {
    open: [`#### ${title}`, ''],
    rows: [...grouped(all, ({ text: said }) => said)].flatMap(([said, group]) => [
      { text: `- ${prose(sentence(said))}`, rank },
      ...group.map(({ change, requestId }) => {
        const words = [deed(change, 'alone'), ...danger(change, page).map(plainOf)].join(', ');
        const request =
          title === 'Failed' && requestId !== null ? ` (request ${code(requestId)})` : '';
        const text = `  - ${whoOf(change)}${prose(words)} ${id(change)}${request}`;
        return { text, rank: change.risk === 'free' ? rank : 0 };
      }),
    ]),
    close: [],
  };
}

function next(report: ApplyReport): Block {
  return {
    open: ['#### Next', ''],
    rows: nextSteps(report).map((step) => ({ text: `- ${prose(step)}`, rank: 1 })),
    close: [],
  };
}
