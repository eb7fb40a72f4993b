/**
 * Fields of a brand or campaign: what would be sent, or what differs from what is live.
 * Law: an address in a field is shown as text; it is never a link.
 */
import type { Change } from '../../model/plan.ts';
import { type DiffLine, diffField, type Word } from '../field-diff.ts';
import { type SentField, sentFields, short, writtenTexts } from '../plan/fields.ts';
import { count } from '../style.ts';
import { html, type Markup } from './markup.ts';

export function fieldsOf(change: Change): Markup | null {
  const fields = sentFields(change);
  if (fields.length === 0) return null;
  const draw = change.action === 'register' ? sent : differing;
  return html`<dl class="fields">
${fields.map(
  (field) => html`<div>
<dt>${field.field.label}</dt>
<dd>${draw(field)}</dd>
</div>
`,
)}</dl>
`;
}

function sent(field: SentField): Markup {
  return html`${writtenTexts(field).map((text) => html`<p>${text}</p>`)}`;
}

function differing({ field, from, to }: SentField): Markup {
  if (!field.long && short(from).length + short(to).length <= SHORT) {
    return html`<del>${short(from)}</del> → <ins>${short(to)}</ins>`;
  }
  return html`<ul class="diff">
${diffField(from, to).map(line)}</ul>`;
}

/** Characters that fit into one line. */
const SHORT = 60;

/** The sign stands there as text: it is copied, printed and read aloud. */
function line(made: DiffLine): Markup {
  switch (made.kind) {
    case 'removed':
      return html`<li class="removed"><span class="unseen">removed: </span><b aria-hidden="true">−</b><del>${words(made.words)}</del></li>\n`;
    case 'added':
      return html`<li class="added"><span class="unseen">added: </span><b aria-hidden="true">+</b><ins>${words(made.words)}</ins></li>\n`;
    case 'same':
      return html`<li class="same">${words(made.words)}</li>\n`;
    case 'skipped':
      return html`<li class="faint">… ${count(made.count, 'line')} as before</li>\n`;
  }
}

function words(all: readonly Word[]): Markup {
  return html`${all.map(({ text, differs }) => (differs ? html`<mark>${text}</mark>` : text))}`;
}
