/**
 * What people carry out, in the log: the claim of a paid change is its intent, what is told of it later its result. Pure.
 * Law: the views of the log (fees, approvals, audit) see a change that a person makes as they see a request.
 */
import type { LogEntry, LoggedStep } from '../model/log.ts';
import type { Change } from '../model/plan.ts';
import type { Claim, ToldDone } from '../model/runbook.ts';
import { approvalsOf } from './log/approvals.ts';
import { effectOfWrite, isClaim, openWrites, writesOf } from './log/writes.ts';
import { withoutSecret } from './send.ts';
import { buildStep, type StepContext } from './steps.ts';

/** Open claims, by change id. */
export function claimsOf(entries: readonly LogEntry[]): ReadonlyMap<string, Claim> {
  return new Map(
    openWrites(entries)
      .filter(isClaim)
      .map(({ id, intent }) => [
        intent.change.id,
        { who: intent.claimedBy ?? '', at: intent.at, write: id },
      ]),
  );
}

/** What people have told as carried out, the newest first, each with when it was told. */
export function toldDone(entries: readonly LogEntry[]): readonly ToldDone[] {
  const told = new Map(
    entries.flatMap((entry) =>
      entry.kind === 'result' || entry.kind === 'settled' ? [[entry.write, entry.at]] : [],
    ),
  );
  return writesOf(entries)
    .filter((write) => isClaim(write) && effectOfWrite(write) === 'there')
    .map(({ id, intent: { change, claimedBy = '', at } }) => {
      const { address, action, campaign, person } = change;
      return { address, action, campaign, person, by: claimedBy, at: told.get(id) ?? at };
    })
    .reverse();
}

/** Ids of changes that are done as far as the log knows, and that nobody has approved again since. */
export function doneIn(entries: readonly LogEntry[]): ReadonlySet<string> {
  const { open } = approvalsOf(entries);
  return new Set(
    writesOf(entries)
      .filter((write) => effectOfWrite(write) === 'there' && !open.has(write.intent.change.id))
      .map(({ intent }) => intent.change.id),
  );
}

/** What the log says of a change that a person makes; or why it cannot be made yet, as a sentence. */
export function handStep(
  change: Change,
  context: Omit<StepContext, 'secrets'>,
): { readonly step: LoggedStep } | { readonly reason: string } {
  const half = change.action === 'move' || change.action === 'switch' ? 'on' : 'only';
  const job = { id: change.id, change, half, needs: [] } as const;
  // The person has the tax id; it is not in what is logged.
  const step = buildStep(job, { ...context, secrets: () => 'not logged' });
  return step.kind === 'none' ? { reason: step.reason } : { step: withoutSecret(step) };
}
