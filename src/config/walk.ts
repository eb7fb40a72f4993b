/**
 * Walk: which files below a folder may be configuration.
 * Law: a file counts once, by its real place; nothing outside the folder is read, and a loop of links ends.
 */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { compareText, type Diagnostic } from '../model/diagnostic.ts';
import { diagnoseAt } from './source.ts';

/** Beyond these the folder is hardly one of an account. */
const MOST_ENTRIES = 200_000;
const MOST_YAML_FILES = 20_000;

export interface Walked {
  /** YAML files relative to the folder, with `/`, sorted. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Walk {
  readonly root: string;
  readonly seen: Set<string>;
  readonly files: string[];
  readonly links: string[];
  readonly diagnostics: Diagnostic[];
  entries: number;
}

/** YAML files in and below `root`, a real path. Links are followed last, so that a file keeps its own name. */
export function walk(root: string): Walked {
  const state: Walk = { root, seen: new Set(), files: [], links: [], diagnostics: [], entries: 0 };
  enterFolder(state, '');
  for (const link of state.links) {
    if (!isFull(state)) followLink(state, link);
  }
  if (isFull(state)) return { files: [], diagnostics: [tooManyFiles(state)] };
  return { files: state.files.sort(compareText), diagnostics: state.diagnostics };
}

/** Ordinary YAML files of one folder, links left out; none where it cannot be read. */
export function yamlFilesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && mayBeConfiguration(entry.name))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Whether `path` is `root` or lies below it; both real paths. */
export function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function enterFolder(state: Walk, folder: string): void {
  const path = join(state.root, folder);
  const real = realpathSync.native(path);
  if (state.seen.has(real)) return;
  state.seen.add(real);
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    state.diagnostics.push(unreadable(folder, 'folder', error));
    return;
  }
  entries.sort((a, b) => compareText(a.name, b.name));
  for (const entry of entries) {
    state.entries += 1;
    if (isFull(state)) return;
    if (isIgnored(entry.name)) continue;
    const child = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) state.links.push(child);
    else if (entry.isDirectory()) enterFolder(state, child);
    else if (isYaml(entry.name)) addFile(state, child, join(real, entry.name), entry.isFile());
  }
}

function followLink(state: Walk, link: string): void {
  const path = join(state.root, link);
  const yaml = isYaml(link);
  try {
    const real = realpathSync.native(path);
    const stats = statSync(real);
    if (!stats.isDirectory() && !yaml) return;
    if (!isInside(state.root, real)) {
      state.diagnostics.push(outside(link));
    } else if (stats.isDirectory()) {
      enterFolder(state, link);
    } else {
      addFile(state, link, real, stats.isFile());
    }
  } catch (error) {
    if (yaml) state.diagnostics.push(unreadable(link, 'file', error));
  }
}

function addFile(state: Walk, file: string, real: string, isFile: boolean): void {
  if (state.seen.has(real)) return;
  state.seen.add(real);
  if (isFile) state.files.push(file);
  else state.diagnostics.push(unreadable(file, 'file', null));
}

/** Hidden files and folders, packages, recorded state and seeds are never configuration. */
function isIgnored(name: string): boolean {
  return (
    name.startsWith('.') || name === 'node_modules' || /^observed\.ya?ml$|\.seed\.ya?ml$/.test(name)
  );
}

/** Whether a file of this name may be configuration. */
export function mayBeConfiguration(name: string): boolean {
  return isYaml(name) && !isIgnored(name);
}

function isYaml(name: string): boolean {
  return name.endsWith('.yaml') || name.endsWith('.yml');
}

function isFull(state: Walk): boolean {
  return state.entries > MOST_ENTRIES || state.files.length > MOST_YAML_FILES;
}

/** Why a file or folder could not be read, in an admin's words. `error` is what the file system said. */
export function unreadable(file: string, what: 'file' | 'folder', error: unknown): Diagnostic {
  const name = file === '' ? 'The folder' : `The ${what} \`${file}\``;
  return diagnoseAt(file === '' ? null : { file, line: 1, col: 1 }, {
    rule: 'file-unreadable',
    message: `${name} cannot be read: ${reasonOf(error)}.`,
    hint: 'A file that is not read may hold campaigns, so nothing is assumed about it.',
  });
}

function reasonOf(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'EACCES':
    case 'EPERM':
      return 'this user has no permission to read it';
    case 'ENOENT':
      return 'it is a link to something that does not exist';
    case 'ELOOP':
      return 'it is a link that leads back to itself';
    case null:
      return 'it is not an ordinary file';
    default:
      return error instanceof Error ? error.message : 'unknown reason';
  }
}

export function outside(file: string): Diagnostic {
  return diagnoseAt(
    { file, line: 1, col: 1 },
    {
      rule: 'file-outside-root',
      message: `\`${file}\` is a link to something outside the folder of the account.`,
      hint: 'Copy the file into the folder, so that a review shows every line that applies.',
    },
  );
}

function tooManyFiles(state: Walk): Diagnostic {
  const what =
    state.files.length > MOST_YAML_FILES
      ? `more than ${MOST_YAML_FILES} YAML files`
      : `more than ${MOST_ENTRIES} files and folders`;
  return diagnoseAt(null, {
    rule: 'too-many-files',
    message: `There are ${what} below this folder, so it was not read.`,
    hint: 'Give the folder of the account itself, such as `campaignctl validate texting/`.',
  });
}
