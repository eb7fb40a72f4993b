/**
 * Turns a seed into the records of a registry that has existed for a while.
 * Law: checks what the values mean (ids that exist, numbers held once), and tells every mistake at once.
 */
import { createHash } from 'node:crypto';
import { parseDuration } from './duration.ts';
import { BRAND_FIELDS, CAMPAIGN_FIELDS, type Field, withoutTaxId } from './fields.ts';
import type {
  BrandRecord,
  CampaignRecord,
  Content,
  ExtensionRecord,
  NumberRecord,
  SmsStatus,
  StateRecord,
  Times,
  UserRecord,
} from './records.ts';
import {
  type Seed,
  type SeedBrand,
  type SeedCampaign,
  SeedError,
  type SeedNumber,
  type SeedSms,
  type SeedUser,
  seedNumber,
} from './seed.ts';
import { DEFAULT_LIMIT, DEFAULT_TIMES, iso, nextId } from './world.ts';

const TOLL_FREE = new Set(['800', '833', '844', '855', '866', '877', '888']);

interface Planting {
  readonly now: number;
  readonly times: Times;
  readonly problems: string[];
  readonly users: Map<string, UserRecord>;
  readonly numbers: Map<string, NumberRecord>;
  readonly brands: Map<string, BrandRecord>;
  readonly campaigns: Map<string, CampaignRecord>;
  /** Number → the user name that holds it. */
  readonly holders: Map<string, string>;
}

/** Throws SeedError. */
export function plantSeed(seed: Seed, now: number): readonly StateRecord[] {
  const planting: Planting = {
    now,
    times: DEFAULT_TIMES,
    problems: [],
    users: new Map(),
    numbers: new Map(),
    brands: new Map(),
    campaigns: new Map(),
    holders: new Map(),
  };
  const times = plantTimes(planting, seed);
  const p: Planting = { ...planting, times };
  for (const [i, brand] of (seed.brands ?? []).entries()) plantBrand(p, brand, `brands[${i}]`);
  for (const [i, campaign] of (seed.campaigns ?? []).entries()) {
    plantCampaign(p, campaign, `campaigns[${i}]`);
  }
  for (const [i, user] of (seed.users ?? []).entries()) {
    for (const one of repeated(user)) plantUser(p, one, `users[${i}]`);
  }
  for (const [i, number] of (seed.numbers ?? []).entries()) {
    for (const one of repeated(number)) plantNumber(p, one, `numbers[${i}]`);
  }
  for (const number of p.numbers.values()) linkPort(p, number);
  if (p.problems.length > 0) throw new SeedError(p.problems);
  return [
    ['times', times],
    ...[...p.users.values()].map((user): StateRecord => ['user', user]),
    ...[...p.numbers.values()].map((number): StateRecord => ['number', number]),
    ...[...p.brands.values()].map((brand): StateRecord => ['brand', brand]),
    ...[...p.campaigns.values()].map((campaign): StateRecord => ['campaign', campaign]),
  ];
}

function plantTimes({ problems }: Planting, seed: Seed): Times {
  const given = seed.times ?? {};
  const read = (name: keyof Times, fallback: number): number => {
    const text = given[name];
    if (text === undefined) return fallback;
    const ms = parseDuration(text);
    if (ms === null) problems.push(`times.${name}: must be a duration such as 2h or 3d`);
    return ms ?? fallback;
  };
  return {
    operation: read('operation', DEFAULT_TIMES.operation),
    brand: read('brand', DEFAULT_TIMES.brand),
    campaign: given.campaign === 'never' ? null : read('campaign', DEFAULT_TIMES.campaign ?? 0),
    numberOn: read('numberOn', DEFAULT_TIMES.numberOn),
    numberOff: read('numberOff', DEFAULT_TIMES.numberOff),
  };
}

function plantBrand(p: Planting, seed: SeedBrand, path: string): void {
  const brandId = seed.id ?? nextId('B', p.brands);
  if (p.brands.has(brandId)) p.problems.push(`${path}: the id ${brandId} is used twice`);
  const status = (seed.status ?? 'VERIFIED') as BrandRecord['status'];
  p.brands.set(brandId, {
    brandId,
    referenceId: seed.referenceId ?? null,
    status,
    statusTime: timeOf(p, seed.since),
    statusReason: seed.reason ?? null,
    version: 1,
    content: withoutTaxId(contentOf(BRAND_FIELDS, seed)),
    due: status === 'PENDING' ? p.now + p.times.brand : null,
  });
}

