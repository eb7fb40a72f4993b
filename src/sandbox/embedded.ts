/**
 * The sandbox inside the process that needs it: what `provider: sandbox` means where none is being served.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findServed, stateDirOf } from './discovery.ts';
import { parseSeed, type Seed, SeedError } from './seed.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './server.ts';

export interface EmbeddedSandbox {
  readonly url: string;
  readonly apiKey: string;
  close(): Promise<void>;
}

/**
 * Opens the sandbox of the account at `root`: the one being served there, else its state in this process.
 * `seedPath`: relative to the root; null: an empty registry. Used only when there is no state yet.
 * Throws StateLockedError, StateDamagedError, SeedError.
 */
export async function openEmbedded(
  root: string,
  seedPath: string | null,
): Promise<EmbeddedSandbox> {
  const stateDir = stateDirOf(root);
  const served = await findServed(stateDir);
  if (served !== null) return { url: served.url, apiKey: served.apiKey, close: async () => {} };
  const seed = seedPath === null ? null : { file: resolve(root, seedPath), shownAs: seedPath };
  return startSeeded(seed, { stateDir });
}

export interface SeedFile {
  readonly file: string;
  /** What messages call it. */
  readonly shownAs: string;
}

/** As startSandbox; a mistake in the seed names its file, also where only planting it finds it. */
export async function startSeeded(
  seed: SeedFile | null,
  options: Omit<SandboxOptions, 'seed'>,
): Promise<Sandbox> {
  try {
    return await startSandbox({ ...options, seed: seed === null ? null : readSeed(seed.file) });
  } catch (error) {
    if (seed === null || !(error instanceof SeedError)) throw error;
    throw new SeedError(error.problems, seed.shownAs);
  }
}

/** Throws SeedError, also where the file cannot be read. */
export function readSeed(file: string): Seed {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = whyUnreadable(error);
    if (why === null) throw error;
    throw new SeedError([why], file);
  }
  return parseSeed(text, file);
}

/** Why the system did not read a file, in words; null: it is none of its errors that a person can mend. */
export function whyUnreadable(error: unknown): string | null {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'There is no such file';
    case 'EISDIR':
      return 'It is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'It may not be read';
    default:
      return null;
  }
}
