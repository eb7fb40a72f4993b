/**
 * One person with every number; several people, one row each.
 */
import type { PeopleAnswer, PersonStanding } from '../../model/explain.ts';
import { formatPhone } from '../../model/phone.ts';
import { hang, padEnd, truncate, widthOf } from '../layout.ts';
import { folded, foldLine, type Page } from '../plan/page.ts';
import { count, listOf } from '../style.ts';
import { numberRow } from './number.ts';

export function peopleLines({ people }: PeopleAnswer, asked: string, page: Page): string[] {
  const [only, ...others] = people;
  if (only === undefined) return [];
  return others.length === 0 ? personPage(only, page) : peopleRows(people, asked, page);
}

function personPage(person: PersonStanding, page: Page): string[] {
  const { style } = page;
  const { name, userName, numbers, numbersKnown } = person;
  const called = name === null || name === userName ? [] : [` (${userName})`];
  return [
    ...hang(
      '',
      [{ text: name ?? userName, paint: style.paint.strong }, ...called, standingWords(person)],
      style.width,
    ),
    '',
    ...(numbers.length === 0
      ? hang('  ', noNumberWords(numbersKnown), style.width)
      : numbers.flatMap((standing) => {
          const other = standing.holder?.userName === userName ? null : otherHolder(standing);
          return numberRow(standing, other, page);
        })),
  ];
}

function noNumberWords(isKnown: boolean): string {
  const holds = isKnown
    ? 'holds no number'
    : 'the registry does not tell which numbers this user holds';
  return `${holds}, and no line names this user.`;
}

function standingWords({ active, inAccount }: PersonStanding): string {
  if (inAccount === false) return ': the account has no such user';
  if (inAccount === null) return ': users were not read completely';
  return active === false ? ': inactive' : '';
}

function otherHolder({
  holder,
  holderKnown,
  inAccount,
}: PersonStanding['numbers'][number]): string | null {
  if (holder !== null) return `held by ${holder.name}`;
  return inAccount === true && holderKnown ? 'held by nobody' : null;
}

function peopleRows(people: readonly PersonStanding[], asked: string, page: Page): string[] {
  const { style } = page;
  const most = Math.floor(style.width / 3);
  const nameWidth = Math.min(most, Math.max(...people.map(({ name }) => widthOf(name ?? ''))));
  const { shown, left } = folded(people);
  return [
    ...hang('', `${count(people.length, 'person', 'people')} fit "${asked}":`, style.width),
    ...shown.flatMap((person) => {
      const name = truncate(person.name ?? '', nameWidth, style.glyph.more);
      return hang(
        `  ${padEnd(name, nameWidth)}  `,
        `${person.userName}: ${numbersWords(person)}`,
        style.width,
      );
    }),
    ...foldLine(left, '  ', page),
    '',
    ...hang('', 'Ask for one of them by user name.', style.width),
  ];
}

function numbersWords({ numbers, numbersKnown }: PersonStanding): string {
  const of = (verdict: string) =>
    numbers.filter(({ canText }) => canText === verdict).map(({ number }) => formatPhone(number));
  const parts = [
    ['yes', 'can text from'],
    ['no', 'cannot text from'],
    ['unknown', 'not known of'],
  ].flatMap(([verdict = '', words]) => {
    const found = of(verdict);
    return found.length === 0 ? [] : [`${words} ${listOf(found)}`];
  });
  const none = numbersKnown ? 'no number' : 'numbers not known';
  return parts.length === 0 ? none : parts.join('; ');
}
