/**
 * The folder that a log lies in: making it, looking which appends it has, clearing what dead processes left.
 * Law: a name is on disk before anybody relies on it, and only what certainly nobody uses is removed.
 */
import { lstat, mkdir, open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf } from './file-trouble.ts';

/** A draft this old belongs to nobody, whichever machine it was written on. */
const STALE_MS = 24 * 60 * 60 * 1000;
const DRAFT = /^\.([\w-]*)\.(\d+)\.[\w-]+\.tmp$/;
const APPEND = /^(\d{8,})\.jsonl$/;

/** What opening a folder, or syncing it, says on systems that know no such thing. */
const NO_FOLDER_SYNC: ReadonlySet<string> = new Set(['EINVAL', 'EISDIR', 'EPERM', 'ENOTSUP']);

/** Names the machine and the process, so that others can tell when it is stale. */
export function draftName(id: string): string {
  return `.${machine()}.${process.pid}.${id}.tmp`;
}

function machine(): string {
  return hostname()
    .replace(/[^\w-]/g, '_')
    .slice(0, 64);
}

/** 0: there is no folder, or nothing in it. */
export async function lastAppend(folder: string): Promise<number> {
  let last = 0;
  for (const name of await namesIn(folder)) {
    const [, digits = ''] = APPEND.exec(name) ?? [];
    const append = Number(digits);
    if (digits === String(append).padStart(8, '0')) last = Math.max(last, append);
  }
  return last;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Removes drafts of processes that are gone. Throws where the folder cannot be read. */
export async function sweepDrafts(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const [, host, pid] = DRAFT.exec(name) ?? [];
    if (host === undefined || pid === undefined) continue;
    const file = join(folder, name);
    const gone = host === machine() && !isAlive(Number(pid));
    // One that cannot be removed, or is gone by now, does no harm.
    if (gone || (await isStale(file))) await rm(file, { force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    return Date.now() - (await lstat(file)).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

/** With the folders above it, each name on disk. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

/** So that the names in it survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(codeOf(error) ?? '')) throw error;
  }
}
