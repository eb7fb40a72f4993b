/**
 * What `validate` found: errors, warnings and notes, each at its place in a file.
 * Law: takes diagnostics as they are and cleans them itself, because a place counts the characters of the file.
 */
import { type Diagnostic, mendedLine, type Place, type Severity } from '../../model/diagnostic.ts';
import { clean } from '../clean.ts';
import { LABEL, markedLine } from '../diagnostics.ts';
import { code, pasteable, prose } from './inline.ts';
import { html, type Markup } from './markup.ts';

export function findings(diagnostics: readonly Diagnostic[], base: string): Markup[] {
  return diagnostics.map((diagnostic) => finding(diagnostic, base));
}

const TONE: Readonly<Record<Severity, string>> = { error: 'bad', warning: 'warn', info: 'plain' };

function finding(diagnostic: Diagnostic, base: string): Markup {
  const { severity, rule, message, place, hint, related = [] } = diagnostic;
  const where = place === null ? null : html` ${at(place, base)}`;
  const others = related.map(
    (other) =>
      html`<p class="faint">See ${at(other.place, base)} ${prose(clean(other.message))}</p>\n`,
  );
  return html`<article class="card finding">
<p class="rule"><strong class="badge ${TONE[severity]}">${LABEL[severity]}</strong> ${code(clean(rule))}${where}</p>
<p>${prose(clean(message))}</p>
${excerpt(diagnostic)}${mended(diagnostic)}${hint === null ? null : html`<p class="next">${prose(clean(hint))}</p>\n`}${others}</article>
`;
}

function at({ file, line, col }: Place, base: string): Markup {
  return html`<code class="place">${clean(base + file)}:${line}:${col}</code>`;
}

/** The line at fault; what is wrong in it is underlined. */
function excerpt(diagnostic: Diagnostic): Markup | null {
  const shown = markedLine(diagnostic);
  if (shown === null || diagnostic.place === null) return null;
  const { before, marked, after } = shown;
  return html`<pre class="source"><span class="line" aria-hidden="true">${diagnostic.place.line}</span>${before}<mark>${marked}</mark>${after}</pre>
`;
}

/** The line as it would stand, where that is sure. */
function mended(diagnostic: Diagnostic): Markup | null {
  const line = mendedLine(diagnostic);
  return line === null ? null : html`<p>Write:</p>\n${pasteable([clean(line)])}`;
}
