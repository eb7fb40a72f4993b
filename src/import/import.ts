/**
 * Import: what is live and written nowhere, as new files of an account.
 * Laws: pure; the next plan does nothing about what is written here. A file is written once and never again by us, so one
 * that would have to leave out what could not be read is not written at all. What a refusal of the present plan names is
 * left to a person: another block would settle the question by accident.
 */
import type { Capabilities } from '../model/capabilities.ts';
import type { Desired, DesiredBlock } from '../model/desired.ts';
import { IMPORT_FORMAT, type Imported, type LeftOut } from '../model/import.ts';
import { type Kind, keyOfReference } from '../model/kinds.ts';
import type { LiveBrand, LiveCampaign, Snapshot } from '../model/snapshot.ts';
import { type Context, contextOf } from '../plan/context.ts';
import { numbersAreRead } from '../plan/lines.ts';
import type { Canonical } from './blocks.ts';
import { brandsFile, campaignFiles, type FilesInput } from './files.ts';
import { keysFor } from './keys.ts';
import { type Elsewhere, type NumbersInput, sortNumbers } from './numbers.ts';
import { freePaths } from './paths.ts';

export interface ImportInput {
  /** What the files say now, as the provider reads it. */
  readonly desired: Desired;
  readonly snapshot: Snapshot;
  readonly capabilities: Capabilities;
  readonly canonical: Canonical;
  /** Whether something is there already at a path below the folder of the account. */
  readonly isTaken: (path: string) => boolean;
}

export function importLive(input: ImportInput): Imported {
  const { desired, snapshot, capabilities, canonical } = input;
  const context = contextOf(input);
  const leftOut: LeftOut[] = [];
  const { readAt, provider, gaps } = snapshot;
  const account = desired.account.name;
  const freePath = freePaths(input.isTaken);
  const shared: FilesInput = { capabilities, canonical, readAt, freePath, leftOut };
  const head = { format: IMPORT_FORMAT, account, provider, readAt, gaps } as const;

  if (context.gaps.has('brands')) return { ...head, files: [], leftOut, off: 0 };
  const brands = bindable(context, 'brand', leftOut);
  const takenBrands = keysOf(desired.brands);
  const brandKeys = keysFor({ kind: 'brand', account, live: brands, taken: takenBrands });
  const files = [...brandsFile(brands, brandKeys, shared)];
  // A campaign's file names its brand and lists its numbers, and is written only once.
  if (!numbersAreRead(context)) return { ...head, files, leftOut, off: 0 };

  const campaigns = bindable(context, 'campaign', leftOut);
  const { lines, leftOut: numbersLeft, off } = sortNumbers(numbersInput(context, campaigns));
  const taken = new Set([...keysOf(desired.campaigns), ...endedKeys(account, snapshot)]);
  const keys = keysFor({ kind: 'campaign', account, live: campaigns, taken });
  const made = campaigns.map((live) => ({ live, numbers: lines.get(live.id) ?? [] }));
  const brandsOf = new Map([...boundBrands(context), ...brandKeys]);
  files.push(...campaignFiles(made, keys, brandsOf, shared));
  return { ...head, files, leftOut: [...leftOut, ...numbersLeft], off };
}

/** As the schema has it. */
const BINDABLE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Live objects that a new block can be bound to; the others are named. */
function bindable(context: Context, kind: 'brand', leftOut: LeftOut[]): readonly LiveBrand[];
function bindable(context: Context, kind: 'campaign', leftOut: LeftOut[]): readonly LiveCampaign[];
function bindable(
  context: Context,
  kind: Kind,
  leftOut: LeftOut[],
): readonly (LiveBrand | LiveCampaign)[] {
  const { free, contested } = kind === 'brand' ? context.brands : context.campaigns;
  const unique = new Map<string, LiveBrand | LiveCampaign>();
  for (const live of free) unique.set(live.id, live);
  return [...unique.values()].filter((live) => {
    const why = whyNot(live, contested.get(live.id));
    if (why === null) return true;
    leftOut.push({ address: `${kind}/${live.id}`, field: null, person: null, ...why, lines: [] });
    return false;
  });
}

