/**
 * Problem: what cannot be taken from something that a person pasted or ticked.
 */
export interface Problem {
  /** Line of the text, 1-based; null: the text as a whole. */
  readonly line: number | null;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** How to mend it. */
  readonly hint: string;
}

/** What a person can work through before looking again. */
const MOST = 50;

/** The first problems, and a word about the rest. */
export function shown(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST) return problems;
  return [
    ...problems.slice(0, MOST),
    {
      line: null,
      message: `There is more to mend: only the first ${MOST} of ${problems.length} are shown.`,
      hint: 'Mend these first and try again; often one mistake is behind many of them.',
    },
  ];
}
