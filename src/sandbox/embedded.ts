/**
 * The sandbox inside the process that needs it: what `provider: sandbox` means where none is being served.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findServed, stateDirOf } from './discovery.ts';
import { parseSeed, type Seed } from './seed.ts';
import { startSandbox } from './server.ts';

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
  const seed = seedPath === null ? null : readSeed(resolve(root, seedPath));
  return startSandbox({ stateDir, seed });
}

/** Throws SeedError, and the system's error where the file cannot be read. */
export function readSeed(file: string): Seed {
  return parseSeed(readFileSync(file, 'utf8'), file);
}
