/**
 * What others do to the registry: carriers and support (approve, reject, suspend, limit),
 * a hand at the console (toggle), provisioning that goes wrong (fail), and time (settle).
 */
import { type Answer, accept, refuse } from './fields.ts';
import { isFull, setSms, siblings } from './numbers.ts';
import type { BrandRecord, CampaignRecord } from './records.ts';
import type { Timer } from './state.ts';
import { iso, type World } from './world.ts';

/** What a target names: a reference, an id, or the part of a reference after its last slash. */
type Found =
  | { readonly kind: 'brand'; readonly brand: BrandRecord }
  | { readonly kind: 'campaign'; readonly campaign: CampaignRecord };

/** One sentence about what happened. */
export type Told = Answer<string>;

/** Verifies a brand, approves or reinstates a campaign, or ends a re-review well. */
export function approve(world: World, target: string, now: number): Told {
  const found = pick(world, target, approvable, 'approved');
  if (!found.ok) return found;
  return settleFound(world, found.value, 'VERIFIED', 'APPROVED', null, now);
}

/** Fails the verification of a brand; rejects a campaign that is pending or under review again. */
export function reject(world: World, target: string, reason: string, now: number): Told {
  const found = pick(world, target, rejectable, 'rejected');
  if (!found.ok) return found;
  return settleFound(world, found.value, 'UNVERIFIED', 'REJECTED', reason, now);
}

/** Carriers suspend an approved campaign; `approve` reinstates it. */
export function suspend(world: World, target: string, reason: string, now: number): Told {
  const found = pick(
    world,
    target,
    (it) => it.kind === 'campaign' && it.campaign.status === 'APPROVED',
    'suspended',
  );
  if (!found.ok) return found;
  return settleFound(world, found.value, 'UNVERIFIED', 'SUSPENDED', reason, now);
}

/** Support grants (or lowers) the number of places. */
export function limit(world: World, target: string, numbers: number): Told {
  if (!Number.isInteger(numbers) || numbers < 0) {
    return refuse('VALIDATION_ERROR', 'limit', 'must be a whole number');
  }
  const found = pick(
    world,
    target,
    (it) => it.kind === 'campaign' && it.campaign.status !== 'DEACTIVATED',
    'given another limit',
  );
  if (!found.ok) return found;
  if (found.value.kind !== 'campaign') return noSuch(target);
  const { campaign } = found.value;
  world.put(['campaign', { ...campaign, numberLimit: numbers, version: campaign.version + 1 }]);
  return accept(`Campaign ${campaign.campaignId} may have ${numbers} numbers`);
}

/** A hand at the console: takes effect at once. Turning on picks the campaign named, else the only approved one. */
export function toggle(
  world: World,
  phoneNumber: string,
  on: boolean,
  target: string | null,
  now: number,
): Told {
  const number = world.state.numbers.get(phoneNumber);
  if (number === undefined)
    return refuse('NOT_FOUND', null, `Phone number not found: ${phoneNumber}`);
  if (!on) {
    setSms(world, number, { status: 'OFF', campaignId: null }, now);
    return accept(`SMS of ${phoneNumber} is off`);
  }
  const approved = candidates(world, target).filter(({ status }) => status === 'APPROVED');
  const [campaign] = approved;
  if (target !== null && campaign === undefined) return noSuch(target);
  if (approved.length > 1) {
    const ids = approved.map(({ campaignId }) => campaignId).join(', ');
    return refuse('CONFLICT', 'campaign', `Several campaigns are approved; name one of ${ids}`);
  }
  const leaving = siblings(world, number);
  const already = campaign !== undefined && number.campaignId === campaign.campaignId;
  if (campaign !== undefined && !already) {
    if (isFull(world, campaign.campaignId, campaign.numberLimit, leaving)) {
      return refuse('CONFLICT', 'limit', `Campaign ${campaign.campaignId} is full`);
    }
  }
  for (const other of leaving) setSms(world, other, { status: 'OFF', campaignId: null }, now);
  setSms(world, number, { status: 'ON', campaignId: campaign?.campaignId ?? null }, now);
  const where =
    campaign === undefined ? 'without a campaign' : `in campaign ${campaign.campaignId}`;
  return accept(`SMS of ${phoneNumber} is on ${where}`);
}

/** Provisioning fails for a number that is on its way on or off. */
export function fail(world: World, phoneNumber: string, now: number): Told {
  const number = world.state.numbers.get(phoneNumber);
  if (number === undefined)
    return refuse('NOT_FOUND', null, `Phone number not found: ${phoneNumber}`);
  if (number.status !== 'PENDING_ON' && number.status !== 'PENDING_OFF') {
    return refuse('CONFLICT', 'status', `The number is ${number.status}; nothing can fail`);
  }
  const status = number.status === 'PENDING_ON' ? 'ENABLING_FAILED' : 'DISABLING_FAILED';
  const statusReason = 'The carrier did not provision the number';
  setSms(world, number, { status, campaignId: number.campaignId, statusReason }, now);
  return accept(`${phoneNumber} is ${status}`);
}

