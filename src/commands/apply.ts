/**
 * `campaignctl apply`: makes a fresh plan, shows it, asks, carries it out, reports.
 */

import { resolve } from 'node:path';
import { describe } from '../apply/eligible.ts';
import { runPlan } from '../apply/run.ts';
import type { Job } from '../apply/scheduling.ts';
import type { ApplyEvent } from '../apply/state.ts';
import { loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Provider } from '../model/port.ts';
import type { ApplyReport } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { realTiming } from '../providers/timing.ts';
import { renderApplyReport } from '../report/apply-text.ts';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import { renderPlan } from '../report/plan-text.ts';
import { listOf } from '../report/style.ts';
import { withProvider } from './connect.ts';
import type { Io } from './io.ts';
import { whileReading } from './output.ts';
import { readPlan } from './plan.ts';
import { showFindings } from './validate.ts';

export interface ApplyOptions {
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly yes?: boolean;
  /** ms */
  readonly wait: number;
  readonly detailedExitcode?: boolean;
}

export async function apply(options: ApplyOptions, io: Io): Promise<ExitCode> {
  const { path, format, yes = false, detailedExitcode = false } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired, diagnostics } = loaded;
  if (desired === null) return showFindings(loaded, format, io);

  const { sandboxSeed } = desired.account;
  return withProvider({ root, sandboxSeed, readOnly: false, format }, io, async (provider) => {
    const fresh = await whileReading(io, readPlan(desired, diagnostics, provider));
    show(fresh.plan, format, io);

    const toRun = fresh.plan.changes.filter(isToRun).length;
    if (toRun > 0 && !yes && !(await confirm(toRun, io))) return EXIT.refused;

    const report = await carryOut(fresh, provider, options, io);
    // Where nothing was to be run, the plan has said it all.
    if (format === 'json') io.stdout(toJson(report));
    else if (toRun > 0) io.stdout(`\n${renderApplyReport(report, io)}`);
    return applyExitCode(report, detailedExitcode, io.stopSignal());
  });
}

/** Readers of JSON get one document, the report, so the plan goes to stderr. */
function show(plan: Plan, format: 'text' | 'json', io: Io): void {
  if (format === 'text') io.stdout(renderPlan(plan, io));
  else io.stderr(renderPlan(plan, { color: io.stderrColor, columns: io.columns }));
}

function isToRun({ when, refused }: Change): boolean {
  return !refused && (when.kind === 'now' || when.kind === 'after');
}

async function confirm(changes: number, io: Io): Promise<boolean> {
  if (!io.stdinIsTty) {
    io.stderr(
      'Nothing was applied: there is no terminal to ask on. Run apply with --yes to apply the plan as it is.\n',
    );
    return false;
  }
  const these = changes === 1 ? 'this change' : `these ${changes} changes`;
  const answer = await io.ask(`\nApply ${these}? Only \`yes\` is accepted: `);
  if (answer.trim() === 'yes') return true;
  io.stderr('Nothing was applied.\n');
  return false;
}

async function carryOut(
  { plan, desired, snapshot }: { plan: Plan; desired: Desired; snapshot: Snapshot },
  provider: Provider,
  { wait }: ApplyOptions,
  io: Io,
): Promise<ApplyReport> {
  const signal = io.stopSignal();
  signal.addEventListener('abort', () => io.stderr(STOPPING), { once: true });
  return runPlan({
    plan,
    desired,
    snapshot,
    provider,
    secrets: (name) => io.env[name],
    wait: { budgetMs: wait },
    timing: realTiming,
    onEvent: progress(io),
    signal,
  });
}

const STOPPING =
  'Stopping: what is in flight is finished first. Press Ctrl-C again to leave at once.\n';

/** A line for each request and each wait; the same wait is told once. */
function progress(io: Io): (event: ApplyEvent) => void {
  let last = '';
  return (event) => {
    const line = `${clean(event.kind === 'waiting' ? waitText(event.jobs) : answerText(event))}\n`;
    if (event.kind === 'waiting' && line === last) return;
    last = line;
    io.stderr(line);
  };
}

function answerText({ jobs, results }: ApplyEvent & { kind: 'answered' }): string {
  const accepted = results.filter(({ outcome }) => outcome === 'accepted').length;
  const others = jobs.length - accepted;
  const what = namesOf(jobs);
  if (others === 0) return `Accepted: ${what}.`;
  return accepted === 0
    ? `Not accepted: ${what}.`
    : `${accepted} accepted, ${others} not: ${what}.`;
}

function waitText(jobs: readonly Job[]): string {
  return `Looking every few seconds until this has taken effect: ${namesOf(jobs)}.`;
}

function namesOf(jobs: readonly Job[]): string {
  return listOf(jobs.map(({ change, half }) => describe(change) + HALVES[half]));
}

const HALVES = { only: '', off: ' (off)', on: ' (on)' };

function applyExitCode(report: ApplyReport, detailed: boolean, signal: AbortSignal): ExitCode {
  const { plan, stopped, held, failed, notAttempted, waiting } = report;
  const codes: ExitCode[] = [EXIT.ok];
  if (stopped === 'interrupt') {
    codes.push(signal.reason === EXIT.terminated ? EXIT.terminated : EXIT.interrupted);
  }
  if (stopped === 'access' || plan.gaps.length > 0) codes.push(EXIT.unread);
  if (held.length + plan.held.length + plan.refusals.length > 0) codes.push(EXIT.refused);
  if (failed.length + notAttempted.length > 0) codes.push(EXIT.failed);
  if (detailed && waiting.length + plan.waiting.length > 0) codes.push(EXIT.waits);
  return strongest(codes);
}
