/**
 * One number: whether it can text, who holds it, where it is written, and what comes next.
 */
import { isHolderUnknown } from '../../model/can-text.ts';
import type { E164 } from '../../model/desired.ts';
import type { NextStep, NumberStanding } from '../../model/explain.ts';
import type { LiveNumber } from '../../model/snapshot.ts';
import { ASKS_FOR_A_LINE, linesToKeep } from '../unlisted.ts';
import { isUnread, type Known, keyOf, ownerOf, type Written } from './known.ts';
import { campaignStep, obstacleOf } from './obstacle.ts';
import { apply, person, stepOf } from './step.ts';
import { type Judged, judge } from './verdict.ts';

export function numberStanding(known: Known, number: E164): NumberStanding {
  const live = known.world.numbers.get(number);
  const written = known.written.get(number) ?? null;
  const address = `number/${number}`;
  const changes = known.changes.get(address) ?? [];
  const { canText, since, reason, next } = judge(known, number);
  const owner = ownerOf(known, live);
  return {
    number,
    canText,
    since,
    reason,
    next: nextStep(known, number, { canText, since, reason, next }),
    inAccount: live !== undefined ? true : isUnread(known, 'inventory', 'sms') ? null : false,
    holder:
      owner === undefined
        ? null
        : { userName: owner.userName, name: owner.name || owner.userName, active: owner.active },
    holderKnown: owner !== undefined || isFree(known, live),
    extension: live?.extension ?? null,
    sms: live === undefined ? null : smsOf(live),
    campaign: campaignOf(known, live),
    written: writtenOf(written),
    held: known.held.get(number) ?? null,
    changes,
    refusals: changes.flatMap(({ id }) => known.refusals.get(id) ?? []),
    waiting: known.waiting.get(address) ?? [],
    attention: known.attention.get(address) ?? [],
    lines: live === undefined || written !== null ? [] : linesFor(known, live),
  };
}

/** Certainly nobody holds it. */
function isFree(known: Known, live: LiveNumber | undefined): boolean {
  if (isUnread(known, 'users', 'inventory')) return false;
  return live === undefined || !isHolderUnknown(live, known.world);
}

function smsOf({ sms: { status, since, reason } }: LiveNumber): NumberStanding['sms'] {
  return { status, since, reason };
}

function campaignOf(known: Known, live: LiveNumber | undefined): NumberStanding['campaign'] {
  const id = live?.sms.campaignId ?? null;
  if (id === null) return null;
  const campaign = known.world.campaigns.get(id);
  return {
    key: keyOf(known, id),
    id,
    status: campaign?.status ?? null,
    since: campaign?.since ?? null,
  };
}

function writtenOf(written: Written | null): NumberStanding['written'] {
  if (written === null) return null;
  const { line, block } = written;
  return { campaign: block?.key ?? null, user: line.user, place: line.place };
}

/** What has to happen before it texts; null where it does, or should not. */
export function nextStep(known: Known, number: E164, judged: Judged): NextStep | null {
  if (judged.canText === 'yes') return null;
  const written = known.written.get(number) ?? null;
  const held = known.held.get(number);
  if (held !== undefined) {
    // What only time mends asks nothing of anybody.
    const waits = held.rule === judged.reason?.rule && judged.next === null;
    return waits ? { kind: 'wait', text: held.hint, since: judged.since } : person(held.hint);
  }
  const address = `number/${number}`;
  const change = known.changes.get(address)?.find((one) => one.address === address);
  if (change !== undefined) {
    const again = judged.reason?.rule === 'sms-enabling-failed' && change.when.kind === 'now';
    return again && judged.next !== null ? apply(judged.next) : stepOf(known, change);
  }
  const [underWay] = known.waiting.get(address) ?? [];
  if (underWay !== undefined) return { kind: 'wait', text: underWay.text, since: underWay.since };
  // It should not text.
  if (written !== null && written.block === null) return null;
  if (judged.reason?.rule === 'number-not-in-account' || judged.canText === 'unknown') {
    return judged.next === null ? null : person(judged.next);
  }
  const rule = judged.reason?.rule ?? '';
  const block = written?.block ?? null;
  if (block !== null && ASKS_FOR_A_LINE.has(rule)) return obstacleOf(known, block);
  const around = ABOUT_CAMPAIGN.has(rule) ? aroundCampaign(known, number) : null;
  if (around !== null) return around;
  return judged.next === null
    ? { kind: 'wait', text: 'Nothing to do but wait.', since: judged.since }
    : person(judged.next);
}

/** Reasons that are told about the campaign a number is in, with what comes next. */
const ABOUT_CAMPAIGN: ReadonlySet<string> = new Set([
  'campaign-pending',
  'campaign-rejected',
  'campaign-suspended',
  'brand-not-verified',
]);

function aroundCampaign(known: Known, number: E164): NextStep | null {
  const id = known.world.numbers.get(number)?.sms.campaignId ?? null;
  const block = id === null ? undefined : known.context.campaigns.blockOf.get(id);
  return block === undefined ? null : campaignStep(known, block);
}

/** What to paste, for a number that is in a campaign and in no file. */
function linesFor({ context, switching }: Known, live: LiveNumber): readonly string[] {
  const { status, campaignId } = live.sms;
  if (switching.has(live.ownerId)) return [];
  const isIn = campaignId !== null && status !== 'off' && status !== 'enabling-failed';
  return isIn ? linesToKeep(context, campaignId, [live]) : [];
}
