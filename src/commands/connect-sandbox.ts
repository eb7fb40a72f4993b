/**
 * `provider: sandbox`: a served registry where CAMPAIGNCTL_SANDBOX_URL names one, else one embedded in this process,
 * with its state in the folder of the account.
 */
import { EXIT } from '../model/exit.ts';
import { ProviderError } from '../model/port.ts';
import { SANDBOX_RULES, sandboxProvider } from '../providers/sandbox.ts';
import { type EmbeddedSandbox, openEmbedded } from '../sandbox/embedded.ts';
import { StateLockedError } from '../sandbox/lock.ts';
import { SeedError } from '../sandbox/seed.ts';
import { StateDamagedError } from '../sandbox/store.ts';
import type { Connection, Opened, Opening, Trouble } from './connect.ts';
import type { Io } from './io.ts';

export const SANDBOX: Opening = {
  rules: SANDBOX_RULES,
  async open({ root, desired, readOnly, beforeWrite }: Connection, onDelay, io): Promise<Opened> {
    const registry =
      servedElsewhere(io.env) ?? (await openEmbedded(root, desired.account.sandboxSeed));
    const { url, apiKey } = registry;
    const provider = sandboxProvider({
      url,
      apiKey,
      readOnly,
      onDelay: (delay) => onDelay(url, delay),
      ...(beforeWrite === undefined ? {} : { beforeWrite }),
    });
    return { provider, close: () => registry.close() };
  },
  troubleOf,
};

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

function troubleOf(error: unknown): Trouble | null {
  if (error instanceof StateLockedError) return { code: EXIT.refused, message: error.message };
  if (error instanceof SeedError) return { code: EXIT.invalid, message: error.message };
  if (error instanceof StateDamagedError) return { code: EXIT.bug, message: error.message };
  return null;
}
