/**
 * Print: blocks of items → lines.
 * Law: settings come in the order of the schema, everything else in written order; what was on one line stays there where
 * it fits, and every comment is printed once.
 */
import { Scalar } from 'yaml';
import { scalarText } from '../config/tree.ts';
import type { Block, Item, Value } from './layout.ts';
import type { Note } from './notes.ts';
import {
  below,
  isAlwaysBlock,
  listForm,
  mayNotFollow,
  orderOf,
  type Position,
  TOP,
} from './position.ts';
import { isFlowSafe, isReported, spellKey, spellValue } from './scalar.ts';

/** A line, and the comment that stands beside it. */
export interface Line {
  readonly text: string;
  readonly beside: Note | null;
  /** It is the line that the comment was written on, so that the column of the comment means something. */
  readonly isSame: boolean;
}

export interface Page {
  /** The file as it was. */
  readonly text: string;
  readonly lines: Line[];
}

const STEP = 2;
/** What is written between brackets or braces goes on one line as far as here. */
const WIDEST = 120;

export function print(page: Page, document: Block): void {
  printItems(page, document, TOP, 0);
  printNotes(page, document.inside, 0);
}

function printItems(page: Page, block: Block, at: Position, indent: number): void {
  const items = inOrder(block, at);
  for (const [index, item] of items.entries()) {
    const wasFirst = item === block.items[0];
    const hadBlank = item.above[0]?.blankBefore ?? item.blank;
    // A comment that an empty line parts from its item would otherwise seem to belong to the one above.
    const isDetached = wasFirst && item.above.length > 0 && item.blank;
    const isParted = at === TOP || (items[index - 1]?.below.length ?? 0) > 0 || isDetached;
    const isFirst = index === 0;
    if (isFirst ? wasFirst && hadBlank : hadBlank || isParted) addBlank(page);
    printItem(page, item, at, indent);
  }
}

