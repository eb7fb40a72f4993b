/**
 * Findings as one HTML page, in the style of the plan: what stands there where a configuration is not valid and so has
 * no plan.
 * Law: pure; one file without script that loads nothing; the words of `validate`; whatever stands in a file is text.
 */
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { clean } from './clean.ts';
import { documentOf, navigation } from './html/document.ts';
import { findings } from './html/findings.ts';
import { code, section } from './html/inline.ts';
import { html } from './html/markup.ts';
import { grouped } from './plan/page.ts';
import type { HtmlOptions } from './plan-html.ts';
import { count } from './style.ts';
import { tally } from './tally.ts';

export function renderDiagnosticsHtml(
  diagnostics: readonly Diagnostic[],
  { base }: HtmlOptions,
): string {
  const isValid = !diagnostics.some(({ severity }) => severity === 'error');
  const files = [...grouped(diagnostics, ({ place }) => (place === null ? '' : place.file))];
  const parts = files.map(([file, found], at) => ({
    id: `file-${at + 1}`,
    title: file === '' ? 'In no file' : clean(base + file),
    found,
  }));
  const entries = parts.map(({ id, title, found }) => ({
    id,
    words: title,
    count: found.length,
    tone: toneOf(found),
  }));
  const found = tally(diagnostics);
  const title = `${isValid ? 'Valid' : 'Not valid'}${found === '' ? '' : `: ${found}`}`;
  return documentOf({
    title,
    banner: null,
    header: html`<p class="eyebrow">SMS campaigns</p>
<h1>${title}</h1>
<ul class="about">
<li>${files.length === 0 ? 'No findings' : `Found in ${count(files.length, 'file')}`}</li>
<li>${isValid ? 'Nothing has to be mended' : 'Nothing was planned'}</li>
</ul>
`,
    nav: navigation(entries),
    main: parts.map(({ id, title: heading, found }) =>
      section(id, code(heading), findings(found, base)),
    ),
    footer: html`<p>Made by campaignctl. Nothing was read from the registry, and nothing was changed.</p>\n`,
  });
}

function toneOf(found: readonly Diagnostic[]): '' | 'bad' | 'warn' {
  const has = (wanted: Severity) => found.some(({ severity }) => severity === wanted);
  if (has('error')) return 'bad';
  return has('warning') ? 'warn' : '';
}
