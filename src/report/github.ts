/**
 * Diagnostics as GitHub annotations: workflow commands that GitHub shows on the lines of a pull request.
 * Law: one command per line; whatever stands in a message cannot end the command or start another.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { clean } from './clean.ts';

const COMMAND: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** `base` leads from the root of the repository to the root of the account; empty, or ends in `/`. */
export function renderAnnotations(diagnostics: readonly Diagnostic[], base: string): string {
  return diagnostics.map((diagnostic) => `${annotation(diagnostic, base)}\n`).join('');
}

function annotation({ rule, severity, message, place, hint }: Diagnostic, base: string): string {
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ['file', place === null ? undefined : base + place.file],
    ['line', place?.line],
    ['endLine', place?.endLine],
    ['col', place?.col],
    // GitHub counts the last column in, and takes columns on one line only.
    ['endColumn', place?.endLine === place?.line ? lastColumn(place?.endCol) : undefined],
    ['title', rule],
  ];
  const written = properties
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const text = hint === null ? [message] : [message, `Hint: ${hint}`];
  return `::${COMMAND[severity]} ${written.join(',')}::${text.map(escapeData).join('%0A')}`;
}

function lastColumn(endCol: number | undefined): number | undefined {
  return endCol === undefined ? undefined : endCol - 1;
}

/** `clean` leaves no line break, which would end the command. */
function escapeData(text: string): string {
  return clean(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
