/**
 * The planner: desired and snapshot in, plan out.
 * Law: a pure function. Equal input, in any order, gives equal bytes.
 */
import { compareText, type Diagnostic } from '../model/diagnostic.ts';
import { type Change, PLAN_FORMAT, type Plan } from '../model/plan.ts';
import { feesOf } from '../model/plan-parts.ts';
import { campaignNotes } from './active-campaigns.ts';
import { planBrands } from './brands.ts';
import { planCampaigns } from './campaigns.ts';
import { type Context, contextOf, findings, type PlanInput } from './context.ts';
import { planDeactivations } from './deactivate.ts';
import { guard } from './guard.ts';
import { linesOf, numbersAreRead } from './lines.ts';
import { suddenGaps } from './log-guard.ts';
import { type Intent, intentsOf, none } from './numbers.ts';
import { planPlaces, type WaitingLists } from './places.ts';
import { campaignLines, peopleOf } from './summary.ts';
import { cannotTextOf, idleAndLimits, unlistedOf } from './unlisted.ts';
import { unmentionedOf } from './unmentioned.ts';

export function makePlan(
  input: PlanInput & {
    readonly diagnostics?: readonly Diagnostic[];
    readonly readFrom?: Plan['readFrom'];
  },
): Plan {
  const { snapshot, log = null } = input;
  const gaps = log === null ? [] : suddenGaps(snapshot, log);
  const context = contextOf({
    ...input,
    snapshot: { ...snapshot, gaps: [...snapshot.gaps, ...gaps] },
  });
  const found = findings();
  planBrands(context, found);
  planCampaigns(context, found);
  const lines = linesOf(context);
  let intents: readonly Intent[];
  let waitingLists: WaitingLists = new Map();
  if (numbersAreRead(context)) {
    intents = intentsOf(context, lines, found);
    waitingLists = planPlaces(context, intents, found);
  } else {
    intents = lines.map((line) => none(line));
  }
  planDeactivations(context, found);
  const guarded = guard(context, found, log);
  const changes = inOrder(guarded.changes);
  const cannotText = cannotTextOf(context, lines, changes, found.held);
  return {
    format: PLAN_FORMAT,
    account: context.desired.account.name,
    provider: context.snapshot.provider,
    label: context.capabilities.label,
    sandbox: context.capabilities.sandbox,
    readAt: context.snapshot.readAt,
    readFrom: input.readFrom ?? 'registry',
    usersExport: context.snapshot.usersExport,
    base: null,
    seen: context.snapshot.seen,
    people: peopleOf(context, intents, changes),
    fees: feesOf(changes, context.capabilities.fees.monthly.note),
    campaigns: campaignLines(context, changes, waitingLists),
    changes,
    refusals: [...context.brands.refusals, ...context.campaigns.refusals, ...guarded.refusals],
    held: found.held,
    waiting: found.waiting,
    attention: [...found.attention, ...idleAndLimits(context)],
    cannotText,
    unlisted: unlistedOf(context, lines, found.held),
    unmentioned: unmentionedOf(context, lines, cannotText),
    notes: campaignNotes(context, changes),
    limitRaises: found.limitRaises,
    gaps: gapsOf(context),
    diagnostics: input.diagnostics ?? [],
    times: context.capabilities.times,
  };
}

function gapsOf(context: Context): Plan['gaps'] {
  return [...context.snapshot.gaps].sort(
    (a, b) => compareText(a.part, b.part) || compareText(a.reason, b.reason),
  );
}

/** Keeps the given order, but puts every change behind those it follows. */
function inOrder(changes: readonly Change[]): Change[] {
  const byId = new Map(changes.map((made) => [made.id, made]));
  const placed = new Set<string>();
  const ordered: Change[] = [];
  for (const start of changes) {
    const stack = [start];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const open = placed.has(top.id)
        ? []
        : (top.when.kind === 'after' ? top.when.changes : []).flatMap((id) => {
            const before = byId.get(id);
            return before === undefined || placed.has(id) ? [] : [before];
          });
      if (open.length > 0) {
        for (const before of open.reverse()) stack.push(before);
        continue;
      }
      stack.pop();
      if (placed.has(top.id)) continue;
      placed.add(top.id);
      ordered.push(top);
    }
  }
  return ordered;
}
