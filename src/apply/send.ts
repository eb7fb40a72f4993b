/**
 * Sends one request and notes what came of it.
 * Law: a write that may have arrived is never sent again; what is not known for certain is never sent at all.
 */
import type { LoggedStep } from '../model/log.ts';
import type { FindTarget, Step, StepResult } from '../model/port.ts';
import { StoreError } from '../model/store.ts';
import { takesTime } from './effects.ts';
import { LeaseLost } from './log/journal.ts';
import { problemOf } from './outcomes.ts';
import { changedSince } from './recheck.ts';
import type { Job } from './scheduling.ts';
import { fail, isConflict, logFault, mayGoOn, providerFault, type Run } from './state.ts';
import { buildStep, learn, staleTarget, writtenBy } from './steps.ts';

/** Sends one request. Marks its jobs before it waits for anything, so that nobody sends them a second time. */
export async function send(batch: readonly Job[], run: Run): Promise<void> {
  for (const { id } of batch) run.statuses.set(id, 'sent');
  if (!(await allReadAgain(batch, run))) return;
  const ready = batch.flatMap((job) => prepared(job, run));
  if (ready.length === 0) return;
  const steps = ready.map(({ step }) => step);
  const intended = ready.map(({ job, step }) => ({
    change: job.change,
    step: withoutSecret(step),
  }));
  let writes: readonly string[] | undefined;
  try {
    writes = await run.log?.intent(intended);
  } catch (error) {
    logFault(error, run);
    for (const { job } of ready) run.statuses.set(job.id, 'idle');
    return;
  }
  const results = await execute(steps, run);
  if (results === null) {
    for (const { job } of ready) run.statuses.set(job.id, 'idle');
    return;
  }
  await noteResults(writes, results, run);
  run.onEvent({ kind: 'answered', jobs: ready.map(({ job }) => job), results });
  for (const [at, { job, step }] of ready.entries()) {
    const result = results[at];
    if (result === undefined) throw new Error(`the provider gave no result for ${job.id}`);
    settle(job, step, result, run);
  }
}

/**
 * Reads again what is stale, one by one: the port looks up single objects, so without versions each number costs a
 * request more. False: the run was stopped meanwhile, and the jobs are as if they had never been begun.
 */
async function allReadAgain(batch: readonly Job[], run: Run): Promise<boolean> {
  for (const job of batch) {
    const target = staleTarget(job, run.context);
    if (target === null) continue;
    await readAgain(job, target, run);
    if (mayGoOn(run)) continue;
    for (const { id } of batch) if (run.statuses.get(id) === 'sent') run.statuses.set(id, 'idle');
    return false;
  }
  return true;
}

/** Learns the version as it is now, and whether somebody else has been at it. */
async function readAgain(job: Job, target: FindTarget, run: Run): Promise<void> {
  const { context, provider } = run;
  try {
    const found = await provider.find(target);
    for (const object of found) learn(object, job.change.address, context.ledger);
    const changed = changedSince(job, found, context.ledger);
    if (changed !== null) fail(job, changed, run, true);
  } catch (error) {
    const { message } = providerFault(error, run);
    fail(job, `It could not be read before the write: ${message} Nothing was sent.`, run);
  }
}

/** The step of a job; none where it has failed already, or where something it needs is not known. */
function prepared(job: Job, run: Run): readonly { readonly job: Job; readonly step: Step }[] {
  if (run.statuses.get(job.id) === 'failed') return [];
  const step = buildStep(job, run.context);
  if (step.kind !== 'none') return [{ job, step }];
  fail(job, step.reason, run);
  return [];
}

/** What was sent was sent: where the log cannot be told, the run ends and the next one looks. */
async function noteResults(
  writes: readonly string[] | undefined,
  results: readonly StepResult[],
  run: Run,
): Promise<void> {
  if (writes === undefined) return;
  try {
    await run.log?.result(writes, results);
  } catch (error) {
    logFault(error, run);
  }
}

/** null: nothing was sent, as somebody else writes for the account by now. */
async function execute(steps: readonly Step[], run: Run): Promise<readonly StepResult[] | null> {
  try {
    return await run.provider.execute(steps);
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof StoreError) {
      logFault(error, run);
      return null;
    }
    const { outcomeUnknown, code, kind, message, requestId } = providerFault(error, run);
    const outcome = outcomeUnknown ? 'unknown' : 'rejected';
    return steps.map(() => ({ outcome, code: code ?? kind, message, requestId }));
  }
}

function settle(job: Job, step: Step, result: StepResult, run: Run): void {
  const { ledger, plan } = run.context;
  const problem = problemOf(result, plan.label);
  const conflict = isConflict(result);
  run.records.set(job.id, {
    requestId: result.requestId,
    problem,
    answer: result.outcome,
    conflict,
  });
  if (problem !== null) {
    fail(job, problem, run);
    return;
  }
  if (result.outcome === 'accepted' && result.id !== null && job.change.action === 'register') {
    ledger.ids.set(job.change.address, result.id);
  }
  const written = writtenBy(step);
  if (written !== null) ledger.versions.delete(written);
  run.statuses.set(job.id, takesTime(job) ? 'accepted' : 'effective');
}

export function withoutSecret(step: Step): LoggedStep {
  if (step.kind !== 'register-brand') return step;
  const { taxId, ...logged } = step;
  return logged;
}
