/**
 * What stands between a planned change and its request besides the plan: who approved it, and what may still arrive. Pure.
 * Law: approved changes run; everything else is held and listed with the reason, and stops nobody.
 */
import type { ApprovedChange } from '../model/log.ts';
import type { Change, Plan } from '../model/plan.ts';
import { parted } from '../model/plan-parts.ts';
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
  /** Ids of the changes that were picked from it; null: all of them. */
  readonly only: ReadonlySet<string> | null;
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
  let objectionTo: ((change: Change) => string) | null = null;
  for (const change of plan.changes) {
    const approval = approvalFor(change, approvals);
    if (approval === null) {
      objectionTo ??= objector(input);
      objections.set(change.id, objectionTo(change));
    } else if (hasLessRoom(change, approval.change)) remarks.set(change.id, LESS_ROOM);
    if (unsettled.has(change.address)) delays.set(change.id, MAY_ARRIVE);
  }
  return { objections, delays, remarks };
}

/** What may run of what was approved before, where nothing new is approved. */
export function clearedBefore(plan: Plan, snapshot: Snapshot, approvals: Approvals): Clearance {
  const review = { kind: 'continue' } as const;
  return clearanceOf({ plan, snapshot, approvals, review, unsettled: [] });
}

const LESS_ROOM = 'When this was reviewed there was room for it; there is none now.';
const MAY_ARRIVE =
  'An earlier request for it had no answer and may still take effect. The next apply looks again.';

function hasLessRoom({ when }: Change, approved: ApprovedChange): boolean {
  const isShort = when.kind === 'waiting' && (when.for === 'place' || when.for === 'limit-raise');
  return isShort && (approved.when === 'now' || approved.when === 'after');
}

/** Why a change that nobody approved is held. Looks everything up in what it has laid out once: there may be thousands. */
function objector({ review, snapshot, approvals }: ClearanceInput): (change: Change) => string {
  const sinceOf = new Map([
    ...snapshot.brands.map(({ id, since }) => [id, since] as const),
    ...snapshot.campaigns.map(({ id, since }) => [id, since] as const),
    ...snapshot.numbers.map(({ number, sms }) => [number as string, sms.since] as const),
  ]);
  const plans = review.kind === 'files' ? review.plans : [];
  const reviewed = new Set(
    plans.flatMap(({ plan }) => parted(plan, 'changes').own.map(({ address }) => address)),
  );
  const folded = new Set(
    plans.flatMap(({ plan }) => parted(plan, 'changes').before.map(({ id }) => id)),
  );
  const left = new Set(
    plans.flatMap(({ plan, only }) =>
      only === null ? [] : plan.changes.flatMap(({ id }) => (only.has(id) ? [] : id)),
    ),
  );
  const expired = new Set(
    plans.flatMap(({ plan, expired }) => (expired ? plan.changes.map(({ id }) => id) : [])),
  );
  const lastReview =
    plans
      .map(({ plan }) => plan.readAt)
      .sort()
      .at(-1) ?? null;
  /** `: drift since Saturday, 2026-07-25`, where the live state is younger than the review. */
  const drift = ({ address, from }: Change): string => {
    const time = sinceOf.get(from?.id ?? address.slice(address.indexOf('/') + 1)) ?? null;
    if (time === null || (lastReview !== null && time <= lastReview)) return '';
    return `: drift since ${DAYS[new Date(time).getUTCDay()] ?? ''}, ${time.slice(0, 10)}`;
  };
  return (change) => {
    const isUsed = approvals.used.has(change.id);
    const hasEnded = approvals.dropped.has(change.id);
    switch (review.kind) {
      case 'shown':
        return 'It came about while this run was under way, and nobody has seen it. Apply again to see a fresh plan.';
      case 'continue':
        if (isUsed) {
          return 'It was approved and done once, and has come undone. --continue does nothing twice.';
        }
        return hasEnded
          ? `${ENDED} --continue goes on with what is approved, and with nothing else.`
          : `Nobody has approved it${drift(change)}. --continue goes on with what was approved, and with nothing else.`;
      case 'files':
        if (isUsed) {
          return 'It was approved and done once, and has come undone since. The same plan does nothing twice; a fresh one has to be reviewed.';
        }
        if (expired.has(change.id)) {
          return `Its review is older than ${REVIEW_DAYS} days, and nothing has come of it so far. A fresh plan has to be reviewed.`;
        }
        if (folded.has(change.id)) {
          return `The pull request did not cause it, so nobody reviewed it${drift(change)}.`;
        }
        if (left.has(change.id)) {
          return 'It is in a reviewed plan, and not among the changes that were picked from it.';
        }
        if (hasEnded) {
          return `${ENDED} The same plan approves nothing twice; a fresh one has to be reviewed.`;
        }
        return reviewed.has(change.address)
          ? 'What was reviewed for it is something else: the registry or the files have changed since. A fresh plan has to be reviewed.'
          : `Nobody reviewed this${drift(change)}.`;
    }
  };
}

const ENDED = 'It was approved, and its approval ended when there was nothing to do for it.';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
