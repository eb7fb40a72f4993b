/**
 * Page: the SMS page of Admin Console, as somebody copied it → its rows.
 * Law: nothing is guessed. What its columns are called is published nowhere, so they are told by what they hold; where
 * that leaves a doubt there are no rows, and a sentence that ends the doubt.
 */
import { quote } from '../config/secret.ts';
import type { E164 } from '../model/desired.ts';
import type { PageRow } from '../model/observed.ts';
import { formatPhone } from '../model/phone.ts';
import { type Problem, shown } from './problem.ts';
import { isPhone, phoneIn, plainText, type Row, type Table, tablesIn } from './table.ts';

export interface Page {
  /** In the order of the page; none where there is a problem. */
  readonly rows: readonly PageRow[];
  readonly problems: readonly Problem[];
  /** Lines that were left out as their number is none of the United States or Canada that can be in a campaign. */
  readonly others: readonly { readonly line: number; readonly text: string }[];
  /** Where the text itself says that the page has more numbers than were pasted; null: it does not. */
  readonly notWhole: Problem | null;
}

const MEBIBYTE = 1024 * 1024;
const LARGEST = 16 * MEBIBYTE;

const STATUS_OF: ReadonlyMap<string, PageRow['status']> = new Map([
  ['enabled', 'on'],
  ['disabled', 'off'],
  ['', 'off'],
  ['pending', 'pending'],
  ['enabling failed', 'enabling-failed'],
  ['disabling failed', 'disabling-failed'],
]);

/** `campaigns`: ids, keys and names of those that are known. */
export function parsePage(text: string, campaigns: Iterable<string>): Page {
  if (text.length > LARGEST) {
    return failed({
      line: null,
      message: `The text has more than ${LARGEST / MEBIBYTE} MB, which no SMS page has.`,
      hint: 'Paste the table of the SMS page, and nothing else.',
    });
  }
  const known = new Set([...campaigns].map(squeezed));
  const plain = plainText(text);
  const readings = tablesIn(plain).map((table) => read(table, known));
  const good = readings.find(({ problems }) => problems.length === 0);
  const best = good ?? readings.find(({ isTable }) => isTable) ?? readings[0];
  if (best === undefined) return failed(noRows());
  return good === undefined
    ? failed(...best.problems)
    : { ...best, notWhole: notWhole(plain, best.rows.length + best.others.length) };
}

/** `1-25 of 48` */
const EXTENT = /(?<![\d-])\d{1,6}\s*(?:-|–|to)\s*\d{1,6}\s+of\s+(\d{1,6})(?!\d)/i;

/** A table that is shown in parts says below it how many rows it has. */
function notWhole(text: string, pasted: number): Problem | null {
  for (const [index, line] of text.split('\n').entries()) {
    const [words, total] = line.length > 200 ? [] : (EXTENT.exec(line) ?? []);
    if (words === undefined || Number(total) <= pasted) continue;
    return {
      line: index + 1,
      message: `${quote(words)} says that the page has ${total} lines, and ${pasted} were pasted.`,
      hint: 'Leaf through the page and paste all of it, one part below the other, or say that it is a part. If it is whole, take that line out.',
    };
  }
  return null;
}

function failed(...problems: readonly Problem[]): Page {
  return { rows: [], problems: shown(problems), others: [], notWhole: null };
}

function noRows(): Problem {
  return {
    line: null,
    message: 'No table with phone numbers and their status was found.',
    hint: 'Select the table on the SMS page from its first line to its last, copy it, and paste it as it is. A line has the number and its status, parted by a tab, or by a comma. Where the page lists no number at all, say that in place of it.',
  };
}

interface Reading extends Page {
  /** It has a column of numbers and one of their status, so its problems are worth reading. */
  readonly isTable: boolean;
}

function read(table: Table, known: ReadonlySet<string>): Reading {
  const others: { line: number; text: string }[] = [];
  const problems: Problem[] = [];
  const rows: Row[] = [];
  let header: Row | null = null;
  for (const row of table) {
    const other = row.cells.find(isOtherNumber);
    if (row.cells.some(isPhone)) rows.push(row);
    else if (other !== undefined) others.push({ line: row.line, text: other });
    else if (row.cells.some(isNumberOrStatus)) problems.push(noNumber(row));
    else if (rows.length === 0 && row.cells.some((cell) => cell !== '')) header = row;
  }
  if (rows.length === 0) {
    return { ...failed(noRows()), isTable: false };
  }
  const number = numberColumn(rows, header);
  if (typeof number !== 'number') return { ...failed(number), isTable: false };
  const status = statusColumn(rows, header, number);
  if (typeof status !== 'number') {
    return { ...failed(...status), isTable: status.some(({ line }) => line !== null) };
  }
  const campaign = campaignColumn(rows, header, [number, status], known);
  if (campaign !== null && typeof campaign !== 'number')
    return { ...failed(...problems, ...campaign), isTable: true };
  const found = onceEach(
    rows.map((row) => pageRow(row, number, status, campaign)),
    problems,
  );
  return { rows: found, problems: shown(problems), others, notWhole: null, isTable: true };
}

