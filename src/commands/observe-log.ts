/**
 * What observe writes into the log: claims of paid changes, and what people carried out.
 * Law: one claim at a time, by name; the views of the log see a person's change as they see a request.
 */
import { clearanceOf } from '../apply/clearance.ts';
import { claimsOf, handStep } from '../apply/hand.ts';
import { approvalsOf } from '../apply/log/approvals.ts';
import type { Journal } from '../apply/log/journal.ts';
import { openLedger } from '../apply/steps.ts';
import type { Desired } from '../model/desired.ts';
import { referenceOf } from '../model/kinds.ts';
import type { News } from '../model/observed.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';

export interface LogSession {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly journal: Journal;
  readonly by: string;
}

export interface Claimed {
  readonly change: string;
  readonly address: string;
  /** Id of the write in the log; empty: it was only tried. */
  readonly write: string;
}

export interface NotTaken {
  readonly what: string;
  readonly why: string;
}

/** What is approved, paid, and nobody else's, gets the name of the person. */
export async function claim(
  news: readonly Extract<News, { kind: 'claim' }>[],
  session: LogSession & { readonly dryRun: boolean },
): Promise<{ readonly claimed: readonly Claimed[]; readonly refused: readonly NotTaken[] }> {
  const { plan, desired, snapshot, journal, by, dryRun } = session;
  const claimed: Claimed[] = [];
  const refused: NotTaken[] = [];
  const { objections } = clearanceOf({
    plan,
    snapshot,
    approvals: approvalsOf(journal.entries()),
    review: { kind: 'continue' },
    unsettled: [],
  });
  const ledger = openLedger(plan, desired, snapshot);
  for (const id of new Set(news.flatMap(({ changes }) => changes))) {
    const change = plan.changes.find((one) => one.id === id);
    const what =
      change === undefined ? `claim of ${id}` : `claim of ${change.address.replace('/', ' ')}`;
    const holder = claimsOf(journal.entries()).get(id);
    if (holder?.who === by && change !== undefined) {
      claimed.push({ change: id, address: change.address, write: holder.write });
      continue;
    }
    const why =
      holder !== undefined
        ? `${holder.who} has claimed it, ${holder.at.slice(0, 16).replace('T', ' ')} UTC. If nothing came of it: campaignctl resolve ${holder.write.slice(0, 8)} --no-effect --reason "why".`
        : whyNot(change, objections);
    if (why !== null || change === undefined) {
      refused.push({ what, why: why ?? '' });
      continue;
    }
    const made = handStep(change, { plan, desired, ledger });
    if ('reason' in made) {
      refused.push({ what, why: made.reason });
      continue;
    }
    const [write = ''] = dryRun ? [] : await journal.intent([{ change, step: made.step }], by);
    claimed.push({ change: id, address: change.address, write });
  }
  return { claimed, refused };
}

function whyNot(
  change: Change | undefined,
  objections: ReadonlyMap<string, string>,
): string | null {
  if (change === undefined) return 'The plan has no such change any more: write a fresh runbook.';
  if (change.refused) return 'The plan refuses it; `campaignctl plan` says why.';
  if (change.when.kind !== 'now' && change.when.kind !== 'after') return 'It cannot start yet.';
  return objections.get(change.id) ?? null;
}

/** A change that was carried out, with the id that Admin Console shows for what it made. */
export interface Done {
  readonly change: Change;
  readonly id: string | null;
}

/** Results of open claims, and for everything else intent and result at once. */
export async function logDone(done: readonly Done[], session: LogSession): Promise<void> {
  const { plan, desired, snapshot, journal, by } = session;
  const ledger = openLedger(plan, desired, snapshot);
  for (const { change, id } of done) {
    const open = claimsOf(journal.entries()).get(change.id);
    const made = handStep(change, { plan, desired, ledger });
    if (change.action === 'register') ledger.ids.set(change.address, id ?? reference(change, plan));
    const writes =
      open !== undefined
        ? [open.write]
        : 'reason' in made
          ? []
          : await journal.intent([{ change, step: made.step }], by);
    const result = { outcome: 'accepted', id, requestId: null } as const;
    if (writes.length > 0) await journal.result(writes, [result]);
  }
}

function reference({ address }: Change, { account }: Plan): string {
  const [kind = '', key = ''] = address.split('/');
  return referenceOf(account, kind === 'brand' ? 'brand' : 'campaign', key);
}
