/**
 * What plan and apply share: the wait for the registry, a file written whole.
 */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Io } from './io.ts';

/** Says that it reads, on a terminal and only where it takes over a second. */
export async function whileReading<T>(io: Io, work: Promise<T>): Promise<T> {
  if (!io.stderrIsTty) return work;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    io.stderr('Reading the live registry …');
  }, 1000);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (shown) io.stderr('\r\x1b[K');
  }
}

/** Writes the whole file or leaves what was there. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
