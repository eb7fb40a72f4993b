/**
 * `campaignctl completion-keys`: keys of the campaigns of an account, one a line, for the completion of a shell.
 * Law: quick and quiet. A large account, or one that cannot be read, gets no keys; only words that a shell takes for
 * nothing else are printed.
 */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { entriesOf } from '../config/entries.ts';
import { parseYaml } from '../config/parse.ts';
import { readYaml } from '../config/read.ts';
import { rootOf } from '../config/root.ts';
import { walk } from '../config/walk.ts';
import { compareText } from '../model/diagnostic.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import type { Io } from './io.ts';

export interface KeysOptions {
  readonly path: string;
  /** Those of brands too. */
  readonly brands?: boolean;
}

/** Bytes of YAML that are read while somebody waits with a finger on the Tab key. */
const MOST_BYTES = 256 * 1024;
const KEY = /^[a-z0-9][a-z0-9-]*$/;

export function completionKeys({ path, brands = false }: KeysOptions, io: Io): ExitCode {
  const keys = keysIn(resolve(io.cwd, path), brands).filter((key) => KEY.test(key));
  io.stdout(
    [...new Set(keys)]
      .sort(compareText)
      .map((key) => `${key}\n`)
      .join(''),
  );
  return EXIT.ok;
}

function keysIn(path: string, brands: boolean): readonly string[] {
  const root = rootOf(path);
  if (root === null) return [];
  const { files } = walk(root);
  const sizes = files.map(
    (file) => statSync(join(root, file), { throwIfNoEntry: false })?.size ?? 0,
  );
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST_BYTES) return [];
  return files.flatMap((file) => {
    const { source } = readYaml(root, file);
    const parsed = source === null ? null : parseYaml(source).file;
    if (parsed === null) return [];
    const entries = entriesOf(parsed);
    return [...entries.campaigns, ...(brands ? entries.brands : [])].map(({ key }) => key);
  });
}
