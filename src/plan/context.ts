/**
 * What every part of the planner looks at, and where it writes what it finds.
 */
import { type World, worldOf } from '../model/can-text.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { Desired, DesiredBrand, DesiredCampaign } from '../model/desired.ts';
import { compareText } from '../model/diagnostic.ts';
import type { LogFacts } from '../model/log.ts';
import type { Attention, Change, Held, LimitRaise, Refusal, Waiting } from '../model/plan.ts';
import {
  fillsPlace,
  type LiveBrand,
  type LiveCampaign,
  type LiveNumber,
  type LiveUser,
  type Part,
  type Snapshot,
} from '../model/snapshot.ts';
import { type Identity, identify } from './identity.ts';

export interface Context {
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly capabilities: Capabilities;
  readonly world: World;
  readonly brands: Identity<DesiredBrand, LiveBrand>;
  readonly campaigns: Identity<DesiredCampaign, LiveCampaign>;
  /** Parts that were not read completely. */
  readonly gaps: ReadonlySet<Part>;
  /** Places filled now, by campaign id. */
  readonly filled: ReadonlyMap<string, number>;
  /** Numbers that are being turned off, and still fill a place. */
  readonly going: readonly LiveNumber[];
}

/** What the planner finds; every list is filled by the part that knows. */
export interface Findings {
  readonly changes: Change[];
  readonly refusals: Refusal[];
  readonly held: Held[];
  readonly waiting: Waiting[];
  readonly attention: Attention[];
  readonly limitRaises: LimitRaise[];
}

export interface PlanInput {
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly capabilities: Capabilities;
  /** What the log remembers; null or left out: there is none, or it is not asked. */
  readonly log?: LogFacts | null;
}

/** Sorts what has no written order, so that permuted input gives the same bytes. */
export function contextOf(input: PlanInput): Context {
  const desired: Desired = {
    ...input.desired,
    brands: byKey(input.desired.brands),
    campaigns: byKey(input.desired.campaigns),
    noTexting: [...input.desired.noTexting].sort((a, b) => compareText(a.number, b.number)),
  };
  const snapshot = sorted(input.snapshot);
  const gaps = new Set(snapshot.gaps.map((gap) => gap.part));
  const account = desired.account.name;
  const samePlainText = plainTextComparer();
  const brands = identify<DesiredBrand, LiveBrand>({
    kind: 'brand',
    account,
    blocks: desired.brands,
    live: snapshot.brands,
    complete: !gaps.has('brands'),
    alike: (block, live) => samePlainText(block.content['legalName'], live.content['legalName']),
    ended: () => null,
    mayBeAbsent: () => false,
  });
  const campaigns = identify<DesiredCampaign, LiveCampaign>({
    kind: 'campaign',
    account,
    blocks: desired.campaigns,
    live: snapshot.campaigns,
    complete: !gaps.has('campaigns'),
    alike: (block, live) => alikeCampaigns(block, live, brands, samePlainText),
    ended: endedCampaign,
    mayBeAbsent: (block) => block.deactivateForever !== null,
  });
  return {
    desired,
    snapshot,
    capabilities: input.capabilities,
    world: worldOf(snapshot, input.capabilities.smsOnByDefaultBefore),
    brands,
    campaigns,
    gaps,
    ...placesNow(snapshot),
  };
}

function placesNow(snapshot: Snapshot): Pick<Context, 'filled' | 'going'> {
  const filled = new Map<string, number>();
  const going: LiveNumber[] = [];
  for (const number of snapshot.numbers) {
    const id = number.sms.campaignId;
    if (id === null || !fillsPlace(number.sms)) continue;
    filled.set(id, (filled.get(id) ?? 0) + 1);
    if (number.sms.status === 'pending-off') going.push(number);
  }
  return { filled, going };
}

export function findings(): Findings {
  return { changes: [], refusals: [], held: [], waiting: [], attention: [], limitRaises: [] };
}

/** Key of the block a live campaign is bound to, else its provider id. */
export function campaignName(context: Context, id: string): string {
  return context.campaigns.blockOf.get(id)?.key ?? id;
}

