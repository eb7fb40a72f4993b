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
  /** Dotted name of a setting → what is said beside it. */
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
  // With this schema every scalar is text, so that what is plain and what is quoted is decided here.
  const document = new Document(root, { schema: 'failsafe' });
  document.commentBefore = ` yaml-language-server: $schema=${SCHEMA_ADDRESS}`;
  const text = document.toString({
    lineWidth: 0,
    singleQuote: false,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    flowCollectionPadding: false,
  });
  // The package parts the first comment from the line that it is about.
  return text.replace('\n\nversion: 1\n', '\nversion: 1\n');
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
    const value = settingNode(setting, remarks, [...path, name]);
    const remark = remarks[[...path, name].slice(2).join('.')];
    if (remark !== undefined && value instanceof Scalar) value.comment = ` ${oneLine(remark)}`;
    return new Pair(new Scalar(name), value);
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

/** Longer lists have a line for each item. */
const LONGEST_FLOW = 60;

function listNode(texts: readonly string[], name: string): YAMLSeq {
  const node = new YAMLSeq();
  for (const text of texts) node.add(textNode(text, name));
  node.flow = name.endsWith('keywords') && texts.join(', ').length <= LONGEST_FLOW;
  return node;
}

function numbersNode(lines: readonly NumberLine[]): YAMLMap {
  return mapOf(
    lines.map(({ number, user, remark }) => {
      const holder = textNode(user ?? 'anyone', 'numbers');
      if (remark !== null) holder.comment = ` ${oneLine(remark)}`;
      // A number is read by its digits, so it needs no quotes.
      return new Pair(new Scalar(number), holder);
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

/** What YAML, or a tool that reads an older YAML, takes for a number, a truth or nothing. */
const OTHER_TYPE =
  /^(?:~|null|true|false|y|n|yes|no|on|off|[-+]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[-+]?\d+)?|0[xo][\da-f]+|[-+]?\.(?:inf|nan))$/i;

/** A text at the dotted name `name` of a block, in quotes where it would be taken for something else without. */
function textNode(text: string, name: string): Scalar {
  const node = new Scalar(text);
  const isTrap =
    OTHER_TYPE.test(text) ||
    /^[-“”„‟«‘‚]/u.test(text) ||
    (name.endsWith('keywords') && text.includes(':'));
  if (isTrap) node.type = Scalar.QUOTE_DOUBLE;
  return node;
}

function say(key: Scalar, lines: readonly string[]): void {
  if (lines.length > 0) key.commentBefore = lines.map((line) => ` ${oneLine(line)}`).join('\n');
}

const LONGEST_REMARK = 300;

/** Remarks hold names and reasons that somebody else wrote. */
export function oneLine(text: string): string {
  const safe = withoutTaxIds(clean(text));
  return safe.length > LONGEST_REMARK ? `${safe.slice(0, LONGEST_REMARK)}…` : safe;
}
