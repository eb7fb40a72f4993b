/**
 * Which column of a Users export holds what.
 * Law: 8x8 publishes no headers of an export, so ours are an expectation that the files can set right; of two columns
 * with the same header none is chosen.
 */
import type { UsersColumn, UsersExport } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type Row, rowRange } from './csv.ts';
import { quote } from './secret.ts';
import { diagnose, type SourceFile } from './source.ts';

/** Place of each column in a row; null: there is none. */
export type Columns = Readonly<Record<UsersColumn, number | null>> & {
  readonly userName: number;
  readonly numbers: number;
};

/**
 * What is expected where the files name no header. 8x8's templates for bulk upload of users have names such as
 * `User.Voice.Number` (8x8 help, "Set up bulk users"); the others are ours.
 */
export const EXPECTED: Readonly<Record<UsersColumn, readonly string[]>> = {
  userName: ['Username'],
  firstName: ['First Name'],
  lastName: ['Last Name'],
  status: ['Status'],
  numbers: ['Phone Number', 'Phone Numbers', 'User.Voice.Number'],
  extensionType: ['Extension Type'],
  createdAt: ['Created'],
};

const ABOUT: Readonly<Record<UsersColumn, string>> = {
  userName: 'the names of users',
  firstName: 'first names',
  lastName: 'last names',
  status: 'whether a user is active',
  numbers: 'phone numbers',
  extensionType: 'the kind of extension',
  createdAt: 'when a user was created',
};

const COLUMNS = Object.keys(EXPECTED) as readonly UsersColumn[];
const NEEDED: readonly UsersColumn[] = ['userName', 'numbers'];
/** Headers that a message lists. */
const MOST_SHOWN = 20;

export function columnsOf(
  source: SourceFile,
  header: Row,
  named: UsersExport['columns'],
): Columns | readonly Diagnostic[] {
  const plain = header.cells.map(plainHeader);
  const faults: Diagnostic[] = [];
  const find = (column: UsersColumn): number | null => {
    const name = named[column];
    const wanted = (name === undefined ? EXPECTED[column] : [name]).map(plainHeader);
    const at = plain.flatMap((cell, index) => (wanted.includes(cell) ? [index] : []));
    if (at.length > 1) faults.push(severalColumns(source, header, column, at));
    const isMissing = at.length === 0 && (name !== undefined || NEEDED.includes(column));
    if (isMissing) faults.push(noColumn(source, header, column, name));
    return at[0] ?? null;
  };
  const found = Object.fromEntries(COLUMNS.map((column) => [column, find(column)]));
  // Without a fault the two that are needed have been found.
  return faults.length === 0 ? (found as unknown as Columns) : faults;
}

/** Capital and small letters, and spaces of any kind, make no difference. */
function plainHeader(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cc}\p{Cf}]/gu, '');
}

function noColumn(
  source: SourceFile,
  header: Row,
  column: UsersColumn,
  named: string | undefined,
): Diagnostic {
  const wanted =
    named === undefined
      ? `${EXPECTED[column].map(quote).join(' or ')}, which campaignctl expects for ${ABOUT[column]}`
      : `${quote(named)}, which \`columns.${column}\` names`;
  return badHeader(
    source,
    header,
    `No column is called ${wanted}. The columns are ${shown(header.cells)}.`,
    column,
  );
}

function severalColumns(
  source: SourceFile,
  header: Row,
  column: UsersColumn,
  at: readonly number[],
): Diagnostic {
  const names = [...new Set(at.map((index) => quote(header.cells[index])))];
  const message =
    names.length === 1
      ? `${at.length} columns are called ${names.join('')}, so that nobody can tell which holds ${ABOUT[column]}.`
      : `The columns ${names.join(' and ')} could both hold ${ABOUT[column]}.`;
  return badHeader(source, header, message, column);
}

function badHeader(
  source: SourceFile,
  header: Row,
  message: string,
  column: UsersColumn,
): Diagnostic {
  return diagnose(source, rowRange(source, header.line), {
    rule: 'users-export-columns',
    message,
    hint: `Write the header that is right under \`usersExport:\`, such as \`columns: { ${column}: "${EXPECTED[column][0]}" }\`. 8x8 publishes no headers, so the first line of the file decides.`,
  });
}

function shown(cells: readonly string[]): string {
  const names = cells.filter((cell) => cell !== '').map(quote);
  const more = names.length - MOST_SHOWN;
  return [...names.slice(0, MOST_SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
