/**
 * Diagnostics as text for people.
 * Law: pure; the same order as given; everything that stands in a file is cleaned before it is shown, and nothing of it
 * can start a line that a CI system would take for a command.
 */
import type { Diagnostic, Place, Severity } from '../model/diagnostic.ts';
import { clean } from './clean.ts';
import { harmless } from './harmless.ts';
import { hang, type Paint, truncate, widthOf, wrap } from './layout.ts';
import { type Style, styleOf, type TextOptions } from './style.ts';

export interface DiagnosticsOptions extends TextOptions {
  /** Put before each file, so that the path leads there from where the reader is. Ends in `/` or is empty. */
  readonly base?: string;
}

/** One block per diagnostic; empty where there are none. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: DiagnosticsOptions,
): string {
  const style = styleOf(options);
  const blocks = diagnostics.map((diagnostic) =>
    block(diagnostic, options.base ?? '', style)
      .map(harmless)
      .join('\n'),
  );
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

export const LABEL: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

function block(diagnostic: Diagnostic, base: string, style: Style): readonly string[] {
  const { severity, rule, message, place, hint, related = [] } = diagnostic;
  const where = place === null ? '' : `  ${pathOf(place, base)}`;
  const head = `${paintOf(severity, style)(`${LABEL[severity]} ${rule}`)}${where}`;
  return [
    head,
    ...wrap(clean(message), style.width - 2).map((line) => `  ${line}`),
    ...excerpt(diagnostic, style),
    ...(hint === null ? [] : hang('  hint: ', clean(hint), style.width)),
    ...related.flatMap((other) =>
      hang('  see:  ', `${pathOf(other.place, base)} ${clean(other.message)}`, style.width),
    ),
  ];
}

function pathOf({ file, line, col }: Place, base: string): string {
  return `${clean(base + file)}:${line}:${col}`;
}

function paintOf(severity: Severity, { paint }: Style): Paint {
  switch (severity) {
    case 'error':
      return paint.bad;
    case 'warning':
      return paint.warn;
    case 'info':
      return paint.strong;
  }
}

/** A line of a file, cleaned, in three pieces: the second is at fault. */
export interface MarkedLine {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** The line at fault; null where there is none to show. */
export function markedLine({ place, source }: Diagnostic): MarkedLine | null {
  if (place === null || source === undefined || source.trim() === '') return null;
  const told = place.endLine === place.line ? (place.endCol ?? place.col) : source.length + 1;
  const end = Math.max(told, place.col + 1) - 1;
  return {
    before: clean(source.slice(0, place.col - 1)),
    marked: clean(source.slice(place.col - 1, end)),
    after: clean(source.slice(end)),
  };
}

/** The line at fault with carets below; cut around the place where it is too long. */
function excerpt(diagnostic: Diagnostic, style: Style): readonly string[] {
  const { place, severity } = diagnostic;
  const shown = markedLine(diagnostic);
  if (place === null || shown === null) return [];
  const { before: whole, marked, after } = shown;
  const number = String(place.line);
  const gutter = ' '.repeat(4 + number.length);
  const room = style.width - gutter.length - 3;
  const more = style.glyph.more;
  const fits = widthOf(whole) + Math.min(widthOf(marked), 20) <= room;
  const before = fits ? whole : more + lastColumns(whole, Math.floor(room / 2) - widthOf(more));
  const line = truncate(before + marked + after, room, more);
  const column = widthOf(before);
  const length = Math.max(1, Math.min(widthOf(marked), widthOf(line) - column));
  const bar = style.paint.faint('|');
  return [
    `${' '.repeat(4)}${style.paint.faint(number)} ${bar} ${line}`,
    `${gutter} ${bar} ${' '.repeat(column)}${paintOf(severity, style)('^'.repeat(length))}`,
  ];
}

function lastColumns(text: string, width: number): string {
  let kept = '';
  for (const char of [...text.slice(-width)].reverse()) {
    if (widthOf(char + kept) > width) break;
    kept = char + kept;
  }
  return kept;
}
