/**
 * Lines of a runbook in Markdown that a mark (src/report/runbook/marks.ts) says the meaning of.
 * Law: only the last mark of a line that is no code counts.
 */

/** A line with a mark. */
export interface Marked {
  readonly line: number;
  readonly kind: string;
  readonly words: readonly string[];
  /** What stands before the mark. */
  readonly text: string;
  readonly isTicked: boolean;
  /** Of `page begin`: the lines up to `page end`; null: there is no such end. */
  readonly block: readonly string[] | null;
}

const MARK = /<!-- campaignctl:([a-z]+)((?: [^\s<>]+)*) -->\s*$/;
const TICK = /^\s*(?:[-*+]|\d+[.)])\s+\[[xX]\]\s/;
export const FENCE = /^\s*(`{3,}|~{3,})/;

export function* markedLines(text: string): Generator<Marked> {
  const written = text.split('\n');
  const lines = written.map((line) => line.trimEnd());
  let fence: string | null = null;
  let hasPage = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const mark = FENCE.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = null;
      continue;
    }
    fence = mark;
    const found = line.length > LONGEST_LINE ? null : MARK.exec(line);
    if (found === null) continue;
    const [, kind = '', rest = ''] = found;
    const words = rest.trim().split(' ').map(decoded);
    const isPage = kind === 'page' && words[0] === 'begin';
    const end = isPage && !hasPage ? lines.indexOf(PAGE_END, at + 1) : -1;
    // A tab at the end of a line is a cell of what was pasted.
    const block = end === -1 ? null : written.slice(at + 1, end);
    hasPage ||= isPage;
    yield {
      line: at + 1,
      kind,
      words,
      text: line.slice(0, found.index),
      isTicked: TICK.test(line),
      block,
    };
    at += block?.length ?? 0;
  }
}

/** Nobody writes longer ones. */
const LONGEST_LINE = 100_000;

const PAGE_END = '<!-- campaignctl:page end -->';

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** ``Campaign ID: `C7GH42I` `` → `C7GH42I`; strokes alone are a blank that was left so. */
export function filledIn(text: string): string {
  const behind = text.slice(text.indexOf(':') + 1);
  return behind.replace(/[`*\s]/g, '').replace(/^_+|_+$/g, '');
}
