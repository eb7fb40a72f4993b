/**
 * The steps of a runbook on a page: what to do, what to copy, whom it silences, and a box to tick on paper.
 * Law: no step is folded; what a box stands for is said beside it.
 */
import type { FormField, Runbook, RunbookPart, RunbookStep } from '../../model/runbook.ts';
import {
  CLAIM_FIRST,
  claimedNote,
  claimWords,
  dangers,
  goBackTo,
  goBackWords,
  ID_LABEL,
  isPaid,
  numberWords,
  secretWords,
} from '../runbook/words.ts';
import { count, sentence } from '../style.ts';
import { code, fold, pasteable, person, phone } from './inline.ts';
import { html, type Markup, type Part } from './markup.ts';

export function partOf(
  part: RunbookPart,
  ordinalOf: (step: RunbookStep) => number,
  runbook: Runbook,
): readonly Part[] {
  return [
    html`<p class="faint">${part.where.join(' › ')}</p>\n`,
    ...part.steps.map((step) => stepCard(step, ordinalOf(step), runbook)),
  ];
}

function stepCard(step: RunbookStep, ordinal: number, runbook: Runbook): Markup {
  const badges = dangers(step).map(
    ({ tone, words }) => html` <strong class="badge ${tone}">${words}</strong>`,
  );
  return html`<article class="card" id="step-${step.id}">
<p class="what"><strong>${ordinal}. ${spoken(step.title)}</strong>${badges}${code(step.id)}</p>
${claim(step)}<ul class="todo">
${step.instructions.map((one) => html`<li>${spoken(one)}</li>\n`)}</ul>
${fields(step.fields)}${numbers(step)}${step.asks === null ? null : html`<p class="write">${ID_LABEL[step.asks]}: <span class="line"></span></p>\n`}${box('Done, all of it')}${goBackTo(step, runbook).map((other) => html`<p class="next"><strong class="bad">${spoken(goBackWords(other))}</strong></p>\n`)}</article>
`;
}

/** A sentence, with each number in one piece. */
function spoken(text: string): Markup {
  return html`${text
    .split(/(\+1 \d{3} \d{3} \d{4})/)
    .map((piece, at) => (at % 2 === 0 ? piece : html`<span class="tel">${piece}</span>`))}`;
}

/** To be ticked on paper; nothing reads it. */
export function box(words: Part): Markup {
  return html`<p class="done"><span class="tick" aria-hidden="true"></span>${words}</p>\n`;
}

function claim(step: RunbookStep): Part {
  if (!isPaid(step)) return null;
  if (step.claim === null) return html`<p>${CLAIM_FIRST}</p>\n${box('I do this')}`;
  return html`<p><strong class="warn">${sentence(claimWords(step.claim))}.</strong> ${claimedNote(step.claim)}</p>\n`;
}

function fields(all: readonly FormField[]): Part {
  if (all.length === 0) return null;
  return html`<dl class="fields">
${all.map(
  (field) => html`<div>
<dt>${field.label}</dt>
<dd>${valuesOf(field)}</dd>
</div>
`,
)}</dl>
`;
}

function valuesOf({ values, before, secretFrom }: FormField): Part {
  const now =
    values.length > 0
      ? copies(values)
      : html`<p>${before === null ? secretWords(secretFrom) : 'Leave it empty.'}</p>`;
  if (before === null) return now;
  if (before.length === 0) return html`${now}<p class="note">It is empty now.</p>`;
  return html`${now}${fold('What it holds now', copies(before))}`;
}

/** Words together, one a line; texts each by itself. */
function copies(values: readonly string[]): Part {
  return values.every((value) => !/\s/.test(value))
    ? pasteable(values)
    : values.map((value) => pasteable([value]));
}

function numbers({ numbers: all }: RunbookStep): Part {
  if (all.length === 0) return null;
  const facts = all.map(numberWords);
  const has = facts.some((fact) => fact !== '');
  return html`${pasteable(all.map(({ number }) => number))}<table class="people told">
<caption>${count(all.length, 'number')}</caption>
<thead>
<tr><th scope="col">Person</th><th scope="col">Number</th>${has ? html`<th scope="col">What happens</th>` : null}</tr>
</thead>
<tbody>
${all.map(
  ({ number, person: who }, at) => html`<tr>
<th scope="row">${person(who)}</th>
<td>${phone(number)}</td>
${has ? html`<td>${facts[at] ?? ''}</td>\n` : null}</tr>
`,
)}</tbody>
</table>
`;
}
