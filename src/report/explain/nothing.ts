/**
 * Nothing has the name that was asked for: that, and what may have been meant.
 */
import type { NoAnswer, Suggestion } from '../../model/explain.ts';
import { hang } from '../layout.ts';
import type { Page } from '../plan/page.ts';

export function noAnswerLines(
  { message, suggestions }: NoAnswer,
  asked: string,
  page: Page,
): string[] {
  return [
    ...hang('', `"${asked}": ${message}`, page.style.width),
    ...suggestionLines(suggestions, page),
  ];
}

export function suggestionLines(suggestions: readonly Suggestion[], page: Page): string[] {
  if (suggestions.length === 0) return [];
  const { style } = page;
  return [
    '',
    ...hang('', 'Did you mean:', style.width),
    ...suggestions.flatMap(({ kind, ask, name }) =>
      hang(`  ${ask}`, [{ text: `  ${name ?? kind}`, paint: style.paint.faint }], style.width),
    ),
  ];
}
