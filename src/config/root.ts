/**
 * Root: which folder is meant, and that it holds one account.
 */
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { compareText } from '../model/diagnostic.ts';
import type { Entry } from './entries.ts';
import { readYaml } from './read.ts';
import { diagnoseAt } from './source.ts';
import { yamlFilesIn } from './walk.ts';

/**
 * Real path of the folder of the account that `path` is the folder of, or lies in, however deep. Where there is none,
 * the folder of `path`. Null: it does not exist.
 */
export function rootOf(path: string): string | null {
  const folder = folderAt(path);
  return folder === null ? null : (accountAtOrAbove(folder) ?? folder);
}

/** Real path of a folder, or of the folder that a file is in. Null: it does not exist. */
export function folderAt(path: string): string | null {
  try {
    const real = realpathSync.native(resolve(path));
    return statSync(real).isDirectory() ? real : dirname(real);
  } catch {
    return null;
  }
}

export function missingPath(path: string): Diagnostic {
  return diagnoseAt(null, {
    rule: 'path-missing',
    message: `There is no file or folder \`${path}\`, or it may not be read.`,
    hint: 'Give the folder of the account, or a file in it.',
  });
}

/** Accounts other than the one at the root, each naming that one. */
export function secondAccounts(accounts: readonly Entry[]): readonly Diagnostic[] {
  const [first, ...others] = [...accounts].sort(
    (a, b) => Number(isBelow(a)) - Number(isBelow(b)) || compareText(fileOf(a), fileOf(b)),
  );
  if (first === undefined) return [];
  return others.map((other) => secondAccount(other.place, first.place));
}

export function secondAccount(place: Place, first: Place): Diagnostic {
  return diagnoseAt(place, {
    rule: 'account-twice',
    message: `There is a second \`account:\` here; the first is in ${first.file} on line ${first.line}.`,
    hint: 'Keep one of the two. Two accounts live in folders side by side, neither below the other.',
    related: [{ place: first, message: 'The first `account:` is here.' }],
  });
}

/** No `account:` in the folder itself, nor above. Names the folders below that have one. */
export function missingAccount(root: string, below: readonly Entry[]): Diagnostic {
  const folders = [...new Set(below.map((entry) => folderOf(fileOf(entry))))];
  return diagnoseAt(null, {
    rule: 'account-missing',
    message: `No YAML file in the folder ${root}, or above it, has \`account:\`. Looked for \`*.yaml\` and \`*.yml\` that start with \`version: 1\`.`,
    hint: whereHint(folders),
  });
}

function whereHint(folders: readonly string[]): string {
  const [first, ...others] = folders;
  if (first !== undefined && others.length === 0) {
    return `There is an account in ${first}/: run the command with that folder.`;
  }
  if (first !== undefined) {
    return `There are accounts in ${folders.map((folder) => `${folder}/`).join(', ')}: run the command with one of them.`;
  }
  return 'Add `account:` with `name:` and `provider:` to a file in this folder, or let `campaignctl init` write a first one.';
}

const ACCOUNT_LINE = /^account[^\S\n]*:/m;

/** The nearest folder with an account, as far as a quick look at its YAML files tells; null: none up to the top. */
export function accountAtOrAbove(folder: string): string | null {
  if (yamlFilesIn(folder).some((file) => mentionsAccount(folder, file))) return folder;
  const above = dirname(folder);
  return above === folder ? null : accountAtOrAbove(above);
}

function mentionsAccount(folder: string, file: string): boolean {
  return ACCOUNT_LINE.test(readYaml(folder, file).source?.text ?? '');
}

/** Whether `account:` may stand in a text that could not be parsed. */
export function mayHoldAccount(text: string): boolean {
  return ACCOUNT_LINE.test(text);
}

export function isBelow(entry: Entry): boolean {
  return fileOf(entry).includes('/');
}

function fileOf({ source }: Entry): string {
  return source.file;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}