/** A number that 10DLC does not know, such as a toll-free one, or one of Australia. */
function isOtherNumber(cell: string): boolean {
  const phone = phoneIn(cell);
  return phone?.ok === false && phone.rule !== 'phone-invalid' && phone.rule !== 'phone-damaged';
}

/** Whether a line with such a cell may be one of a number: what is not understood there is not skipped. */
function isNumberOrStatus(cell: string): boolean {
  return (cell !== '' && isStatus(cell)) || isDamaged(cell);
}

function isDamaged(cell: string): boolean {
  const phone = phoneIn(cell);
  if (phone === null || phone.ok || /^\d{4}-\d\d-\d\d/.test(cell)) return false;
  const digits = cell.replace(/[\s().+-]/g, '');
  return phone.rule === 'phone-damaged' || /^\d{7,}$/.test(digits);
}

function noNumber({ cells, line }: Row): Problem {
  const damaged = cells.find(isDamaged);
  const phone = damaged === undefined ? null : phoneIn(damaged);
  if (phone?.ok === false) return { line, message: phone.message, hint: phone.hint };
  return {
    line,
    message: `This line has the status of a number and no phone number: ${quote(cells.filter((cell) => cell !== '').join(' '))}.`,
    hint: 'Copy the table again, or take the line out if it is none of the table.',
  };
}

function squeezed(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

function isStatus(cell: string): boolean {
  return STATUS_OF.has(squeezed(cell));
}

function columns(rows: readonly Row[]): readonly number[] {
  const widest = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  return Array.from({ length: Math.min(widest, MOST_COLUMNS) }, (_, at) => at);
}

const MOST_COLUMNS = 100;

function cell(row: Row | null, column: number): string {
  return row?.cells[column] ?? '';
}

/** The one of several columns whose header has a name; null: none has, or more than one. */
function named(found: readonly number[], header: Row | null, name: RegExp): number | null {
  const those = found.filter((column) => name.test(cell(header, column)));
  return those.length === 1 ? (those[0] ?? null) : null;
}

function numberColumn(rows: readonly Row[], header: Row | null): number | Problem {
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

function statusColumn(
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
function campaignColumn(
  rows: readonly Row[],
  header: Row | null,
  taken: readonly number[],
  known: ReadonlySet<string>,
): number | null | readonly Problem[] {
  const others = columns(rows).filter((column) => !taken.includes(column));
  const called = others.filter((column) => /\bcampaigns?\b/i.test(cell(header, column)));
  const isKnown = (row: Row, column: number) => known.has(squeezed(cell(row, column)));
  const holding = others.filter((column) => rows.some((row) => isKnown(row, column)));
  const candidates = called.length > 0 ? called : holding;
  const whole = candidates.filter((column) =>
    rows.every((row) => cell(row, column) === '' || isKnown(row, column)),
  );
  const [first] = candidates;
  if (first === undefined) return null;
  if (candidates.length === 1 && (called.length > 0 || whole.length > 0)) return first;
  const column = named(candidates, header, /\bid\b/i) ?? (whole.length === 1 ? whole[0] : null);
  if (column !== null && column !== undefined) return column;
  const odd = rows.find((row) => cell(row, first) !== '' && !isKnown(row, first));
  return [
    {
      line: odd?.line ?? header?.line ?? rows[0]?.line ?? null,
      message:
        odd === undefined
          ? `${candidates.length} columns hold campaigns, and nothing tells which one counts.`
          : `${quote(cell(odd, first))} stands in a column of campaigns, and no campaign is known by it.`,
      hint: 'Put a line with names above, with `Campaign` over the column that counts, or take the column out.',
    },
  ];
}

function pageRow(row: Row, number: number, status: number, campaign: number | null): PageRow {
  const phone = phoneIn(cell(row, number));
  const name = campaign === null ? '' : cell(row, campaign);
  return {
    // The column was chosen as one in which every cell is a number.
    number: phone?.ok === true ? phone.number : ('' as unknown as E164),
    status: STATUS_OF.get(squeezed(cell(row, status))) ?? 'pending',
    campaign: name === '' ? null : name,
    line: row.line,
  };
}

/** Parts of a page that overlap say the same twice; anything else is a problem. */
function onceEach(rows: readonly PageRow[], problems: Problem[]): readonly PageRow[] {
  const first = new Map<E164, PageRow>();
  for (const row of rows) {
    const other = first.get(row.number);
    if (other === undefined) first.set(row.number, row);
    else if (other.status !== row.status || other.campaign !== row.campaign) {
      problems.push({
        line: row.line,
        message: `${formatPhone(row.number)} is here with another status or campaign than on line ${other.line}.`,
        hint: 'Keep the line that Admin Console shows now, and take the other out.',
      });
    }
  }
  return [...first.values()];
}
