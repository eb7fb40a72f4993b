/**
 * What a plan says besides its changes: wrong out there, refused, held, silent, under way, written nowhere, for support.
 * Law: as in the text report: each entry names who, says why, and gives what to do or to paste; people with the same
 * story are told it once. Long lists are folded, never cut.
 */
import type { Unlisted, Unmentioned } from '../../model/plan.ts';
import { lettersOf } from '../../model/plan-parts.ts';
import { byText, LIST_THEM } from '../plan/information.ts';
import { grouped, type Owner } from '../plan/page.ts';
import { withSince } from '../plan/sections.ts';
import { addressOf, numberOf } from '../plan/words.ts';
import { count, day, sentence } from '../style.ts';
import {
  code,
  dated,
  fold,
  foldedLines,
  name,
  pasteable,
  person,
  phone,
  placed,
  prose,
  subject,
} from './inline.ts';
import { html, type Markup, type Part } from './markup.ts';
import type { View } from './view.ts';

export function attention({ plan }: View): Markup[] {
  return plan.attention.map(
    ({ address, message, since, next }) => html`<article class="card trouble">
<p><strong class="bad">${subjectOf(address)}</strong>: ${prose(withSince(message, since))}</p>
${nextStep(next)}</article>
`,
  );
}

function subjectOf(address: string): Markup {
  const { kind, name: said } = addressOf(address);
  return kind === 'number' ? phone(numberOf(address)) : name(said);
}

function nextStep(text: string | null): Part {
  return text === null ? null : html`<p class="next">${prose(sentence(text))}</p>\n`;
}

export function refusals(view: View): Markup[] {
  return view.plan.refusals.map(
    ({ rule, message, line, place, changes }) => html`<article class="card trouble">
<p class="rule">${code(rule)}${place === null ? null : html` ${placed(place, view)}`}</p>
<p>${prose(message)}</p>
${refusedLinks(changes, view)}${line === null ? null : html`<p>Add:</p>\n${pasteable([line])}`}</article>
`,
  );
}

/** More are listed by name among the changes, each marked. */
const MOST_LINKS = 12;

function refusedLinks(ids: readonly string[], view: View): Part {
  const found = ids.slice(0, MOST_LINKS).flatMap((id) => view.changes.get(id) ?? []);
  if (found.length === 0) return null;
  const left = ids.length - MOST_LINKS;
  const links = found.map((change, at) => html`${at === 0 ? '' : ', '}${subject(change, view)}`);
  return html`<p class="faint">Not done: ${links}${left > 0 ? ` and ${left} more` : ''}</p>\n`;
}

export function held(view: View): Markup[] {
  const groups = grouped(view.plan.held, ({ rule, message, hint }) =>
    JSON.stringify([rule, message, hint]),
  );
  return [...groups.values()].map((group) => {
    const [{ rule, message, hint }] = group;
    const people = group.map((one) => ({ ...one, fact: placed(one.place, view) }));
    return story(html`${prose(message)} ${code(rule)}`, hint, people, 'Line');
  });
}

export function cannotText({ plan }: View): Markup[] {
  const groups = grouped(plan.cannotText, ({ reason, next }) => JSON.stringify([reason, next]));
  return [...groups.values()].map((group) => {
    const [{ rule, reason, next }] = group;
    const people = group.map((one) => ({ ...one, fact: sinceFact(one.since) }));
    return story(html`${prose(sentence(reason))} ${code(rule)}`, next, people, 'Since');
  });
}

export function waiting({ plan }: View): Markup[] {
  const groups = grouped(plan.waiting, ({ text, address }) =>
    addressOf(address).kind === 'number' ? text : address + text,
  );
  return [...groups.values()].map((group) => {
    const [{ address, text, since }] = group;
    const { kind, name: said } = addressOf(address);
    if (kind !== 'number') {
      return html`<article class="card">
<p><strong>${name(said)}</strong>: ${prose(withSince(text, since))}</p>
</article>
`;
    }
    const people = group.map((one) => ({
      number: numberOf(one.address),
      person: one.person,
      campaign: one.campaign,
      fact: sinceFact(one.since),
    }));
    return story(prose(text), null, people, 'Since');
  });
}

interface Told extends Owner {
  readonly campaign: string | null;
  readonly fact: Part;
}

/** More are folded. */
const MOST = 40;

/** One reason, what to do, and everybody whose reason it is. */
function story(reason: Markup, next: string | null, people: readonly Told[], fact: string): Markup {
  const left = people.length - MOST;
  const rest =
    left <= 0
      ? null
      : fold(`And ${left} more`, peopleTable(people.slice(MOST), `${left} more`, fact));
  return html`<article class="card">
<p>${reason}</p>
${nextStep(next)}${peopleTable(people.slice(0, MOST), count(people.length, 'number'), fact)}${rest}</article>
`;
}

/** Without the columns in which nothing would stand. */
function peopleTable(people: readonly Told[], caption: string, fact: string): Markup {
  const columns = [
    { head: 'Campaign', of: ({ campaign }: Told) => (campaign === null ? null : name(campaign)) },
    { head: fact, of: (one: Told) => one.fact },
  ].filter(({ of }) => people.some((one) => of(one) !== null));
  const rows = people.map(
    (one) => html`<tr>
<th scope="row">${person(one.person)}</th>
<td>${phone(one.number)}</td>
${columns.map(({ of }) => html`<td>${of(one)}</td>`)}
</tr>
`,
  );
  return html`<table class="people told">
<caption>${caption}</caption>
<thead>
<tr><th scope="col">Person</th><th scope="col">Number</th>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr>
</thead>
<tbody>
${rows}</tbody>
</table>
`;
}

function sinceFact(since: string | null): Part {
  return since === null ? null : dated(day(since));
}

/** Lines are of use only as a whole: all of them are there. */
const MOST_LINES = 40;

/** What is told in the same words is told once, with all its lines below. */
export function unlisted(all: readonly Unlisted[]): Markup[] {
  return [...grouped(all, ({ text }) => text)].map(
    ([text, group]) => html`<article class="card">
<p>${prose(text)}</p>
${foldedLines(
  group.flatMap(({ lines }) => lines),
  MOST_LINES,
)}</article>
`,
  );
}

/** What is to be sent to support, ready to copy. */
export function letters({ plan }: View): Markup[] {
  return lettersOf(plan).map(
    ({ about, text }) => html`<article class="card">
<p><strong><bdi>${sentence(about)}</bdi></strong></p>
${pasteable([text.trimEnd()])}</article>
`,
  );
}

export function notes({ plan }: View): Markup[] {
  return plan.notes.map(
    ({ rule, message }) => html`<article class="card">
<p>${prose(message)} ${code(rule)}</p>
</article>
`,
  );
}

/** People in no file. */
export function unmentioned({ plan }: View): Markup[] {
  return [...byText(plan.unmentioned)].map(([text, group]) =>
    story(html`${prose(text)} ${code(group[0].rule)}`, LIST_THEM, group.flatMap(toldOf), 'User'),
  );
}

function toldOf({ numbers, person: called, userName }: Unmentioned): Told[] {
  const [number, ...others] = numbers;
  if (number === undefined) return [];
  const also = others.map((other) => html`, ${phone(other)}`);
  return [{ number, person: called, campaign: null, fact: html`${name(userName)}${also}` }];
}
