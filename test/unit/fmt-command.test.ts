/** `campaignctl fmt` in this process: which files it takes, what it writes, what it leaves and says. */
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type FmtOptions, fmt, formatStdin, settle } from '../../src/commands/fmt.ts';
import type { Block } from '../../src/format/layout.ts';
import type { Page } from '../../src/format/print.ts';
import { ioDouble } from '../crash/io-double.ts';
import { expectGolden } from '../golden.ts';
import { assertFmtValid } from '../plan-valid.ts';
import { ACCOUNT, folder } from './config-folder.ts';

const MESSY = 'version: 1\nbrands: {a: {id: "B1"}}\n';
const TIDY = 'version: 1\n\nbrands:\n  a:\n    id: B1\n';
const TIDY_ACCOUNT = 'version: 1\n\naccount:\n  name: acme\n  provider: sandbox\n';
const BROKEN = 'version: 1\nbrands:\n\ta: {}\n';

/** Lines at the end that a faulty printer leaves out. */
const printing = vi.hoisted(() => ({ drops: 0 }));
vi.mock('../../src/format/print.ts', async (original) => {
  const { print } = await original<typeof import('../../src/format/print.ts')>();
  return {
    print: (page: Page, document: Block) => {
      print(page, document);
      page.lines.length -= printing.drops;
    },
  };
});

async function run(cwd: string, options: Partial<FmtOptions> = {}, env = {}) {
  const double = ioDouble(env, cwd);
  const code = await fmt({ paths: ['.'], format: 'text', ...options }, double.io);
  return { code, out: double.out(), err: double.err() };
}

function read(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}