function plantCampaign(p: Planting, seed: SeedCampaign, path: string): void {
  const campaignId = seed.id ?? nextId('C', p.campaigns);
  if (!/^C[0-9A-Z]{6}$/.test(campaignId)) {
    p.problems.push(`${path}.id: must be C and six capitals or digits, such as C7GH42I`);
  }
  if (p.campaigns.has(campaignId)) p.problems.push(`${path}: the id ${campaignId} is used twice`);
  const brand = resolve(p.brands, seed.brand ?? [...p.brands.keys()][0]);
  if (brand === null) p.problems.push(`${path}.brand: no brand ${seed.brand ?? 'is in the seed'}`);
  const status = (seed.status ?? 'APPROVED') as CampaignRecord['status'];
  const reviewing = status === 'PENDING' || typeof seed.reviewSince === 'string';
  p.campaigns.set(campaignId, {
    campaignId,
    referenceId: seed.referenceId ?? null,
    brandId: brand ?? '',
    status,
    statusTime: timeOf(p, seed.since),
    statusReason: seed.reason ?? null,
    reviewTime: typeof seed.reviewSince === 'string' ? timeOf(p, seed.reviewSince) : null,
    version: 1,
    numberLimit: seed.numberLimit ?? DEFAULT_LIMIT,
    content: contentOf(CAMPAIGN_FIELDS, seed),
    due: reviewing && p.times.campaign !== null ? p.now + p.times.campaign : null,
  });
}

function plantUser(p: Planting, seed: SeedUser, path: string): void {
  const { userName } = seed;
  if (!/^[A-Za-z0-9.@\-_/]{3,70}$/.test(userName)) {
    p.problems.push(`${path}.userName: ${JSON.stringify(userName)} is no user name`);
  }
  const userId = createHash('sha256')
    .update(userName.toLowerCase())
    .digest('base64url')
    .slice(0, 22);
  if (p.users.has(userId)) p.problems.push(`${path}: the user ${userName} is there twice`);
  const given = seed.extensions ?? [{ type: seed.extension ?? 'UC', numbers: seed.numbers ?? [] }];
  const extensions = given.map(
    ({ type, numbers }): ExtensionRecord => ({
      type: type === 'CC' ? 'CC' : 'UC',
      numbers: (numbers ?? []).flatMap((n) => seedNumber(n) ?? []),
    }),
  );
  const [first = '', ...others] = (userName.split('@')[0] ?? '').split(/[._-]/);
  p.users.set(userId, {
    userId,
    userName,
    firstName: seed.firstName ?? named(first),
    lastName: seed.lastName ?? named(others.join(' ')),
    primaryEmail: seed.email ?? (userName.includes('@') ? userName : `${userName}@example.com`),
    status: seed.status === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
    createdTime: timeOf(p, seed.createdTime ?? '2024-03-01T09:00:00Z'),
    department: seed.department ?? null,
    extensions,
  });
  const held = extensions.flatMap(({ numbers }) => numbers);
  for (const number of held) {
    const holder = p.holders.get(number);
    if (holder !== undefined) p.problems.push(`${path}: ${number} is already held by ${holder}`);
    p.holders.set(number, userName);
    p.numbers.set(number, plainNumber(number, 'ASSIGNED'));
  }
  const [primary] = held;
  if (seed.sms === undefined) return;
  if (primary === undefined) p.problems.push(`${path}.sms: the user holds no number`);
  else plantSms(p, primary, seed.sms, `${path}.sms`);
}

