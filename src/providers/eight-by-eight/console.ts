/**
 * Console mode: what people saw in Admin Console, joined with the inventory. Pure.
 * Law: what nobody saw is not known. Only a look at the whole SMS page says that the other numbers are off, and only a
 * look at all forms says that there is no other brand or campaign.
 */
import type { E164 } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import { type Kind, referenceOf } from '../../model/kinds.ts';
import {
  OBSERVED_FILE,
  type Observed,
  type ObservedBrand,
  type ObservedCampaign,
  type ObservedNumber,
} from '../../model/observed.ts';
import type { FindTarget, FoundObject } from '../../model/port.ts';
import type {
  Gap,
  LiveBrand,
  LiveCampaign,
  LiveNumber,
  LiveSms,
  Part,
  SeenAt,
  SeenFacts,
  Snapshot,
} from '../../model/snapshot.ts';
import type { Inventory } from './inventory.ts';

/** Days after which nothing is paid or ended on the strength of a look, where the files do not say. */
export const LOOK_AGAIN_AFTER_DAYS = 7;

export interface Reading {
  readonly readAt: string;
  readonly lookAgainAfterDays: number;
  /** By the clock of this machine, ISO 8601; left out: as `readAt`. */
  readonly now?: string;
}

export function consoleSnapshot(
  account: string,
  observed: Observed | null,
  inventory: Inventory,
  { readAt, lookAgainAfterDays, now = readAt }: Reading,
): Snapshot {
  const seen = observed ?? NOTHING_SEEN;
  const brands = byId([...seen.brands].map(([name, brand]) => liveBrand(account, name, brand)));
  const campaigns = byId(
    [...seen.campaigns].map(([name, campaign]) => liveCampaign(account, name, campaign, seen)),
  );
  return {
    provider: '8x8',
    readAt,
    usersExport: inventory.exportedIn,
    brands,
    campaigns,
    numbers: joined(account, seen, inventory),
    users: inventory.users,
    gaps: [...inventory.gaps, ...gapsOf(observed), ...looksAhead(seen, later(readAt, now))],
    seen: seenFacts(account, seen, lookAgainAfterDays),
  };
}

type Looks = Omit<Observed, 'account'>;

const NOTHING_SEEN: Looks = {
  forms: null,
  page: null,
  brands: new Map(),
  campaigns: new Map(),
  numbers: new Map(),
};

/** What nobody has looked at, as gaps: nothing is registered, moved or switched off there. */
function gapsOf(observed: Observed | null): readonly Gap[] {
  const gaps: Gap[] = [];
  const gap = (parts: readonly Part[], reason: string) => {
    for (const part of parts) gaps.push({ part, reason });
  };
  if (observed === null) {
    const reason = `There is no ${OBSERVED_FILE}: nobody has written down what Admin Console shows. Tell the status of each brand and campaign, such as campaignctl observe --shows campaign/front-desk=approved; then campaignctl observe --forms. For an account without any: campaignctl observe --forms --empty-page.`;
    gap(['brands', 'campaigns', 'sms'], reason);
    return gaps;
  }
  if (observed.forms === null) {
    const reason = `Nobody has said that ${OBSERVED_FILE} has all brands and campaigns that Admin Console shows. If it has: campaignctl observe --forms.`;
    gap(['brands', 'campaigns'], reason);
  }
  if (observed.page === null) {
    const reason =
      'Nobody has seen the whole SMS page. Copy it into a file: campaignctl observe --page FILE --whole. If it lists no number: campaignctl observe --empty-page.';
    gap(['sms'], reason);
  }
  return gaps;
}

function later(one: string, other: string): string {
  return Date.parse(one) > Date.parse(other) ? one : other;
}

const DAY_MS = 86_400_000;

/**
 * Looks of a time that is still to come, by the later of two clocks: such a look would never grow old, and would stand
 * against every later one. Clocks of two machines differ by minutes, and at most by hours.
 */
function looksAhead({ forms, page, brands, campaigns, numbers }: Looks, now: string): Gap[] {
  const isAhead = ({ at }: SeenAt) => Date.parse(at) - Date.parse(now) > DAY_MS;
  const wrong = (parts: readonly Part[], looks: readonly (SeenAt | null)[]): Gap[] => {
    const look = looks.find((one) => one !== null && isAhead(one));
    if (look == null) return [];
    const reason = `${OBSERVED_FILE} has a look of ${look.by} on ${look.at.slice(0, 10)}, which is still to come. Mend that time in the file.`;
    return parts.map((part) => ({ part, reason }));
  };
  const objects = [...brands.values(), ...campaigns.values()];
  const held = [numbers, ...[...campaigns.values()].map((campaign) => campaign.numbers)];
  const states = held.flatMap((list) => [...list.values()]);
  return [
    ...wrong(['brands', 'campaigns'], [forms, ...objects.map(({ seen }) => seen)]),
    ...wrong(['sms'], [page, ...states.map(({ seen }) => seen)]),
  ];
}

