/** Entries, writers and processes for the tests of the stores. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { LogEntry } from '../../src/model/log.ts';
import { type Store, StoreConflict } from '../../src/model/store.ts';

const AT = '2026-07-20T10:00:00.000Z';

export function dropped(reason: string, run = 'run-1'): LogEntry {
  return { at: AT, run, kind: 'dropped', changes: ['c1', 'c2'], reason };
}

export function alive(run: string): LogEntry {
  return { at: AT, run, kind: 'alive' };
}

export function released(run: string): LogEntry {
  return { at: AT, run, kind: 'released' };
}

export function unlocked(run: string, of: string): LogEntry {
  return { at: AT, run, kind: 'unlocked', of, by: 'Jane', reason: null };
}

export function lease(run: string, ttlMs = 60_000, tookOver: string | null = null): LogEntry {
  return {
    at: AT,
    run,
    kind: 'lease',
    account: 'acme',
    holder: { who: 'jane', host: 'desk', pid: 7, birth: null, commit: null, command: 'apply' },
    ttlMs,
    tookOver: tookOver === null ? null : { run: tookOver, why: 'silent' },
  };
}

export function reasonsIn(entries: readonly LogEntry[]): readonly string[] {
  return entries.map((entry) => (entry.kind === 'dropped' ? entry.reason : entry.kind));
}

/** Reads and appends until nobody comes between; how many times somebody did. */
export async function appendInTurn(store: Store, entries: readonly LogEntry[]): Promise<number> {
  for (let conflicts = 0; ; conflicts += 1) {
    const { sequence } = await store.read();
    try {
      await store.append(entries, sequence);
      return conflicts;
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}

/** What a store throws; an error where it throws nothing. */
export async function thrownBy(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

/** A program that opens a store and appends in turn: `node FILE SPEC ACCOUNT CWD NAME COUNT`. */
export async function buildWriter(folder: string): Promise<string> {
  const outfile = join(folder, 'writer.cjs');
  await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    external: ['pg-native'],
    logLevel: 'warning',
    stdin: {
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'ts',
      contents: `
        import { openStore } from '../../src/stores/open.ts';
        const [, , spec = '', account = '', cwd = '', name = '', count = ''] = process.argv;
        async function write() {
          const store = await openStore(spec, { account, cwd, env: process.env });
          for (let i = 0; i < Number(count); ) {
            const { sequence } = await store.read();
            const entry = { at: '${AT}', run: name, kind: 'dropped', changes: [], reason: name + '-' + i };
            try {
              await store.append([entry], sequence);
              console.log(entry.reason);
              i += 1;
            } catch (error) {
              if (error.name !== 'StoreConflict') throw error;
            }
          }
          await store.close();
        }
        write().catch((error) => { console.error(error); process.exitCode = 1; });`,
    },
  });
  return outfile;
}

export interface Writing {
  readonly child: ChildProcess;
  /** Reasons of the appends that were answered, when it has ended. */
  readonly answered: Promise<readonly string[]>;
}

export function startWriter(
  program: string,
  options: { spec: string; account: string; cwd: string; name: string; count: number },
): Writing {
  const { spec, account, cwd, name, count } = options;
  const child = spawn(process.execPath, [program, spec, account, cwd, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += String(chunk);
  });
  const answered = once(child, 'close').then(() => text.split('\n').slice(0, -1));
  return { child, answered };
}

/** git for preparing a test, as a person with a name. */
export function git(cwd: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=Jane', '-c', 'user.email=jane@acme-dental.example'];
  const quiet = ['-c', 'init.defaultBranch=main', '-c', 'advice.detachedHead=false'];
  return execFileSync('git', [...person, ...quiet, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

export function bareRepository(folder: string, name = 'remote.git'): string {
  const path = join(folder, name);
  git(folder, 'init', '--quiet', '--bare', path);
  return path;
}