function plantNumber(p: Planting, seed: SeedNumber, path: string): void {
  const number = seedNumber(seed.number) ?? '';
  const before = p.numbers.get(number);
  if (before !== undefined && !p.holders.has(number)) {
    p.problems.push(`${path}: ${number} is there twice`);
  }
  const plain = before ?? plainNumber(number, 'AVAILABLE');
  p.numbers.set(number, {
    ...plain,
    inventory: (seed.status as NumberRecord['inventory'] | undefined) ?? plain.inventory,
    category: (seed.category as NumberRecord['category'] | undefined) ?? plain.category,
    country: seed.country ?? plain.country,
    origin: (seed.origin as NumberRecord['origin'] | undefined) ?? plain.origin,
    portingNumber: seedNumber(seed.portingNumber),
    temporaryNumber: seedNumber(seed.temporaryNumber),
  });
  if (seed.sms !== undefined) plantSms(p, number, seed.sms, `${path}.sms`);
}

/** A temporary number and the one that is being ported name each other, whichever of the two the seed says it of. */
function linkPort(
  p: Planting,
  { phoneNumber, portingNumber, temporaryNumber }: NumberRecord,
): void {
  const temporary = temporaryNumber === null ? undefined : p.numbers.get(temporaryNumber);
  if (temporary !== undefined) {
    p.numbers.set(temporary.phoneNumber, { ...temporary, portingNumber: phoneNumber });
  }
  const ported = portingNumber === null ? undefined : p.numbers.get(portingNumber);
  if (ported !== undefined) {
    p.numbers.set(ported.phoneNumber, { ...ported, temporaryNumber: phoneNumber });
  }
}

function plantSms(p: Planting, phoneNumber: string, seed: SeedSms, path: string): void {
  const number = p.numbers.get(phoneNumber);
  if (number === undefined) return;
  const campaignId = resolve(p.campaigns, seed.campaign ?? undefined);
  if (typeof seed.campaign === 'string' && campaignId === null) {
    p.problems.push(`${path}.campaign: no campaign ${seed.campaign} is in the seed`);
  }
  const status = (seed.status ?? 'ON') as SmsStatus;
  const due =
    status === 'PENDING_ON'
      ? p.now + p.times.numberOn
      : status === 'PENDING_OFF'
        ? p.now + p.times.numberOff
        : null;
  p.numbers.set(phoneNumber, {
    ...number,
    status,
    campaignId: status === 'OFF' ? null : campaignId,
    statusTime: timeOf(p, seed.since),
    statusReason: seed.reason ?? null,
    due,
  });
}

function plainNumber(phoneNumber: string, inventory: NumberRecord['inventory']): NumberRecord {
  return {
    phoneNumber,
    inventory,
    category: TOLL_FREE.has(phoneNumber.slice(2, 5)) ? 'TOLL_FREE' : 'LOCAL',
    country: 'US',
    origin: 'CLAIMED',
    portingNumber: null,
    temporaryNumber: null,
    status: 'OFF',
    campaignId: null,
    statusTime: null,
    statusReason: null,
    version: 1,
    due: null,
  };
}

/** `count` copies: `{n}` counts from 1, and phone numbers go up by one. */
function repeated<T extends { readonly count?: number }>(entry: T): readonly T[] {
  const { count } = entry;
  if (count === undefined) return [entry];
  return Array.from({ length: count }, (_, i) => nth(entry, i) as T);
}

function nth(value: unknown, i: number): unknown {
  if (typeof value === 'number' && value > 1_000_000) return value + i;
  if (typeof value === 'string') {
    return /^\+\d{7,15}$/.test(value)
      ? `+${Number(value) + i}`
      : value.replaceAll('{n}', String(i + 1));
  }
  if (Array.isArray(value)) return value.map((item) => nth(item, i));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nth(item, i)]));
}

function resolve(
  among: ReadonlyMap<string, { readonly referenceId: string | null }>,
  target: string | undefined,
): string | null {
  if (target === undefined) return null;
  if (among.has(target)) return target;
  for (const [id, { referenceId }] of among) if (referenceId === target) return id;
  return null;
}

function contentOf(fields: readonly Field[], seed: Readonly<Record<string, unknown>>): Content {
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = seed[name];
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  ) as Content;
}

function timeOf(p: Planting, text: string | undefined): string {
  const ms = text === undefined ? p.now : Date.parse(text);
  return iso(Number.isNaN(ms) ? p.now : ms);
}

/** A name part as people write it, never shorter than the published minimum of two. */
function named(part: string): string {
  const name = part.replace(/^./, (c) => c.toUpperCase());
  return name.length >= 2 ? name : `${name}Sandbox`.slice(0, 30);
}
