/**
 * The end of an apply: its last words in the log, and its exit code.
 */
import { approvalsOf, idleApprovals } from '../apply/log/approvals.ts';
import { countsOf } from '../apply/log/facts.ts';
import type { Journal, Said } from '../apply/log/journal.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { EntryOf } from '../model/log.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyReport } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { StoreError } from '../model/store.ts';
import { clean } from '../report/clean.ts';
import type { Io } from './io.ts';

/** Counts of a run's end, for the log. */
export type End = Omit<EntryOf<'ended'>, 'at' | 'run' | 'kind' | 'read'>;

export function endOf(report: ApplyReport): End {
  const { stopped, done, waiting, held, failed, notAttempted } = report;
  return {
    stopped,
    done: done.length,
    waiting: waiting.length,
    held: held.length,
    failed: failed.length,
    notAttempted: notAttempted.length,
  };
}

/**
 * How the run ended, and the approvals that the plan has no use for any more. What was done was done, and is reported,
 * also where the log cannot be told of the end.
 */
export async function endLog(
  end: End,
  { plan, snapshot }: { readonly plan: Plan; readonly snapshot: Snapshot },
  journal: Journal,
  io: Io,
): Promise<readonly ExitCode[]> {
  const idle = idleApprovals(plan, approvalsOf(journal.entries()));
  const dropped: Said[] =
    idle.length === 0
      ? []
      : [{ kind: 'dropped', changes: idle, reason: 'The plan has no such change any more.' }];
  try {
    await journal.release(...dropped, {
      kind: 'ended',
      ...end,
      read: countsOf(snapshot, plan.gaps),
    });
    return [];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    io.stderr(`${clean(error.message)}\n`);
    return [EXIT.bug];
  }
}

export function applyExitCode(
  report: ApplyReport,
  detailed: boolean,
  signal: AbortSignal,
): ExitCode {
  const { plan, stopped, held, failed, notAttempted, waiting } = report;
  const codes: ExitCode[] = [EXIT.ok];
  if (stopped === 'interrupt') codes.push(signal.reason as ExitCode);
  if (stopped === 'access') codes.push(EXIT.unread);
  if (stopped === 'lease') codes.push(EXIT.refused);
  if (stopped === 'log') codes.push(EXIT.bug);
  codes.push(...unread(plan));
  if (held.length + plan.held.length + plan.refusals.length > 0) codes.push(EXIT.refused);
  if (failed.length + notAttempted.length > 0) codes.push(EXIT.failed);
  if (detailed && waiting.length + plan.waiting.length > 0) codes.push(EXIT.waits);
  if (detailed && plan.attention.length > 0) codes.push(EXIT.changes);
  return strongest(codes);
}

export function unread({ gaps }: Plan): readonly ExitCode[] {
  return gaps.length > 0 ? [EXIT.unread] : [];
}
