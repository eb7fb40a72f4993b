/**
 * Desired: the merged blocks as the rest of the program knows them.
 * Law: blocks come in valid against the schema; only what is written gets in, in written order.
 */
import { isMap, isScalar } from 'yaml';
import type {
  Desired,
  DesiredBlock,
  DesiredBrand,
  DesiredCampaign,
  DesiredNumber,
  ProviderName,
} from '../model/desired.ts';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { type Content, FIELDS, type FieldValue, type Kind } from '../model/kinds.ts';
import { type Entry, isPlainMap, type Merged } from './merge.ts';
import { readNumber } from './phone-at.ts';
import { placeAt } from './source.ts';
import { isNode, keyText, nodeAt, pairsOf, rangeOf, scalarText } from './tree.ts';

/** The numbers of the list that a campaign names. */
export type ReadList = (campaign: Entry, path: string) => readonly DesiredNumber[];

/** What the entries say. Refused numbers go to `diagnostics` and are left out. */
export function toDesired(
  merged: Merged,
  account: Entry,
  readList: ReadList,
  diagnostics: Diagnostic[],
): Desired {
  return {
    account: {
      name: textAt(account, 'name') ?? '',
      provider: textAt(account, 'provider') as ProviderName,
      sandboxSeed: textAt(account, 'sandbox.seed'),
      place: placeOf(account),
    },
    policy: {
      maxOutages: merged.policy.map((policy) => numberAt(policy, 'maxOutages'))[0] ?? null,
    },
    brands: merged.brands.map(toBrand),
    campaigns: merged.campaigns.map((entry) => toCampaign(entry, readList, diagnostics)),
    noTexting: merged.noTexting.flatMap((entry) => numbersOf(entry, entry.node, diagnostics)),
  };
}

function toBrand(entry: Entry): DesiredBrand {
  return { ...toBlock('brand', entry), taxIdFrom: textAt(entry, 'taxIdFrom') };
}

function toCampaign(entry: Entry, readList: ReadList, diagnostics: Diagnostic[]): DesiredCampaign {
  const granted = numberAt(entry, 'limit.granted');
  const list = textAt(entry, 'numbersFile');
  return {
    ...toBlock('campaign', entry),
    brand: textAt(entry, 'brand'),
    feeAccepted: numberAt(entry, 'fee.accepted'),
    limitWanted: numberAt(entry, 'limit.wanted'),
    limitGranted:
      granted === null ? null : { numbers: granted, case: textAt(entry, 'limit.case') ?? '' },
    resubmit: textAt(entry, 'resubmit'),
    deactivateForever: textAt(entry, 'deactivateForever'),
    numbers: [
      ...numbersOf(entry, nodeAt(entry.node, ['numbers']), diagnostics),
      ...(list === null ? [] : readList(entry, list)),
    ],
  };
}

function toBlock(kind: Kind, entry: Entry): DesiredBlock {
  const places: Record<string, Place> = {};
  collectPlaces(entry, entry.node, '', places);
  return {
    key: entry.key,
    place: placeOf(entry),
    id: textAt(entry, 'id'),
    formerly: listAt(entry, 'formerly'),
    content: contentOf(kind, entry),
    allow: reasonsOf(valueAt(entry, 'allow')),
    places,
  };
}

function contentOf(kind: Kind, entry: Entry): Content {
  const content: Record<string, FieldValue> = {};
  for (const { name, list } of FIELDS[kind]) {
    if (valueAt(entry, name) === undefined) continue;
    content[name] = list ? listAt(entry, name) : (textAt(entry, name) ?? '');
  }
  return content;
}

function reasonsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isPlainMap(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([rule, why]) => [rule, String(why)]));
}

/** Where every setting stands, by dotted name; the numbers have places of their own. */
function collectPlaces(
  entry: Entry,
  node: unknown,
  prefix: string,
  places: Record<string, Place>,
): void {
  for (const pair of pairsOf(node)) {
    const key = keyText(pair);
    if (key === null || !isNode(pair.key)) continue;
    const name = prefix + key;
    places[name] ??= placeAt(entry.file.source, ...rangeOf(pair.key));
    if (isMap(pair.value) && name !== 'numbers') {
      collectPlaces(entry, pair.value, `${name}.`, places);
    }
  }
}

/** Numbers of a `number: user` map, each spelling kept apart so that duplicates are found later. */
function numbersOf(
  entry: Entry,
  node: unknown,
  diagnostics: Diagnostic[],
): readonly DesiredNumber[] {
  const numbers: DesiredNumber[] = [];
  for (const pair of pairsOf(node)) {
    const text = keyText(pair);
    if (text === null || !isNode(pair.key)) continue;
    const { source } = entry.file;
    const user = isScalar(pair.value) ? scalarText(pair.value) : '';
    const place = placeAt(source, ...rangeOf(pair.key));
    const number = readNumber(place, text, user, diagnostics);
    if (number !== null) numbers.push(number);
  }
  return numbers;
}

function placeOf({ file, keyRange }: Entry): Place {
  return placeAt(file.source, ...keyRange);
}

/** Value at a dotted name; undefined where it is not written. */
function valueAt(entry: Entry, name: string): unknown {
  let value = entry.value;
  for (const step of name.split('.')) value = isPlainMap(value) ? value[step] : undefined;
  return value;
}

function textAt(entry: Entry, name: string): string | null {
  const value = valueAt(entry, name);
  return value === undefined || value === null ? null : String(value);
}

function numberAt(entry: Entry, name: string): number | null {
  const value = valueAt(entry, name);
  return typeof value === 'number' ? value : null;
}

/** A list, or one text in place of a list of one. */
function listAt(entry: Entry, name: string): readonly string[] {
  const value = valueAt(entry, name);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
