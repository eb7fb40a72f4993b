/** `campaignctl fmt` as a process of its own: real files, real pipes, exit codes. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, campaignctl } from './command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const GOLDEN = join(ROOT, 'test/golden/fmt');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-fmt-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function golden(name: string): string {
  return readFileSync(join(GOLDEN, name), 'utf8');
}

/** Runs with `input` on stdin. */
function piped(input: string, ...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, 'fmt', ...args], (error, out) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out });
    });
    child.stdin?.end(input);
  });
}

describe('campaignctl fmt', () => {
  it('finds the examples formatted', async () => {
    const { code, stdout } = await campaignctl(['fmt', '--check', '--diff', 'examples'], {
      cwd: ROOT,
    });
    expect(stdout).toMatch(/^Already formatted: \d+ files\.\n$/);
    expect(code).toBe(0);
  });

  it('checks, then formats, then has nothing to do', async () => {
    writeFileSync(join(folder, 'a.yaml'), golden('messy.yaml'));
    const check = await campaignctl(['fmt', '--check'], { cwd: folder });
    expect(check).toMatchObject({ code: 2, stderr: '' });
    const written = await campaignctl(['fmt'], { cwd: folder });
    expect(written).toEqual({
      code: 0,
      stdout: 'formatted  a.yaml\n\nFormatted: 1 file.\n',
      stderr: '',
    });
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(golden('formatted.yaml'));
    expect((await campaignctl(['fmt', '--check'], { cwd: folder })).code).toBe(0);
  });

  it('reads stdin and writes stdout', async () => {
    expect(await piped(golden('messy.yaml'), '-')).toEqual({
      code: 0,
      out: golden('formatted.yaml'),
    });
    expect(await piped('services: {}\n', '-')).toEqual({ code: 3, out: '' });
  });

  it('leaves a quickstart that is valid, and says the same', async () => {
    const account = join(folder, 'quickstart');
    cpSync(join(ROOT, 'examples/quickstart'), account, { recursive: true });
    const before = await campaignctl(['validate', account]);
    const file = join(account, 'campaigns.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '  \r\n'));
    expect((await campaignctl(['fmt', account])).code).toBe(0);
    expect(await campaignctl(['validate', account])).toEqual(before);
    expect(readFileSync(file, 'utf8')).toBe(
      readFileSync(join(ROOT, 'examples/quickstart/campaigns.yaml'), 'utf8'),
    );
  });
});
