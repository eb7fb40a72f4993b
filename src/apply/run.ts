/**
 * Runs a plan: sends what is ready, looks for what others need, lists what became of every change.
 * Law: one failing change stops only what follows it; a write that may have arrived is never sent again;
 * access refused or a signal stops new writes, never those in flight.
 */
import type { Desired } from '../model/desired.ts';
import type { Change, Plan } from '../model/plan.ts';
import {
  type FindTarget,
  type FoundObject,
  type Provider,
  ProviderError,
  type Step,
  type StepResult,
} from '../model/port.ts';
import { type ApplyReport, type Outcome, REPORT_FORMAT } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { effectOf, takesTime } from './effects.ts';
import { eligible, type ReportList, type Verdict } from './eligible.ts';
import { type JobRecord, judge, problemOf, spentUsd } from './outcomes.ts';
import {
  awaitedJobs,
  batchesOf,
  type Job,
  type JobStatus,
  jobsOf,
  lostJobs,
  MAX_IN_FLIGHT,
  readyJobs,
} from './scheduling.ts';
import {
  buildStep,
  learn,
  missingSecrets,
  openLedger,
  type StepContext,
  staleTarget,
  targetOf,
  writtenBy,
} from './steps.ts';

export interface Timing {
  /** ms since 1970. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A step without its tax id. */
export type LoggedStep =
  | Exclude<Step, { kind: 'register-brand' }>
  | Omit<Extract<Step, { kind: 'register-brand' }>, 'taxId'>;

/** Told before a request leaves and after its answer: the place of the durable log. */
export interface ApplyLog {
  intent(batch: readonly LoggedStep[]): Promise<void>;
  /** One result per step, in order. */
  result(batch: readonly LoggedStep[], results: readonly StepResult[]): Promise<void>;
}

export type ApplyEvent =
  /** One request and its answer, one result per job. */
  | {
      readonly kind: 'answered';
      readonly jobs: readonly Job[];
      readonly results: readonly StepResult[];
    }
  /** What others in this plan need is not there yet; looked at every few seconds. */
  | { readonly kind: 'waiting'; readonly jobs: readonly Job[] };

export interface RunOptions {
  readonly plan: Plan;
  /** What the plan was made from, canonical. */
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly provider: Provider;
  readonly secrets: (envName: string) => string | undefined;
  /** ms to wait in all for what something in this plan depends on; 0: not at all. */
  readonly wait: { readonly budgetMs: number };
  readonly timing: Timing;
  readonly onEvent: (event: ApplyEvent) => void;
  /** Aborted: nothing new is sent. */
  readonly signal: AbortSignal;
  readonly approved?: (change: Change) => boolean;
  readonly log?: ApplyLog;
}

interface Run extends RunOptions {
  readonly jobs: readonly Job[];
  readonly statuses: Map<string, JobStatus>;
  readonly records: Map<string, JobRecord>;
  readonly context: StepContext;
  stopped: ApplyReport['stopped'];
  /** ms since 1970 when the waiting ends; null: it has not begun. */
  deadline: number | null;
}

/** Pause between looks. Many to look at are looked at more slowly: reads take from the same rate limit as writes. */
const LOOK_EVERY_MS = 3000;
const LOOK_PACE_MS = 1000;

/** Throws only for bugs. */
export async function runPlan(options: RunOptions): Promise<ApplyReport> {
  const { plan, desired, snapshot, secrets, provider } = options;
  const requestsBefore = provider.requests();
  const blocked = missingSecrets(plan.changes, desired, secrets);
  const { runnable, verdicts } = eligible(plan, options.approved ?? (() => true), blocked);
  const jobs = jobsOf(runnable);
  const run: Run = {
    ...options,
    jobs,
    statuses: new Map(jobs.map(({ id }) => [id, 'idle'])),
    records: new Map(),
    context: { plan, desired, ledger: openLedger(plan, desired, snapshot), secrets },
    stopped: null,
    deadline: null,
  };
  await carryOut(run);
  return report(run, new Map([...verdicts, ...judge(run)]), provider.requests() - requestsBefore);
}

async function carryOut(run: Run): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  for (;;) {
    dropLost(run);
    if (mayGoOn(run)) {
      for (const batch of nextBatches(run).slice(0, MAX_IN_FLIGHT - inFlight.size)) {
        const flight: Promise<void> = send(batch, run).finally(() => inFlight.delete(flight));
        inFlight.add(flight);
      }
      looking ??=
        lookAgain(run)?.finally(() => {
          looking = null;
        }) ?? null;
    }
    const underWay = looking === null ? [...inFlight] : [...inFlight, looking];
    if (underWay.length === 0) return;
    try {
      await Promise.race(underWay);
    } catch (bug) {
      await Promise.allSettled(underWay);
      throw bug;
    }
  }
}

function dropLost({ jobs, statuses }: Run): void {
  for (let lost = lostJobs(jobs, statuses); lost.length > 0; lost = lostJobs(jobs, statuses)) {
    for (const { id } of lost) statuses.set(id, 'dropped');
  }
}

function mayGoOn(run: Run): boolean {
  if (run.signal.aborted) run.stopped ??= 'interrupt';
  return run.stopped === null;
}

function nextBatches({ jobs, statuses, provider }: Run): readonly (readonly Job[])[] {
  return batchesOf(readyJobs(jobs, statuses), provider.capabilities.batchSize);
}

