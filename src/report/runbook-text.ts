/** Placeholder until it is drawn for a terminal. */
import type { Runbook } from '../model/runbook.ts';
import { renderRunbookMarkdown } from './runbook-markdown.ts';

export function renderRunbook(runbook: Runbook, _options: object): string {
  return renderRunbookMarkdown(runbook);
}
