/**
 * The commands that a `github` command runs inside: it reads the same JSON as everybody else.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ExitCode } from '../../model/exit.ts';
import { asObject, asText } from '../../model/json.ts';
import { PLAN_FORMAT, type Plan } from '../../model/plan.ts';
import { type ApplyReport, REPORT_FORMAT } from '../../model/report.ts';
import { RUNBOOK_FORMAT, type Runbook } from '../../model/runbook.ts';
import { type ApplyOptions, apply } from '../apply.ts';
import type { Io } from '../io.ts';
import { OBSERVE_FORMAT, type Observation, type ObserveOptions, observe } from '../observe.ts';
import { type PlanOptions, plan } from '../plan.ts';

export type Result =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'report'; readonly report: ApplyReport }
  /** In place of a report, where people carry out the changes. */
  | { readonly kind: 'runbook'; readonly runbook: Runbook }
  | { readonly kind: 'observation'; readonly observation: Observation }
  | { readonly kind: 'findings'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'error'; readonly message: string }
  /** It was stopped before it had a result. */
  | { readonly kind: 'none' };

export interface Inner {
  readonly code: ExitCode;
  readonly result: Result;
}

interface Where {
  readonly path: string;
  readonly state?: string;
}

export function planInner(io: Io, where: Where, how: Partial<PlanOptions>): Promise<Inner> {
  return runInner(io, (captured) => plan({ ...at(where), ...how }, captured));
}

export function applyInner(
  io: Io,
  { wait, leaseWait, ...where }: Where & Pick<ApplyOptions, 'wait' | 'leaseWait'>,
  how: Partial<ApplyOptions>,
): Promise<Inner> {
  return runInner(io, (captured) => apply({ ...at(where), wait, leaseWait, ...how }, captured));
}

/** `how`: nothing: what there is to do. */
export function observeInner(
  io: Io,
  { leaseWait, ...where }: Where & Pick<ObserveOptions, 'leaseWait'>,
  how: Partial<ObserveOptions>,
): Promise<Inner> {
  return runInner(io, (captured) => observe({ ...at(where), leaseWait, ...how }, captured));
}

function at({ path, state }: Where) {
  return { path, format: 'json' as const, ...(state === undefined ? {} : { state }) };
}

/** Runs a command with `--format json`. What it says on stderr goes to the log of the job. */
export async function runInner(io: Io, command: (io: Io) => Promise<ExitCode>): Promise<Inner> {
  let out = '';
  const code = await command({
    ...io,
    stdinIsTty: false,
    stdoutIsTty: false,
    stdout: (text) => {
      out += text;
    },
  });
  return { code, result: out === '' ? { kind: 'none' } : resultOf(JSON.parse(out)) };
}

/** By the format that it says. The members are those of our own commands. */
function resultOf(document: unknown): Result {
  const value = asObject(document);
  switch (value?.['format']) {
    case PLAN_FORMAT:
      return { kind: 'plan', plan: document as Plan };
    case REPORT_FORMAT:
      return { kind: 'report', report: document as ApplyReport };
    case RUNBOOK_FORMAT:
      return { kind: 'runbook', runbook: document as Runbook };
    case OBSERVE_FORMAT:
      return { kind: 'observation', observation: document as Observation };
    case 'campaignctl/diagnostics@1': {
      const { diagnostics } = document as { diagnostics: readonly Diagnostic[] };
      return { kind: 'findings', diagnostics };
    }
    case 'campaignctl/error@1':
      return { kind: 'error', message: asText(value['error']) ?? '' };
    default:
      throw new Error('a command printed JSON of another format');
  }
}
