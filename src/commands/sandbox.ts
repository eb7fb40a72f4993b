/**
 * `campaignctl sandbox …`: serve the registry, or play carriers, support and console to it.
 * Every command but `serve` talks to the sandbox that is being served, or else opens its state itself.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { accountAtOrAbove } from '../config/root.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { readNetworkFault } from '../providers/http-error.ts';
import { clean } from '../report/clean.ts';
import type { ClockSetting } from '../sandbox/clock.ts';
import { command, controlOf } from '../sandbox/control.ts';
import { announce, findServed, stateDirOf, withdraw } from '../sandbox/discovery.ts';
import { startSeeded, whyUnreadable } from '../sandbox/embedded.ts';
import { type FaultRule, FaultRuleError, parseFaultFile } from '../sandbox/faults.ts';
import type { Answer } from '../sandbox/fields.ts';
import { StateLockedError } from '../sandbox/lock.ts';
import { openRegistry, removeState } from '../sandbox/open.ts';
import { openRequestLog, type RequestEntry } from '../sandbox/requests.ts';
import { SeedError } from '../sandbox/seed.ts';
import type { Sandbox } from '../sandbox/server.ts';
import { StateDamagedError } from '../sandbox/store.ts';
import type { Io } from './io.ts';

/** Where the state is: `state` names its directory; else that of the account at or above `path` (default: here). */
export interface StateOptions {
  readonly state?: string;
  readonly path?: string;
}

export interface ServeOptions extends StateOptions {
  readonly port?: number;
  /** Seed file; used when there is no state yet. */
  readonly seed?: string;
  readonly clock?: 'real' | 'stepped';
  /** How many times faster than real the clock runs. */
  readonly speed?: number;
  readonly uniqueReferences?: boolean;
  readonly capCheck?: boolean;
  readonly versions?: boolean;
  readonly extensionsInList?: boolean;
  /** File of fault rules, YAML or JSON. */
  readonly faults?: string;
}

/** What a person can do to a sandbox. `ms`: milliseconds; `phoneNumber`: E.164. */
export type SandboxCommand =
  | { readonly do: 'approve'; readonly target: string }
  | { readonly do: 'reject' | 'suspend'; readonly target: string; readonly reason?: string }
  | { readonly do: 'advance'; readonly ms: number }
  | {
      readonly do: 'toggle';
      readonly phoneNumber: string;
      readonly on: boolean;
      readonly campaign?: string;
    }
  | { readonly do: 'fail'; readonly phoneNumber: string }
  | { readonly do: 'limit'; readonly target: string; readonly limit: number };

/** Serves until a signal comes. */
export async function serveSandbox(options: ServeOptions, io: Io): Promise<ExitCode> {
  return explaining(io, async () => {
    const stateDir = stateDirFor(options, io);
    const origin = originOf(options, existsSync(join(stateDir, 'state.jsonl')));
    const sandbox = await started(stateDir, options, io);
    const { url, apiKey } = sandbox;
    announce(stateDir, { url, apiKey, pid: process.pid });
    try {
      io.stdout(`Sandbox registry  ${url}
State             ${shown(stateDir, io)} (${origin})
No real phone is affected. To use it from another terminal:

  export CAMPAIGNCTL_SANDBOX_URL=${url}
  export CAMPAIGNCTL_API_KEY=${apiKey}

Stop it with Ctrl-C; its state stays.
`);
      return await stopped(io.stopSignal());
    } finally {
      withdraw(stateDir);
      await sandbox.close();
    }
  });
}

async function started(stateDir: string, options: ServeOptions, io: Io): Promise<Sandbox> {
  const { seed, port = 0 } = options;
  const file =
    seed === undefined ? null : { file: resolve(io.cwd, seed), shownAs: `${seed} (--seed)` };
  const sandbox = await startSeeded(file, {
    stateDir,
    port,
    ...clockOf(options),
    uniqueReferences: options.uniqueReferences ?? true,
    capCheck: options.capCheck ?? true,
    versions: options.versions ?? true,
    extensionsInList: options.extensionsInList ?? true,
    faults: options.faults === undefined ? [] : readFaults(options.faults, io),
  }).catch((error: unknown) => {
    throw portRefused(error, port) ?? error;
  });
  if (!(await isBarred(sandbox.url))) return sandbox;
  await sandbox.close();
  throw new CommandRefused(
    `Port ${port} belongs to another protocol, and nothing that speaks HTTP goes there: choose another with --port`,
  );
}