export function liveCampaign(context: Context, block: DesiredCampaign): LiveCampaign | null {
  const binding = context.campaigns.bindings.get(block.key);
  return binding?.state === 'bound' ? binding.live : null;
}

/** Name of who holds the number, as people say it. */
export function personOf(context: Context, number: LiveNumber): string | null {
  return nameOf(number.ownerId === null ? undefined : context.world.users.get(number.ownerId));
}

export function nameOf(user: LiveUser | undefined): string | null {
  return user === undefined ? null : user.name || user.userName;
}

/** The line to paste that lists a number with whoever holds it. */
export function numberLine(context: Context, number: LiveNumber, indent: string): string {
  const user = number.ownerId === null ? undefined : context.world.users.get(number.ownerId);
  return `${indent}${number.number}: ${user?.userName ?? 'anyone'}`;
}

/** Numbers the campaign may hold, and who says so. */
export function limitOf(
  context: Context,
  block: DesiredCampaign,
): { limit: number; from: 'registry' | 'recorded case' | 'default' } {
  const told = liveCampaign(context, block)?.limit ?? null;
  if (told !== null) return { limit: told, from: 'registry' };
  if (block.limitGranted !== null) {
    return { limit: block.limitGranted.numbers, from: 'recorded case' };
  }
  return { limit: context.capabilities.numbersPerCampaign, from: 'default' };
}

/** Same use case of the same brand, or the same description: the same campaign as far as carriers see. */
function alikeCampaigns(
  block: DesiredCampaign,
  live: LiveCampaign,
  brands: Identity<DesiredBrand, LiveBrand>,
  samePlainText: SameText,
): boolean {
  if (live.status === 'deactivated') return false;
  if (samePlainText(block.content['description'], live.content['description'])) return true;
  const brand = block.brand === null ? undefined : brands.bindings.get(block.brand);
  if (brand?.state !== 'bound') return false;
  const sameBrand = live.brandId === null || live.brandId === brand.live.id;
  const useCase = live.content['useCase'];
  return sameBrand && (useCase === undefined || useCase === block.content['useCase']);
}

function endedCampaign(block: DesiredCampaign, live: LiveCampaign) {
  if (live.status !== 'deactivated' || block.deactivateForever !== null) return null;
  return block.id === null
    ? {
        rule: 'key-reused',
        message: `\`${block.key}\` was registered as ${live.id}, which was deactivated for ever. Choose another key for a new campaign, and list its numbers there.`,
        line: null,
      }
    : {
        rule: 'campaign-deactivated',
        message: `${live.id}, which \`${block.key}\` is bound to, was deactivated for ever. List its numbers under another campaign and mark this block.`,
        line: 'deactivateForever: it was deactivated outside of this file',
      };
}

type SameText = (a: unknown, b: unknown) => boolean;

/** Compares letters and digits alone. Each text is made plain once: every block may meet every live object. */
export function plainTextComparer(): SameText {
  const known = new Map<string, string>();
  const plain = (text: string): string => {
    const made = known.get(text) ?? text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    known.set(text, made);
    return made;
  };
  return (a, b) => {
    if (typeof a !== 'string' || typeof b !== 'string') return false;
    return plain(a) !== '' && plain(a) === plain(b);
  };
}

/** Users stay as they are: they are looked up, and never gone through in order. */
function sorted(snapshot: Snapshot): Snapshot {
  const byId = <T extends { readonly id: string }>(list: readonly T[]): readonly T[] =>
    [...list].sort((a, b) => compareText(a.id, b.id));
  return {
    ...snapshot,
    brands: byId(snapshot.brands),
    campaigns: byId(snapshot.campaigns),
    numbers: [...snapshot.numbers].sort((a, b) => compareText(a.number, b.number)),
  };
}

function byKey<T extends { readonly key: string }>(blocks: readonly T[]): readonly T[] {
  return [...blocks].sort((a, b) => compareText(a.key, b.key));
}
