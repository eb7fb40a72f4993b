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
import { formatPhone } from '../model/phone.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Provider, StepResult } from '../model/port.ts';
import type { ApplyReport } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { realTiming } from '../providers/timing.ts';
import { renderApplyReport } from '../report/apply-text.ts';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import { renderPlan } from '../report/plan-text.ts';
import { listOf, sentence } from '../report/style.ts';
import { withProvider } from './connect.ts';
import type { Io } from './io.ts';
import { errorJson, placedIn, whileReading } from './output.ts';
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
    show(fresh.plan, root, format, io);

    const toRun = fresh.plan.changes.filter(isToRun).length;
    const objection = toRun > 0 && !yes ? await objectionTo(toRun, io) : null;
    if (objection !== null) {
      if (format === 'json') io.stdout(errorJson(objection));
      io.stderr(`${objection}\n`);
      return strongest([EXIT.refused, ...unread(fresh.plan)]);
    }

    const report = await carryOut(fresh, provider, options, io);
    // Where nothing was to be run, the plan has said it all.
    if (format === 'json') io.stdout(toJson(report));
    else if (toRun > 0) {
      const text = renderApplyReport(report, { ...placedIn(root, io), planShown: true });
      io.stdout(`\n${text}`);
    }
    return applyExitCode(report, detailedExitcode, io.stopSignal());
  });
}

/** Readers of JSON get one document, the report, so the plan goes to stderr. */
function show(plan: Plan, root: string, format: 'text' | 'json', io: Io): void {
  const placed = placedIn(root, io);
  if (format === 'text') io.stdout(renderPlan(plan, placed));
  else io.stderr(renderPlan(plan, { ...placed, color: io.stderrColor }));
}

function isToRun({ when, refused }: Change): boolean {
  return !refused && (when.kind === 'now' || when.kind === 'after');
}

/** Why nothing may be applied; null: a person said yes. */
async function objectionTo(changes: number, io: Io): Promise<string | null> {
  if (!io.stdinIsTty) {
    return 'Nothing was applied: there is no terminal to ask on. Run apply with --yes to apply the plan as it is.';
  }
  const these = changes === 1 ? 'this change' : `these ${changes} changes`;
  const no = 'Nothing was applied.';
  const answer = await io.ask(`\nApply ${these}? Only \`yes\` is accepted: `, no);
  return answer.trim() === 'yes' ? null : no;
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
  const of = (wanted: StepResult['outcome']) =>
    results.filter(({ outcome }) => outcome === wanted).length;
  const counts = ANSWERS.map(({ outcome, words }) => ({ words, n: of(outcome) }));
  const given = counts.filter(({ n }) => n > 0);
  const said = given.map(({ n, words }) => (given.length === 1 ? words : `${n} ${words}`));
  return `${sentence(said.join(', '))}: ${namesOf(jobs)}.`;
}

const ANSWERS: readonly { outcome: StepResult['outcome']; words: string }[] = [
  { outcome: 'accepted', words: 'accepted' },
  { outcome: 'rejected', words: 'not accepted' },
  { outcome: 'unknown', words: 'no certain answer' },
];

function waitText(jobs: readonly Job[]): string {
  return `Looking every few seconds until this has taken effect: ${namesOf(jobs)}.`;
}

function namesOf(jobs: readonly Job[]): string {
  return listOf(jobs.map(({ change, half }) => describe(change) + halfWords(change, half)));
}

/** A switch turns off another number than the one it is called by. */
function halfWords({ from }: Change, half: Job['half']): string {
  if (half === 'only') return '';
  const other = half === 'off' && from?.number !== undefined ? `${formatPhone(from.number)} ` : '';
  return ` (${other}${half})`;
}

function applyExitCode(report: ApplyReport, detailed: boolean, signal: AbortSignal): ExitCode {
  const { plan, stopped, held, failed, notAttempted, waiting } = report;
  const codes: ExitCode[] = [EXIT.ok];
  if (stopped === 'interrupt') {
    codes.push(signal.reason === EXIT.terminated ? EXIT.terminated : EXIT.interrupted);
  }
  if (stopped === 'access') codes.push(EXIT.unread);
  codes.push(...unread(plan));
  if (held.length + plan.held.length + plan.refusals.length > 0) codes.push(EXIT.refused);
  if (failed.length + notAttempted.length > 0) codes.push(EXIT.failed);
  if (detailed && waiting.length + plan.waiting.length > 0) codes.push(EXIT.waits);
  if (detailed && plan.attention.length > 0) codes.push(EXIT.changes);
  return strongest(codes);
}

function unread({ gaps }: Plan): readonly ExitCode[] {
  return gaps.length > 0 ? [EXIT.unread] : [];
}