function portRefused(error: unknown, port: number): CommandRefused | null {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== 'listen') return null;
  const why =
    code === 'EADDRINUSE'
      ? 'is in use by another program'
      : `cannot be used here (${code ?? 'no reason given'})`;
  return new CommandRefused(`Port ${port} ${why}: choose another with --port`);
}

/** Whether `fetch`, and every browser, refuses the port (https://fetch.spec.whatwg.org/#port-blocking). */
async function isBarred(url: string): Promise<boolean> {
  try {
    const headers = { 'x-sandbox-control': '1' };
    const response = await fetch(new URL('/sandbox/clock', url), { headers });
    await response.arrayBuffer();
    return false;
  } catch (error) {
    return readNetworkFault(error).kind === 'barred';
  }
}

/** Throws CommandRefused, which names the file. */
function readFaults(file: string, { cwd }: Io): readonly FaultRule[] {
  try {
    return parseFaultFile(readFileSync(resolve(cwd, file), 'utf8'));
  } catch (error) {
    const why = error instanceof FaultRuleError ? error.message : whyUnreadable(error);
    if (why === null) throw error;
    throw new CommandRefused(`The faults ${file} (--faults) cannot be used:\n  ${why}`);
  }
}

/** Does one thing to the sandbox and tells what happened. Exit 3 where it cannot be done. */
export async function commandSandbox(
  { do: verb, ...body }: SandboxCommand,
  options: StateOptions,
  io: Io,
): Promise<ExitCode> {
  return explaining(io, async () => {
    const stateDir = stateDirFor(options, io);
    const tell = (request: object) => perform(`POST /${verb}`, request, stateDir, io);
    const answer = await tell(body).catch(async (error: unknown) => {
      const isUnknown = error instanceof CommandRefused && error.isUnknown;
      const byId = isUnknown ? await withBoundId(body, options, io) : null;
      if (byId === null) throw error;
      return tell(byId);
    });
    io.stdout(`${clean(String(Reflect.get(answer, 'message')))}\n`);
    return EXIT.ok;
  });
}

/** The registry knows no reference of what a block binds by `id`: the YAML of the account says which id its key stands for. */
async function withBoundId(body: object, { path }: StateOptions, io: Io): Promise<object | null> {
  const { loadConfig } = await import('../config/load.ts');
  const { desired } = await loadConfig(resolve(io.cwd, path ?? '.'));
  const named = 'target' in body ? 'target' : 'campaign';
  const key: unknown = Reflect.get(body, named);
  const blocks = desired === null ? [] : [...desired.campaigns, ...desired.brands];
  const bound = blocks.find((block) => block.key === key && block.id !== null);
  return bound === undefined ? null : { ...body, [named]: bound.id };
}

/** Begins again from the seed. */
export async function resetSandbox(options: StateOptions, io: Io): Promise<ExitCode> {
  return explaining(io, async () => {
    const stateDir = stateDirFor(options, io);
    if ((await findServed(stateDir)) !== null) await perform('POST /reset', {}, stateDir, io);
    else await removeState(stateDir);
    removeLog(stateDir);
    io.stdout('The sandbox begins again from its seed\n');
    return EXIT.ok;
  });
}

/** The log beside the state is about a registry that is no more. One that lies elsewhere is somebody else's business. */
function removeLog(stateDir: string): void {
  if (basename(dirname(stateDir)) !== '.campaignctl') return;
  rmSync(join(dirname(stateDir), 'log'), { recursive: true, force: true });
}

/** Lists the requests that the registry received, oldest first. */
export async function listSandboxRequests(
  options: StateOptions & { readonly format?: 'text' | 'json' },
  io: Io,
): Promise<ExitCode> {
  return explaining(io, async () => {
    const requests = await readRequests(stateDirFor(options, io), io);
    io.stdout(
      options.format === 'json'
        ? `${JSON.stringify({ requests }, null, 2)}\n`
        : requests.map(requestLine).join(''),
    );
    return EXIT.ok;
  });
}

/** Something the person who typed the command can mend. */
class CommandRefused extends Error {
  /** The registry has nothing that is called so. */
  readonly isUnknown: boolean;

  constructor(message: string, status: number | null = null) {
    super(message);
    this.isUnknown = status === 404;
  }
}

