/**
 * Who cannot text now: each reason once, what comes next, and who it is about.
 */
import type { SilentGroup, Texting } from '../../model/explain.ts';
import { hang, type Rich } from '../layout.ts';
import {
  folded,
  foldLine,
  grouped,
  ownerRow,
  type Page,
  section,
  withNames,
} from '../plan/page.ts';
import { count, day } from '../style.ts';
import { nextLines, reasonWords } from './words.ts';

/** Of each reason; more are counted. */
const MOST_OF_ONE = 8;

export function silentLines(groups: readonly SilentGroup[], plan: Page): string[] {
  const page = withNames(
    groups.flatMap(({ numbers }) => numbers),
    plan,
  );
  const of = (verdict: SilentGroup['canText']) => {
    const alike = grouped(
      groups.filter(({ canText }) => canText === verdict),
      ({ reason }) => JSON.stringify(reason),
    );
    return [...alike.values()].flatMap((same) => [
      ...hang('  ', reasonWords(same[0].reason, null, page), page.style.width),
      ...same.flatMap((group) => groupLines(group, page)),
    ]);
  };
  return [
    ...section('Cannot text now', of('no'), page),
    ...section('Not known whether they can text', of('unknown'), page),
  ];
}

function groupLines({ next, numbers }: SilentGroup, page: Page): string[] {
  const { shown, left } = folded(numbers, () => false, MOST_OF_ONE);
  return [
    ...(next === null ? [] : nextLines({ text: next.text, since: null }, '  ', page)),
    ...shown.flatMap((one) => {
      const facts = [
        one.campaign ?? 'in no file',
        one.since === null ? null : `since ${day(one.since)}`,
      ];
      return ownerRow(one, facts.filter((fact) => fact !== null).join(', '), page, '    ');
    }),
    ...foldLine(left, '    ', page),
  ];
}

/** `46 now, 2 not known, of 52 listed`. */
export function textingWords({ yes, no, unknown }: Texting, what: string, page: Page): Rich {
  const all = yes + no + unknown;
  const paint = no > 0 ? page.style.paint.warn : page.style.paint.good;
  return unknown === 0
    ? [{ text: `${yes} now`, paint }, `, of ${count(all, what)}`]
    : [{ text: `${yes} for certain`, paint }, `, ${unknown} not known, of ${count(all, what)}`];
}
