/**
 * What people carry out, in the log: the claim of a paid change is its intent, what is told of it later its result. Pure.
 * Law: the views of the log (fees, approvals, audit) see a change that a person makes as they see a request.
 */
import type { Desired } from '../model/desired.ts';
import { referenceOf } from '../model/kinds.ts';
import type { LogEntry, LoggedStep } from '../model/log.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { OpenClaim, ToldDone } from '../model/runbook.ts';
import { calledInLog, type Snapshot } from '../model/snapshot.ts';
import { approvalsOf } from './log/approvals.ts';
import { effectOfWrite, isClaim, openWrites, type Write, writesOf } from './log/writes.ts';
import { withoutSecret } from './send.ts';
import { buildStep, type StepContext, splitAddress } from './steps.ts';

/**
 * Open claims, by id of the change that was claimed, and by that of the planned change that submits the same: what was
 * claimed stays claimed when its block is edited or renamed, or its id told, though it is another change then.
 */
export function claimsOf(
  entries: readonly LogEntry[],
  about: { readonly plan: Plan; readonly desired: Desired; readonly snapshot: Snapshot },
): ReadonlyMap<string, OpenClaim> {
  const open = openWrites(entries).filter(isClaim);
  const claims = new Map(open.map((write) => [write.intent.change.id, claimIn(write)]));
  if (open.length === 0) return claims;
  for (const change of about.plan.changes) {
    if (claims.has(change.id)) continue;
    const same = open.find((write) => submitsSame(write, change, about));
    if (same !== undefined) claims.set(change.id, claimIn(same));
  }
  return claims;
}

function claimIn({ id, intent }: Write): OpenClaim {
  const { change, claimedBy = '', at } = intent;
  const { id: changeId, address, action } = change;
  return { who: claimedBy, at, write: id, change: changeId, address, action };
}

function submitsSame(
  { intent }: Write,
  change: Change,
  { desired, snapshot }: { readonly desired: Desired; readonly snapshot: Snapshot },
): boolean {
  const { step } = intent;
  const isAgain =
    change.action === 'resubmit' || (change.action === 'update' && change.risk === 'paid');
  if (change.action !== 'register' && !isAgain) return false;
  const [kind, key] = splitAddress(change.address);
  if (kind === 'number') return false;
  const blocks = kind === 'brand' ? desired.brands : desired.campaigns;
  const keys = [key, ...(blocks.find((block) => block.key === key)?.formerly ?? [])];
  if (change.action === 'register') {
    const references = keys.map((each) => referenceOf(desired.account.name, kind, each));
    return (
      'reference' in step && step.kind === `register-${kind}` && references.includes(step.reference)
    );
  }
  const isOfBlock = keys.some((each) => intent.change.address === `${kind}/${each}`);
  return (
    step.kind === change.action &&
    (isOfBlock || calledInLog(change.from?.id, snapshot).includes(step.id))
  );
}

/** What people have told as carried out, the newest first, each with when it was told. */
export function toldDone(entries: readonly LogEntry[]): readonly ToldDone[] {
  const told = toldAt(entries);
  return writesOf(entries)
    .filter((write) => isClaim(write) && effectOfWrite(write) === 'there')
    .map(({ id, intent: { change, claimedBy = '', at } }) => {
      const { address, action, campaign, person } = change;
      return { address, action, campaign, person, by: claimedBy, at: told.get(id) ?? at };
    })
    .reverse();
}

/** Changes that are done as far as the log knows, and that nobody has approved again since: id → when that was told. */
export function doneIn(entries: readonly LogEntry[]): ReadonlyMap<string, string> {
  const { open } = approvalsOf(entries);
  const told = toldAt(entries);
  return new Map(
    writesOf(entries)
      .filter((write) => effectOfWrite(write) === 'there' && !open.has(write.intent.change.id))
      .map(({ id, intent }) => [intent.change.id, told.get(id) ?? intent.at]),
  );
}

/** Id of a write → when what came of it was told, ISO 8601. */
function toldAt(entries: readonly LogEntry[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap((entry) =>
      entry.kind === 'result' || entry.kind === 'settled' ? [[entry.write, entry.at]] : [],
    ),
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
