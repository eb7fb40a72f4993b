/**
 * Syntax: the parser's errors in an admin's words.
 * Law: one sentence per line of the file; where the line shows a known trap, the trap is named and not the grammar. Below a
 * line that is indented wrongly the grammar blames innocent lines, so it is not heard until the block ends.
 */
import type { YAMLParseError } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Composed } from './compose.ts';
import { MOST_PER_FILE } from './findings.ts';
import { diagnose, type Finding, lineAt, lineText, type SourceFile } from './source.ts';
import { at, type Explanation, explainTrap, type Spot } from './syntax-traps.ts';
import type { Range } from './tree.ts';

/** The first errors of a line explain it; thousands can follow on a hostile one. */
const TRIES_PER_LINE = 4;

type Errors = [YAMLParseError, ...YAMLParseError[]];

export function syntaxDiagnostics(
  source: SourceFile,
  { errors, explicitKeys }: Pick<Composed, 'errors' | 'explicitKeys'>,
): readonly Diagnostic[] {
  const keys = new Map(explicitKeys.map((offset) => [lineAt(source, offset), offset]));
  const lines = new Map<number, Errors>();
  for (const error of errors) {
    const line = lineOf(source, error);
    if (keys.has(line)) continue;
    const others = lines.get(line);
    if (others === undefined) lines.set(line, [error]);
    else if (others.length < TRIES_PER_LINE) others.push(error);
  }
  const diagnostics = [...keys.values()]
    .slice(0, MOST_PER_FILE + 1)
    .map((offset) => diagnose(source, [offset, offset + 1], EXPLICIT_KEY));
  let innocentBefore = 0;
  for (const [line, found] of [...lines].sort(([a], [b]) => a - b)) {
    const isFollowUp = line < innocentBefore;
    const diagnostic = explainLine(source, line, found, isFollowUp);
    if (diagnostic === null) continue;
    diagnostics.push(diagnostic);
    if (diagnostics.length > MOST_PER_FILE) break;
    if (!isFollowUp && STRUCTURAL.has(diagnostic.rule)) innocentBefore = blockEnd(source, line);
  }
  return diagnostics;
}

const EXPLICIT_KEY: Finding = {
  rule: 'yaml-explicit-key',
  message:
    '`?` makes a key of all that follows it (a YAML explicit key), which is not allowed here.',
  hint: 'Write `key: value` without `?`. A text that starts with a question mark needs double quotes ("…").',
};

/** Rules of mistakes after which the parser no longer knows what belongs to what. */
const STRUCTURAL: ReadonlySet<string> = new Set(['yaml-indentation', 'yaml-tab']);

/** A trap where one of the errors shows it, else the first error; null where that follows from a mistake above. */
function explainLine(
  source: SourceFile,
  line: number,
  errors: Errors,
  isFollowUp: boolean,
): Diagnostic | null {
  const start = source.lineStarts[line - 1] ?? 0;
  const text = lineText(source, line);
  const above = lineText(source, line - 1);
  const spotOf = (error: YAMLParseError): Spot => ({ text, above, start, error });
  const trap = errors.map((error) => explainTrap(spotOf(error))).find((found) => found !== null);
  if (trap === undefined && isFollowUp) return null;
  const { range, finding } = trap ?? explainGrammar(spotOf(errors[0]));
  return diagnose(source, [start + range[0], start + range[1]], finding);
}

/** Number of the line that ends the block of `line`: the next key that is not indented deeper than the key of the block. */
function blockEnd(source: SourceFile, line: number): number {
  const own = lineText(source, line);
  const indent = /^ *\t/.test(own) ? null : indentOf(own);
  const owner = ownerIndent(source, line, indent);
  const last = source.lineStarts.length;
  let end = line + 1;
  while (end <= last && (keyIndent(lineText(source, end)) ?? Infinity) > owner) end += 1;
  return end;
}

/** Indentation of the nearest key above that is indented less; a tab has no width, so that line counts as the key above it. */
function ownerIndent(source: SourceFile, line: number, indent: number | null): number {
  let least = indent;
  for (let above = line - 1; above > 0; above -= 1) {
    const key = keyIndent(lineText(source, above));
    if (key === null) continue;
    least ??= key;
    if (key < least) return key;
    if (least === 0) break;
  }
  return 0;
}

