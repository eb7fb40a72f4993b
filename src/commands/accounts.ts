/**
 * `campaignctl accounts`: which accounts there are in a repository, for people and for a CI system that fans out.
 * Law: an account that is not valid is listed all the same, as its own job says what is wrong; a list that may be
 * incomplete, or in which two accounts would share a log, is an error.
 */
import { join, relative, resolve, sep } from 'node:path';
import { type AccountFolder, type FoundAccounts, findAccounts } from '../config/accounts.ts';
import { accountAtOrAbove, missingPath } from '../config/root.ts';
import { compareText } from '../model/diagnostic.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { accountMatrix, type ListedAccount, renderAccounts } from '../report/accounts.ts';
import { clean } from '../report/clean.ts';
import { renderDiagnostics } from '../report/diagnostics.ts';
import { listOf } from '../report/style.ts';
import type { Io } from './io.ts';
import { baseOf, placedIn, tellFailure } from './output.ts';

export interface AccountsOptions {
  readonly path: string;
  readonly format: 'text' | 'json' | 'paths';
  /** Only accounts with files that differ from this commit. */
  readonly changedSince?: string;
}

export async function accounts(options: AccountsOptions, io: Io): Promise<ExitCode> {
  const path = resolve(io.cwd, options.path);
  const found = findAccounts(path);
  if (found === null) return refuse(missingPath(options.path).message, options, io);
  tell(found, io);
  const listed = listedFrom(found, io.cwd);
  const objection = unreliable(found, listed) ?? missing(found, io);
  if (objection !== null) return refuse(objection, options, io);
  const since = options.changedSince;
  if (since === undefined) return show(listed, '', options, io);
  const chosen = await changedOnly(found, since, io);
  if (typeof chosen === 'string') return refuse(chosen, options, io);
  const ending = ` of ${listed.length}, with changes since ${clean(since)}`;
  return show(
    listed.filter((_, at) => chosen.has(at)),
    ending,
    options,
    io,
  );
}

/** What does not keep the list from being used. */
function tell({ root, accounts, faults, unread, outside }: FoundAccounts, io: Io): void {
  const { stderrColor } = io;
  const placed = { ...placedIn(root, io), color: stderrColor };
  const findings = [...faults, ...unread];
  if (findings.length > 0) io.stderr(renderDiagnostics(findings, placed));
  const base = baseOf(io.cwd, root);
  for (const { name, place, folder } of accounts) {
    if (name !== null) continue;
    const home = clean(base + folder) || '.';
    const file = clean(base + place.file);
    io.stderr(
      `No name can be read in ${file}: \`campaignctl validate ${home}\` says what is wrong.\n`,
    );
  }
  if (outside.length > 0) {
    const names = listOf(outside.map((file) => clean(base + file)));
    io.stderr(`Not followed, as they lead outside of this folder: ${names}.\n`);
  }
}

/** Paths from where the command was started, as that is where a job runs the next one. */
function listedFrom({ root, accounts }: FoundAccounts, cwd: string): readonly ListedAccount[] {
  return accounts.map(({ folder, name, provider }) => {
    const path = relative(cwd, join(root, folder)).split(sep).join('/');
    return { account: name, path: path === '' ? '.' : path, provider };
  });
}

/** Why the list cannot be relied on; null: it can. */
function unreliable({ unread }: FoundAccounts, listed: readonly ListedAccount[]): string | null {
  if (unread.length > 0) {
    return 'Not everything could be looked into, so there may be accounts that are not listed.';
  }
  const names = new Map<string, string[]>();
  for (const { account, path } of listed) {
    if (account !== null) names.set(account, [...(names.get(account) ?? []), path]);
  }
  const twice = [...names]
    .filter(([, paths]) => paths.length > 1)
    .sort(([a], [b]) => compareText(a, b));
  if (twice.length === 0) return null;
  const told = twice.map(
    ([name, paths]) => `${name} is the name of ${listOf(paths.map(clean), 5)}.`,
  );
  return `${told.join(' ')} Two accounts of one name would share their references and their log: give each a name of its own.`;
}

/** Why there is nothing to list; null: there is. */
function missing({ accounts, root }: FoundAccounts, io: Io): string | null {
  if (accounts.length > 0) return null;
  const above = accountAtOrAbove(root);
  const base = clean(baseOf(io.cwd, root).replace(/\/$/, ''));
  const where = `There is no account in ${base === '' ? 'this folder' : base}, nor below it`;
  return above === null
    ? `${where}: no YAML file there starts with \`version: 1\` and has \`account:\`. \`campaignctl init\` makes one.`
    : `${where}, but it belongs to the account in \`${clean(relative(io.cwd, above) || '.')}\`.`;
}

/** Indexes of the accounts with changes, or why nobody knows. */
async function changedOnly(
  { root, accounts }: FoundAccounts,
  since: string,
  io: Io,
): Promise<ReadonlySet<number> | string> {
  const { changedFiles } = await import('../stores/git-changed.ts');
  const changed = await changedFiles(root, since, io.env);
  if (!changed.ok) return changed.message;
  const files = changed.files.map((file) => join(changed.top, file));
  const isChanged = ({ folder }: AccountFolder) => {
    const home = join(root, folder);
    return files.some((file) => touches(file, home));
  };
  return new Set(accounts.flatMap((account, at) => (isChanged(account) ? [at] : [])));
}

/** A file in the folder that is no hidden one, or something that the whole folder is in, such as a submodule. */
function touches(file: string, home: string): boolean {
  if (home === file || home.startsWith(file + sep)) return true;
  const prefix = home.endsWith(sep) ? home : home + sep;
  return (
    file.startsWith(prefix) &&
    !/(?:^|[\\/])(?:\.|node_modules[\\/])/.test(file.slice(prefix.length))
  );
}

function show(
  listed: readonly ListedAccount[],
  ending: string,
  options: AccountsOptions,
  io: Io,
): ExitCode {
  switch (options.format) {
    case 'json':
      io.stdout(accountMatrix(listed));
      return EXIT.ok;
    case 'paths': {
      const odd = listed.find(({ path }) => clean(path) !== path);
      if (odd !== undefined) {
        const message = `The path ${clean(odd.path)} cannot be a line of its own. Use --format json.`;
        return refuse(message, options, io);
      }
      io.stdout(listed.map(({ path }) => `${path}\n`).join(''));
      return EXIT.ok;
    }
    case 'text':
      io.stdout(renderAccounts(listed, ending, io));
      return EXIT.ok;
  }
}

function refuse(message: string, { format }: AccountsOptions, io: Io): ExitCode {
  tellFailure(message, format === 'paths' ? 'text' : format, io);
  return EXIT.invalid;
}
