/**
 * `campaignctl apply`: takes the lease, finds out what became of earlier requests, makes a fresh plan, shows it, asks,
 * carries out what was approved, reports.
 */
import { resolve } from 'node:path';
import { type Clearance, clearanceOf } from '../apply/clearance.ts';
import { approvalsOf } from '../apply/log/approvals.ts';
import type { Journal } from '../apply/log/journal.ts';
import type { Write } from '../apply/log/writes.ts';
import { type Recovery, recover } from '../apply/recover.ts';
import { runPlan } from '../apply/run.ts';
import { loadConfig, observedOf } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { Plan } from '../model/plan.ts';
import { isToRun } from '../model/plan-parts.ts';
import type { Provider } from '../model/port.ts';
import type { ApplyReport } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { realTiming } from '../providers/timing.ts';
import { renderApplyReport } from '../report/apply-text.ts';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import { renderPlan } from '../report/plan-text.ts';
import { applyExitCode, endLog, endOf, unread } from './apply-end.ts';
import { withProvider } from './connect.ts';
import { repositoryBase } from './format.ts';
import type { Io } from './io.ts';
import { orStopped, placedIn, tellFailure, whileReading } from './output.ts';
import { readPlan } from './plan.ts';
import { progress, recoveryText, severalText, waitText } from './progress.ts';
import type { Format } from './reports.ts';
import { approvalsIn, type ReviewedFile, readReviewed, reviewOf } from './reviewed.ts';
import { type AccountState, holding, logFacts, type StateOptions, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface ApplyOptions extends StateOptions {
  readonly path: string;
  readonly format: 'text' | 'json' | 'markdown';
  readonly yes?: boolean;
  /** Plan files that people reviewed. */
  readonly approved?: readonly string[];
  /** Ids of changes, or the beginning of them: of the reviewed plans only these. */
  readonly only?: readonly string[];
  /** Only what was approved before. */
  readonly continue?: boolean;
  /** ms */
  readonly wait: number;
  /** ms to wait for another run. */
  readonly leaseWait: number;
  readonly detailedExitcode?: boolean;
  /** Files to write the runbook to, where people carry out the changes. */
  readonly runbook?: readonly string[];
  /** What the log calls the run; left out: as it was typed. */
  readonly calledAs?: string;
}

export async function apply(options: ApplyOptions, io: Io): Promise<ExitCode> {
  const { path, format, state, leaseWait } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired, diagnostics } = loaded;
  if (desired === null) return showFindings(loaded, format, io);
  if (options.only !== undefined && options.approved === undefined) {
    const message = '--only picks from reviewed plans: it goes with --approved.';
    return refuse(message, EXIT.invalid, format, io);
  }
  const { provider, smsVia } = desired.account;
  if (options.runbook !== undefined && (provider !== '8x8' || smsVia !== 'console')) {
    const message =
      'Nobody needs a runbook here: apply carries out the changes itself. --runbook is for `provider: 8x8` with `smsVia: console`.';
    return refuse(message, EXIT.invalid, format, io);
  }
  const reviewed = await readReviewed(options, desired, io);
  if (!reviewed.ok) return refuse(reviewed.problems.join('\n'), EXIT.invalid, format, io);

  const { name } = desired.account;
  const command = options.calledAs ?? (options.continue === true ? 'apply --continue' : 'apply');
  return withState({ state, account: name, root, format }, io, (state) =>
    holding(
      state.store,
      { account: name, root, command, leaseWait, format },
      io,
      async (journal) => {
        // Somebody may have told what they saw while this waited for its turn.
        const { observed, diagnostics: misread } = await observedOf(root, desired);
        if (misread.some(({ severity }) => severity === 'error')) {
          return showFindings({ ...loaded, diagnostics: misread }, format, io);
        }
        const beforeWrite = () => journal.stillHeld();
        const connection = { root, desired, observed, readOnly: false, format, beforeWrite };
        return withProvider(connection, io, (provider) =>
          applyIn({
            options,
            io,
            root,
            desired,
            diagnostics,
            reviewed: reviewed.plans,
            state,
            journal,
            provider,
          }),
        );
      },
    ),
  );
}

/** What one apply works with. */
interface Session {
  readonly options: ApplyOptions;
  readonly io: Io;
  readonly root: string;
  readonly desired: Desired;
  readonly diagnostics: readonly Diagnostic[];
  readonly reviewed: readonly ReviewedFile[];
  readonly state: AccountState;
  readonly journal: Journal;
  readonly provider: Provider;
}

interface Fresh {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
}

