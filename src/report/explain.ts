/**
 * An explanation as text: the verdict first, then why, what comes next, and the facts it rests on.
 * Law: pure; everything untrusted is cleaned first. The sections it shares with the plan are drawn as the plan draws them.
 */
import type { Answer, Explanation } from '../model/explain.ts';
import type { Plan } from '../model/plan.ts';
import { accountLines } from './explain/account.ts';
import { campaignAnswerLines } from './explain/campaign.ts';
import { noAnswerLines } from './explain/nothing.ts';
import { numbersLines } from './explain/number.ts';
import { peopleLines } from './explain/people.ts';
import { harmless } from './harmless.ts';
import { type Page, pageOf } from './plan/page.ts';
import { safe } from './plan/safe.ts';
import { gaps, heading } from './plan/summary.ts';
import type { PlacedOptions } from './style.ts';

/** `plan`: the one that the explanation was made from. */
export function renderExplanation(
  explanation: Explanation,
  plan: Plan,
  options: PlacedOptions,
): string {
  const page = pageOf(plan, options);
  const { answer, asked } = safe(explanation);
  const lines = [
    ...heading(page.plan, page.style),
    ...gaps(page),
    '',
    ...answerLines(answer, asked ?? '', page),
  ];
  return `${lines.map((line) => harmless(line.trimEnd())).join('\n')}\n`;
}

function answerLines(answer: Answer, asked: string, page: Page): string[] {
  switch (answer.kind) {
    case 'account':
      return accountLines(answer, page);
    case 'campaign':
      return campaignAnswerLines(answer, page);
    case 'numbers':
      return numbersLines(answer, asked, page);
    case 'people':
      return peopleLines(answer, asked, page);
    case 'nothing':
      return noAnswerLines(answer, asked, page);
  }
}
