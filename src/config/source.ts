/**
 * A file of the configuration as text, and how an offset in it becomes a place.
 * Law: a place is computed from the text as it stands in the file; line and column start at 1.
 */
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { YAML_RULES, type YamlRuleId } from './rules-yaml.ts';

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** Without byte-order mark. */
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** A lone CR, with which old spreadsheets end lines, counts as a line end. */
export function sourceFile(file: string, written: string): SourceFile {
  const text = written.includes('\r') ? written.replace(/\r(?!\n)/g, '\n') : written;
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lineStarts.push(at + 1);
  }
  return { file, text, lineStarts };
}

/** Place of the characters from `start` up to `end`, which is left out where only a point is meant. */
export function placeAt(source: SourceFile, start: number, end: number = start): Place {
  const { file, lineStarts } = source;
  const line = lineAt(source, start);
  const lineStart = lineStarts[line - 1] ?? 0;
  const col = start - lineStart + 1;
  if (end <= start) return { file, line, col };
  if (end <= (lineStarts[line] ?? Number.POSITIVE_INFINITY) - 1) {
    return { file, line, col, endLine: line, endCol: end - lineStart + 1 };
  }
  const endLine = lineAt(source, end);
  return { file, line, col, endLine, endCol: end - (lineStarts[endLine - 1] ?? 0) + 1 };
}

/** Number of the line that holds `offset`. */
export function lineAt({ lineStarts }: SourceFile, offset: number): number {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

export function lineText({ text, lineStarts }: SourceFile, line: number): string {
  const start = lineStarts[line - 1] ?? text.length;
  const next = lineStarts[line];
  if (next === undefined) return text.slice(start);
  const hasReturn = next - 2 >= start && text[next - 2] === '\r';
  return text.slice(start, next - (hasReturn ? 2 : 1));
}

const SEVERITY = new Map(YAML_RULES.map(({ id, severity }) => [id as string, severity]));

/** What a diagnostic says beyond its rule and place. */
export interface Finding {
  readonly rule: YamlRuleId;
  readonly message: string;
  readonly hint: string | null;
  readonly related?: Diagnostic['related'];
}

/** A diagnostic at the characters from `start` up to `end` of a file; the loader adds the source line. */
export function diagnose(
  source: SourceFile,
  [start, end]: readonly [number, number],
  finding: Finding,
): Diagnostic {
  return diagnoseAt(placeAt(source, start, end), finding);
}

/** A diagnostic about a whole file or, with null, about the folder. */
export function diagnoseAt(place: Place | null, finding: Finding): Diagnostic {
  const { rule, message, hint, related } = finding;
  const severity = SEVERITY.get(rule) ?? 'error';
  return { rule, severity, message, place, hint, ...(related === undefined ? {} : { related }) };
}
