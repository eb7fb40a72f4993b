/** "Did you mean": the candidate that a misspelt word most likely stands for. */
import { distance } from 'fastest-levenshtein';
import { compareText } from '../../model/diagnostic.ts';

/** The nearest candidate within a third of the word's length, at least two letters; null: none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const reach = Math.max(2, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly steps: number } | null = null;
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps > reach) continue;
    if (
      best === null ||
      steps < best.steps ||
      (steps === best.steps && compareText(candidate, best.candidate) < 0)
    ) {
      best = { candidate, steps };
    }
  }
  return best?.candidate ?? null;
}
