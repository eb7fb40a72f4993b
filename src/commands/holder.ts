/**
 * Who runs, on which machine, and whether somebody else who did is gone.
 * Law: a process is called gone only where that is certain; anybody else keeps the lease until it runs out.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Holder } from '../model/log.ts';
import { isAlive } from '../sandbox/lock.ts';
import type { Io } from './io.ts';

export async function holderOf(command: string, root: string, io: Io): Promise<Holder> {
  return {
    who: whoOf(io.env),
    host: hostname(),
    pid: process.pid,
    birth: birthOf(process.pid),
    commit: await commitOf(root, io.env),
    command,
  };
}

/** The actor that CI names, or the environment; undefined: none is named. */
export function actorIn(env: Io['env']): string | undefined {
  return env['CAMPAIGNCTL_ACTOR'] || env['GITHUB_ACTOR'] || env['GITLAB_USER_LOGIN'] || undefined;
}

/** The actor that is named, else the login name. */
export function whoOf(env: Io['env']): string {
  const named = actorIn(env);
  if (named !== undefined) return named;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return 'unknown';
  }
}

/** Commit of the configuration; null: it is in no repository, or there is no git. */
async function commitOf(root: string, env: Io['env']): Promise<string | null> {
  const told = env['GITHUB_SHA'] || env['CI_COMMIT_SHA'];
  if (told) return told;
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', root, 'rev-parse', 'HEAD']);
    return /^[0-9a-f]{40,64}$/.exec(stdout.trim())?.[0] ?? null;
  } catch {
    return null;
  }
}

/** True only for a process of this machine that has certainly ended. */
export function isGone({ host, pid, birth }: Holder): boolean {
  if (host !== hostname()) return false;
  const [boot, space, start] = birth?.split(' ') ?? [];
  if (boot === undefined || space === undefined || start === undefined) return !isAlive(pid);
  const now = machineOf();
  if (now === null) return false;
  if (now.boot !== boot) return true;
  // Another container of this machine: its process ids say nothing here.
  if (now.space !== space) return false;
  return startOf(pid) !== start;
}

/** `boot-id pid-namespace start-time`; null where the system does not tell (it is Linux that does). */
function birthOf(pid: number): string | null {
  const machine = machineOf();
  const start = startOf(pid);
  return machine === null || start === null ? null : `${machine.boot} ${machine.space} ${start}`;
}

function machineOf(): { readonly boot: string; readonly space: string } | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { boot, space: readlinkSync('/proc/self/ns/pid') };
  } catch {
    return null;
  }
}

/** When a process was started, in ticks since the machine was; null: there is none. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; the state comes after it, the start is the 20th from there (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
