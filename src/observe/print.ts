/**
 * Keys and values as lines of YAML.
 * Law: what is printed is read back as it was, whatever a text holds.
 */
import { isList, isTree, type Node, type Tree } from './tree.ts';

/** The lines of a key and its value, at a depth of `indent` spaces. `comment`: one behind the key, with its `#`. */
export function lines(key: string, node: Node, indent: number, comment = ''): string {
  const space = ' '.repeat(indent);
  const start = `${space}${scalar(key)}:`;
  const behind = comment === '' ? '' : ` ${comment}`;
  if (isInline(key, node)) return `${start} ${inline(node)}${behind}\n`;
  if (isTree(node)) return `${start}${behind}\n${itemLines(node, indent + 2)}`;
  const items = isList(node) ? node : [];
  return `${start}${behind}\n${items.map((item) => `${space}  - ${quoted(item)}\n`).join('')}`;
}

export function itemLines({ items }: Tree, indent: number): string {
  return [...items].map(([key, node]) => lines(key, node, indent)).join('');
}

/** Whether a value stands on the line of its key. Lists of messages have a line for each. */
export function isInline(key: string, node: Node): boolean {
  return isTree(node) ? node.isInline : !isList(node) || key === 'keywords';
}

export function inline(node: Node): string {
  if (isTree(node)) {
    const items = [...node.items].map(([key, value]) => `${scalar(key)}: ${inline(value)}`);
    return `{ ${items.join(', ')} }`;
  }
  return isList(node) ? `[${node.map(scalar).join(', ')}]` : scalar(node);
}

/** Words that other tools take for true, false or nothing. */
const OTHER = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Names and words; a phone number; a day or a time. */
const PLAIN = /^(?:[A-Za-z](?:[\w ./@-]*[\w./@-])?|\+\d{7,15}|\d{4}-\d\d-\d\d(?:T[\d:]{8}Z)?)$/;

export function scalar(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return PLAIN.test(value) && !OTHER.test(value) ? value : quoted(value);
}

/** YAML reads the quoted texts of JSON as JSON does; what nobody can see is written out. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
