/**
 * The fee ledger: what was paid, or may have been. A view of the log, beside what the provider tells. Pure.
 * Law: nothing that may have cost money is left out, and no amount is counted twice; what is not known stays unknown.
 */
import {
  FEES_FORMAT,
  type FeeRow,
  type Fees,
  type FeeTotals,
  type Invoice,
  type LiveFees,
} from '../../model/fees.ts';
import { type Kind, referenceOf } from '../../model/kinds.ts';
import type { EntryOf, LogEntry } from '../../model/log.ts';
import type { ChangeFee } from '../../model/plan.ts';
import { effectOfWrite, isOurs, type Write, writesOf } from './writes.ts';

export interface FeesOf extends Pick<Fees, 'account' | 'provider' | 'store'> {
  /** Provider id → address of the block that is bound to it. */
  readonly bound: ReadonlyMap<string, string>;
}

export function feesOf(entries: readonly LogEntry[], live: LiveFees, of: FeesOf): Fees {
  const { account, provider, store } = of;
  const registered = registrations(entries, live);
  const submissions = registered.filter(({ isPaid }) => isPaid);
  const objects = [...objectsOf('brand', live.brands), ...objectsOf('campaign', live.campaigns)];
  const ours = objects.filter(({ referenceId }) => !isAnothers(account, referenceId));
  const outside = unexplained(ours, registered).map((object) => outsideRow(object, registered, of));
  const invoices = live.invoices === 'none' ? [] : (live.invoices ?? []);
  const own = invoices.filter(({ referenceId }) => !isAnothers(account, referenceId));
  const rows = withInvoices([...submissions, ...outside], own, of);
  return {
    format: FEES_FORMAT,
    account,
    provider,
    store,
    readAt: live.readAt,
    invoices: live.invoices === 'none' ? 'none' : live.invoices === null ? 'unread' : 'read',
    missing: live.missing,
    elsewhere: objects.length - ours.length + invoices.length - own.length,
    rows,
    totals: totalsOf(rows),
  };
}

/** A row that is still without its invoice. */
interface Draft {
  readonly row: FeeRow;
  /** Our reference of what was registered; null: a resubmission, or it has none. */
  readonly reference: string | null;
  readonly effect: 'there' | 'none' | 'open';
  readonly isPaid: boolean;
}

/** Everything that was sent and could be paid for, and free registrations, in the order in which it was sent. */
function registrations(entries: readonly LogEntry[], live: LiveFees): readonly Draft[] {
  const leases = new Map<string, EntryOf<'lease'>>();
  const approvals = new Map<string, EntryOf<'approved'>>();
  const writes = new Map(writesOf(entries).map((write) => [write.id, write]));
  return entries.flatMap((entry): Draft[] => {
    if (entry.kind === 'lease') leases.set(entry.run, entry);
    if (entry.kind === 'approved') for (const { id } of entry.changes) approvals.set(id, entry);
    const write = entry.kind === 'intent' ? writes.get(entry.write) : undefined;
    if (write === undefined || wasRefused(write)) return [];
    const lease = leases.get(write.intent.run);
    const approved = approvals.get(write.intent.change.id);
    const draft = draftOf(write, lease, approved, live);
    return draft === null ? [] : [draft];
  });
}

/** The registry said at once that it would not: nobody had to find out, and nothing can have been paid. */
function wasRefused({ result, settled }: Write): boolean {
  return result?.outcome === 'rejected' && settled === null;
}

