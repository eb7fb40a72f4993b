/**
 * Page columns: which columns of the SMS page hold the number, its status and its campaign.
 * Law: a column is told by what it holds and by the name above it; where that leaves a doubt, a sentence ends it.
 */
import { quote } from '../config/secret.ts';
import type { PageRow } from '../model/observed.ts';
import type { Problem } from './problem.ts';
import { isPhone, type Row } from './table.ts';

export const STATUS_OF: ReadonlyMap<string, PageRow['status']> = new Map([
  ['enabled', 'on'],
  ['disabled', 'off'],
  ['', 'off'],
  ['pending', 'pending'],
  ['enabling failed', 'enabling-failed'],
  ['disabling failed', 'disabling-failed'],
]);

export function squeezed(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

export function isStatus(cell: string): boolean {
  return STATUS_OF.has(squeezed(cell));
}

function columns(rows: readonly Row[]): readonly number[] {
  const widest = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  return Array.from({ length: Math.min(widest, MOST_COLUMNS) }, (_, at) => at);
}

const MOST_COLUMNS = 100;

export function cell(row: Row | null, column: number): string {
  return row?.cells[column] ?? '';
}

/** The one of several columns whose header has a name; null: none has, or more than one. */
function named(found: readonly number[], header: Row | null, name: RegExp): number | null {
  const those = found.filter((column) => name.test(cell(header, column)));
  return those.length === 1 ? (those[0] ?? null) : null;
}

export function numberColumn(rows: readonly Row[], header: Row | null): number | Problem {
  const found = columns(rows).filter((column) => rows.some((row) => isPhone(cell(row, column))));
  const full = found.filter((column) => rows.every((row) => isPhone(cell(row, column))));
  const [only] = full;
  if (only !== undefined && found.length === 1) return only;
  const column = named(full, header, /number|phone/i);
  if (column !== null) return column;
  const odd = rows.find((row) => !isPhone(cell(row, found[0] ?? 0)));
  return {
    line: odd?.line ?? rows[0]?.line ?? null,
    message:
      odd === undefined
        ? 'Several columns hold phone numbers, and nothing tells which one is meant.'
        : 'The phone number stands in another column here than in the lines above.',
    hint: 'Keep one column of phone numbers: take the other out, or copy the table again.',
  };
}

export function statusColumn(
  rows: readonly Row[],
  header: Row | null,
  number: number,
): number | readonly Problem[] {
  const others = columns(rows).filter((column) => column !== number);
  const called = others.filter((column) => /\bstatus\b/i.test(cell(header, column)));
  const holding = others.filter((column) =>
    rows.some((row) => cell(row, column) !== '' && isStatus(cell(row, column))),
  );
  const candidates = called.length > 0 ? called : holding;
  const whole = candidates.filter((column) => rows.every((row) => isStatus(cell(row, column))));
  const [only] = whole;
  if (only !== undefined && whole.length === 1) return only;
  const column = named(whole, header, /^(?:sms )?status$/i);
  if (column !== null) return column;
  if (whole.length > 1) {
    return [
      {
        line: header?.line ?? rows[0]?.line ?? null,
        message: `${whole.length} columns hold words such as Enabled and Disabled, and nothing tells which one is the status of SMS.`,
        hint: 'Take the other columns out, or put a line with names above: `Status` over the one that counts.',
      },
    ];
  }
  const near = candidates[0];
  if (near === undefined) return [noStatus()];
  return rows
    .filter((row) => !isStatus(cell(row, near)))
    .map((row) => ({
      line: row.line,
      message: `${quote(cell(row, near))} is no status that is known.`,
      hint: 'Known are Enabled, Disabled, Pending, Enabling Failed and Disabling Failed; blank means Disabled. If Admin Console shows another word, leave this number out and look again later.',
    }));
}

function noStatus(): Problem {
  return {
    line: null,
    message: 'No column holds the status of SMS.',
    hint: 'Copy the table with its column of words such as Enabled and Disabled. If all of them are blank, put a line with names above, with `Status` over that column.',
  };
}

/** Null: the page has no such column. */
export function campaignColumn(
  rows: readonly Row[],
  header: Row | null,
  taken: { readonly number: number; readonly status: number },
  known: ReadonlySet<string>,
): number | null | readonly Problem[] {
  const others = columns(rows).filter(
    (column) => column !== taken.number && column !== taken.status,
  );
  const called = others.filter((column) => /\bcampaigns?\b/i.test(cell(header, column)));
  const isKnown = (row: Row, column: number) => known.has(squeezed(cell(row, column)));
  const enabled = rows.filter((row) => squeezed(cell(row, taken.status)) === 'enabled');
  // A department may be called as a campaign is. So a column that is not named so is one only if all Enabled are in one.
  const isFull = (column: number) => enabled.every((row) => isKnown(row, column));
  const holding = others.filter(
    (column) =>
      rows.some((row) => isKnown(row, column)) && (cell(header, column) === '' || isFull(column)),
  );
  const candidates = called.length > 0 ? called : holding;
  const whole = candidates.filter(
    (column) =>
      rows.every((row) => cell(row, column) === '' || isKnown(row, column)) &&
      (called.length > 0 || isFull(column)),
  );
  const [first] = candidates;
  if (first === undefined) return null;
  if (candidates.length === 1 && (called.length > 0 || whole.length > 0)) return first;
  const column = named(candidates, header, /\bid\b/i) ?? (whole.length === 1 ? whole[0] : null);
  if (column !== null && column !== undefined) return column;
  const odd = rows.find((row) => cell(row, first) !== '' && !isKnown(row, first));
  const blank = enabled.find((row) => !isKnown(row, first));
  return [
    {
      line: odd?.line ?? blank?.line ?? header?.line ?? rows[0]?.line ?? null,
      message:
        odd !== undefined
          ? `${quote(cell(odd, first))} stands in a column of campaigns, and no campaign is known by it.`
          : blank !== undefined
            ? 'This number is Enabled and has no campaign in the column where others have one, and no name says what that column is.'
            : `${candidates.length} columns hold campaigns, and nothing tells which one counts.`,
      hint: 'Put a line with names above, with `Campaign` over the column that counts, or take the column out.',
    },
  ];
}
