/**
 * The state of a run: what it was asked for, where each job stands, why it stops.
 */
import type { Desired } from '../model/desired.ts';
import type { LoggedStep } from '../model/log.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type Provider, ProviderError, type StepResult } from '../model/port.ts';
import type { ApplyReport } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { StoreError } from '../model/store.ts';
import type { Clearance } from './clearance.ts';
import { LeaseLost } from './log/journal.ts';
import type { JobRecord } from './outcomes.ts';
import type { Job, JobStatus } from './scheduling.ts';
import type { StepContext } from './steps.ts';

export interface Timing {
  /** ms since 1970. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Told before a request leaves (or before a person who claims it carries it out) and after its answer: the place of the durable log. */
export interface ApplyLog {
  /** Resolves once the batch is durable, with the id of each write. Throws where nothing may be sent: LeaseLost, StoreError. */
  intent(batch: readonly Intended[], claimedBy?: string): Promise<readonly string[]>;
  /** One result per write, in order. */
  result(writes: readonly string[], results: readonly StepResult[]): Promise<void>;
}

/** Codes by which a registry says that something is not as the writer believes. */
const CONFLICTS: readonly string[] = ['CONFLICT', 'BUSY'];

export function isConflict(result: StepResult): boolean {
  return result.outcome === 'rejected' && CONFLICTS.includes(result.code);
}

export interface Intended {
  readonly change: Change;
  readonly step: LoggedStep;
}

export type ApplyEvent =
  /** One request and its answer, one result per job. */
  | {
      readonly kind: 'answered';
      readonly jobs: readonly Job[];
      readonly results: readonly StepResult[];
    }
  /** What others in this plan need is not there yet; looked at every few seconds. */
  | { readonly kind: 'waiting'; readonly jobs: readonly Job[] }
  /** The log cannot be written any more, for the reason given. */
  | { readonly kind: 'stopped'; readonly message: string };

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
  /** Left out: everything may run. */
  readonly clearance?: Clearance;
  readonly log?: ApplyLog;
}

export interface Run extends RunOptions {
  readonly jobs: readonly Job[];
  readonly statuses: Map<string, JobStatus>;
  readonly records: Map<string, JobRecord>;
  readonly context: StepContext;
  stopped: ApplyReport['stopped'];
  /** ms since 1970 when the waiting ends; null: it has not begun. */
  deadline: number | null;
}

const NOT_SENT = { requestId: null, answer: 'none', conflict: false } as const;

/** Nothing may be sent without the log, nor beside another run. Anything else is a bug. */
export function logFault(error: unknown, run: Run): void {
  if (error instanceof LeaseLost) run.stopped ??= 'lease';
  else if (error instanceof StoreError) run.stopped ??= 'log';
  else throw error;
  run.onEvent({ kind: 'stopped', message: error.message });
}

/** False: nothing new is sent any more. */
export function mayGoOn(run: Run): boolean {
  if (run.signal.aborted) run.stopped ??= 'interrupt';
  return run.stopped === null;
}

/** Notes that access was refused; what is no fault of the transport or the registry is a bug. */
export function providerFault(error: unknown, run: Run): ProviderError {
  if (!(error instanceof ProviderError)) throw error;
  if (error.kind === 'access') run.stopped = 'access';
  return error;
}

/** Keeps what is known of its request, where one was sent. */
export function fail(job: Job, problem: string, run: Run, conflict = false): void {
  const sent = run.records.get(job.id) ?? NOT_SENT;
  run.records.set(job.id, { ...sent, problem, conflict: conflict || sent.conflict });
  run.statuses.set(job.id, 'failed');
}
