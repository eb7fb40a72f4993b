/**
 * Snapshot: what the live registry said, once, at `readAt`.
 * Law: a part that was not read completely is a gap; the planner touches nothing there.
 */
import type { E164, ProviderName } from './desired.ts';
import type { Content } from './kinds.ts';

/** Of a snapshot that was saved to a file, with the name of its account (schema/snapshot.schema.json). */
export const SNAPSHOT_FORMAT = 'campaignctl/snapshot@1';

export interface Snapshot {
  readonly provider: ProviderName;
  /** ISO 8601, UTC. Everything dated in a plan derives from it. */
  readonly readAt: string;
  /**
   * The Users export that users and numbers are from, relative to the root; it has the numbers that users hold, and no
   * others. null: they were read from the registry.
   */
  readonly usersExport: string | null;
  readonly brands: readonly LiveBrand[];
  readonly campaigns: readonly LiveCampaign[];
  readonly numbers: readonly LiveNumber[];
  readonly users: readonly LiveUser[];
  readonly gaps: readonly Gap[];
  /** What of it people have seen, and when; null: all of it was read from the registry. */
  readonly seen: SeenFacts | null;
}

/** Where the SMS state is what people saw in Admin Console. */
export interface SeenFacts {
  /** Days after which nothing is paid or ended on the strength of a look. */
  readonly lookAgainAfterDays: number;
  /** When somebody last saw all brands and campaigns; null: nobody has. */
  readonly forms: SeenAt | null;
  /** When somebody last saw the whole SMS page; null: nobody has. */
  readonly page: SeenAt | null;
  /** By address of what was seen (`brand/…`, `campaign/…`, by the name in observed.yaml), sorted. */
  readonly objects: readonly (SeenAt & { readonly name: string; readonly id: string })[];
  /** Ids of brands and campaigns whose form nobody has seen: their fields are not compared. */
  readonly formNotSeen: readonly string[];
}

/** ISO 8601, and login or name. */
export interface SeenAt {
  readonly at: string;
  readonly by: string;
}

/** The parts a snapshot is read in. `inventory` is who owns which number, `sms` what each number's SMS state is. */
export type Part = 'users' | 'inventory' | 'brands' | 'campaigns' | 'sms';

export interface Gap {
  readonly part: Part;
  /** Why it was not read completely, in an admin's words. */
  readonly reason: string;
}

export type BrandStatus = 'pending' | 'verified' | 'unverified' | 'failed' | 'unknown';

export interface LiveBrand {
  readonly id: string;
  readonly referenceId: string | null;
  readonly status: BrandStatus;
  /** ISO 8601, since when the status holds; null: the registry does not tell. */
  readonly since: string | null;
  /** What the registry says about a failure. */
  readonly reason: string | null;
  readonly content: Content;
  /** For conditional writes; null: the registry has none. */
  readonly version: string | null;
}

/** `approved` is approved by carriers; being ACTIVE at The Campaign Registry is not enough. */
export type CampaignStatus =
  | 'pending'
  | 'approved'
  | 'rejected'
  | 'suspended'
  | 'deactivated'
  | 'unknown';

export interface LiveCampaign {
  readonly id: string;
  readonly referenceId: string | null;
  /** Provider id of its brand; null: not told. */
  readonly brandId: string | null;
  readonly status: CampaignStatus;
  readonly since: string | null;
  readonly reason: string | null;
  /** A change of an approved campaign that carriers look at again, since when; texting goes on. */
  readonly reviewSince: string | null;
  /** The reason given with the last resubmission; null: never resubmitted, or the registry does not tell. */
  readonly lastResubmit: string | null;
  /** Numbers the registry allows; null: it does not tell. */
  readonly limit: number | null;
  readonly content: Content;
  readonly version: string | null;
}

/** SMS states as Admin Console names them: Disabled or blank is `off`. */
export type SmsStatus =
  | 'off'
  | 'pending-on'
  | 'on'
  | 'enabling-failed'
  | 'pending-off'
  | 'disabling-failed'
  | 'unknown';

export interface LiveSms {
  readonly status: SmsStatus;
  /** Campaign the number is (or is being) assigned to; `on` without one is a blocked number. */
  readonly campaignId: string | null;
  readonly since: string | null;
  readonly reason: string | null;
  readonly version: string | null;
}

export interface LiveNumber {
  readonly number: E164;
  readonly inventory: 'available' | 'assigned' | 'porting' | 'pre-porting' | 'unknown';
  readonly category: 'local' | 'toll-free' | 'unknown';
  /** ISO 3166-1 alpha-2; null: not told. */
  readonly country: string | null;
  /** Provider id of the user who holds it; null: no user does, or it is one whose numbers were not told. */
  readonly ownerId: string | null;
  readonly extension: 'UC' | 'CC' | 'unknown' | null;
  /** It is temporary: the number that replaces it when its port completes; null: it stays, as far as is told. */
  readonly portsTo: E164 | null;
  readonly sms: LiveSms;
}

export interface LiveUser {
  readonly id: string;
  readonly userName: string;
  /** First and last name, as people say it. */
  readonly name: string;
  /** False only where the registry says so. */
  readonly active: boolean;
  /** False: the registry did not tell all numbers that the user holds. */
  readonly numbersTold: boolean;
  /** Whether the user has an 8x8 Work (UC) extension; null: not told. */
  readonly hasUc: boolean | null;
  /** ISO 8601; null: not told. */
  readonly createdAt: string | null;
}

/** Whether the number fills a place of its campaign: pending-on and pending-off both do. */
export function fillsPlace(sms: LiveSms): boolean {
  return (
    sms.campaignId !== null &&
    (sms.status === 'on' ||
      sms.status === 'pending-on' ||
      sms.status === 'pending-off' ||
      sms.status === 'disabling-failed' ||
      sms.status === 'unknown')
  );
}

/** What the log may call a live object: by its id, or, as long as nobody had told that, by our reference. */
export function calledInLog(
  id: string | undefined,
  { brands, campaigns }: Pick<Snapshot, 'brands' | 'campaigns'>,
): readonly string[] {
  if (id === undefined) return [];
  const reference = [...brands, ...campaigns].find((live) => live.id === id)?.referenceId ?? null;
  return reference === null ? [id] : [id, reference];
}
