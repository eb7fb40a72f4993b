/**
 * What others do to the registry: carriers and support (approve, reject, suspend, limit),
 * a hand at the console (toggle), provisioning that goes wrong (fail), and time (settle).
 */
import { formatPhone, parsePhone } from '../model/phone.ts';
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
  if (found.value.kind !== 'campaign') return noSuch(world, target);
  const { campaign } = found.value;
  world.put(['campaign', { ...campaign, numberLimit: numbers, version: campaign.version + 1 }]);
  return accept(
    capital(`${nameOf(found.value)} may hold ${numbers === 1 ? '1 number' : `${numbers} numbers`}`),
  );
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
    return refuse('NOT_FOUND', null, `The account has no number ${shown(phoneNumber)}`);
  if (!on) {
    setSms(world, number, { status: 'OFF', campaignId: null }, now);
    return accept(`SMS of ${shown(phoneNumber)} is off`);
  }
  const approved = candidates(world, target).filter(({ status }) => status === 'APPROVED');
  const [campaign] = approved;
  if (target !== null && campaign === undefined) return noSuch(world, target);
  if (approved.length > 1) {
    const ids = approved.map(({ campaignId }) => campaignId).join(', ');
    return refuse('CONFLICT', 'campaign', `Several campaigns are approved; name one of ${ids}`);
  }
  const leaving = siblings(world, number);
  const already = campaign !== undefined && number.campaignId === campaign.campaignId;
  if (campaign !== undefined && !already) {
    if (isFull(world, campaign.campaignId, campaign.numberLimit, leaving)) {
      return refuse('CONFLICT', 'limit', `${nameOf({ kind: 'campaign', campaign })} is full`);
    }
  }
  for (const other of leaving) setSms(world, other, { status: 'OFF', campaignId: null }, now);
  setSms(world, number, { status: 'ON', campaignId: campaign?.campaignId ?? null }, now);
  const where =
    campaign === undefined ? 'without a campaign' : `in ${nameOf({ kind: 'campaign', campaign })}`;
  return accept(`SMS of ${shown(phoneNumber)} is on ${where}`);
}

/** Provisioning fails for a number that is on its way on or off. */
export function fail(world: World, phoneNumber: string, now: number): Told {
  const number = world.state.numbers.get(phoneNumber);
  if (number === undefined)
    return refuse('NOT_FOUND', null, `The account has no number ${shown(phoneNumber)}`);
  if (number.status !== 'PENDING_ON' && number.status !== 'PENDING_OFF') {
    return refuse(
      'CONFLICT',
      'status',
      `SMS of ${shown(phoneNumber)} is not being turned on or off`,
    );
  }
  const [status, onOrOff] =
    number.status === 'PENDING_ON'
      ? (['ENABLING_FAILED', 'on'] as const)
      : (['DISABLING_FAILED', 'off'] as const);
  const statusReason = 'The carrier did not provision the number';
  setSms(world, number, { status, campaignId: number.campaignId, statusReason }, now);
  return accept(`Turning ${onOrOff} SMS of ${shown(phoneNumber)} failed`);
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
    return accept(capital(`${nameOf(found)} is ${words(brandStatus)}`));
  }
  endCampaign(world, found.campaign, campaignStatus, reason, now);
  return accept(capital(`${nameOf(found)} is ${words(campaignStatus)}`));
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
  if (named.length === 0) return noSuch(world, target);
  const fitting = named.filter(fits);
  const [first] = fitting;
  if (first === undefined) {
    const states = named.map((it) => `${nameOf(it)} is ${words(statusOf(it))}`).join(', ');
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
  return referenceId !== null && target === lastPart(referenceId);
}

function idOf(found: Found): string {
  return found.kind === 'brand'
    ? `brand ${found.brand.brandId}`
    : `campaign ${found.campaign.campaignId}`;
}

/** `front-desk (CFRONT1)`; without a reference of ours `campaign CFRONT1`. */
function nameOf(found: Found): string {
  const { referenceId } = found.kind === 'brand' ? found.brand : found.campaign;
  if (referenceId === null) return idOf(found);
  const id = found.kind === 'brand' ? found.brand.brandId : found.campaign.campaignId;
  return `${lastPart(referenceId)} (${id})`;
}

/** A key at the start of a sentence stays as it is. */
function capital(text: string): string {
  return text.replace(
    /^(?:brand|campaign)(?= )/,
    (kind) => kind.charAt(0).toUpperCase() + kind.slice(1),
  );
}

function words(status: string): string {
  return status.toLowerCase();
}

function shown(phoneNumber: string): string {
  const read = parsePhone(phoneNumber);
  return read.ok ? formatPhone(read.number) : phoneNumber;
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function statusOf(found: Found): string {
  return found.kind === 'brand' ? found.brand.status : found.campaign.status;
}

/** So many are named where none was found. */
const NAMED = 10;

function noSuch(
  { state }: World,
  target: string,
): { ok: false; refusal: ReturnType<typeof refuse>['refusal'] } {
  const known = [
    ...Array.from(state.brands.values(), ({ brandId, referenceId }) => referenceId ?? brandId),
    ...Array.from(state.campaigns.values(), (one) => one.referenceId ?? one.campaignId),
  ].map(lastPart);
  const more = known.length > NAMED ? `, and ${known.length - NAMED} more` : '';
  const there =
    known.length === 0
      ? 'The sandbox has none yet.'
      : `The sandbox has ${known.slice(0, NAMED).join(', ')}${more}.`;
  return refuse('NOT_FOUND', null, `No brand or campaign is called "${target}". ${there}`);
}
