/**
 * Effects: what a step that was carried out brings about in Admin Console.
 * Law: what carriers, or 8x8, still have to do is pending; nothing is taken for done because somebody has clicked.
 */
import type { E164 } from '../model/desired.ts';
import type { Content, FieldValue } from '../model/kinds.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, Side } from '../model/plan.ts';
import type { SmsStatus } from '../model/snapshot.ts';
import { nameOf, type Recording, setNumber } from './draft.ts';
import { lookAgainAfter, seenBy } from './words.ts';

/** Brings the state about; a sentence: why that cannot be. `id`: what Admin Console shows for a new object. */
export function bringAbout(recording: Recording, change: Change, id: string | null): string | null {
  switch (change.action) {
    case 'register':
      return change.address.startsWith('brand/')
        ? registerBrand(recording, change, id)
        : registerCampaign(recording, change, id);
    case 'update':
    case 'resubmit':
    case 'deactivate':
      return change.address.startsWith('brand/')
        ? updateBrand(recording, change)
        : changeCampaign(recording, change);
    case 'assign':
    case 'move':
    case 'switch':
    case 'turn-off':
      return turn(recording, change);
    case 'bind':
      return 'Admin Console has no such step: write the id of the object into its block instead.';
  }
}

function keyOf({ address }: Change): string {
  return address.slice(address.indexOf('/') + 1);
}

function registerBrand({ draft, seen }: Recording, change: Change, id: string | null) {
  const name = keyOf(change);
  const why = whyNotNew(draft.brands, name, id);
  if (why !== null) return why;
  const content = contentOf(change.to);
  draft.brands.set(name, {
    ...{ id, status: 'pending', since: seen.at, reason: null, seen, content },
  });
  return null;
}

function registerCampaign(recording: Recording, change: Change, id: string | null) {
  const { draft, seen } = recording;
  const name = keyOf(change);
  const brand = nameOf('brand', brandOf(recording, change), recording);
  const why = whyNotNew(draft.campaigns, name, id) ?? whyNoBrand(recording, brand);
  if (why !== null) return why;
  draft.campaigns.set(name, {
    ...{ id, brand, status: 'pending', since: seen.at, reason: null, lastResubmit: null },
    ...{ limit: null, seen, content: contentOf(change.to), numbers: new Map() },
  });
  return null;
}

/** Key of the block of the brand in whose name a campaign is registered. */
export function brandOf({ facts }: Recording, change: Change): string {
  const told = change.to?.fields?.['brand'];
  if (typeof told === 'string') return told;
  return facts.desired.campaigns.find(({ key }) => key === keyOf(change))?.brand ?? '';
}

/** Why a campaign cannot be registered, or approved, in the name of a brand; null: it can. */
export function whyNoBrand({ draft }: Recording, name: string | null): string | null {
  const brand = name === null ? undefined : draft.brands.get(name);
  if (brand === undefined || brand.status === 'verified' || brand.status === 'unknown') return null;
  return `Its brand ${name} is ${brand.status}, as ${seenBy(brand.seen)} saw it, and Admin Console opens "Your Campaign" only for a verified brand. If it is verified now, tell that too.`;
}

function whyNotNew(
  objects: ReadonlyMap<string, { readonly id: string | null; readonly status: string }>,
  name: string,
  id: string | null,
): string | null {
  const known = objects.get(name);
  if (known !== undefined) return `There is one of that name already, which is ${known.status}.`;
  return whoseId(objects, name, id);
}

/** Why an id cannot be that of `name`; null: it can. */
export function whoseId(
  objects: ReadonlyMap<string, { readonly id: string | null }>,
  name: string,
  id: string | null,
): string | null {
  if (id === null) return null;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id)) {
    return 'What was given as its id has other signs than letters, digits, hyphens and underscores.';
  }
  const [other] = [...objects].find(([key, one]) => key !== name && one.id === id) ?? [];
  return other === undefined ? null : `${other} has the id ${id}.`;
}

/** Fields with a value, the brand of a campaign left out. */
function contentOf(side: Side | null): Content {
  const fields = Object.entries(side?.fields ?? {}).filter(
    (entry): entry is [string, FieldValue] => entry[1] !== null && entry[0] !== 'brand',
  );
  return Object.fromEntries(fields);
}