/** Indentation of a line with a key; null of any other. */
function keyIndent(text: string): number | null {
  return /^ *[^\s#-][^:]*:/.test(text) ? indentOf(text) : null;
}

function indentOf(text: string): number {
  return text.length - text.replace(/^ +/, '').length;
}

/** The line that a person would mend. The end of an unclosed quote is the end of the file; its start is what counts. */
function lineOf(source: SourceFile, { message, pos }: YAMLParseError): number {
  const end = Math.min(pos[0], source.text.length);
  const quote = /^Missing closing (['"])/.exec(message)?.[1];
  const opening = quote === undefined ? -1 : source.text.lastIndexOf(quote, end - 1);
  return lineAt(source, opening === -1 ? end : opening);
}

/** Where no trap is seen: what the grammar says, in plain words. */
function explainGrammar({ text, start, error }: Spot): Explanation {
  const from = Math.min(Math.max(0, error.pos[0] - start), text.length);
  const to = Math.min(Math.max(from, error.pos[1] - start), text.length);
  const indent = text.length - text.trimStart().length;
  const range: Range = to > from && from >= indent ? [from, to] : [indent, text.trimEnd().length];
  const [rule, message, hint] = grammarWords(error);
  return at(range, rule, { message, hint });
}

function grammarWords(
  error: YAMLParseError,
): readonly [rule: Finding['rule'], message: string, hint: string] {
  switch (error.code) {
    case 'MULTIPLE_DOCS':
      return [
        'yaml-several-documents',
        'A second document starts here; a file may hold one only.',
        'Move what follows `---` into a file of its own that starts with `version: 1`.',
      ];
    case 'TAB_AS_INDENT':
      return ['yaml-tab', 'A tab stands here where YAML takes spaces only.', 'Put spaces instead.'];
    case 'RESOURCE_EXHAUSTION':
      return [
        'yaml-too-deep',
        'The file is nested too deep to be read.',
        'Look for brackets or braces that are never closed.',
      ];
    case 'BAD_DQ_ESCAPE':
      return [
        'yaml-syntax',
        'In double quotes a backslash starts a special character, and this one is not known.',
        'Write two backslashes for one, or use single quotes.',
      ];
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
      return [
        'yaml-anchor',
        'A text that starts with `*` or `&` is read as a YAML alias or anchor, which is not allowed here.',
        'Put the text into double quotes ("…").',
      ];
    case 'TAG_RESOLVE_FAILED':
    case 'MULTIPLE_TAGS':
      return [
        'yaml-tag',
        'A text that starts with `!` is read as a YAML tag, which is not allowed here.',
        'Put the text into double quotes ("…").',
      ];
    case 'MULTILINE_IMPLICIT_KEY':
      return [
        'yaml-syntax',
        'This line has no `key: value` of its own and runs into the next line.',
        'Look for a missing colon, or a missing space after it. A text over several lines starts with | on the line of its key.',
      ];
    case 'KEY_OVER_1024_CHARS':
      return [
        'yaml-syntax',
        'This key is longer than 1024 characters.',
        'Look for a missing quote.',
      ];
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return [
        'yaml-indentation',
        'This line has a value already, and the lines below it are indented as if they belonged to it.',
        'Indent lines that belong together alike; put a text with a colon into double quotes.',
      ];
    case 'BAD_INDENT':
      return /^Flow /.test(error.message)
        ? [
            'yaml-syntax',
            'A bracket or brace that was opened before this line is not closed.',
            'Put the missing `]` or `}` at the end of its line.',
          ]
        : [
            'yaml-indentation',
            'This line is not indented like the lines it belongs to.',
            'Start it in the same column as its neighbours, with spaces.',
          ];
    case 'MISSING_CHAR':
      return /map values/.test(error.message)
        ? [
            'yaml-syntax',
            'This line has no colon.',
            'Write `key: value`, with a space after the colon.',
          ]
        : ['yaml-syntax', missingWords(error.message), 'Compare the line with its neighbours.'];
    default:
      return [
        'yaml-syntax',
        'YAML does not expect this here.',
        'Compare the line with its neighbours; a text with special characters needs double quotes ("…").',
      ];
  }
}

function missingWords(message: string): string {
  if (/^Comments must/.test(message)) return 'A space is missing before `#`.';
  if (/Missing ,/.test(message)) return 'A comma is missing between two items.';
  if (/Missing space after :/.test(message)) return 'A space is missing after the colon.';
  if (/Sequence item without/.test(message))
    return 'This line of the list does not start with `- `.';
  return 'Something is missing here: a bracket, a brace, or a `---` after a `%` line.';
}
