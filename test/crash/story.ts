/**
 * One story: a registry, a proxy in front of it, a log somewhere, and commands that are started until nothing is left
 * to do, with a person who answers what only a person may answer.
 * Law: what counts is what the registry received and holds; the command is not asked about itself.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { effectOfWrite, mustNotRepeat, type Write, writesOf } from '../../src/apply/log/writes.ts';
import type { Io } from '../../src/commands/io.ts';
import { plan } from '../../src/commands/plan.ts';
import { resolve } from '../../src/commands/resolve.ts';
import type { LogEntry } from '../../src/model/log.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { RequestEntry } from '../../src/sandbox/requests.ts';
import { parseSeed } from '../../src/sandbox/seed.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Ended, type Running, start } from '../e2e/command.ts';
import { ioDouble } from './io-double.ts';
import type { Armed, Spot } from './places.ts';
import { type Arrival, type RegistryProxy, startProxy, type Watcher } from './proxy.ts';

export const ACCOUNT = fileURLToPath(new URL('./account', import.meta.url));
const CHILD = new URL('./child.mjs', import.meta.url).href;
const SEED = parseSeed(readFileSync(`${ACCOUNT}/acme.seed.yaml`, 'utf8'), 'acme.seed.yaml');
export const TAX_ID = '987654321';
export const API_KEY = 'key-4f1d0c77b2a94e6f';
const MINUTE = 60_000;

export interface Registry {
  readonly name: string;
  readonly uniqueReferences: boolean;
  readonly capCheck: boolean;
}

export const STRICT: Registry = { name: 'strict', uniqueReferences: true, capCheck: true };
/** Leaves to us that nothing is paid twice and no campaign takes too many numbers. */
export const CARELESS: Registry = { name: 'careless', uniqueReferences: false, capCheck: false };

export interface Story {
  readonly sandbox: Sandbox;
  readonly proxy: RegistryProxy;
  readonly spot: Spot;
  /** Starts a command; `watcher` sees its requests. */
  begin(args: readonly string[], options?: { armed?: Armed; watcher?: Watcher }): Running;
  run(args: readonly string[]): Promise<Ended>;
  /** A command that is not to be killed, in this process. */
  here(command: (io: Io) => Promise<number>): Promise<Ended>;
  /** The clock of the commands, ms. */
  now(): number;
  /** How many places of each campaign were filled at most. */
  readonly peaks: ReadonlyMap<string, number>;
  /** Commands that were killed so far. */
  readonly killed: number;
  /** What all commands printed. */
  readonly printed: readonly string[];
  close(): Promise<void>;
}

export interface StoryOptions {
  readonly registry: Registry;
  readonly spot: Spot;
  /** How many times faster the clock of the commands runs. */
  readonly speed: number;
}

export const APPLY = ['apply', ACCOUNT, '--yes', '--wait', '20m'] as const;

