/**
 * `campaignctl init`: a first account, explained line by line. Offline; asks nothing, and changes no file that is there.
 */
import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { slug } from '../import/keys.ts';
import type { Begun } from '../model/begun.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { renderBegun } from '../report/begun.ts';
import { clean } from '../report/clean.ts';
import { CannotBegin, type InitProvider, planInit } from './init-plan.ts';
import type { Io } from './io.ts';
import { isThere, writeNew } from './new-files.ts';
import { baseOf, whyUnwritable } from './output.ts';

export interface InitOptions {
  readonly path: string;
  /** Left out: the name of the folder. */
  readonly account?: string;
  readonly provider: InitProvider;
  readonly example: boolean;
  readonly github: boolean;
  readonly dryRun?: boolean;
}

export async function init(options: InitOptions, io: Io): Promise<ExitCode> {
  const { path, provider, example, github, dryRun = false } = options;
  const folder = realFolder(resolve(io.cwd, path));
  if (folder === null) {
    io.stderr(
      `${clean(path)} is no folder, nor can it become one: a file is there, or on the way to it.\n`,
    );
    return EXIT.invalid;
  }
  const account = options.account ?? (slug(basename(folder)) || 'acme');
  const argument = path === '.' ? '' : ` ${asWord(path)}`;
  let begun: Begun;
  try {
    begun = planInit({ folder, account, provider, example, github, argument });
  } catch (error) {
    if (!(error instanceof CannotBegin)) throw error;
    io.stderr(`${clean(error.message)}\n`);
    return EXIT.invalid;
  }
  const trouble = dryRun ? null : await write(folder, begun);
  if (trouble !== null) {
    io.stderr(`${trouble}\n`);
    return EXIT.bug;
  }
  const base = baseOf(io.cwd, folder);
  io.stdout(renderBegun(begun, { color: io.color, columns: io.columns, base, dryRun }));
  return EXIT.ok;
}

/** As one word of a command line. */
function asWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** With its links followed as far as it is there; null: it is no folder. */
function realFolder(path: string): string | null {
  if (!isThere(path)) {
    const above = dirname(path);
    const real = above === path ? path : realFolder(above);
    return real === null ? null : join(real, basename(path));
  }
  try {
    return statSync(path).isDirectory() ? realpathSync.native(path) : null;
  } catch {
    return null;
  }
}

/** Null: all is written; else why not, as a sentence. */
async function write(folder: string, { files }: Begun): Promise<string | null> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `The folder could not be made: ${clean(whyUnwritable(code, dirname(folder)))}.`;
  }
  for (const { path, text } of files) {
    const reason = await writeNew(folder, path, text);
    if (reason !== null) return `${reason} What comes after it is not there either.`;
  }
  return null;
}
