/** The look at a checkout before it is published: tag, version, changelog, repository. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from './tarball.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-release-'));
  mkdirSync(join(folder, 'docs'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(version: string, changelog: string): void {
  const repository = { type: 'git', url: 'git+https://github.com/acme/texting.git' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, repository }));
  writeFileSync(join(folder, 'docs/CHANGELOG.md'), changelog);
}

function check(...args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  return new Promise((resolve) => {
    const command = [join(ROOT, '.ci/release-check.mjs'), ...args];
    execFile(process.execPath, command, { cwd: folder }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

const CHANGELOG = `# Changelog

## [1.2.0] - 2026-07-20

### Added

- Plans in colour.

## [1.1.0] - 2026-06-01

- The first.
`;

it('lets a release pass, and writes its notes', async () => {
  write('1.2.0', CHANGELOG);
  const ended = await check('v1.2.0', '--repository', 'acme/texting', '--notes', 'notes.md');
  expect(ended).toEqual({ code: 0, out: 'v1.2.0 is what it says.\n', err: '' });
  const notes = readFileSync(join(folder, 'notes.md'), 'utf8');
  expect(notes).toBe('### Added\n\n- Plans in colour.\n');
});

it('tells all that is wrong at once, and writes nothing', async () => {
  write('1.3.0', CHANGELOG.replace('2026-07-20', 'unreleased'));
  const ended = await check('v1.2.1', '--repository', 'someone/else', '--notes', 'notes.md');
  expect(ended.code).toBe(1);
  expect(ended.err.trim().split('\n')).toEqual([
    'The tag is v1.2.1, and package.json has version 1.3.0: it would be v1.3.0.',
    'The newest entry of docs/CHANGELOG.md is 1.2.0, not 1.3.0.',
    'docs/CHANGELOG.md calls 1.2.0 "unreleased": write the date.',
    'package.json names the repository acme/texting, and this is someone/else. Write its address there, also in "bugs".',
  ]);
  expect(() => readFileSync(join(folder, 'notes.md'))).toThrow();
});

it.each([
  ['# Changelog\n', 'docs/CHANGELOG.md has no entry'],
  ['# Changelog\n\n## [Unreleased]\n\n- Something.\n', 'docs/CHANGELOG.md has no entry'],
  ['## [1.2.0] - 2026-07-20\n', 'docs/CHANGELOG.md says nothing about 1.2.0.'],
])('refuses the changelog %j', async (changelog, reason) => {
  write('1.2.0', changelog);
  const ended = await check('v1.2.0', '--repository', 'acme/texting');
  expect(ended.code).toBe(1);
  expect(ended.err).toContain(reason);
});

it('wants to know the tag and the repository', async () => {
  write('1.2.0', CHANGELOG);
  expect(await check('v1.2.0')).toMatchObject({ code: 2 });
});
