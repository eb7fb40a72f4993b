/**
 * Can this number text? The one definition, with the first reason when it cannot.
 * Law: every condition is a live fact. What is not known does not count as a reason, so that nobody who might text is treated as silent.
 */
import type { E164 } from './desired.ts';
import type { Diagnostic } from './diagnostic.ts';
import { formatPhone } from './phone.ts';
import type { LiveBrand, LiveCampaign, LiveNumber, LiveUser, Snapshot } from './snapshot.ts';

/** The snapshot, indexed. */
export interface World {
  readonly users: ReadonlyMap<string, LiveUser>;
  /** Ids of users who are inactive: few, so that asking for one is cheap. */
  readonly inactive: ReadonlySet<string>;
  /** False: some users do not tell their numbers, so that one of them may hold what nobody seems to hold. */
  readonly holdersTold: boolean;
  /** A number that is being ported → the temporary one that works meanwhile. */
  readonly temporaryOf: ReadonlyMap<string, E164>;
  /** By userName; capital and small letters are the same. */
  userCalled(userName: string): LiveUser | undefined;
  /** Numbers of a user, by id, in the order of the snapshot. */
  heldBy(userId: string): readonly LiveNumber[];
  readonly brands: ReadonlyMap<string, LiveBrand>;
  readonly campaigns: ReadonlyMap<string, LiveCampaign>;
  readonly numbers: ReadonlyMap<string, LiveNumber>;
  /** Users created before this day had SMS switched on automatically; null: none had. */
  readonly smsOnByDefaultBefore: string | null;
}

export function worldOf(snapshot: Snapshot, smsOnByDefaultBefore: string | null = null): World {
  const inactive = snapshot.users.filter((user) => !user.active).map((user) => user.id);
  return {
    users: indexed(snapshot.users, (user) => user.id),
    inactive: new Set(inactive),
    holdersTold: snapshot.users.every((user) => user.numbersTold),
    temporaryOf: new Map(
      snapshot.numbers.flatMap(({ number, portsTo }) =>
        portsTo === null ? [] : [[portsTo, number]],
      ),
    ),
    userCalled: userFinder(snapshot.users),
    heldBy: holderFinder(snapshot.numbers),
    brands: indexed(snapshot.brands, (brand) => brand.id),
    campaigns: indexed(snapshot.campaigns, (campaign) => campaign.id),
    numbers: indexed(snapshot.numbers, (number) => number.number),
    smsOnByDefaultBefore,
  };
}

/** The day before which the user of the number was created, so that SMS was switched on automatically; null: it was not. */
export function onByDefaultBefore({ ownerId }: LiveNumber, world: World): string | null {
  const day = world.smsOnByDefaultBefore;
  const createdAt = ownerId === null ? null : (world.users.get(ownerId)?.createdAt ?? null);
  if (day === null || createdAt === null) return null;
  return Date.parse(createdAt) < Date.parse(day) ? day : null;
}

function indexed<T>(list: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const value of list) index.set(keyOf(value), value);
  return index;
}

/** As a rule nobody is asked for, so the index is made when somebody is. */
function userFinder(users: readonly LiveUser[]): World['userCalled'] {
  let index: ReadonlyMap<string, LiveUser> | null = null;
  return (userName) => {
    index ??= indexed(users, (user) => user.userName.toLowerCase());
    return index.get(userName.toLowerCase());
  };
}

function holderFinder(numbers: readonly LiveNumber[]): World['heldBy'] {
  let index: Map<string, LiveNumber[]> | null = null;
  return (userId) => {
    if (index === null) {
      index = new Map();
      for (const number of numbers) {
        if (number.ownerId === null) continue;
        const group = index.get(number.ownerId);
        if (group === undefined) index.set(number.ownerId, [number]);
        else group.push(number);
      }
    }
    return index.get(userId) ?? [];
  };
}

export interface Silence {
  readonly rule: Diagnostic['rule'];
  /** A clause that completes "cannot text: …". */
  readonly reason: string;
  readonly since: string | null;
  /** What makes it better; null where only time does. */
  readonly next: string | null;
}

function silence(rule: string, reason: string, next: string | null): Silence {
  return { rule, reason, since: null, next };
}

/** It is not known whether anybody holds the number, nor who. One that is free to be assigned is held by nobody. */
export function isHolderUnknown(number: LiveNumber, { holdersTold }: World): boolean {
  return !holdersTold && number.ownerId === null && number.inventory !== 'available';
}

/** Why the number could never be enabled, whatever its SMS state; null: nothing stands in the way. */
export function unfit(number: LiveNumber, world: World): Silence | null {
  if (number.category === 'toll-free') {
    return silence('number-toll-free', 'it is a toll-free number', 'choose a local number');
  }
  if (number.country !== null && !TEXTING_COUNTRIES.has(number.country)) {
    return silence(
      'number-abroad',
      `the registry places it in ${number.country}, not in the United States or Canada`,
      'choose a US or Canadian number',
    );
  }
  if (number.inventory === 'porting' || number.inventory === 'pre-porting') {
    return stillPorting(number.number, world);
  }
  if (number.ownerId === null) {
    return isHolderUnknown(number, world) ? null : withoutUser(number);
  }
  if (number.extension === 'CC' || number.extension === null) {
    const notUc = outsideUc(number, world.users.get(number.ownerId));
    if (notUc !== null) return notUc;
  }
  if (world.inactive.has(number.ownerId)) {
    const owner = world.users.get(number.ownerId)?.userName ?? number.ownerId;
    return silence(
      'number-owner-inactive',
      `its user ${owner} is inactive`,
      'reactivate the user, or list the number of somebody else',
    );
  }
  return null;
}

