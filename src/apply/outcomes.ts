/**
 * What became of a change, once the run has ended: its list and its sentence. Pure.
 * Law: every change is in exactly one list; a move whose first half is done waits, it has not failed.
 */
import type { ChangeFee, Plan } from '../model/plan.ts';
import type { StepResult } from '../model/port.ts';
import type { ApplyReport } from '../model/report.ts';
import { describe, shownName, type Verdict, verdict } from './eligible.ts';
import type { Job, Statuses } from './scheduling.ts';

/** What is remembered of a job that was sent, or that could not be. */
export interface JobRecord {
  readonly requestId: string | null;
  /** Why it failed, as a sentence; null: it did not. */
  readonly problem: string | null;
  /** What the registry did with it, as far as is known; a write that was accepted can still fail later. */
  readonly answer: 'none' | StepResult['outcome'];
  /** True: something is not as the plan saw it, so that a fresh plan tells what is left to do. */
  readonly conflict: boolean;
}

export interface Ended {
  readonly plan: Plan;
  readonly jobs: readonly Job[];
  readonly statuses: Statuses;
  readonly records: ReadonlyMap<string, JobRecord>;
  readonly stopped: ApplyReport['stopped'];
}

/** Verdict on every change that had jobs, by change id. */
export function judge(ended: Ended): ReadonlyMap<string, Verdict> {
  const jobs = new Map(ended.jobs.map((job) => [job.id, job]));
  const verdicts = new Map<string, Verdict>();
  for (const job of ended.jobs) {
    // A second half is sent only after its first, so it has the last word where there is one.
    const hasBegun = job.half !== 'on' || verdicts.get(job.change.id)?.list === 'done';
    if (!hasBegun) continue;
    const of = job.half === 'on' ? judgeSecondHalf : judgeJob;
    verdicts.set(job.change.id, of(job, jobs, ended));
  }
  return verdicts;
}

function judgeJob(job: Job, jobs: ReadonlyMap<string, Job>, ended: Ended): Verdict {
  const { change } = job;
  const { requestId, problem, answer } = recordOf(job, ended);
  if (wasAccepted(job, ended)) return verdict('done', change, doneText(job, ended), requestId);
  if (ended.statuses.get(job.id) === 'failed') {
    return verdict('failed', change, problem ?? 'It failed.', requestId, answer === 'unknown');
  }
  const obstacle = obstacleOf(job, jobs, ended);
  if (obstacle === null || (ended.stopped !== null && !obstacle.isLost)) {
    return verdict('notAttempted', change, stoppedText(ended.stopped));
  }
  return obstacle.isLost
    ? verdict('notAttempted', change, `It follows ${obstacle.name}, which did not succeed.`)
    : verdict(
        'waiting',
        change,
        `It follows ${obstacle.name}, ${obstacle.text}. The next apply carries on.`,
      );
}

/** The number is off, or on its way there. */
function judgeSecondHalf(on: Job, jobs: ReadonlyMap<string, Job>, ended: Ended): Verdict {
  const { change } = on;
  const { requestId, problem, answer } = recordOf(on, ended);
  const target = change.to?.campaign ?? 'its campaign';
  if (wasAccepted(on, ended)) return verdict('done', change, doneText(on, ended), requestId);
  if (ended.statuses.get(on.id) === 'failed') {
    const text =
      `SMS was turned off, but turning it on in ${target} failed. ${problem ?? ''}`.trimEnd();
    return verdict('failed', change, text, requestId, answer === 'unknown');
  }
  const obstacle = obstacleOf(on, jobs, ended);
  const isOff = ended.statuses.get(`${change.id}#off`) === 'effective';
  const half = isOff ? 'SMS is off' : 'SMS is being turned off';
  const text =
    obstacle !== null && obstacle.job.change !== change
      ? `${half}; a later apply turns it on in ${target}, after ${obstacle.name}.`
      : `${half}; the next apply turns it on in ${target}.`;
  return verdict('waiting', change, text, recordOf({ id: `${change.id}#off` }, ended).requestId);
}

interface Obstacle {
  readonly job: Job;
  readonly name: string;
  /** A clause about what is not there yet. */
  readonly text: string;
  readonly isLost: boolean;
}

