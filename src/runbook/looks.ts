/**
 * Looks: what is under way, or was seen too long ago, and what Admin Console may show of it now.
 * Law: pure; what is too old is measured from the time of the snapshot.
 */
import type { Desired } from '../model/desired.ts';
import { type Kind, keyOfReference } from '../model/kinds.ts';
import type { Look, LookAnswer } from '../model/runbook.ts';
import type {
  BrandStatus,
  CampaignStatus,
  LiveBrand,
  LiveCampaign,
  SeenAt,
  Snapshot,
} from '../model/snapshot.ts';
import { count, withId } from './words.ts';

/** "How to enable SMS": a number is turned on or off within 48 hours. */
const NUMBER_HOURS = 48;
const HOUR = 3_600_000;

/** As Admin Console and the help call them, as far as that is known. */
const BRAND_WORDS: Readonly<Record<BrandStatus, string>> = {
  pending: 'In progress',
  verified: 'Verified',
  unverified: 'Unverified',
  failed: 'Failed',
  unknown: 'Something else',
};

const CAMPAIGN_WORDS: Readonly<Record<CampaignStatus, string>> = {
  pending: 'In progress',
  approved: 'Approved',
  rejected: 'Rejected',
  suspended: 'Suspended',
  deactivated: 'Deactivated',
  unknown: 'Something else',
};

/** What can follow each state, also where somebody else brought it about. */
const BRAND_NEXT: Readonly<Record<BrandStatus, readonly BrandStatus[]>> = {
  pending: ['verified', 'unverified', 'failed'],
  verified: ['unverified', 'failed'],
  unverified: ['pending', 'verified', 'failed'],
  failed: ['pending', 'verified', 'unverified'],
  unknown: ['pending', 'verified', 'unverified', 'failed'],
};

const CAMPAIGN_NEXT: Readonly<Record<CampaignStatus, readonly CampaignStatus[]>> = {
  pending: ['approved', 'rejected'],
  approved: ['suspended', 'deactivated'],
  rejected: ['pending', 'approved'],
  suspended: ['approved', 'deactivated'],
  deactivated: [],
  unknown: ['pending', 'approved', 'rejected', 'suspended', 'deactivated'],
};

export function looksOf(snapshot: Snapshot, desired: Desired): Look[] {
  return [
    ...snapshot.brands.flatMap((live) => brandLook(live, snapshot, desired)),
    ...snapshot.campaigns.flatMap((live) => campaignLook(live, snapshot, desired)),
    ...formsLook(snapshot),
    ...pageLook(snapshot),
  ];
}

function brandLook(live: LiveBrand, snapshot: Snapshot, desired: Desired): Look[] {
  const { status, since } = live;
  const old = agedLook('brand', live.id, snapshot);
  if (status === 'verified' && old === null) return [];
  const name = nameOf('brand', live, snapshot, desired);
  return [
    {
      address: `brand/${name}`,
      title: titleOf(`Brand ${withId(name, live)}`, BRAND_WORDS[status], old),
      since,
      from: null,
      answers: answers(status, BRAND_NEXT, BRAND_WORDS, old !== null),
    },
  ];
}

function campaignLook(live: LiveCampaign, snapshot: Snapshot, desired: Desired): Look[] {
  const { status, since, reviewSince } = live;
  const old = agedLook('campaign', live.id, snapshot);
  const inReview = status === 'approved' && reviewSince !== null;
  if (status === 'deactivated' || (status === 'approved' && old === null && !inReview)) return [];
  const name = nameOf('campaign', live, snapshot, desired);
  const words = inReview ? 'changed texts in review' : CAMPAIGN_WORDS[status];
  return [
    {
      address: `campaign/${name}`,
      title: titleOf(`Campaign ${withId(name, live)}`, words, old),
      since: inReview ? reviewSince : since,
      from: null,
      answers: answers(status, CAMPAIGN_NEXT, CAMPAIGN_WORDS, old !== null || inReview),
    },
  ];
}

