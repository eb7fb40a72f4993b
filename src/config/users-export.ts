/**
 * A Users export: a CSV of users and the numbers they hold, where there is no API key. Pure.
 * Laws: a line that cannot be put to a user is an error, never skipped. A cell that is not understood is said, and is
 * taken for something that was not told.
 */
import type { UsersExport } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatPhone } from '../model/phone.ts';
import type { ExportedNumber, ExportedUser } from '../model/users-export.ts';
import { type CsvRules, cellPlace, type Row, rowRange, rowsOf } from './csv.ts';
import { type Collected, collect, MOST_PER_FILE } from './findings.ts';
import { quote, quotePhone } from './secret.ts';
import { diagnose, diagnoseAt, type SourceFile } from './source.ts';
import { activeIn, dayIn, extensionIn, numbersIn } from './users-export-cells.ts';
import { type Columns, columnsOf } from './users-export-columns.ts';

export interface UsersList {
  readonly users: readonly ExportedUser[];
  readonly diagnostics: readonly Diagnostic[];
}

export const USERS_EXPORT: CsvRules = {
  missing: 'users-export-missing',
  format: 'users-export-format',
};

/** The users in written order. One with several lines, as with two licences, is one user. */
export function readUsers(source: SourceFile, named: UsersExport['columns']): UsersList {
  const rows = rowsOf(source, USERS_EXPORT);
  if ('rule' in rows) return { users: [], diagnostics: [rows] };
  const reading: Reading = { source, found: collect(), users: new Map(), odd: new Map() };
  let header: Row | null = null;
  let columns: Columns | null = null;
  for (const row of rows) {
    if (header === null || columns === null) {
      const found = columnsOf(source, row, named);
      if (!('userName' in found)) return { users: [], diagnostics: found };
      header = row;
      columns = found;
    } else if (isWhole(reading, row, header)) {
      readRow(reading, row, columns);
    }
    if (reading.found.isFull()) break;
  }
  if (reading.users.size === 0 && reading.found.list.length === 0) {
    return { users: [], diagnostics: [noUsers(source)] };
  }
  sayContested(reading);
  sayOdd(reading);
  return { users: [...reading.users.values()].map(finished), diagnostics: reading.found.list };
}

interface Reading {
  readonly source: SourceFile;
  readonly found: Collected;
  /** By user name in small letters. */
  readonly users: Map<string, Draft>;
  /** What stands in a column and is not known here: the first of it, and in how many lines. */
  readonly odd: Map<OddColumn, { readonly row: Row; readonly text: string; lines: number }>;
}

type OddColumn = 'status' | 'extensionType' | 'createdAt';

/** A user while lines are read. */
interface Draft {
  readonly row: Row;
  readonly userName: string;
  readonly name: string;
  readonly active: boolean;
  readonly createdAt: string | null;
  readonly numbers: (ExportedNumber & { readonly row: Row })[];
  numbersTold: boolean;
}

function finished({ numbers, row: _, ...user }: Draft): ExportedUser {
  return { ...user, numbers: numbers.map(({ row: _, ...number }) => number) };
}

/** A cell too many means that a text is parted where it should not be, so that nobody knows what is in which column. */
function isWhole({ source, found }: Reading, row: Row, header: Row): boolean {
  const extra = row.cells.slice(header.cells.length).find((cell) => cell !== '');
  if (extra === undefined) return true;
  found.add(
    badRow(
      source,
      row,
      `This line has ${row.cells.length} cells, and the first line of the file has ${header.cells.length}.`,
      'Put double quotes around the text that has a comma in it, or export the list again.',
    ),
  );
  return false;
}

const LONGEST_NAME = 200;

