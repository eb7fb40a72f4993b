/**
 * Snapshots in a compact form, for golden plans: `observed.yaml` beside `config.yaml`.
 * users: userName → name, or { name, active, told, uc, created }; numbers: E.164 → { owner, sms, campaign, since, … }.
 */
import { parse } from 'yaml';
import type { E164 } from '../src/model/desired.ts';
import type { Content } from '../src/model/kinds.ts';
import type {
  BrandStatus,
  CampaignStatus,
  Gap,
  LiveNumber,
  SmsStatus,
  Snapshot,
} from '../src/model/snapshot.ts';

interface Compact {
  readAt?: string;
  usersExport?: string;
  users?: Record<
    string,
    | string
    | { name: string; active?: boolean; told?: boolean; uc?: boolean | null; created?: string }
  >;
  brands?: Record<
    string,
    { ref?: string; status?: BrandStatus; since?: string; reason?: string; content?: Content }
  >;
  campaigns?: Record<
    string,
    {
      ref?: string;
      brand?: string;
      status?: CampaignStatus;
      since?: string;
      reason?: string;
      review?: string;
      resubmitted?: string;
      limit?: number | null;
      content?: Content;
    }
  >;
  numbers?: Record<
    string,
    {
      owner?: string | null;
      sms?: SmsStatus;
      campaign?: string;
      since?: string;
      reason?: string;
      inventory?: LiveNumber['inventory'];
      category?: LiveNumber['category'];
      country?: string;
      extension?: LiveNumber['extension'];
      portsTo?: string;
    }
  >;
  gaps?: Gap[];
}

/** Reads the compact YAML. Numbers are quoted there: `"+14085550101"`. */
export function snapshotFrom(text: string): Snapshot {
  const compact = parse(text) as Compact;
  return {
    provider: 'sandbox',
    usersExport: compact.usersExport ?? null,
    seen: null,
    readAt: compact.readAt ?? '2026-07-24T09:30:00.000Z',
    users: Object.entries(compact.users ?? {}).map(([userName, user]) => ({
      id: `u-${userName}`,
      userName,
      name: typeof user === 'string' ? user : user.name,
      active: typeof user === 'string' ? true : (user.active ?? true),
      numbersTold: typeof user === 'string' ? true : (user.told ?? true),
      hasUc: typeof user === 'string' || user.uc === undefined ? true : user.uc,
      createdAt: typeof user === 'string' ? null : (user.created ?? null),
    })),
    brands: Object.entries(compact.brands ?? {}).map(([id, brand]) => ({
      id,
      referenceId: brand.ref ?? null,
      status: brand.status ?? 'verified',
      since: brand.since ?? null,
      reason: brand.reason ?? null,
      content: brand.content ?? {},
      version: '1',
    })),
    campaigns: Object.entries(compact.campaigns ?? {}).map(([id, campaign]) => ({
      id,
      referenceId: campaign.ref ?? null,
      brandId: campaign.brand ?? null,
      status: campaign.status ?? 'approved',
      since: campaign.since ?? null,
      reason: campaign.reason ?? null,
      reviewSince: campaign.review ?? null,
      lastResubmit: campaign.resubmitted ?? null,
      limit: campaign.limit === undefined ? 48 : campaign.limit,
      content: campaign.content ?? {},
      version: '1',
    })),
    numbers: Object.entries(compact.numbers ?? {}).map(([number, live]) => ({
      number: number as E164,
      inventory: live.inventory ?? (live.owner == null ? 'available' : 'assigned'),
      category: live.category ?? 'local',
      country: live.country ?? 'US',
      ownerId: live.owner == null ? null : `u-${live.owner}`,
      extension: live.extension === undefined ? (live.owner == null ? null : 'UC') : live.extension,
      portsTo: (live.portsTo ?? null) as E164 | null,
      sms: {
        status: live.sms ?? 'off',
        campaignId: live.campaign ?? null,
        since: live.since ?? null,
        reason: live.reason ?? null,
        version: '1',
      },
    })),
    gaps: compact.gaps ?? [],
  };
}
