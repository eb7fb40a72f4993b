/**
 * A plan as text for an admin: who can text before and after, what it costs, what to do, then the details.
 * Law: pure; everything untrusted is cleaned first; quiet when there is nothing to say.
 */
import type { Plan } from '../model/plan.ts';
import { renderDiagnostics } from './diagnostics.ts';
import { hang } from './layout.ts';
import { campaignLines } from './plan/campaigns.ts';
import { changeSections } from './plan/changes.ts';
import { type Page, pageOf } from './plan/page.ts';
import {
  attention,
  cannotText,
  held,
  limitRaises,
  refusals,
  unlisted,
  waiting,
} from './plan/sections.ts';
import { heading, nothingToDo, summary } from './plan/summary.ts';
import { count, type PlacedOptions } from './style.ts';

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
    ...limitRaises(page),
    ...notes(plan, options),
  ];
  const lines =
    body.length === 0 && plan.gaps.length === 0
      ? [...heading(page.plan, page.style), '', nothingToDo(page.plan)]
      : [...summary(page), ...campaignLines(page), ...body, '', ...closing(page)];
  return `${lines.join('\n')}\n`;
}

/** What `validate` had to say, in its own form; it cleans for itself, after it has placed its carets. */
function notes({ diagnostics }: Plan, options: PlacedOptions): string[] {
  if (diagnostics.length === 0) return [];
  return ['', ...renderDiagnostics(diagnostics, options).trimEnd().split('\n')];
}

/** The last line: how many changes, and how many of them apply would do at once. */
function closing({ plan: { changes, gaps }, style }: Page): string[] {
  if (changes.length === 0) {
    return [gaps.length > 0 ? 'Nothing could be planned.' : 'No changes.'];
  }
  const runs = changes.filter(({ refused }) => !refused);
  const of = (kind: string) => runs.filter(({ when }) => when.kind === kind).length;
  const counts: [number, string][] = [
    [of('now'), 'now'],
    [of('after'), 'after others'],
    [of('waiting'), 'waiting'],
    [of('by-hand'), 'by hand'],
    [changes.length - runs.length, 'refused'],
  ];
  const parts = counts.flatMap(([n, words]) =>
    n === 0 ? [] : [`${n === changes.length ? 'all' : n} ${words}`],
  );
  const total = { text: `${count(changes.length, 'change')}: `, paint: style.paint.strong };
  return hang('', [total, `${parts.join(', ')}.`], style.width);
}
