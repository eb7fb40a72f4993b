/**
 * How the changes of a run were approved: `--approved FILE…`, `--continue`, `--yes`, or on a terminal.
 * Law: a file that cannot be used is refused by name, all of them in one run, before anything is read or written.
 */
import { basename, resolve } from 'node:path';
import { REVIEW_DAYS, type Review, type ReviewedPlan } from '../apply/clearance.ts';
import { approvedIn } from '../apply/log/approvals.ts';
import type { Said } from '../apply/log/journal.ts';
import type { Desired } from '../model/desired.ts';
import type { Holder } from '../model/log.ts';
import type { Plan } from '../model/plan.ts';
import { readSavedPlan } from '../plan/saved.ts';
import { clean } from '../report/clean.ts';
import { textOf } from './file.ts';
import type { Io } from './io.ts';

/** A plan file, before anybody knows what time it is at the registry. */
export type ReviewedFile = Omit<ReviewedPlan, 'expired'>;

export type Reviewed =
  | { readonly ok: true; readonly plans: readonly ReviewedFile[] }
  | { readonly ok: false; readonly problems: readonly string[] };

export async function readReviewed(
  files: readonly string[],
  { account }: Desired,
  io: Io,
): Promise<Reviewed> {
  const plans: ReviewedFile[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const text = await textOf(resolve(io.cwd, file), 'plan');
    const read =
      typeof text === 'string'
        ? readSavedPlan(text, { account: account.name, provider: account.provider })
        : { ok: false as const, problem: text.problem };
    if (read.ok) plans.push({ file: basename(file), plan: read.plan });
    else problems.push(`${clean(file)} ${clean(read.problem)}.`);
  }
  return problems.length === 0 ? { ok: true, plans } : { ok: false, problems };
}

const DAY_MS = 86_400_000;

export function reviewOf(
  options: { readonly continue?: boolean; readonly approved?: readonly string[] },
  files: readonly ReviewedFile[],
  { readAt }: Plan,
): Review {
  if (options.continue === true) return { kind: 'continue' };
  if (options.approved === undefined) return { kind: 'shown' };
  const oldest = Date.parse(readAt) - REVIEW_DAYS * DAY_MS;
  const plans = files.map((one) => ({ ...one, expired: Date.parse(one.plan.readAt) < oldest }));
  return { kind: 'files', plans };
}

/** What the log is told of it. `yes`: nobody was asked. */
export function approvalsIn(
  review: Review,
  shown: Plan,
  yes: boolean,
  { who: by, commit }: Holder,
): readonly Said[] {
  const approval = (plan: Plan, how: 'terminal' | 'yes' | 'file', file: string | null): Said[] => {
    const changes = approvedIn(plan);
    const plannedAt = plan.readAt;
    return changes.length === 0
      ? []
      : [{ kind: 'approved', by, commit, how, file, plannedAt, changes }];
  };
  switch (review.kind) {
    case 'shown':
      return approval(shown, yes ? 'yes' : 'terminal', null);
    case 'files':
      return review.plans.flatMap(({ plan, file, expired }) =>
        expired ? [] : approval(plan, 'file', file),
      );
    case 'continue':
      return [];
  }
}