function readRow(reading: Reading, row: Row, columns: Columns): void {
  const { source, found, users } = reading;
  const cell = (index: number | null) => (index === null ? '' : (row.cells[index] ?? ''));
  const userName = cell(columns.userName);
  if (userName === '' || userName.length > LONGEST_NAME || /\p{Cc}/u.test(userName)) {
    const message =
      userName === ''
        ? 'This line names no user.'
        : `${quote(userName.replace(/\p{Cc}/gu, '�'))} is not the name of a user.`;
    found.add(badRow(source, row, message, 'Mend the line, or take it out if it is no user.'));
    return;
  }
  const odd = (column: OddColumn): void => {
    const before = reading.odd.get(column);
    if (before !== undefined) before.lines += 1;
    else reading.odd.set(column, { row, text: cell(columns[column]), lines: 1 });
  };
  const key = userName.toLowerCase();
  let user = users.get(key);
  if (user === undefined) {
    const created = dayIn(cell(columns.createdAt));
    if (created === undefined) odd('createdAt');
    const active = activeIn(cell(columns.status));
    if (active === undefined) odd('status');
    user = {
      row,
      userName,
      name: nameIn(cell(columns.firstName), cell(columns.lastName)) || userName,
      // A word that is not known here is no reason to call anybody inactive.
      active: active ?? true,
      createdAt: created ?? null,
      numbers: [],
      numbersTold: true,
    };
    users.set(key, user);
  }
  const extension = extensionIn(cell(columns.extensionType));
  if (extension === undefined) odd('extensionType');
  const held = numbersIn(cell(columns.numbers));
  for (const { number, country } of held.numbers) {
    if (user.numbers.some((other) => other.number === number)) continue;
    user.numbers.push({ number, country, extension: extension ?? 'unknown', row });
  }
  if (held.fault === null) return;
  user.numbersTold = false;
  found.add(badNumber(source, row, userName, held.fault));
}

function nameIn(first: string, last: string): string {
  return [first, last]
    .map((part) => part.replace(/\p{Cc}+/gu, ' ').trim())
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, LONGEST_NAME);
}

/** A number has one holder. Where two lines name it, neither is believed. */
function sayContested({ source, found, users }: Reading): void {
  const holders = new Map<string, Draft>();
  let said = 0;
  for (const user of users.values()) {
    for (const { number, row } of user.numbers) {
      const other = holders.get(number);
      if (other === undefined) {
        holders.set(number, user);
        continue;
      }
      user.numbersTold = false;
      other.numbersTold = false;
      if (said > MOST_PER_FILE) continue;
      said += 1;
      const first = other.numbers.find((one) => one.number === number)?.row ?? other.row;
      found.add({
        ...diagnose(source, rowRange(source, row.line), {
          rule: 'users-export-number-twice',
          message: `${formatPhone(number)} is at ${quote(user.userName)} here, and at ${quote(other.userName)} on line ${first.line}.`,
          hint: 'Look the number up in Admin Console, and export the list again. Until then nobody counts as its holder.',
        }),
        related: [{ place: cellPlace(source, first, ''), message: 'It is written here first.' }],
      });
    }
  }
}

const MEANING: Readonly<Record<OddColumn, string>> = {
  status: 'a status that is known here (Active, Inactive), so the user counts as active',
  extensionType: 'a kind of extension that is known here (UC, CC), so it counts as not told',
  createdAt: 'a day that can be read for certain (2026-07-20), so it counts as not told',
};

/** One word for each column: what is odd once is mostly odd in every line. */
function sayOdd({ source, found, odd }: Reading): void {
  for (const [column, { row, text, lines }] of odd) {
    const more = lines === 1 ? '' : `, and neither is what stands in ${lines - 1} more`;
    found.add(
      diagnoseAt(cellPlace(source, row, text), {
        rule: 'users-export-value',
        message: `${quote(text.replace(/\p{Cc}/gu, '�'))} is not ${MEANING[column]}${more}.`,
        hint: `If it is another column, name the right one: \`columns: { ${column}: HEADER }\`.`,
      }),
    );
  }
}

function badRow(source: SourceFile, row: Row, message: string, hint: string): Diagnostic {
  return diagnose(source, rowRange(source, row.line), { rule: 'users-export-row', message, hint });
}

function badNumber(
  source: SourceFile,
  row: Row,
  userName: string,
  { rule, text, why, hint }: NonNullable<ReturnType<typeof numbersIn>['fault']>,
): Diagnostic {
  const place = cellPlace(source, row, text);
  // Digits that are lost are lost in the whole column.
  if (rule === 'phone-damaged') return { rule, severity: 'error', message: why, place, hint };
  return diagnoseAt(place, {
    rule: 'users-export-number',
    message: `${quotePhone(text.replace(/\p{Cc}/gu, '�'))} is no phone number that can be read, so it is not known whether ${quote(userName)} holds another one.`,
    hint: 'Nothing is done to numbers that this user may hold. Mend the cell if it is meant to be a number.',
  });
}

function noUsers(source: SourceFile): Diagnostic {
  return diagnose(source, [0, 0], {
    rule: 'users-export-format',
    message: `\`${source.file}\` lists no user.`,
    hint: 'Export the users again. The first line holds the headers, and each line below it a user.',
  });
}
