/**
 * Approvals: which changes somebody has approved and nobody has carried out yet. A view of the log. Pure.
 * Law: an approval is used up by the change it is for, or ends where there is nothing to do; the same plan approves
 * nothing twice.
 */
import type { ApprovedChange, EntryOf, LogEntry } from '../../model/log.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { parted } from '../../model/plan-parts.ts';
import { effectOfWrite, type Write, writesOf } from './writes.ts';

export interface Approval {
  readonly change: ApprovedChange;
  readonly given: EntryOf<'approved'>;
  /** True: one of its writes was sent. A move whose number is off must be brought to its end. */
  readonly begun: boolean;
}

export interface Approvals {
  /** By change id, in the order in which they were given. */
  readonly open: ReadonlyMap<string, Approval>;
  /** Change id → when the plan was made that approved what has been done (ISO 8601). */
  readonly used: ReadonlyMap<string, string>;
  /** The same of what has ended undone, as the plan had no use for it any more. */
  readonly dropped: ReadonlyMap<string, string>;
  /** Address of a number → id of the last move or switch that was approved for it. */
  readonly moves: ReadonlyMap<string, string>;
}

export function approvalsOf(entries: readonly LogEntry[]): Approvals {
  const open = new Map<string, Approval>();
  const used = new Map<string, string>();
  const dropped = new Map<string, string>();
  const moves = new Map<string, string>();
  const writes = new Map(writesOf(entries).map((write) => [write.id, write]));
  for (const entry of entries) {
    switch (entry.kind) {
      case 'approved':
        for (const change of entry.changes) {
          const spent = [used, dropped].map((ended) => ended.get(change.id) ?? '');
          if (spent.some((plannedAt) => plannedAt >= entry.plannedAt)) continue;
          const before = open.get(change.id);
          // Of two plans, the newer one: both end with it.
          const isNewer = before === undefined || before.given.plannedAt <= entry.plannedAt;
          const given = isNewer ? entry : before.given;
          open.set(change.id, { change, given, begun: before?.begun ?? false });
          if (isTwofold(change)) moves.set(change.address, change.id);
        }
        break;
      case 'dropped':
        for (const id of entry.changes) {
          const approval = open.get(id);
          if (approval !== undefined) dropped.set(id, approval.given.plannedAt);
          open.delete(id);
        }
        break;
      case 'intent': {
        const approval = open.get(entry.change.id);
        if (approval !== undefined) open.set(entry.change.id, { ...approval, begun: true });
        break;
      }
      case 'result':
      case 'settled': {
        const write = writes.get(entry.write);
        if (write === undefined || effectOfWrite(write) !== 'there') break;
        for (const id of completedBy(write, moves)) {
          const approval = open.get(id);
          if (approval === undefined) continue;
          const { change, given } = approval;
          // The first half of a move is not the end of it.
          if (isTwofold(change) && write.intent.step.kind !== 'assign') continue;
          open.delete(id);
          used.set(id, given.plannedAt);
        }
        break;
      }
    }
  }
  return { open, used, dropped, moves };
}

/** Ids of the changes of which nothing is left after a write: its own, and a move that another run began. */
function completedBy({ intent }: Write, moves: ReadonlyMap<string, string>): readonly string[] {
  const { change, step } = intent;
  const move = step.kind === 'assign' ? moves.get(`number/${step.number}`) : undefined;
  return move === undefined || move === change.id ? [change.id] : [change.id, move];
}

/** Addresses of what is approved and not done yet. */
export function openAddresses({ open }: Approvals): ReadonlySet<string> {
  return new Set([...open.values()].map(({ change }) => change.address));
}

/** The open approval that allows this change; null: nobody has approved it. */
export function approvalFor(change: Change, { open, moves }: Approvals): Approval | null {
  const own = open.get(change.id);
  if (own !== undefined) return own;
  if (change.action !== 'assign') return null;
  // The second half of a move that was approved and begun: the number is off, and must not stay so.
  const move = open.get(moves.get(change.address) ?? '');
  const isRest = move?.begun === true && move.change.campaign === (change.to?.campaign ?? null);
  return isRest ? move : null;
}

/**
 * Changes of a plan that somebody approves, as the log remembers them: all but those that the guard refuses, and those
 * that a pull request did not cause, which its reviewers saw folded away.
 */
export function approvedIn(plan: Plan): readonly ApprovedChange[] {
  return parted(plan, 'changes')
    .own.filter(({ refused }) => !refused)
    .map(approvedChange);
}

function approvedChange(change: Change): ApprovedChange {
  const { id, address, action, risk, fee, to, when } = change;
  const campaign = address.startsWith('number/') ? (to?.campaign ?? null) : null;
  return { id, address, action, risk, usd: fee?.usd ?? null, campaign, when: when.kind };
}

/** Ids of open approvals that a complete plan has no use for any more. A number that is held keeps its own. */
export function idleApprovals(plan: Plan, approvals: Approvals): readonly string[] {
  if (plan.gaps.length > 0) return [];
  const needed = new Set(
    plan.changes.flatMap((change) => approvalFor(change, approvals)?.change.id ?? []),
  );
  const held = new Set(plan.held.map(({ number }) => `number/${number}`));
  return [...approvals.open.values()]
    .filter(({ change: { id, address } }) => !needed.has(id) && !held.has(address))
    .map(({ change }) => change.id);
}

function isTwofold({ action }: Pick<ApprovedChange, 'action'>): boolean {
  return action === 'move' || action === 'switch';
}
