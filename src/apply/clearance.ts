/**
 * What stands between a planned change and its request besides the plan: who approved it, and what may still arrive. Pure.
 * Law: approved changes run; everything else is held and listed with the reason, and stops nobody.
 */
import type { ApprovedChange } from '../model/log.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Approvals, approvalFor } from './log/approvals.ts';
import type { Write } from './log/writes.ts';

export interface Clearance {
  /** Change id → why it is held. */
  readonly objections: ReadonlyMap<string, string>;
  /** Change id → why it waits although it could run. */
  readonly delays: ReadonlyMap<string, string>;
  /** Change id → a sentence that goes before the one about what it waits for. */
  readonly remarks: ReadonlyMap<string, string>;
}

/** Everything may run. */
export const CLEAR: Clearance = { objections: new Map(), delays: new Map(), remarks: new Map() };

/** A plan that somebody reviewed. */
export interface ReviewedPlan {
  /** Name of the file. */
  readonly file: string;
  readonly plan: Plan;
  /** True: the review is too old to begin anything with. */
  readonly expired: boolean;
}

/** How long a review is good for, in days, until the change is first taken up. Carriers may then take their weeks. */
export const REVIEW_DAYS = 30;

/** How the changes of this run were approved. */
export type Review =
  /** The whole plan, as it was shown: on a terminal, or by `--yes`. */
  | { readonly kind: 'shown' }
  | { readonly kind: 'files'; readonly plans: readonly ReviewedPlan[] }
  /** Nothing new: only what was approved before goes on. */
  | { readonly kind: 'continue' };

export interface ClearanceInput {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly approvals: Approvals;
  readonly review: Review;
  /** Writes of earlier runs that may still take effect. */
  readonly unsettled: readonly Write[];
}

export function clearanceOf(input: ClearanceInput): Clearance {
  const { plan, approvals } = input;
  const objections = new Map<string, string>();
  const delays = new Map<string, string>();
  const remarks = new Map<string, string>();
  const unsettled = new Set(input.unsettled.map(({ intent }) => intent.change.address));
  for (const change of plan.changes) {
    const approval = approvalFor(change, approvals);
    if (approval === null) objections.set(change.id, objectionTo(change, input));
    else if (hasLessRoom(change, approval.change)) remarks.set(change.id, LESS_ROOM);
    if (unsettled.has(change.address)) delays.set(change.id, MAY_ARRIVE);
  }
  return { objections, delays, remarks };
}

const LESS_ROOM = 'When this was reviewed there was room for it; there is none now.';
const MAY_ARRIVE =
  'An earlier request for it had no answer and may still take effect. The next apply looks again.';

function hasLessRoom({ when }: Change, approved: ApprovedChange): boolean {
  const isShort = when.kind === 'waiting' && (when.for === 'place' || when.for === 'limit-raise');
  return isShort && (approved.when === 'now' || approved.when === 'after');
}

function objectionTo(change: Change, { review, snapshot, approvals }: ClearanceInput): string {
  const usedBy = approvals.used.get(change.id);
  switch (review.kind) {
    case 'shown':
      return 'It came about while this run was under way, and nobody has seen it. Apply again to see a fresh plan.';
    case 'continue':
      return usedBy === undefined
        ? `Nobody has approved it${since(change, snapshot, null)}. --continue goes on with what was approved, and with nothing else.`
        : 'It was approved and done once, and has come undone. --continue does nothing twice.';
    case 'files': {
      if (usedBy !== undefined) {
        return 'It was approved and done once, and has come undone since. The same plan does nothing twice; a fresh one has to be reviewed.';
      }
      if (review.plans.some(({ plan, expired }) => expired && has(plan, change))) {
        return `Its review is older than ${REVIEW_DAYS} days, and nothing has come of it so far. A fresh plan has to be reviewed.`;
      }
      const reviewed = review.plans.flatMap(({ plan }) =>
        plan.changes.filter(({ address }) => address === change.address),
      );
      const plans = review.plans.map(({ plan }) => plan.readAt).sort();
      return reviewed.length > 0
        ? 'What was reviewed for it is something else: the registry or the files have changed since. A fresh plan has to be reviewed.'
        : `Nobody reviewed this${since(change, snapshot, plans.at(-1) ?? null)}.`;
    }
  }
}

function has({ changes }: Plan, { id }: Change): boolean {
  return changes.some((change) => change.id === id);
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `: drift since Saturday, 2026-07-25`, where the live state is younger than the review. */
function since({ address, from }: Change, snapshot: Snapshot, reviewedAt: string | null): string {
  const time = liveSince(from?.id ?? address.slice(address.indexOf('/') + 1), snapshot);
  if (time === null || (reviewedAt !== null && time <= reviewedAt)) return '';
  const day = DAYS[new Date(time).getUTCDay()] ?? '';
  return `: drift since ${day}, ${time.slice(0, 10)}`;
}

function liveSince(id: string, { numbers, campaigns, brands }: Snapshot): string | null {
  const number = numbers.find((live) => live.number === id);
  if (number !== undefined) return number.sms.since;
  return [...campaigns, ...brands].find((live) => live.id === id)?.since ?? null;
}
