/**
 * Page news: rows of the SMS page → the state of each number.
 * Law: only a look at the whole page says anything about a number that is not on it. Pending has no direction there: it
 * has the one that is known, or none.
 */
import type { E164 } from '../model/desired.ts';
import { nearest } from '../model/nearest.ts';
import type { News, ObservedNumber, PageRow } from '../model/observed.ts';
import { formatPhone } from '../model/phone.ts';
import type { SmsStatus } from '../model/snapshot.ts';
import { type Held, isLater, nameOf, type Recording, setNumber } from './draft.ts';
import { few, lookAgainAfter, moment, seenBy, smsWords } from './words.ts';

type PageNews = Extract<News, { kind: 'page' }>;

export function recordPage(recording: Recording, { rows, whole }: PageNews): void {
  const { draft, seen, refused } = recording;
  if (whole && isLater(draft.page, seen)) {
    refused.push({
      what: 'the whole SMS page',
      why: `${seenBy(draft.page)} saw it whole, which is later than ${moment(seen.at)}.`,
    });
    return;
  }
  if (whole && rows.length === 0) {
    const on = [...draft.numbers].filter(([, { state }]) => state.status === 'on');
    if (on.length > 0) {
      refused.push({ what: 'an SMS page without any number', why: whyNotEmpty(on) });
      return;
    }
  }
  if (isOfAnother(recording, rows)) {
    const none = rows.length === 1 ? 'Its number is not' : `None of its ${rows.length} numbers is`;
    refused.push({
      what: 'the SMS page',
      why: `${none} among the phone numbers of the account, so it seems to be that of another account. Nothing of it is recorded.`,
    });
    return;
  }
  const reading = readingOf(recording, rows);
  const before = new Map(draft.numbers);
  const refusedBefore = refused.length;
  for (const row of rows) recordRow(recording, row, reading);
  if (whole && refused.length === refusedBefore) {
    takeOffTheRest(recording, rows);
    draft.page = seen;
  } else if (whole) {
    const why = 'Some of its lines were refused, so nothing is concluded about other numbers.';
    refused.push({ what: 'the whole SMS page', why });
  }
  noteUnknown(recording, rows);
  noteLost(recording, rows, before);
  noteSlow(recording, rows, before);
}

/** A box is ticked by mistake more easily than everybody loses SMS. */
function whyNotEmpty(on: readonly (readonly [E164, Held])[]): string {
  const what = on.length === 1 ? '1 number is' : `${on.length} numbers are`;
  return `${what} Enabled as far as anybody has seen (${few(on.map(([number]) => formatPhone(number)))}). If none is any more, take them out of observed.yaml, or paste the page as it is.`;
}

interface Reading {
  /** The page tells the campaign of a number. */
  readonly tellsCampaigns: boolean;
  /** The only campaign in which a number can be on; null: there is none, or several. */
  readonly only: string | null;
  readonly active: number;
  /** What the page may call a campaign, in small letters → its name. */
  readonly names: ReadonlyMap<string, string>;
}

function readingOf({ draft, facts }: Recording, rows: readonly PageRow[]): Reading {
  const active = [...draft.campaigns].filter(([, { status }]) => status === 'approved');
  const names = new Map<string, string>();
  for (const { key } of facts.desired.campaigns) {
    const name = nameOf('campaign', key, { draft, facts });
    if (name !== null) names.set(key.toLowerCase(), name);
  }
  for (const [name, { id }] of draft.campaigns) {
    names.set(name.toLowerCase(), name);
    if (id !== null) names.set(id.toLowerCase(), name);
  }
  return {
    tellsCampaigns: rows.some(({ campaign }) => campaign !== null),
    only: active.length === 1 ? (active[0]?.[0] ?? null) : null,
    active: active.length,
    names,
  };
}

