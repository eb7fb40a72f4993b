/**
 * What an account has paid, or may have paid, as text: sums first, then every fee with where each fact is from.
 * Law: pure; an amount that nothing tells is said to be unknown, and never counted as nothing.
 */
import type { FeeRow, Fees } from '../model/fees.ts';
import { harmless } from './harmless.ts';
import { edges, hang, type Rich, widthOf } from './layout.ts';
import { approvalWords } from './log-words.ts';
import { safe } from './plan/safe.ts';
import { addressOf } from './plan/words.ts';
import {
  count,
  day,
  moment,
  type Style,
  sentence,
  styleOf,
  type TextOptions,
  usd,
} from './style.ts';

export function renderFees(fees: Fees, options: TextOptions): string {
  const style = styleOf(options);
  const clean = safe(fees);
  const { account, provider, rows } = clean;
  const title = [{ text: account, paint: style.paint.strong }, ` ${style.glyph.dot} fees`];
  const of = (kind: FeeRow['kind']) => rows.filter((row) => row.kind === kind);
  const lines = [
    ...edges(title, provider === 'sandbox' ? 'SANDBOX, no real money' : '', style.width),
    ...hang('', sourceWords(clean), style.width),
    ...clean.missing.flatMap((text) => hang('', text, style.width)),
    '',
    ...sums(clean, style),
    ...section('Sent by campaignctl', of('submission'), style),
    ...section('In the registry, and not in the log', of('outside'), style),
    ...section('Invoices that no registration of ours explains', of('invoice'), style),
    ...elsewhereLines(clean, style),
  ];
  return `${lines.map((line) => harmless(line.trimEnd())).join('\n')}\n`;
}

function sourceWords({ store, readAt, invoices }: Fees): string {
  const log = `From the log in ${store}`;
  if (readAt === null) return `${log} alone.`;
  const bills = invoices === 'read' ? ' and its invoices' : '';
  const none = invoices === 'none' ? ' The provider tells no invoices.' : '';
  return `${log}, and from the registry${bills} as read ${moment(readAt)}.${none}`;
}

function sums({ rows, totals, readAt }: Fees, style: Style): string[] {
  const sent = (state: FeeRow['state']) =>
    rows.filter((row) => row.kind === 'submission' && row.state === state && row.usd !== null)
      .length;
  const billed = rows.filter(({ kind, usd }) => kind !== 'submission' && usd !== null).length;
  const free = rows.filter(({ state }) => state === 'not-charged').length;
  const lines: readonly (readonly [string, number, string])[] = [
    [
      'Confirmed',
      sent('confirmed'),
      `${usd(totals.confirmed)} for ${count(sent('confirmed'), 'submission')}`,
    ],
    [
      'Unconfirmed',
      sent('unconfirmed'),
      `up to ${usd(totals.unconfirmed)} for ${count(sent('unconfirmed'), 'submission')} of which the price is not published`,
    ],
    [
      'Possible',
      sent('possible'),
      `up to ${usd(totals.possible)} for ${count(sent('possible'), 'submission')} without a certain answer`,
    ],
    ['Not in the log', billed, `${usd(totals.outside)} on ${count(billed, 'invoice')}`],
    ['Unknown', totals.unknown, `${count(totals.unknown, 'amount')} that nothing tells`],
    ['Not charged', free, `${count(free, 'submission')} without effect`],
  ];
  const shown = lines.filter(([, n]) => n > 0);
  if (shown.length === 0) {
    return hang('', readAt === null ? 'The log knows of no fee.' : 'No fee is known.', style.width);
  }
  return shown.flatMap(([name, , text]) => hang(`${name.padEnd(16)}`, text, style.width));
}

function section(title: string, rows: readonly FeeRow[], style: Style): string[] {
  if (rows.length === 0) return [];
  const { paint, width } = style;
  return [
    '',
    ...hang('', [{ text: title, paint: paint.strong }], width),
    ...rows.flatMap((row) => rowLines(row, style)),
  ];
}

function rowLines(row: FeeRow, style: Style): string[] {
  const { width } = style;
  const date = row.at === null ? '' : `${day(row.at)}  `;
  const left: Rich = `  ${date}${nameOf(row)}`;
  const right: Rich = [{ text: stateWords(row), paint: tintOf(row, style) }];
  const isOneLine = widthOf(left) + widthOf(stateWords(row)) + 2 <= width;
  const head = isOneLine
    ? edges(left, right, width)
    : [...hang('  ', `${date}${nameOf(row)}`, width), ...hang('      ', right, width)];
  return [
    ...head,
    ...facts(row).flatMap(([from, text]) => hang(`      ${from.padEnd(10)}`, text, width)),
  ];
}

