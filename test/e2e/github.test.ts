/** The built `github` commands at the edges: outside of a job, their help, and picking from reviewed plans. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../src/model/report.ts';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { expectGolden } from '../golden.ts';
import { campaignctl } from './command.ts';
import { logFor } from './log-for.ts';

const QUICKSTART = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('github', () => {
  it.each(['plan', 'apply', 'continue', 'drift', 'observe'])(
    '%s outside of a job says so',
    async (command) => {
      const { code, stdout, stderr } = await campaignctl(['github', command]);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toBe(
        'This command runs in a job of GitHub Actions: GITHUB_REPOSITORY does not name a repository. Elsewhere, use plan and apply.\n',
      );
    },
  );

  it('has help', async () => {
    const helps = [[], ['plan'], ['apply'], ['drift'], ['observe']].map((one) => [
      'github',
      ...one,
    ]);
    const texts = await Promise.all(helps.map((words) => campaignctl([...words, '--help'])));
    expectGolden('cli/github-help.txt', texts.map(({ stdout }) => stdout).join('\n---\n\n'));
    const typo = await campaignctl(['github', 'aply']);
    expect([typo.code, typo.stderr]).toEqual([
      3,
      'There is no command aply.\nDid you mean apply?\ncampaignctl github --help lists the commands and options.\n',
    ]);
  });
});

describe('apply --only', () => {
  it('picks from a reviewed plan, and refuses what it cannot pick, all of it at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'campaignctl-only-'));
    folders.push(folder);
    const filter = (path: string) => basename(path) !== '.campaignctl';
    cpSync(QUICKSTART, folder, { recursive: true, filter });
    const seed = readSeed(join(folder, 'registry.seed.yaml'));
    const sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
    try {
      const env = {
        CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
        CAMPAIGNCTL_API_KEY: sandbox.apiKey,
        CAMPAIGNCTL_STATE: logFor(sandbox),
      };
      const run = (...args: readonly string[]) => campaignctl(args, { cwd: folder, env });
      await run('plan', '--out', 'plan.json');
      const { changes } = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as {
        changes: { id: string; address: string }[];
      };
      const sam = changes.find(({ address }) => address === 'number/+14085550102')?.id ?? '';

      const wrong = await run(
        'apply',
        '--approved',
        'plan.json',
        '--only',
        'abc',
        sam,
        'ffffffffffff',
      );
      expect(wrong.code).toBe(3);
      expect(wrong.stderr).toBe(
        'No reviewed plan has a change `abc`. It needs at least 8 characters of an id as the plan shows it.\n' +
          'No reviewed plan has a change `ffffffffffff`. It needs at least 8 characters of an id as the plan shows it.\n',
      );
      const alone = await run('apply', '--only', sam);
      expect([alone.code, alone.stderr]).toEqual([
        3,
        '--only picks from reviewed plans: it goes with --approved.\n',
      ]);

      const only = ['--approved', 'plan.json', '--only', sam.slice(0, 8)];
      const { code, stdout } = await run('apply', '--wait', '0', '--format', 'json', ...only);
      const report = JSON.parse(stdout) as ApplyReport;
      expect(code).toBe(4);
      expect(report.done.map(({ change }) => change.id)).toEqual([sam]);
      expect(new Set(report.held.map(({ text }) => text))).toEqual(
        new Set(['It is in a reviewed plan, and not among the changes that were picked from it.']),
      );
    } finally {
      await sandbox.close();
    }
  });
});
