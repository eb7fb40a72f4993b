/**
 * One campaign: state, places, people, fees, and what stands in the way.
 */
import type { CampaignAnswer, FeeFact } from '../../model/explain.ts';
import { lettersOf } from '../../model/plan-parts.ts';
import { edges, padEnd, type Rich } from '../layout.ts';
import { placesLines, stateWords, withoutPlaces } from '../plan/campaigns.ts';
import {
  folded,
  foldLine,
  ownerRow,
  type Page,
  pasteLines,
  placeOf,
  section,
  withNames,
} from '../plan/page.ts';
import { LABEL, labelled } from '../plan/summary.ts';
import { feeWords } from '../plan/words.ts';
import { count, day, usd } from '../style.ts';
import { changeWords } from './number.ts';
import { silentLines, textingWords } from './silent.ts';
import { brandWords, nextLines, nextWords } from './words.ts';

export function campaignAnswerLines(answer: CampaignAnswer, page: Page): string[] {
  const { key, id, place } = answer;
  const { style } = page;
  const name: Rich = [
    { text: key ?? id ?? '', paint: style.paint.strong },
    ...(key === null ? [', which no block is bound to'] : id === null ? [] : [` (${id})`]),
  ];
  const where = place === null ? '' : placeOf(place, page);
  return [
    ...edges(name, [{ text: where, paint: style.paint.faint }], style.width),
    '',
    ...labelled('Status', statusWords(answer, page), page),
    ...(answer.next === null ? [] : labelled('Next', nextWords(answer.next), page)),
    ...labelled('Brand', brandLine(answer), page),
    ...labelled(
      'Can text',
      textingWords(answer.texting, key === null ? 'number in it' : 'listed number', page),
      page,
    ),
    ...places(answer, page),
    ...labelled('Fee', feeLine(answer), page),
    ...planLines(answer, page),
    ...queueLines(answer, page),
    ...silentLines(withoutQueue(answer), page),
    ...pastedLines(answer, page),
  ];
}

function statusWords({ status, since, reason }: CampaignAnswer, page: Page): Rich {
  const tint = status === 'approved' ? page.style.paint.good : page.style.paint.warn;
  const why = reason === null ? '' : `: ${reason.replace(/[.\s]+$/, '')}`;
  // An active campaign tells since when here, which the plan leaves out.
  const when = status === 'approved' && since !== null ? ` since ${day(since)}` : '';
  return [{ text: stateWords(status, since, page), paint: tint }, when + why];
}

function brandLine({ brand }: CampaignAnswer): string {
  if (brand === null) return '';
  const { name, status, since } = brand;
  return `${name}: ${brandWords(status)}${since === null ? '' : ` since ${day(since)}`}`;
}

function places({ row, filled }: CampaignAnswer, page: Page): string[] {
  if (row === null) return labelled('Places', `${count(filled, 'number')} in it`, page);
  const text = withoutPlaces(row, page);
  if (text !== null) return labelled('Places', text, page);
  const label = { text: padEnd('Places', LABEL), paint: page.style.paint.faint };
  return placesLines([label], row, page);
}

/** What may be spent, would be, and was. */
function feeLine({ fee: { accepted, planned, paid } }: CampaignAnswer): string {
  const parts = [
    planned === null ? '' : `the plan would pay: ${feeWords(planned)}`,
    accepted === null ? '' : `accepted: ${usd(accepted)}`,
    ...(paid ?? []).map(paidWords),
  ].filter((part) => part !== '');
  return parts.join('; ');
}

function paidWords({ at, action, usd: amount, state }: FeeFact): string {
  const what = action === 'resubmit' ? 'sent in again' : 'registered';
  const when = at === null ? '' : ` ${day(at)}`;
  const sum = amount === null ? 'amount not known' : usd(amount);
  return `${what}${when}: ${sum}, ${state === 'not-charged' ? 'not charged' : state}`;
}

const TOLD_BY_STATUS: ReadonlySet<string> = new Set(['campaign-rejected', 'campaign-suspended']);

function planLines(answer: CampaignAnswer, page: Page): string[] {
  const { changes, next } = answer;
  const refusals = answer.refusals.filter(({ message }) => next?.text.includes(message) !== true);
  const waiting = answer.waiting.filter(({ text }) => text !== next?.text);
  const attention = answer.attention.filter(({ rule }) => !TOLD_BY_STATUS.has(rule));
  return [
    ...changes.flatMap((change) => labelled('Plan', changeWords(change, page), page)),
    ...refusals.flatMap(({ rule, message, line }) => [
      ...labelled('Refused', `${message} (${rule})`, page),
      ...(line === null ? [] : pasteLines([line], ' '.repeat(LABEL), page)),
    ]),
    ...waiting.flatMap(({ text, since }) =>
      labelled('Under way', nextWords({ text, since }), page),
    ),
    ...attention.flatMap(({ message, next }) => labelled('Attention', `${message} ${next}`, page)),
  ];
}

/** Listed numbers without a place, under what they wait for. */
function queueLines({ waitingList }: CampaignAnswer, plan: Page): string[] {
  const { shown, left } = folded(waitingList);
  const page = withNames(waitingList, plan);
  let told: string | null = null;
  const rows = shown.flatMap((queued, at) => {
    const words = queued.next === null ? null : nextWords(queued.next);
    const head = queued.next === null || words === told ? [] : nextLines(queued.next, '  ', page);
    told = words;
    return [...head, ...ownerRow(queued, '', page, `${String(at + 1).padStart(5)}. `)];
  });
  const lines = [...rows, ...foldLine(left, '    ', page)];
  return section('Waiting list, in written order', lines, page);
}

/** Who waits for a place stands in the waiting list. */
function withoutQueue({ silent, waitingList }: CampaignAnswer): CampaignAnswer['silent'] {
  const queued = new Set(waitingList.map(({ number }) => number));
  return silent
    .map((group) => ({
      ...group,
      numbers: group.numbers.filter(({ number }) => !queued.has(number)),
    }))
    .filter(({ numbers }) => numbers.length > 0);
}

function pastedLines(answer: CampaignAnswer, page: Page): string[] {
  const { unlisted } = answer;
  return [
    ...lettersOf(answer).flatMap(({ about, text }) =>
      section(`To send to support: ${about}`, pasteLines([text.trimEnd()], '    ', page), page),
    ),
    ...(unlisted === null
      ? []
      : section('To manage it, paste:', pasteLines(unlisted.lines, '  ', page), page)),
  ];
}
