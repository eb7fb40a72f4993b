/**
 * What observe writes into the log: claims of paid changes, and what people carried out.
 * Law: one claim at a time, by name; the views of the log see a person's change as they see a request.
 */
import { clearedBefore } from '../apply/clearance.ts';
import { claimsOf, handStep } from '../apply/hand.ts';
import { approvalsOf } from '../apply/log/approvals.ts';
import type { Journal, Said } from '../apply/log/journal.ts';
import { openLedger } from '../apply/steps.ts';
import type { Desired } from '../model/desired.ts';
import { referenceOf } from '../model/kinds.ts';
import type { LogEntry } from '../model/log.ts';
import type { News } from '../model/observed.ts';
import type { Change, Plan } from '../model/plan.ts';
import { starts } from '../model/plan-parts.ts';
import type { OpenClaim } from '../model/runbook.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Done, HeldClaim, NotTaken } from '../observe/draft.ts';
import { moment } from '../observe/words.ts';

export interface LogSession {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly journal: Journal;
  readonly by: string;
}

/** Who wants a claim. */
interface Claimant {
  readonly dryRun: boolean;
  /** The name was told; it is no mere login name, which two people may have. */
  readonly isNamed: boolean;
}

export interface Claimed {
  readonly change: string;
  readonly address: string;
  /** Id of the write in the log; empty: it was only tried. */
  readonly write: string;
  /** The claim was held under this name already: since when, ISO 8601, and on which machine it was made. null: it is new. */
  readonly held: { readonly since: string; readonly host: string } | null;
}

/** What is approved, paid, and nobody else's, gets the name of the person. */
export async function claim(
  news: readonly Extract<News, { kind: 'claim' }>[],
  session: LogSession & Claimant,
): Promise<{ readonly claimed: readonly Claimed[]; readonly refused: readonly NotTaken[] }> {
  const { plan, desired, snapshot, journal, by, dryRun } = session;
  const claimed: Claimed[] = [];
  const refused: NotTaken[] = [];
  const { objections } = clearedBefore(plan, snapshot, approvalsOf(journal.entries()));
  const ledger = openLedger(plan, desired, snapshot);
  for (const id of new Set(news.flatMap(({ changes }) => changes))) {
    const change = plan.changes.find((one) => one.id === id);
    const what =
      change === undefined ? `claim of ${id}` : `claim of ${change.address.replace('/', ' ')}`;
    const holder = claimsOf(journal.entries(), session).get(id);
    const host = holder?.who === by ? hostOf(holder, journal.entries()) : '';
    const isOther = holder !== undefined && isElsewhere(holder, session);
    if (holder?.who === by && !isOther && holder.change === change?.id) {
      const { at: since, write } = holder;
      claimed.push({ change: id, address: change.address, write, held: { since, host } });
      continue;
    }
    const why =
      holder === undefined
        ? whyNot(change, plan, objections)
        : isOther
          ? whyElsewhere(holder, host)
          : whyHeld(holder, id);
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
    claimed.push({ change: id, address: change.address, write, held: null });
  }
  return { claimed, refused };
}

/** Under the same mere login name, on another machine. */
function isElsewhere(claim: OpenClaim, { journal, by, isNamed }: LogSession & Claimant): boolean {
  const host = hostOf(claim, journal.entries());
  return claim.who === by && !isNamed && host !== journal.holder.host;
}

/** Open claims as `record` has to know them. */
export function heldClaims(session: LogSession & Claimant): ReadonlyMap<string, HeldClaim> {
  const entries = session.journal.entries();
  return new Map(
    [...claimsOf(entries, session)].map(([id, claim]) => [
      id,
      isElsewhere(claim, session) ? { ...claim, elsewhere: hostOf(claim, entries) } : claim,
    ]),
  );
}