async function perform(name: string, body: object, stateDir: string, io: Io): Promise<object> {
  const served = await findServed(stateDir);
  if (served !== null) return askServer(served.url, name, body);
  if (!existsSync(join(stateDir, 'state.jsonl'))) {
    throw noSandbox(stateDir, io);
  }
  const open = await openRegistry({ stateDir, seed: null });
  try {
    return grantedBy(
      command(
        controlOf(open, null, () => {}),
        name,
        body,
      ),
    );
  } finally {
    open.close();
  }
}

function noSandbox(stateDir: string, io: Io): CommandRefused {
  return new CommandRefused(
    `There is no sandbox in ${shown(stateDir, io)} yet. Run plan, or "campaignctl sandbox serve", or name its folder with --state`,
  );
}

async function askServer(url: string, name: string, body: object): Promise<object> {
  const [method = 'GET', path = ''] = name.split(' ');
  const response = await fetch(new URL(`/sandbox${path}`, url), {
    method,
    headers: { 'x-sandbox-control': '1', 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  const known = typeof answer === 'object' && answer !== null ? answer : {};
  if (response.ok) return known;
  const detail = String(Reflect.get(known, 'detail') ?? `status ${response.status}`);
  throw new CommandRefused(detail, response.status);
}

function grantedBy(answer: Answer<object> | null): object {
  if (answer === null) throw new Error('the sandbox does not know this command');
  if (answer.ok) return answer.value;
  throw new CommandRefused(answer.refusal.message, answer.refusal.status);
}

async function readRequests(stateDir: string, io: Io): Promise<readonly RequestEntry[]> {
  if ((await findServed(stateDir)) !== null) {
    const answer = await perform('GET /requests', {}, stateDir, io);
    return Reflect.get(answer, 'requests') as readonly RequestEntry[];
  }
  if (!existsSync(stateDir)) throw noSandbox(stateDir, io);
  // Begun again, and nothing has asked since.
  if (!existsSync(join(stateDir, 'requests.jsonl'))) return [];
  const log = openRequestLog(stateDir);
  log.close();
  return log.since(0);
}

function requestLine(entry: RequestEntry): string {
  const query = entry.query === '' ? '' : `?${entry.query}`;
  const what = [...entry.faults.map((fault) => `[${fault}]`), ...entry.effect].join(' ');
  const status = entry.status ?? '---';
  const line = `${entry.seq}  ${entry.time}  ${status}  ${entry.method} ${entry.path}${query}  ${what}`;
  return `${clean(line.trimEnd())}\n`;
}

function originOf({ seed }: ServeOptions, exists: boolean): string {
  if (!exists)
    return seed === undefined ? 'new and empty: no --seed was given' : 'new, from the seed';
  return seed === undefined ? 'as it was left' : 'as it was left; the seed is for a new one';
}

function clockOf({ clock, speed }: ServeOptions): { readonly clock?: ClockSetting } {
  if (clock === 'stepped') return { clock: { mode: 'stepped' } };
  if (clock === undefined && speed === undefined) return {};
  return { clock: { mode: 'real', speed: speed ?? 1 } };
}

function stateDirFor({ state, path }: StateOptions, { cwd }: Io): string {
  if (state !== undefined) return resolve(cwd, state);
  const start = resolve(cwd, path ?? '.');
  const account = accountAtOrAbove(start);
  if (account !== null) return stateDirOf(account);
  for (let dir = start; ; dir = dirname(dir)) {
    if (existsSync(stateDirOf(dir))) return stateDirOf(dir);
    if (dir === dirname(dir)) return stateDirOf(start);
  }
}

function shown(dir: string, { cwd }: Io): string {
  const short = relative(cwd, dir);
  return clean(short === '' || short.startsWith('..') ? dir : short);
}

/** The exit code that the signal carries. */
function stopped(signal: AbortSignal): Promise<ExitCode> {
  const code = (): ExitCode => signal.reason as ExitCode;
  if (signal.aborted) return Promise.resolve(code());
  return new Promise((done) => {
    signal.addEventListener('abort', () => done(code()), { once: true });
  });
}

/** Tells what a person can mend in one calm sentence; anything else is a bug and goes on its way. */
async function explaining(io: Io, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const code = exitOf(error);
    if (code === null || !(error instanceof Error)) throw error;
    io.stderr(`${error.message.split('\n').map(clean).join('\n')}\n`);
    return code;
  }
}

function exitOf(error: unknown): ExitCode | null {
  if (error instanceof CommandRefused || error instanceof SeedError) return EXIT.invalid;
  if (error instanceof StateLockedError) return EXIT.refused;
  if (error instanceof StateDamagedError) return EXIT.bug;
  return null;
}
