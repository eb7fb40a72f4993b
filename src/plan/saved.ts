/**
 * A plan that was written to a file, read back. Pure.
 * Law: a plan file has no authority of its own, and one that is not exactly what `plan --out` wrote is refused: each
 * change is named by a hash of what a reviewer saw, and the hash must fit.
 */
import { type Change, PLAN_FORMAT, type Plan } from '../model/plan.ts';
import { changeId } from './change.ts';

export type SavedPlan =
  | { readonly ok: true; readonly plan: Plan }
  /** `problem`: a clause to go behind the name of the file. */
  | { readonly ok: false; readonly problem: string };

export function readSavedPlan(
  text: string,
  { account, provider }: { readonly account: string; readonly provider: string },
): SavedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(
      'is not whole: it is no JSON. Was it cut off on its way? Make it again with `campaignctl plan --out`',
    );
  }
  const said = isRecord(value) ? value['format'] : undefined;
  if (!isRecord(value) || typeof said !== 'string') {
    return refuse('is no plan: `campaignctl plan --out FILE` writes one');
  }
  if (said !== PLAN_FORMAT) {
    return refuse(
      said.startsWith('campaignctl/plan@')
        ? `was written by another version of campaignctl (${said}; this one reads ${PLAN_FORMAT}). Make it again with this version, and have it reviewed`
        : `is no plan but ${said}: \`campaignctl plan --out FILE\` writes one`,
    );
  }
  const { changes, readAt } = value;
  const isWhole =
    typeof value['account'] === 'string' &&
    typeof value['provider'] === 'string' &&
    typeof readAt === 'string' &&
    !Number.isNaN(Date.parse(readAt)) &&
    Array.isArray(changes) &&
    changes.every(isChange) &&
    isBase(value['base'] ?? null);
  if (!isWhole)
    return refuse(
      'is damaged: parts of the plan are missing. Make it again with `campaignctl plan --out`',
    );
  // The members that are used have been looked at; the others are shown by nobody.
  const plan = value as unknown as Plan;
  if (plan.account !== account) {
    return refuse(`is a plan for the account ${plan.account}, not for ${account}`);
  }
  if (plan.provider !== provider) {
    return refuse(`is a plan for the provider ${plan.provider}, not for ${provider}`);
  }
  const changed = plan.changes.find((change) => changeId(change) !== change.id);
  if (changed !== undefined) {
    return refuse(
      `was changed after it was made: the change of ${changed.address} does not fit its id ${changed.id}. Make it again with \`campaignctl plan --out\``,
    );
  }
  return { ok: true, plan };
}

function refuse(problem: string): SavedPlan {
  return { ok: false, problem };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isChange(value: unknown): value is Change {
  if (!isRecord(value)) return false;
  const { id, address, action, risk, when, refused } = value;
  return (
    [id, address, action, risk].every((member) => typeof member === 'string') &&
    isRecord(when) &&
    typeof when['kind'] === 'string' &&
    typeof refused === 'boolean' &&
    [value['from'], value['to'], value['fee']].every((side) => side === null || isRecord(side))
  );
}

/** Nothing was compared, or it tells which changes a pull request did not cause, and which it takes away. */
function isBase(base: unknown): boolean {
  if (base === null) return true;
  const { same = null, gone = null } = isRecord(base) ? base : {};
  return (
    isRecord(same) &&
    Array.isArray(same['changes']) &&
    same['changes'].every(Number.isInteger) &&
    Array.isArray(gone) &&
    gone.every(isChange)
  );
}
