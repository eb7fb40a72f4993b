/**
 * The summary: people, money and capacity, counted from the changes.
 * Law: "after" means after everything in the plan that only carriers and time stand before; refused changes and numbers without a place stay as they are.
 */
import { canText, isHolderUnknown, unfit } from '../model/can-text.ts';
import type { DesiredCampaign, E164 } from '../model/desired.ts';
import type { CampaignLine, Change, Loss, Plan } from '../model/plan.ts';
import type { CampaignStatus, LiveCampaign, LiveNumber, Part } from '../model/snapshot.ts';
import { type Context, limitOf, liveCampaign } from './context.ts';
import type { Intent } from './numbers.ts';
import { comingAbout } from './outlook.ts';
import type { WaitingLists } from './places.ts';

export function peopleOf(
  context: Context,
  intents: readonly Intent[],
  changes: readonly Change[],
): Plan['people'] {
  const coming = comingAbout(context, changes);
  const gains = new Set<string>();
  for (const made of coming) {
    if (made.to?.sms === 'on') gains.add(made.address);
  }
  let wanted = 0;
  let now = 0;
  let after = 0;
  // What is not known is not counted as good news.
  const textsFrom = (number: LiveNumber): boolean =>
    isKnown(number, context.world) && canText(number, context.world);
  const gained = (live: LiveNumber, block: DesiredCampaign): boolean =>
    gains.has(`number/${live.number}`) && wouldText(context, live, block);
  for (const intent of intents) {
    const { live, block } = intent.line;
    if (block === null) continue;
    wanted++;
    if (live === undefined) continue;
    // Who switches numbers texts from the other one meanwhile.
    const other = intent.kind === 'switch' ? intent.other : null;
    const texts = textsFrom(live) || (other !== null && textsFrom(other));
    if (texts) now++;
    const comes =
      live.sms.status === 'pending-on' &&
      !isHolderUnknown(live, context.world) &&
      unfit(live, context.world) === null;
    if (texts || comes || (gains.size > 0 && gained(live, block))) after++;
  }
  // Where a list that it takes was not read, 0 would be a claim.
  const counted = !context.snapshot.gaps.some(({ part }) => COUNTED_FROM.has(part));
  return {
    now: counted ? now : null,
    after: counted ? after : null,
    wanted,
    losses: lossesOf(coming),
  };
}

const COUNTED_FROM: ReadonlySet<Part> = new Set(['inventory', 'sms', 'campaigns']);

/**
 * A campaign that was not read, or is in a state that nobody knows, may be one that carriers have suspended; whoever holds
 * a number without telling may be inactive.
 */
function isKnown(number: LiveNumber, world: Context['world']): boolean {
  const { status, campaignId } = number.sms;
  if (status === 'unknown' || isHolderUnknown(number, world)) return false;
  return (
    campaignId === null || (world.campaigns.get(campaignId)?.status ?? 'unknown') !== 'unknown'
  );
}

/** SMS turned on helps nobody while the brand of an approved campaign is not verified. */
function wouldText(context: Context, number: LiveNumber, block: DesiredCampaign): boolean {
  const target = liveCampaign(context, block);
  if (target?.status !== 'approved') return true;
  const sms = { ...number.sms, status: 'on', campaignId: target.id } as const;
  return canText({ ...number, sms }, context.world);
}

function lossesOf(coming: ReadonlySet<Change>): Loss[] {
  return [...coming].flatMap((made): Loss[] => {
    if (made.risk !== 'outage') return [];
    const number = made.from?.number ?? (made.address.slice('number/'.length) as E164);
    const how = made.action === 'turn-off' ? 'for-good' : made.onAfter === null ? 'move' : 'long';
    return [{ number, person: made.person, change: made.id, how }];
  });
}

export function campaignLines(
  context: Context,
  changes: readonly Change[],
  waitingLists: WaitingLists,
): CampaignLine[] {
  const going = goingPlaces(context);
  const traffic = trafficOf(comingAbout(context, changes));
  return context.desired.campaigns.map((block) => {
    const { live, status } = standing(context, block);
    const { limit, from } = limitOf(context, block);
    const { arrivals, departures, early } = traffic.get(block.key) ?? NO_TRAFFIC;
    const now = live === null ? 0 : (context.filled.get(live.id) ?? 0);
    const planned = now - (live === null ? 0 : (going.get(live.id) ?? 0)) + arrivals - departures;
    return {
      key: block.key,
      id: live?.id ?? null,
      brand: block.brand ?? brandName(context, live?.brandId ?? null),
      status,
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

/** What stands for the block in the registry; `unknown` where that cannot be told. */
function standing(
  context: Context,
  block: DesiredCampaign,
): { live: LiveCampaign | null; status: CampaignStatus | null } {
  const binding = context.campaigns.bindings.get(block.key);
  switch (binding?.state) {
    case 'bound':
      return { live: binding.live, status: binding.live.status };
    case 'blocked': {
      const [live, another] = binding.found;
      if (live === undefined) return { live: null, status: null };
      return another === undefined
        ? { live, status: live.status }
        : { live: null, status: 'unknown' };
    }
    case 'unread':
      return { live: null, status: 'unknown' };
    case 'absent':
    case undefined:
      return { live: null, status: null };
  }
}

interface Traffic {
  arrivals: number;
  departures: number;
  /** Arrivals that wait for nobody to leave: they may all be there before anybody has left. */
  early: number;
}

const NO_TRAFFIC: Traffic = { arrivals: 0, departures: 0, early: 0 };

function trafficOf(coming: ReadonlySet<Change>): Map<string, Traffic> {
  const traffic = new Map<string, Traffic>();
  const at = (name: string): Traffic => {
    const found = traffic.get(name) ?? { arrivals: 0, departures: 0, early: 0 };
    traffic.set(name, found);
    return found;
  };
  for (const made of coming) {
    if (!made.address.startsWith('number/')) continue;
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
function goingPlaces({ going }: Context): Map<string, number> {
  const places = new Map<string, number>();
  for (const { sms } of going) {
    if (sms.campaignId !== null) places.set(sms.campaignId, (places.get(sms.campaignId) ?? 0) + 1);
  }
  return places;
}

function brandName(context: Context, id: string | null): string | null {
  return id === null ? null : (context.brands.blockOf.get(id)?.key ?? id);
}
