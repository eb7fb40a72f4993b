/**
 * Edits: the text of an `observed.yaml` → the same text with other values.
 * Law: only the lines of what changes are touched. A comment that stands on such a line moves to a line of its own there;
 * that of a number goes with it to its new place.
 */
import { isAlias, isMap, isScalar, isSeq, Lexer, type Pair, Scalar, type YAMLMap } from 'yaml';
import { parseYaml } from '../config/parse.ts';
import { sourceFile } from '../config/source.ts';
import { isNode, keyText, rangeOf } from '../config/tree.ts';
import { OBSERVED_FILE } from '../model/observed.ts';
import { parsePhone } from '../model/phone.ts';
import { inline, isInline, lines, scalar } from './print.ts';
import { isList, isSame, isTree, type Node, type Tree } from './tree.ts';

export interface Comment {
  readonly start: number;
  readonly text: string;
}

/** All comments of a text, in written order. The lexer marks the start of a document and of a text with signs of its own. */
export function commentsOf(text: string): readonly Comment[] {
  const found: Comment[] = [];
  let start = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    const isMark = token === DOCUMENT || token === SCALAR || token === FLOW_END;
    if (!isMark && !isText && token.startsWith('#')) found.push({ start, text: token.trimEnd() });
    isText = token === SCALAR;
    if (!isMark) start += token.length;
  }
  return found;
}

const DOCUMENT = '\u0002';
const SCALAR = '\u001f';
const FLOW_END = '\u0018';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: () => string;
}

interface Editing {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly edits: Edit[];
  /** Numbers that are written somewhere in the end. */
  readonly numbers: ReadonlySet<string>;
  /** Comments of numbers that leave one list for another. */
  readonly carried: Map<string, readonly string[]>;
  /** What is said beside a new key at the left edge. */
  readonly noteOf: (key: string) => string;
}

/** A text of which no exact edit is known. */
class Uneditable extends Error {}

/** `before`: what the text says. Null: no exact edit is known. */
export function edited(
  text: string,
  before: Tree,
  wanted: Tree,
  noteOf: (key: string) => string,
): string | null {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  const { file } = parseYaml(sourceFile(OBSERVED_FILE, whole));
  if (file === null) return null;
  const editing: Editing = {
    text: whole,
    comments: commentsOf(whole),
    edits: [],
    numbers: new Set(numbersIn(wanted)),
    carried: new Map(),
    noteOf,
  };
  try {
    editMap(editing, file.root, before, wanted, []);
  } catch (error) {
    if (error instanceof Uneditable) return null;
    throw error;
  }
  return applied(whole, editing.edits);
}

function* numbersIn({ items }: Tree): Generator<string> {
  for (const [key, node] of items) {
    if (!isTree(node)) continue;
    if (key === 'numbers') yield* node.items.keys();
    else yield* numbersIn(node);
  }
}

type Path = readonly string[];

function editMap(editing: Editing, map: YAMLMap, before: Tree, wanted: Tree, path: Path): void {
  if (map.flow === true) throw new Uneditable();
  const written = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = nameOf(pair, path);
    written.set(key, pair);
    const now = before.items.get(key);
    const then = wanted.items.get(key);
    if (then === undefined) {
      if (now !== undefined) remove(editing, pair, key, path);
    } else if (now === undefined || !isSame(now, then)) {
      replace(editing, pair, now, then, [...path, key]);
    }
  }
  add(editing, map, written, wanted, path);
}

function isNumbers(path: Path): boolean {
  return path.at(-1) === 'numbers';
}

function nameOf(pair: Pair, path: Path): string {
  const text = keyText(pair) ?? '';
  const phone = isNumbers(path) ? parsePhone(text) : null;
  return phone?.ok === true ? phone.number : text;
}

function replace(
  editing: Editing,
  pair: Pair,
  now: Node | undefined,
  then: Node,
  path: Path,
): void {
  const { value } = pair;
  const isBoth = now !== undefined && isTree(now) && isTree(then);
  if (isBoth && isMap(value) && value.flow !== true) {
    editMap(editing, value, now, then, path);
  } else if (isInline(path.at(-1) ?? '', then) && isReplaceable(editing, value)) {
    put(editing, rangeOf(value), () => inline(then));
  } else if (isList(then) && isSeq(value) && value.items.length === then.length) {
    replaceItems(editing, pair, value.items, then, path);
  } else {
    replacePair(editing, pair, then, path);
  }
}

