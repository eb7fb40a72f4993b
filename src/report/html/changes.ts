/**
 * Changes, campaign by campaign: first what happens to the campaign itself, then its people in tables, one for each
 * thing that is waited for.
 * Law: a change that costs money, takes SMS from somebody, cannot be undone or is refused is never in a closed fold.
 */
import type { Change } from '../../model/plan.ts';
import { plainOf, type Rich } from '../layout.ts';
import { mattersMost, order, reasons, risks, surprise, titleOf, waitOf } from '../plan/changes.ts';
import { folded, grouped } from '../plan/page.ts';
import { countsOf } from '../plan/summary.ts';
import { deed, isNumber, numberOf, signOf } from '../plan/words.ts';
import { count, sentence } from '../style.ts';
import { fieldsOf } from './fields.ts';
import { code, fold, name, pasteable, person, phone, prose } from './inline.ts';
import { html, type Markup, type Part } from './markup.ts';
import { toneOf, type View } from './view.ts';

/** Groups under headings of the third level; `prefix` keeps their anchors apart. */
export function changeGroups(view: View, prefix: string): Markup[] {
  const groups = grouped(view.plan.changes, titleOf);
  return order(view, [...groups.keys()]).map((title, at) => {
    const changes = groups.get(title) ?? [];
    const id = `${prefix}-${at + 1}`;
    return html`<section class="group" aria-labelledby="${id}">
<h3 id="${id}">${name(title)} <small>${countsOf(changes)}</small></h3>
${changes.filter((change) => !isNumber(change)).map((change) => card(change, view))}${tables(changes.filter(isNumber), view)}</section>
`;
  });
}

/** A brand or a campaign: what happens to it, why, when, and what would be sent. */
function card(change: Change, view: View): Markup {
  const wait = waitOf(change, view);
  const after = change.when.kind === 'after' ? [sentence(change.when.text)] : [];
  const notes = [...reasons(change), ...after, ...(wait === '' ? [] : [wait])];
  return html`<article class="card"${anchorOf(change, view)}>
<p class="what">${sign(change)}<strong>${sentence(deed(change, 'under-heading'))}</strong>${badges(risks(change, view))}${code(change.id)}</p>
${notes.map((note) => html`<p>${prose(note)}</p>\n`)}${lineToAdd(change, view)}${fieldsOf(change)}</article>
`;
}

function anchorOf(change: Change, { anchors }: View): Markup | null {
  const anchor = anchors.get(change);
  return anchor === undefined ? null : html` id="${anchor}"`;
}

/** A sign is fine; what happens says the same in words. */
function sign(change: Change): Markup {
  const shown = signOf(change);
  const kind = { '+': 'added', '~': 'changed', '-': 'removed' }[shown];
  return html`<b class="sign ${kind}" aria-hidden="true">${shown === '-' ? '−' : shown}</b>`;
}

function badges(dangers: readonly Rich[]): Part {
  return dangers.map(
    (danger) => html` <strong class="badge ${toneOf(danger)}">${plainOf(danger)}</strong>`,
  );
}

/** The line that allows a change which is refused alone; what allows several stands under Refused only. */
function lineToAdd(change: Change, { refusals }: View): Part {
  const refusal = refusals.get(change.id);
  if (!change.refused || refusal?.changes.length !== 1 || refusal.line === null) return null;
  return html`<p>Add:</p>
${pasteable([refusal.line])}`;
}

/** What starts at once or after another change, then what waits. */
function tables(changes: readonly Change[], view: View): Markup[] {
  const groups = [...grouped(changes, (change) => waitOf(change, view))];
  return groups
    .sort(([a], [b]) => Number(a !== '') - Number(b !== ''))
    .map(([reason, group]) => {
      const caption = reason === '' ? startsWords(group) : prose(reason);
      const { shown } = folded(group, mattersMost);
      if (shown.length === group.length) return table(group, caption, view);
      const kept = new Set(shown);
      const left = group.filter((change) => !kept.has(change));
      return html`${table(shown, caption, view)}${fold(
        `And ${left.length} more: no fee, no outage`,
        table(left, html`${caption}: ${left.length} more`, view),
      )}`;
    });
}

/** For those who do not see the column that says so. */
function startsWords(changes: readonly Change[]): Markup {
  const later = changes.filter(({ when }) => when.kind === 'after').length;
  const words =
    later === 0 ? 'Now' : later < changes.length ? 'Now, or after others' : 'After others';
  return html`<span class="unseen">${words}</span>`;
}

const COLUMNS = ['Person', 'Number', 'What happens', 'When', 'Change'];

function table(changes: readonly Change[], caption: Markup, view: View): Markup {
  const groups = [...grouped(changes, surprise)].sort(
    ([a], [b]) => Number(a !== '') - Number(b !== ''),
  );
  return html`<table class="people">
<caption>${caption}</caption>
<thead>
<tr>${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}</tr>
</thead>
${groups.map(([why, group]) => body(group, why, view))}</table>
`;
}

/** Why people are turned on that seemed to be on is told once, above them. */
function body(changes: readonly Change[], why: string, view: View): Part {
  const head =
    why === ''
      ? null
      : html`<tr><th scope="rowgroup" colspan="${COLUMNS.length}">${prose(why)}</th></tr>\n`;
  return html`<tbody>
${head}${changes.map((change) => row(change, view))}</tbody>
`;
}

function row(change: Change, view: View): Markup {
  const dangers = risks(change, view);
  const danger = dangers.length === 0 ? null : html`<br>${badges(dangers)}`;
  const notes = reasons(change).map((note) => html`<p class="note">${prose(note)}</p>`);
  return html`<tr${anchorOf(change, view)}>
<th scope="row">${person(change.person)}</th>
<td>${phone(numberOf(change.address))}</td>
<td>${sign(change)}${sentence(deed(change, 'under-heading'))}${danger}${notes}${lineToAdd(change, view)}</td>
<td>${whenOf(change)}</td>
<td>${code(change.id)}</td>
</tr>
`;
}

function whenOf({ when }: Change): string {
  switch (when.kind) {
    case 'now':
      return 'now';
    case 'after':
      return when.text;
    case 'waiting':
      return 'waits';
    case 'by-hand':
      return 'by hand';
  }
}

/** What the other plan would do and this one does not. */
export function goneTable(changes: readonly Change[]): Part {
  if (changes.length === 0) return null;
  const rows = changes.map(
    (change) => html`<tr>
<th scope="row">${isNumber(change) ? person(change.person) : name(change.address)}</th>
<td>${isNumber(change) ? phone(numberOf(change.address)) : null}</td>
<td>${sentence(deed(change, 'alone'))}</td>
</tr>
`,
  );
  const made = html`<table class="people gone">
<caption>${count(changes.length, 'change')} no longer planned</caption>
<thead>
<tr><th scope="col">Who or what</th><th scope="col">Number</th><th scope="col">What would have happened</th></tr>
</thead>
<tbody>
${rows}</tbody>
</table>
`;
  return changes.length > MOST_GONE
    ? fold(`${count(changes.length, 'change')} no longer planned`, made)
    : made;
}

const MOST_GONE = 40;
