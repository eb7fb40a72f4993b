/**
 * Where the log of a story is kept: one row for each store, with how to look at every byte of it, and how to kill a
 * command just before or just after one of its writes is durable.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredLog } from '../../src/model/store.ts';
import { openStore } from '../../src/stores/open.ts';

/** A place for one log. */
export interface Spot {
  /** What CAMPAIGNCTL_STATE is. */
  readonly state: string;
  read(): Promise<StoredLog>;
  /** Everything that the store holds, as text. */
  bytes(): Promise<string>;
  /** Writes so far that can be chosen for `arm`. */
  writes(): Promise<number>;
  /** The next command dies at its write number `n`. */
  arm(n: number, mode: string): Armed;
  close(): Promise<void>;
}

export interface Armed {
  readonly env: Readonly<Record<string, string>>;
  /** Told the process as soon as it is started. */
  attach(pid: number): void;
  /** It has ended: no other command dies of this. */
  disarm(): void;
}

export interface Share {
  readonly appends: number;
  readonly twice: number;
  readonly late: number;
}

export interface Place {
  readonly name: string;
  /** When a command can be killed at a write: `before` and `after` it is durable, and what else there is. */
  readonly modes: readonly string[];
  /** What this machine has not, and the store needs; null: nothing. */
  readonly missing: string | null;
  /** Of the kill points of each kind, every how manieth is tried in the whole proof. */
  readonly share: Share;
  /** `folder` is empty and belongs to the spot. */
  open(folder: string): Promise<Spot>;
}

const ACCOUNT = 'acme';

async function readAt(spec: string, cwd: string): Promise<StoredLog> {
  const store = await openStore(spec, { account: ACCOUNT, cwd, env: process.env });
  try {
    return await store.read();
  } finally {
    await store.close();
  }
}

export const DIRECTORY: Place = {
  name: 'dir',
  modes: ['before', 'after'],
  missing: null,
  share: { appends: 1, twice: 7, late: 1 },
  async open(folder) {
    const state = `dir:${join(folder, 'log')}`;
    return {
      state,
      read: () => readAt(state, folder),
      bytes: async () => textOf(join(folder, 'log')),
      writes: async () => (await readAt(state, folder)).sequence,
      arm: (n, mode) => ({
        env: { CRASH_APPEND: `${mode} ${n}` },
        attach: () => {},
        disarm: () => {},
      }),
      close: async () => {},
    };
  },
};

/** The names and contents of all files below a folder. */
function textOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), 'latin1')}`)
    .join('\n');
}

/** Counts the pushes, and kills the process that is named in `victim` at the chosen one. */
const HOOK = `#!/bin/sh
cat >/dev/null
cd "$(dirname "$0")/../crash" || exit 0
[ -f armed ] || exit 0
read -r turn mode <armed
case "$0" in
  *pre-receive) count=$(($(cat count) + 1)); echo "$count" >count; [ "$mode" != after ] || exit 0 ;;
  *) count=$(cat count); [ "$mode" = after ] || exit 0 ;;
esac
[ "$count" = "$turn" ] || exit 0
kill -9 "$(cat victim)"
rm armed
[ "$mode" != before ]
`;

export const GIT: Place = {
  name: 'git',
  // orphaned: the command dies first, and its push goes through all the same.
  modes: ['before', 'orphaned', 'after'],
  missing: null,
  share: { appends: 1, twice: 15, late: 4 },
  async open(folder) {
    const bare = join(folder, 'log.git');
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', bare, ...args], {
        encoding: 'latin1',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024,
      });
    execFileSync('git', ['init', '--quiet', '--bare', bare]);
    execFileSync('mkdir', ['-p', join(bare, 'crash'), join(bare, 'hooks')]);
    for (const hook of ['pre-receive', 'post-receive']) {
      writeFileSync(join(bare, 'hooks', hook), HOOK);
      chmodSync(join(bare, 'hooks', hook), 0o755);
    }
    const state = `git:${bare}#campaignctl/${ACCOUNT}`;
    const file = (name: string) => join(bare, 'crash', name);
    return {
      state,
      read: () => readAt(state, folder),
      bytes: async () => `${git('cat-file', '--batch', '--batch-all-objects')}${textOf(bare)}`,
      writes: async () => (await readAt(state, folder)).sequence,
      arm(n, mode) {
        writeFileSync(file('count'), '0\n');
        writeFileSync(file('armed'), `${n} ${mode}\n`);
        return {
          env: {},
          attach: (pid) => writeFileSync(file('victim'), `${pid}\n`),
          disarm: () => rmSync(file('armed'), { force: true }),
        };
      },
      close: async () => {},
    };
  },
};