function withoutUser({ inventory }: LiveNumber): Silence {
  const assign = 'assign the number to a user in Admin Console';
  switch (inventory) {
    case 'available':
      return silence('number-unassigned', 'it is in the account, but assigned to nobody', assign);
    case 'assigned':
      return silence(
        'number-without-user',
        'it is assigned to something that is no user, such as a ring group',
        'list a number that a user holds, or assign this one to a user in Admin Console',
      );
    default:
      return silence('number-without-user', 'no user that was read holds it', assign);
  }
}

/** null: nothing says that it is outside of 8x8 Work. An extension of a kind that is not known is no reason. */
function outsideUc({ extension }: LiveNumber, owner: LiveUser | undefined): Silence | null {
  if (owner?.hasUc === false) {
    return silence(
      'number-owner-without-uc',
      `its user ${owner.userName} has no 8x8 Work (UC) extension, and campaigns cover UC only`,
      'give the user a UC extension, and list the number that is on it',
    );
  }
  if (extension !== 'CC') return null;
  return silence(
    'number-contact-center',
    'it is on a Contact Center extension, and campaigns cover 8x8 Work (UC) only',
    'list a number that is on a UC extension of the user',
  );
}

/** The number is not there yet, and perhaps another one stands in for it. */
export function stillPorting(number: E164, { temporaryOf }: World): Silence {
  const temporary = temporaryOf.get(number);
  const reason = 'it is still being ported to the account';
  if (temporary === undefined) return silence('number-porting', reason, null);
  return silence(
    'number-porting',
    `${reason}; ${formatPhone(temporary)} stands in for it until the port completes`,
    `wait, or list ${formatPhone(temporary)} meanwhile`,
  );
}

/** Countries of the numbering plan whose long codes are registered; the territories belong to the United States. */
const TEXTING_COUNTRIES: ReadonlySet<string> = new Set(['US', 'CA', 'PR', 'VI', 'GU', 'AS', 'MP']);

/** null: it can text. Otherwise the first reason why not. */
export function whySilent(number: LiveNumber, world: World): Silence | null {
  return unfit(number, world) ?? smsSilence(number, world) ?? campaignSilence(number, world);
}

export function canText(number: LiveNumber, world: World): boolean {
  return whySilent(number, world) === null;
}

function smsSilence(number: LiveNumber, world: World): Silence | null {
  const { status, since, reason } = number.sms;
  switch (status) {
    case 'on':
      return number.sms.campaignId === null ? blocked(number, world) : null;
    // Turning off failed: as far as anyone knows it still texts. Unknown is not absence.
    case 'disabling-failed':
    case 'unknown':
      return null;
    case 'off':
      return { rule: 'sms-off', reason: 'SMS is off', since, next: 'list it under a campaign' };
    case 'pending-on':
      return { rule: 'sms-pending', reason: 'SMS is being turned on', since, next: null };
    case 'pending-off':
      return { rule: 'sms-pending', reason: 'SMS is being turned off', since, next: null };
    case 'enabling-failed':
      return {
        rule: 'sms-enabling-failed',
        reason: `turning SMS on failed${because(reason)}`,
        since,
        next: 'apply tries again; if it fails again, ask support',
      };
  }
}

/** SMS is on without a campaign: what carriers do, and how that came about where it is known. */
function blocked(number: LiveNumber, world: World): Silence {
  const { since } = number.sms;
  const day = onByDefaultBefore(number, world);
  const reason = 'SMS is on, but the number is in no campaign, so carriers block every text';
  const next = 'list it under a campaign, or under noTexting';
  return day === null
    ? { rule: 'sms-without-campaign', reason, since, next }
    : { rule: 'sms-on-by-default', reason: `${reason}; ${switchedOn(day)}`, since, next };
}

/** A clause about users who were created before that day. */
export function switchedOn(day: string): string {
  return `users created before ${day} had SMS switched on automatically`;
}

function campaignSilence(number: LiveNumber, world: World): Silence | null {
  const id = number.sms.campaignId;
  const campaign = id === null ? undefined : world.campaigns.get(id);
  if (campaign === undefined) return null;
  const { since, reason } = campaign;
  switch (campaign.status) {
    case 'pending':
      return {
        rule: 'campaign-pending',
        reason: 'carriers have not approved its campaign yet',
        since,
        next: null,
      };
    case 'rejected':
      return {
        rule: 'campaign-rejected',
        reason: `carriers rejected its campaign${because(reason)}`,
        since,
        next: 'mend what they name, then write `resubmit` with a reason',
      };
    case 'suspended':
      return {
        rule: 'campaign-suspended',
        reason: `carriers suspended its campaign${because(reason)}`,
        since,
        next: 'ask support what carriers want changed',
      };
    case 'deactivated':
      return {
        rule: 'campaign-deactivated',
        reason: 'its campaign was deactivated for ever',
        since,
        next: 'list the number under another campaign',
      };
    case 'approved':
    case 'unknown':
      return brandSilence(campaign, world);
  }
}

const UNVERIFIED = {
  pending: 'is not verified yet',
  unverified: 'is not verified',
  failed: 'could not be verified',
} as const;

function brandSilence(campaign: LiveCampaign, world: World): Silence | null {
  const brand = campaign.brandId === null ? undefined : world.brands.get(campaign.brandId);
  if (brand === undefined || brand.status === 'verified' || brand.status === 'unknown') return null;
  return {
    rule: 'brand-not-verified',
    reason: `the brand of its campaign ${UNVERIFIED[brand.status]}`,
    since: brand.since,
    next: brand.status === 'pending' ? null : 'mend the brand first',
  };
}

function because(reason: string | null): string {
  return reason === null ? '' : `: ${reason}`;
}
