/**
 * The tree of a YAML file as the rest of the loader sees it: maps, lists and scalars with their offsets.
 * Law: a plain scalar means what it looks like. `+14085550101`, `1.40856E+10` and `0042` stay the text that was written;
 * YAML's own reading would lose the plus, the digits or the zeros.
 */
import { isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';

export type Path = readonly (string | number)[];
export type Range = readonly [start: number, end: number];

const NULL = /^(?:~|null|Null|NULL)?$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;

type ScalarValue = string | number | boolean | null;

/** Value of a scalar that was parsed with the failsafe schema, where every scalar is text. */
export function scalarValue(node: Scalar): ScalarValue {
  const text = scalarText(node);
  if (node.type !== Scalar.PLAIN) return text;
  const first = text.charCodeAt(0);
  if (first === 0x2d || (first >= 0x30 && first <= 0x39)) {
    return NUMBER.test(text) ? Number(text) : text;
  }
  if (text.length > 5) return text;
  if (NULL.test(text)) return null;
  return TRUE.test(text) ? true : FALSE.test(text) ? false : text;
}

/** Text of a scalar as written. A block text (`|` or `>`) is taken without the line ends that close it. */
export function scalarText(node: Scalar): string {
  const text = typeof node.value === 'string' ? node.value : '';
  return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED
    ? text.replace(/\n+$/, '')
    : text;
}

/** Text of a key; null where the key is a map or a list. */
export function keyText(pair: Pair): string | null {
  return isScalar(pair.key) ? scalarText(pair.key) : null;
}

export function rangeOf(node: Node): Range {
  return node.range === null || node.range === undefined ? [0, 0] : [node.range[0], node.range[1]];
}

export function pairsOf(node: unknown): readonly Pair[] {
  return isMap(node) ? node.items : [];
}

/** Pair of `key` in a map, the first where it is written twice. */
export function pairAt(node: unknown, key: string): Pair | null {
  if (!isMap(node)) return null;
  if (node.items.length < WORTH_AN_INDEX) {
    return node.items.find((pair) => keyText(pair) === key) ?? null;
  }
  const index = INDEXES.get(node) ?? indexOf(node);
  return index.get(key) ?? null;
}

const WORTH_AN_INDEX = 16;

/** Maps of a parsed file never change. */
const INDEXES = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function indexOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const index = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = keyText(pair);
    if (key !== null && !index.has(key)) index.set(key, pair);
  }
  INDEXES.set(map, index);
  return index;
}

/** Node at a path below `node`; null where nothing is written. */
export function nodeAt(node: unknown, path: Path): unknown {
  let at = node;
  for (const step of path) {
    if (isSeq(at)) at = at.items[Number(step)];
    else at = pairAt(at, String(step))?.value;
  }
  return at ?? null;
}

/**
 * Offsets of what stands at a path: its key, or its value. Falls back on the nearest thing around it that is written.
 */
export function rangeAt(root: YAMLMap, path: Path, what: 'key' | 'value'): Range {
  const last = path.at(-1);
  if (last === undefined) return rangeOf(root);
  const parent = nodeAt(root, path.slice(0, -1));
  if (isSeq(parent)) {
    const item = parent.items[Number(last)];
    return isNode(item) ? rangeOf(item) : rangeOf(parent);
  }
  const pair = pairAt(parent, String(last));
  if (pair === null) return rangeAt(root, path.slice(0, -1), 'key');
  const written = what === 'value' && isWritten(pair.value) ? pair.value : pair.key;
  return isNode(written) ? rangeOf(written) : rangeOf(root);
}

export function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value);
}

function isWritten(value: unknown): boolean {
  return isNode(value) && !(isScalar(value) && value.type === Scalar.PLAIN && value.value === '');
}