function draftOf(
  write: Write,
  lease: EntryOf<'lease'> | undefined,
  approved: EntryOf<'approved'> | undefined,
  live: LiveFees,
): Draft | null {
  const { intent, settled } = write;
  const { change, step } = intent;
  const { fee } = change;
  const isRegistration = step.kind === 'register-brand' || step.kind === 'register-campaign';
  const isSubmission = isRegistration || step.kind === 'resubmit';
  const isPaid = fee === null ? isSubmission : fee.usd !== 0;
  if (!isPaid && !isRegistration) return null;
  const reference = isRegistration ? step.reference : null;
  const effect = effectOfWrite(write);
  const logged = idOf(write);
  const seen = effect === 'none' ? null : liveIdOf(step.kind, reference, live);
  const row: FeeRow = {
    kind: 'submission',
    at: intent.at,
    usd: fee?.usd ?? null,
    planned: fee?.usd ?? null,
    state: stateOf(effect, fee),
    address: change.address,
    action: isRegistration ? 'register' : step.kind === 'resubmit' ? 'resubmit' : 'other',
    id: logged ?? seen,
    idFrom: logged !== null ? 'log' : seen === null ? null : 'registry',
    write: write.id,
    sentBy: lease === undefined ? null : senderOf(lease, intent.claimedBy),
    approved: approved === undefined ? null : approvalOf(approved),
    settled: settled === null ? null : settlementOf(settled),
    invoice: null,
  };
  return { row, reference, effect, isPaid };
}

function stateOf(effect: Draft['effect'], fee: ChangeFee | null): FeeRow['state'] {
  switch (effect) {
    case 'none':
      return 'not-charged';
    case 'open':
      return 'possible';
    case 'there':
      return fee?.confirmed === true && fee.usd !== null ? 'confirmed' : 'unconfirmed';
  }
}

function senderOf(
  { holder: { who, host, commit } }: EntryOf<'lease'>,
  claimedBy: string | undefined,
): FeeRow['sentBy'] {
  return { who: claimedBy ?? who, host, commit, byHand: claimedBy !== undefined };
}

function approvalOf({ at, by, how, file }: EntryOf<'approved'>): FeeRow['approved'] {
  return { at, by, how, file };
}

function settlementOf({ at, effect, by, who, reason }: EntryOf<'settled'>): FeeRow['settled'] {
  return { at, effect, by, who, reason };
}

/** The provider id as the log has it. */
function idOf({ intent: { step }, result, settled }: Write): string | null {
  if ('id' in step) return step.id;
  if (settled !== null && settled.id !== null) return settled.id;
  return result?.outcome === 'accepted' ? result.id : null;
}