/** The machine on which it was claimed. */
function hostOf({ write }: OpenClaim, entries: readonly LogEntry[]): string {
  const intent = entries.find((one) => one.kind === 'intent' && one.write === write);
  const lease = entries.find((one) => one.kind === 'lease' && one.run === intent?.run);
  return lease?.kind === 'lease' ? lease.holder.host : 'a machine that is not known';
}

function whyElsewhere({ who, at }: OpenClaim, host: string): string {
  return `${who} has claimed it on ${host}, ${moment(at)}, and this is another machine, where ${who} may be somebody else. If that was you, say so: --by ${who}. If not, leave it alone, and tell your own name with --by from now on.`;
}

function whyHeld({ who, at, write, change }: OpenClaim, id: string): string {
  const before = change === id ? '' : ', and the plan of it was changed since';
  const did =
    change === id
      ? ''
      : ` If ${who} has carried it out: campaignctl resolve ${write.slice(0, 8)} --took-effect, and tell what Admin Console shows.`;
  return `${who} has claimed it, ${moment(at)}${before}.${did} If nothing came of it: campaignctl resolve ${write.slice(0, 8)} --no-effect --reason "why".`;
}

function whyNot(
  change: Change | undefined,
  { refusals }: Plan,
  objections: ReadonlyMap<string, string>,
): string | null {
  if (change === undefined) return 'The plan has no such change any more: write a fresh runbook.';
  if (change.refused) {
    const refusal = refusals.find(({ changes }) => changes.includes(change.id));
    return refusal?.message ?? 'The plan refuses it; `campaignctl plan` says why.';
  }
  if (change.risk !== 'paid') {
    return `It costs nothing, so nobody has to claim it. Carry it out, then tell it: campaignctl observe --done ${change.id.slice(0, 8)}.`;
  }
  if (!starts(change)) return 'It cannot start yet.';
  return objections.get(change.id) ?? null;
}

export function claimedWords({ address, write, change, held }: Claimed, by: string): string {
  const what = address.replace('/', ' ');
  if (write === '') return `Can be claimed by ${by}: ${what}.`;
  const then = `arry it out, then tell it: campaignctl observe --done ${change.slice(0, 8)}. If nothing came of it: campaignctl resolve ${write.slice(0, 8)} --no-effect --reason "why"`;
  if (held === null) return `Claimed by ${by}: ${what}. C${then}`;
  return `Claimed already, by ${by} on ${held.host}, ${moment(held.since)}: ${what}. If that was not you, leave it alone. If it was, c${then}`;
}

/** Results of open claims, and for everything else intent and result at once. */
export async function logDone(done: readonly Done[], session: LogSession): Promise<void> {
  const { plan, desired, snapshot, journal, by } = session;
  const ledger = openLedger(plan, desired, snapshot);
  for (const { change, id } of done) {
    const open = claimsOf(journal.entries(), session).get(change.id);
    const made = handStep(change, { plan, desired, ledger });
    if (change.action === 'register') ledger.ids.set(change.address, id ?? reference(change, plan));
    const writes =
      open?.change === change.id
        ? [open.write]
        : 'reason' in made
          ? []
          : await journal.intent([{ change, step: made.step }], by);
    const result = { outcome: 'accepted', id, requestId: null } as const;
    if (writes.length > 0) await journal.result(writes, [result]);
    if (open !== undefined && open.change !== change.id && writes.length > 0) {
      await journal.say(replaced(open, by));
    }
  }
}

/** Its block was changed after the claim, and what was carried out is another change: there is one fee, that of the other. */
function replaced({ write }: OpenClaim, who: string): Said {
  const reason = 'Its block was changed after the claim, and it was carried out as it is now.';
  return { kind: 'settled', write, effect: 'none', id: null, by: 'person', who, reason };
}

function reference({ address }: Change, { account }: Plan): string {
  const [kind = '', key = ''] = address.split('/');
  return referenceOf(account, kind === 'brand' ? 'brand' : 'campaign', key);
}
