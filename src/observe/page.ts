/**
 * Page: the SMS page of Admin Console, as somebody copied it → its rows.
 * Law: nothing is guessed. Each number in the text is in a row, left out by name, or a problem with its line; a blank
 * means Disabled only in a line of which nothing is missing. Where a doubt is left there are no rows, and a sentence that
 * ends the doubt.
 */
import { quote } from '../config/secret.ts';
import type { E164 } from '../model/desired.ts';
import type { PageRow } from '../model/observed.ts';
import { formatPhone } from '../model/phone.ts';
import { notWhole } from './extent.ts';
import {
  campaignColumn,
  cell,
  isStatus,
  numberColumn,
  STATUS_OF,
  squeezed,
  statusColumn,
} from './page-columns.ts';
import { type Problem, shown } from './problem.ts';
import {
  type Found,
  isDamaged,
  isOtherNumber,
  isPhone,
  phoneIn,
  phonesIn,
  plainText,
  type Row,
  type Table,
  tablesIn,
} from './table.ts';

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
  const phones = phonesIn(plain);
  const readings = tablesIn(plain).map((table) => read(table, phones, known));
  // The likeliest that is a table: where it leaves a doubt, another reading would be a guess.
  const best = readings.find(({ isTable }) => isTable) ?? readings[0];
  if (best === undefined) return failed(noRows());
  return best.problems.length > 0
    ? failed(...best.problems)
    : { ...best, notWhole: notWhole(plain, best.rows.length + best.others.length) };
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

/** `phones`: all that stand in the text, wherever. */
function read(table: Table, phones: readonly Found[], known: ReadonlySet<string>): Reading {
  const others: { line: number; text: string }[] = [];
  const problems: Problem[] = [];
  const rows: Row[] = [];
  const loose = new Set<number>();
  const doubtful: Row[] = [];
  let header: Row | null = null;
  for (const row of table) {
    const other = row.cells.find(isOtherNumber);
    if (row.cells.some(isPhone)) rows.push(row);
    else if (row.cells.some(isDamaged)) {
      if (other === undefined) problems.push(noNumber(row));
      else doubtful.push(row);
    } else if (other !== undefined) others.push({ line: row.line, text: other });
    else if (row.cells.some(isWord)) problems.push(noNumber(row));
    else if (rows.length > 0 && isLoose(row, header)) loose.add(row.line);
    else if (rows.length === 0 && row.cells.some((cell) => cell !== '')) header = row;
  }
  if (rows.length === 0) {
    return { ...failed(noRows()), isTable: false };
  }
  const number = numberColumn(rows, header);
  if (typeof number !== 'number') return { ...failed(number), isTable: false };
  // Beside a toll-free number, an extension or a date is no damaged number.
  for (const row of doubtful) {
    const text = cell(row, number);
    if (isOtherNumber(text)) others.push({ line: row.line, text });
    else problems.push(noNumber(row));
  }
  const status = statusColumn(rows, header, number);
  if (typeof status !== 'number') {
    return { ...failed(...status), isTable: status.some(({ line }) => line !== null) };
  }
  const campaign = campaignColumn(rows, header, { number, status }, known);
  if (campaign !== null && typeof campaign !== 'number')
    return { ...failed(...problems, ...campaign), isTable: true };
  const all = rows.map((row) => pageRow(row, number, status, campaign));
  problems.push(...doubtfulBlanks(rows, header, { status, loose }));
  const told = new Set(problems.map(({ line }) => line));
  problems.push(...strays(phones, all, rows, header).filter(({ line }) => !told.has(line)));
  const found = onceEach(all, problems);
  return { rows: found, problems: shown(problems), others, notWhole: null, isTable: true };
}

function isWord(text: string): boolean {
  return text !== '' && isStatus(text);
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

/** Lines with a blank status that may have lost a cell, or have it elsewhere: a blank there is not Disabled. */
function doubtfulBlanks(
  rows: readonly Row[],
  header: Row | null,
  { status, loose }: { readonly status: number; readonly loose: ReadonlySet<number> },
): readonly Problem[] {
  const written = rows.filter((row) => cell(row, status) !== '');
  const width = [...written, ...(header === null ? [] : [header])].reduce(
    (most, { cells }) => Math.max(most, filled(cells)),
    status + 1,
  );
  const isDoubtful = ({ cells, line }: Row) =>
    cells.length < width || filled(cells) > width || cells.some(holdsWord) || loose.has(line + 1);
  return rows
    .filter((row) => cell(row, status) === '' && isDoubtful(row))
    .map((row) => ({
      line: row.line,
      message: `The status of ${quote(row.cells.find(isPhone) ?? '')} is blank, and a cell of its line is missing or stands elsewhere.`,
      hint: 'Copy the table again. If it is blank in Admin Console too, write `Disabled` in its place.',
    }));
}

/** A line that may be what is missing in the one above it. */
function isLoose({ cells }: Row, header: Row | null): boolean {
  const text = cells.join(' ').trim();
  return text !== '' && !/\d/.test(text) && text !== header?.cells.join(' ').trim();
}

function holdsWord(text: string): boolean {
  const plain = squeezed(text);
  return [...STATUS_OF.keys()].some((word) => word !== '' && plain.includes(word));
}

/** How many cells there are up to the last one that is not blank. */
function filled(cells: readonly string[]): number {
  return cells.findLastIndex((text) => text !== '') + 1;
}

/** Numbers that stand in the text and in no row; what stands alone below a name of its own belongs to the row beside it. */
function strays(
  phones: readonly Found[],
  found: readonly PageRow[],
  rows: readonly Row[],
  header: Row | null,
): readonly Problem[] {
  const read = new Set(found.map(({ number }) => number));
  const rowOf = new Map(rows.map((row) => [row.line, row]));
  const isAside = ({ line, number }: Found) =>
    rowOf.get(line)?.cells.some((text, column) => {
      const phone = cell(header, column) === '' ? null : phoneIn(text);
      return phone?.ok === true && phone.number === number;
    }) === true;
  return phones
    .filter((phone) => !read.has(phone.number) && !isAside(phone))
    .map(({ line, number }) => ({
      line,
      message: `${formatPhone(number)} is here, and was not read as the number of a line.`,
      hint: 'Copy the table again, with each number in a cell of its own, or take out what is none of the table.',
    }));
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
