/**
 * How one key or value is spelt: plain where nobody can take it for something else, in double quotes otherwise.
 * Law: a spelling is changed only where the text and its kind stay the same; a text whose quotes would need escapes keeps them.
 */
import { Scalar } from 'yaml';
import { rangeOf, scalarText, scalarValue } from '../config/tree.ts';
import { parsePhone } from '../model/phone.ts';
import type { Note } from './notes.ts';
import { isBlockText } from './notes.ts';
import { mayNotFollow, type Position, takesText } from './position.ts';

/** The lines of a text; those after the first are indented by whoever prints them, empty ones are not. */
export type Spelling = readonly [first: string, ...rest: string[]];

export interface ScalarContext {
  /** The file. */
  readonly text: string;
  readonly at: Position;
  readonly inFlow: boolean;
  /** The comment that will stand behind it. */
  readonly beside: Note | null;
}

const FLOW_SIGNS = /[,[\]{}]/;

export function spellValue(node: Scalar, context: ScalarContext): Spelling {
  const raw = context.text.slice(...rangeOf(node));
  if (isBlockText(node)) return blockText(node, raw);
  if (raw.includes('\n')) return severalLines(node, raw, context);
  return [
    context.at.shape === null || isReported(node, context.text, context.at)
      ? raw
      : oneLine(node, raw, context),
  ];
}

function oneLine(node: Scalar, raw: string, { at, inFlow, beside }: ScalarContext): string {
  const text = scalarText(node);
  const isRemarked = beside !== null && mayNotFollow(at, beside.text);
  if (node.type === Scalar.PLAIN) {
    const isText = typeof scalarValue(node) === 'string' && takesText(at);
    const needsQuotes =
      (isText && (at.isMessage || isRemarked || isAmbiguous(text))) ||
      (inFlow && FLOW_SIGNS.test(raw));
    return needsQuotes && isQuotable(text) ? `"${text}"` : raw;
  }
  if (!at.isMessage && !isRemarked && isPlainly(text, inFlow)) return text;
  return node.type === Scalar.QUOTE_SINGLE && isQuotable(text) ? `"${text}"` : raw;
}

export function spellKey(node: Scalar, text: string, at: Position): string {
  const key = scalarText(node);
  const raw = text.slice(...rangeOf(node));
  if (at.isNumbers) {
    const phone = parsePhone(key);
    if (phone.ok) return phone.number;
  }
  if (raw.includes('\n') || raw === '') return JSON.stringify(key);
  if (node.type === Scalar.PLAIN) {
    const isName = at.shape !== null && !at.isNumbers && at.shape.properties === undefined;
    return isName && isAmbiguous(key) ? `"${key}"` : raw;
  }
  if (/^[\w.-]+$/.test(key) && isPlainly(key, true)) return key;
  return node.type === Scalar.QUOTE_SINGLE && isQuotable(key) ? `"${key}"` : raw;
}

/** Whether something is reported about a text because it has no quotes: putting it into some would hide that. */
export function isReported(node: Scalar, text: string, at: Position): boolean {
  if (node.type !== Scalar.PLAIN || at.text === null) return false;
  COMMENT_BEHIND.lastIndex = rangeOf(node)[1];
  const comment = COMMENT_BEHIND.exec(text)?.[1];
  const isRemarked = comment !== undefined && mayNotFollow(at, comment);
  return isRemarked || /^[“”„‟«‘‚]/u.test(scalarText(node));
}

