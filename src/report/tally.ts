/**
 * How many findings there are, in words.
 */
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { count } from './style.ts';

/** `3 errors and 1 warning`. Empty where there are none. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const of = (severity: Severity) => diagnostics.filter((one) => one.severity === severity).length;
  const parts = [
    [of('error'), 'error'],
    [of('warning'), 'warning'],
    [of('info'), 'note'],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => count(n, word))
    .join(', ');
}