function replaceItems(
  editing: Editing,
  pair: Pair,
  items: readonly unknown[],
  then: readonly string[],
  path: Path,
): void {
  if (!items.every((item) => isReplaceable(editing, item))) {
    replacePair(editing, pair, then, path);
    return;
  }
  for (const [index, item] of items.entries()) {
    const text = then[index] ?? '';
    if (isScalar(item) && item.value !== text) put(editing, rangeOf(item), () => scalar(text));
  }
}

/** Whether a value can be overwritten where it stands. */
function isReplaceable({ text }: Editing, value: unknown): value is Scalar | YAMLMap {
  if (!isNode(value)) return false;
  const [start, end] = rangeOf(value);
  const written = text.slice(start, end);
  if (isScalar(value)) {
    const isBlock = value.type === Scalar.BLOCK_FOLDED || value.type === Scalar.BLOCK_LITERAL;
    return !isBlock && written !== '' && !written.includes('\n');
  }
  return !isAlias(value) && value.flow === true && !written.includes('#');
}

function put(editing: Editing, [start, end]: readonly [number, number], text: () => string): void {
  editing.edits.push({ start, end, text });
}

function replacePair(editing: Editing, pair: Pair, then: Node, path: Path): void {
  const region = regionOf(editing, pair);
  const above = commentLines(region);
  put(editing, [region.start, region.end], () =>
    [...above, lines(path.at(-1) ?? '', then, region.indent)].join(''),
  );
}

function remove(editing: Editing, pair: Pair, key: string, path: Path): void {
  const region = regionOf(editing, pair);
  const isMoved = isNumbers(path) && editing.numbers.has(key);
  if (isMoved) editing.carried.set(key, region.comments);
  const left = isMoved ? [] : commentLines(region);
  put(editing, [region.start, region.end], () => left.join(''));
}

/** New keys come behind the one that they follow in the order of the language; new blocks and numbers at the end. */
function add(
  editing: Editing,
  map: YAMLMap,
  written: ReadonlyMap<string, Pair>,
  wanted: Tree,
  path: Path,
): void {
  const [first] = map.items;
  const last = map.items.at(-1);
  if (first === undefined || last === undefined) throw new Uneditable();
  const { start, indent } = regionOf(editing, first);
  const isOpen = ['brands', 'campaigns', 'numbers'].includes(path.at(-1) ?? '');
  let at = isOpen ? regionOf(editing, last).end : start;
  for (const [key, node] of wanted.items) {
    const pair = written.get(key);
    if (pair !== undefined) {
      if (!isOpen) at = regionOf(editing, pair).end;
      continue;
    }
    put(editing, [at, at], () => added(editing, key, node, indent, path));
  }
}

function added(editing: Editing, key: string, node: Node, indent: number, path: Path): string {
  const carried = isNumbers(path) ? (editing.carried.get(key) ?? []) : [];
  const note = path.length === 0 ? editing.noteOf(key) : '';
  const [only] = carried;
  if (carried.length === 1 && only !== undefined) {
    return lines(key, node, indent, only);
  }
  const space = ' '.repeat(indent);
  return `${carried.map((text) => `${space}${text}\n`).join('')}${lines(key, node, indent, note)}`;
}

/** The whole lines of a key and its value. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly comments: readonly string[];
}

function regionOf({ text, comments }: Editing, pair: Pair): Region {
  const [key] = isNode(pair.key) ? rangeOf(pair.key) : [0];
  const start = text.lastIndexOf('\n', key - 1) + 1;
  if (text.slice(start, key).trim() !== '') throw new Uneditable();
  let end = Math.max(endOf(pair.key), endOf(pair.value));
  while (/\s/.test(text.charAt(end - 1))) end -= 1;
  end = text.indexOf('\n', end) + 1;
  return {
    start,
    end,
    indent: key - start,
    comments: commentsBetween(comments, start, end),
  };
}

/** `comments` are in written order, and there can be thousands. */
function commentsBetween(comments: readonly Comment[], start: number, end: number): string[] {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((comments[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const found: string[] = [];
  for (let at = low; (comments[at]?.start ?? end) < end; at += 1) {
    found.push(comments[at]?.text ?? '');
  }
  return found;
}

function endOf(node: unknown): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return Math.max(endOf(last.key), endOf(last.value));
  }
  if (isSeq(node) && node.flow !== true) return endOf(node.items.at(-1));
  return isNode(node) ? rangeOf(node)[1] : 0;
}

function commentLines({ indent, comments }: Region): readonly string[] {
  return comments.map((text) => `${' '.repeat(indent)}${text}\n`);
}

function applied(text: string, edits: readonly Edit[]): string {
  const inOrder = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let after = '';
  let at = 0;
  for (const edit of inOrder) {
    after += text.slice(at, edit.start) + edit.text();
    at = edit.end;
  }
  return after + text.slice(at);
}
