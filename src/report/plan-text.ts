/**
 * A plan as text for an admin: who can text before and after, what it costs, what to do, then the details.
 * Law: pure; everything untrusted is cleaned first; quiet when there is nothing to say.
 */
import type { Plan } from '../model/plan.ts';
import { parted } from '../model/plan-parts.ts';
import { renderDiagnostics } from './diagnostics.ts';
import { harmless } from './harmless.ts';
import { hang } from './layout.ts';
import { before, gone } from './plan/against.ts';
import { campaignLines } from './plan/campaigns.ts';
import { changeSections } from './plan/changes.ts';
import { information } from './plan/information.ts';
import { type Page, pageOf } from './plan/page.ts';
import {
  attention,
  cannotText,
  held,
  letters,
  refusals,
  unlisted,
  waiting,
} from './plan/sections.ts';
import { closingWords, heading, nothingToDo, summary } from './plan/summary.ts';
import type { PlacedOptions } from './style.ts';

export function renderPlan(plan: Plan, options: PlacedOptions): string {
  const page = pageOf(plan, options);
  const body = [
    ...attention(page),
    ...changeSections(page),
    ...refusals(page),
    ...held(page),
    ...cannotText(page),
    ...waiting(page),
    ...unlisted(page),
    ...letters(page),
    ...notes(parted(plan, 'diagnostics').own, options),
    ...gone(page),
    ...before(page),
  ];
  const lines =
    body.length === 0 && plan.gaps.length === 0
      ? [...heading(page.plan, page.style), '', nothingToDo(page.plan), ...information(page)]
      : [
          ...summary(page),
          ...campaignLines(page),
          ...body,
          ...information(page),
          '',
          ...closing(page),
        ];
  return `${lines.map(harmless).join('\n')}\n`;
}

/** What `validate` had to say, in its own form; it cleans for itself, after it has placed its carets. */
function notes(diagnostics: Plan['diagnostics'], options: PlacedOptions): string[] {
  if (diagnostics.length === 0) return [];
  return ['', ...renderDiagnostics(diagnostics, options).trimEnd().split('\n')];
}

function closing(page: Page): string[] {
  const { style } = page;
  const words = closingWords(page);
  const end = words.indexOf(': ') + 2;
  const total = { text: words.slice(0, end < 2 ? 0 : end), paint: style.paint.strong };
  return hang('', [total, words.slice(total.text.length)], style.width);
}
