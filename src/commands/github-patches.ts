/**
 * For each difference, the patch that makes the files say what is live. One is offered only where a plan made with it,
 * on the same facts, does not have the difference any more.
 */
import type { Drift } from '../model/drift.ts';
import type { Plan } from '../model/plan.ts';
import type { Account } from './github-account.ts';
import type { Session } from './github-session.ts';

/** Change id → unified diff from the root of the repository. */
export async function patchesFor(
  _session: Session,
  _account: Account,
  _plan: Plan,
  _drift: Drift,
  _snapshot: string,
): Promise<ReadonlyMap<string, string>> {
  return new Map();
}
