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
  if (sets.length < WORTH_AN_INDEX && !someAreSimilar(sets)) return sets.map(() => null);
  const ranked = byRarity(sets);
  const holders = new Map<number, number[]>();
  return ranked.map((words, i) => {
    let found: number | null = null;
    for (const word of words.slice(0, words.length - Math.ceil(SIMILAR * words.length) + 1)) {
      const earlier = holders.get(word);
      if (earlier === undefined) {
        holders.set(word, [i]);
        continue;
      }
      found ??= earlier.find((j) => areSimilar(words, ranked[j] ?? [])) ?? null;
      earlier.push(i);
    }
    return found;
  });
}

/** Fewer sets, such as the samples of one campaign, are compared sooner than they are indexed. */
const WORTH_AN_INDEX = 6;

function someAreSimilar(sets: readonly ReadonlySet<string>[]): boolean {
  return sets.some((words, i) => sets.slice(0, i).some((other) => share(words, other)));
}

function share(words: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  let common = 0;
  for (const word of words) if (other.has(word)) common++;
  return common >= commonNeeded(words.size, other.size);
}

/** How many words two sets of these sizes must have in common. */
function commonNeeded(size: number, other: number): number {
  return Math.ceil((SIMILAR / (1 + SIMILAR)) * (size + other));
}

/** Each set as the ranks of its words, the rarest word first: comparing numbers is cheaper than looking words up. */
function byRarity(sets: readonly ReadonlySet<string>[]): readonly (readonly number[])[] {
  const frequency = new Map<string, number>();
  for (const set of sets) {
    for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const rarestFirst = [...frequency].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  const rank = new Map(rarestFirst.map(([word], at) => [word, at]));
  return sets.map((set) => Array.from(set, (word) => rank.get(word) ?? 0).sort((a, b) => a - b));
}

/** Both in ascending order. Gives up as soon as too many words are missing, which rare words tell first. */
function areSimilar(words: readonly number[], other: readonly number[]): boolean {
  let mayMiss = words.length - commonNeeded(words.length, other.length);
  let at = 0;
  for (const word of words) {
    if (mayMiss < 0) return false;
    while ((other[at] ?? word) < word) at++;
    if (other[at] !== word) mayMiss--;
  }
  return mayMiss >= 0;
}
