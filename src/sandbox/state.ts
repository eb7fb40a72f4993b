/**
 * The tables that hold the records, with the indexes that the rules need.
 * Law: state changes only by putting a whole record; a record is never altered in place.
 * So the log on disk is a list of records, and replaying it is putting them again.
 */
import type {
  BrandRecord,
  CampaignRecord,
  ClockRecord,
  ExtensionType,
  InvoiceRecord,
  NumberRecord,
  OperationRecord,
  StateRecord,
  Times,
  UserRecord,
} from './records.ts';

export interface Owner {
  readonly user: UserRecord;
  readonly extension: ExtensionType;
}

export interface Timer {
  readonly at: number;
  readonly kind: 'brand' | 'campaign' | 'number';
  readonly id: string;
}

export interface State {
  readonly users: Map<string, UserRecord>;
  readonly numbers: Map<string, NumberRecord>;
  readonly brands: Map<string, BrandRecord>;
  readonly campaigns: Map<string, CampaignRecord>;
  readonly invoices: Map<string, InvoiceRecord>;
  readonly operations: Map<string, OperationRecord>;
  times: Times | null;
  clock: ClockRecord | null;
  /** Operations ever, also those forgotten. */
  operationCount: number;
  /** Number → who holds it. */
  readonly owners: Map<string, Owner>;
  /** Campaign id → numbers that fill a place. */
  readonly places: Map<string, number>;
  /** `kind/reference` → id. */
  readonly references: Map<string, string>;
  readonly timers: Map<string, Timer>;
  /** The earliest timer, ms. */
  nextDue: number;
}

/** Operations older than the newest so many are forgotten. */
const OPERATIONS_KEPT = 10_000;

export function emptyState(): State {
  return {
    users: new Map(),
    numbers: new Map(),
    brands: new Map(),
    campaigns: new Map(),
    invoices: new Map(),
    operations: new Map(),
    times: null,
    clock: null,
    operationCount: 0,
    owners: new Map(),
    places: new Map(),
    references: new Map(),
    timers: new Map(),
    nextDue: Number.POSITIVE_INFINITY,
  };
}

/** Puts one record: replaces the one with its id and keeps the indexes right. */
export function putRecord(state: State, record: StateRecord): void {
  switch (record[0]) {
    case 'user':
      putUser(state, record[1]);
      break;
    case 'number':
      putNumber(state, record[1]);
      break;
    case 'brand':
      putBrand(state, record[1]);
      break;
    case 'campaign':
      putCampaign(state, record[1]);
      break;
    case 'invoice':
      state.invoices.set(record[1].invoiceId, record[1]);
      break;
    case 'operation':
      putOperation(state, record[1]);
      break;
    case 'times':
      state.times = record[1];
      break;
    case 'clock':
      state.clock = record[1];
      break;
  }
}

/** Everything as records, in an order that can be put again. */
export function* allRecords(state: State): Generator<StateRecord> {
  if (state.times !== null) yield ['times', state.times];
  if (state.clock !== null) yield ['clock', state.clock];
  for (const user of state.users.values()) yield ['user', user];
  for (const number of state.numbers.values()) yield ['number', number];
  for (const brand of state.brands.values()) yield ['brand', brand];
  for (const campaign of state.campaigns.values()) yield ['campaign', campaign];
  for (const invoice of state.invoices.values()) yield ['invoice', invoice];
  for (const operation of state.operations.values()) yield ['operation', operation];
}

/** Pending-on and pending-off fill a place as ON does; so does a number that could not be turned off. */
export function fillsPlace(number: NumberRecord): boolean {
  return (
    number.campaignId !== null && number.status !== 'OFF' && number.status !== 'ENABLING_FAILED'
  );
}

function putUser(state: State, user: UserRecord): void {
  for (const extension of state.users.get(user.userId)?.extensions ?? []) {
    for (const number of extension.numbers) state.owners.delete(number);
  }
  state.users.set(user.userId, user);
  for (const extension of user.extensions) {
    for (const number of extension.numbers) {
      state.owners.set(number, { user, extension: extension.type });
    }
  }
}

function putNumber(state: State, number: NumberRecord): void {
  const before = state.numbers.get(number.phoneNumber);
  if (before !== undefined && fillsPlace(before)) countPlace(state, before.campaignId, -1);
  if (fillsPlace(number)) countPlace(state, number.campaignId, 1);
  state.numbers.set(number.phoneNumber, number);
  setTimer(state, 'number', number.phoneNumber, number.due);
}

function putBrand(state: State, brand: BrandRecord): void {
  const before = state.brands.get(brand.brandId)?.referenceId ?? null;
  moveReference(state, 'brand', brand.brandId, before, brand.referenceId);
  state.brands.set(brand.brandId, brand);
  setTimer(state, 'brand', brand.brandId, brand.due);
}

function putCampaign(state: State, campaign: CampaignRecord): void {
  const before = state.campaigns.get(campaign.campaignId)?.referenceId ?? null;
  moveReference(state, 'campaign', campaign.campaignId, before, campaign.referenceId);
  state.campaigns.set(campaign.campaignId, campaign);
  setTimer(state, 'campaign', campaign.campaignId, campaign.due);
}

function putOperation(state: State, operation: OperationRecord): void {
  state.operations.set(operation.operationId, operation);
  state.operationCount = Math.max(state.operationCount, operationSeq(operation.operationId));
  if (state.operations.size <= OPERATIONS_KEPT) return;
  for (const oldest of state.operations.keys()) {
    state.operations.delete(oldest);
    return;
  }
}

/** `op_000042` → 42. */
function operationSeq(id: string): number {
  return Number(id.slice(3));
}

function countPlace(state: State, campaignId: string | null, by: number): void {
  if (campaignId !== null) state.places.set(campaignId, (state.places.get(campaignId) ?? 0) + by);
}

function moveReference(
  state: State,
  kind: 'brand' | 'campaign',
  id: string,
  before: string | null,
  after: string | null,
): void {
  if (before === after) return;
  const left = `${kind}/${before}`;
  if (before !== null && state.references.get(left) === id) state.references.delete(left);
  if (after !== null) state.references.set(`${kind}/${after}`, id);
}

function setTimer(state: State, kind: Timer['kind'], id: string, at: number | null): void {
  const key = `${kind}/${id}`;
  // Deleted first, so that equal times run in the order in which they were set.
  state.timers.delete(key);
  if (at === null) return;
  state.timers.set(key, { at, kind, id });
  state.nextDue = Math.min(state.nextDue, at);
}
