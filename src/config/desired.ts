/**
 * Desired: the merged blocks as the rest of the program knows them.
 * Law: blocks come in valid against the schema; only what is written gets in, in written order.
 */
import type { Account, Brand, Campaign, Policy } from '../model/campaigns.gen.ts';
import type {
  Desired,
  DesiredBlock,
  DesiredBrand,
  DesiredCampaign,
  DesiredNumber,
} from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type Content, FIELDS, type FieldValue, type Kind } from '../model/kinds.ts';
import { type Entry, isPlainMap } from './entries.ts';
import type { Merged } from './merge.ts';

/** The numbers of the list that a campaign names. */
export type ReadList = (campaign: Entry, path: string) => readonly DesiredNumber[];

/** What the entries say. Refused numbers go to `diagnostics` and are left out. */
export function toDesired(
  merged: Merged,
  account: Entry,
  readList: ReadList,
  diagnostics: Diagnostic[],
): Desired {
  const { name, provider, sandbox, smsVia, usersExport } = written<Account>(account);
  const policy = merged.policy.map((entry) => written<Policy>(entry))[0];
  return {
    account: {
      // Sound accounts only get here, so both are written.
      name: name ?? '',
      provider: provider ?? 'sandbox',
      sandboxSeed: sandbox?.seed ?? null,
      smsVia: smsVia ?? 'console',
      usersExport:
        usersExport === undefined
          ? null
          : { file: usersExport.file, columns: usersExport.columns ?? {} },
      place: account.place,
    },
    policy: {
      maxOutages: policy?.maxOutages ?? null,
      lookAgainAfterDays: policy?.lookAgainAfterDays ?? null,
    },
    brands: merged.brands.map(toBrand),
    campaigns: merged.campaigns.map((entry) => toCampaign(entry, readList, diagnostics)),
    noTexting: merged.noTexting.flatMap((entry) => numbersOf(entry, diagnostics)),
  };
}

/**
 * The block as the schema's types have it: the entry was validated. Of a campaign with an error only the numbers are left,
 * so nothing counts as written for certain.
 */
function written<T>(entry: Entry): Partial<T> {
  return entry.value as Partial<T>;
}

function toBrand(entry: Entry): DesiredBrand {
  const block = written<Brand>(entry);
  return {
    ...toBlock('brand', entry, block),
    taxIdFrom: block.taxIdFrom ?? null,
    feeAccepted: block.fee?.accepted ?? null,
  };
}

function toCampaign(entry: Entry, readList: ReadList, diagnostics: Diagnostic[]): DesiredCampaign {
  const block = written<Campaign>(entry);
  const { limit, numbersFile: list } = block;
  return {
    ...toBlock('campaign', entry, block),
    brand: block.brand ?? null,
    feeAccepted: block.fee?.accepted ?? null,
    limitWanted: limit?.wanted ?? null,
    limitGranted:
      limit?.granted === undefined
        ? null
        : { numbers: limit.granted, case: String(limit.case ?? '') },
    resubmit: block.resubmit ?? null,
    deactivateForever: block.deactivateForever ?? null,
    numbers: [
      ...numbersOf(entry, diagnostics),
      ...(list === undefined ? [] : readList(entry, list)),
    ],
  };
}

function toBlock(kind: Kind, entry: Entry, block: Partial<Brand | Campaign>): DesiredBlock {
  const { formerly = [] } = block;
  return {
    key: entry.key,
    place: entry.place,
    id: block.id ?? null,
    formerly: typeof formerly === 'string' ? [formerly] : formerly,
    content: contentOf(kind, entry),
    allow: block.allow ?? {},
    places: entry.places,
  };
}

/** The fields, each with the steps of its dotted name. */
const PATHS = { brand: withPaths('brand'), campaign: withPaths('campaign') };

function withPaths(kind: Kind) {
  return FIELDS[kind].map(({ name, list }) => ({ name, list, path: name.split('.') }));
}

function contentOf(kind: Kind, entry: Entry): Content {
  const content: Record<string, FieldValue> = {};
  for (const { name, list, path } of PATHS[kind]) {
    const value = valueAt(entry, path);
    if (value === undefined) continue;
    // A list of one may be written as the one.
    content[name] = list ? [value].flat().map(String) : String(value);
  }
  return content;
}

/** The numbers that stand in the YAML. */
function numbersOf(entry: Entry, diagnostics: Diagnostic[]): readonly DesiredNumber[] {
  for (const diagnostic of entry.numberDiagnostics) diagnostics.push(diagnostic);
  return entry.numbers;
}

/** Value at a path; undefined where it is not written. */
function valueAt(entry: Entry, path: readonly string[]): unknown {
  let value = entry.value;
  for (const step of path) value = isPlainMap(value) ? value[step] : undefined;
  return value;
}