function recordRow(recording: Recording, row: PageRow, reading: Reading): void {
  const { draft, seen, told, refused, notes } = recording;
  const { number } = row;
  const before = draft.numbers.get(number);
  const refuse = (why: string) => refused.push({ what: `number ${formatPhone(number)}`, why });
  const campaign = campaignOf(row, before, reading);
  if (campaign !== null && typeof campaign !== 'string') {
    refuse(campaign.why);
    return;
  }
  const status = row.status === 'pending' ? direction(recording, before) : row.status;
  if (before !== undefined && told.has(number) && isBeforeStep(before, status, campaign)) {
    notes.push(
      `${formatPhone(number)} is ${smsWords(status, campaign)} on the page, and its step is told as done. It counts as ${smsWords(before.state.status, before.campaign)}, as the page may have been copied before; look again.`,
    );
    return;
  }
  if (before !== undefined && isLater(before.state.seen, seen)) {
    if (before.state.status === status && before.campaign === campaign) return;
    refuse(
      `It was seen ${smsWords(before.state.status, before.campaign)} by ${seenBy(before.state.seen)}, which is later than ${moment(seen.at)}.`,
    );
    return;
  }
  // A number that is not written down is Disabled once the whole page was seen.
  if (status === 'off' && before === undefined && draft.page !== null) return;
  setNumber(draft, number, { campaign, state: stateOf(recording, status, campaign, before) });
}

/** Null: none. */
function campaignOf(
  { status, campaign }: PageRow,
  before: Held | undefined,
  { tellsCampaigns, only, active, names }: Reading,
): string | null | { readonly why: string } {
  if (status === 'off') return null;
  if (campaign !== null) {
    const name = names.get(campaign.toLowerCase());
    if (name !== undefined) return name;
    const near = nearest(campaign, names.keys());
    return {
      why: `The page has it in ${campaign}, which is no campaign in observed.yaml.${near === null ? ' Tell that campaign first.' : ` Did you mean ${near}?`}`,
    };
  }
  // Enabled with nothing in that column is on without a campaign.
  if (tellsCampaigns) return status === 'on' ? null : (before?.campaign ?? null);
  const had = before?.campaign ?? null;
  const wasOn = before !== undefined && !NOT_ON.has(before.state.status);
  if (had !== null || (wasOn && status !== 'enabling-failed')) return had;
  if (only !== null || active === 0) return only;
  return {
    why: `The page does not tell the campaign of a number, and ${active} campaigns are approved. Write its line into observed.yaml by hand.`,
  };
}

/** What is on its way from here goes to the campaign that Admin Console assigns. */
const NOT_ON: ReadonlySet<SmsStatus> = new Set(['off', 'enabling-failed']);

/** A number that nobody has seen may be on its way in either direction. */
function direction({ draft }: Recording, before: Held | undefined): SmsStatus {
  if (before === undefined) return draft.page === null ? 'unknown' : 'pending-on';
  switch (before.state.status) {
    case 'off':
    case 'enabling-failed':
    case 'pending-on':
      return 'pending-on';
    case 'pending-off':
      return 'pending-off';
    case 'on':
    case 'disabling-failed':
    case 'unknown':
      return 'unknown';
  }
}

/** Whether the page shows what was before the step that is told with it. */
function isBeforeStep({ campaign, state }: Held, status: SmsStatus, shown: string | null): boolean {
  if (state.status === 'pending-on') {
    const isOn = status === 'on' || status === 'enabling-failed' || status === 'pending-on';
    return !isOn || (status === 'on' && shown !== campaign);
  }
  return !['off', 'pending-off', 'disabling-failed'].includes(status);
}

const UNDER_WAY: ReadonlySet<SmsStatus> = new Set(['pending-on', 'pending-off', 'unknown']);

function stateOf(
  { draft, seen }: Recording,
  status: SmsStatus,
  campaign: string | null,
  before: Held | undefined,
): ObservedNumber {
  const same =
    before?.state.status === status && before.campaign === campaign ? before.state : null;
  const isNew = before === undefined && draft.page === null;
  return {
    status,
    since: same === null ? (isNew ? null : seen.at) : same.since,
    reason: same?.reason ?? null,
    seen,
    // From when it was first seen so.
    lookAgain: UNDER_WAY.has(status) ? (same?.lookAgain ?? lookAgainAfter(seen.at)) : null,
  };
}

