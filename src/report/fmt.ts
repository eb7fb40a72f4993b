/**
 * What `fmt` did, or would do, as text for people.
 */
import { clean } from './clean.ts';
import { harmless } from './harmless.ts';
import { count, styleOf, type TextOptions } from './style.ts';

/** formatted: it was written · unformatted: it would be · left: for a reason that a diagnostic tells. */
export type FileResult = 'unchanged' | 'formatted' | 'unformatted' | 'left';

export interface FileReport {
  readonly file: string;
  readonly result: FileResult;
  /** Lines of a unified diff; null where nothing differs, or none was asked for. */
  readonly diff: readonly string[] | null;
}

/** `check`: nothing was written. */
export function renderFormatted(
  files: readonly FileReport[],
  check: boolean,
  options: TextOptions,
): string {
  const changed = files.filter(({ diff, result }) => diff !== null || isChanged(result));
  const lines = changed.flatMap(({ file, result, diff }) => [
    `${result === 'formatted' ? 'formatted' : 'not formatted'}  ${clean(file)}`,
    ...(diff === null ? [] : [...drawn(diff, options), '']),
  ]);
  if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
  return [...lines, ...summary(files, check)].map((line) => `${harmless(line)}\n`).join('');
}

function isChanged(result: FileResult): boolean {
  return result === 'formatted' || result === 'unformatted';
}

/** A diff in colour, safe to print. */
export function drawn(diff: readonly string[], options: TextOptions): readonly string[] {
  const { paint } = styleOf(options);
  return diff.map((line) => {
    const text = clean(line);
    if (/^(?:--- |\+\+\+ )/.test(line)) return paint.strong(text);
    if (line.startsWith('@@')) return paint.faint(text);
    if (line.startsWith('+')) return paint.added(text);
    return line.startsWith('-') ? paint.removed(text) : text;
  });
}

function summary(files: readonly FileReport[], check: boolean): readonly string[] {
  const of = (result: FileResult) => files.filter((file) => file.result === result).length;
  const [changed, left] = [of(check ? 'unformatted' : 'formatted'), of('left')];
  const rest =
    left === 0 ? '' : ` Left as ${left === 1 ? 'it is' : 'they are'}: ${left}, see above.`;
  if (changed > 0) {
    const part = files.length === 1 ? '1 file' : `${changed} of ${files.length} files`;
    return [`${check ? 'Not formatted' : 'Formatted'}: ${part}.${rest}`];
  }
  const good = of('unchanged');
  if (good > 0) return [`Already formatted: ${count(good, 'file')}.${rest}`];
  return left === 0 ? [] : [rest.trimStart()];
}
