/**
 * Drift: where the live registry is not what the files say, and nobody has approved to change that. Pure.
 * Law: what somebody approved and what is under way is not drift; what could not be read is not called clean.
 */
import type { Attention, Change, Held, Plan, Unlisted } from './plan.ts';

export interface Drift {
  readonly changes: readonly Change[];
  /** Numbers whose line a live fact contradicts. */
  readonly held: readonly Held[];
  /** Live, but in no file. */
  readonly unlisted: readonly Unlisted[];
  readonly attention: readonly Attention[];
}

/** `approved`: address → whether somebody approved a change to it that is not done yet; by change id for changes. */
export function driftOf(
  plan: Plan,
  approved: { change(change: Change): boolean; address(address: string): boolean },
): Drift {
  return {
    changes: plan.changes.filter((change) => !approved.change(change)),
    held: plan.held,
    unlisted: plan.unlisted,
    attention: plan.attention.filter(({ address }) => !approved.address(address)),
  };
}

export function sizeOf({ changes, held, unlisted, attention }: Drift): number {
  return changes.length + held.length + unlisted.length + attention.length;
}
