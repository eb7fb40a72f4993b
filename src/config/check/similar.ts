/**
 * Similar: texts that share most of their words.
 * Measure: different words in both ÷ different words in either (Jaccard), at least `SIMILAR`.
 * Law: the same sets give the same pairs; far cheaper than comparing every pair, so thousands of campaigns are fine.
 */
import { wordsOf } from './text.ts';

/** Four of five different words in common: a clone with another town or another name in it. */
export const SIMILAR = 0.8;

export function wordSet(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap(wordsOf));
}

/**
 * For each set the index of an earlier similar one; null: none.
 * Two sets can be similar only when their rarest words overlap (prefix filtering), so only those are indexed.
 */
export function earlierSimilar(sets: readonly ReadonlySet<string>[]): readonly (number | null)[] {
  const rarestFirst = byRarity(sets);
  const holders = new Map<string, number[]>();
  return rarestFirst.map((words, i) => {
    let found: number | null = null;
    for (const word of words.slice(0, words.length - Math.ceil(SIMILAR * words.length) + 1)) {
      const earlier = holders.get(word);
      if (earlier === undefined) {
        holders.set(word, [i]);
        continue;
      }
      found ??= earlier.find((j) => areSimilar(words, sets[j])) ?? null;
      earlier.push(i);
    }
    return found;
  });
}

function byRarity(sets: readonly ReadonlySet<string>[]): readonly (readonly string[])[] {
  const frequency = new Map<string, number>();
  for (const set of sets) {
    for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  return sets.map((set) =>
    [...set]
      .map((word) => ({ word, count: frequency.get(word) ?? 0 }))
      .sort((a, b) => a.count - b.count || (a.word < b.word ? -1 : 1))
      .map(({ word }) => word),
  );
}

/** Gives up as soon as too many words are missing, which rare words tell first. */
function areSimilar(words: readonly string[], other: ReadonlySet<string> | undefined): boolean {
  if (other === undefined) return false;
  const needed = Math.ceil((SIMILAR / (1 + SIMILAR)) * (words.length + other.size));
  let mayMiss = words.length - needed;
  for (const word of words) {
    if (mayMiss < 0) return false;
    if (!other.has(word)) mayMiss--;
  }
  return mayMiss >= 0;
}
