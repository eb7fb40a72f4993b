/**
 * Accounts as a table for people, as a matrix for a CI system, and as paths for a shell.
 */
import { clean } from './clean.ts';
import { padEnd, widthOf } from './layout.ts';
import { count, styleOf, type TextOptions } from './style.ts';

export interface ListedAccount {
  /** null: it cannot be read in its file. */
  readonly account: string | null;
  /** Path of the folder from where the reader is; `.` is that place. */
  readonly path: string;
  readonly provider: string | null;
}

const UNKNOWN = '?';

export function renderAccounts(
  accounts: readonly ListedAccount[],
  ending: string,
  options: TextOptions,
): string {
  const { paint } = styleOf(options);
  const rows = accounts.map(({ account, provider, path }) =>
    [account ?? UNKNOWN, provider ?? UNKNOWN, path].map(clean),
  );
  const widths = [0, 1].map((at) =>
    Math.max(...[...rows, HEADINGS].map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, at) => padEnd(cell, widths[at] ?? 0)).join('  ');
  const table = rows.length === 0 ? [] : [paint.faint(line(HEADINGS)), ...rows.map(line), ''];
  return `${[...table, `${count(rows.length, 'account')}${ending}.`].join('\n')}\n`;
}

const HEADINGS: readonly string[] = ['ACCOUNT', 'PROVIDER', 'FOLDER'];

/**
 * For `matrix: ${{ fromJSON(…) }}` of GitHub Actions: one line, as an output of a step has to be, and nothing but
 * `include`, as every other member would be an axis of the matrix.
 */
export function accountMatrix(accounts: readonly ListedAccount[]): string {
  const include = accounts.map(({ account, path, provider }) => ({ account, path, provider }));
  return `${JSON.stringify({ include })}\n`;
}
