/**
 * Opens the provider that an account asks for, and tells calmly when that is not possible.
 * `provider: sandbox` is a registry of its own: a served one where CAMPAIGNCTL_SANDBOX_URL names it,
 * else one embedded in this process, with its state in the folder of the account.
 */
import { EXIT, type ExitCode } from '../model/exit.ts';
import { type Provider, ProviderError } from '../model/port.ts';
import type { Delay } from '../providers/http.ts';
import { sandboxProvider } from '../providers/sandbox.ts';
import { clean } from '../report/clean.ts';
import { type EmbeddedSandbox, openEmbedded } from '../sandbox/embedded.ts';
import { StateLockedError } from '../sandbox/lock.ts';
import { SeedError } from '../sandbox/seed.ts';
import { StateDamagedError } from '../sandbox/store.ts';
import type { Io } from './io.ts';
import { tellFailure } from './output.ts';
import type { Format } from './reports.ts';

export interface Connection {
  readonly root: string;
  /** Seed of the embedded sandbox. */
  readonly sandboxSeed: string | null;
  /** The transport refuses to send anything but GET. */
  readonly readOnly: boolean;
  readonly format: Format;
  /** Called before each try of a write; what it throws keeps the write from leaving. */
  readonly beforeWrite?: () => Promise<void>;
}

/** Why the provider could not be used. */
export interface Trouble {
  readonly code: ExitCode;
  /** For people; may have lines. */
  readonly message: string;
}

/** Runs `use` with the provider and closes it. What stands in the way is given back, for those who go on without. */
export async function tryProvider<T>(
  connection: Connection,
  io: Io,
  use: (provider: Provider) => Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | ({ readonly ok: false } & Trouble)> {
  try {
    return { ok: true, value: await connected(connection, io, use) };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null) throw error;
    return { ok: false, ...trouble };
  }
}

/** Runs `use` with the provider and closes it. What stands in the way becomes a sentence and an exit code. */
export async function withProvider(
  connection: Connection,
  io: Io,
  use: (provider: Provider) => Promise<ExitCode>,
): Promise<ExitCode> {
  const tried = await tryProvider(connection, io, use);
  if (tried.ok) return tried.value;
  tellFailure(tried.message, connection.format, io);
  return tried.code;
}

async function connected<T>(
  { root, sandboxSeed, readOnly, beforeWrite }: Connection,
  io: Io,
  use: (provider: Provider) => Promise<T>,
): Promise<T> {
  const registry = servedElsewhere(io.env) ?? (await openEmbedded(root, sandboxSeed));
  const { url, apiKey } = registry;
  const onDelay = delayTeller(url, io);
  const provider = sandboxProvider({
    url,
    apiKey,
    readOnly,
    onDelay,
    ...(beforeWrite === undefined ? {} : { beforeWrite }),
  });
  try {
    return await use(provider);
  } finally {
    await provider.close();
    await registry.close();
  }
}

/** The registry that the environment names; null: none. Throws ProviderError where it cannot be one. */
function servedElsewhere(env: Io['env']): EmbeddedSandbox | null {
  const url = env['CAMPAIGNCTL_SANDBOX_URL'];
  if (!url) return null;
  if (!/^https?:\/\/[^@]+$/.test(url) || !URL.canParse(url)) {
    const message =
      'CAMPAIGNCTL_SANDBOX_URL is not the address of a registry: it has to start with http:// or https:// and hold no password.';
    throw new ProviderError(message, { kind: 'unavailable' });
  }
  const apiKey = env['CAMPAIGNCTL_API_KEY'];
  if (!apiKey) {
    throw new ProviderError('No API key is set: set CAMPAIGNCTL_API_KEY.', { kind: 'access' });
  }
  return { url, apiKey, close: async () => {} };
}

const TOLD_AGAIN_MS = 60_000;

/** Says on stderr what is being waited for; many reads that wait for the same say so once. */
function delayTeller(url: string, io: Io): (delay: Delay) => void {
  const told = new Map<number, number>();
  return (delay) => {
    const key = delay.kind === 'slow' ? 0 : delay.retry;
    const now = Date.now();
    if (now - (told.get(key) ?? Number.NEGATIVE_INFINITY) < TOLD_AGAIN_MS) return;
    told.set(key, now);
    // On a terminal, the line that says what is being read may be there.
    const start = io.stderrIsTty ? '\r\x1b[K' : '';
    io.stderr(`${start}The registry at ${clean(new URL(url).host)} ${delayWords(delay)}.\n`);
  };
}

function delayWords(delay: Delay): string {
  if (delay.kind === 'slow') return 'has not answered yet; waiting for it';
  const { retry, of, failure } = delay;
  const why =
    failure.kind !== 'status'
      ? 'does not answer'
      : failure.status === 429
        ? 'has had too many requests'
        : `could not answer (${failure.status})`;
  return `${why}; trying again (${retry} of ${of})`;
}

/** null: a bug. */
function troubleOf(error: unknown): Trouble | null {
  if (error instanceof ProviderError) {
    return { code: EXIT.unread, message: providerTrouble(error) };
  }
  if (error instanceof StateLockedError) return { code: EXIT.refused, message: error.message };
  if (error instanceof SeedError) return { code: EXIT.invalid, message: error.message };
  if (error instanceof StateDamagedError) return { code: EXIT.bug, message: error.message };
  return null;
}

function providerTrouble({ kind, status, message }: ProviderError): string {
  if (status === 401) {
    return 'The registry does not accept the API key in CAMPAIGNCTL_API_KEY. Nothing was read.';
  }
  const whose = kind === 'access' && !message.includes('CAMPAIGNCTL_API_KEY');
  return `${message}${whose ? ' The key is the one in CAMPAIGNCTL_API_KEY.' : ''} Nothing was read.`;
}
