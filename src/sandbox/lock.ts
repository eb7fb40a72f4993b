/**
 * One owner per state directory: a lock file made with O_EXCL that names its process.
 * Law: the lock of a process that is gone is taken over; that of a living one is waited for briefly, then refused.
 */
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The state directory belongs to another process. */
export class StateLockedError extends Error {
  constructor(file: string, pid: number | null) {
    super(
      `The sandbox state is in use by process ${pid ?? 'unknown'}. Wait until it ends, or talk to it: "campaignctl sandbox serve" leaves its address beside the state. If that process is gone, remove ${file}`,
    );
    this.name = 'StateLockedError';
  }
}

const POLL_MS = 50;
/** Whoever takes a lock over holds this second file for a moment; it is stale after so long. */
const TAKEOVER_STALE_MS = 5000;

/** Locks held by this process: its own pid in a file says nothing about them. */
const held = new Set<string>();

/** Resolves to the release. Throws StateLockedError after `waitMs`. */
export async function lockDirectory(dir: string, waitMs: number): Promise<() => void> {
  const file = join(dir, 'lock');
  const deadline = Date.now() + waitMs;
  for (;;) {
    if (!held.has(file) && (create(file) || takeOver(file))) {
      held.add(file);
      return () => {
        if (held.delete(file)) rmSync(file, { force: true });
      };
    }
    if (Date.now() >= deadline) throw new StateLockedError(file, ownerOf(file));
    await sleep(POLL_MS);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function create(file: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  writeSync(descriptor, `${process.pid}\n`);
  closeSync(descriptor);
  return true;
}

/** Removes the lock of a dead owner and takes it. The second file makes sure that only one process does so at a time. */
function takeOver(file: string): boolean {
  if (!isStale(file)) return false;
  const guard = `${file}.takeover`;
  if (!create(guard)) {
    if (olderThan(guard, TAKEOVER_STALE_MS)) rmSync(guard, { force: true });
    return false;
  }
  try {
    if (!isStale(file)) return false;
    rmSync(file, { force: true });
    return create(file);
  } finally {
    rmSync(guard, { force: true });
  }
}

function isStale(file: string): boolean {
  const pid = ownerOf(file);
  // An empty file: its owner died, or is about to write. Only its age tells.
  if (pid === null) return olderThan(file, TAKEOVER_STALE_MS);
  return pid === process.pid || !isAlive(pid);
}

function ownerOf(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function olderThan(file: string, ms: number): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs > ms;
  } catch {
    return false;
  }
}
