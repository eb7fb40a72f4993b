/**
 * The head of the page: whose plan, how fresh, what could not be read, and what it means for people and money.
 * Law: people first; every name of somebody who loses SMS is there; the words are those of the text report.
 */
import type { Loss } from '../../model/plan.ts';
import { beforeCounts } from '../plan/against.ts';
import { grouped } from '../plan/page.ts';
import {
  addressName,
  closingWords,
  facts,
  feeParts,
  gapWords,
  handWords,
  LOSSES,
  monthlyWords,
  readWords,
  waitGroups,
} from '../plan/summary.ts';
import { lossWords } from '../plan/words.ts';
import { sentence } from '../style.ts';
import { name, person, phone, prose } from './inline.ts';
import { html, type Markup, type Part } from './markup.ts';
import { rich, type View } from './view.ts';

export function header(view: View): Markup {
  const { whole, against } = view;
  const compared =
    against === null ? null : html`<li>compared with <code>${against.label}</code></li>`;
  return html`<p class="eyebrow">${whole.sandbox ? 'SMS campaigns' : whole.label}</p>
<h1>Plan for ${name(whole.account)}</h1>
<ul class="about">
<li>${sentence(readWords(whole))}</li>
${compared}<li>A plan changes nothing</li>
</ul>
`;
}

/** What was not read comes before any figure that depends on it. */
export function gaps({ whole }: View): Markup | null {
  if (whole.gaps.length === 0) return null;
  return html`<section class="alarm" aria-labelledby="not-read">
<h2 id="not-read">Not read</h2>
${gapWords(whole).map((words) => html`<p>${prose(sentence(words))}</p>\n`)}</section>
`;
}

export function summary(view: View, before: View | null): Markup {
  const rows: readonly (readonly [string, Part])[] = [
    ['Can text', canText(view)],
    ['Lose SMS', losses(view)],
    ['Fees', fees(view)],
    ['By hand', list(handWords(view.plan))],
    ['Waits', list(waitGroups(view))],
    ['Changes', html`<p>${sentence(closingWords(view))}</p>`],
    ['Not new', notNew(before)],
  ];
  const drawn = rows.map(([label, content]) =>
    content === null
      ? null
      : html`<div>
<dt>${label}</dt>
<dd>${content}</dd>
</div>
`,
  );
  return html`<section class="answers" aria-labelledby="in-short">
<h2 id="in-short" class="unseen">In short</h2>
<dl>
${drawn}</dl>
</section>
`;
}

function canText(view: View): Markup {
  const words = facts(view).find(([label]) => label === 'Can text')?.[1] ?? '';
  return html`<p class="lead">${rich(words)}</p>`;
}

/** Everybody, under how long it lasts. Where something was not read, nobody knows that it is nobody. */
function losses({ plan: { people, times, gaps: unread } }: View): Part {
  if (people.losses.length === 0) return unread.length === 0 ? html`<p>nobody</p>` : null;
  const groups = grouped(people.losses, ({ how }) => how);
  const parts = LOSSES.flatMap((how) => {
    const lost = groups.get(how) ?? [];
    if (lost.length === 0) return [];
    return [
      html`<p><strong>${lost.length} ${lossWords(how, times)}</strong></p>
<ul class="names">
${lost.map(lossItem)}</ul>
`,
    ];
  });
  return html`<p class="lead"><strong class="bad">${people.losses.length}</strong></p>
${parts}`;
}

function lossItem(loss: Loss): Markup {
  const who = loss.person === null ? null : html`${person(loss.person)} `;
  return html`<li>${who}${phone(loss.number)}</li>\n`;
}

/** Each figure with what it is for. Where something was not read, nobody knows that there is none. */
function fees({ plan }: View): Part {
  const lines = feeParts(plan).map(feeLine);
  if (lines.length === 0 && plan.gaps.length > 0) return null;
  return html`<ul class="lines">
${lines.length === 0 ? html`<li>none</li>\n` : lines}<li>${monthlyWords(plan)}</li>
</ul>
`;
}

function feeLine({ figure, paid }: ReturnType<typeof feeParts>[number]): Markup {
  const names = paid.map((change, at) => html`${at === 0 ? '' : ', '}${name(addressName(change))}`);
  return html`<li><strong class="warn">${figure}</strong>: ${names}</li>\n`;
}

function list(items: readonly string[]): Part {
  if (items.length === 0) return null;
  return html`<ul class="lines">
${items.map((item) => html`<li>${item}</li>\n`)}</ul>
`;
}

/** What the pull request did not cause, with who and what it costs: still to be seen, further below. */
function notNew(before: View | null): Part {
  if (before === null) return null;
  const counts = beforeCounts(before.plan);
  if (counts.length === 0) return null;
  const said = facts(before).filter(([label]) => label === 'Lose SMS' || label === 'Fees');
  return html`<p><a href="#not-new">${counts.join(', ')}</a></p>
${said.map(([label, words]) => beforeLine(label, words))}`;
}

function beforeLine(label: string, words: Parameters<typeof rich>[0]): Part {
  return words.length === 0 ? null : html`<p><strong>${label}</strong> ${rich(words)}</p>\n`;
}
