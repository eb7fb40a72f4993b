/**
 * Files: one for all new brands, one for each new campaign, and a list beside it where its numbers are many.
 * Law: no tax number is ever written, not even a masked one: a brand gets the name of an environment variable.
 */
import type { Capabilities } from '../model/capabilities.ts';
import type { LeftOut, NewFile } from '../model/import.ts';
import { FIELDS, type Kind } from '../model/kinds.ts';
import type { LiveBrand, LiveCampaign } from '../model/snapshot.ts';
import { type Canonical, contentSettings, type Described, describe } from './blocks.ts';
import { fileNameOf } from './keys.ts';
import { listText } from './list.ts';
import type { NumberLine } from './numbers.ts';
import type { FreePath } from './paths.ts';
import { type BlockText, fileText, type Settings } from './yaml.ts';

export interface FilesInput {
  readonly capabilities: Capabilities;
  readonly canonical: Canonical;
  /** ISO 8601: when the registry was read. */
  readonly readAt: string;
  readonly freePath: FreePath;
  /** Gets what a block cannot hold. */
  readonly leftOut: LeftOut[];
}

/** At most one file. `keys`: provider id → key. */
export function brandsFile(
  brands: readonly LiveBrand[],
  keys: ReadonlyMap<string, string>,
  input: FilesInput,
): readonly NewFile[] {
  if (brands.length === 0) return [];
  const sorted = byKey(brands, keys);
  const blocks = sorted.map(({ key, live }) => brandBlock(key, live, input));
  const text = fileText({ kind: 'brand', comments: [origin('Brands', input)], blocks });
  return [
    {
      path: `${input.freePath('brands', ['.yaml'])}.yaml`,
      text,
      holds: { kind: 'brands', blocks: sorted.map(({ key, live }) => ({ key, id: live.id })) },
    },
  ];
}

export interface NewCampaign {
  readonly live: LiveCampaign;
  readonly numbers: readonly NumberLine[];
}

/** `brands`: provider id → key, of every brand that is declared. */
export function campaignFiles(
  campaigns: readonly NewCampaign[],
  keys: ReadonlyMap<string, string>,
  brands: ReadonlyMap<string, string>,
  input: FilesInput,
): readonly NewFile[] {
  const numbers = new Map(campaigns.map(({ live, numbers }) => [live.id, numbers]));
  const live = campaigns.map((one) => one.live);
  return byKey(live, keys).flatMap(({ key, live: one }) =>
    campaignFile(key, { live: one, numbers: numbers.get(one.id) ?? [] }, brands, input),
  );
}

/** More numbers than these go to a list beside the file. */
const MOST_LINES = 50;

function campaignFile(
  key: string,
  { live, numbers }: NewCampaign,
  brands: ReadonlyMap<string, string>,
  input: FilesInput,
): readonly NewFile[] {
  const isLong = numbers.length > MOST_LINES;
  const name = fileNameOf(key);
  const path = input.freePath(`campaigns/${name}`, isLong ? ['.yaml', '.csv'] : ['.yaml']);
  const described = describe('campaign', live, input.canonical);
  const brand = brandOf(live, brands);
  note('campaign', live.id, described, input.leftOut);
  if (brand.missing !== null) input.leftOut.push(brand.missing);
  const limit = limitOf(live, numbers.length, input.capabilities.numbersPerCampaign);
  const settings: Settings = {
    id: live.id,
    ...(brand.key === null ? {} : { brand: brand.key }),
    ...contentSettings(described.content),
    ...(limit === null ? {} : { limit }),
    ...(isLong ? { numbersFile: `${path.slice('campaigns/'.length)}.csv` } : {}),
  };
  const block: BlockText = {
    key,
    comments: [...statusWords(live), ...missingWords('campaign', described)],
    settings,
    remarks: { 'limit.case': CASE_REMARK },
    numbers: isLong ? [] : numbers,
  };
  const comments = [origin(`Campaign ${live.id}`, input), FROM_HERE];
  const file: NewFile = {
    path: `${path}.yaml`,
    text: fileText({ kind: 'campaign', comments, blocks: [block] }),
    holds: {
      kind: 'campaign',
      block: { key, id: live.id },
      status: live.status,
      numbers: numbers.length,
    },
  };
  const list: NewFile = {
    path: `${path}.csv`,
    text: listText(numbers),
    holds: { kind: 'list', campaign: key, numbers: numbers.length },
  };
  return isLong ? [list, file] : [file];
}

function origin(what: string, { readAt }: FilesInput): string {
  return `${what} as the registry had ${what === 'Brands' ? 'them' : 'it'} on ${readAt.slice(0, 10)}.`;
}

