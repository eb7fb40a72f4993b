/**
 * Findings as SARIF 2.1.0, for code scanning and for editors.
 * Law: pure; places are relative to the root of the repository; what is cut for the sake of size is said.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import { createHash } from 'node:crypto';
import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import type { Diagnostic, Place, Severity } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { clean } from './clean.ts';
import { type Annotation, annotationsOf } from './github.ts';
import { toJson } from './json.ts';

export interface SarifOptions {
  /** Version of campaignctl. */
  readonly version: string;
  /** From the root of the repository to the root of the account; empty, or ends in `/`. */
  readonly base: string;
  /** The table of rules; those that found something are listed. */
  readonly rules: readonly SarifRule[];
}

export interface SarifRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
}

/** GitHub shows so many of one run and drops the rest in silence. */
const MOST = 5000;

export function renderSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  const found = diagnostics.map(({ rule, ...diagnostic }) => ({ ...diagnostic, title: rule }));
  return toJson(logOf(found, options));
}

/** What a plan refuses, holds, costs and takes, with what `validate` found. */
export function renderPlanSarif(plan: Plan, options: SarifOptions): string {
  return toJson(logOf(annotationsOf(plan), options));
}

const LEVEL: Readonly<Record<Severity, Result.level>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

function logOf(found: readonly Annotation[], { version, base, rules }: SarifOptions): Log {
  const shown = found.slice(0, MOST);
  const left = found.length - shown.length;
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const used = [...new Set(shown.map(({ title }) => title))].sort();
  const at = new Map(used.map((id, index) => [id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'campaignctl',
            version,
            semanticVersion: version,
            informationUri: 'https://campaignctl.dev',
            rules: used.map((id) => descriptor(id, known.get(id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          ROOT: { description: { text: 'The root of the repository.' } },
        },
        results: shown.map((one) => resultOf(one, at.get(one.title) ?? 0, base)),
        ...(left === 0
          ? {}
          : {
              invocations: [
                {
                  executionSuccessful: true,
                  toolExecutionNotifications: [
                    {
                      level: 'warning',
                      message: { text: `${left} more findings are not listed.` },
                    },
                  ],
                },
              ],
            }),
      },
    ],
  };
}

function descriptor(id: string, rule: SarifRule | undefined): ReportingDescriptor {
  if (rule === undefined) return { id };
  return {
    id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: `${rule.title} ${rule.why}` },
    defaultConfiguration: { level: LEVEL[rule.severity] as 'error' | 'warning' | 'note' },
  };
}

function resultOf(
  { severity, title, message, hint, place, fix, source }: Annotation,
  ruleIndex: number,
  base: string,
): Result {
  const text = clean(hint === null ? message : `${message} ${hint}`);
  return {
    ruleId: title,
    ruleIndex,
    level: LEVEL[severity],
    message: { text },
    locations: place === null ? [] : [locationOf(place, base)],
    // The line as it stands: the finding is the same one when lines above it come and go.
    partialFingerprints: {
      'campaignctl/v1': fingerprint([title, place?.file, source?.trim() ?? message]),
    },
    ...(fix === undefined || place === null ? {} : { fixes: [fixOf(place, fix, hint, base)] }),
  };
}

function fixOf(
  place: Place,
  text: string,
  hint: string | null,
  base: string,
): NonNullable<Result['fixes']>[number] {
  return {
    description: { text: clean(hint ?? `Write ${text}.`) },
    artifactChanges: [
      {
        artifactLocation: artifactOf(place, base),
        replacements: [{ deletedRegion: regionOf(place), insertedContent: { text } }],
      },
    ],
  };
}

function locationOf(place: Place, base: string): Location {
  return {
    physicalLocation: { artifactLocation: artifactOf(place, base), region: regionOf(place) },
  };
}

function artifactOf({ file }: Place, base: string) {
  // Each name by itself: a slash stays a slash, everything else that an address may not hold is escaped.
  const uri = `${base}${file}`.split('/').map(encodeURIComponent).join('/');
  return { uri, uriBaseId: 'ROOT' };
}

function regionOf({ line, col, endLine, endCol }: Place) {
  return {
    startLine: line,
    startColumn: col,
    ...(endLine === undefined ? {} : { endLine }),
    ...(endCol === undefined ? {} : { endColumn: endCol }),
  };
}

/** A name, and no secret: part of a hash. */
function fingerprint(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
