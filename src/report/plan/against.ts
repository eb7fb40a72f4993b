/**
 * What the comparison with another plan adds: what is no longer planned, and what was there before.
 * Law: what was there before is counted, not told again; approving this plan does not approve it, and that is said.
 */

import { formatPhone } from '../../model/phone.ts';
import type { Plan } from '../../model/plan.ts';
import { hang } from '../layout.ts';
import { count } from '../style.ts';
import { type Page, section } from './page.ts';
import { deed, isNumber, numberOf } from './words.ts';

export function gone(page: Page): string[] {
  const { against, style } = page;
  if (against === null) return [];
  return section(
    `No longer planned, as it would be with ${against.label}`,
    goneWords(against.gone).flatMap((text) => hang('  ', text, style.width)),
    page,
  );
}

/** Each change that is gone, in a few words. */
export function goneWords(changes: Plan['changes']): string[] {
  return changes.map((change) => {
    const what = deed(change, 'alone');
    if (!isNumber(change)) return what;
    const number = formatPhone(numberOf(change.address));
    return `${change.person === null ? number : `${change.person}, ${number}`}: ${what}`;
  });
}

export function before(page: Page): string[] {
  const { against, style } = page;
  if (against === null) return [];
  const parts = beforeCounts(against.before);
  if (parts.length === 0) return [];
  const note = against.before.changes.length > 0 ? ` ${NOT_APPROVED}` : '';
  const text = `${parts.join(', ')} (--format json lists all).${note}`;
  return section(`Not new: the same with ${against.label}`, hang('  ', text, style.width), page);
}

export const NOT_APPROVED = 'Approving this plan does not approve these changes.';

/** `3 changes, 2 numbers held`: what both plans hold. */
export function beforeCounts(plan: Plan): string[] {
  const counts: [number, string, string][] = [
    [plan.changes.length, 'change', 'changes'],
    [plan.refusals.length, 'refusal', 'refusals'],
    [plan.held.length, 'number held', 'numbers held'],
    [plan.attention.length, 'in need of attention', 'in need of attention'],
    [plan.cannotText.length, 'number that cannot text', 'numbers that cannot text'],
    [plan.waiting.length, 'under way', 'under way'],
    [plan.unlisted.length, 'unlisted', 'unlisted'],
    [plan.unmentioned.length, 'person in no file', 'people in no file'],
    [plan.notes.length, 'note', 'notes'],
    [plan.limitRaises.length, 'limit to raise', 'limits to raise'],
    [plan.diagnostics.length, 'finding', 'findings'],
  ];
  return counts.flatMap(([n, one, many]) => (n === 0 ? [] : [count(n, one, many)]));
}