function nameOf({ kind, address, action, id, invoice }: FeeRow): string {
  const name = address === null ? (id ?? 'an unnamed campaign') : shownName(address);
  switch (kind) {
    case 'submission':
      return action === 'register'
        ? name
        : `${name}, ${action === 'resubmit' ? 'sent in again' : 'changed'}`;
    case 'outside':
      return name;
    case 'invoice':
      return `invoice ${invoice?.id ?? ''} for ${name}`;
  }
}

/** `campaign front-desk` is `front-desk`; a brand is called one. */
function shownName(address: string): string {
  const { kind, name } = addressOf(address);
  return kind === 'campaign' ? name : `${kind} ${name}`;
}

function stateWords({ usd: amount, state }: FeeRow): string {
  const money = amount === null ? 'amount unknown' : usd(amount);
  const atMost = amount === null ? money : `up to ${money}`;
  switch (state) {
    case 'confirmed':
      return amount === null ? money : `${money} confirmed`;
    case 'unconfirmed':
      return `${atMost}, unconfirmed`;
    case 'possible':
      return `${atMost}, may have been charged: no certain answer`;
    case 'not-charged':
      return `${amount === null ? '' : `${money} `}not charged`;
    case 'unknown':
      return 'amount unknown';
  }
}

function tintOf({ state, usd: amount }: FeeRow, { paint }: Style) {
  if (state === 'not-charged') return paint.faint;
  return state === 'confirmed' && amount !== null ? paint.strong : paint.warn;
}

function senderWords(sentBy: FeeRow['sentBy'], state: FeeRow['state']): string {
  if (sentBy === null) return 'sent by somebody whose run the log does not name';
  if (!sentBy.byHand) return `sent by ${sentBy.who} on ${sentBy.host}`;
  const isTold = state === 'confirmed' || state === 'unconfirmed';
  return `${isTold ? 'carried out' : 'claimed'} by ${sentBy.who}, by hand`;
}

/** Each with the place that it is from. */
function facts(row: FeeRow): readonly (readonly [string, string])[] {
  const { kind, id, idFrom, write, sentBy, approved, settled, invoice, state } = row;
  const all: (readonly [string, string])[] = [];
  if (write !== null) {
    const commit = sentBy?.commit == null ? '' : `, commit ${sentBy.commit.slice(0, 12)}`;
    all.push(['log', `${senderWords(sentBy, state)}${commit}`]);
    all.push([
      'log',
      approved === null
        ? 'no approval of it is there'
        : `approved ${approvalWords(approved)}, ${day(approved.at)}`,
    ]);
    if (invoice === null) all.push(['log', plannedWords(row)]);
    if (id !== null && idFrom !== null) all.push([idFrom, `provider id ${id}`]);
  }
  if (settled !== null) {
    const who = settled.by === 'registry' ? 'the registry shows' : `${settled.who} says`;
    const what = settled.effect === 'there' ? 'it took effect' : 'it had no effect';
    all.push(['log', `${who} that ${what}: ${settled.reason}`]);
  }
  if (kind === 'outside') {
    const known =
      settled === null ? 'the log does not know who registered it' : 'one of the two is wrong';
    all.push(['registry', `${id ?? 'it'} lives there; ${known}`]);
  }
  if (invoice !== null) all.push(['invoice', invoiceWords(row)]);
  if (state === 'possible') {
    all.push([
      'next',
      row.sentBy?.byHand === true
        ? `${row.sentBy.who} tells it with campaignctl observe, or a person says it: campaignctl resolve ${write ?? ''}`
        : `the next apply looks it up, or a person says it: campaignctl resolve ${write ?? ''}`,
    ]);
  }
  return all;
}

function plannedWords({ planned, state }: FeeRow): string {
  if (planned === null) return 'no price of it was published when it was planned';
  if (state === 'confirmed') return `${usd(planned)} is the published price, as it was planned`;
  return `planned at up to ${usd(planned)}`;
}

function invoiceWords({ kind, settled, invoice, id, planned }: FeeRow): string {
  if (invoice === null) return '';
  const date = invoice.issuedAt === null ? 'without a date' : `of ${day(invoice.issuedAt)}`;
  const amount = invoice.usd === null ? 'an amount not in USD' : usd(invoice.usd);
  if (kind === 'invoice') {
    return sentence(
      `an invoice of ${amount} for ${id ?? 'no campaign'} that no registration of ours explains`,
    );
  }
  const against = settled?.effect === 'none' ? ', against what the log says of it' : '';
  const isOther = planned !== null && invoice.usd !== null && planned !== invoice.usd;
  const other = isOther ? `; the log has it planned at ${usd(planned)}` : '';
  return `${invoice.id} ${date}, ${amount}${against}${other}`;
}

function elsewhereLines({ elsewhere }: Fees, style: Style): string[] {
  if (elsewhere === 0) return [];
  const what = `${count(elsewhere, 'object or invoice', 'objects or invoices')} there ${elsewhere === 1 ? 'carries' : 'carry'} the reference of another account, and ${elsewhere === 1 ? 'is' : 'are'} left out.`;
  return ['', ...hang('', what, style.width)];
}
