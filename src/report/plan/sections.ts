/**
 * What a plan says besides its changes: refused, held, silent, waiting, wrong out there, written nowhere, for support.
 * Law: each entry names who, says why in a sentence, and gives what to do or to paste; people with the same story are told it once.
 */
import { formatPhone } from '../../model/phone.ts';
import type { Unlisted } from '../../model/plan.ts';
import { lettersOf } from '../../model/plan-parts.ts';
import { edges, hang, type Rich } from '../layout.ts';
import { day, sentence } from '../style.ts';
import {
  folded,
  foldLine,
  grouped,
  type Owner,
  ownerRow,
  type Page,
  pasteLines,
  placeOf,
  section,
} from './page.ts';
import { addressOf, numberOf } from './words.ts';

export function attention(page: Page): string[] {
  const { style } = page;
  const { bad } = style.paint;
  return section(
    'Needs attention',
    page.plan.attention.flatMap(({ address, message, since, next }) => {
      const { kind, name } = addressOf(address);
      const subject = kind === 'number' ? formatPhone(numberOf(address)) : name;
      return [
        ...hang(
          '  ',
          [{ text: subject, paint: bad }, `: ${withSince(message, since)}`],
          style.width,
        ),
        ...nextStep(next, '    ', page),
      ];
    }),
    page,
  );
}

export function refusals(page: Page): string[] {
  return section(
    'Refused',
    page.plan.refusals.flatMap(({ rule, message, line, place }) => [
      ...ruleLine(rule, place === null ? '' : placeOf(place, page), page),
      ...hang('    ', message, page.style.width),
      ...(line === null ? [] : ['    Add:', ...pasteLines([line], '      ', page)]),
    ]),
    page,
  );
}

export function held(page: Page): string[] {
  const groups = grouped(page.plan.held, ({ rule, message, hint }) =>
    JSON.stringify([rule, message, hint]),
  );
  return section(
    'Held: the account contradicts the line, so nothing is done to these numbers',
    [...groups.values()].flatMap((group) => {
      const [{ rule, message, hint }] = group;
      const people = group.map((number) => ({
        ...number,
        facts: [number.campaign, placeOf(number.place, page)],
      }));
      return story(withRule(message, rule, page), hint, people, page);
    }),
    page,
  );
}

export function cannotText(page: Page): string[] {
  const groups = grouped(page.plan.cannotText, ({ reason, next }) =>
    JSON.stringify([reason, next]),
  );
  return section(
    'Cannot text today',
    [...groups.values()].flatMap((group) => {
      const [{ rule, reason, next }] = group;
      const people = group.map((number) => ({
        ...number,
        facts: [number.campaign, sinceFact(number.since)],
      }));
      return story(withRule(sentence(reason), rule, page), next, people, page);
    }),
    page,
  );
}

export function waiting(page: Page): string[] {
  const groups = grouped(page.plan.waiting, ({ text, address }) =>
    addressOf(address).kind === 'number' ? text : address + text,
  );
  return section(
    'Under way, nothing to do',
    [...groups.values()].flatMap((group) => {
      const [{ address, text, since }] = group;
      const { kind, name } = addressOf(address);
      if (kind !== 'number')
        return hang('  ', `${name}: ${withSince(text, since)}`, page.style.width);
      const people = group.map((number) => ({
        number: numberOf(number.address),
        person: number.person,
        facts: [number.campaign, sinceFact(number.since)],
      }));
      return story(text, null, people, page);
    }),
    page,
  );
}

export function withRule(text: string, rule: string, { style: { paint } }: Page): Rich {
  return [text, { text: ` (${rule})`, paint: paint.faint }];
}

interface Told extends Owner {
  readonly facts: readonly (string | null)[];
}

/** One reason, what to do, and everybody whose reason it is. */
export function story(
  reason: Rich,
  next: string | null,
  people: readonly Told[],
  page: Page,
  most?: number,
): string[] {
  const { shown, left } = folded(people, () => false, most);
  return [
    ...hang('  ', reason, page.style.width),
    ...(next === null ? [] : nextStep(next, '  ', page)),
    ...shown.flatMap((person) => {
      const facts = person.facts.filter((fact) => fact !== null).join(', ');
      return ownerRow(person, facts, page, '    ');
    }),
    ...foldLine(left, '    ', page),
  ];
}

function sinceFact(since: string | null): string | null {
  return since === null ? null : `since ${day(since)}`;
}

export function unlisted(page: Page): string[] {
  const orphans = page.plan.unlisted.filter(({ orphaned }) => orphaned);
  const others = page.plan.unlisted.filter(({ orphaned }) => !orphaned);
  return [
    ...section(
      'Orphaned: its block is gone; never touched. Paste the lines to manage it again.',
      pasteable(orphans, page),
      page,
    ),
    ...section(
      'Unlisted: live, but in no file; never touched. Paste the lines to manage it.',
      pasteable(others, page),
      page,
    ),
  ];
}

/** Lines to paste are of use only as a whole: a campaign of a usual size is never cut short. */
const MOST_TO_PASTE = 200;

/** What is told in the same words is told once, with all its lines below. */
function pasteable(all: readonly Unlisted[], page: Page): string[] {
  return [...grouped(all, ({ text }) => text)].flatMap(([text, group]) => {
    const lines = group.flatMap((entry) => entry.lines);
    const { shown, left } = folded(lines, () => false, MOST_TO_PASTE);
    return [
      ...hang('  ', text, page.style.width),
      ...pasteLines(shown, '      ', page),
      ...foldLine(left, '      ', page),
    ];
  });
}

/** What is to be sent to support: raises of limits, then questions that a refusal waits for. */
export function letters(page: Page): string[] {
  return lettersOf(page.plan).flatMap(({ about, text }) =>
    section(`To send to support: ${about}`, pasteLines([text.trimEnd()], '    ', page), page),
  );
}

/** The rule at the left, the place in the file at the right. */
function ruleLine(rule: string, place: string, { style }: Page): string[] {
  const { paint, width } = style;
  return edges(
    [{ text: `  ${rule}`, paint: paint.warn }],
    [{ text: place, paint: paint.faint }],
    width,
  ).map((line) => line.trimEnd());
}

export function nextStep(text: string, indent: string, { style }: Page): string[] {
  const head: Rich = [indent, { text: `${style.glyph.next} `, paint: style.paint.faint }];
  return hang(head, sentence(text), style.width);
}

export function withSince(text: string, since: string | null): string {
  return since === null ? text : `${text.replace(/\.?$/, '.')} Since ${day(since)}.`;
}
