/**
 * Untrusted text in GitHub-flavoured Markdown.
 * Law: it stays text. No markup, table cell, fold, link, mention, issue reference, formula or emoji comes of it, neither
 * in a paragraph nor in a cell nor inside HTML such as a summary.
 * https://github.github.com/gfm/ · https://docs.github.com/get-started/writing-on-github
 */
import { clean } from '../clean.ts';

/** What Markdown or HTML could take for its own: anywhere in a line, or where a line starts. */
const MARKUP = /[\\`*_{}[\]<>&|~$]|^[-+=#](?=[\s=-]|$)|(?<=^\d+)[.)](?=\s|$)/g;

/** What becomes a link wherever it stands; a comment of HTML parts it and is not seen. */
const LINKS: readonly (readonly [RegExp, string])[] = [
  [/@(?=\S)/g, '@<!-- -->'],
  [/:\/\//g, ':<!-- -->//'],
  [/\b(www)\./gi, '$1<!-- -->.'],
];

/** What GitHub looks for in the text after all escapes are gone, but not in code. */
const REFERENCES: readonly (readonly [RegExp, string])[] = [
  [/(?<!&)#(?=\S)/g, '#<!-- -->'],
  [/\b(GH)-(?=\d)/gi, '$1<!-- -->-'],
  [/:(?=[\w+-]+:)/g, ':<!-- -->'],
];

/** One line of text. */
export function text(untrusted: string): string {
  return part(untrusted, [...LINKS, ...REFERENCES]);
}

function part(untrusted: string, parted: typeof LINKS): string {
  const escaped = clean(untrusted)
    .trim()
    .replace(MARKUP, (char) => `&#${char.charCodeAt(0)};`);
  return parted.reduce((line, [found, apart]) => line.replace(found, apart), escaped);
}

/** A sentence of ours: what stands in it between backticks is shown as code, and all of it is escaped. */
export function prose(sentence: string): string {
  return sentence
    .split(/(`[^`\n]+`)/)
    .map((part, at) => (at % 2 === 0 ? spaced(part) : code(part.slice(1, -1))))
    .join('');
}

/** `text` without trimming, for a part of a line. */
function spaced(part: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? [];
  return `${before === '' ? '' : ' '}${text(inner)}${after === '' ? '' : ' '}`;
}

/** An id, a path, a line of YAML: in a type of one width. As HTML, since a pipe inside backticks ends a cell. */
export function code(untrusted: string): string {
  return `<code>${part(untrusted, LINKS)}</code>`;
}

/** Lines to copy, as they are. */
export function fence(lines: readonly string[], language = ''): string[] {
  const content = lines.flatMap((line) => line.split('\n')).map(clean);
  const runs = content.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length));
  const mark = '`'.repeat(runs.reduce((most, run) => Math.max(most, run), 2) + 1);
  return [`${mark}${language}`, ...content, mark];
}

/** Folded away behind one line. */
export function fold(summary: string, lines: readonly string[]): string[] {
  return ['<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}
