/**
 * Exit codes, for people and for CI. Documented in the README.
 */
export const EXIT = {
  ok: 0,
  bug: 1,
  changes: 2,
  invalid: 3,
  refused: 4,
  waits: 5,
  failed: 6,
  unread: 7,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const PRECEDENCE: readonly ExitCode[] = [130, 143, 1, 3, 7, 4, 6, 5, 2, 0];

/** The code that wins when several apply. */
export function strongest(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.ok;
}
