/**
 * What is said of a file: each finding once, with the line it is about.
 * Law: no line is shown that holds a secret or seems to.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { shown } from './findings.ts';
import { holdsWrittenEin, isSecretPair } from './secret.ts';
import { lineText, type SourceFile } from './source.ts';

/** The schema's words about lines that nothing else has explained. */
export function unexplained(
  {
    traps,
    faults,
  }: {
    readonly traps: readonly Diagnostic[];
    readonly faults: readonly Diagnostic[];
  },
  wrong: readonly number[],
): readonly Diagnostic[] {
  const explained = new Set<number>(wrong);
  for (const { severity, place, rule } of traps) {
    if (severity !== 'error' || place === null) continue;
    explained.add(place.line);
    // A line that looks indented and is not has left the block above it empty.
    if (rule === 'yaml-invisible-character' && place.col === 1) explained.add(place.line - 1);
  }
  return faults.filter(({ place }) => place === null || !explained.has(place.line));
}

/** What is shown, with the line at each place, unless a secret stands on it or seems to. */
export function withSource(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceFile>,
): Diagnostic[] {
  const secret = new Set(diagnostics.filter(({ rule }) => rule === 'secret-in-yaml').map(lineKey));
  return shown(diagnostics).map((diagnostic) => {
    const { place } = diagnostic;
    const source = place === null ? undefined : sources.get(place.file);
    if (place === null || source === undefined || secret.has(lineKey(diagnostic)))
      return diagnostic;
    const line = lineText(source, place.line);
    return isShowable(line) ? { ...diagnostic, source: line } : diagnostic;
  });
}

/** Longer lines help nobody. */
const LONGEST_SHOWN = 2_000;

/** Whether a line of a file may be shown: not too long, and no secret. */
export function isShowable(line: string): boolean {
  if (line.length > LONGEST_SHOWN || holdsWrittenEin(line)) return false;
  const [, key, value] = /([\w.-]+)["']?\s*:\s*["']?(.*?)["']?\s*$/.exec(line) ?? [];
  return key === undefined || !isSecretPair(key, value);
}

function lineKey({ place }: Diagnostic): string {
  return `${place?.line}:${place?.file}`;
}
