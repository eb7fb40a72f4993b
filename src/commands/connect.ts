/**
 * Opens the provider that an account asks for, and tells calmly when that is not possible.
 * `provider: sandbox` is a registry of its own: a served one where CAMPAIGNCTL_SANDBOX_URL names it,
 * else one embedded in this process, with its state in the folder of the account.
 */
import { EXIT, type ExitCode } from '../model/exit.ts';
import { type Provider, ProviderError } from '../model/port.ts';
import { sandboxProvider } from '../providers/sandbox.ts';
import { clean } from '../report/clean.ts';
import { openEmbedded } from '../sandbox/embedded.ts';
import { StateLockedError } from '../sandbox/lock.ts';
import { SeedError } from '../sandbox/seed.ts';
import { StateDamagedError } from '../sandbox/store.ts';
import type { Io } from './io.ts';
import { errorJson } from './output.ts';

export interface Connection {
  readonly root: string;
  /** Seed of the embedded sandbox. */
  readonly sandboxSeed: string | null;
  /** The transport refuses to send anything but GET. */
  readonly readOnly: boolean;
  readonly format: 'text' | 'json';
}

/** Runs `use` with the provider and closes it. What stands in the way becomes a sentence and an exit code. */
export async function withProvider(
  connection: Connection,
  io: Io,
  use: (provider: Provider) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await connected(connection, io.env, use);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null) throw error;
    const { code, message } = trouble;
    if (connection.format === 'json') io.stdout(errorJson(message));
    io.stderr(`${message.split('\n').map(clean).join('\n')}\n`);
    return code;
  }
}

async function connected(
  { root, sandboxSeed, readOnly }: Connection,
  env: Io['env'],
  use: (provider: Provider) => Promise<ExitCode>,
): Promise<ExitCode> {
  const served = env['CAMPAIGNCTL_SANDBOX_URL'];
  const registry = served
    ? { url: served, apiKey: env['CAMPAIGNCTL_API_KEY'] ?? '', close: async () => {} }
    : await openEmbedded(root, sandboxSeed);
  const provider = sandboxProvider({ url: registry.url, apiKey: registry.apiKey, readOnly });
  try {
    return await use(provider);
  } finally {
    await provider.close();
    await registry.close();
  }
}

/** null: a bug. */
function troubleOf(error: unknown): { code: ExitCode; message: string } | null {
  if (error instanceof ProviderError) {
    const message =
      error.kind === 'access'
        ? `The registry refused access: ${error.message}\nCheck CAMPAIGNCTL_API_KEY and what the key may do. Nothing was changed.`
        : `The registry could not be read: ${error.message}`;
    return { code: EXIT.unread, message };
  }
  if (error instanceof StateLockedError) return { code: EXIT.refused, message: error.message };
  if (error instanceof SeedError) return { code: EXIT.invalid, message: error.message };
  if (error instanceof StateDamagedError) return { code: EXIT.bug, message: error.message };
  return null;
}
