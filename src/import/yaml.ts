/**
 * The text of an imported file.
 * Law: one shape for every file: the order of the schema, two spaces, quotes only where a reader needs them, one blank line
 * between top-level blocks. Whatever a text holds, it is read back as it was.
 */
import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { SCHEMA_ADDRESS, shapeAt } from '../config/schema-shape.ts';
import { withoutTaxIds } from '../config/secret.ts';
import type { Kind } from '../model/kinds.ts';
import { clean } from '../report/clean.ts';
import type { NumberLine } from './numbers.ts';

export interface Settings {
  readonly [name: string]: Setting;
}

export type Setting = string | number | readonly string[] | Settings;

export interface BlockText {
  readonly key: string;
  /** Lines above the block. */
  readonly comments: readonly string[];
  readonly settings: Settings;
  /** Dotted name of a setting → what is said above it. */
  readonly remarks?: Readonly<Record<string, string>>;
  /** Those that stand in the file itself. */
  readonly numbers: readonly NumberLine[];
}

export interface FileText {
  /** Lines above the blocks. */
  readonly comments: readonly string[];
  readonly kind: Kind;
  readonly blocks: readonly BlockText[];
}

export function fileText({ comments, kind, blocks }: FileText): string {
  const top = new Scalar(`${kind}s`);
  top.spaceBefore = true;
  say(top, comments);
  const root = mapOf([
    new Pair(new Scalar('version'), new Scalar('1')),
    new Pair(top, mapOf(blocks.map((block, at) => blockPair(kind, block, at > 0)))),
  ]);
  const text = print(root, ` yaml-language-server: $schema=${SCHEMA_ADDRESS}`);
  // The package parts the first comment from the line that it is about.
  return text.replace('\n\nversion: 1\n', '\nversion: 1\n');
}

function print(node: YAMLMap | YAMLSeq, head: string | null = null): string {
  // With this schema every scalar is text, so that what is plain and what is quoted is decided here.
  const document = new Document(node, { schema: 'failsafe' });
  document.commentBefore = head;
  return document.toString({
    lineWidth: 0,
    singleQuote: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    flowCollectionPadding: false,
  });
}

function blockPair(kind: Kind, block: BlockText, isApart: boolean): Pair<Scalar, unknown> {
  const { key, comments, settings, remarks = {}, numbers } = block;
  const name = textNode(key, '');
  name.spaceBefore = isApart;
  say(name, comments);
  const path = [`${kind}s`, key];
  const pairs = pairsOf(settings, remarks, path);
  if (numbers.length > 0) pairs.push(new Pair(new Scalar('numbers'), numbersNode(numbers)));
  return new Pair(name, mapOf(inOrder(pairs, path)));
}

function pairsOf(
  settings: Settings,
  remarks: Readonly<Record<string, string>>,
  path: readonly string[],
): Pair<Scalar, unknown>[] {
  return Object.entries(settings).map(([name, setting]) => {
    const key = new Scalar(name);
    const remark = remarks[[...path, name].slice(2).join('.')];
    if (remark !== undefined) say(key, [remark]);
    return new Pair(key, settingNode(setting, remarks, [...path, name]));
  });
}

function settingNode(
  setting: Setting,
  remarks: Readonly<Record<string, string>>,
  path: readonly string[],
): Scalar | YAMLMap | YAMLSeq {
  const name = path.slice(2).join('.');
  if (typeof setting === 'number') return new Scalar(String(setting));
  if (typeof setting === 'string') return textNode(setting, name);
  if (isTexts(setting)) return listNode(setting, name);
  return mapOf(inOrder(pairsOf(setting, remarks, path), path));
}

function isTexts(setting: readonly string[] | Settings): setting is readonly string[] {
  return Array.isArray(setting);
}

/** Columns that a list on one line may fill, with its key. */
const WIDEST = 120;
const KEYWORDS = '      keywords: ';

function listNode(texts: readonly string[], name: string): YAMLSeq {
  const node = new YAMLSeq();
  for (const text of texts) node.add(textNode(text, name));
  if (!name.endsWith('keywords')) return node;
  node.flow = true;
  const { length } = print(node).trimEnd();
  if (KEYWORDS.length + length > WIDEST) node.flow = false;
  return node;
}

function numbersNode(lines: readonly NumberLine[]): YAMLMap {
  return mapOf(
    lines.map(({ number, user, remark }) => {
      // A number is read by its digits, so it needs no quotes.
      const key = new Scalar(number);
      if (remark !== null) say(key, [remark]);
      return new Pair(key, textNode(user ?? 'anyone', 'numbers'));
    }),
  );
}

function mapOf(pairs: readonly Pair<Scalar, unknown>[]): YAMLMap {
  const node = new YAMLMap();
  node.items.push(...pairs);
  return node;
}

/** In the order in which the schema describes the keys. */
function inOrder(pairs: readonly Pair<Scalar, unknown>[], path: readonly string[]) {
  const order = Object.keys(shapeAt(path)?.properties ?? {});
  const placeOf = ({ key }: Pair<Scalar, unknown>) => order.indexOf(String(key.value));
  return [...pairs].sort((a, b) => placeOf(a) - placeOf(b));
}

/** What YAML, or a tool that reads an older YAML, takes for a number, a date, a truth, nothing or a sign of its own. */
const OTHER_TYPES: readonly RegExp[] = [
  /^(?:y|n|yes|no|on|off|true|false|null|~|=|<<)?$/i,
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+)$/i,
  /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.[\d_]+)(?:e[-+]?\d+)?$/i,
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  /^(?:[-+]?\.inf|\.nan)$/i,
  /^\d{4}-\d\d?-\d\d?(?:(?:t|\s+)\d\d?:\d\d.*)?$/i,
];

/** Seems to lack a space after its colon, or has several lines. */
const KEYWORD_TRAP = /^(?:\+?\(?\d[\d ().-]{5,}|[A-Za-z][\w-]*):(?=[^\s/:])|\n/;

/**
 * A text at the dotted name `name` of a block, in quotes where it would be taken for something else without; what customers
 * get always, as the next text there may hold a colon.
 */
function textNode(text: string, name: string): Scalar {
  const node = new Scalar(text);
  const isMessage = name === 'samples' || name.endsWith('.message');
  const isTrap =
    OTHER_TYPES.some((form) => form.test(text)) ||
    /^[-“”„‟«‘‚]/u.test(text) ||
    (name.endsWith('keywords') && KEYWORD_TRAP.test(text));
  if (isTrap || (isMessage && !text.includes('\n'))) node.type = Scalar.QUOTE_DOUBLE;
  return node;
}

function say(key: Scalar, lines: readonly string[]): void {
  if (lines.length > 0) key.commentBefore = lines.map((line) => ` ${oneLine(line)}`).join('\n');
}

const LONGEST_REMARK = 300;

/** Remarks hold names and reasons that somebody else wrote. */
export function oneLine(text: string): string {
  const safe = withoutTaxIds(clean(text)).trimEnd();
  return safe.length > LONGEST_REMARK ? `${safe.slice(0, LONGEST_REMARK).trimEnd()}…` : safe;
}
