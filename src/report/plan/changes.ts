/**
 * Changes, campaign by campaign: who, which number, what happens, at what risk, and when.
 * Law: a change that costs money, takes SMS from somebody, cannot be undone or is refused is never folded away.
 */
import { formatPhone } from '../../model/phone.ts';
import type { Change } from '../../model/plan.ts';
import {
  hang,
  joined,
  type Paint,
  painted,
  type Rich,
  type Span,
  spansOf,
  widthOf,
} from '../layout.ts';
import { day, sentence } from '../style.ts';
import { fieldLines } from './fields.ts';
import { folded, foldLine, grouped, ownerCells, type Page, pasteLines, section } from './page.ts';
import { addressOf, deed, feeWords, isNumber, lossWords, numberOf, signOf } from './words.ts';

export function changeSections(page: Page): string[] {
  const groups = grouped(page.plan.changes, titleOf);
  return order(page, [...groups.keys()]).flatMap((title) => {
    const changes = groups.get(title) ?? [];
    return section(title, byWhen(changes, page), page);
  });
}

const NO_TEXTING = 'No texting';

/** The heading a change stands under. */
export function titleOf({ campaign, address }: Change): string {
  if (campaign !== null) return campaign;
  const { kind, name } = addressOf(address);
  return kind === 'number' ? NO_TEXTING : `${sentence(kind)} ${name}`;
}

/** Brands, then campaigns as they are written, then numbers that only lose SMS. */
export function order({ plan }: Page, titles: readonly string[]): string[] {
  const written = new Map(plan.campaigns.map(({ key }, at) => [key, at]));
  const rank = (title: string) =>
    title === NO_TEXTING ? written.size : (written.get(title) ?? -1);
  return [...titles].sort((a, b) => rank(a) - rank(b));
}

/** What starts at once or after another change, then what waits, under the reason it waits for. */
function byWhen(changes: readonly Change[], page: Page): string[] {
  const groups = grouped(changes, (change) => waitOf(change, page));
  const reasons = [...groups.keys()].sort((a, b) => Number(a !== '') - Number(b !== ''));
  return reasons.flatMap((reason) => {
    const { shown, left } = folded(groups.get(reason) ?? [], mattersMost);
    const head =
      reason === ''
        ? []
        : hang('  ', [{ text: `${reason}:`, paint: page.style.paint.warn }], page.style.width);
    const indent = reason === '' ? '  ' : '    ';
    return [...head, ...byWhy(shown, page, indent), ...foldLine(left, indent, page)];
  });
}

/** What its line explains, then the others under their reason, told once. */
function byWhy(changes: readonly Change[], page: Page, indent: string): string[] {
  const { paint, width } = page.style;
  const { '': expected = [], ...others } = Object.fromEntries(grouped(changes, surprise));
  return [
    ...expected.flatMap((change) => changeRows(change, page, indent)),
    ...Object.entries(others).flatMap(([why, surprising]) => [
      ...hang(indent, [{ text: `${why.replace(/\.$/, '')}:`, paint: paint.faint }], width),
      ...surprising.flatMap((change) => changeRows(change, page, `${indent}  `)),
    ]),
  ];
}

/** Why a number is turned on that seemed to be on, or once more; empty where its line says it all. */
export function surprise({ action, from, why }: Change): string {
  return action === 'assign' && (from?.sms === 'on' || from?.sms === 'enabling-failed') ? why : '';
}

export function waitOf(change: Change, page: Page): string {
  const { when } = change;
  switch (when.kind) {
    case 'now':
    case 'after':
      return '';
    case 'waiting': {
      const text = sentence(when.text).replace(/\.$/, '');
      return when.since === null || text.includes(day(when.since))
        ? text
        : `${text} (${isInReview(change, page) ? 'submitted' : 'since'} ${day(when.since)})`;
    }
    case 'by-hand':
      return `By hand: ${when.text.replace(/\.$/, '')}`;
  }
}

function isInReview({ campaign }: Change, { lines }: Page): boolean {
  return campaign !== null && lines.get(campaign)?.status === 'pending';
}

export function mattersMost({ risk, refused }: Change): boolean {
  return risk !== 'free' || refused;
}

const ID = 8;
/** Narrower than this, a row has no id. */
const ID_FITS = 72;

