/**
 * Format: the text of a file of an account → the same in canonical form.
 * Law: the form may change and nothing else. The result is read again, and unless it says the same, in the same order, with
 * the same comments and the same findings, the file is left as it is.
 */
import { type ParsedFile, parseYaml } from '../config/parse.ts';
import { judgeBytes } from '../config/read.ts';
import { type SourceFile, sourceFile } from '../config/source.ts';
import { findTraps } from '../config/traps.ts';
import { validateFile } from '../config/validate.ts';
import { compareText, type Diagnostic } from '../model/diagnostic.ts';
import { withColumns } from './columns.ts';
import { layOut } from './layout.ts';
import { saysTheSame } from './meaning.ts';
import { type Scanned, scanNotes } from './notes.ts';
import { TOP } from './position.ts';
import { type Line, print } from './print.ts';
import { wouldChange } from './refusals.ts';

/** Either the text in canonical form or, for a file that was left alone, null with the reasons. */
export interface Formatted {
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function format(source: SourceFile): Formatted {
  const read = parseYaml(source);
  if (read.file === null || read.diagnostics.some(isError)) return leave(read.diagnostics);
  const traps = findTraps(read.file);
  // What does not mean what it looks like would look like what it means.
  if (traps.some(isError)) return leave(traps.filter(isError));
  const plain = withPlainLineEnds(read.file);
  const scanned = plain === null ? null : scanNotes(plain.source.text, plain.root);
  if (plain === null || scanned === null)
    return refuse(source, 'something that it does not understand');
  const text = written(plain, scanned);
  if (text === source.text) return { text, diagnostics: [] };
  const difference = differenceOf({ file: read.file, traps, scanned }, text);
  return difference === null ? { text, diagnostics: [] } : refuse(source, difference);
}

function leave(diagnostics: readonly Diagnostic[]): Formatted {
  return { text: null, diagnostics };
}

function refuse({ file }: SourceFile, difference: string): Formatted {
  return leave([wouldChange(file, difference)]);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** The file as it would be without carriage returns; null where it would be another. */
function withPlainLineEnds(file: ParsedFile): ParsedFile | null {
  const { text, file: name } = file.source;
  if (!text.includes('\r')) return file;
  return parseYaml(sourceFile(name, text.replaceAll('\r\n', '\n'))).file;
}

function written({ source, root }: ParsedFile, { notes, directives }: Scanned): string {
  const head = directives.length === 0 ? [] : [...directives, '---'];
  const lines: Line[] = head.map((text) => ({ text, beside: null, isSame: true }));
  print({ text: source.text, lines }, layOut(source.text, root, notes));
  return withColumns(lines);
}

/** What the comparison is made with. */
interface Original {
  readonly file: ParsedFile;
  readonly traps: readonly Diagnostic[];
  readonly scanned: Scanned;
}

/** What would not be the same in `text`; null: nothing. */
function differenceOf({ file, traps, scanned }: Original, text: string): string | null {
  const name = file.source.file;
  const { source } = judgeBytes(name, Buffer.from(text));
  const again = source === null ? null : parseYaml(source);
  if (again === null || again.file === null || again.diagnostics.some(isError)) {
    return 'whether it can be read';
  }
  if (!saysTheSame(file.root, again.file.root, TOP)) return 'what it says';
  if (!isSameList(commentsOf(scanned), commentsOf(scanNotes(text, again.file.root)))) {
    return 'its comments';
  }
  const before = findingsOf(file, traps);
  const after = findingsOf(again.file, findTraps(again.file));
  return isSameList(before, after) ? null : 'what is found in it';
}

function commentsOf(scanned: Scanned | null): readonly string[] {
  return (scanned?.notes ?? []).map(({ text }) => text).sort(compareText);
}

/** The rules that the file breaks, as often as it does. What is said about each may quote a number as it was spelt. */
function findingsOf(
  { value, source }: ParsedFile,
  traps: readonly Diagnostic[],
): readonly string[] {
  const anywhere = { file: source.file, line: 1, col: 1 };
  return [...traps, ...validateFile(value, () => anywhere)]
    .map(({ rule }) => rule)
    .sort(compareText);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
