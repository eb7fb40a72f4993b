/**
 * The guard: what stands between a plan and a mistake.
 * Law: consent is written beside the thing. What is refused stays in the plan, with the line to add; it is not run.
 */
import type { LogFacts } from '../model/log.ts';
import type { Change, ChangeFee, Refusal } from '../model/plan.ts';
import { starts } from '../model/plan-parts.ts';
import { refuseActiveCampaigns } from './active-campaigns.ts';
import type { Context, Findings } from './context.ts';
import { refuseByLog } from './log-guard.ts';
import { refuseOldLooks } from './look-guard.ts';

/** People who may lose SMS in one apply when `policy.maxOutages` is not written. */
export const DEFAULT_MAX_OUTAGES = 10;

/** Marks refused changes, and those that follow them. */
export function guard(
  context: Context,
  found: Findings,
  log: LogFacts | null,
): { changes: Change[]; refusals: Refusal[] } {
  const refusals = [
    ...found.changes.flatMap((made) => refuseFee(context, made)),
    ...refuseActiveCampaigns(context, found.changes),
    ...refuseOutages(context, found.changes),
    ...refuseOldLooks(context, found.changes),
    ...(log === null ? [] : refuseByLog(context, found.changes, log)),
  ];
  const refused = new Set(refusals.flatMap((refusal) => refusal.changes));
  spread(found.changes, refused);
  return {
    changes: found.changes.map((made) =>
      refused.has(made.id) ? { ...made, refused: true } : made,
    ),
    refusals: [...found.refusals, ...refusals],
  };
}

function refuseFee(context: Context, made: Change): Refusal[] {
  const { fee } = made;
  if (fee === null || made.risk !== 'paid') return [];
  if (isAccepted(fee)) return [];
  const [kind = '', key = ''] = made.address.split('/');
  const blocks = kind === 'brand' ? context.desired.brands : context.desired.campaigns;
  const block = blocks.find((other) => other.key === key);
  const accepted =
    fee.accepted === null ? 'nothing is accepted' : `only $${fee.accepted} is accepted`;
  // Where nobody knows the figure, the only published one is the least that has to be thought of.
  const figure = fee.usd ?? context.capabilities.fees.campaignRegistration.usd;
  return [
    {
      rule: 'fee-not-accepted',
      message: `${costs(made, key, fee)}, and ${accepted} for it.`,
      line: figure === null ? null : `fee: { accepted: ${figure} }`,
      support: null,
      changes: [made.id],
      place: block?.places['fee.accepted'] ?? made.place,
    },
  ];
}

function costs({ action }: Change, key: string, { usd, confirmed }: ChangeFee): string {
  const what = action === 'register' ? `registering \`${key}\`` : `sending \`${key}\` again`;
  if (usd === null) return `Nobody knows what ${what} costs`;
  const cost = confirmed ? `$${usd}` : `up to $${usd} (unconfirmed)`;
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} costs ${cost}`;
}

/** An unknown amount cannot be compared: whatever is accepted for it is the consent. */
function isAccepted({ accepted, usd }: ChangeFee): boolean {
  if (accepted === null) return false;
  return usd === null ? accepted > 0 : accepted >= usd;
}

function refuseOutages(context: Context, changes: readonly Change[]): Refusal[] {
  const max = context.desired.policy.maxOutages ?? DEFAULT_MAX_OUTAGES;
  const outages = changes.filter((made) => made.risk === 'outage' && starts(made));
  if (outages.length <= max) return [];
  return [
    {
      rule: 'max-outages',
      message: `${outages.length} ${outages.length === 1 ? 'person' : 'people'} would lose SMS${howLong(outages)}; ${max} ${max === 1 ? 'is' : 'are'} allowed in one apply.`,
      line: `policy: { maxOutages: ${outages.length} }`,
      support: null,
      changes: outages.map((made) => made.id),
      place: null,
    },
  ];
}

function howLong(outages: readonly Change[]): string {
  const ended = outages.filter((made) => made.action === 'turn-off').length;
  if (ended === outages.length) return ' for good';
  return ended === 0 ? ' for a while' : `, ${ended} for good and the others for a while`;
}

/** What follows a refused change cannot run either. */
function spread(changes: readonly Change[], refused: Set<string>): void {
  const followers = new Map<string, string[]>();
  for (const made of changes) {
    const before = made.when.kind === 'after' ? [...made.when.changes] : [];
    if (made.onAfter !== null) before.push(made.onAfter);
    for (const id of before) {
      const list = followers.get(id);
      if (list === undefined) followers.set(id, [made.id]);
      else list.push(made.id);
    }
  }
  const queue = [...refused];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const follower of followers.get(id) ?? []) {
      if (refused.has(follower)) continue;
      refused.add(follower);
      queue.push(follower);
    }
  }
}
