/** Placeholder until it is drawn as a page. */
import type { Runbook } from '../model/runbook.ts';
import { renderRunbookMarkdown } from './runbook-markdown.ts';

export function renderRunbookHtml(runbook: Runbook): string {
  return renderRunbookMarkdown(runbook);
}
