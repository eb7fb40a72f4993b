/** A log for what runs against one registry, which goes with the tests of the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const logs = new Map<object, string>();

afterAll(() => {
  for (const folder of logs.values()) rmSync(folder, { recursive: true, force: true });
});

/** CAMPAIGNCTL_STATE for it. */
export function logFor(registry: object): string {
  const folder = logs.get(registry) ?? mkdtempSync(join(tmpdir(), 'campaignctl-log-'));
  logs.set(registry, folder);
  return `dir:${folder}`;
}
