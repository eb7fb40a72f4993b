/**
 * Traps: YAML that parses, but not into what the admin meant.
 * Law: each trap is found by where it stands in the language and named by what happened to the text; what can be meant
 * is a warning, what cannot is an error.
 */
import { isMap, isScalar, isSeq, Scalar, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Kind } from '../model/kinds.ts';
import { collect } from './findings.ts';
import { findInvisible } from './invisible.ts';
import type { ParsedFile } from './parse.ts';
import { diagnose, type Finding, type SourceFile } from './source.ts';
import { LISTS, TEXTS } from './texts.ts';
import { isNode, keyText, pairAt, pairsOf, type Range, rangeOf, scalarText } from './tree.ts';

/** All traps of a file that parsed. */
export function findTraps(file: ParsedFile): readonly Diagnostic[] {
  const found = collect();
  const report: Report = (range, finding) => found.add(diagnose(file.source, range, finding));
  const visit: Visit = { source: file.source, report };
  for (const [kind, key] of BLOCKS) {
    for (const pair of pairsOf(pairAt(file.root, key)?.value)) {
      if (isScalar(pair.key)) booleanKey(visit, pair.key);
      visitNode(visit, kind, pair.value, '');
    }
  }
  for (const pair of file.root.items) {
    const key = keyText(pair);
    if (key !== 'brands' && key !== 'campaigns') visitNode(visit, null, pair.value, key ?? '');
    else if (isScalar(pair.value)) missingSpaceAfterColon(visit, pair.value);
  }
  return [...found.list, ...findInvisible(file)];
}

type Report = (range: Range, finding: Finding) => void;

interface Visit {
  readonly source: SourceFile;
  readonly report: Report;
}

const BLOCKS = [
  ['brand', 'brands'],
  ['campaign', 'campaigns'],
] as const;

/** Visits what is written at the dotted name `name` of a block, or of the file where `kind` is null. */
function visitNode(visit: Visit, kind: Kind | null, node: unknown, name: string): void {
  const text = kind === null ? undefined : TEXTS.get(name);
  const isTextual = text !== undefined || LISTS.has(name);
  if (isMap(node)) {
    if (isTextual) colonInText(visit, node);
    else visitMap(visit, kind, node, name);
  } else if (isSeq(node)) {
    for (const item of node.items) visitNode(visit, kind, item, name);
    if (node.flow === true && text === 'long') commaInBrackets(visit, node.items);
  } else if (isScalar(node) && node.type === Scalar.PLAIN) {
    visitPlain(visit, node, name, text);
  }
}

function visitPlain(
  visit: Visit,
  node: Scalar,
  name: string,
  text: 'long' | 'short' | undefined,
): void {
  if (text === undefined) {
    missingSpaceAfterColon(visit, node);
  } else {
    hashInText(visit, node, text);
    curlyQuotes(visit, node);
  }
  if (LISTS.has(name)) missingSpaceAfterDash(visit, node);
}

function visitMap(visit: Visit, kind: Kind | null, map: YAMLMap, name: string): void {
  const isNumbers = name === 'numbers' || (kind === null && name === 'noTexting');
  if (isNumbers) return;
  for (const [index, pair] of map.items.entries()) {
    if (map.flow === true && index > 0 && isScalar(pair.key)) {
      commaInBraces(visit, pair.key, pair.value);
    }
    // What a form was seen to hold has the names that it has in the configuration.
    const isOuter = name === '' || name === 'form';
    visitNode(
      visit,
      kind,
      pair.value,
      isOuter ? (keyText(pair) ?? '') : `${name}.${keyText(pair)}`,
    );
  }
}

function booleanKey({ report }: Visit, key: Scalar): void {
  if (key.type !== Scalar.PLAIN) return;
  const text = scalarText(key);
  if (!/^(?:y|n|yes|no|on|off|true|false|null|~)$/i.test(text)) return;
  report(rangeOf(key), {
    rule: 'yaml-boolean-key',
    message: `Many YAML tools read the key \`${text}\` as ${/^(?:null|~)$/i.test(text) ? 'nothing' : 'true or false'}, not as a name.`,
    hint: 'Choose another name, or put it into double quotes.',
  });
}

/** `- Acme Dental: your appointment …` makes a map of a text. */
function colonInText({ report, source }: Visit, map: YAMLMap): void {
  const key = map.items[0]?.key;
  const range = isNode(key) ? rangeOf(key) : rangeOf(map);
  const colon = source.text.indexOf(':', range[1]);
  const text = source.text.slice(range[0], Math.min(colon + 1, range[0] + 60));
  report([colon, colon + 1], {
    rule: 'yaml-colon-in-text',
    message: `The text \`${text} …\` contains a colon, so YAML takes its start for a key.`,
    hint: 'Put the whole text into double quotes ("…").',
  });
}

