/** "Did you mean": the candidates that a misspelt word most likely stands for. */
import { distance } from 'fastest-levenshtein';
import { compareText } from './diagnostic.ts';

/** The nearest candidate within a third of the word's length, at least two letters; null: none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  return nearestFew(word, candidates, 1)[0] ?? null;
}

/**
 * At most `most` candidates within `reach` letters, the nearest first; among equals in the order of the alphabet.
 */
export function nearestFew(
  word: string,
  candidates: Iterable<string>,
  most: number,
  reach = Math.max(2, Math.floor(word.length / 3)),
): readonly string[] {
  const lower = word.toLowerCase();
  const found = new Map<string, number>();
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    // Fewer steps than the lengths differ by are not possible, and counting steps is what takes time.
    if (Math.abs(other.length - lower.length) > reach) continue;
    const steps = distance(lower, other);
    if (steps <= reach) found.set(candidate, steps);
  }
  return [...found]
    .sort(([a, stepsA], [b, stepsB]) => stepsA - stepsB || compareText(a, b))
    .slice(0, most)
    .map(([candidate]) => candidate);
}
