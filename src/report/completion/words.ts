/**
 * Words of the grammar, made safe to stand in a shell script.
 */

/** In single quotes, for bash, zsh and the like. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const SAFE = /^[\w.+:/-]+$/;

/** With a space between. A word that a shell might take for more than a word is left out; the grammar has none. */
export function safeWords(words: readonly string[]): string {
  return words.filter((word) => SAFE.test(word)).join(' ');
}