const FROM_HERE =
  'From here on this file says what shall be, and `campaignctl plan` shows where the registry differs.';

const TAX_ID_REMARK = 'Name of an environment variable, never the tax number itself.';
const CASE_REMARK =
  'Carriers must have granted more than the usual number. Write the support case here.';

function brandBlock(key: string, live: LiveBrand, input: FilesInput): BlockText {
  const described = describe('brand', live, input.canonical);
  note('brand', live.id, described, input.leftOut);
  return {
    key,
    comments: [...brandWords(live), ...missingWords('brand', described)],
    settings: {
      id: live.id,
      ...contentSettings(described.content),
      taxIdFrom: taxIdFrom(key, live),
    },
    remarks: { taxIdFrom: TAX_ID_REMARK },
    numbers: [],
  };
}

/** `ACME_EIN`. A name with as many digits as a tax number would be taken for one. */
function taxIdFrom(key: string, { content }: LiveBrand): string {
  const kind = (content['taxIdCountry'] ?? 'US') === 'US' ? 'EIN' : 'TAX_ID';
  const name = key.toUpperCase().replaceAll('-', '_');
  return /^[A-Z]/.test(name) && name.replace(/\D/g, '').length < 7
    ? `${name}_${kind}`
    : `BRAND_${kind}`;
}

function brandOf(
  { id, brandId }: LiveCampaign,
  brands: ReadonlyMap<string, string>,
): { readonly key: string | null; readonly missing: LeftOut | null } {
  if (brandId === null) return { key: null, missing: null };
  const key = brands.get(brandId) ?? null;
  if (key !== null) return { key, missing: null };
  const reason = `No block is bound to its brand ${brandId}`;
  const missing = { address: `campaign/${id}`, field: 'brand', person: null, reason, next: null };
  return { key: null, missing: { ...missing, lines: [] } };
}

/** What the block says of its limit; null: that the campaign has the usual one. */
function limitOf({ limit }: LiveCampaign, count: number, usual: number): Settings | null {
  if (limit === null) {
    return count > usual ? { wanted: count, granted: count, case: 'not recorded' } : null;
  }
  const wanted = Math.max(Math.min(limit, MOST_WANTED), count);
  return wanted > usual ? { wanted } : null;
}

/** As the schema has it. */
const MOST_WANTED = 100_000;

function statusWords({ status, reason }: LiveCampaign): readonly string[] {
  const why = because(reason);
  switch (status) {
    case 'pending':
      return ['Carriers have not decided on it yet.'];
    case 'rejected':
      return [
        `Carriers rejected it${why}.`,
        'To send it in again, write `resubmit` with a reason.',
      ];
    case 'suspended':
      return [`Carriers suspended it${why}.`];
    case 'unknown':
      return ['The registry gives it a state that campaignctl does not know.'];
    case 'approved':
    case 'deactivated':
      return [];
  }
}

function because(reason: string | null): string {
  const words = reason?.replace(/[\s.]+$/, '') ?? '';
  return words === '' ? '' : `: ${words}`;
}

function brandWords({ status, reason }: LiveBrand): readonly string[] {
  const why = because(reason);
  switch (status) {
    case 'pending':
      return ['It is being verified.'];
    case 'failed':
      return [`It could not be verified${why}.`];
    case 'unverified':
      return [`It is not verified${why}.`];
    case 'unknown':
      return ['The registry gives it a state that campaignctl does not know.'];
    case 'verified':
      return [];
  }
}

/** `Not here: Website. What the registry has there does not fit into these files; it stays as it is.` */
function missingWords(kind: Kind, { missing }: Described): readonly string[] {
  const reasons = [...new Set(missing.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const labels = missing
      .filter((one) => one.reason === reason)
      .map(({ field }) => labelOf(kind, field));
    return `Not here: ${labels.join(', ')}. ${reason}; it stays as it is.`;
  });
}

function labelOf(kind: Kind, name: string): string {
  return FIELDS[kind].find((field) => field.name === name)?.label ?? name;
}

function note(kind: Kind, id: string, { missing }: Described, leftOut: LeftOut[]): void {
  for (const { field, reason } of missing) {
    leftOut.push({ address: `${kind}/${id}`, field, person: null, reason, next: null, lines: [] });
  }
}

function byKey<L extends { readonly id: string }>(
  live: readonly L[],
  keys: ReadonlyMap<string, string>,
): readonly { readonly key: string; readonly live: L }[] {
  return live
    .map((one) => ({ key: keys.get(one.id) ?? '', live: one }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
