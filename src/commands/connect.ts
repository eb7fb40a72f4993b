/**
 * Opens the provider that an account asks for, and tells calmly when that is not possible.
 */
import type { Desired } from '../model/desired.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import type { Observed } from '../model/observed.ts';
import { type Provider, ProviderError } from '../model/port.ts';
import type { Delay } from '../providers/http.ts';
import { clean } from '../report/clean.ts';
import { count } from '../report/style.ts';
import type { Io } from './io.ts';
import { tellFailure } from './output.ts';
import type { Format } from './reports.ts';

export interface Connection {
  readonly root: string;
  readonly desired: Desired;
  /** What people saw in Admin Console; null: there is no such file, or it is not asked. */
  readonly observed: Observed | null;
  /** The transport refuses to send anything but GET. */
  readonly readOnly: boolean;
  readonly format: Format;
  /** Called before each try of a write; what it throws keeps the write from leaving. */
  readonly beforeWrite?: () => Promise<void>;
}

/** What a plan needs of a provider besides a snapshot: without a connection. */
export type Rules = Pick<Provider, 'capabilities' | 'canonical'>;

/** How a provider is opened. */
export interface Opening {
  readonly rules: Rules;
  /** Throws ProviderError, and what `troubleOf` knows. */
  open(connection: Connection, onDelay: DelayTeller, io: Io): Promise<Opened>;
  /** null: not one of its own. */
  troubleOf(error: unknown): Trouble | null;
}

export interface Opened {
  readonly provider: Provider;
  close(): Promise<void>;
}

export type DelayTeller = (url: string, delay: Delay) => void;

/** Why the provider could not be used. */
export interface Trouble {
  readonly code: ExitCode;
  /** For people; may have lines. */
  readonly message: string;
}

export async function openingOf(desired: Desired): Promise<Opening> {
  switch (desired.account.provider) {
    case 'sandbox':
      return (await import('./connect-sandbox.ts')).SANDBOX;
    case '8x8':
      return (await import('./connect-8x8.ts')).eightByEightOpening(desired);
  }
}

/** Runs `use` with the provider and closes it. What stands in the way is given back, for those who go on without. */
export async function tryProvider<T>(
  connection: Connection,
  io: Io,
  use: (provider: Provider) => Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | ({ readonly ok: false } & Trouble)> {
  const opening = await openingOf(connection.desired);
  try {
    return { ok: true, value: await connected(opening, connection, io, use) };
  } catch (error) {
    const trouble = error instanceof ProviderError ? unread(error) : opening.troubleOf(error);
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
  opening: Opening,
  connection: Connection,
  io: Io,
  use: (provider: Provider) => Promise<T>,
): Promise<T> {
  const { provider, close } = await opening.open(connection, delayTeller(io), io);
  try {
    return await use(provider);
  } finally {
    await provider.close();
    await close();
  }
}

const TOLD_AGAIN_MS = 60_000;

/** Says on stderr what is being waited for; many reads that wait for the same say so once. */
function delayTeller(io: Io): DelayTeller {
  const told = new Map<string, number>();
  return (url, delay) => {
    const key = `${delay.kind === 'retry' ? delay.retry : delay.kind} ${url}`;
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
  if (delay.kind === 'pace') {
    return `takes no more requests for now; going on in ${count(Math.ceil(delay.ms / 1000), 'second')}`;
  }
  const { retry, of, failure } = delay;
  const why =
    failure.kind !== 'status'
      ? 'does not answer'
      : failure.status === 429
        ? 'has had too many requests'
        : `could not answer (${failure.status})`;
  return `${why}; trying again (${retry} of ${of})`;
}

function unread(error: ProviderError): Trouble {
  return { code: EXIT.unread, message: providerTrouble(error) };
}

function providerTrouble({ kind, status, message }: ProviderError): string {
  if (message.includes('CAMPAIGNCTL_')) return `${message} Nothing was read.`;
  if (status === 401) {
    return 'The registry does not accept the API key in CAMPAIGNCTL_API_KEY. Nothing was read.';
  }
  return `${message}${kind === 'access' ? ' The key is the one in CAMPAIGNCTL_API_KEY.' : ''} Nothing was read.`;
}