/** The provider id of the one live object that carries the reference; null: there is none, or more than one. */
function liveIdOf(step: string, reference: string | null, live: LiveFees): string | null {
  if (reference === null) return null;
  const list = step === 'register-brand' ? live.brands : live.campaigns;
  const found = (list ?? []).filter(({ referenceId }) => referenceId === reference);
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

interface LiveObject {
  readonly kind: Kind;
  readonly id: string;
  readonly referenceId: string | null;
}

function objectsOf(kind: Kind, list: LiveFees['campaigns']): readonly LiveObject[] {
  return (list ?? []).map(({ id, referenceId }) => ({ kind, id, referenceId }));
}

/** Another account of this tool, with a log of its own. */
function isAnothers(account: string, referenceId: string | null): boolean {
  return (
    referenceId !== null &&
    /^[^/]+\/(?:brand|campaign)\//.test(referenceId) &&
    !isOurs(account, referenceId)
  );
}

/** Whether a registration in the log is what made this object. One that had no effect made nothing. */
function explains(
  { row, reference, effect }: Draft,
  { kind, id, referenceId }: LiveObject,
): boolean {
  if (row.action !== 'register' || effect === 'none') return false;
  if (row.address?.startsWith(`${kind}/`) !== true) return false;
  return row.id === null ? reference === referenceId : row.id === id;
}

/** Each registration made one object: a second one with the same reference was made, and paid for, in another way. */
function unexplained(
  objects: readonly LiveObject[],
  registered: readonly Draft[],
): readonly LiveObject[] {
  const used = new Set<Draft>();
  return objects.filter((object) => {
    const by = registered.find((one) => !used.has(one) && explains(one, object));
    if (by !== undefined) used.add(by);
    return by === undefined;
  });
}

/** Where the log says that the registration with this very reference had no effect, it is told: one of the two is wrong. */
function outsideRow(
  { kind, id, referenceId }: LiveObject,
  registered: readonly Draft[],
  of: FeesOf,
): Draft {
  const denied = registered.findLast(
    ({ reference, effect }) => effect === 'none' && reference !== null && reference === referenceId,
  );
  const row: FeeRow = {
    ...UNKNOWN,
    kind: 'outside',
    address: addressOf(kind, id, referenceId, of),
    id,
    idFrom: 'registry',
    settled: denied?.row.settled ?? null,
  };
  return { row, reference: referenceId, effect: 'there', isPaid: true };
}

const UNKNOWN: FeeRow = {
  kind: 'invoice',
  at: null,
  usd: null,
  planned: null,
  state: 'unknown',
  address: null,
  action: null,
  id: null,
  idFrom: null,
  write: null,
  sentBy: null,
  approved: null,
  settled: null,
  invoice: null,
};

function addressOf(
  kind: Kind,
  id: string | null,
  referenceId: string | null,
  { account, bound }: FeesOf,
): string | null {
  const prefix = referenceOf(account, kind, '');
  if (referenceId?.startsWith(prefix) === true)
    return `${kind}/${referenceId.slice(prefix.length)}`;
  return id === null ? null : (bound.get(id) ?? null);
}

/** Each invoice beside the one row that it is for; those that are for none make rows of their own. */
function withInvoices(
  drafts: readonly Draft[],
  invoices: readonly Invoice[],
  of: FeesOf,
): readonly FeeRow[] {
  const paid = new Map<Draft, Invoice>();
  const rest: FeeRow[] = [];
  for (const invoice of inOrder(invoices)) {
    const found = drafts
      .filter((draft) => !paid.has(draft) && isFor(invoice, draft))
      .sort((a, b) => rankOf(a) - rankOf(b))[0];
    if (found === undefined) rest.push(invoiceRow(invoice, of));
    else paid.set(found, invoice);
  }
  const rows = drafts.map((draft): FeeRow => {
    const invoice = paid.get(draft);
    if (invoice === undefined) return draft.row;
    const { row } = draft;
    const id = row.id ?? invoice.campaignId;
    const idFrom = row.idFrom ?? (id === null ? null : 'invoice');
    return { ...row, usd: invoice.usd ?? row.usd, state: 'confirmed', id, idFrom, invoice };
  });
  return [...rows, ...rest];
}

function isFor({ campaignId, referenceId }: Invoice, { row, reference }: Draft): boolean {
  if (row.address?.startsWith('brand/') === true) return false;
  if (row.id !== null && campaignId !== null) return row.id === campaignId;
  return reference !== null && reference === referenceId;
}

/** A registration comes first on the bills of a campaign, then its resubmissions; what had no effect comes last. */
function rankOf({ row, effect }: Draft): number {
  return (
    (effect === 'none' ? 2 : 0) + (row.action === 'register' || row.kind === 'outside' ? 0 : 1)
  );
}

function invoiceRow(invoice: Invoice, of: FeesOf): FeeRow {
  const { issuedAt, usd, campaignId, referenceId } = invoice;
  return {
    ...UNKNOWN,
    at: issuedAt,
    usd,
    state: 'confirmed',
    address: addressOf('campaign', campaignId, referenceId, of),
    id: campaignId,
    idFrom: campaignId === null ? null : 'invoice',
    invoice,
  };
}

function inOrder(invoices: readonly Invoice[]): readonly Invoice[] {
  const key = ({ issuedAt, id }: Invoice) => `${issuedAt ?? ''} ${id}`;
  return [...invoices].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function totalsOf(rows: readonly FeeRow[]): FeeTotals {
  const sum = (wanted: (row: FeeRow) => boolean) => {
    const cents = rows
      .filter(wanted)
      .reduce((all, { usd }) => all + Math.round((usd ?? 0) * 100), 0);
    return cents / 100;
  };
  const sent = (state: FeeRow['state']) => (row: FeeRow) =>
    row.kind === 'submission' && row.state === state;
  return {
    confirmed: sum(sent('confirmed')),
    unconfirmed: sum(sent('unconfirmed')),
    possible: sum(sent('possible')),
    outside: sum(({ kind }) => kind !== 'submission'),
    unknown: rows.filter(({ usd, state }) => usd === null && state !== 'not-charged').length,
  };
}
