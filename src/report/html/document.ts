/**
 * The document around a page: one file that loads nothing, runs no script and sends nothing.
 * Law: no address of another place is in it; the policy in its head forbids to load any.
 */
import { html, literal, type Markup, type Part, toText } from './markup.ts';
import { STYLE } from './style.ts';

export interface Parts {
  readonly title: string;
  /** The first link, for those who work by keyboard. */
  readonly skip?: string;
  /** Said across the top of the page. */
  readonly banner: string | null;
  readonly header: Part;
  readonly nav: Part;
  readonly main: Part;
  readonly footer: Part;
}

/** Forbids all but the styles in the file itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function documentOf({
  title,
  skip = 'Skip to the plan',
  banner,
  header,
  nav,
  main,
  footer,
}: Parts): string {
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${literal(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${literal(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">${skip}</a>
<header>
${banner === null ? null : html`<p class="banner">${banner}</p>\n`}<div class="inner">
${header}</div>
</header>
<div class="inner columns">
${nav}<main id="main" tabindex="-1">
${main}</main>
</div>
`;
  return toText(html`${body}<footer>
<div class="inner">
${footer}<p>${sizeWords(toText(body))}</p>
</div>
</footer>
</body>
</html>
`);
}

/** How large the file is, to the tenth. */
function sizeWords(text: string): string {
  const kilobytes = new TextEncoder().encode(text).length / 1000;
  const size =
    kilobytes < 1000 ? `${Math.ceil(kilobytes)} kB` : `${(kilobytes / 1000).toFixed(1)} MB`;
  return `One file of about ${size}; it loads nothing and runs no script.`;
}

export interface Entry {
  readonly id: string;
  readonly words: string;
  readonly count: number | null;
  readonly tone: '' | 'bad' | 'warn';
}

/** The way to each section that is there. */
export function navigation(entries: readonly Entry[]): Markup | null {
  if (entries.length < 2) return null;
  const items = entries.map(({ id, words, count, tone }) => {
    const number =
      count === null
        ? null
        : html` <span class="${tone === '' ? 'count' : `count ${tone}`}">${count}</span>`;
    return html`<li><a href="#${id}">${words}${number}</a></li>\n`;
  });
  return html`<nav aria-labelledby="on-this-page">
<h2 id="on-this-page">On this page</h2>
<ul>
${items}</ul>
</nav>
`;
}
