/**
 * New files in a folder, for the commands that begin an account.
 * Law: what is there stays as it is, and nothing is written outside of the folder.
 */
import { lstatSync, realpathSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { clean } from '../report/clean.ts';
import { whyUnwritable } from './output.ts';

/** Whether something of that name is there, a link that leads nowhere included. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Where a folder on the way is none, or may not be looked into, writing says so.
    return false;
  }
}

/**
 * Writes a file that is not there yet, whole or not at all. `root`: a folder; `path`: relative to it, with `/`.
 * Null: it is written; else why not, as a sentence.
 */
export async function writeNew(root: string, path: string, text: string): Promise<string | null> {
  const file = join(root, path);
  const folder = dirname(file);
  let made = false;
  let isFolderThere = false;
  try {
    if (!isWithin(root, folder)) {
      return `${clean(path)} was not written: ${clean(dirname(path))} leads out of the folder.`;
    }
    await mkdir(folder, { recursive: true });
    isFolderThere = true;
    const handle = await open(file, 'wx');
    made = true;
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return null;
  } catch (error) {
    if (made) await rm(file, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const isTaken = code === 'EEXIST' && isFolderThere;
    const why = isTaken
      ? 'something of that name is there'
      : whyUnwritable(code === 'EEXIST' ? 'ENOTDIR' : code, dirname(path));
    return `${clean(path)} was not written: ${clean(why)}.`;
  }
}

/** Whether what exists of `folder` is inside `root`, links followed. */
function isWithin(root: string, folder: string): boolean {
  let there = folder;
  while (there !== root && !isThere(there)) there = dirname(there);
  const home = realpathSync.native(root);
  const real = realpathSync.native(there);
  return real === home || real.startsWith(home.endsWith(sep) ? home : home + sep);
}
