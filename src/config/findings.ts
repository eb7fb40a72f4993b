/**
 * Findings: how much is said about one file, and in all.
 * Law: an error is never left out for the sake of anything else, and where something is left out a finding says so.
 * Whoever looks for findings stops soon after as many as are shown.
 */
import { byPlace, type Diagnostic } from '../model/diagnostic.ts';
import { diagnoseAt } from './source.ts';

/** What a person can work through before looking again. */
export const MOST_PER_FILE = 200;
const MOST_IN_ALL = 2_000;

/** Longer sentences quote something that nobody typed. */
const LONGEST_MESSAGE = 1_000;

/** Findings of one file in the order of their places, taken until there are more than are shown. */
export interface Collected {
  readonly list: readonly Diagnostic[];
  /** Whether another error would be left out. */
  readonly isFull: () => boolean;
  readonly add: (diagnostic: Diagnostic) => void;
}

export function collect(): Collected {
  const list: Diagnostic[] = [];
  let errors = 0;
  return {
    list,
    isFull: () => errors > MOST_PER_FILE,
    add(diagnostic) {
      const isOther = diagnostic.severity !== 'error';
      if (isOther ? list.length - errors > MOST_PER_FILE : errors > MOST_PER_FILE) return;
      if (!isOther) errors += 1;
      list.push(diagnostic);
    },
  };
}

/** The findings that are shown, sorted by place. Errors of a file come before its warnings where there is no room for both. */
export function shown(found: readonly Diagnostic[]): Diagnostic[] {
  const files = new Map<string | null, Diagnostic[]>();
  for (const diagnostic of found) {
    const file = diagnostic.place?.file ?? null;
    const others = files.get(file);
    if (others === undefined) files.set(file, [diagnostic]);
    else others.push(diagnostic);
  }
  const kept = [...files].flatMap(([file, list]) => firstOf(list, MOST_PER_FILE, file));
  return firstOf(kept, MOST_IN_ALL, null).map(shortened).sort(byPlace);
}

function firstOf(
  found: readonly Diagnostic[],
  most: number,
  file: string | null,
): readonly Diagnostic[] {
  if (found.length <= most) return found;
  const errors = found.filter(({ severity }) => severity === 'error').sort(byPlace);
  const others = found.filter(({ severity }) => severity !== 'error').sort(byPlace);
  const kept = [...errors.slice(0, most), ...others.slice(0, Math.max(0, most - errors.length))];
  return [...kept, tooMany(most, file)];
}

function tooMany(most: number, file: string | null): Diagnostic {
  return diagnoseAt(file === null ? null : { file, line: 1, col: 1 }, {
    rule: 'too-many-findings',
    message:
      file === null
        ? `There is more to mend: only ${most} findings are shown.`
        : `There is more to mend in \`${file}\`: only the first ${most} findings are shown.`,
    hint: 'Mend these first and run the check again; often one mistake is behind many of them.',
  });
}

function shortened(diagnostic: Diagnostic): Diagnostic {
  const { message } = diagnostic;
  if (message.length <= LONGEST_MESSAGE) return diagnostic;
  return { ...diagnostic, message: `${message.slice(0, LONGEST_MESSAGE)} …` };
}
