/**
 * State: what Admin Console shows of one brand or campaign.
 * Law: what cannot follow what was seen before is refused with both; what merely was not expected is recorded and said.
 */
import { nearest } from '../model/nearest.ts';
import type { News, ObservedCampaign, Seen } from '../model/observed.ts';
import type { BrandStatus, CampaignStatus } from '../model/snapshot.ts';
import { fillsPlace } from '../model/snapshot.ts';
import { blockOf, isLater, nameOf, type Recording } from './draft.ts';
import { deactivate, whoseId, whyNoBrand } from './effects.ts';
import { moment, named, seenBy } from './words.ts';

type StateNews = Extract<News, { kind: 'state' }>;
type Kind = 'brand' | 'campaign';

/** Recorded; a sentence: why not. */
export function recordState(recording: Recording, news: StateNews): void {
  const kind = news.address.startsWith('brand/') ? 'brand' : 'campaign';
  const called = news.address.slice(news.address.indexOf('/') + 1);
  const name = nameOf(kind, called, recording) ?? newName(recording, kind, called);
  const why =
    typeof name !== 'string'
      ? name.why
      : kind === 'brand'
        ? recordBrand(recording, news, name)
        : recordCampaign(recording, news, name);
  const what = named(news.address);
  const { refused } = recording;
  // A brand is looked at before its campaigns and in its own turn.
  if (why !== null && !refused.some((one) => one.what === what && one.why === why)) {
    refused.push({ what, why });
  }
}

/** The name of something that is not written down yet: that of its block, or one that is like no other. */
function newName(
  { draft, facts, notes }: Recording,
  kind: Kind,
  called: string,
): string | { readonly why: string } {
  const objects = kind === 'brand' ? draft.brands : draft.campaigns;
  const other = objects.get(called);
  if (other !== undefined) {
    return {
      why: `observed.yaml has another ${kind} of that name, with the id ${other.id}. Look up the id in Admin Console, and mend the one that is wrong.`,
    };
  }
  if (blockOf(kind, called, facts.desired) !== null) return called;
  const blocks = kind === 'brand' ? facts.desired.brands : facts.desired.campaigns;
  const near = nearest(called, [...objects.keys(), ...blocks.map(({ key }) => key)]);
  if (near !== null) return { why: `There is no such ${kind}. Did you mean ${near}?` };
  if (!/^[a-z0-9][a-z0-9-]{0,49}$/.test(called)) {
    return {
      why: `There is no such ${kind}, and this cannot be a name: names have small letters, digits and hyphens.`,
    };
  }
  notes.push(`${kind} ${called} is new in observed.yaml, and no block has that key.`);
  return called;
}

interface Shown<S> {
  readonly id: string | null;
  readonly status: S;
  readonly since: string | null;
  readonly reason: string | null;
  readonly seen: Seen;
}

const LONGEST_REASON = 2_000;

/** What is known of an object now; a sentence: why that cannot be. */
function shownNow<S extends BrandStatus | CampaignStatus>(
  known: Shown<S> | undefined,
  news: StateNews & { readonly status: S | null },
  bound: string | null,
  seen: Seen,
): Shown<S> | string {
  const status = news.status ?? known?.status;
  if (status === undefined) return 'Nothing is known of it yet: tell its status too.';
  const isOther = known !== undefined && status !== known.status;
  if (isOther && isLater(known.seen, seen)) {
    return `It was seen as ${known.status} by ${seenBy(known.seen)}, which is later than ${moment(seen.at)}.`;
  }
  const id = known?.id ?? null;
  if (id !== null && news.id !== null && id !== news.id) {
    return `It has the id ${id} in observed.yaml, not ${news.id}. Look up the id in Admin Console, and mend the one that is wrong.`;
  }
  const isOld = known !== undefined && (news.status === null || isLater(known.seen, seen));
  return {
    id: news.id ?? id ?? bound,
    status,
    // Of what was not seen before nobody knows since when it is so.
    since: isOther ? seen.at : (known?.since ?? null),
    reason: news.reason?.slice(0, LONGEST_REASON) ?? (isOther ? null : (known?.reason ?? null)),
    seen: isOld ? known.seen : seen,
  };
}

function recordBrand(recording: Recording, news: StateNews, name: string): string | null {
  const { draft, facts, seen } = recording;
  const known = draft.brands.get(name);
  const bound = blockOf('brand', name, facts.desired)?.id ?? null;
  // The marks and the command line give a brand only states of brands.
  const told = news as StateNews & { readonly status: BrandStatus | null };
  const shown = shownNow(known, told, bound, seen);
  if (typeof shown === 'string') return shown;
  const taken = whoseId(draft.brands, name, shown.id);
  if (taken !== null) return taken;
  draft.brands.set(name, { content: known?.content ?? null, ...shown });
  return null;
}

function recordCampaign(recording: Recording, news: StateNews, name: string): string | null {
  const { draft, facts, seen, notes } = recording;
  const known = draft.campaigns.get(name);
  const block = facts.desired.campaigns.find(({ key }) => key === name);
  const told = news as StateNews & { readonly status: CampaignStatus | null };
  const shown = shownNow(known, told, block?.id ?? null, seen);
  if (typeof shown === 'string') return shown;
  const brand = known?.brand ?? nameOf('brand', block?.brand ?? '', recording);
  const why =
    whoseId(draft.campaigns, name, shown.id) ??
    whyNotNext(recording, known, shown.status, brand) ??
    whyNoLimit(news.limit);
  if (why !== null) return why;
  if (known?.status === 'rejected' && shown.status === 'approved') {
    notes.push(
      `campaign ${name} is approved; ${seenBy(known.seen)} saw it rejected, and nobody has told that it was sent in again.`,
    );
  }
  const isEnded = shown.status === 'deactivated' && known?.status !== 'deactivated';
  const lost = isEnded ? deactivate(recording, name) : [];
  if (lost.length > 0) {
    notes.push(
      `campaign ${name} was deactivated, so its ${lost.length === 1 ? 'number has' : `${lost.length} numbers have`} no SMS any more.`,
    );
  }
  const limit = news.limit ?? known?.limit ?? null;
  draft.campaigns.set(name, {
    ...{ lastResubmit: null, content: null, numbers: new Map(), ...known },
    ...{ brand, limit, ...shown },
  });
  noteFull(recording, name, limit);
  return null;
}

/** Why a campaign cannot have become that; null: it can. */
function whyNotNext(
  recording: Recording,
  known: ObservedCampaign | undefined,
  status: CampaignStatus,
  brand: string | null,
): string | null {
  if (known?.status === status) return null;
  if (known?.status === 'deactivated') {
    return `It was deactivated, as ${seenBy(known.seen)} saw it, and that is for ever. If it never was, take that change of observed.yaml back. If this is another campaign, tell it by another name.`;
  }
  return status === 'pending' || status === 'approved' ? whyNoBrand(recording, brand) : null;
}

const MOST_NUMBERS = 100_000;

function whyNoLimit(limit: number | null): string | null {
  if (limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= MOST_NUMBERS)) {
    return null;
  }
  return `The limit has to be a whole number from 1 to ${MOST_NUMBERS}.`;
}

function noteFull({ draft, notes }: Recording, name: string, limit: number | null): void {
  const held = [...draft.numbers.values()].filter(
    ({ campaign, state: { status, since, reason } }) =>
      campaign === name && fillsPlace({ status, since, reason, campaignId: name, version: null }),
  );
  if (limit === null || held.length <= limit) return;
  notes.push(
    `campaign ${name} holds ${held.length} numbers, which is more than its limit of ${limit}.`,
  );
}
