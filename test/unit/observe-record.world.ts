/** An account in console mode: what people saw, the plan that is made from it, and what is recorded next. */
import type { Desired, DesiredBrand, DesiredCampaign, E164 } from '../../src/model/desired.ts';
import type {
  News,
  Observed,
  ObservedBrand,
  ObservedCampaign,
  ObservedNumber,
  PageRow,
  Seen,
} from '../../src/model/observed.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { SmsStatus, Snapshot } from '../../src/model/snapshot.ts';
import { type Recorded, record } from '../../src/observe/record.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { CONSOLE } from '../../src/providers/eight-by-eight/capabilities.ts';
import { consoleSnapshot } from '../../src/providers/eight-by-eight/console.ts';
import type { Inventory, InventoryNumber } from '../../src/providers/eight-by-eight/inventory.ts';
import { BRAND, campaign, desired, number as line } from './check.world.ts';

export const ANN: Seen = { at: '2026-11-30T09:12:00Z', by: 'ann' };
/** When things are told, and by whom, unless said otherwise. */
export const NOW: Seen = { at: '2026-12-01T08:00:00Z', by: 'bob' };

/** `1` → `+14085550101` */
export function num(last: number): E164 {
  return `+140855501${String(last).padStart(2, '0')}` as unknown as E164;
}

export function sms(status: SmsStatus, of: Partial<ObservedNumber> = {}): ObservedNumber {
  return { status, since: null, reason: null, seen: ANN, lookAgain: null, ...of };
}

export function seenBrand(of: Partial<ObservedBrand> = {}): ObservedBrand {
  const { content } = BRAND;
  return {
    id: 'BQ7K2LM',
    status: 'verified',
    since: null,
    reason: null,
    seen: ANN,
    content,
    ...of,
  };
}

export function seenCampaign(
  numbers: Readonly<Record<number, ObservedNumber>> = {},
  of: Partial<ObservedCampaign> = {},
): ObservedCampaign {
  return {
    ...{ id: 'C7GH42I', brand: 'acme', status: 'approved', since: null, reason: null },
    ...{ lastResubmit: null, limit: null, seen: ANN, content: campaign().content },
    numbers: states(numbers),
    ...of,
  };
}

export function states(
  numbers: Readonly<Record<number, ObservedNumber>>,
): ReadonlyMap<E164, ObservedNumber> {
  return new Map(Object.entries(numbers).map(([last, state]) => [num(Number(last)), state]));
}

export function observed(of: Partial<Observed> = {}): Observed {
  return {
    ...{ account: 'acme', forms: ANN, page: ANN },
    brands: new Map([['acme', seenBrand()]]),
    campaigns: new Map([['front-desk', seenCampaign()]]),
    numbers: new Map(),
    ...of,
  };
}

/** A campaign that lists numbers. */
export function listed(
  numbers: readonly number[],
  of: Partial<DesiredCampaign> = {},
): DesiredCampaign {
  const allow = { 'active-campaigns': 'case 4711: two are fine' };
  return campaign({ allow, ...of, numbers: numbers.map((last) => line(num(last) as never)) });
}

export function account(
  campaigns: readonly DesiredCampaign[],
  of: { readonly brands?: readonly DesiredBrand[]; readonly off?: readonly number[] } = {},
): Desired {
  const base = desired({
    campaigns,
    noTexting: (of.off ?? []).map((last) => line(num(last) as never)),
    ...(of.brands === undefined ? {} : { brands: of.brands }),
  });
  return { ...base, account: { ...base.account, provider: '8x8' } };
}

function inventoryNumber(number: E164): InventoryNumber {
  return {
    ...{ number, inventory: 'assigned', category: 'local', country: 'US' },
    ...{ ownerId: String(number), extension: 'UC', portsTo: null },
  };
}

const NUMBERS: readonly E164[] = Array.from({ length: 99 }, (_, at) => num(at + 1));

