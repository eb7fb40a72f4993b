/**
 * What is wrong with a configuration, as GitHub-flavoured Markdown, where no plan could be made.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { within } from './markdown/budget.ts';
import { findings } from './markdown/sections.ts';
import { BUDGET, cutNote, type MarkdownOptions, missingNote } from './markdown/whole.ts';
import { tally } from './tally.ts';

export function renderFindingsMarkdown(
  diagnostics: readonly Diagnostic[],
  options: MarkdownOptions = {},
): string {
  const { budget = BUDGET, base = '' } = options;
  const isValid = !diagnostics.some(({ severity }) => severity === 'error');
  const found = tally(diagnostics);
  const title = isValid
    ? `### Valid${found === '' ? '' : `: ${found}`}`
    : `### Not valid: ${found}`;
  const block = findings(diagnostics, base);
  const room = budget - 400 - title.length;
  const { text, left } = within([block], room, missingNote(options));
  return [title, ...(text === '' ? [] : [text]), ...cutNote(left, options)]
    .join('\n\n')
    .concat('\n');
}
