/**
 * Who cannot text now: each reason once, what comes next, and who it is about.
 */
import type { SilentGroup, Texting } from '../../model/explain.ts';
import { hang, type Rich } from '../layout.ts';
import { folded, foldLine, ownerRow, type Page, section } from '../plan/page.ts';
import { count, day } from '../style.ts';
import { nextLines, reasonWords } from './words.ts';

/** Of each reason; more are counted. */
const MOST_OF_ONE = 8;

export function silentLines(groups: readonly SilentGroup[], page: Page): string[] {
  const of = (verdict: SilentGroup['canText']) =>
    groups.filter(({ canText }) => canText === verdict).flatMap((group) => groupLines(group, page));
  return [
    ...section('Cannot text now', of('no'), page),
    ...section('Not known whether they can text', of('unknown'), page),
  ];
}

function groupLines({ reason, next, numbers }: SilentGroup, page: Page): string[] {
  const { shown, left } = folded(numbers, () => false, MOST_OF_ONE);
  return [
    ...hang('  ', reasonWords(reason, null, page), page.style.width),
    ...(next === null ? [] : nextLines({ text: next.text, since: null }, '  ', page)),
    ...shown.flatMap((one) => {
      const facts = [one.campaign, one.since === null ? null : `since ${day(one.since)}`];
      return ownerRow(one, facts.filter((fact) => fact !== null).join(', '), page, '    ');
    }),
    ...foldLine(left, '    ', page),
  ];
}

/** `46 now, 2 not known, of 52 listed`. */
export function textingWords({ yes, no, unknown }: Texting, what: string, page: Page): Rich {
  const all = yes + no + unknown;
  const paint = no > 0 ? page.style.paint.warn : page.style.paint.good;
  const doubt = unknown > 0 ? `, ${unknown} not known` : '';
  return [{ text: `${yes} now`, paint }, `${doubt}, of ${count(all, what)}`];
}
