/**
 * What differs between two values of a field, as data that any report can draw.
 * Law: a text is compared sentence by sentence, a list item by item; in a pair of sentences that replace each other the words that differ are marked.
 */
import { diffArrays, diffWordsWithSpace } from 'diff';
import type { FieldValue } from '../model/kinds.ts';

export interface Word {
  readonly text: string;
  readonly differs: boolean;
}

export type DiffLine =
  | { readonly kind: 'same' | 'removed' | 'added'; readonly words: readonly Word[] }
  /** Sentences or items that did not change and are left out. */
  | { readonly kind: 'skipped'; readonly count: number };

/** `null`: not there. */
export function diffField(from: FieldValue | null, to: FieldValue | null): DiffLine[] {
  const lines: DiffLine[] = [];
  let removed: readonly string[] = [];
  for (const run of diffArrays(unitsOf(from), unitsOf(to))) {
    if (run.removed) {
      removed = run.value;
    } else if (run.added) {
      lines.push(...replaced(removed, run.value));
      removed = [];
    } else {
      lines.push(...replaced(removed, []), ...run.value.map(same));
      removed = [];
    }
  }
  lines.push(...replaced(removed, []));
  return skipped(lines);
}

/** A list by its items, a text by its lines and sentences. */
function unitsOf(value: FieldValue | null): string[] {
  if (value === null) return [];
  if (typeof value !== 'string') return [...value];
  return value
    .split(/\r\n|\n|\r/)
    .flatMap((line) => line.split(/(?<=[.!?])\s+(?=\S)/))
    .filter((unit) => unit !== '');
}

function same(text: string): DiffLine {
  return { kind: 'same', words: [{ text, differs: false }] };
}

/** What went and what came in its place; the first that went belongs to the first that came. */
function replaced(removed: readonly string[], added: readonly string[]): DiffLine[] {
  return [
    ...removed.map(
      (text, i): DiffLine => ({ kind: 'removed', words: words(text, added[i], 'from') }),
    ),
    ...added.map((text, i): DiffLine => ({ kind: 'added', words: words(removed[i], text, 'to') })),
  ];
}

/** Words of one side, those that differ marked. Where nearly all differ, or there is no other side, none is. */
function words(from: string | undefined, to: string | undefined, side: 'from' | 'to'): Word[] {
  const whole = [{ text: (side === 'from' ? from : to) ?? '', differs: false }];
  if (from === undefined || to === undefined) return whole;
  const parts = diffWordsWithSpace(from, to);
  const shared = parts.reduce(
    (sum, part) => (part.added || part.removed ? sum : sum + part.value.length),
    0,
  );
  if (shared * 3 < Math.max(from.length, to.length)) return whole;
  return parts
    .filter((part) => (side === 'from' ? !part.added : !part.removed))
    .map((part) => ({ text: part.value, differs: part.added || part.removed }));
}

/** Keeps one unchanged line on each side of a change and counts the others, where there are several. */
function skipped(lines: readonly DiffLine[]): DiffLine[] {
  const changes = (i: number) => lines[i] !== undefined && lines[i].kind !== 'same';
  const far = lines.map((_, i) => !changes(i - 1) && !changes(i) && !changes(i + 1));
  return lines.flatMap((line, i): DiffLine[] => {
    if (!far[i]) return [line];
    if (far[i - 1]) return [];
    const next = far.indexOf(false, i);
    const count = (next === -1 ? far.length : next) - i;
    return count === 1 ? [line] : [{ kind: 'skipped', count }];
  });
}