/** Why the live object gets no block; null: it gets one. */
function whyNot(
  live: LiveBrand | LiveCampaign,
  contestedBy: DesiredBlock | undefined,
): Pick<LeftOut, 'reason' | 'next'> | null {
  if (contestedBy !== undefined) return contested(contestedBy);
  if (live.status === 'deactivated') return { reason: 'It was deactivated for ever', next: null };
  if (BINDABLE.test(live.id)) return null;
  return { reason: 'These files cannot hold its id', next: null };
}

function contested({ key }: DesiredBlock): Pick<LeftOut, 'reason' | 'next'> {
  return {
    reason: `It is in doubt whether \`${key}\` in the files means it`,
    next: 'See what `campaignctl plan` refuses, settle that, and import again',
  };
}

function numbersInput(context: Context, campaigns: readonly LiveCampaign[]): NumbersInput {
  const { desired, world } = context;
  const lines = desired.campaigns.flatMap(({ numbers }) => numbers);
  const owners = lines.flatMap(({ number }) => world.numbers.get(number)?.ownerId ?? []);
  return {
    world,
    campaigns: new Set(campaigns.map(({ id }) => id)),
    elsewhere: (id) => elsewhere(context, id),
    listed: new Set([...lines, ...desired.noTexting].map(({ number }) => number)),
    users: new Set(lines.flatMap(({ user }) => user?.toLowerCase() ?? [])),
    owners: new Set(owners),
  };
}

const ELSEWHERE = 'List it under another campaign, or under noTexting';

/** Why the numbers of a campaign without a new block are not written. */
function elsewhere({ campaigns, world }: Context, id: string): Elsewhere {
  const because = (reason: string, next: string | null) => ({ reason, next, paste: false });
  const doubtful = campaigns.contested.get(id);
  if (doubtful !== undefined) {
    const { next } = contested(doubtful);
    return because(`It is in doubt whether \`${doubtful.key}\` means its campaign ${id}`, next);
  }
  const block = campaigns.blockOf.get(id);
  if (block !== undefined) {
    if (block.deactivateForever !== null) {
      return because(`Its campaign \`${block.key}\` is to be deactivated`, ELSEWHERE);
    }
    return {
      reason: `\`${block.key}\` stands in ${block.place.file}, and import changes no file`,
      next: `Paste the lines there, under its numbers`,
      paste: true,
    };
  }
  const live: LiveCampaign | undefined = world.campaigns.get(id);
  if (live === undefined) {
    return because(
      `The registry has it in campaign ${id}, which is not in its list of campaigns`,
      'Look at it in Admin Console',
    );
  }
  return live.status === 'deactivated'
    ? because(`Its campaign ${id} was deactivated for ever`, ELSEWHERE)
    : because(`These files cannot hold the id of its campaign, ${id}`, null);
}

/** Keys that are in use, and those that a block had before. */
function keysOf(blocks: readonly DesiredBlock[]): ReadonlySet<string> {
  return new Set(blocks.flatMap(({ key, formerly }) => [key, ...formerly]));
}

/** Keys of campaigns that were deactivated: they are never used again. */
function endedKeys(account: string, { campaigns }: Snapshot): readonly string[] {
  return campaigns
    .filter(({ status }) => status === 'deactivated')
    .flatMap(({ referenceId }) =>
      referenceId === null ? [] : (keyOfReference(account, 'campaign', referenceId) ?? []),
    );
}

/** Brands that a block is bound to beyond doubt: provider id → key. */
function boundBrands({ brands }: Context): readonly (readonly [string, string])[] {
  return [...brands.blockOf]
    .filter(([id]) => !brands.contested.has(id))
    .map(([id, { key }]) => [id, key]);
}
