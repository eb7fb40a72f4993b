/**
 * The head of a plan: at most six lines, people first.
 * Law: what was not read comes before any figure that depends on it; a line with nothing to say is left out.
 */
import { formatPhone } from '../../model/phone.ts';
import type { Change, Loss, Plan } from '../../model/plan.ts';
import { starts } from '../../model/plan-parts.ts';
import type { SeenAt, SeenFacts } from '../../model/snapshot.ts';
import { edges, hang, padEnd, type Rich } from '../layout.ts';
import { count, day, listOf, moment, type Style, usd } from '../style.ts';
import { grouped, type Page } from './page.ts';
import {
  addressOf,
  changeWaitWords,
  deed,
  isNumber,
  lossWords,
  partWords,
  waitWords,
} from './words.ts';

export function heading(plan: Plan, style: Style): string[] {
  const { paint, glyph } = style;
  const read = readWords(plan);
  const where = plan.sandbox ? [] : [` ${glyph.dot} ${plan.label}`];
  const left = [{ text: plan.account, paint: paint.strong }, ...where, ` ${glyph.dot} ${read}`];
  return plan.sandbox
    ? edges(left, [{ text: 'SANDBOX, no real phone is affected', paint: paint.warn }], style.width)
    : hang('', left, style.width);
}

/** How fresh the facts are, where users come from a file, and who saw what no registry tells. */
export function readWords({ readAt, readFrom, usersExport, seen }: Plan): string {
  return [
    readFrom === 'registry' ? `read ${moment(readAt)}` : `snapshot of ${moment(readAt)}`,
    ...(usersExport === null ? [] : [`users and numbers from ${usersExport}`]),
    ...(seen === null ? [] : [seenWords(seen)]),
  ].join(', ');
}

/** `Admin Console seen 2026-11-30 by ann`; each part by itself where they differ. */
function seenWords({ forms, page }: SeenFacts): string {
  const by = (at: SeenAt | null) => (at === null ? 'not seen' : `seen ${day(at.at)} by ${at.by}`);
  return by(forms) === by(page)
    ? `Admin Console ${by(forms)}`
    : `brands and campaigns ${by(forms)}, SMS page ${by(page)}`;
}

export function summary(page: Page): string[] {
  return [
    ...heading(page.plan, page.style),
    ...gaps(page),
    '',
    ...facts(page).flatMap(([label, text]) => labelled(label, text, page)),
  ];
}

/** The head of every report: what there is to say of each, in this order; an empty text has nothing to say. */
export function facts(page: Page): readonly (readonly [label: string, text: Rich])[] {
  const { plan } = page;
  return [
    ['Can text', canText(page)],
    ['Lose SMS', losses(page)],
    ['Fees', fees(plan)],
    ['By hand', byHand(plan)],
    ['Waits', waits(page)],
  ];
}

export const LABEL = 10;

/** Nothing where there is nothing to say. */
export function labelled(
  label: string,
  text: Rich,
  { style }: { readonly style: Style },
): string[] {
  if (text.length === 0) return [];
  return hang([{ text: padEnd(label, LABEL), paint: style.paint.faint }], text, style.width);
}

export function gaps({ plan, style }: Page): string[] {
  const label = [{ text: padEnd('NOT READ', LABEL), paint: style.paint.bad }];
  return gapWords(plan).flatMap((words) => hang(label, words, style.width));
}

/** Parts of the registry that were not read; those with the same cause in one line. */
export function gapWords(plan: Plan): string[] {
  const groups = [...grouped(plan.gaps, ({ reason }) => causeOf(reason)).entries()];
  return groups.map(([cause, found], at) => {
    const [first, ...others] = found;
    const parts = [...new Set(found.map(({ part }) => partWords(part)))].join(', ');
    const reason = others.length === 0 ? first.reason : cause;
    const end = at === groups.length - 1 ? ' Nothing is planned there.' : '';
    return `${parts}: ${withStop(reason)}${end}`;
  });
}

/** A reason without what differs from part to part: which list it was, and which request. */
function causeOf(reason: string): string {
  return withoutStop(
    reason
      .replace(/^The list of [\w ]+ could not be read\. /, '')
      .replace(/ \(GET [^()]*\)\.?(?: Request \S+)?$/, ''),
  );
}

