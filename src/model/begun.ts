/**
 * What `init` makes of a folder: new files, what was there already, and what is left to do.
 */
export interface Begun {
  /** To be written, relative to the folder, with `/`. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** There already, and left as they are. */
  readonly kept: readonly Kept[];
  /** What was left out although it was asked for, and why. */
  readonly notes: readonly string[];
  readonly nextSteps: readonly NextStep[];
}

export interface Kept {
  readonly path: string;
  /** Lines that a person may want to add; empty: none. */
  readonly add: readonly string[];
}

export interface NextStep {
  /** A command, or the name of a file to read. */
  readonly what: string;
  readonly why: string;
}
