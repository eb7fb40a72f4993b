/**
 * Reads brands, campaigns and SMS states from a registry that keeps our contract, once, and joins them to the inventory.
 * Law: a part that fails, looks incomplete or is contradicted by another is a gap with a reason; only a refused key
 * ends the reading.
 */
import type { ProviderName } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import type { Timing } from '../timing.ts';
import type { Inventory } from './inventory.ts';
import { joinSms } from './join.ts';
import { latestOf, readPart } from './parts.ts';
import { listSms, listSmsNumbers, parseBrand, parseCampaign } from './sms-registry.ts';

/** Throws ProviderError `access` on 401 and 403. */
export async function readRegistry(
  provider: ProviderName,
  reading: Promise<Inventory>,
  http: HttpClient,
  timing: Timing,
): Promise<Snapshot> {
  const [inventory, brands, campaigns, sms] = await Promise.all([
    reading,
    readPart('brands', listSms(http, 'brand', parseBrand)),
    readPart('campaigns', listSms(http, 'campaign', parseCampaign)),
    readPart('sms', listSmsNumbers(http)),
  ]);
  const { numbers, gaps } = joinSms(inventory, sms);
  return {
    provider,
    // On the registry's own clock where it has one: no fact in the snapshot is younger.
    readAt: latestOf([inventory, brands, campaigns, sms]) ?? new Date(timing.now()).toISOString(),
    usersExport: inventory.exportedIn,
    brands: byId(brands.entries.values()),
    campaigns: byId(campaigns.entries.values()),
    numbers,
    users: inventory.users,
    gaps: [...inventory.gaps, ...brands.gaps, ...campaigns.gaps, ...sms.gaps, ...gaps],
    seen: null,
  };
}

function byId<T extends { readonly id: string }>(entries: Iterable<T>): readonly T[] {
  return [...entries].sort((a, b) => compareText(a.id, b.id));
}
