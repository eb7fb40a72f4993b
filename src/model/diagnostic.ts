/**
 * Diagnostics: what a user got wrong, as data.
 * Law: a user's mistake is never an exception; it is one of these, with a rule id,
 * a place, a sentence in an admin's words and a hint that mends it.
 */

/** error: refuses the run (exit 3). warning and info never change the exit code. */
export type Severity = 'error' | 'warning' | 'info';

/** A place in a file of the configuration. `file` is relative to the root of the account; line and column start at 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly col: number;
  /** Last line and the column just after the last character, where known. */
  readonly endLine?: number;
  readonly endCol?: number;
}

export interface Diagnostic {
  /** Rule id as listed in docs/rules.md, such as `number-listed-twice`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, one sentence, in an admin's words. */
  readonly message: string;
  readonly place: Place | null;
  /** The text of the line at `place`, as it stands in the file (untrusted; renderers clean it). */
  readonly source?: string;
  /** How to mend it. */
  readonly hint: string | null;
  /** Text that, standing at `place` instead of what stands there, mends it. Only where that is sure to be well-formed. */
  readonly fix?: string;
  /** Other places that belong to it, such as the first of two equal keys. */
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
}

/** Sorts by file, line, column, rule: the order in which every report lists them. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.place === null || b.place === null) {
    if (a.place !== b.place) return a.place === null ? -1 : 1;
  } else {
    const order =
      compareText(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.col - b.place.col;
    if (order !== 0) return order;
  }
  return compareText(a.rule, b.rule) || compareText(a.message, b.message);
}

/** Compares by code unit: the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The line at `place` as it would stand once it is mended; null where no exact fix is known. */
export function mendedLine({ place, source, fix }: Diagnostic): string | null {
  if (fix === undefined || source === undefined || place?.endCol === undefined) return null;
  return source.slice(0, place.col - 1) + fix + source.slice(place.endCol - 1);
}