function withStop(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

function canText({ plan, style, against }: Page): Rich {
  const { now, after, wanted } = plan.people;
  if (now === null || after === null) return `not known, of ${wanted} listed`;
  const figures =
    now === after
      ? [{ text: `${now}`, paint: style.paint.strong }, ' now and after this plan']
      : [
          `${now} now ${style.glyph.to} `,
          { text: `${after} after`, paint: after > now ? style.paint.good : style.paint.bad },
          ' this plan',
        ];
  const doubt = plan.gaps.length === 0 ? '' : '; not all of it could be read';
  const otherwise =
    against === null || against.after === after ? '' : ` (${against.after} with ${against.label})`;
  return [...figures, `${otherwise}, of ${wanted} listed${doubt}`];
}

function losses({ plan: { people, times }, style }: Page): Rich {
  const groups = grouped(people.losses, (loss) => loss.how);
  const parts = LOSSES.flatMap((how) => {
    const lost = groups.get(how) ?? [];
    if (lost.length === 0) return [];
    return [`${listOf(lost.map(nameOf))} ${lossWords(how, times)}`];
  });
  if (parts.length === 0) return '';
  return [{ text: `${people.losses.length}`, paint: style.paint.bad }, `: ${parts.join('; ')}`];
}

/** The longest first. */
export const LOSSES: readonly Loss['how'][] = ['for-good', 'long', 'move'];

function nameOf({ person, number }: Loss): string {
  return person ?? formatPhone(number);
}

function fees(plan: Plan): string {
  const parts = feeParts(plan).map(({ figure, paid }) => {
    const names = paid.map(addressName);
    return names.length === 0 ? figure : `${figure} (${listOf(names)})`;
  });
  return parts.length === 0 ? '' : [...parts, monthlyWords(plan)].join('; ');
}

export function monthlyWords({ fees }: Plan): string {
  return `monthly: ${fees.monthly}`;
}

/** Each figure above zero, and the changes that it is for. */
export function feeParts({ fees, changes }: Plan): { figure: string; paid: readonly Change[] }[] {
  const paid = grouped(changes, feeClass);
  const figures: [FeeClass, number, string][] = [
    ['now', fees.now, `${usd(fees.now)} now`],
    ['unconfirmed', fees.unconfirmed, `up to ${usd(fees.unconfirmed)}, unconfirmed`],
    ['later', fees.later, `${usd(fees.later)} later`],
    ['unknown', fees.unknown, `${count(fees.unknown, 'fee')} unknown`],
  ];
  return figures
    .filter(([, amount]) => amount > 0)
    .map(([of, , figure]) => ({ figure, paid: paid.get(of) ?? [] }));
}

type FeeClass = 'none' | 'unknown' | 'later' | 'now' | 'unconfirmed';

/** The figure of the plan that a fee is part of. */
function feeClass({ fee, refused, when }: Change): FeeClass {
  if (fee === null || refused || fee.usd === 0) return 'none';
  if (fee.usd === null) return 'unknown';
  if (!starts({ when })) return 'later';
  return fee.confirmed ? 'now' : 'unconfirmed';
}

/** `front-desk`, `brand acme`. */
export function addressName({ address }: Change): string {
  const { kind, name } = addressOf(address);
  return kind === 'brand' ? `brand ${name}` : name;
}

/** `where`: the text for support stands. */
export function byHand(plan: Plan, where?: string): string {
  const all = handWords(plan, where);
  return all.length === 0 ? '' : `${all.length}: ${clauses(all)}`;
}

/** What a person has to do, each in a few words. */
export function handWords(
  { changes, limitRaises, refusals }: Plan,
  where = 'text below',
): string[] {
  const raises = limitRaises.map(
    ({ campaign, wanted }) => `ask support to raise ${campaign} to ${wanted}, ${where}`,
  );
  const deeds = changes
    .filter(({ when }) => when.kind === 'by-hand')
    .map((change) => deed(change, 'alone'));
  const questions = refusals.flatMap(({ support }) =>
    support === null ? [] : [`ask support ${support.about}, ${where}`],
  );
  return [...raises, ...questions, ...deeds];
}

export function waits(page: Page): string {
  return clauses(waitGroups(page));
}

/** Numbers are counted; a brand or campaign that nobody waits for is told without a figure. */
export function waitGroups(page: Page): string[] {
  const { changes, waiting } = page.plan;
  const all = [
    ...waiting.map((entry) => ({ entry, words: waitWords(entry.for, entry.campaign) })),
    ...changes.flatMap((entry) => {
      const words = changeWait(entry, page);
      return words === null ? [] : [{ entry, words }];
    }),
  ];
  return [...grouped(all, ({ words }) => words)].map(([words, group]) => {
    const people = group.filter(({ entry }) => isNumber(entry)).length;
    return people === 0 ? words : `${people} ${words}`;
  });
}

/** Null: it does not wait. Nobody waits for the approval of a rejected campaign that is not sent again. */
export function changeWait({ when, campaign }: Change, { lines, plan }: Page): string | null {
  if (when.kind !== 'waiting') return null;
  const isSent = ({ action, campaign: of, refused }: Change) =>
    action === 'resubmit' && of === campaign && !refused;
  const rests =
    when.for === 'campaign-approval' &&
    campaign !== null &&
    lines.get(campaign)?.status === 'rejected' &&
    !plan.changes.some(isSent);
  return rests ? `until ${campaign} is sent again` : changeWaitWords(when.for, campaign);
}

/** The first three, and how many more. */
function clauses(all: readonly string[]): string {
  const left = all.length - 3;
  return [...all.slice(0, 3), ...(left > 0 ? [`${left} more`] : [])].join('; ');
}

/** The plan that has nothing to say. */
export function nothingToDo({ people: { now, wanted } }: Plan): string {
  if (wanted === 0) return 'Nothing to do. No number is listed.';
  return `Nothing to do. ${now} of ${count(wanted, 'listed number')} can text.`;
}

/** The last line: how many changes, and how many of them apply would do at once. */
export function closingWords({ plan: { changes, gaps }, against }: Page): string {
  if (changes.length === 0) {
    if (gaps.length > 0) return 'Nothing could be planned.';
    return against === null ? 'No changes.' : `No changes that ${against.label} does not have.`;
  }
  return `${count(changes.length, 'change')}: ${countsOf(changes)}.`;
}

/** `10 now, 1 after others, 2 waiting`. */
export function countsOf(changes: readonly Change[]): string {
  const runs = changes.filter(({ refused }) => !refused);
  const of = (kind: string) => runs.filter(({ when }) => when.kind === kind).length;
  const counts: [number, string][] = [
    [of('now'), 'now'],
    [of('after'), 'after others'],
    [of('waiting'), 'waiting'],
    [of('by-hand'), 'by hand'],
    [changes.length - runs.length, 'refused'],
  ];
  return counts
    .flatMap(([n, words]) => (n === 0 ? [] : [`${n === changes.length ? 'all' : n} ${words}`]))
    .join(', ');
}