function titleOf(what: string, state: string, old: SeenAt | null): string {
  const seen = old === null ? '' : `, last seen by ${old.by} on ${old.at.slice(0, 10)}`;
  return `${what}: ${state}${seen}`;
}

/** `withOwn`: that nothing has changed is an answer, too. */
function answers<S extends string>(
  status: S,
  following: Readonly<Record<S, readonly S[]>>,
  words: Readonly<Record<S, string>>,
  withOwn: boolean,
): LookAnswer[] {
  const own = withOwn && status !== 'unknown' ? [status] : [];
  return [...own, ...following[status]].map((one) => ({ status: one, label: words[one] }));
}

function formsLook({ seen, readAt }: Snapshot): Look[] {
  if (seen === null || isFresh(seen.forms, seen.lookAgainAfterDays, readAt)) return [];
  return [
    {
      address: 'forms',
      title: seenWords('All brands and campaigns', seen.forms),
      since: null,
      from: null,
      answers: [],
    },
  ];
}

/** One look at the SMS page answers for all numbers. */
function pageLook({ seen, readAt, numbers }: Snapshot): Look[] {
  const isOld = seen !== null && !isFresh(seen.page, seen.lookAgainAfterDays, readAt);
  // Before anybody has seen the page, what is unknown is so because nobody looked, not because it is on its way.
  const wasSeen = seen === null || seen.page !== null;
  const pending = numbers.filter(
    ({ sms: { status } }) => PENDING.has(status) && (wasSeen || status !== 'unknown'),
  );
  if (!isOld && pending.length === 0) return [];
  const [since = null] = pending.flatMap(({ sms }) => sms.since ?? []).sort();
  const way = `${count(pending.length, 'number')} on the way`;
  return [
    {
      address: 'numbers',
      title: isOld
        ? `${seenWords('The whole SMS page', seen.page)}${pending.length === 0 ? '' : `; ${way}`}`
        : `SMS page: ${way}`,
      since,
      from: isOld || since === null ? null : dayAfter(since),
      answers: [],
    },
  ];
}

const PENDING: ReadonlySet<string> = new Set(['pending-on', 'pending-off', 'unknown']);

function seenWords(what: string, seen: SeenAt | null): string {
  return seen === null
    ? `${what}: nobody has looked yet`
    : `${what}: last seen by ${seen.by} on ${seen.at.slice(0, 10)}`;
}

/** The day on which the 48 hours are over, as observed.yaml has it. null: the time is not one. */
function dayAfter(since: string): string | null {
  const time = Date.parse(since);
  if (Number.isNaN(time)) return null;
  return new Date(time + NUMBER_HOURS * HOUR).toISOString().slice(0, 10);
}

function isFresh(seen: SeenAt | null, days: number, readAt: string): boolean {
  return seen !== null && Date.parse(readAt) - Date.parse(seen.at) <= days * 24 * HOUR;
}

/** When it was seen, if that is too long ago; null: it is fresh, or was read from the registry. */
function agedLook(kind: Kind, id: string, { seen, readAt }: Snapshot): SeenAt | null {
  const object = seenObject(kind, id, seen);
  if (object === undefined || seen === null) return null;
  return isFresh(object, seen.lookAgainAfterDays, readAt) ? null : object;
}

function seenObject(kind: Kind, id: string, seen: Snapshot['seen']) {
  return seen?.objects.find((object) => object.id === id && object.name.startsWith(`${kind}/`));
}

/** As observed.yaml calls it, else as its block does, else its id. */
function nameOf(
  kind: Kind,
  live: LiveBrand | LiveCampaign,
  { seen }: Snapshot,
  { account, brands, campaigns }: Desired,
): string {
  const observed = seenObject(kind, live.id, seen)?.name.slice(kind.length + 1);
  const blocks = kind === 'brand' ? brands : campaigns;
  return (
    observed ??
    blocks.find(({ id }) => id === live.id)?.key ??
    keyOfReference(account.name, kind, live.referenceId ?? '') ??
    live.id
  );
}
