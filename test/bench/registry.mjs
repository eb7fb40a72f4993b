/** A registry server in a process of its own, so that it does not share the processor time of what is measured. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./child/registry.mjs', import.meta.url));

/**
 * Serves a registry that matches the account while `use` runs. `operationMs`: until a write has ended.
 * @template T
 * @param {{ product: string, folder: string, sms: 'on' | 'off', operationMs?: number }} options
 * @param {(registry: { url: string, apiKey: string, env: Record<string, string> }) => Promise<T>} use
 */
export async function withRegistry({ product, folder, sms, operationMs = 0 }, use) {
  const args = [SERVER, product, folder, sms, String(operationMs)];
  const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  // A new registry has a new log.
  const log = mkdtempSync(join(tmpdir(), 'campaignctl-bench-log-'));
  try {
    const lines = createInterface({ input: server.stdout });
    const first = await Promise.race([once(lines, 'line'), ended]);
    if (typeof first[0] !== 'string') throw new Error('the registry did not start');
    const { url, apiKey } = JSON.parse(first[0]);
    const env = {
      CAMPAIGNCTL_SANDBOX_URL: url,
      CAMPAIGNCTL_API_KEY: apiKey,
      CAMPAIGNCTL_STATE: `dir:${log}`,
    };
    return await use({ url, apiKey, env });
  } finally {
    server.stdin.end();
    await ended;
    rmSync(log, { recursive: true, force: true });
  }
}
