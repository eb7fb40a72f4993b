/**
 * The file behind `account.usersExport`, from the folder of the account.
 */
import { realpathSync } from 'node:fs';
import type { DesiredAccount, UsersExport } from '../model/desired.ts';
import type { Place } from '../model/diagnostic.ts';
import { readCsvFile } from './csv-file.ts';
import type { SourceFile } from './source.ts';
import { readUsers, USERS_EXPORT, type UsersList } from './users-export.ts';

export interface LoadedUsers extends UsersList {
  /** Null: it cannot be read. */
  readonly source: SourceFile | null;
}

/** Reads the users. `root`: a real path. `place`: where the file is named. */
export function readUsersFile(
  root: string,
  { file, columns }: UsersExport,
  place: Place,
): LoadedUsers {
  const read = readCsvFile(root, { path: file, folder: '', place }, USERS_EXPORT);
  if ('rule' in read) return { source: null, users: [], diagnostics: [read] };
  return { source: read, ...readUsers(read, columns) };
}

/** The users of an account whose files were found sound. Null: it names no export. */
export function loadUsers(root: string, account: DesiredAccount): LoadedUsers | null {
  const { usersExport, place } = account;
  return usersExport === null ? null : readUsersFile(realpathSync.native(root), usersExport, place);
}