/** Where Admin Console shows no id, or nobody wrote it down, our reference stands for it. */
function idOf(account: string, kind: Kind, name: string, id: string | null): string {
  return id ?? referenceOf(account, kind, name);
}

function liveBrand(account: string, name: string, brand: ObservedBrand): LiveBrand {
  const { status, since, reason, content } = brand;
  return {
    id: idOf(account, 'brand', name, brand.id),
    referenceId: referenceOf(account, 'brand', name),
    status,
    since,
    reason,
    content: content ?? {},
    version: null,
  };
}

function liveCampaign(
  account: string,
  name: string,
  campaign: ObservedCampaign,
  { brands }: Looks,
): LiveCampaign {
  const { status, since, reason, lastResubmit, limit, content, brand } = campaign;
  return {
    id: idOf(account, 'campaign', name, campaign.id),
    referenceId: referenceOf(account, 'campaign', name),
    brandId: brand === null ? null : idOf(account, 'brand', brand, brands.get(brand)?.id ?? null),
    status,
    since,
    reason,
    reviewSince: null,
    lastResubmit,
    limit,
    content: content ?? {},
    version: null,
  };
}

/** Every number that the inventory names, or that somebody saw. */
function joined(account: string, seen: Looks, inventory: Inventory): readonly LiveNumber[] {
  const states = smsStates(account, seen);
  const rest: LiveSms = { ...NOT_SEEN, ...(seen.page === null ? {} : { status: 'off' as const }) };
  return [...new Set([...inventory.numbers.keys(), ...states.keys()])]
    .sort(compareText)
    .map((number) => ({ ...inventory.numberOf(number), sms: states.get(number) ?? rest }));
}

const NOT_SEEN: LiveSms = {
  status: 'unknown',
  campaignId: null,
  since: null,
  reason: null,
  version: null,
};

function smsStates(account: string, seen: Looks): ReadonlyMap<E164, LiveSms> {
  const states = new Map<E164, LiveSms>();
  for (const [number, state] of seen.numbers) states.set(number, liveSms(state, null));
  for (const [name, { id, numbers }] of seen.campaigns) {
    const campaignId = idOf(account, 'campaign', name, id);
    for (const [number, state] of numbers) states.set(number, liveSms(state, campaignId));
  }
  return states;
}

function liveSms({ status, since, reason }: ObservedNumber, campaignId: string | null): LiveSms {
  return { status, campaignId: status === 'off' ? null : campaignId, since, reason, version: null };
}

function seenFacts(account: string, seen: Looks, lookAgainAfterDays: number): SeenFacts {
  const objects = (kind: Kind, entries: Looks['brands'] | Looks['campaigns']) =>
    [...entries].map(([name, entry]) => ({
      ...at(entry.seen),
      name: `${kind}/${name}`,
      id: idOf(account, kind, name, entry.id),
      formSeen: entry.content !== null,
    }));
  const all = [...objects('brand', seen.brands), ...objects('campaign', seen.campaigns)].sort(
    (a, b) => compareText(a.name, b.name),
  );
  return {
    lookAgainAfterDays,
    forms: seen.forms === null ? null : at(seen.forms),
    page: seen.page === null ? null : at(seen.page),
    objects: all.map(({ name, id, at, by }) => ({ name, id, at, by })),
    formNotSeen: all.filter(({ formSeen }) => !formSeen).map(({ id }) => id),
  };
}

function at({ at, by }: SeenAt): SeenAt {
  return { at, by };
}

function byId<T extends { readonly id: string }>(entries: Iterable<T>): readonly T[] {
  return [...entries].sort((a, b) => compareText(a.id, b.id));
}

/** As the port's `find`: in what was seen. */
export function findSeen(snapshot: Snapshot, target: FindTarget): readonly FoundObject[] {
  switch (target.kind) {
    case 'number':
      return snapshot.numbers
        .filter(({ number }) => number === target.number)
        .map(({ number, sms }) => ({ kind: 'number', number, sms }));
    case 'brand':
      return snapshot.brands
        .filter((brand) => isMeant(brand, target))
        .map((brand) => ({ kind: 'brand', brand }));
    case 'campaign':
      return snapshot.campaigns
        .filter((campaign) => isMeant(campaign, target))
        .map((campaign) => ({ kind: 'campaign', campaign }));
  }
}

function isMeant(
  { id, referenceId }: { readonly id: string; readonly referenceId: string | null },
  target: Exclude<FindTarget, { kind: 'number' }>,
): boolean {
  return 'id' in target ? id === target.id : referenceId === target.reference;
}