const COMMENT_BEHIND = /[ \t]*(#.*)/y;

/** Whether a text spelt so may stand between brackets or braces. */
export function isFlowSafe(spelt: string): boolean {
  return /^["']/.test(spelt) || !FLOW_SIGNS.test(spelt);
}

/** Whether a text means itself between double quotes. */
function isQuotable(text: string): boolean {
  return !/["\\\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/** Words and numbers that this language or other YAML tools take for something else than a text. */
const AMBIGUOUS: readonly RegExp[] = [
  /^(?:y|n|yes|no|on|off|true|false|null|~|=|<<)?$/i,
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+)$/i,
  /^[-+]?(?:\d[\d_]*\.?[\d_]*|\.[\d_]+)(?:e[-+]?\d+)?$/i,
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  /^(?:[-+]?\.inf|\.nan)$/i,
  /^\d{4}-\d\d?-\d\d?(?:(?:t|\s+)\d\d?:\d\d.*)?$/i,
];

function isAmbiguous(text: string): boolean {
  return AMBIGUOUS.some((form) => form.test(text));
}

/** Whether a text that has quotes is as clear without: a sentence, a name, an address or a word such as `2fa`. */
function isPlainly(text: string, inFlow: boolean): boolean {
  const isSentence = /^\p{L}[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text) && !/["`\\ ]$/.test(text);
  const isWord = /^\d[\w-]*$/.test(text) && /[A-Za-z]/.test(text);
  return (
    (isSentence || isWord) &&
    !isAmbiguous(text) &&
    !/: | #|:$/.test(text) &&
    // A colon without a space is reported where it looks like one that was forgotten.
    !/^[\w-]+:(?!\/\/)/.test(text) &&
    !(inFlow && FLOW_SIGNS.test(text))
  );
}

/** A text over several lines keeps them; only their indentation and its quotes may change. */
function severalLines(node: Scalar, raw: string, { at, text }: ScalarContext): Spelling {
  const lines = raw.split('\n');
  const last = lines.length - 1;
  const [first = '', ...rest] = lines.map((line, index) => {
    const start = index === 0 ? line : line.replace(/^[ \t]+/, '');
    return index === last ? start : start.replace(/(?<!\\)[ \t]+$/, '');
  });
  const isRequoted =
    node.type === Scalar.QUOTE_SINGLE || (node.type === Scalar.PLAIN && at.isMessage);
  if (!isRequoted || isReported(node, text, at) || at.shape === null || /["\\]|''/.test(raw))
    return [first, ...rest];
  const quoted = [first, ...rest].map((line, index) => {
    const start = node.type === Scalar.PLAIN ? 0 : Number(index === 0);
    const end = node.type === Scalar.PLAIN ? line.length : line.length - Number(index === last);
    const inner = line.slice(start, end);
    return `${index === 0 ? '"' : ''}${inner}${index === last ? '"' : ''}`;
  });
  return [quoted[0] ?? '', ...quoted.slice(1)];
}

/** A text below `|` or `>`. Line ends that close it are no part of it in this language. */
function blockText(node: Scalar, raw: string): Spelling {
  const value = scalarText(node);
  const [, style = '|', signs = ''] = /^([|>])([-+\d]*)/.exec(raw) ?? [];
  if (value === '') return [style];
  // White space at its end is seen only between quotes; where `>` is given a width, the lines cannot be told from their indentation.
  const isHidden = /(?:^|\n)[ \t]*$/.test(value) || (style === '>' && /\d/.test(signs));
  if (isHidden) return [JSON.stringify(value)];
  const lines = style === '|' ? value.split('\n') : foldedLines(raw);
  const needsWidth = lines.find((line) => line !== '')?.startsWith(' ') === true;
  return [`${style}${needsWidth ? '2' : ''}${signs.includes('-') ? '-' : ''}`, ...lines];
}

/** The lines of the source without their indentation, which is that of the first. */
function foldedLines(raw: string): string[] {
  const lines = raw.split('\n').slice(1);
  const width = indentOf(lines.find((line) => line.trim() !== '') ?? '');
  const inner = lines.map((line) => line.slice(Math.min(width, indentOf(line))));
  while (inner.at(-1) === '') inner.pop();
  return inner;
}

function indentOf(line: string): number {
  return line.length - line.replace(/^ +/, '').length;
}
