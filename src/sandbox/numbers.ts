/**
 * SMS numbers: assignment to a campaign and removal from it, number by number.
 * Law: one SMS number per user, no campaign above its limit, only local US and Canadian numbers of UC users.
 */
import type { ItemResult, NumberRecord } from './records.ts';
import { fillsPlace } from './state.ts';
import { iso, type World } from './world.ts';

export interface AssignmentItem {
  readonly phoneNumber: string;
  readonly campaignId: string;
  readonly version: number | null;
}

export interface RemovalItem {
  readonly phoneNumber: string;
  readonly version: number | null;
}

interface Rejection {
  readonly code: string;
  readonly message: string;
}

/** Takes the items in order; each sees what those before it did. */
export function assign(
  world: World,
  items: readonly AssignmentItem[],
  now: number,
): readonly ItemResult[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const rejection = seen.has(item.phoneNumber) ? DUPLICATE : assignOne(world, item, now);
    seen.add(item.phoneNumber);
    return resultOf(item.phoneNumber, rejection);
  });
}

export function remove(
  world: World,
  items: readonly RemovalItem[],
  now: number,
): readonly ItemResult[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const rejection = seen.has(item.phoneNumber) ? DUPLICATE : removeOne(world, item, now);
    seen.add(item.phoneNumber);
    return resultOf(item.phoneNumber, rejection);
  });
}

/** Puts a number into another SMS state; the version moves with every change. */
export function setSms(
  world: World,
  number: NumberRecord,
  sms: Pick<NumberRecord, 'status' | 'campaignId'> & {
    readonly statusReason?: string | null;
    readonly due?: number | null;
  },
  now: number,
): void {
  world.put([
    'number',
    {
      ...number,
      status: sms.status,
      campaignId: sms.campaignId,
      statusTime: iso(now),
      statusReason: sms.statusReason ?? null,
      version: number.version + 1,
      due: sms.due ?? null,
    },
  ]);
}

/** The other numbers of the same user that have SMS on or are getting it: enabling one more turns them off. */
export function siblings(world: World, number: NumberRecord): readonly NumberRecord[] {
  const owner = world.state.owners.get(number.phoneNumber);
  if (owner === undefined) return [];
  return owner.user.extensions
    .flatMap((extension) => extension.numbers)
    .filter((other) => other !== number.phoneNumber)
    .flatMap((other) => world.state.numbers.get(other) ?? [])
    .filter(
      ({ status }) => status === 'ON' || status === 'PENDING_ON' || status === 'DISABLING_FAILED',
    );
}

/** True when the campaign has no place left for a number that would push its siblings out. */
export function isFull(
  world: World,
  campaignId: string,
  numberLimit: number,
  leaving: readonly NumberRecord[],
): boolean {
  const freed = leaving.filter((n) => fillsPlace(n) && n.campaignId === campaignId).length;
  return world.capCheck && (world.state.places.get(campaignId) ?? 0) - freed >= numberLimit;
}

const DUPLICATE: Rejection = {
  code: 'DUPLICATE_ITEM',
  message: 'The number is in this request more than once',
};

function assignOne(world: World, item: AssignmentItem, now: number): Rejection | null {
  const number = world.state.numbers.get(item.phoneNumber);
  if (number === undefined) return notFound(item.phoneNumber);
  const unfit = whyUnfit(world, number);
  if (unfit !== null) return unfit;
  const stale = whyStale(world, number, item.version);
  if (stale !== null) return stale;
  const campaign = world.state.campaigns.get(item.campaignId);
  if (campaign === undefined) {
    return { code: 'NOT_FOUND', message: `Campaign not found: ${item.campaignId}` };
  }
  if (campaign.status !== 'APPROVED') {
    return { code: 'CAMPAIGN_NOT_APPROVED', message: `The campaign is ${campaign.status}` };
  }
  const here = number.campaignId === campaign.campaignId;
  if (fillsPlace(number) && !here) {
    return {
      code: 'IN_OTHER_CAMPAIGN',
      message: `The number is ${number.status} in campaign ${number.campaignId}; turn it off first`,
    };
  }
  if (number.status === 'PENDING_ON' || number.status === 'PENDING_OFF') return busy(number);
  if (number.status === 'ON' && here) return null;
  const leaving = siblings(world, number);
  const own = fillsPlace(number) ? [number] : [];
  if (isFull(world, campaign.campaignId, campaign.numberLimit, [...leaving, ...own])) {
    return {
      code: 'CAP_EXCEEDED',
      message: `The campaign has its ${campaign.numberLimit} numbers`,
    };
  }
  for (const other of leaving) setSms(world, other, { status: 'OFF', campaignId: null }, now);
  const due = now + world.times.numberOn;
  setSms(world, number, { status: 'PENDING_ON', campaignId: campaign.campaignId, due }, now);
  return null;
}

function removeOne(world: World, item: RemovalItem, now: number): Rejection | null {
  const number = world.state.numbers.get(item.phoneNumber);
  if (number === undefined) return notFound(item.phoneNumber);
  const stale = whyStale(world, number, item.version);
  if (stale !== null) return stale;
  switch (number.status) {
    case 'OFF':
      return { code: 'NOT_ON', message: 'The number has SMS off' };
    case 'PENDING_ON':
    case 'PENDING_OFF':
      return busy(number);
    case 'ENABLING_FAILED':
      setSms(world, number, { status: 'OFF', campaignId: null }, now);
      return null;
    case 'ON':
    case 'DISABLING_FAILED': {
      const due = now + world.times.numberOff;
      setSms(world, number, { status: 'PENDING_OFF', campaignId: number.campaignId, due }, now);
      return null;
    }
  }
}

function whyUnfit(world: World, number: NumberRecord): Rejection | null {
  if (number.country !== 'US' && number.country !== 'CA') {
    return { code: 'NOT_US_CA', message: `The number is of ${number.country}` };
  }
  if (number.category !== 'LOCAL') {
    return { code: 'NOT_LOCAL', message: 'The number is toll-free' };
  }
  const owner = world.state.owners.get(number.phoneNumber);
  if (owner === undefined) return { code: 'NOT_UC', message: 'No user holds the number' };
  if (owner.extension === 'CC') {
    return { code: 'NOT_UC', message: 'The number is on a Contact Center extension' };
  }
  return null;
}

function whyStale(world: World, number: NumberRecord, version: number | null): Rejection | null {
  if (!world.versions || version === null || version === number.version) return null;
  return {
    code: 'CONFLICT',
    message: `The number has version ${number.version}, not ${version}; read it again`,
  };
}

function notFound(phoneNumber: string): Rejection {
  return { code: 'NOT_FOUND', message: `Phone number not found: ${phoneNumber}` };
}

function busy(number: NumberRecord): Rejection {
  return { code: 'BUSY', message: `The number is ${number.status}; wait until that ends` };
}

function resultOf(phoneNumber: string, rejection: Rejection | null): ItemResult {
  return rejection === null
    ? { phoneNumber, outcome: 'ACCEPTED', code: null, message: null }
    : { phoneNumber, outcome: 'REJECTED', ...rejection };
}
