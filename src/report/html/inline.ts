/**
 * Small pieces that appear all over the page: a name, a number, an id, a place, lines to copy, a fold.
 */
import type { E164 } from '../../model/desired.ts';
import type { Place } from '../../model/diagnostic.ts';
import { formatPhone } from '../../model/phone.ts';
import type { Change } from '../../model/plan.ts';
import { truncate } from '../layout.ts';
import { placeOf } from '../plan/page.ts';
import { isNumber, numberOf } from '../plan/words.ts';
import { html, type Markup, type Part } from './markup.ts';
import type { View } from './view.ts';

/** Columns; nobody's name is longer, and what is cannot fill the page. */
const WIDEST_NAME = 120;

/** Its letters may run from right to left; what stands around them does not. */
export function name(text: string): Markup {
  return html`<bdi>${truncate(text, WIDEST_NAME, '…')}</bdi>`;
}

export function person(text: string | null): Markup {
  return text === null ? html`<span class="faint">no user</span>` : name(text);
}

export function phone(number: E164): Markup {
  return html`<span class="tel">${formatPhone(number)}</span>`;
}

export function code(text: string): Markup {
  return html`<code>${text}</code>`;
}

/** `front-desk.yaml:31`. */
export function placed(place: Place, view: View): Markup {
  return html`<code class="place">${placeOf(place, view)}</code>`;
}

/** Who or what a change is about, leading to where it stands. */
export function subject(change: Change, view: View): Markup {
  const { person: holder, address } = change;
  const who = isNumber(change) ? (holder ?? formatPhone(numberOf(address))) : address;
  const anchor = view.anchors.get(change);
  return anchor === undefined ? name(who) : html`<a href="#${anchor}">${name(who)}</a>`;
}

/** To be copied as it is: the whole of it is selected at one click. */
export function pasteable(lines: readonly string[]): Markup {
  // A parser drops the first line break inside `pre`.
  return html`<pre class="paste">\n${lines.join('\n')}</pre>\n`;
}

/** Several lines to copy; many are folded, all of them are there. */
export function foldedLines(lines: readonly string[], shown: number): Markup {
  const all = lines.flatMap((line) => line.split('\n'));
  if (all.length <= shown) return pasteable(all);
  return fold(`${all.length} lines to paste`, pasteable(all));
}

/** Closed until somebody opens it; in print always open. */
export function fold(summary: Part, content: Part, kind = 'fold'): Markup {
  return html`<details class="${kind}">
<summary>${summary}</summary>
<div>
${content}</div>
</details>\n`;
}

/** A part of the page with a heading of its own; nothing at all where it has no content. */
export function section(id: string, title: Part, content: readonly Part[]): Markup | null {
  if (content.every((part) => part === null || (Array.isArray(part) && part.length === 0))) {
    return null;
  }
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>\n`;
}

/** A sentence; what stands in it between backticks is to be written so. */
export function prose(text: string): Markup {
  return html`${text.split('`').map((piece, at, all) =>
    // Without its other half, a backtick is only a character.
    at % 2 === 0 || at === all.length - 1 ? `${at % 2 === 0 ? '' : '`'}${piece}` : code(piece),
  )}`;
}

/** With each date in one piece. */
export function dated(text: string): Markup {
  return html`${text
    .split(DATE)
    .map((piece, at) => (at % 2 === 0 ? piece : html`<span class="since">${piece}</span>`))}`;
}

const DATE = /(\d{4}-\d\d-\d\d)/;
