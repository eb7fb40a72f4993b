/**
 * Layout: a YAML tree and its comments → blocks of items, each comment with the item it belongs to.
 * Law: a comment beside something belongs to it; one on a line of its own belongs to what follows, unless it is indented
 * deeper than that, or an empty line parts it from that and none from what stands above.
 */
import { isMap, isScalar, isSeq, type Pair, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { isNode, rangeOf } from '../config/tree.ts';
import { isBlankLine, type Note } from './notes.ts';

export interface Block {
  readonly kind: 'block';
  readonly of: 'map' | 'list';
  /** Written between braces or brackets. */
  readonly flow: boolean;
  /** Column in which its items start. */
  readonly indent: number;
  readonly items: Item[];
  /** Comments behind its last item. */
  readonly inside: Note[];
}

export interface Nothing {
  readonly kind: 'nothing';
  /** The column after that of its key: what is indented so far belongs here. */
  readonly indent: number;
  readonly inside: Note[];
}

export interface Text {
  readonly kind: 'text';
  readonly node: Scalar;
}

export type Value = Block | Nothing | Text;

/** One `key: value` of a map, or one item of a list. */
export interface Item {
  /** Null: an item of a list. */
  readonly key: Scalar | null;
  value: Value;
  /** Comments on lines of their own above it. */
  readonly above: Note[];
  /** An empty line stands between those and its own first line. */
  blank: boolean;
  /** The comment on its own line. */
  beside: Note | null;
  /** Comments on lines of their own that follow it. */
  readonly below: Note[];
}

/** What the layout is built from. */
interface Building {
  readonly text: string;
  readonly notes: readonly Note[];
  next: number;
  /** The line that was reached. */
  readonly line: Line;
  /** What a comment at the end of a line stands beside. */
  last: { readonly item: Item; readonly owner: Block | null } | null;
}

/** A line of the file. Found once for all that stands on it, as a line can be long. */
interface Line {
  start: number;
  end: number;
  /** Where its first word starts. */
  ink: number;
  isBlankAbove: boolean;
}

export function layOut(text: string, root: YAMLMap, notes: readonly Note[]): Block {
  const building: Building = {
    text,
    notes,
    next: 0,
    line: { start: 0, end: -1, ink: 0, isBlankAbove: false },
    last: null,
  };
  const block = collection(building, root, null);
  settle(building, Number.POSITIVE_INFINITY, block, null);
  return block;
}

/** `owner`: the item whose value it is; null for the whole document. */
function collection(building: Building, node: YAMLMap | YAMLSeq, owner: Item | null): Block {
  const span = rangeOf(node);
  const flow = node.flow === true;
  const block: Block = {
    kind: 'block',
    of: isMap(node) ? 'map' : 'list',
    flow,
    indent: flow ? 0 : span[0] - lineOf(building, span[0]).start,
    items: [],
    inside: [],
  };
  for (const one of node.items) {
    const pair = isMap(node) ? (one as Pair) : null;
    addItem(building, block, pair?.key ?? null, pair === null ? one : pair.value);
  }
  if (flow) {
    settle(building, span[1], block, null);
    if (owner !== null) building.last = { item: owner, owner: block };
    // Nothing stands between the brackets that a comment could belong to.
    if (block.items.length === 0 && owner !== null) {
      for (const note of block.inside.splice(0)) lift(owner, note);
    }
  }
  return block;
}

function addItem(building: Building, block: Block, key: unknown, value: unknown): void {
  const node = isScalar(key) ? key : isNode(value) ? value : null;
  const start = node === null ? null : rangeOf(node)[0];
  const item: Item = {
    key: isScalar(key) ? key : null,
    value: { kind: 'nothing', indent: block.indent + 1, inside: [] },
    above: [],
    blank: start !== null && isBelowBlank(building, start),
    beside: null,
    below: [],
  };
  if (start !== null) settle(building, start, block, item);
  block.items.push(item);
  building.last = { item, owner: null };
  if (isMap(value) || isSeq(value)) {
    if (value.flow === true) joinLines(building, item, rangeOf(value)[0]);
    item.value = collection(building, value, item);
  } else if (isScalar(value) && !isNothing(value)) {
    joinLines(building, item, rangeOf(value)[0]);
    item.value = { kind: 'text', node: value };
  }
}

export function isNothing(node: Scalar): boolean {
  return node.type === Scalar.PLAIN && node.value === '';
}

/** Whether `start` is the first thing on its line, dashes aside, and the line above is empty. */
function isBelowBlank(building: Building, start: number): boolean {
  const { ink, isBlankAbove } = lineOf(building, start);
  return isBlankAbove && start <= ink;
}

/** The line of an offset that is not before any asked for earlier. */
function lineOf({ text, line }: Building, offset: number): Line {
  if (offset <= line.end) return line;
  while (line.end < offset) {
    line.start = line.end + 1;
    const end = text.indexOf('\n', line.start);
    line.end = end === -1 ? text.length : end;
  }
  MARKS.lastIndex = line.start;
  MARKS.test(text);
  line.ink = MARKS.lastIndex;
  line.isBlankAbove = isBlankLine(text, line.start - 1);
  return line;
}

/** What can stand before the first word of a line. */
const MARKS = /[ \t?-]*/y;

/** Comments between a key and a value that comes to stand beside it go above both. */
function joinLines(building: Building, item: Item, valueStart: number): void {
  for (const note of taken(building, valueStart)) lift(item, note);
}

function lift(item: Item, note: Note): void {
  item.above.push({ ...note, blankBefore: item.blank });
  item.blank = false;
}

function taken(building: Building, end: number): readonly Note[] {
  const from = building.next;
  while ((building.notes[building.next]?.offset ?? Number.POSITIVE_INFINITY) < end) {
    building.next += 1;
  }
  return building.notes.slice(from, building.next);
}

/** Gives the comments before `end` to what they belong to: `next` follows them in `block`; null: the block ends. */
function settle(building: Building, end: number, block: Block, next: Item | null): void {
  const notes = taken(building, end);
  if (notes.length === 0) return;
  const previous = block.items.at(-1) ?? null;
  const open = block.flow ? [] : openBelow(previous);
  let depth = open.length;
  const fresh: Note[] = [];
  for (const note of notes) {
    if (!note.alone && !note.startsNext && standsBeside(building, note)) continue;
    const col = note.alone ? note.col : 0;
    while (depth > 0 && (open[depth - 1]?.indent ?? 0) > col) depth -= 1;
    if (col <= block.indent || fresh.length > 0) depth = 0;
    (open[depth - 1]?.inside ?? fresh).push(note);
  }
  const below = next === null ? 0 : countBelow(fresh, previous);
  for (const [index, note] of fresh.entries()) {
    const list = next === null ? block.inside : index < below ? previous?.below : next.above;
    list?.push(note);
  }
}

/** Whether the comment found its place beside what was written last. */
function standsBeside({ last }: Building, note: Note): boolean {
  if (last === null) return false;
  const { item, owner } = last;
  if (item.beside === null) item.beside = note;
  else if (owner !== null && owner.items.length > 0) owner.inside.push(note);
  else return false;
  return true;
}

/** The blocks that are still open after an item, from the outside in: deeper comments may belong to them. */
function openBelow(previous: Item | null): readonly (Block | Nothing)[] {
  const open: (Block | Nothing)[] = [];
  let value: Value | undefined = previous?.value;
  while (value !== undefined && value.kind !== 'text') {
    if (value.kind === 'block' && value.flow) break;
    open.push(value);
    value = value.kind === 'block' ? value.items.at(-1)?.value : undefined;
  }
  return open;
}

/** How many of the comments stand right below the previous item, with an empty line after them. */
function countBelow(notes: readonly Note[], previous: Item | null): number {
  if (previous === null || notes[0]?.blankBefore !== false || !notes[0].alone) return 0;
  const end = notes.findIndex(({ blankAfter }) => blankAfter);
  return end + 1;
}
