/**
 * Every command line in the documentation is run. A block of shell says in a comment above it how:
 *   <!-- run: story from=examples/quickstart -->  its lines one after another; later stories of the page go on in the same folder
 *   <!-- run: alone from=examples/quickstart -->  each line in a folder of its own, where it is both `.` and `offices/`
 *   <!-- run: elsewhere, REASON -->               it is run by another test, or cannot be run here
 * `exits=0,4` names the exit codes that are right; left out: 0. A page that shows a block without a comment fails.
 * In a story, a block with a file name (```yaml account.yaml) is that file, and a block of ```text below a block of
 * shell is what it printed: lines of it, whatever the day is; `…` stands for lines that are left out.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI } from '../e2e/command.ts';
import { setUp } from './set-up.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Block {
  readonly page: string;
  readonly line: number;
  readonly code: string;
  /** What the comment above says; null: there is none. */
  readonly how: string | null;
}

function pages(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pages(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** A file of a story, or what a block of shell printed (without a name). */
interface Told {
  readonly line: number;
  readonly name: string;
  readonly text: string;
}

function toldOn(page: string): Told[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(?:text|\w+ (\S+))\n(.*?)^```$/gms)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    name: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [
    ...text.matchAll(
      /(?:<!-- run: ([^\n]*?) -->\n+)?^( *)```(?:sh|bash|shell|console)(?: [^\n]*)?\n(.*?)^ *```$/gms,
    ),
  ].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length,
    how: match[1] ?? null,
    code: (match[3] ?? '').replaceAll(new RegExp(`^${match[2]}`, 'gm'), ''),
  }));
}

const PAGES = ['README.md', ...pages('docs'), ...pages('examples')].filter(
  // Generated from the grammar, and what was.
  (page) =>
    page !== 'docs/commands.md' && page !== 'docs/CHANGELOG.md' && !page.startsWith('docs/adr/'),
);
const BLOCKS = PAGES.flatMap(blocksOf);

let bin: string;
const made: string[] = [];

beforeAll(() => {
  bin = folder();
  writeFileSync(join(bin, 'campaignctl'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(join(bin, 'campaignctl'), 0o755);
});

afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'campaignctl-docs-'));
  made.push(path);
  return path;
}

function option(how: string, name: string): string | null {
  return new RegExp(`\\b${name}=(\\S+)`).exec(how)?.[1] ?? null;
}

/** A folder that starts as a copy of `from`. */
function startedFrom(how: string): string {
  const from = option(how, 'from');
  const path = folder();
  if (from !== null) cpSync(join(ROOT, from), path, { recursive: true });
  return path;
}

/** Joined where a line goes on, without comments. */
function linesOf(code: string): string[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s+)#\s.*$/, '').trim())
    .filter((line) => line !== '');
}

interface Ended {
  readonly code: number;
  readonly text: string;
}

function shell(script: string, cwd: string): Promise<Ended> {
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: bin,
    CAMPAIGNCTL_ACTOR: 'ann',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@acme.example',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@acme.example',
  };
  return new Promise((resolve) => {
    execFile('bash', ['-c', script], { cwd, env, timeout: 60_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
      resolve({ code, text: `${stdout}${stderr}` });
    });
  });
}

async function expectToRun(line: string, cwd: string, exits: readonly number[]): Promise<string> {
  const { code, text } = await shell(line, cwd);
  expect(exits, `${line}\nexit code ${code}\n${text}`).toContain(code);
  expect(text).not.toMatch(/^ {4}at /m);
  return text;
}

/** Without what is another one each day, and without line breaks, as dates decide about them. */
function lasting(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?(?: UTC|Z)?/g, '<time>')
    .replace(/\s+/g, ' ')
    .trim();
}

function expectPrinted(told: Told, printed: string): void {
  const parts = told.text.split(/^\s*…\s*$/m).map(lasting);
  for (const part of parts) expect(lasting(printed), `line ${told.line}`).toContain(part);
}

function exitsOf(how: string): readonly number[] {
  return (option(how, 'exits') ?? '0').split(',').map(Number);
}

test('every block of shell says how it is run', () => {
  const silent = BLOCKS.filter(({ how }) => !/^(story|alone|elsewhere, )/.test(how ?? ''));
  expect(silent.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
});

describe.each([...new Set(BLOCKS.map(({ page }) => page))])('%s', (page) => {
  const blocks = BLOCKS.filter((block) => block.page === page);
  const stories = blocks.filter(({ how }) => how?.startsWith('story'));
  const alone = blocks.filter(({ how }) => how?.startsWith('alone'));
  const told = stories.length === 0 ? [] : toldOn(page);

  if (stories.length > 0)
    test('tells a story that runs', async () => {
      let cwd: string | null = null;
      let last = 0;
      for (const [at, { how, code, line: begin }] of stories.entries()) {
        if (cwd === null || option(how ?? '', 'from') !== null) cwd = startedFrom(how ?? '');
        const until = stories[at + 1]?.line ?? Number.POSITIVE_INFINITY;
        for (const { name, text, line } of told) {
          if (name === '' || line <= last || line > begin) continue;
          mkdirSync(dirname(join(cwd, name)), { recursive: true });
          writeFileSync(join(cwd, name), text);
        }
        last = begin;
        const names = await setUp(option(how ?? '', 'set-up'), cwd);
        let printed = '';
        for (const line of linesOf(code)) {
          printed += await expectToRun(names(line), cwd, exitsOf(how ?? ''));
        }
        const next = told.find(({ line }) => line > begin && line < until);
        if (next?.name === '') expectPrinted(next, printed);
      }
    }, 180_000);

  if (alone.length > 0)
    test('shows lines that run', async () => {
      for (const { how, code } of alone) {
        for (const line of linesOf(code)) {
          const account = startedFrom(how ?? '');
          const parent = folder();
          symlinkSync(account, join(parent, 'offices'));
          const isBelow = /\boffices\b/.test(line);
          const names = await setUp(option(how ?? '', 'set-up'), account);
          await expectToRun(names(line), isBelow ? parent : account, exitsOf(how ?? ''));
        }
      }
    }, 180_000);

  if (stories.length + alone.length === 0)
    test('shows nothing to run here', () => {
      for (const { how } of blocks) expect(how ?? '').toMatch(/^elsewhere, \w/);
    });
});