/** What is not on the whole page is Disabled, and what is not written down says so. */
function takeOffTheRest({ draft, seen, told, notes }: Recording, rows: readonly PageRow[]): void {
  const shown = new Set(rows.map(({ number }) => number));
  const lost: E164[] = [];
  const kept: E164[] = [];
  for (const [number, { state }] of draft.numbers) {
    if (shown.has(number) ? state.status !== 'off' : isLater(state.seen, seen)) continue;
    if (!shown.has(number) && told.has(number) && state.status === 'pending-on') {
      kept.push(number);
      continue;
    }
    if (!shown.has(number) && state.status === 'on') lost.push(number);
    draft.numbers.delete(number);
  }
  if (lost.length > 0) {
    notes.push(
      `${few(lost.map(formatPhone))} ${lost.length === 1 ? 'was' : 'were'} Enabled and ${lost.length === 1 ? 'is' : 'are'} not on the page, so ${lost.length === 1 ? 'it counts' : 'they count'} as Disabled. If the page was not whole, take the change of observed.yaml back.`,
    );
  }
  if (kept.length > 0) {
    notes.push(
      `${few(kept.map(formatPhone))} ${kept.length === 1 ? 'is' : 'are'} told as turned on and not on the page, which may have been copied before; look again.`,
    );
  }
}

/** Numbers that the inventory has; null: it is not known whether that is all of them. */
function inventoryOf({ facts }: Recording): ReadonlySet<E164> | null {
  const { numbers, gaps } = facts.snapshot;
  if (gaps.some(({ part }) => part === 'inventory')) return null;
  return new Set(
    numbers.flatMap(({ number, inventory }) => (inventory === 'unknown' ? [] : [number])),
  );
}

function isOfAnother(recording: Recording, rows: readonly PageRow[]): boolean {
  const known = inventoryOf(recording);
  if (known === null || known.size === 0 || rows.length === 0) return false;
  return rows.every(({ number }) => !known.has(number) && !recording.draft.numbers.has(number));
}

function noteUnknown(recording: Recording, rows: readonly PageRow[]): void {
  const { notes } = recording;
  const known = inventoryOf(recording);
  if (known === null) return;
  const others = rows.flatMap(({ number }) => (known.has(number) ? [] : [formatPhone(number)]));
  if (others.length === 0) return;
  notes.push(
    `${few(others)} ${others.length === 1 ? 'is' : 'are'} on the page and not among the phone numbers of the account.`,
  );
}

/** Without a campaign carriers block what is sent. */
function noteLost(
  { draft, notes }: Recording,
  rows: readonly PageRow[],
  before: ReadonlyMap<E164, Held>,
): void {
  const lost: string[] = [];
  const changed: string[] = [];
  for (const { number } of rows) {
    const had = before.get(number)?.campaign ?? null;
    const now = draft.numbers.get(number);
    if (had === null || now?.state.status !== 'on' || now.campaign === had) continue;
    if (now.campaign === null) lost.push(`${formatPhone(number)} (was in ${had})`);
    else changed.push(`${formatPhone(number)} (${now.campaign}, was in ${had})`);
  }
  const undo =
    'take the change of observed.yaml back, and the column of campaigns out of the page.';
  if (lost.length > 0) {
    notes.push(
      `${few(lost)} ${lost.length === 1 ? 'is' : 'are'} Enabled and in no campaign on the page. If Admin Console shows the campaign elsewhere, ${undo}`,
    );
  }
  if (changed.length > 0) {
    notes.push(
      `${few(changed)} ${changed.length === 1 ? 'is' : 'are'} in another campaign on the page than before. If that column is not the one of campaigns, ${undo}`,
    );
  }
}

function noteSlow(
  { draft, seen, notes }: Recording,
  rows: readonly PageRow[],
  before: ReadonlyMap<E164, Held>,
): void {
  const slow = rows.flatMap(({ number }) => {
    const now = draft.numbers.get(number)?.state;
    const isSlow =
      now !== undefined &&
      now.lookAgain !== null &&
      now.lookAgain < seen.at.slice(0, 10) &&
      before.get(number)?.state.status === now.status;
    return isSlow ? [formatPhone(number)] : [];
  });
  if (slow.length === 0) return;
  notes.push(
    `${few(slow)} ${slow.length === 1 ? 'is' : 'are'} Pending for longer than the 48 hours that it takes at most. Ask the support of 8x8.`,
  );
}
