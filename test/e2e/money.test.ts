/** Looking back after an apply, with the built command: the log, and the fees. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

  it('the fees are those of what was registered by hand', async () => {
    const { code, stdout, stderr } = await run('fees');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/In the registry, and not in the log\n {2}brand acme +amount unknown/);
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

  it('the fees tell what was paid, by whose consent, and on which invoice', async () => {
    const { code, stdout, stderr } = await run('fees');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const words of [
      /Confirmed +\$89 for 1 submission\n/,
      /billing +\$89 confirmed\n/,
      /log +sent by jane on \S+, commit 3f2a91b0c4de\n/,
      /log +approved by jane, with --yes/,
      /log +provider id C\w+\n/,
      /invoice +INV-000001 of 2026-07-20, \$89\n/,
      /front-desk +amount unknown\n/,
    ]) {
      expect(stdout).toMatch(words);
    }
  });

  it('the fees are the same as JSON and as CSV', async () => {
    const json = JSON.parse((await run('fees', '--format', 'json')).stdout);
    expect(json).toMatchObject({
      format: 'campaignctl/fees@1',
      invoices: 'read',
      missing: [],
      totals: { confirmed: 89, unconfirmed: 0, possible: 0, outside: 0, unknown: 2 },
    });
    const csv = await run('fees', '--format', 'csv');
    const [header = '', first = '', ...rest] = csv.stdout.split('\r\n');
    expect(header).toMatch(/^date,amount_usd,state,/);
    expect(first).toContain(',89,confirmed,submission,campaign,billing,register,C');
    expect(rest).toHaveLength(3);
  });

  it('the fees send nothing but GET', async () => {
    const methods = async (): Promise<readonly string[]> => {
      const { stdout } = await run('sandbox', 'requests', '--format', 'json');
      const { requests } = JSON.parse(stdout) as { requests: { method: string }[] };
      return requests.map(({ method }) => method);
    };
    const before = await methods();
    await run('fees');
    const sent = (await methods()).slice(before.length);
    expect(sent.length).toBeGreaterThan(0);
    expect(new Set(sent)).toEqual(new Set(['GET']));
  });

  it.each(['text', 'json', 'csv'])(
    'the fees of the log alone are told as %s where the registry is gone',
    async (format) => {
      const env = { CAMPAIGNCTL_SANDBOX_URL: 'http://127.0.0.1:1/x', CAMPAIGNCTL_API_KEY: 'key-1' };
      const ended = await campaignctl(['fees', '--format', format], { cwd: folder, env });
      expect(ended.code).toBe(7);
      expect(ended.stdout).toContain('billing');
      expect(ended.stdout).not.toContain('front-desk');
      expect(ended.stdout + ended.stderr).toContain('The invoices could not be read.');
      expect(ended.stdout + ended.stderr).not.toContain('key-1');
      const broken = { CAMPAIGNCTL_SANDBOX_URL: 'nowhere' };
      const other = await campaignctl(['fees', '--format', format], { cwd: folder, env: broken });
      expect(other.code).toBe(7);
      expect(other.stdout).toContain('billing');
      expect(other.stdout + other.stderr).toContain('are missing here');
    },
  );

  it('a broken configuration is told as by every command', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'campaignctl-money-'));
    writeFileSync(join(broken, 'a.yaml'), 'version: 1\naccount: 7\n');
    for (const command of ['log', 'fees']) {
      expect(await campaignctl([command, broken])).toMatchObject({ code: 3, stderr: '' });
    }
    const csv = await campaignctl(['fees', broken, '--format', 'csv']);
    expect(csv).toMatchObject({ code: 3, stdout: '' });
    rmSync(broken, { recursive: true });
  });

  it('the log reads what --state names', async () => {
    const { code, stdout } = await run('log', '--state', `dir:${join(folder, 'elsewhere')}`);
    expect(code).toBe(0);
    expect(stdout).toContain('The log is empty');
  });
});
