/**
 * Annotations: workflow commands that GitHub shows on the lines of a pull request. What `validate` found, and what of a
 * plan a reviewer must see beside the line that causes it.
 * Law: one command per line; whatever stands in a message cannot end the command or start another. GitHub shows ten of
 * each level in one step of a job and drops the rest in silence: here the last for which there is room says how many more
 * there are, and those are listed as text.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
import type { Diagnostic, Place, Severity } from '../model/diagnostic.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, Plan } from '../model/plan.ts';
import { clean } from './clean.ts';
import { harmless } from './harmless.ts';
import { plainOf } from './layout.ts';
import { risks } from './plan/changes.ts';
import { pageOf } from './plan/page.ts';
import { gapWords } from './plan/summary.ts';
import { deed, isNumber, numberOf } from './plan/words.ts';

export interface Annotation {
  readonly severity: Severity;
  /** Rule id, or a word. */
  readonly title: string;
  readonly place: Place | null;
  readonly message: string;
  readonly hint: string | null;
  readonly source?: string;
  readonly fix?: string;
}

const COMMAND: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** Of each level, where nothing else in the step of the job annotates. */
export const ALONE = 10;
/** A `github` command says some itself, such as that the files are not valid, or that its comment was not taken. */
const BESIDE = ALONE - 2;

/** `base` leads from the root of the repository to the root of the account; empty, or ends in `/`. */
export function renderAnnotations(
  diagnostics: readonly Diagnostic[],
  base: string,
  most = BESIDE,
): string {
  const all = diagnostics.map(({ rule, ...diagnostic }) => ({ ...diagnostic, title: rule }));
  return render(all, base, most);
}

/** What a plan refuses, holds, costs and takes; where it is compared, only what the pull request caused. */
export function renderPlanAnnotations(plan: Plan, base: string, most = BESIDE): string {
  return render(annotationsOf(plan), base, most);
}

/** In the order of severity, so that an error is never what is cut. */
function render(annotations: readonly Annotation[], base: string, most: number): string {
  const lines = (Object.keys(COMMAND) as Severity[]).flatMap((severity) => {
    const all = annotations.filter((one) => one.severity === severity);
    const [shown, rest] =
      all.length <= most ? [all, []] : [all.slice(0, most - 1), all.slice(most - 1)];
    return [
      ...shown.map((one) => command(one, base)),
      ...(rest.length === 0
        ? []
        : [`::${COMMAND[severity]} title=campaignctl::and ${rest.length} more`]),
      ...rest.map((one) => harmless(line(one, base))),
    ];
  });
  return lines.map((one) => `${one}\n`).join('');
}

function command({ severity, title, message, place, hint }: Annotation, base: string): string {
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ['file', place === null ? undefined : base + place.file],
    ['line', place?.line],
    ['endLine', place?.endLine],
    ['col', place?.col],
    // GitHub counts the last column in, and takes columns on one line only.
    ['endColumn', place?.endLine === place?.line ? lastColumn(place?.endCol) : undefined],
    ['title', title],
  ];
  const written = properties
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const text = hint === null ? [message] : [message, `Hint: ${hint}`];
  return `::${COMMAND[severity]} ${written.join(',')}::${text.map(escapeData).join('%0A')}`;
}

/** An annotation that GitHub would not show. */
function line({ severity, title, message, place, hint }: Annotation, base: string): string {
  const at = place === null ? '' : `${base}${place.file}:${place.line}:${place.col} `;
  return clean(`${at}${severity} ${title}: ${message}${hint === null ? '' : ` Hint: ${hint}`}`);
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

/** What a reviewer must not miss, as data: for annotations and for SARIF. */
export function annotationsOf(whole: Plan): Annotation[] {
  const page = pageOf(whole, { color: false, columns: 100 });
  const { plan } = page;
  const gaps = gapWords(plan).map((message): Annotation => {
    return { severity: 'error', title: 'not-read', place: null, message, hint: null };
  });
  const refusals = plan.refusals.map(({ rule, message, line, place }): Annotation => {
    return {
      severity: 'error',
      title: rule,
      place,
      message,
      hint: line === null ? null : `Add: ${line}`,
    };
  });
  const held = plan.held.map(({ rule, message, hint, place }): Annotation => {
    return { severity: 'warning', title: rule, place, message, hint };
  });
  const attention = plan.attention.map(({ rule, message, next }): Annotation => {
    return { severity: 'warning', title: rule, place: null, message, hint: next };
  });
  const risky = plan.changes.flatMap((change): Annotation[] => {
    const words = risks(change, page).map(plainOf).join(', ');
    if (change.refused || words === '') return [];
    const severity = change.risk === 'paid' ? 'info' : 'warning';
    const message = `${subjectOf(change)}${deed(change, 'alone')}: ${words}.`;
    return [{ severity, title: change.risk, place: change.place, message, hint: null }];
  });
  const found = plan.diagnostics.map(({ rule, ...one }): Annotation => ({ ...one, title: rule }));
  return [...gaps, ...refusals, ...held, ...attention, ...risky, ...found];
}

function subjectOf(change: Change): string {
  if (!isNumber(change)) return '';
  const number = formatPhone(numberOf(change.address));
  return `${change.person === null ? number : `${change.person}, ${number}`}: `;
}