/** ` #4` ends a text without quotes; so does a remark, which is harmless where texts are short. */
function hashInText({ report, source }: Visit, node: Scalar, length: 'long' | 'short'): void {
  const end = rangeOf(node)[1];
  const match = /^[^\S\n]*(#(\S?).*)/.exec(source.text.slice(end, end + 400));
  if (match?.[1] === undefined) return;
  const comment = match[1].trimEnd();
  const start = end + match[0].length - match[1].length;
  const range: Range = [start, start + comment.length];
  if (match[2] !== '' && !/^#[#!-]/.test(comment)) {
    report(range, {
      rule: 'yaml-hash-in-text',
      message: `\`${comment.slice(0, 40)}\` is read as a comment, so the text is cut off before it.`,
      hint: 'Put the whole text into double quotes ("…"). If it is a comment, put a space after #.',
    });
  } else if (length === 'long' && scalarText(node) !== '') {
    report(range, {
      rule: 'yaml-comment-after-text',
      message: `\`${comment.slice(0, 40)}\` is read as a comment and is not part of the text.`,
      hint: 'Put the text into double quotes ("…"), or the comment on a line of its own.',
    });
  }
}

const CURLY_START = /^[“”„‟«‘‚]/u;

function curlyQuotes({ report }: Visit, node: Scalar): void {
  if (!CURLY_START.test(scalarText(node))) return;
  const [start] = rangeOf(node);
  report([start, start + 1], {
    rule: 'yaml-curly-quotes-in-text',
    message: 'This text starts with a curly quote, which YAML takes for a part of the text.',
    hint: 'Put straight quotes ("…") around the text; curly ones may stand inside them where customers shall see them.',
  });
}

/** `+14085550101:jane` and `brand:acme`, alone or over several lines, are one text. */
function missingSpaceAfterColon({ report }: Visit, node: Scalar): void {
  if (node.type !== Scalar.PLAIN) return;
  const match = /^((?:\+?\(?\d[\d ().-]{5,})|[A-Za-z][\w-]*):(?=[^\s/:])/.exec(scalarText(node));
  if (match?.[1] === undefined) return;
  const colon = rangeOf(node)[0] + match[1].length;
  report([colon, colon + 1], {
    rule: 'yaml-missing-space-after-colon',
    message: `A space is missing after the colon of \`${match[1]}:\`.`,
    hint: `Write \`${match[1]}: …\`.`,
  });
}

/** `-one` is a text, `- one` an item of a list. */
function missingSpaceAfterDash({ report }: Visit, node: Scalar): void {
  const match = /^-(?=[^\s-])/.exec(scalarText(node));
  if (match === null) return;
  const [start] = rangeOf(node);
  report([start, start + 1], {
    rule: 'yaml-missing-space-after-dash',
    message: 'A space is missing after the dash.',
    hint: 'Write `- ` before each item of the list.',
  });
}

/** `{ message: Bye, see you }` has a second key, `see you`. */
function commaInBraces({ report, source }: Visit, key: Scalar, value: unknown): void {
  const [start, end] = rangeOf(key);
  const isEmpty = value === null || (isScalar(value) && scalarText(value) === '');
  const isCut = isEmpty && !/^["']?\s*:/.test(source.text.slice(end, end + 40));
  if (!isCut || !/\p{L}/u.test(scalarText(key))) return;
  const comma = source.text.lastIndexOf(',', start);
  report([comma, end], {
    rule: 'yaml-comma-in-braces',
    message: `Between { } a comma ends the text, so \`${scalarText(key).slice(0, 60)}\` was cut off from it.`,
    hint: 'Put the whole text into double quotes ("…").',
  });
}

/** `[Acme: hello, see you]` is two texts. The second half of a sentence starts with a small letter. */
function commaInBrackets({ report, source }: Visit, items: readonly unknown[]): void {
  for (const item of items.slice(1)) {
    if (!isScalar(item) || item.type !== Scalar.PLAIN || !/^\p{Ll}/u.test(scalarText(item)))
      continue;
    const [start, end] = rangeOf(item);
    report([source.text.lastIndexOf(',', start), end], {
      rule: 'yaml-comma-in-brackets',
      message: `Between [ ] a comma ends the text, so \`${scalarText(item).slice(0, 60)}\` counts as a text of its own.`,
      hint: 'Put each text into double quotes ("…").',
    });
  }
}
