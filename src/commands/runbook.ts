/**
 * The end of an apply where people carry out the changes: a runbook in place of requests.
 * Law: nothing is done and nothing is claimed by writing it; whoever carries out a paid step claims it first.
 */
import { resolve } from 'node:path';
import { CLEAR, type Clearance, clearedBefore } from '../apply/clearance.ts';
import { claimsOf } from '../apply/hand.ts';
import { approvalsOf } from '../apply/log/approvals.ts';
import type { Journal } from '../apply/log/journal.ts';
import type { Desired } from '../model/desired.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { Plan } from '../model/plan.ts';
import { isToRun } from '../model/plan-parts.ts';
import type { Runbook, RunbookStep } from '../model/runbook.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { toJson } from '../report/json.ts';
import { makeRunbook } from '../runbook/runbook.ts';
import { endLog, unread } from './apply-end.ts';
import type { Io } from './io.ts';
import { placedIn, writeWhole } from './output.ts';

export interface RunbookSession {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly clearance: Clearance;
  readonly journal: Journal;
  readonly root: string;
}

/** Every step that could be carried out: those of the runbook, then those that nobody has approved. */
export function everyStep(
  session: Omit<RunbookSession, 'clearance' | 'root'>,
): readonly RunbookStep[] {
  const { plan, snapshot, journal } = session;
  const approved = clearedBefore(plan, snapshot, approvalsOf(journal.entries()));
  return [approved, CLEAR].flatMap((clearance) =>
    runbookOf({ ...session, clearance }).parts.flatMap(({ steps }) => steps),
  );
}

export interface RunbookOptions {
  readonly format: 'text' | 'json' | 'markdown';
  /** Files to write it to; the ending says in which format. */
  readonly runbook?: readonly string[];
  readonly detailedExitcode?: boolean;
}

export function runbookOf(session: Omit<RunbookSession, 'root'>): Runbook {
  const { plan, desired, snapshot, clearance, journal } = session;
  const cleared = plan.changes.filter(
    (change) => isToRun(change) && !clearance.objections.has(change.id),
  );
  return makeRunbook({
    plan,
    desired,
    snapshot,
    cleared: new Set(cleared.map(({ id }) => id)),
    objections: clearance.objections,
    claims: claimsOf(journal.entries(), { plan, desired, snapshot }),
    commit: journal.holder.commit,
  });
}

/** Writes it, and how the run ended into the log. */
export async function giveRunbook(
  session: RunbookSession,
  options: RunbookOptions,
  io: Io,
): Promise<ExitCode> {
  const { plan, snapshot, journal } = session;
  const runbook = runbookOf(session);
  const steps = runbook.parts.flatMap((part) => part.steps);
  const codes: ExitCode[] = [EXIT.ok, ...unread(plan)];
  if (
    options.format !== 'text' ||
    steps.length + runbook.looks.length + runbook.claimed.length > 0
  ) {
    io.stdout(await runbookAs(options.format, runbook, session.root, io));
  }
  for (const file of options.runbook ?? []) {
    const text = await runbookAs(formatOf(file), runbook, session.root, io);
    const objection = await writeWhole(resolve(io.cwd, file), text);
    if (objection === null) continue;
    io.stderr(`${objection}\n`);
    codes.push(EXIT.bug);
  }
  const inSteps = steps.flatMap(({ changes }) => changes).length;
  const end = {
    stopped: null,
    done: 0,
    waiting: runbook.waiting.length + runbook.later.length + inSteps,
    held: runbook.held.length,
    failed: 0,
    notAttempted: 0,
  };
  codes.push(...(await endLog(end, { plan, snapshot }, journal, io)));
  if (runbook.held.length + plan.held.length + plan.refusals.length > 0) codes.push(EXIT.refused);
  if (options.detailedExitcode === true) {
    if (steps.length + runbook.waiting.length + runbook.later.length > 0) codes.push(EXIT.waits);
    if (plan.attention.length > 0) codes.push(EXIT.changes);
  }
  return strongest(codes);
}

type RunbookFormat = 'text' | 'json' | 'markdown' | 'html';

/** What draws it is loaded only then. */
export async function runbookAs(
  format: RunbookFormat,
  runbook: Runbook,
  root: string,
  io: Io,
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/runbook-text.ts')).renderRunbook(runbook, placedIn(root, io));
    case 'json':
      return toJson(runbook);
    case 'markdown':
      return (await import('../report/runbook-markdown.ts')).renderRunbookMarkdown(runbook);
    case 'html':
      return (await import('../report/runbook-html.ts')).renderRunbookHtml(runbook);
  }
}

function formatOf(file: string): RunbookFormat {
  if (/\.html?$/i.test(file)) return 'html';
  return /\.json$/i.test(file) ? 'json' : 'markdown';
}