export async function beginStory({ registry, spot, speed }: StoryOptions): Promise<Story> {
  const { uniqueReferences, capCheck } = registry;
  const sandbox = await startSandbox({
    stateDir: null,
    seed: SEED,
    rateLimit: false,
    apiKey: API_KEY,
    uniqueReferences,
    capCheck,
  });
  const proxy = await startProxy(sandbox.url);
  const epoch = Date.now();
  const peaks = new Map<string, number>(sandbox.registry.state.places);
  const printed: string[] = [];
  let killed = 0;

  const environment: Readonly<Record<string, string>> = {
    CAMPAIGNCTL_SANDBOX_URL: proxy.url,
    CAMPAIGNCTL_API_KEY: API_KEY,
    CAMPAIGNCTL_ACTOR: 'jane',
    CAMPAIGNCTL_STATE: spot.state,
    ACME_EIN: TAX_ID,
  };

  /** Time passes with requests, so that the same command sends the same requests. */
  function tick(): void {
    for (const [id, count] of sandbox.registry.state.places) {
      peaks.set(id, Math.max(count, peaks.get(id) ?? 0));
    }
    sandbox.control.advance(4 * MINUTE);
  }

  const begin: Story['begin'] = (args, { armed, watcher = passAll } = {}) => {
    proxy.watch((arrival, passage) =>
      watcher(arrival, { ...passage, forward: () => passage.forward().finally(tick) }),
    );
    const running = start(args, {
      env: {
        NODE_OPTIONS: `--import ${CHILD}`,
        CRASH_CLOCK: `${speed} ${epoch}`,
        ...environment,
        ...armed?.env,
      },
    });
    const { pid } = running.child;
    if (pid !== undefined) armed?.attach(pid);
    const ended = running.ended.then((one) => {
      printed.push(one.stdout, one.stderr);
      if (one.code === null) killed += 1;
      return one;
    });
    return { ...running, ended };
  };

  return {
    sandbox,
    proxy,
    spot,
    begin,
    run: (args) => begin(args).ended,
    async here(command) {
      const { io, out, err } = ioDouble(environment, ACCOUNT);
      const code = await command(io);
      printed.push(out(), err());
      return { code, stdout: out(), stderr: err() };
    },
    now: () => epoch + (Date.now() - epoch) * speed,
    peaks,
    printed,
    get killed() {
      return killed;
    },
    async close() {
      await proxy.close();
      await sandbox.close();
      await spot.close();
    },
  };
}

const passAll: Watcher = async (_, { forward, give }) => give(await forward());

export interface Decisions {
  /** Addresses of changes that a person said never happened, one for each decision. */
  readonly noEffect: string[];
  /** Of changes that a person had to find in the registry. */
  readonly tookEffect: string[];
}

/** waits: all is done but what follows the approval of carriers · empty: that is done as well. */
export type End = 'waits' | 'empty';

export interface Converged extends Decisions {
  readonly end: End;
  /** Exit codes of the commands `apply`, in order. */
  readonly codes: readonly (number | null)[];
  readonly plan: Plan;
  readonly entries: readonly LogEntry[];
}

/** More than anything should need. */
const ROUNDS = 8;

/** Applies until nothing is left to do before `end`. Time passes, carriers approve, a person decides. */
export async function converge(story: Story, end: End): Promise<Converged> {
  const { spot, sandbox } = story;
  const decisions: Decisions = { noEffect: [], tookEffect: [] };
  const codes: (number | null)[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const ran = await story.run(APPLY);
    codes.push(ran.code);
    const open = openWrites((await spot.read()).entries);
    if (ran.code !== 0) checkRefusal(ran, open);
    for (const write of open) await decide(story, write, decisions);
    if (open.length > 0) continue;
    if (end === 'empty') for (const key of ['front-desk', 'CRECAL1']) sandbox.control.approve(key);
    sandbox.control.advance(180 * MINUTE);
    const planned = await story.here((io) => plan({ ...WHERE, ...PLAN }, io));
    if (planned.code !== (end === 'empty' ? 0 : 5)) continue;
    const { entries } = await spot.read();
    return { end, codes, plan: JSON.parse(planned.stdout) as Plan, entries, ...decisions };
  }
  throw new Error(`there is always something left to do: exit codes ${codes.join(', ')}`);
}

const WHERE = { path: ACCOUNT } as const;
const PLAN = { format: 'json', detailedExitcode: true } as const;

export function openWrites(entries: readonly LogEntry[]): readonly Write[] {
  return writesOf(entries).filter((write) => effectOfWrite(write) === 'open');
}

/** A run that is not accepted as done has to say which request a person must decide about, and how. */
function checkRefusal({ code, stdout, stderr }: Ended, open: readonly Write[]): void {
  const told = open.every(({ id }) =>
    `${stdout}${stderr}`.includes(`campaignctl resolve ${id.slice(0, 8)}`),
  );
  if (code === 4 && open.length > 0 && told) return;
  throw new Error(`apply ended with ${code}, and ${open.length} open requests\n${stdout}${stderr}`);
}