async function applyIn(session: Session): Promise<ExitCode> {
  const { options, io, root, journal, provider } = session;
  const { format, detailedExitcode = false } = options;
  const signal = io.stopSignal();
  const recovery = await orStopped(lookBack(session), signal);
  if (recovery === null) return stoppedEarly(io, signal);
  if (recovery.several.length > 0) {
    return refuse(severalText(recovery.several), EXIT.refused, format, io);
  }

  const fresh = await orStopped(whileReading(io, planIn(session)), signal);
  if (fresh === null) return stoppedEarly(io, signal);
  const { plan, snapshot } = fresh;
  show(plan, root, format, io);

  const review = reviewOf(options, session.reviewed, plan);
  if (review.kind === 'shown') {
    const toRun = plan.changes.filter(isToRun).length;
    const isAsked = toRun > 0 && options.yes !== true;
    const objection = isAsked ? await objectionTo(questionAbout(toRun, provider), io) : null;
    if (signal.aborted) {
      io.stderr('Nothing was applied.\n');
      return signal.reason as ExitCode;
    }
    if (objection !== null) {
      return refuse(objection, strongest([EXIT.refused, ...unread(plan)]), format, io);
    }
  }
  // An approval is in the log before anything is done with it.
  const approvals = approvalsIn(review, plan, options.yes === true, journal.holder);
  if (approvals.length > 0) await journal.say(...approvals);
  const clear = (of: Fresh): Clearance =>
    clearanceOf({
      plan: of.plan,
      snapshot: of.snapshot,
      approvals: approvalsOf(journal.entries()),
      review,
      unsettled: recovery.unsettled,
    });
  const clearance = clear(fresh);
  if (isByHand(provider)) {
    const { desired } = fresh;
    const { giveRunbook } = await import('./runbook.ts');
    return giveRunbook({ plan, desired, snapshot, clearance, journal, root }, options, io);
  }
  const cleared = plan.changes.filter(
    (change) => isToRun(change) && !clearance.objections.has(change.id),
  );
  if (cleared.length > 0) await provider.checkAccess();

  const report = await carryOut(session, fresh, clearance, async () => {
    const again = await planIn(session);
    return { ...again, clearance: clear(again) };
  });
  const { plan: last } = report;
  const codes = await endLog(endOf(report), { plan: last, snapshot }, journal, io);
  // Where nothing was to be run, the plan has said it all.
  if (format === 'json') io.stdout(toJson(report));
  else if (format === 'markdown') {
    const { renderApplyMarkdown } = await import('../report/apply-markdown.ts');
    io.stdout(renderApplyMarkdown(report, { base: repositoryBase(root, io) }));
  } else if (cleared.length > 0 || report.held.some(({ change }) => !change.refused)) {
    const text = renderApplyReport(report, { ...placedIn(root, io), planShown: true });
    io.stdout(`\n${text}`);
  }
  return strongest([...codes, applyExitCode(report, detailedExitcode, signal)]);
}

/** A run that ends without a word leaves everybody guessing. */
function stoppedEarly(io: Io, signal: AbortSignal): ExitCode {
  io.stderr('Stopped before the plan was made. Nothing was applied.\n');
  return signal.reason as ExitCode;
}

/** What became of requests whose answer was lost. */
async function lookBack({ io, options, journal, provider }: Session): Promise<Recovery> {
  const recovery = await recover({
    journal,
    provider,
    timing: realTiming,
    budgetMs: options.wait,
    signal: io.stopSignal(),
    onWait: (writes: readonly Write[]) => io.stderr(`${clean(waitText(writes))}\n`),
  });
  for (const line of recoveryText(recovery)) io.stderr(`${clean(line)}\n`);
  return recovery;
}

function planIn({ desired, diagnostics, provider, state, journal }: Session): Promise<Fresh> {
  return readPlan(desired, diagnostics, provider, logFacts(state, journal.entries()));
}

/** Readers of JSON or Markdown get one document, the report, so the plan goes to stderr. */
function show(plan: Plan, root: string, format: Format, io: Io): void {
  const placed = placedIn(root, io);
  if (format === 'text') io.stdout(renderPlan(plan, placed));
  else io.stderr(renderPlan(plan, { ...placed, color: io.stderrColor }));
}

/** Why nothing may be applied; null: a person said yes. */
async function objectionTo(question: string, io: Io): Promise<string | null> {
  if (!io.stdinIsTty) {
    return 'Nothing was applied: there is no terminal to ask on. Run apply with --yes to apply the plan as it is.';
  }
  const answer = await io.ask(`\n${question} Only \`yes\` is accepted: `);
  return answer?.trim() === 'yes' ? null : 'Nothing was applied.';
}

function questionAbout(changes: number, provider: Provider): string {
  const these = changes === 1 ? 'this change' : `these ${changes} changes`;
  return isByHand(provider) ? `Approve ${these} and write the runbook?` : `Apply ${these}?`;
}

/** People carry out what is approved. */
function isByHand({ capabilities }: Provider): boolean {
  return capabilities.campaigns === 'manual';
}

/** Requests in flight are finished after a signal, but not for ever; in ms. */
const GRACE_MS = 30_000;

async function carryOut(
  { options, io, journal, provider }: Session,
  { plan, desired, snapshot }: Fresh,
  clearance: Clearance,
  replan: () => Promise<Fresh & { readonly clearance: Clearance }>,
): Promise<ApplyReport> {
  const signal = io.stopSignal();
  const stop = () => {
    io.stderr(STOPPING);
    // What has no answer by then is noted as such, and the next run looks it up.
    setTimeout(() => void provider.close(), GRACE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const run = {
      plan,
      desired,
      snapshot,
      provider,
      clearance,
      log: journal,
      secrets: (name: string) => io.env[name],
      wait: { budgetMs: options.wait },
      timing: realTiming,
      onEvent: progress(io),
      signal,
    };
    return await runPlan(run, replan);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const STOPPING =
  'Stopping: what is in flight is finished first. Press Ctrl-C again to leave at once.\n';

function refuse(message: string, code: ExitCode, format: Format, io: Io): ExitCode {
  tellFailure(message, format, io);
  return code;
}