/** Settings in the order of the schema, then unknown ones as written. */
function inOrder({ of, items }: Block, at: Position): readonly Item[] {
  const order = of === 'map' ? orderOf(at) : null;
  if (order === null) return items;
  const rank = ({ key }: Item) => order.get(key === null ? '' : scalarText(key)) ?? order.size;
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function printItem(page: Page, item: Item, at: Position, indent: number): void {
  const { key, value } = item;
  const head = key === null ? '-' : `${spellKey(key, page.text, at)}:`;
  const child = below(at, key === null ? null : scalarText(key));
  const line = value.kind === 'block' ? onOneLine(page, value, child, indent + head.length) : null;
  const isLifted = item.beside !== null && !mayStandBeside(page, item, child, line);
  const beside = isLifted ? null : item.beside;
  for (const [index, note] of item.above.entries()) {
    if (index > 0 && note.blankBefore) addBlank(page);
    addLine(page, indent, note.text);
  }
  if (item.blank && item.above.length > 0) addBlank(page);
  if (isLifted && item.beside !== null) addLine(page, indent, item.beside.text);
  if (value.kind === 'nothing') {
    addLine(page, indent, head, beside);
    printNotes(page, value.inside, indent + STEP);
  } else if (value.kind === 'text') {
    printText(page, value.node, child, { indent, head, beside });
  } else if (line !== null) {
    addLine(page, indent, `${head} ${line}`, beside);
  } else {
    printBlock(page, value, child, { indent, head: key === null ? null : head, beside });
  }
  printNotes(page, item.below, indent);
}

/** Whether the comment beside an item can stay there and be taken for nothing else. */
function mayStandBeside(page: Page, item: Item, at: Position, line: string | null): boolean {
  const { key, value, beside } = item;
  // A list item that is a block begins with the first line of the block.
  if (value.kind === 'block') return key !== null || line !== null;
  if (value.kind === 'nothing' || beside === null || !mayNotFollow(at, beside.text)) return true;
  if (isReported(value.node, page.text, at)) return true;
  const [first] = spell(page, value.node, at, { inFlow: false, beside });
  return /^["'|>]/.test(first);
}

/** Where a value is printed: the column of its key or dash, that itself, and the comment beside it. */
interface Spot<Head = string> {
  readonly indent: number;
  readonly head: Head;
  readonly beside: Note | null;
}

function printText(page: Page, node: Scalar, at: Position, { indent, head, beside }: Spot): void {
  const [first, ...rest] = spell(page, node, at, { inFlow: false, beside });
  const isBlock = rest.length > 0 && /^[|>]/.test(first);
  const last = rest.length - 1;
  addLine(page, indent, `${head} ${first}`, isBlock || last < 0 ? beside : null);
  for (const [index, line] of rest.entries()) {
    addLine(page, indent + STEP, line, !isBlock && index === last ? beside : null);
  }
}

function spell(
  { text }: Page,
  node: Scalar,
  at: Position,
  where: { inFlow: boolean; beside: Note | null },
) {
  return spellValue(node, { text, at, ...where });
}

/** `head`: null for an item of a list. */
function printBlock(
  page: Page,
  block: Block,
  at: Position,
  { indent, head, beside }: Spot<string | null>,
): void {
  const inner = indent + STEP;
  if (head !== null) addLine(page, indent, head, beside, !block.flow);
  const first = page.lines.length;
  printItems(page, block, at, inner);
  const line = page.lines[first];
  if (head === null && line !== undefined) {
    page.lines[first] = { ...line, text: `${' '.repeat(indent)}- ${line.text.slice(inner)}` };
  }
  printNotes(page, block.inside, inner);
}

/** A list or map as it stands behind its key on one line; null where it gets lines of its own. */
function onOneLine(page: Page, block: Block, at: Position, column: number): string | null {
  if (block.items.length === 0) return block.of === 'map' ? '{}' : '[]';
  const form = block.of === 'list' ? listForm(at) : isAlwaysBlock(at) ? 'block' : null;
  const isKept = block.flow && at.text === 'long' && seemsCut(block);
  if (!isKept && form !== 'flow' && (form !== null || !block.flow)) return null;
  return flowText(page, block, at, isKept ? Number.POSITIVE_INFINITY : WIDEST - column - 1);
}

/** Whether a comma between brackets may have cut a text in two, which is reported and must not be hidden. */
function seemsCut({ of, items }: Block): boolean {
  const isRest = ({ value }: Item) =>
    value.kind === 'text' &&
    value.node.type === Scalar.PLAIN &&
    /^\p{Ll}/u.test(scalarText(value.node));
  return of === 'list' && items.slice(1).some(isRest);
}

/** At most `most` columns between brackets or braces; null where it cannot stand on one line. */
function flowText(page: Page, block: Block, at: Position, most: number): string | null {
  if (block.inside.length > 0) return null;
  const isMap = block.of === 'map';
  const parts: string[] = [];
  let width = (isMap ? '{  }' : '[]').length - SEPARATOR.length;
  for (const { key, value, above, beside, below: under } of inOrder(block, at)) {
    if (above.length > 0 || beside !== null || under.length > 0) return null;
    const child = below(at, key === null ? null : scalarText(key));
    const head = key === null ? '' : `${spellKey(key, page.text, at)}: `;
    const text = flowValue(page, value, child, most - width - head.length);
    if (text === null) return null;
    parts.push(head + text);
    width += head.length + text.length + SEPARATOR.length;
    if (width > most) return null;
  }
  const inner = parts.join(SEPARATOR);
  return isMap ? `{ ${inner} }` : `[${inner}]`;
}

const SEPARATOR = ', ';

function flowValue(page: Page, value: Value, at: Position, most: number): string | null {
  switch (value.kind) {
    case 'nothing':
      return null;
    case 'block':
      if (value.items.length === 0) return value.of === 'map' ? '{}' : '[]';
      return value.flow ? flowText(page, value, at, most) : null;
    case 'text': {
      const [first, ...rest] = spell(page, value.node, at, { inFlow: true, beside: null });
      return rest.length === 0 && isFlowSafe(first) ? first : null;
    }
  }
}

function printNotes(page: Page, notes: readonly Note[], indent: number): void {
  for (const note of notes) {
    if (note.blankBefore) addBlank(page);
    addLine(page, indent, note.text);
  }
}

/** At most one empty line, and none at the top. */
function addBlank({ lines }: Page): void {
  if (lines.length > 0 && lines.at(-1)?.text !== '') addLine({ lines }, 0, '');
}

function addLine(
  { lines }: Pick<Page, 'lines'>,
  indent: number,
  text: string,
  beside: Note | null = null,
  isSame = true,
): void {
  lines.push({ text: text === '' ? '' : ' '.repeat(indent) + text, beside, isSame });
}
