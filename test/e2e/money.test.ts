/** Looking back after an apply, with the built command: the log. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignctl, type Ended } from './command.ts';

let folder: string;

const run = (...args: readonly string[]): Promise<Ended> => campaignctl(args, { cwd: folder });

beforeAll(() => {
  const example = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-money-'));
  cpSync(example, folder, { recursive: true, filter: (path) => !path.endsWith('.campaignctl') });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('before the first apply', () => {
  it('the log is empty, calmly', async () => {
    const { code, stdout, stderr } = await run('log');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('The log is empty');
    const json = await run('log', '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({ format: 'campaignctl/log@1', entries: [] });
  });
});

describe('after an apply', () => {
  beforeAll(async () => {
    const env = {
      CAMPAIGNCTL_ACTOR: 'jane',
      GITHUB_SHA: '3f2a91b0c4de5f60718293a4b5c6d7e8f9012345',
    };
    const { code, stderr } = await campaignctl(['apply', '--yes'], { cwd: folder, env });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('the log tells who approved what, what was sent, and what came of it', async () => {
    const { code, stdout, stderr } = await run('log');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const words of [
      /jane on \S+, apply/,
      /commit 3f2a91b0c4de/,
      /approved by jane, with --yes.*: 7 changes/s,
      /PAID \$89 at most {2}register: campaign billing/,
      /OUTAGE {2}SMS off: Sam Roe \+1 408 555 0102/,
      /accepted as C\w+, request [0-9a-f-]{36}/,
      /ended: 3 done, 4 waiting/,
    ]) {
      expect(stdout).toMatch(words);
    }
    expect(stdout).not.toContain('12-3456789');
  });

  it('the log as JSON holds every entry, or those since a time', async () => {
    const all = JSON.parse((await run('log', '--format', 'json')).stdout);
    expect(all).toMatchObject({ format: 'campaignctl/log@1', account: 'acme' });
    expect(all.entries[0]).toMatchObject({ kind: 'lease', holder: { who: 'jane' } });
    const none = await run('log', '--format', 'json', '--since', '2999-01-01');
    expect(JSON.parse(none.stdout)).toMatchObject({ entries: [] });
    const wrong = await run('log', '--since', 'yesterday');
    expect(wrong).toMatchObject({ code: 3, stdout: '' });
    expect(wrong.stderr).toContain('--since cannot be `yesterday`. Write a date');
  });

  it('the log reads what --state names', async () => {
    const { code, stdout } = await run('log', '--state', `dir:${join(folder, 'elsewhere')}`);
    expect(code).toBe(0);
    expect(stdout).toContain('The log is empty');
  });
});
