/**
 * Reads everything, once, and joins it.
 * Law: a part that fails, looks incomplete or is contradicted by another is a gap with a reason; only a refused key
 * ends the reading.
 */
import type { E164, ProviderName } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import { ProviderError } from '../../model/port.ts';
import type { Gap, LiveNumber, LiveSms, Part, Snapshot } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import type { Timing } from '../timing.ts';
import { crossCheck } from './cross-check.ts';
import {
  type Holder,
  holdersOf,
  type InventoryNumber,
  listNumbers,
  listUsers,
} from './inventory.ts';
import type { Listing } from './scroll.ts';
import { listSms, listSmsNumbers, parseBrand, parseCampaign } from './sms-registry.ts';

const NAMES: Readonly<Record<Part, string>> = {
  users: 'The list of users',
  inventory: 'The list of phone numbers',
  brands: 'The list of brands',
  campaigns: 'The list of campaigns',
  sms: 'The list of SMS numbers',
};

/** Throws ProviderError `access` on 401 and 403. */
export async function readSnapshot(
  provider: ProviderName,
  http: HttpClient,
  timing: Timing,
): Promise<Snapshot> {
  const [users, inventory, brands, campaigns, sms] = await Promise.all([
    readPart('users', listUsers(http)),
    readPart('inventory', listNumbers(http)),
    readPart('brands', listSms(http, 'brand', parseBrand)),
    readPart('campaigns', listSms(http, 'campaign', parseCampaign)),
    readPart('sms', listSmsNumbers(http)),
  ]);
  const parts = [users, inventory, brands, campaigns, sms];
  const { byNumber, contested, told } = holdersOf(users.entries.values());
  const gaps = parts.flatMap((part) => part.gaps);
  if (!told) {
    const reason = 'The list of users does not tell which numbers they hold.';
    gaps.push({ part: 'inventory', reason });
  }
  if (contested.length > 0) {
    const reason = `Two users seem to hold ${contested.join(', ')}: it may have moved while this was read.`;
    gaps.push({ part: 'inventory', reason });
  }
  const numbers = joinNumbers(inventory.entries, sms.entries, byNumber);
  return {
    provider,
    readAt: readTime(parts, timing),
    brands: byId(brands.entries.values()),
    campaigns: byId(campaigns.entries.values()),
    numbers,
    users: byId(Array.from(users.entries.values(), ({ user }) => user)),
    gaps: [
      ...gaps,
      ...crossCheck({ numbers, inventory: inventory.entries, sms: sms.entries, gaps }),
    ],
    seen: null,
  };
}

function byId<T extends { readonly id: string }>(entries: Iterable<T>): readonly T[] {
  return [...entries].sort((a, b) => compareText(a.id, b.id));
}

interface ReadPart<K extends string, T> {
  readonly entries: ReadonlyMap<K, T>;
  readonly gaps: readonly Gap[];
  readonly time: string | null;
}

async function readPart<K extends string, T>(
  part: Part,
  reading: Promise<Listing<K, T>>,
): Promise<ReadPart<K, T>> {
  try {
    const { entries, gap, time } = await reading;
    const gaps = gap === null ? [] : [{ part, reason: `${NAMES[part]} is not complete: ${gap}.` }];
    return { entries, gaps, time };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind === 'access') throw error;
    const reason = `${NAMES[part]} could not be read. ${error.message}`;
    return { entries: new Map(), gaps: [{ part, reason }], time: null };
  }
}

/** When reading ended, on the registry's own clock where it has one: no fact in the snapshot is younger. */
function readTime(parts: readonly { readonly time: string | null }[], timing: Timing): string {
  const told = parts
    .map(({ time }) => Date.parse(time ?? ''))
    .filter((time) => !Number.isNaN(time));
  return new Date(told.length > 0 ? Math.max(...told) : timing.now()).toISOString();
}

/** A number whose SMS state was not listed: not knowing is not `off`. */
const NOT_TOLD: LiveSms = {
  status: 'unknown',
  campaignId: null,
  since: null,
  reason: null,
  version: null,
};

/** Every number that the inventory or the SMS list names. */
function joinNumbers(
  known: ReadonlyMap<E164, InventoryNumber>,
  states: ReadonlyMap<E164, LiveSms>,
  holders: ReadonlyMap<E164, Holder>,
): readonly LiveNumber[] {
  return [...new Set([...known.keys(), ...states.keys()])].sort(compareText).map((number) => {
    const holder = holders.get(number);
    return {
      number,
      inventory: known.get(number)?.inventory ?? 'unknown',
      category: known.get(number)?.category ?? 'unknown',
      country: known.get(number)?.country ?? null,
      ownerId: holder?.ownerId ?? null,
      extension: holder?.extension ?? null,
      sms: states.get(number) ?? NOT_TOLD,
    };
  });
}