/** One change under the heading of its campaign: its row, and below it what belongs to it. */
function changeRows(change: Change, page: Page, indent: string): string[] {
  const { style } = page;
  const below = `${indent}    `;
  return [
    ...changeRow(change, deed(change, 'under-heading'), risks(change, page), page, indent),
    ...notes(change).flatMap((text) =>
      hang(below, [{ text, paint: style.paint.faint }], style.width),
    ),
    ...lineToAdd(change, page).map((line) => below + line),
    ...fieldLines(change, below, style),
  ];
}

/** Who, what and the id; then what is dangerous about it. */
export function changeRow(
  change: Change,
  what: string,
  danger: readonly Rich[],
  page: Page,
  indent: string,
): string[] {
  const { width, paint } = page.style;
  const sign = signOf(change);
  const head: Rich = [
    indent,
    { text: `${sign} `, paint: signPaint(sign, page) },
    ...(isNumber(change) ? ownerOf(change, page) : []),
  ];
  // A row about a number is short of room: what is dangerous gets a line of its own.
  const apart = isNumber(change) && danger.length > 0;
  const text = apart ? what : joined([what, ...danger], ', ');
  const id: Span = { text: change.id.slice(0, ID), paint: paint.faint };
  return [
    ...(width < ID_FITS
      ? hang(head, text, width)
      : withId(hang(head, text, width - ID - 2), id, width)),
    ...(apart ? hang(`${indent}    `, joined(danger, ', '), width) : []),
  ];
}

function ownerOf(change: Change, page: Page): readonly Span[] {
  return spansOf(ownerCells({ number: numberOf(change.address), person: change.person }, page));
}

/** The id at the right edge of the first line. */
function withId([first = '', ...rest]: readonly string[], id: Span, width: number): string[] {
  const gap = Math.max(2, width - ID - widthOf(first));
  return [first + ' '.repeat(gap) + painted([id]), ...rest];
}

function signPaint(sign: '+' | '~' | '-', { style: { paint } }: Page): Paint {
  switch (sign) {
    case '+':
      return paint.added;
    case '~':
      return paint.changed;
    case '-':
      return paint.removed;
  }
}

/** What a reviewer must not miss, in capitals. */
export function risks(change: Change, page: Page): Rich[] {
  const outage = outageWords(change, page);
  return [
    ...(outage === null ? [] : [[{ text: outage, paint: page.style.paint.bad }]]),
    ...lasting(change, page),
  ];
}

/** The same without the outage. */
export function lasting({ risk, fee, refused }: Change, { style: { paint } }: Page): Rich[] {
  return [
    ...(fee === null || fee.usd === 0 ? [] : [[{ text: feeWords(fee), paint: paint.warn }]]),
    ...(risk === 'irreversible' ? [[{ text: 'IRREVERSIBLE', paint: paint.bad }]] : []),
    ...(refused ? [[{ text: 'REFUSED', paint: paint.bad }]] : []),
  ];
}

function outageWords(change: Change, { changes, plan }: Page): string | null {
  const { action, risk, onAfter } = change;
  if (risk !== 'outage') return null;
  if (action === 'turn-off') return `OUTAGE ${lossWords('for-good', plan.times)}`;
  const first = onAfter === null ? undefined : changes.get(onAfter);
  if (first === undefined) return `OUTAGE ${lossWords('move', plan.times)}`;
  return `OUTAGE: off at once, on again when ${whose(first)} ${first.action === 'move' ? 'has moved' : 'is done'}`;
}

/** Why, and after what. */
export function notes(change: Change): string[] {
  return [
    ...reasons(change),
    ...(change.when.kind === 'after' ? [sentence(change.when.text)] : []),
  ];
}

/** Why. Why a number is on a list stands in that list; only a switch takes more than its line says. */
export function reasons(change: Change): string[] {
  const told = isNumber(change) && change.action !== 'switch';
  return told || change.why === '' ? [] : [change.why];
}

function whose(change: Change): string {
  if (!isNumber(change)) return addressOf(change.address).name;
  return change.person ?? formatPhone(numberOf(change.address));
}

/** The line that allows a change which is refused alone; a line that allows several stands under Refused only. */
function lineToAdd(change: Change, page: Page): string[] {
  const refusal = page.refusals.get(change.id);
  if (!change.refused || refusal?.changes.length !== 1 || refusal.line === null) return [];
  return refusal.line.includes('\n') ? [] : pasteLines([refusal.line], 'add  ', page);
}
