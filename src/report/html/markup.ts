/**
 * Markup: HTML that is known to be ours.
 * Law: `html` is the one way to make it. What it is given is text, and is escaped, unless it is Markup itself; no JSON
 * that was read can pass for Markup. Attributes are always in double quotes; no untrusted text is ever an address.
 */

const MARKUP = Symbol('markup');

export interface Markup {
  readonly [MARKUP]: string;
}

export type Part = Markup | string | number | null | readonly Part[];

/** A template whose literal text is HTML; `null` leaves nothing. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let made = literals[0] ?? '';
  parts.forEach((part, at) => {
    made += written(part) + (literals[at + 1] ?? '');
  });
  return { [MARKUP]: made };
}

/** HTML that stands in our source, such as the style sheet. Never given anything that was read. */
export function literal(source: string): Markup {
  return { [MARKUP]: source };
}

export function toText(markup: Markup): string {
  return markup[MARKUP];
}

function written(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return isMarkup(part) ? part[MARKUP] : part.map(written).join('');
}

function isMarkup(part: Markup | readonly Part[]): part is Markup {
  return MARKUP in part;
}

const SPECIAL = /[&<>"']/g;

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** In text and in attributes alike. */
function escaped(text: string): string {
  return text.replace(SPECIAL, (char) => ESCAPED[char] ?? '');
}