/** The first thing that stands in the way of a job that was never sent; null: nothing but the end of the run. */
function obstacleOf(
  job: Job,
  jobs: ReadonlyMap<string, Job>,
  { statuses }: Ended,
): Obstacle | null {
  const open = job.needs.filter((need) => statuses.get(need) !== 'effective');
  const isLost = (id: string) => statuses.get(id) === 'failed' || statuses.get(id) === 'dropped';
  const first = jobs.get(open.find(isLost) ?? open[0] ?? '');
  if (first === undefined) return null;
  return {
    job: first,
    name: describe(first.change),
    text: statuses.get(first.id) === 'accepted' ? pendingText(first) : 'which waits',
    isLost: isLost(first.id),
  };
}

function pendingText({ change: { address, action } }: Job): string {
  if (action !== 'register') return 'which is not off yet';
  return address.startsWith('brand/') ? 'which is being verified' : 'which carriers look at';
}

function stoppedText(stopped: ApplyReport['stopped']): string {
  switch (stopped) {
    case 'access':
      return 'The run was stopped before it: access was refused.';
    case 'lease':
      return 'The run was stopped before it: somebody else writes for this account now.';
    case 'log':
      return 'The run was stopped before it: the log could not be written.';
    case 'interrupt':
    case null:
      return 'The run was interrupted before it.';
  }
}

function doneText({ id, change }: Job, { plan: { times }, statuses }: Ended): string {
  const { address, action, to, from, fee } = change;
  const target = to?.campaign ?? '';
  const isThere = statuses.get(id) === 'effective';
  switch (action) {
    case 'register':
      return address.startsWith('brand/')
        ? registeredText(isThere, 'verified', `Verification takes ${times.brand}.`)
        : registeredText(
            isThere,
            'approved',
            `Approval takes ${times.campaign}; the first apply after it turns the numbers on.`,
          );
    case 'resubmit':
      return fee !== null && !fee.confirmed
        ? `Submitted again; it may be charged. Approval takes ${times.campaign}.`
        : `Submitted again. Approval takes ${times.campaign}.`;
    case 'update':
      return 'Changed.';
    case 'deactivate':
      return 'Deactivated for ever.';
    case 'bind':
      return 'Renamed in the registry.';
    case 'assign':
      return `Being turned on in ${target}; this takes ${times.numberOn}.`;
    case 'move':
      return `Turned off in ${from?.campaign ?? ''}, being turned on in ${target}; SMS is down for ${times.move}.`;
    case 'switch':
      return `Turned off on ${shownName(`number/${from?.number ?? ''}`)}, being turned on here; SMS is down for ${times.move}.`;
    case 'turn-off':
      return isThere ? 'SMS is off.' : 'SMS is being turned off.';
  }
}

function registeredText(isThere: boolean, state: string, takes: string): string {
  return isThere ? `Registered and ${state}.` : `Submitted. ${takes}`;
}

/** Why a result is no success, as a sentence; null: it is one. */
export function problemOf(result: StepResult, label: string): string | null {
  switch (result.outcome) {
    case 'accepted':
      return null;
    case 'rejected':
      return `${label} refused it: ${withoutStop(result.message)} (${result.code}).`;
    case 'unknown':
      return (
        `No certain answer: ${withoutStop(result.message)}. It may have taken effect, ` +
        'so it is not sent again on a guess; the next plan shows what the registry has.'
      );
  }
}

/** What was paid, and what may have been. Only changes of one job have a fee. */
export function moneyOf({
  jobs,
  records,
}: Pick<Ended, 'jobs' | 'records'>): Pick<
  ApplyReport,
  'spentUsd' | 'unconfirmedUsd' | 'mayHaveSpentUsd' | 'unknownFees'
> {
  const answered = (answer: JobRecord['answer']): readonly ChangeFee[] =>
    jobs.flatMap(({ id, change: { fee } }) =>
      fee !== null && records.get(id)?.answer === answer ? [fee] : [],
    );
  const accepted = answered('accepted');
  const uncertain = answered('unknown');
  return {
    spentUsd: sumUsd(accepted.filter(({ confirmed }) => confirmed)),
    unconfirmedUsd: sumUsd(accepted.filter(({ confirmed }) => !confirmed)),
    mayHaveSpentUsd: sumUsd(uncertain),
    unknownFees: [...accepted, ...uncertain].filter(({ usd }) => usd === null).length,
  };
}

function sumUsd(fees: readonly ChangeFee[]): number {
  return fees.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
}

function wasAccepted({ id }: Job, { statuses }: Ended): boolean {
  const status = statuses.get(id);
  return status === 'accepted' || status === 'effective';
}

function recordOf({ id }: Pick<Job, 'id'>, { records }: Ended): JobRecord {
  return records.get(id) ?? { requestId: null, problem: null, answer: 'none', conflict: false };
}

function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/u, '');
}
