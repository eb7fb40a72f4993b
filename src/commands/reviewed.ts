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

export interface ReviewOptions {
  readonly continue?: boolean;
  readonly approved?: readonly string[];
  readonly only?: readonly string[];
}

export async function readReviewed(
  { approved = [], only }: ReviewOptions,
  { account }: Desired,
  io: Io,
): Promise<Reviewed> {
  const plans: ReviewedFile[] = [];
  const problems: string[] = [];
  for (const file of approved) {
    const text = await textOf(resolve(io.cwd, file), 'plan');
    const read =
      typeof text === 'string'
        ? readSavedPlan(text, { account: account.name, provider: account.provider })
        : { ok: false as const, problem: text.problem };
    if (read.ok) plans.push({ file: basename(file), plan: read.plan, only: null });
    else problems.push(`${clean(file)} ${clean(read.problem)}.`);
  }
  if (problems.length > 0) return { ok: false, problems };
  return only === undefined ? { ok: true, plans } : narrowed(plans, only);
}

/** Shorter than this, the beginning of an id is a guess. */
const SHORTEST_ID = 8;

/** The same plans, of which only these changes are approved. Each id has to name one of them. */
function narrowed(plans: readonly ReviewedFile[], ids: readonly string[]): Reviewed {
  const all = plans.flatMap(({ plan }) => plan.changes);
  const possible = new Set(plans.flatMap(({ plan }) => approvedIn(plan).map(({ id }) => id)));
  const only = new Set<string>();
  const problems: string[] = [];
  for (const id of ids) {
    const named = [...new Set(all.map((change) => change.id))].filter((one) => one.startsWith(id));
    const [first] = named;
    if (id.length < SHORTEST_ID || first === undefined) {
      problems.push(
        `No reviewed plan has a change \`${clean(id)}\`. It needs at least ${SHORTEST_ID} characters of an id as the plan shows it.`,
      );
    } else if (named.length > 1) {
      problems.push(`More than one change begins with \`${clean(id)}\`: write more of it.`);
    } else if (!possible.has(first)) {
      problems.push(
        `The change \`${clean(id)}\` is in a reviewed plan, but refused there, or not caused by it.`,
      );
    } else only.add(first);
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, plans: plans.map((one) => ({ ...one, only })) };
}

const DAY_MS = 86_400_000;

export function reviewOf(
  options: ReviewOptions,
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
  const approval = (
    plan: Plan,
    how: 'terminal' | 'yes' | 'file',
    file: string | null,
    only: ReadonlySet<string> | null,
  ): Said[] => {
    const changes = approvedIn(plan).filter(({ id }) => only === null || only.has(id));
    const plannedAt = plan.readAt;
    return changes.length === 0
      ? []
      : [{ kind: 'approved', by, commit, how, file, plannedAt, changes }];
  };
  switch (review.kind) {
    case 'shown':
      return approval(shown, yes ? 'yes' : 'terminal', null, null);
    case 'files':
      return review.plans.flatMap(({ plan, file, expired, only }) =>
        expired ? [] : approval(plan, 'file', file, only),
      );
    case 'continue':
      return [];
  }
}
