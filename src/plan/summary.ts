/**
 * The summary: people, money and capacity, counted from the changes.
 * Law: "after" means after everything in the plan that only carriers and time stand before; refused changes and numbers without a place stay as they are.
 */
import { canText, unfit } from '../model/can-text.ts';
import type { E164 } from '../model/desired.ts';
import type { CampaignLine, Change, Loss, Plan, WaitsFor } from '../model/plan.ts';
import { type Context, limitOf, liveCampaign } from './context.ts';
import { starts } from './guard.ts';
import type { Intent } from './numbers.ts';
import { filledPlaces, type WaitingLists } from './places.ts';

const ONLY_TIME: ReadonlySet<WaitsFor> = new Set([
  'brand-verification',
  'campaign-approval',
  'number-on',
  'number-off',
]);

/** The change comes about without anybody deciding anything more. */
function comesAbout(made: Change): boolean {
  if (made.refused) return false;
  return made.when.kind === 'waiting' ? ONLY_TIME.has(made.when.for) : starts(made);
}

export function peopleOf(
  context: Context,
  intents: readonly Intent[],
  changes: readonly Change[],
): Plan['people'] {
  const gains = new Set<string>();
  for (const made of changes) {
    if (made.to?.sms === 'on' && comesAbout(made)) gains.add(made.address);
  }
  let wanted = 0;
  let now = 0;
  let after = 0;
  for (const { line } of intents) {
    if (line.block === null) continue;
    wanted++;
    const { live } = line;
    if (live === undefined) continue;
    const texts = canText(live, context.world);
    if (texts) now++;
    const comes = live.sms.status === 'pending-on' && unfit(live, context.world) === null;
    if (texts || comes || gains.has(`number/${live.number}`)) after++;
  }
  return { now, after, wanted, losses: lossesOf(changes) };
}

function lossesOf(changes: readonly Change[]): Loss[] {
  return changes.flatMap((made): Loss[] => {
    if (made.risk !== 'outage' || !comesAbout(made)) return [];
    const number = made.from?.number ?? (made.address.slice('number/'.length) as E164);
    const how = made.action === 'turn-off' ? 'for-good' : made.onAfter === null ? 'move' : 'long';
    return [{ number, person: made.person, change: made.id, how }];
  });
}

export function feesOf(context: Context, changes: readonly Change[]): Plan['fees'] {
  let now = 0;
  let unconfirmed = 0;
  let unknown = 0;
  let later = 0;
  for (const made of changes) {
    if (made.fee === null || made.refused) continue;
    const { usd, confirmed } = made.fee;
    if (usd === null) unknown++;
    else if (!starts(made)) later += usd;
    else if (confirmed) now += usd;
    else unconfirmed += usd;
  }
  return { now, unconfirmed, unknown, later, monthly: context.capabilities.fees.monthly.note };
}

export function campaignLines(
  context: Context,
  changes: readonly Change[],
  waitingLists: WaitingLists,
): CampaignLine[] {
  const filled = filledPlaces(context);
  const going = goingPlaces(context);
  const traffic = trafficOf(changes);
  return context.desired.campaigns.map((block) => {
    const live = liveCampaign(context, block);
    const { limit, from } = limitOf(context, block);
    const { arrivals, departures, early } = traffic.get(block.key) ?? NO_TRAFFIC;
    const now = live === null ? 0 : (filled.get(live.id) ?? 0);
    const planned = now - (live === null ? 0 : (going.get(live.id) ?? 0)) + arrivals - departures;
    return {
      key: block.key,
      id: live?.id ?? null,
      brand: block.brand ?? brandName(context, live?.brandId ?? null),
      status: live?.status ?? null,
      since: live?.since ?? null,
      capacity: {
        live: now,
        peak: Math.max(now, planned, now + early),
        planned,
        limit,
        limitFrom: from,
        wanted: block.numbers.length,
      },
      waitingList: waitingLists.get(block.key) ?? [],
    };
  });
}

interface Traffic {
  arrivals: number;
  departures: number;
  /** Arrivals that wait for nobody to leave: they may all be there before anybody has left. */
  early: number;
}

const NO_TRAFFIC: Traffic = { arrivals: 0, departures: 0, early: 0 };

function trafficOf(changes: readonly Change[]): Map<string, Traffic> {
  const traffic = new Map<string, Traffic>();
  const at = (name: string): Traffic => {
    const found = traffic.get(name) ?? { arrivals: 0, departures: 0, early: 0 };
    traffic.set(name, found);
    return found;
  };
  for (const made of changes) {
    if (!made.address.startsWith('number/') || !comesAbout(made)) continue;
    const from = made.from?.campaign ?? null;
    const to = made.to?.campaign ?? null;
    if (from !== null && made.action !== 'assign') at(from).departures++;
    if (to === null) continue;
    at(to).arrivals++;
    if (made.when.kind === 'now' && made.onAfter === null && from !== to) at(to).early++;
  }
  return traffic;
}

/** Places of numbers that are being turned off already, by campaign id. */
function goingPlaces(context: Context): Map<string, number> {
  const going = new Map<string, number>();
  for (const { sms } of context.snapshot.numbers) {
    if (sms.status !== 'pending-off' || sms.campaignId === null) continue;
    going.set(sms.campaignId, (going.get(sms.campaignId) ?? 0) + 1);
  }
  return going;
}

function brandName(context: Context, id: string | null): string | null {
  return id === null ? null : (context.brands.blockOf.get(id)?.key ?? id);
}
