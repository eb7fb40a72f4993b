/** A folder of configuration for one test, removed after it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const ACCOUNT = 'version: 1\naccount:\n  name: acme\n  provider: sandbox\n';

/** The start of a file with one bound campaign, to which lines are added at four spaces. */
export const CAMPAIGN = 'version: 1\ncampaigns:\n  front-desk:\n    id: C7GH42I\n';

/** Writes the files and gives the real path of the folder. */
export function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'campaignctl-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return root;
}