/** Numbers 1 to 99 are in the account, each of a user of its own. */
const INVENTORY: Inventory = {
  users: NUMBERS.map((number) => ({
    ...{ id: String(number), userName: `user${number}`, name: `User ${number}`, active: true },
    ...{ numbersTold: true, hasUc: true, createdAt: null },
  })),
  numbers: new Map(NUMBERS.map((number) => [number, inventoryNumber(number)])),
  gaps: [],
  time: null,
  exportedIn: null,
  numberOf: (number) =>
    INVENTORY.numbers.get(number) ?? {
      ...inventoryNumber(number),
      ...{ inventory: 'unknown', category: 'unknown', ownerId: null, extension: null },
    },
};

export function planned(
  seen: Observed | null,
  wanted: Desired,
  readAt: string = NOW.at,
): { readonly plan: Plan; readonly snapshot: Snapshot } {
  const snapshot = consoleSnapshot('acme', seen, INVENTORY, { readAt, lookAgainAfterDays: 7 });
  return { plan: makePlan({ desired: wanted, snapshot, capabilities: CONSOLE }), snapshot };
}

/** The id of the only change of an address that the plan has. */
export function idOf(plan: Plan, address: string): string {
  return changeOf(plan, address).id;
}

export function changeOf(plan: Plan, address: string): Change {
  const [found, other] = plan.changes.filter((change) => change.address === address);
  if (found === undefined || other !== undefined) {
    throw new Error(`${address} in ${plan.changes.map((one) => one.address).join(', ')}`);
  }
  return found;
}

export interface Telling {
  readonly logged?: readonly string[];
  readonly loggedAt?: string;
  readonly claims?: Readonly<Record<string, string>>;
  readonly seen?: Seen;
}

/** Records what is told; `news` may need ids of the plan. */
export function tell(
  before: Observed | null,
  wanted: Desired,
  news: (plan: Plan) => readonly News[],
  { logged = [], loggedAt = NOW.at, claims = {}, seen = NOW }: Telling = {},
): Recorded & { readonly plan: Plan } {
  const { plan, snapshot } = planned(before, wanted, seen.at);
  const recorded = record({
    ...{ observed: before, account: 'acme', news: news(plan), by: seen.by, at: seen.at },
    ...{ plan, snapshot, desired: wanted, logged: new Map(logged.map((id) => [id, loggedAt])) },
    claims: new Map(
      Object.entries(claims).map(([id, who]) => [id, { who, write: 'w1', change: id }]),
    ),
  });
  return { ...recorded, plan };
}

export function done(plan: Plan, ...addresses: readonly string[]): News {
  return { kind: 'done', changes: addresses.map((address) => idOf(plan, address)), id: null };
}

export function shows(
  address: string,
  status: Extract<News, { kind: 'state' }>['status'],
  of: Partial<Extract<News, { kind: 'state' }>> = {},
): News {
  return { kind: 'state', address, status, id: null, reason: null, limit: null, ...of };
}

export function page(
  rows: readonly (readonly [last: number, status: PageRow['status'], campaign?: string])[],
  whole = false,
): News {
  return {
    kind: 'page',
    whole,
    rows: rows.map(([last, status, campaign = null], at) => ({
      ...{ number: num(last), status, campaign, line: at + 1 },
    })),
  };
}

/** `front-desk: Enabled` of each number that is written down, by its last digits. */
export function numbersIn({ campaigns, numbers }: Observed): Readonly<Record<string, string>> {
  const all = [
    ...[...numbers].map(([number, { status }]) => [number, `-: ${status}`] as const),
    ...[...campaigns].flatMap(([name, held]) =>
      [...held.numbers].map(([number, { status }]) => [number, `${name}: ${status}`] as const),
    ),
  ];
  return Object.fromEntries(
    all.map(([number, words]) => [Number(String(number).slice(-2)), words]),
  );
}
