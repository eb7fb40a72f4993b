/**
 * What became of a change that somebody reviewed in a plan.
 */
import type { ApprovedChange } from './log.ts';

export interface ReviewedChange {
  readonly change: ApprovedChange;
  /** open: approved and not done yet · dropped: it ended without having been done, as nothing is to be done any more. */
  readonly state: 'done' | 'open' | 'dropped';
}
