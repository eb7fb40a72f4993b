/**
 * Fees as CSV (RFC 4180), for a spreadsheet: a header, one row per fee, lines that end in CR LF.
 * Law: no cell is taken for a formula, whatever it holds; an amount that is not known is empty, not 0.
 */
import type { FeeRow, Fees } from '../model/fees.ts';
import { safe } from './plan/safe.ts';
import { addressOf } from './plan/words.ts';

const COLUMNS: readonly (readonly [string, (row: FeeRow) => string | number | null])[] = [
  ['date', ({ at }) => at],
  ['amount_usd', ({ usd }) => usd],
  ['state', ({ state }) => state],
  ['source', ({ kind }) => kind],
  ['kind', ({ address }) => (address === null ? null : addressOf(address).kind)],
  ['key', ({ address }) => (address === null ? null : addressOf(address).name)],
  ['action', ({ action }) => action],
  ['provider_id', ({ id }) => id],
  ['request', ({ write }) => write],
  ['sent_by', ({ sentBy }) => sentBy?.who ?? null],
  ['commit', ({ sentBy }) => sentBy?.commit ?? null],
  ['approved_by', ({ approved }) => approved?.by ?? null],
  ['approved_how', ({ approved }) => approved?.how ?? null],
  ['approved_file', ({ approved }) => approved?.file ?? null],
  ['settled_by', ({ settled }) => settled?.who ?? null],
  ['settled_reason', ({ settled }) => settled?.reason ?? null],
  ['invoice', ({ invoice }) => invoice?.id ?? null],
  ['invoice_date', ({ invoice }) => invoice?.issuedAt ?? null],
  ['invoice_usd', ({ invoice }) => invoice?.usd ?? null],
];

export function feesCsv({ rows }: Fees): string {
  const header = COLUMNS.map(([name]) => name);
  const lines = safe(rows).map((row) => COLUMNS.map(([, of]) => cell(of(row))));
  return [header, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A quote in front makes text of it in every spreadsheet. Spaces before the sign are skipped by some.
  const text = /^\s*[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
