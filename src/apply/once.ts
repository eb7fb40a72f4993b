/**
 * Runs a plan: sends what is ready, looks for what others need, lists what became of every change.
 * Law: one failing change stops only what follows it; access refused or a signal stops new writes, never those in flight.
 */
import { type ApplyReport, type Outcome, REPORT_FORMAT } from '../model/report.ts';
import { CLEAR } from './clearance.ts';
import { eligible, type ReportList, type Verdict } from './eligible.ts';
import { lookAgain } from './look.ts';
import { judge, moneyOf } from './outcomes.ts';
import { batchesOf, type Job, jobsOf, lostJobs, MAX_IN_FLIGHT, readyJobs } from './scheduling.ts';
import { send } from './send.ts';
import { mayGoOn, type Run, type RunOptions } from './state.ts';
import { missingSecrets, openLedger } from './steps.ts';

export interface Ran {
  readonly report: ApplyReport;
  /** Ids of changes that failed because something is not as the plan saw it. */
  readonly conflicts: ReadonlySet<string>;
}

/** Runs a plan as it is. Throws only for bugs. */
export async function runOnce(options: RunOptions): Promise<Ran> {
  const { plan, desired, snapshot, secrets, provider } = options;
  const requestsBefore = provider.requests();
  const blocked = missingSecrets(plan.changes, desired, secrets);
  const { runnable, verdicts } = eligible(plan, options.clearance ?? CLEAR, blocked);
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
  const requests = provider.requests() - requestsBefore;
  return {
    report: report(run, new Map([...verdicts, ...judge(run)]), requests),
    conflicts: new Set(
      jobs
        .filter(({ id }) => run.records.get(id)?.conflict === true)
        .map(({ change }) => change.id),
    ),
  };
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

function nextBatches({ jobs, statuses, provider }: Run): readonly (readonly Job[])[] {
  return batchesOf(readyJobs(jobs, statuses), provider.capabilities.batchSize);
}

function report(run: Run, verdicts: ReadonlyMap<string, Verdict>, requests: number): ApplyReport {
  const { plan, stopped } = run;
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
  return {
    format: REPORT_FORMAT,
    account,
    sandbox,
    label,
    plan,
    ...lists,
    ...moneyOf(run),
    requests,
    stopped,
  };
}
