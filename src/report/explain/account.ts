/**
 * The account at a glance: who can text, who cannot and why, what waits, what needs attention.
 */
import type { AccountAnswer } from '../../model/explain.ts';
import { campaignLines } from '../plan/campaigns.ts';
import { unmentionedCount } from '../plan/information.ts';
import type { Page } from '../plan/page.ts';
import { attention, refusals, waiting } from '../plan/sections.ts';
import { byHand, countsOf, labelled, waits } from '../plan/summary.ts';
import { isNumber } from '../plan/words.ts';
import { count, usd } from '../style.ts';
import { silentLines, textingWords } from './silent.ts';

export function accountLines(answer: AccountAnswer, page: Page): string[] {
  return [
    ...labelled('Can text', textingWords(answer.texting, 'listed number', page), page),
    ...labelled('Paid', feesWords(answer), page),
    ...labelled('Plan', planWords(page), page),
    ...labelled('By hand', byHand(page.plan, 'text in the plan'), page),
    ...labelled('Waits', waits(page), page),
    ...labelled('Unlisted', unlistedWords(answer), page),
    ...labelled('No file', noFileWords(page), page),
    ...campaignLines(page),
    ...attention(page),
    ...silentLines(answer.silent, page),
    ...waiting(withoutNumbers(page)),
    ...refusals(page),
  ];
}

/** Only what the log knows without asking anybody. */
function feesWords({ fees }: AccountAnswer): string {
  if (fees === null) return '';
  const { confirmed, unconfirmed, possible, unknown } = fees;
  const parts = [
    confirmed > 0 ? usd(confirmed) : '',
    unconfirmed > 0 ? `up to ${usd(unconfirmed)} unconfirmed` : '',
    possible > 0 ? `up to ${usd(possible)} whose answer was lost` : '',
    unknown > 0 ? `${count(unknown, 'amount')} not known` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join('; ')}, by the log`;
}

function planWords({ plan: { changes, gaps } }: Page): string {
  if (changes.length > 0) {
    const total = count(changes.length, 'change');
    return `${total}: ${countsOf(changes)}; \`campaignctl plan\` shows ${changes.length === 1 ? 'it' : 'them'}`;
  }
  return gaps.length > 0 ? 'nothing could be planned' : 'no changes';
}

function unlistedWords({ unlisted }: AccountAnswer): string {
  if (unlisted === 0) return '';
  return `${count(unlisted, 'entry', 'entries')} live and in no file; \`campaignctl plan\` has the lines to paste`;
}

function noFileWords({ plan: { unmentioned } }: Page): string {
  return unmentioned.length === 0
    ? ''
    : `${unmentionedCount(unmentioned)}; \`campaignctl plan\` tells who`;
}

/** Numbers that are being turned on or off are among those who cannot text. */
function withoutNumbers(page: Page): Page {
  const entries = page.plan.waiting.filter((entry) => !isNumber(entry));
  return { ...page, plan: { ...page.plan, waiting: entries } };
}
