/**
 * Accounts: every folder in and below a folder that holds `account:`.
 * Law: nothing is loaded but the lines that name an account; what is wrong inside one stops neither it nor the others
 * from being listed. What could not be looked into is said, as it may hold an account.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, type Diagnostic, type Place } from '../model/diagnostic.ts';
import { type Entry, entriesOf, isPlainMap } from './entries.ts';
import { parseYaml } from './parse.ts';
import { readYaml } from './read.ts';
import { folderAt, mayHoldAccount, secondAccount } from './root.ts';
import type { SourceFile } from './source.ts';
import { walk } from './walk.ts';

export interface AccountFolder {
  /** Relative to the folder that was searched, with `/`; empty: that folder itself. */
  readonly folder: string;
  /** null: not written, or its file could not be parsed. */
  readonly name: string | null;
  readonly provider: string | null;
  /** Of `account:`. */
  readonly place: Place;
}

export interface FoundAccounts {
  /** Real path of the folder that was searched; places are relative to it. */
  readonly root: string;
  /** By folder. */
  readonly accounts: readonly AccountFolder[];
  /** What the loader has against where they stand; the accounts are listed all the same. */
  readonly faults: readonly Diagnostic[];
  /** What could not be looked into. */
  readonly unread: readonly Diagnostic[];
  /** Links that lead outside of the folder and were not followed. */
  readonly outside: readonly string[];
}

/** The pattern of `account.name` in the schema. What is listed may become a part of somebody's shell script. */
const NAME = /^[a-z0-9][a-z0-9-]{0,40}$/;

/** Null: the path does not exist. */
export function findAccounts(path: string): FoundAccounts | null {
  const root = folderAt(path);
  if (root === null) return null;
  const { files, diagnostics } = walk(root);
  const found: AccountFolder[] = [];
  const unread: Diagnostic[] = [];
  for (const file of files) {
    const { source, diagnostics: faults } = readYaml(root, file);
    unread.push(...faults.filter(({ rule }) => rule === 'file-unreadable'));
    if (source !== null && mayHoldAccount(source.text)) found.push(...accountIn(source));
  }
  const accounts = found.sort((a, b) => compareText(a.folder, b.folder));
  const lost = diagnostics.filter(({ rule }) => rule !== 'file-outside-root');
  return {
    root,
    accounts: firstOfEach(accounts),
    faults: seconds(accounts),
    unread: [...lost, ...unread].filter(({ place }) => place === null || isThere(root, place)),
    outside: diagnostics.flatMap(({ rule, place }) =>
      rule === 'file-outside-root' && place !== null ? [place.file] : [],
    ),
  };
}

/** A link to nothing holds no account. */
function isThere(root: string, { file }: Place): boolean {
  return existsSync(join(root, file));
}

function accountIn(source: SourceFile): readonly AccountFolder[] {
  const folder = source.file.includes('/') ? source.file.replace(/\/[^/]*$/, '') : '';
  const { file } = parseYaml(source);
  if (file === null) {
    const before = source.text.slice(0, source.text.search(/^account[^\S\n]*:/m));
    const place = { file: source.file, line: before.split('\n').length, col: 1 };
    return [{ folder, name: null, provider: null, place }];
  }
  const { account } = entriesOf(file);
  return account === null ? [] : [{ folder, ...told(account), place: account.place }];
}

function told({ value }: Entry): Pick<AccountFolder, 'name' | 'provider'> {
  const { name, provider } = isPlainMap(value) ? value : {};
  return {
    name: typeof name === 'string' && NAME.test(name) ? name : null,
    provider: typeof provider === 'string' && NAME.test(provider) ? provider : null,
  };
}

/** A folder is one account, however often its files say so. */
function firstOfEach(accounts: readonly AccountFolder[]): readonly AccountFolder[] {
  const folders = new Map<string, AccountFolder>();
  for (const account of accounts) {
    if (!folders.has(account.folder)) folders.set(account.folder, account);
  }
  return [...folders.values()].filter((one) => outerOf(one, folders) === null);
}

/** A second `account:` in a folder, and accounts below another. */
function seconds(accounts: readonly AccountFolder[]): readonly Diagnostic[] {
  const folders = new Map<string, AccountFolder>();
  for (const one of accounts) if (!folders.has(one.folder)) folders.set(one.folder, one);
  return accounts.flatMap((one) => {
    const first = outerOf(one, folders) ?? folders.get(one.folder);
    return first === undefined || first === one ? [] : [secondAccount(one.place, first.place)];
  });
}

/** The account whose folder this one lies below; null: none. */
function outerOf(
  { folder }: AccountFolder,
  folders: ReadonlyMap<string, AccountFolder>,
): AccountFolder | null {
  const steps = folder.split('/');
  for (let depth = 0; depth < steps.length && folder !== ''; depth += 1) {
    const outer = folders.get(steps.slice(0, depth).join('/'));
    if (outer !== undefined) return outer;
  }
  return null;
}
