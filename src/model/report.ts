/**
 * ApplyReport: what an apply did, as plain JSON.
 * Law: every change of the plan is in exactly one list.
 */
import type { Change, Plan } from './plan.ts';

export const REPORT_FORMAT = 'campaignctl/apply-report@1';

export interface Outcome {
  readonly change: Change;
  /** One sentence: what happened, or what it waits for, or why it was not tried. */
  readonly text: string;
  readonly requestId: string | null;
  /** True: the registry gave no certain answer, so it may have taken effect. Only among `failed`. */
  readonly uncertain: boolean;
}

/** access: the registry refused the key · interrupt: a signal · lease: somebody else writes now · log: it could not be written. */
export type Stopped = 'access' | 'interrupt' | 'lease' | 'log';

export interface ApplyReport {
  readonly format: typeof REPORT_FORMAT;
  readonly account: string;
  readonly sandbox: boolean;
  readonly label: string;
  /** The plan that was executed, made fresh for this run. */
  readonly plan: Plan;
  /** Accepted by the registry. */
  readonly done: readonly Outcome[];
  /** Waits for carriers, a place or a person; the next apply carries on. Includes moves whose first half is done. */
  readonly waiting: readonly Outcome[];
  /** Refused by the guard, or not approved. */
  readonly held: readonly Outcome[];
  readonly failed: readonly Outcome[];
  /** Follows a failure, or the run was stopped before it. */
  readonly notAttempted: readonly Outcome[];
  /** Numbers held because a live fact contradicts their line are in `plan.held`. */
  /** USD of confirmed fees among what the registry accepted, also where carriers refused it later. */
  readonly spentUsd: number;
  /** USD of accepted changes whose fee nobody has confirmed: at most this much was spent besides. */
  readonly unconfirmedUsd: number;
  /** USD of paid changes without a certain answer: at most this much was spent besides. */
  readonly mayHaveSpentUsd: number;
  /** Changes, accepted or without a certain answer, for whose fee no figure is known. */
  readonly unknownFees: number;
  readonly requests: number;
  /** `null`: ran to its end. */
  readonly stopped: Stopped | null;
}
