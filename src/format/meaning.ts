/**
 * Meaning: whether two trees say the same in this language.
 * Law: kinds count (a number is not a text), and so does every order but that of fixed settings. Phone numbers are compared
 * as numbers, however they are spelt.
 */
import { isMap, isScalar, isSeq, type Pair } from 'yaml';
import { keyText, scalarValue } from '../config/tree.ts';
import { parsePhone } from '../model/phone.ts';
import { below, orderOf, type Position } from './position.ts';

export function saysTheSame(a: unknown, b: unknown, at: Position): boolean {
  if (isMap(a)) return isMap(b) && mapsSayTheSame(a.items, b.items, at);
  if (isSeq(a)) {
    return (
      isSeq(b) &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => saysTheSame(item, b.items[i], below(at, null)))
    );
  }
  return !isMap(b) && !isSeq(b) && plainOf(a) === plainOf(b);
}

function mapsSayTheSame(a: readonly Pair[], b: readonly Pair[], at: Position): boolean {
  if (a.length !== b.length) return false;
  const order = orderOf(at);
  const others = order === null ? b : inOrderOf(a, b);
  return a.every((pair, i) => {
    const other = others[i];
    const key = keyText(pair);
    return (
      key !== null &&
      other !== undefined &&
      keyOf(pair, at) === keyOf(other, at) &&
      saysTheSame(pair.value, other.value, below(at, key))
    );
  });
}

/** The pairs of `b`, each where `a` has the same key. */
function inOrderOf(a: readonly Pair[], b: readonly Pair[]): readonly (Pair | undefined)[] {
  const byKey = new Map(b.map((pair) => [keyText(pair), pair]));
  return a.map((pair) => byKey.get(keyText(pair)));
}

function keyOf(pair: Pair, { isNumbers }: Position): string | null {
  const key = keyText(pair);
  if (key === null || !isNumbers) return key;
  const phone = parsePhone(key);
  return phone.ok ? phone.number : key;
}

/** An empty value is nothing, as `null` is. */
function plainOf(node: unknown): string | number | boolean | null {
  return isScalar(node) ? scalarValue(node) : null;
}