/** Applies everything that has become due, in the order of time. */
export function settle(world: World, now: number): void {
  const { state } = world;
  while (state.nextDue <= now) {
    const due = [...state.timers.values()]
      .filter((timer) => timer.at <= now)
      .sort((a, b) => a.at - b.at);
    for (const timer of due) fire(world, timer);
    let next = Number.POSITIVE_INFINITY;
    for (const timer of state.timers.values()) next = Math.min(next, timer.at);
    state.nextDue = next;
  }
}

function fire(world: World, { kind, id, at }: Timer): void {
  switch (kind) {
    case 'brand': {
      const brand = world.state.brands.get(id);
      if (brand !== undefined) endBrand(world, brand, 'VERIFIED', null, at);
      return;
    }
    case 'campaign': {
      const campaign = world.state.campaigns.get(id);
      if (campaign !== undefined) endCampaign(world, campaign, 'APPROVED', null, at);
      return;
    }
    case 'number': {
      const number = world.state.numbers.get(id);
      if (number === undefined) return;
      if (number.status === 'PENDING_OFF') {
        setSms(world, number, { status: 'OFF', campaignId: null }, at);
      } else {
        setSms(world, number, { status: 'ON', campaignId: number.campaignId }, at);
      }
      return;
    }
  }
}

function settleFound(
  world: World,
  found: Found,
  brandStatus: BrandRecord['status'],
  campaignStatus: CampaignRecord['status'],
  reason: string | null,
  now: number,
): Told {
  if (found.kind === 'brand') {
    endBrand(world, found.brand, brandStatus, reason, now);
    return accept(`Brand ${found.brand.brandId} is ${brandStatus}`);
  }
  endCampaign(world, found.campaign, campaignStatus, reason, now);
  return accept(`Campaign ${found.campaign.campaignId} is ${campaignStatus}`);
}

function endBrand(
  world: World,
  brand: BrandRecord,
  status: BrandRecord['status'],
  statusReason: string | null,
  now: number,
): void {
  const version = brand.version + 1;
  const statusTime = iso(now);
  world.put(['brand', { ...brand, status, statusTime, statusReason, version, due: null }]);
}

/** A status that stays keeps its time: the end of a re-review is no new approval. */
function endCampaign(
  world: World,
  campaign: CampaignRecord,
  status: CampaignRecord['status'],
  statusReason: string | null,
  now: number,
): void {
  world.put([
    'campaign',
    {
      ...campaign,
      status,
      statusTime: campaign.status === status ? campaign.statusTime : iso(now),
      statusReason,
      reviewTime: null,
      version: campaign.version + 1,
      due: null,
    },
  ]);
}

function approvable(found: Found): boolean {
  if (found.kind === 'brand') return found.brand.status !== 'VERIFIED';
  const { status, reviewTime } = found.campaign;
  return status === 'PENDING' || status === 'SUSPENDED' || reviewTime !== null;
}

function rejectable(found: Found): boolean {
  if (found.kind === 'brand') return found.brand.status === 'PENDING';
  return found.campaign.status === 'PENDING' || found.campaign.reviewTime !== null;
}

/** The one object that `target` names and that the verb can be done to. */
function pick(
  world: World,
  target: string,
  fits: (found: Found) => boolean,
  done: string,
): Answer<Found> {
  const named: Found[] = [];
  for (const brand of world.state.brands.values()) {
    if (names(target, brand.brandId, brand.referenceId)) named.push({ kind: 'brand', brand });
  }
  for (const campaign of candidates(world, target)) named.push({ kind: 'campaign', campaign });
  if (named.length === 0) return noSuch(target);
  const fitting = named.filter(fits);
  const [first] = fitting;
  if (first === undefined) {
    const states = named.map((it) => `${idOf(it)} is ${statusOf(it)}`).join(', ');
    return refuse('CONFLICT', 'target', `Nothing can be ${done}: ${states}`);
  }
  if (fitting.length > 1) {
    const ids = fitting.map(idOf).join(', ');
    return refuse('CONFLICT', 'target', `"${target}" names several objects; use one of ${ids}`);
  }
  return accept(first);
}

function candidates(world: World, target: string | null): readonly CampaignRecord[] {
  return [...world.state.campaigns.values()].filter(
    ({ campaignId, referenceId }) => target === null || names(target, campaignId, referenceId),
  );
}

function names(target: string, id: string, referenceId: string | null): boolean {
  if (target === id || target === referenceId) return true;
  return referenceId !== null && target === referenceId.slice(referenceId.lastIndexOf('/') + 1);
}

function idOf(found: Found): string {
  return found.kind === 'brand'
    ? `brand ${found.brand.brandId}`
    : `campaign ${found.campaign.campaignId}`;
}

function statusOf(found: Found): string {
  return found.kind === 'brand' ? found.brand.status : found.campaign.status;
}

function noSuch(target: string): { ok: false; refusal: ReturnType<typeof refuse>['refusal'] } {
  return refuse('NOT_FOUND', null, `No brand or campaign is called "${target}"`);
}
