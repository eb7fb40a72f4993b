/**
 * Which files `fmt` is asked to format: those that the loader would read in a folder, or a file by its name.
 */
import { realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { missingPath, rootOf } from '../config/root.ts';
import { isInside, unreadable, walk } from '../config/walk.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

export interface Target {
  /** The way to it from the folder the command runs in, with `/`. */
  readonly file: string;
  /** What a link leads to. */
  readonly real: string;
  /** It was named itself, not only the folder that holds it. */
  readonly isNamed: boolean;
}

export interface Targets {
  readonly targets: readonly Target[];
  readonly diagnostics: readonly Diagnostic[];
  readonly isFolder: boolean;
}

export function targetsAt(path: string, cwd: string): Targets {
  const named = resolve(cwd, path);
  const root = rootOf(named);
  if (root === null) return { targets: [], diagnostics: [missingPath(path)], isFolder: false };
  const real = realpathSync.native(named);
  const stats = statSync(real);
  if (stats.isDirectory()) return { ...inFolder(root, real, cwd), isFolder: true };
  const file = wayTo(named, cwd);
  return stats.isFile()
    ? { targets: [{ file, real, isNamed: true }], diagnostics: [], isFolder: false }
    : { targets: [], diagnostics: [unreadable(file, 'file', null)], isFolder: false };
}

/** The files of the account at `root` that lie in and below `folder`; both real paths. */
function inFolder(root: string, folder: string, cwd: string): Omit<Targets, 'isFolder'> {
  const { files, diagnostics } = walk(root);
  const paths = files.map((file) => join(root, file)).filter((path) => isInside(folder, path));
  const said = diagnostics.flatMap((diagnostic) => {
    const { place } = diagnostic;
    if (place === null) return [diagnostic];
    const path = join(root, place.file);
    if (!isInside(folder, path)) return [];
    return [{ ...diagnostic, place: { ...place, file: wayTo(path, cwd) } }];
  });
  const targets = paths.map((path) => ({
    file: wayTo(path, cwd),
    real: realpathSync.native(path),
    isNamed: false,
  }));
  return { targets, diagnostics: said };
}

function wayTo(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/');
}
