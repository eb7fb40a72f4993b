/**
 * A run that goes on where somebody else was faster: what the registry refused because it is not as the plan saw it is
 * planned afresh, and that part is run again.
 * Law: nothing is overwritten unseen. Only a change with the same id, which is the one that was approved, is run again.
 */
import type { Desired } from '../model/desired.ts';
import type { Change, Plan } from '../model/plan.ts';
import { ProviderError } from '../model/port.ts';
import type { ApplyReport, Outcome } from '../model/report.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Clearance } from './clearance.ts';
import type { ReportList } from './eligible.ts';
import { type Ran, runOnce } from './once.ts';
import { followed } from './scheduling.ts';
import type { RunOptions } from './state.ts';

/** A plan made from what the registry says now, and what may run of it. */
export interface Fresh {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly clearance: Clearance;
}

const LISTS: readonly ReportList[] = ['done', 'waiting', 'held', 'failed', 'notAttempted'];

/** How often a part is planned afresh: somebody who keeps changing it wins. */
const ROUNDS = 2;

/** Runs a plan to its end. Where `replan` throws what `Provider.snapshot` throws, the first answer stands. */
export async function runPlan(
  options: RunOptions,
  replan: (() => Promise<Fresh>) | null = null,
): Promise<ApplyReport> {
  let ran = await runOnce(options);
  for (let round = 0; round < ROUNDS && replan !== null; round++) {
    const open = openAfter(ran);
    if (ran.report.stopped !== null || open.length === 0) break;
    const fresh = await orNull(replan);
    if (fresh === null) break;
    const part = partOf(fresh.plan, new Set(open.map(({ address }) => address)));
    const again = await runOnce({ ...options, ...fresh, plan: part });
    ran = { ...again, report: merged(ran.report, again.report, fresh.plan, open) };
  }
  return ran.report;
}

async function orNull(replan: () => Promise<Fresh>): Promise<Fresh | null> {
  try {
    return await replan();
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}

/** Changes that met a conflict, and those that were not attempted because of that. */
function openAfter({ report, conflicts }: Ran): readonly Change[] {
  const open = new Set(conflicts);
  const left = report.notAttempted.map(({ change }) => change);
  for (let found = true; found; ) {
    const more = left
      .filter(({ id }) => !open.has(id))
      .filter((one) => needs(one).some((id) => open.has(id)));
    for (const { id } of more) open.add(id);
    found = more.length > 0;
  }
  return report.plan.changes.filter(({ id }) => open.has(id));
}

function needs(change: Change): readonly string[] {
  return change.onAfter === null ? followed(change) : [...followed(change), change.onAfter];
}

/** The changes of those addresses alone, as far as they need no others. */
function partOf(plan: Plan, addresses: ReadonlySet<string>): Plan {
  let changes = plan.changes.filter(({ address }) => addresses.has(address));
  for (;;) {
    const ids = new Set(changes.map(({ id }) => id));
    const kept = changes.filter((change) => needs(change).every((id) => ids.has(id)));
    if (kept.length === changes.length) return { ...plan, changes };
    changes = kept;
  }
}

/** Every change of the first plan in one list: where the second run put the one that stands at its address now. */
function merged(
  first: ApplyReport,
  second: ApplyReport,
  fresh: Plan,
  open: readonly Change[],
): ApplyReport {
  const lists: Record<ReportList, Outcome[]> = {
    done: [...first.done],
    waiting: [...first.waiting],
    held: [...first.held],
    failed: [],
    notAttempted: [],
  };
  const isOpen = new Set(open.map(({ id }) => id));
  const standingOf = standings(second, fresh);
  for (const list of ['failed', 'notAttempted'] as const) {
    for (const outcome of first[list]) {
      const now = isOpen.has(outcome.change.id) ? standingOf(outcome) : { list, outcome };
      lists[now.list].push(now.outcome);
    }
  }
  return {
    ...first,
    ...lists,
    spentUsd: first.spentUsd + second.spentUsd,
    unconfirmedUsd: first.unconfirmedUsd + second.unconfirmedUsd,
    mayHaveSpentUsd: first.mayHaveSpentUsd + second.mayHaveSpentUsd,
    unknownFees: first.unknownFees + second.unknownFees,
    requests: first.requests + second.requests,
    stopped: second.stopped,
  };
}

interface Standing {
  readonly list: ReportList;
  readonly outcome: Outcome;
}

/** What became of a change that met a conflict, looked up in what is laid out once: there may be thousands. */
function standings(second: ApplyReport, fresh: Plan): (outcome: Outcome) => Standing {
  const all = LISTS.flatMap((list) => second[list].map((outcome): Standing => ({ list, outcome })));
  const byId = new Map(all.map((one) => [one.outcome.change.id, one]));
  const byAddress = new Map(all.map((one) => [one.outcome.change.address, one]));
  const held = new Map(fresh.held.map((one) => [`number/${one.number}`, one]));
  const planned = new Set(fresh.changes.map(({ address }) => address));
  return (outcome) => {
    const { change } = outcome;
    const same = byId.get(change.id);
    if (same !== undefined) return same;
    const now = (list: ReportList, text: string): Standing => ({
      list,
      outcome: { ...outcome, text: `Somebody changed it meanwhile${text}`, uncertain: false },
    });
    const other = byAddress.get(change.address);
    if (other !== undefined) {
      const { text, requestId, uncertain } = other.outcome;
      return {
        list: other.list,
        outcome: { change, text: `Somebody changed it meanwhile. ${text}`, requestId, uncertain },
      };
    }
    const contradicted = held.get(change.address);
    if (contradicted !== undefined) return now('held', `. ${contradicted.message}`);
    return planned.has(change.address)
      ? { list: 'failed', outcome }
      : now('done', '; nothing is left to do.');
  };
}