/** Sends one request. Marks its jobs before it waits for anything, so that nobody sends them a second time. */
async function send(batch: readonly Job[], run: Run): Promise<void> {
  for (const { id } of batch) run.statuses.set(id, 'sent');
  for (const job of batch) {
    const target = staleTarget(job, run.context);
    if (target !== null) await readAgain(job, target, run);
  }
  const ready = batch.flatMap((job) => prepared(job, run));
  if (ready.length === 0) return;
  const steps = ready.map(({ step }) => step);
  const logged = steps.map(withoutSecret);
  if (run.log !== undefined) await run.log.intent(logged);
  const results = await execute(steps, run);
  if (run.log !== undefined) await run.log.result(logged, results);
  run.onEvent({ kind: 'answered', jobs: ready.map(({ job }) => job), results });
  for (const [at, { job, step }] of ready.entries()) {
    const result = results[at];
    if (result === undefined) throw new Error(`the provider gave no result for ${job.id}`);
    settle(job, step, result, run);
  }
}

/** The version that an earlier write of ours has changed. */
async function readAgain(job: Job, target: FindTarget, run: Run): Promise<void> {
  const { context, provider } = run;
  try {
    for (const found of await provider.find(target)) {
      learn(found, job.change.address, context.ledger);
    }
  } catch (error) {
    const { message } = providerFault(error, run);
    fail(job, `It could not be read before the write: ${message} Nothing was sent.`, null, run);
  }
}

/** The step of a job; none where it has failed already, or where something it needs is not known. */
function prepared(job: Job, run: Run): readonly { readonly job: Job; readonly step: Step }[] {
  if (run.statuses.get(job.id) === 'failed') return [];
  const step = buildStep(job, run.context);
  if (step.kind !== 'none') return [{ job, step }];
  fail(job, step.reason, null, run);
  return [];
}

async function execute(steps: readonly Step[], run: Run): Promise<readonly StepResult[]> {
  try {
    return await run.provider.execute(steps);
  } catch (error) {
    const { outcomeUnknown, code, kind, message, requestId } = providerFault(error, run);
    const outcome = outcomeUnknown ? 'unknown' : 'rejected';
    return steps.map(() => ({ outcome, code: code ?? kind, message, requestId }));
  }
}

/** Notes that access was refused; what is no fault of the transport or the registry is a bug. */
function providerFault(error: unknown, run: Run): ProviderError {
  if (!(error instanceof ProviderError)) throw error;
  if (error.kind === 'access') run.stopped = 'access';
  return error;
}

function settle(job: Job, step: Step, result: StepResult, run: Run): void {
  const { ledger, plan } = run.context;
  const problem = problemOf(result, plan.label);
  if (problem !== null) {
    fail(job, problem, result.requestId, run);
    return;
  }
  if (result.outcome === 'accepted' && result.id !== null && job.change.action === 'register') {
    ledger.ids.set(job.change.address, result.id);
  }
  const written = writtenBy(step);
  if (written !== null) ledger.versions.delete(written);
  run.records.set(job.id, { requestId: result.requestId, problem: null });
  run.statuses.set(job.id, takesTime(job) ? 'accepted' : 'effective');
}

function fail(job: Job, problem: string, requestId: string | null, run: Run): void {
  run.records.set(job.id, { requestId, problem });
  run.statuses.set(job.id, 'failed');
}

/** One round of looking, after a pause; null: nothing to look for, or the time is up. */
function lookAgain(run: Run): Promise<void> | null {
  const { jobs, statuses, wait, timing } = run;
  const awaited = awaitedJobs(jobs, statuses);
  if (awaited.length === 0 || wait.budgetMs <= 0) return null;
  run.deadline ??= timing.now() + wait.budgetMs;
  const left = run.deadline - timing.now();
  if (left <= 0) return null;
  const pause = Math.max(LOOK_EVERY_MS, awaited.length * LOOK_PACE_MS);
  return look(awaited, Math.min(pause, left), run);
}

async function look(awaited: readonly Job[], pause: number, run: Run): Promise<void> {
  run.onEvent({ kind: 'waiting', jobs: awaited });
  await sleepUntilStopped(pause, run);
  for (const job of awaited) {
    if (!mayGoOn(run)) return;
    await lookAt(job, run);
  }
}

async function lookAt(job: Job, run: Run): Promise<void> {
  const { ledger } = run.context;
  const target = targetOf(job, run.context);
  if (target === null) return;
  let found: readonly FoundObject[];
  try {
    found = await run.provider.find(target);
  } catch (error) {
    // Not knowing is not absence: the next look may tell.
    providerFault(error, run);
    return;
  }
  for (const object of found) learn(object, job.change.address, ledger);
  const effect = effectOf(found);
  if (effect.state === 'there') run.statuses.set(job.id, 'effective');
  if (effect.state === 'never') {
    fail(job, effect.reason, run.records.get(job.id)?.requestId ?? null, run);
  }
}

async function sleepUntilStopped(ms: number, { timing, signal }: Run): Promise<void> {
  try {
    await timing.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function withoutSecret(step: Step): LoggedStep {
  if (step.kind !== 'register-brand') return step;
  const { taxId, ...logged } = step;
  return logged;
}

function report(
  { plan, stopped }: Run,
  verdicts: ReadonlyMap<string, Verdict>,
  requests: number,
): ApplyReport {
  const lists: Record<ReportList, Outcome[]> = {
    done: [],
    waiting: [],
    held: [],
    failed: [],
    notAttempted: [],
  };
  for (const { id } of plan.changes) {
    const verdict = verdicts.get(id);
    if (verdict === undefined) throw new Error(`change ${id} is in no list of the report`);
    lists[verdict.list].push(verdict.outcome);
  }
  const { account, sandbox, label } = plan;
  const spent = spentUsd(lists.done);
  return {
    format: REPORT_FORMAT,
    account,
    sandbox,
    label,
    plan,
    ...lists,
    spentUsd: spent,
    requests,
    stopped,
  };
}