/** A person looks at the registry, as support would, and says what is there. */
async function decide(story: Story, write: Write, decisions: Decisions): Promise<void> {
  const { address } = write.intent.change;
  if (!mustNotRepeat(write))
    throw new Error(`a person is asked about ${address}, which may be sent again`);
  const isThere = holds(story.sandbox, write);
  (isThere ? decisions.tookEffect : decisions.noEffect).push(address);
  const said = isThere ? { tookEffect: true } : { noEffect: true, reason: 'support found nothing' };
  const ran = await story.here((io) =>
    resolve({ ...WHERE, write: write.id, leaseWait: 0, ...said }, io),
  );
  if (ran.code !== 0) throw new Error(`resolve ended with ${ran.code}\n${ran.stdout}${ran.stderr}`);
}

export function holds({ registry: { state } }: Sandbox, { intent: { step } }: Write): boolean {
  switch (step.kind) {
    case 'register-brand':
      return [...state.brands.values()].some(({ referenceId }) => referenceId === step.reference);
    case 'register-campaign':
      return [...state.campaigns.values()].some(
        ({ referenceId }) => referenceId === step.reference,
      );
    case 'resubmit':
      return state.campaigns.get(step.id)?.content['resubmissionReason'] === step.reason;
    default:
      return false;
  }
}

/** The request that carries a write out: its method and path. */
export function requestOf({ intent: { step } }: Write): string {
  switch (step.kind) {
    case 'register-brand':
      return 'POST /sms/brands';
    case 'register-campaign':
      return 'POST /sms/campaigns';
    case 'update':
    case 'rebind':
      return `PUT /sms/campaigns/${step.id}`;
    case 'resubmit':
      return `POST /sms/campaigns/${step.id}/resubmissions`;
    case 'deactivate':
      return `POST /sms/campaigns/${step.id}/deactivation`;
    case 'assign':
      return 'POST /sms/numbers/assignments';
    case 'turn-off':
      return 'POST /sms/numbers/removals';
  }
}

/** What must not be sent twice, and what it would make twice. */
export interface Submitted {
  readonly kind: 'brand' | 'campaign' | 'resubmission';
  /** Our reference, or the id of what was resubmitted. */
  readonly of: string;
}

/** null: a request that may be sent again. */
export function submittedBy(method: string, target: string, body: unknown): Submitted | null {
  if (method !== 'POST') return null;
  const of = (body as { referenceId?: string } | null)?.referenceId ?? '';
  if (target === '/sms/brands') return { kind: 'brand', of };
  if (target === '/sms/campaigns') return { kind: 'campaign', of };
  const [, id = ''] = /^\/sms\/campaigns\/([^/]+)\/resubmissions$/.exec(target) ?? [];
  return id === '' ? null : { kind: 'resubmission', of: id };
}

export function submissionsIn(requests: readonly RequestEntry[]): readonly Submitted[] {
  return requests.flatMap(({ method, path, body }) => submittedBy(method, path, body?.json) ?? []);
}

/** Those that a command sent, whether they arrived or not. */
export function submissionsSent(arrivals: readonly Arrival[]): readonly Submitted[] {
  return arrivals.flatMap(
    ({ method, target, body }) =>
      submittedBy(method, target, body === '' ? null : JSON.parse(body)) ?? [],
  );
}

export function isWrite({ method }: { readonly method: string }): boolean {
  return method !== 'GET';
}

/** What the registry holds, without times and versions. */
export function heldBy({ registry: { state } }: Sandbox): object {
  return {
    brands: [...state.brands.values()].map(({ brandId, referenceId, status, content }) => ({
      brandId,
      referenceId,
      status,
      content,
    })),
    campaigns: [...state.campaigns.values()].map(
      ({ campaignId, referenceId, brandId, status, content, numberLimit }) => ({
        campaignId,
        referenceId,
        brandId,
        status,
        content,
        numberLimit,
      }),
    ),
    numbers: [...state.numbers.values()].map(({ phoneNumber, status, campaignId }) => ({
      phoneNumber,
      status,
      campaignId,
    })),
    invoices: [...state.invoices.values()].map(({ amountUsd, referenceId }) => ({
      amountUsd,
      referenceId,
    })),
  };
}