function mergedInto(content: Content | null, side: Side | null): Content {
  const gone = new Set(
    Object.entries(side?.fields ?? {}).flatMap(([name, value]) => (value === null ? [name] : [])),
  );
  const left = Object.entries(content ?? {}).filter(([name]) => !gone.has(name));
  return { ...Object.fromEntries(left), ...contentOf(side) };
}

const GONE = 'observed.yaml has no such brand or campaign any more.';

function updateBrand(recording: Recording, change: Change): string | null {
  const { draft, seen } = recording;
  const name = nameOf('brand', change.from?.id ?? keyOf(change), recording);
  const brand = name === null ? undefined : draft.brands.get(name);
  if (name === null || brand === undefined) return GONE;
  const content = mergedInto(brand.content, change.to);
  const isAskedAgain = brand.status === 'failed' || brand.status === 'unverified';
  draft.brands.set(name, {
    ...brand,
    ...(isAskedAgain ? { status: 'pending', since: seen.at, reason: null } : {}),
    seen,
    content,
  });
  return null;
}

function changeCampaign(recording: Recording, change: Change): string | null {
  const { draft, seen, facts } = recording;
  const name = nameOf('campaign', change.from?.id ?? keyOf(change), recording);
  const campaign = name === null ? undefined : draft.campaigns.get(name);
  if (name === null || campaign === undefined) return GONE;
  if (change.action === 'deactivate') {
    deactivate(recording, name);
    return null;
  }
  const content = mergedInto(campaign.content, change.to);
  const block = facts.desired.campaigns.find(({ key }) => key === keyOf(change));
  const lastResubmit = block?.resubmit ?? campaign.lastResubmit;
  const isForm = Object.keys(content).length > 0 || campaign.content !== null;
  draft.campaigns.set(name, {
    ...campaign,
    ...(change.action === 'resubmit'
      ? { status: 'pending', since: seen.at, reason: null, lastResubmit }
      : {}),
    seen,
    content: isForm ? content : null,
  });
  return null;
}

/** It ends, and all its numbers lose SMS at once. Gives those that had it. */
export function deactivate({ draft, seen }: Recording, name: string): readonly E164[] {
  const campaign = draft.campaigns.get(name);
  if (campaign === undefined) return [];
  draft.campaigns.set(name, {
    ...campaign,
    ...{ status: 'deactivated', since: seen.at, reason: null, seen },
  });
  const off = { status: 'off', since: seen.at, reason: null, seen, lookAgain: null } as const;
  const held = [...draft.numbers].filter(([, { campaign }]) => campaign === name);
  for (const [number] of held) setNumber(draft, number, { campaign: null, state: off });
  return held.flatMap(([number, { state }]) => (state.status === 'off' ? [] : [number]));
}

function turn(recording: Recording, change: Change): string | null {
  const { draft } = recording;
  const own = keyOf(change) as E164;
  if (change.action === 'turn-off') {
    set(recording, own, 'pending-off', draft.numbers.get(own)?.campaign ?? null);
    return null;
  }
  const called = change.to?.campaign ?? '';
  const campaign = nameOf('campaign', called, recording);
  if (campaign === null) return `observed.yaml has no campaign ${called}.`;
  const status = draft.campaigns.get(campaign)?.status;
  if (status === 'deactivated') {
    return `${campaign} was deactivated for ever, so ${formatPhone(own)} cannot be in it.`;
  }
  const other = change.from?.number;
  if (other !== undefined && other !== own) {
    set(recording, other, 'pending-off', draft.numbers.get(other)?.campaign ?? null);
  }
  set(recording, change.to?.number ?? own, 'pending-on', campaign);
  return null;
}

function set(
  { draft, seen, told }: Recording,
  number: E164,
  status: SmsStatus,
  campaign: string | null,
): void {
  told.add(number);
  const lookAgain = lookAgainAfter(seen.at);
  const state = { status, since: seen.at, reason: null, seen, lookAgain };
  setNumber(draft, number, { campaign, state });
}