describe('a folder', () => {
  it('is formatted file by file; one that is broken stops no other', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a/messy.yml': MESSY,
      'a/broken.yaml': BROKEN,
      'a/tidy.yaml': TIDY,
      'a/other.yaml': 'services:   {}\n',
      'a/list.csv': 'number , user\n',
      'a/.hidden.yaml': MESSY,
      'x.seed.yaml': 'version: 1\nusers:   []\n',
    });
    const { code, out, err } = await run(root);
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expectGolden('fmt/folder.txt', out);
    expect(read(root, 'account.yaml')).toBe(TIDY_ACCOUNT);
    expect(read(root, 'a/messy.yml')).toBe(TIDY);
    expect(read(root, 'a/broken.yaml')).toBe(BROKEN);
    expect(read(root, 'a/other.yaml')).toBe('services:   {}\n');
    expect(read(root, 'a/list.csv')).toBe('number , user\n');
    expect(read(root, 'a/.hidden.yaml')).toBe(MESSY);
    expect(read(root, 'x.seed.yaml')).toBe('version: 1\nusers:   []\n');
    expect(readdirSync(join(root, 'a')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('that is formatted stays untouched', async () => {
    const root = folder({ 'account.yaml': TIDY_ACCOUNT, 'a.yaml': TIDY });
    const before = statSync(join(root, 'a.yaml'));
    const { code, out } = await run(root);
    expect({ code, out }).toEqual({ code: 0, out: 'Already formatted: 2 files.\n' });
    expect(statSync(join(root, 'a.yaml'))).toMatchObject({
      ino: before.ino,
      mtimeMs: before.mtimeMs,
    });
  });

  it('below the root of an account is formatted alone', async () => {
    const root = folder({ 'account.yaml': ACCOUNT, 'a/x.yaml': MESSY, 'b/bad.yaml': BROKEN });
    const { code, out } = await run(join(root, 'a'));
    expect({ code, out }).toEqual({ code: 0, out: 'formatted  x.yaml\n\nFormatted: 1 file.\n' });
    expect(read(root, 'account.yaml')).toBe(ACCOUNT);
  });

  it('without any file of an account is an error, and so is one that is not there', async () => {
    const root = folder({ 'other.yaml': 'services: {}\n', 'empty/x.txt': '' });
    for (const path of ['.', 'empty', 'nowhere']) {
      const { code, out } = await run(root, { paths: [path], check: true });
      expect(code).toBe(3);
      expect(out).toMatch(path === 'nowhere' ? /^error path-missing/ : /^error format-nothing/);
    }
  });

  it('may lie anywhere, and several may be given', async () => {
    const root = folder({ 'one/a.yaml': MESSY, 'two/b.yaml': MESSY, 'here/x': '' });
    const paths = ['../one', join(root, 'two'), '../one/a.yaml'];
    const { code, out } = await run(join(root, 'here'), { paths });
    expect({ code, out }).toEqual({
      code: 0,
      out: 'formatted  ../one/a.yaml\nformatted  ../two/b.yaml\n\nFormatted: 2 of 2 files.\n',
    });
  });
});

describe('a file by its name', () => {
  it.each([
    ['list.csv', 'number,user\n', 'is a list of numbers, which is left as'],
    ['x.seed.yaml', MESSY, 'is no file of an account by its name'],
    ['observed.yaml', MESSY, 'is no file of an account by its name'],
    ['a.txt', MESSY, 'is no file of an account by its name'],
    ['b.yaml', 'brands: {}\n', 'does not start with `version: 1`'],
  ])('%s is refused where it is not ours', async (name, text, sentence) => {
    const root = folder({ [name]: text });
    const { code, out } = await run(root, { paths: [name] });
    expect(code).toBe(3);
    expect(out).toContain(`error format-not-ours  ${name}:1:1`);
    expect(out).toContain(sentence);
    expect(read(root, name)).toBe(text);
  });

  it('that is no UTF-8, or a pipe, is answered calmly', async () => {
    const root = folder({ 'a.yaml': Buffer.from('version: 1\nx: \xe9\n', 'latin1') });
    expect((await run(root, { paths: ['a.yaml'] })).out).toContain('error file-not-utf8');
    execFileSync('mkfifo', [join(root, 'b.yaml')]);
    expect((await run(root, { paths: ['b.yaml'] })).out).toContain('error file-unreadable');
  });

  it('that is a link is written where it leads to, and stays a link', async () => {
    const root = folder({ 'real/a.txt': MESSY, 'acc/x': '' });
    symlinkSync('../real/a.txt', join(root, 'acc/a.yaml'));
    const { code } = await run(root, { paths: ['acc/a.yaml'] });
    expect(code).toBe(0);
    expect(lstatSync(join(root, 'acc/a.yaml')).isSymbolicLink()).toBe(true);
    expect(read(root, 'real/a.txt')).toBe(TIDY);
  });

  it('keeps its permissions', async () => {
    const root = folder({ 'a.yaml': MESSY });
    chmodSync(join(root, 'a.yaml'), 0o640);
    await run(root, { paths: ['a.yaml'] });
    expect(statSync(join(root, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(read(root, 'a.yaml')).toBe(TIDY);
  });
});

describe('links in a folder', () => {
  it('count once, and lead nowhere else', async () => {
    const root = folder({ 'acc/account.yaml': ACCOUNT, 'acc/a.yaml': MESSY, 'out.yaml': MESSY });
    symlinkSync('a.yaml', join(root, 'acc/again.yaml'));
    symlinkSync('.', join(root, 'acc/loop'));
    symlinkSync('../out.yaml', join(root, 'acc/out.yaml'));
    const { code, out } = await run(root, { paths: ['acc'] });
    expect(code).toBe(3);
    expect(out).toContain('error file-outside-root  acc/out.yaml:1:1');
    expect(out).toContain('Formatted: 2 of 2 files.');
    expect(read(root, 'out.yaml')).toBe(MESSY);
  });
});

describe('--check and --diff', () => {
  it('write nothing, name the files, and exit 2', async () => {
    const root = folder({ 'account.yaml': TIDY_ACCOUNT, 'a.yaml': MESSY, 'b.yaml': MESSY });
    expect(await run(root, { check: true })).toEqual({
      code: 2,
      out: 'not formatted  a.yaml\nnot formatted  b.yaml\n\nNot formatted: 2 of 3 files. Run campaignctl fmt to format them.\n',
      err: '',
    });
    expect(read(root, 'a.yaml')).toBe(MESSY);
  });

  it('exit 3 where a file is broken as well', async () => {
    const root = folder({ 'account.yaml': ACCOUNT, 'a.yaml': BROKEN });
    expect((await run(root, { check: true })).code).toBe(3);
  });

  it('show what the page about it shows', async () => {
    const text = [
      'version: 1',
      'campaigns:',
      '    front-desk:',
      '        numbers:   # the first get the places',
      '            (408) 555-0102: "jane.doe@acme-dental.example" # room 4',
      '            408-555-0101: bob.ray@acme-dental.example # moved here',
      "        samples: ['Acme Dental: your forms are ready.', 'Acme Dental: see you soon.']",
      '        optOut:',
      '            message: "Acme Dental: you are unsubscribed."',
      '            keywords:',
      '            - STOP',
      '        # made by hand in Admin Console',
      '        id: "C7GH42I"',
      'account: {provider: sandbox, name: acme}',
      '',
    ];
    const root = folder({ 'campaigns.yaml': text.join('\n') });
    const { out } = await run(root, { check: true, diff: true });
    expectGolden('fmt/page.txt', `$ campaignctl fmt --check --diff\n\n${out}`);
  });

  it('show what changes, without secrets and harmless', async () => {
    const text = `version: 1\nbrands:\n    a:\n        ein: 12-3456789\n        id: "B1"\n        # \u001b[2J bell \u0007\n        brandName: 'Acme'\n`;
    const root = folder({ 'account.yaml': TIDY_ACCOUNT, 'a.yaml': text });
    const { code, out } = await run(root, { check: true, diff: true });
    expect(code).toBe(2);
    expectGolden('fmt/check-diff.txt', out);
    expect(out).not.toMatch(/3456789|\u001b|\u0007/);
  });

  it('together with writing show what was changed', async () => {
    const root = folder({ 'a.yaml': MESSY });
    const { code, out } = await run(root, { diff: true });
    expect(code).toBe(0);
    expect(out).toContain(
      'formatted  a.yaml\n--- a.yaml\n+++ a.yaml, formatted\n@@ -1,2 +1,5 @@\n',
    );
    expect(read(root, 'a.yaml')).toBe(TIDY);
  });

  it('say only that there are too many lines where there are', async () => {
    const numbers = Array.from({ length: 3_000 }, (_, i) => `    408-555-${1_000 + i}: anyone\n`);
    const root = folder({ 'a.yaml': `version: 1\nnoTexting:\n${numbers.join('')}` });
    const { out } = await run(root, { check: true, diff: true });
    expect(out).toContain('… too many lines differ to be shown');
  });
});

describe('--format json', () => {
  it('tells the same, by its schema', async () => {
    const root = folder({ 'account.yaml': ACCOUNT, 'a.yaml': TIDY, 'b.yaml': BROKEN });
    for (const options of [{ check: true, diff: true }, {}]) {
      const { code, out } = await run(root, { ...options, format: 'json' });
      expect(code).toBe(3);
      assertFmtValid(out);
      const { files, diagnostics, check } = JSON.parse(out);
      expect(check).toBe(options.check === true);
      expect(files.map(({ file, result }: Record<string, string>) => [file, result])).toEqual([
        ['a.yaml', 'unchanged'],
        ['account.yaml', options.check === true ? 'unformatted' : 'formatted'],
        ['b.yaml', 'left'],
      ]);
      expect(diagnostics).toMatchObject([{ rule: 'yaml-tab', place: { file: 'b.yaml', line: 3 } }]);
    }
  });

  it('is written on failure too', async () => {
    const { code, out } = await run(folder({}), { paths: ['nowhere'], format: 'json' });
    expect(code).toBe(3);
    assertFmtValid(out);
  });
});

describe('what goes wrong', () => {
  it('a file that cannot be written stays whole, and is an error of the machine', async () => {
    // The draft beside it gets a longer name, which no file system takes.
    const name = `${'a'.repeat(230)}.yaml`;
    const root = folder({ [name]: MESSY, 'b.yaml': MESSY });
    const { code, out } = await run(root);
    expect(code).toBe(1);
    expect(out).toContain('error format-not-written');
    expect(out).toContain('Formatted: 1 of 2 files. Left as it is: 1, see above.');
    expect(read(root, name)).toBe(MESSY);
    expect(read(root, 'b.yaml')).toBe(TIDY);
  });

  it('a file that was saved meanwhile is not overwritten', async () => {
    const root = folder({ 'a.yaml': `${MESSY}# saved meanwhile\n` });
    const target = { file: 'a.yaml', real: join(root, 'a.yaml'), isNamed: false };
    const { diagnostics, codes } = await settle(target, MESSY, TIDY, {});
    expect({ rules: diagnostics.map(({ rule }) => rule), codes }).toEqual({
      rules: ['format-file-changed'],
      codes: [1],
    });
    expect(read(root, 'a.yaml')).toBe(`${MESSY}# saved meanwhile\n`);
    const gone = await settle({ ...target, real: join(root, 'gone') }, MESSY, TIDY, {});
    expect(gone.diagnostics.map(({ rule }) => rule)).toEqual(['file-unreadable']);
  });

  it('a result that does not say the same is a fault of ours: exit 1', async () => {
    const text = 'version: 1\nbrands: {}\n';
    const root = folder({ 'a.yaml': text });
    printing.drops = 1;
    const { code, out } = await run(root);
    printing.drops = 0;
    expect(code).toBe(1);
    expectGolden('fmt/refused.txt', out);
    expect(read(root, 'a.yaml')).toBe(text);
  });

  it('a name with escapes is shown without', async () => {
    const root = folder({ 'a\u001b[2J\n::error::b.yaml': MESSY });
    const { out } = await run(root, { check: true, diff: true });
    expect(out).not.toMatch(/\u001b|^::/m);
  });
});

async function pipe(text: string | Buffer, options: Partial<FmtOptions> = {}, env = {}) {
  const double = ioDouble(env, folder({}));
  async function* stdin() {
    const bytes = Buffer.from(text);
    yield bytes.subarray(0, 20);
    yield bytes.subarray(20);
  }
  const code = await formatStdin({ paths: ['-'], format: 'text', ...options }, double.io, stdin());
  return { code, out: double.out(), err: double.err() };
}

describe('stdin', () => {
  it('comes out formatted', async () => {
    expect(await pipe(MESSY)).toEqual({ code: 0, out: TIDY, err: '' });
    expect(await pipe(`\ufeff${TIDY}`)).toEqual({ code: 0, out: TIDY, err: '' });
  });

  it('with --check only tells by the exit code, with --diff shows the difference', async () => {
    expect(await pipe(MESSY, { check: true })).toEqual({ code: 2, out: '', err: '' });
    expect(await pipe(TIDY, { check: true })).toEqual({ code: 0, out: '', err: '' });
    const { code, out } = await pipe(MESSY, { diff: true });
    expect(code).toBe(0);
    expect(out).toMatch(/^--- stdin\n\+\+\+ stdin, formatted\n@@/);
  });

  it.each([
    ['a broken file', BROKEN, 'error yaml-tab  stdin:3:1'],
    ['another file', 'services: {}\n', 'error format-not-ours  stdin:1:1'],
    ['a file that is too large', Buffer.alloc(17 * 1024 * 1024, ' '), 'error file-too-large'],
    ['no UTF-8', Buffer.from('version: 1\nx: \xe9\n', 'latin1'), 'error file-not-utf8'],
    ['nothing', '', 'error format-not-ours'],
  ])('%s leaves stdout empty', async (_, text, sentence) => {
    const { code, out, err } = await pipe(text);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err.startsWith(sentence)).toBe(true);
  });

  it('is never written with masked numbers, nor as JSON, nor beside files', async () => {
    const masked = await pipe(MESSY, { maskNumbers: true });
    expect(masked).toMatchObject({ code: 3, out: '' });
    expect(masked.err).toContain('--no-mask-numbers');
    const actions = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request' };
    expect((await pipe(MESSY, {}, actions)).code).toBe(3);
    expect((await pipe(MESSY, { maskNumbers: false }, actions)).out).toBe(TIDY);
    expect((await pipe(MESSY, { check: true }, actions)).code).toBe(2);
    expect((await pipe(MESSY, { format: 'json' })).code).toBe(3);
    expect((await pipe(MESSY, { paths: ['-', 'a.yaml'] })).code).toBe(3);
  });
});
