/**
 * One number, as a page; several, as rows.
 */
import type { NumberStanding, NumbersAnswer } from '../../model/explain.ts';
import { formatPhone } from '../../model/phone.ts';
import type { Change } from '../../model/plan.ts';
import { edges, hang, joined, type Rich } from '../layout.ts';
import { isUnread, stateWords } from '../plan/campaigns.ts';
import { risks } from '../plan/changes.ts';
import { folded, foldLine, type Page, pasteLines, placeOf } from '../plan/page.ts';
import { labelled } from '../plan/summary.ts';
import { deed, numberOf } from '../plan/words.ts';
import { count, moment, sentence } from '../style.ts';
import { suggestionLines } from './nothing.ts';
import { nextLines, nextWords, reasonWords, smsWords, verdictSpan, verdictWords } from './words.ts';

export function numbersLines(
  { numbers, suggestions }: NumbersAnswer,
  asked: string,
  page: Page,
): string[] {
  const [only, ...others] = numbers;
  if (only === undefined) return [];
  if (others.length === 0)
    return [...numberPage(only, page), ...suggestionLines(suggestions, page)];
  const { shown, left } = folded(numbers);
  return [
    ...hang('', `${count(numbers.length, 'number')} end in ${asked}:`, page.style.width),
    ...shown.flatMap((standing) => numberRow(standing, personOf(standing), page)),
    ...foldLine(left, '  ', page),
  ];
}

function numberPage(standing: NumberStanding, page: Page): string[] {
  const { paint } = page.style;
  const person = personOf(standing);
  const name: Rich = [
    { text: formatPhone(standing.number), paint: paint.strong },
    ...(person === null ? [] : [`  ${person}`]),
  ];
  return [
    ...edges(name, [verdictSpan(standing.canText, page)], page.style.width),
    '',
    ...verdictLines(standing, page),
    ...labelled('Holder', holderWords(standing), page),
    ...labelled('Line', lineWords(standing, page), page),
    ...labelled('SMS', smsLine(standing), page),
    ...labelled('Campaign', campaignWords(standing, page), page),
    ...planLines(standing, page),
    ...paste(standing.lines, page),
  ];
}

/** Since when, or why not and what comes next. */
function verdictLines({ canText, since, reason, next }: NumberStanding, page: Page): string[] {
  if (canText === 'yes') {
    return labelled('Since', since === null ? 'not told' : moment(since), page);
  }
  return [
    ...(reason === null ? [] : labelled('Because', reasonWords(reason, since, page), page)),
    ...(next === null ? [] : labelled('Next', nextWords(next), page)),
  ];
}

function holderWords({ holder, holderKnown, extension, inAccount }: NumberStanding): string {
  if (inAccount !== true) return '';
  if (holder === null) return holderKnown ? 'nobody' : 'not known';
  const { name, userName, active } = holder;
  const who = name === userName ? userName : `${name} (${userName})`;
  const kind = extension === 'UC' || extension === 'CC' ? `, ${extension} extension` : '';
  return `${who}${active ? '' : ', inactive'}${kind}`;
}

/** What the files say, and whether it is so. */
function lineWords({ written, holder }: NumberStanding, page: Page): string {
  if (written === null) return 'in no file';
  const { campaign, user, place } = written;
  const where = campaign === null ? 'noTexting' : campaign;
  const differs =
    user !== null && holder !== null && user.toLowerCase() !== holder.userName.toLowerCase();
  const who = user === null ? 'anyone' : `${user}${differs ? ', who does not hold it' : ''}`;
  return `${where}: ${who}, ${placeOf(place, page)}`;
}

function smsLine({ sms, campaign }: NumberStanding): string {
  if (sms === null) return '';
  const isIn = sms.status !== 'off' && sms.status !== 'enabling-failed';
  return `${smsWords(sms)}${campaign === null && isIn && sms.status !== 'unknown' ? ', in no campaign' : ''}`;
}

function campaignWords({ campaign }: NumberStanding, page: Page): string {
  if (campaign === null) return '';
  const { key, id, status, since } = campaign;
  if (status === null) return `${id}: ${isUnread('campaigns', page) ? 'not read' : 'not told'}`;
  const name = key === null ? `${id}, which no block is bound to` : `${key} (${id})`;
  return `${name}: ${stateWords(status, since, page)}`;
}

/** What the plan would do, holds, or reports, where that is not told yet. */
function planLines(standing: NumberStanding, page: Page): string[] {
  const { changes, refusals, held, reason, next } = standing;
  const waiting = standing.waiting.filter(({ text }) => text !== next?.text);
  const attention = standing.attention.filter(({ rule }) => rule !== reason?.rule);
  return [
    ...changes.flatMap((change) => labelled('Plan', changeWords(change, page), page)),
    ...refusals.flatMap(({ rule, message }) => labelled('Refused', `${message} (${rule})`, page)),
    ...(held === null || held.rule === reason?.rule
      ? []
      : labelled('Held', `${held.message} (${held.rule})`, page)),
    ...waiting.flatMap(({ text, since }) =>
      labelled('Under way', nextWords({ text, since }), page),
    ),
    ...attention.flatMap(({ message, next }) => labelled('Attention', `${message} ${next}`, page)),
  ];
}

/** `SMS on in front-desk, waits (0c930c8f)`. */
export function changeWords(change: Change, page: Page): Rich {
  const target = change.action === 'switch' ? ` to ${formatPhone(numberOf(change.address))}` : '';
  const what = sentence(deed(change, 'alone')) + target;
  const words = [what, whenWords(change), ...risks(change, page)];
  const id = { text: ` (${change.id.slice(0, 8)})`, paint: page.style.paint.faint };
  return [...joined(words, ', '), id];
}

function whenWords({ when }: Change): string {
  switch (when.kind) {
    case 'now':
      return 'at the next apply';
    case 'after':
      return when.text;
    case 'waiting':
      return 'waits';
    case 'by-hand':
      return 'by hand';
  }
}

function paste(lines: readonly string[], page: Page): string[] {
  if (lines.length === 0) return [];
  return ['', 'To manage it, paste:', ...pasteLines(lines, '  ', page)];
}

/** Number, verdict and where it is listed; below it why not, and what comes next. */
export function numberRow(standing: NumberStanding, person: string | null, page: Page): string[] {
  const { number, canText, since, reason, next, written } = standing;
  const { style } = page;
  const facts = [
    ...(person === null ? [] : [person]),
    ...(written === null ? ['in no file'] : [written.campaign ?? 'noTexting']),
    ...(canText === 'yes' && since !== null ? [`since ${moment(since)}`] : []),
  ];
  const verdict = { ...verdictSpan(canText, page), text: verdictWords(canText).padEnd(11) };
  return [
    ...hang([`  ${formatPhone(number)}  `, verdict, '  '], facts.join(', '), style.width),
    ...(reason === null ? [] : hang('      ', reasonWords(reason, since, page), style.width)),
    ...(next === null ? [] : nextLines(next, '      ', page)),
  ];
}

export function personOf({ holder, written }: NumberStanding): string | null {
  return holder?.name ?? written?.user ?? null;
}
