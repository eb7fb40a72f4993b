/**
 * How commands find a sandbox that is being served: a file beside its state.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './lock.ts';

export interface ServedSandbox {
  /** `http://127.0.0.1:PORT/admin-provisioning`. */
  readonly url: string;
  readonly pid: number;
  readonly apiKey: string;
}

/** Where an account keeps its sandbox. */
export function stateDirOf(root: string): string {
  return join(root, '.campaignctl', 'sandbox');
}

/** Readable by its owner only: it holds the key of the sandbox. */
export function announce(stateDir: string, served: ServedSandbox): void {
  writeFileSync(fileOf(stateDir), `${JSON.stringify(served)}\n`, { mode: 0o600 });
}

export function withdraw(stateDir: string): void {
  rmSync(fileOf(stateDir), { force: true });
}

/** The sandbox that is being served from `stateDir`; null: none. One that was killed leaves a file that is passed over. */
export async function findServed(stateDir: string): Promise<ServedSandbox | null> {
  const served = read(stateDir);
  if (served === null || !isAlive(served.pid)) return null;
  try {
    const response = await fetch(new URL('/sandbox/clock', served.url), {
      headers: { 'x-sandbox-control': '1' },
      signal: AbortSignal.timeout(2000),
    });
    await response.arrayBuffer();
    return response.ok ? served : null;
  } catch {
    return null;
  }
}

function read(stateDir: string): ServedSandbox | null {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(stateDir), 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { url, pid, apiKey } = value as Partial<ServedSandbox>;
    const whole = typeof url === 'string' && typeof pid === 'number' && typeof apiKey === 'string';
    return whole ? { url, pid, apiKey } : null;
  } catch {
    return null;
  }
}

function fileOf(stateDir: string): string {
  return join(stateDir, 'server.json');
}
