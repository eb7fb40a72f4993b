/** `npm run demo`, without its build: it ends well, and with the empty plan. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('walks from the first plan to the empty one', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['.ci/demo.mjs'], {
    cwd: ROOT,
    // A registry that the terminal knows of is not for the demo.
    env: { PATH: process.env['PATH'], CAMPAIGNCTL_SANDBOX_URL: 'http://127.0.0.1:9/nowhere' },
  });
  const commands = stdout.match(/^\$ campaignctl .*$/gm) ?? [];
  expect(commands.map((line) => line.split(' ')[2])).toEqual([
    'validate',
    'plan',
    'apply',
    'sandbox',
    'sandbox',
    'sandbox',
    'apply',
    'sandbox',
    'plan',
  ]);
  expect(stdout).toContain(golden('02-plan'));
  expect(stdout).toContain(golden('03-apply'));
  expect(stdout.endsWith(golden('07-plan'))).toBe(true);
});

/** The story is that of the quickstart, so its outputs are the same. */
function golden(step: string): string {
  return readFileSync(`${ROOT}test/golden/examples/quickstart/${step}.txt`, 'utf8');
}
