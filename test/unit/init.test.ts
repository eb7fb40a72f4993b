/** `campaignctl init`: what it makes of a folder, and what it leaves as it is. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type InitOptions, init } from '../../src/commands/init.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ioDouble } from '../crash/io-double.ts';
import { expectGolden } from '../golden.ts';
import { ACCOUNT, folder } from './config-folder.ts';

const STARTER = ['account.yaml', 'campaigns.yaml', 'registry.seed.yaml'];

async function run(cwd: string, options: Partial<InitOptions> = {}) {
  const { io, out, err } = ioDouble({}, cwd);
  const choices: InitOptions = {
    ...{ path: '.', provider: 'sandbox', example: true, github: true },
    ...options,
  };
  const code = await init(choices, io);
  return { code, out: out(), err: err() };
}

const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8');

function files(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

describe('a new account', () => {
  it('is written with everything that is needed to begin, and is valid without a warning', async () => {
    const root = folder({});
    const { code, out, err } = await run(root, { account: 'acme' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expectGolden('begin/init.txt', out);
    const github = fileURLToPath(new URL('../../examples/github/', import.meta.url));
    expect(files(root)).toEqual(
      [
        ...STARTER,
        '.gitignore',
        '.github/CODEOWNERS',
        ...files(github.slice(0, -1)).filter((path) => path.startsWith('.github/')),
      ].sort(),
    );
    const { desired, diagnostics } = await loadConfig(root);
    expect(diagnostics).toEqual([]);
    expect(desired?.account).toMatchObject({ name: 'acme', sandboxSeed: 'registry.seed.yaml' });
  });

  it('has the name of its folder, where none is given', async () => {
    const root = folder({ 'Dr. Müller’s Office/x': '' });
    const { out } = await run(root, { path: 'Dr. Müller’s Office' });
    const made = await loadConfig(join(root, 'Dr. Müller’s Office'));
    expect(made.desired?.account.name).toBe('dr-mullers-office');
    // Ready to paste into a shell.
    expect(out).toContain("campaignctl plan 'Dr. Müller’s Office'");
    mkdirSync(join(root, '牙科'));
    await run(root, { path: '牙科' });
    expect((await loadConfig(join(root, '牙科'))).desired?.account.name).toBe('acme');
  });

  it('may be in a folder that is not there yet', async () => {
    const root = folder({});
    const { code, out } = await run(root, { path: 'offices/west' });
    expect(code).toBe(0);
    expect(out).toContain('  offices/west/account.yaml\n');
    expect((await loadConfig(join(root, 'offices/west'))).desired?.account.name).toBe('west');
  });

  it('may be without the example, to import what is live', async () => {
    const root = folder({});
    const { out } = await run(root, { account: 'acme', example: false });
    expectGolden('begin/init-no-example.txt', out);
    expect(read(root, 'account.yaml')).not.toMatch(/seed|sandbox:\n/);
    const { desired, diagnostics } = await loadConfig(root);
    expect(diagnostics).toEqual([]);
    expect(desired).toMatchObject({ account: { name: 'acme', sandboxSeed: null }, campaigns: [] });
  });

  it('may be without what is for GitHub', async () => {
    const root = folder({});
    await run(root, { github: false });
    expect(files(root)).toEqual([...STARTER, '.gitignore'].sort());
  });

  it('is only shown with --dry-run', async () => {
    const root = folder({});
    const { code, out } = await run(root, {
      path: 'west',
      account: 'acme',
      dryRun: true,
      github: false,
    });
    expect(code).toBe(0);
    expect(files(root)).toEqual([]);
    expectGolden('begin/init-dry-run.txt', out);
  });
});

describe('an account of 8x8', () => {
  it('is written without an example, explained, and valid without a warning', async () => {
    const root = folder({});
    const { code, out, err } = await run(root, { account: 'acme', provider: '8x8' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expectGolden('begin/init-8x8.txt', out);
    const ofYaml = files(root).filter((path) => !path.startsWith('.github/'));
    expect(ofYaml).toEqual(['.gitignore', 'account.yaml']);
    expect(files(root)).toContain('.github/workflows/pull-request.yml');
    const { desired, diagnostics } = await loadConfig(root);
    expect(diagnostics).toEqual([]);
    expect(desired).toMatchObject({
      account: { name: 'acme', provider: '8x8', smsVia: 'console', usersExport: null },
      policy: { lookAgainAfterDays: 7, maxOutages: 5 },
    });
  });

  it('reads a Users export once the # is taken off, as the file says', async () => {
    const root = folder({
      'users-2026-07-20.csv': 'Username,Phone Number\njane.doe,+14085550101\n',
    });
    await run(root, { account: 'acme', provider: '8x8', github: false });
    const text = read(root, 'account.yaml');
    writeFileSync(
      join(root, 'account.yaml'),
      text.replace(/^ {2}# (usersExport:| {2}file:)/gm, '  $1'),
    );
    const { desired } = await loadConfig(root);
    expect(desired?.account.usersExport).toMatchObject({ file: 'users-2026-07-20.csv' });
  });

  it('keeps steps and pasted pages out of the repository, and observed.yaml in it', async () => {
    const root = folder({});
    await run(root, { account: 'acme', provider: '8x8', github: false });
    const lines = read(root, '.gitignore').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['.campaignctl/', 'plan.json', 'steps.*', 'sms-page.txt']),
    );
    expect(lines).not.toContain('observed.yaml');
  });

  it('may be where YAML of ours is already', async () => {
    const root = folder({ 'front-desk.yaml': 'version: 1\ncampaigns: { a: { id: C1 } }\n' });
    const { code, out } = await run(root, { account: 'acme', provider: '8x8' });
    expect(code).toBe(0);
    expect(out).not.toContain('example');
    expect((await loadConfig(root)).desired?.campaigns).toHaveLength(1);
  });
});

describe('what is there', () => {
  it('stays as it is when init runs again', async () => {
    const root = folder({});
    await run(root, { account: 'acme' });
    writeFileSync(join(root, 'campaigns.yaml'), 'version: 1\n');
    const before = files(root).map((name) => read(root, name));
    const { code, out } = await run(root, { account: 'other' });
    expect(code).toBe(0);
    expectGolden('begin/init-again.txt', out);
    expect(files(root).map((name) => read(root, name))).toEqual(before);
  });

  it('is kept, and the lines that it lacks are named', async () => {
    const root = folder({
      '.gitignore': 'node_modules/\n.campaignctl/\n',
      'docs/CODEOWNERS': '* @acme/everybody\n',
      '.github/workflows/pull-request.yml': 'name: of our own\n',
    });
    const { code, out } = await run(root, { account: 'acme' });
    expect(code).toBe(0);
    expectGolden('begin/init-kept.txt', out);
    expect(read(root, '.gitignore')).toBe('node_modules/\n.campaignctl/\n');
    expect(files(root)).not.toContain('.github/CODEOWNERS');
    expect(read(root, '.github/workflows/pull-request.yml')).toBe('name: of our own\n');
  });

  it('is YAML of ours: then the example is left out', async () => {
    const root = folder({ 'old/front-desk.yaml': 'version: 1\ncampaigns: { a: { id: C1 } }\n' });
    const { code, out } = await run(root, { account: 'acme' });
    expect(code).toBe(0);
    expect(out).toContain('The example is left out, because old/front-desk.yaml is there.');
    expect(files(root)).not.toContain('campaigns.yaml');
    expect((await loadConfig(root)).desired).not.toBeNull();
  });

  it('is a file of the same name: then the example is left out, too', async () => {
    const root = folder({ 'registry.seed.yaml': 'of another tool\n' });
    const { out } = await run(root);
    expect(out).toContain('The example is left out, because registry.seed.yaml is there.');
    expect(read(root, 'account.yaml')).not.toContain('seed');
  });

  it('is a repository whose root is above: GitHub would not read it here', async () => {
    const root = folder({ '.git/HEAD': '', 'west/x': '' });
    const { code, out } = await run(root, { path: 'west' });
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain(
      `GitHub reads them at the root of the repository only, which is ${root}.`,
    );
    expect(files(join(root, 'west'))).toEqual([...STARTER, '.gitignore', 'x'].sort());
    expect((await run(root, { path: 'west', github: false })).out).not.toContain('GitHub');
  });
});

describe('what stands in the way of an account', () => {
  it.each([
    ['an account above', 'west', { 'account.yaml': ACCOUNT, 'west/x': '' }, 'lies in the account'],
    ['an account above, the folder not there yet', 'a/b', { 'account.yaml': ACCOUNT }, 'lies in'],
    ['an account below', '.', { 'west/account.yaml': ACCOUNT }, 'There is an account in west/'],
    ['an account.yaml without account', '.', { 'account.yaml': 'x: 1\n' }, 'Mend it'],
    ['a file', 'account', { account: '' }, 'account is no folder'],
    ['a file on the way', 'account/west', { account: '' }, 'account/west is no folder'],
  ])('is %s: exit 3, and nothing is written', async (_, path, there, words) => {
    const root = folder(there);
    const { code, out, err } = await run(root, { path });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(words);
    expect(files(root)).toEqual(Object.keys(there).sort());
  });

  it('is a folder that leads elsewhere: exit 1, and nothing is written there', async () => {
    const elsewhere = folder({});
    const root = folder({});
    symlinkSync(elsewhere, join(root, '.github'));
    const { code, out, err } = await run(root);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('.github/CODEOWNERS was not written: .github leads out of the folder.');
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('is shown without what a terminal would obey', async () => {
    const { code, err } = await run(folder({ 'a\u001b[2Jb': '' }), { path: 'a\u001b[2Jb' });
    expect(code).toBe(3);
    expect(err).not.toContain('\u001b');
  });
});

describe('the starter', () => {
  const starter = fileURLToPath(new URL('../../examples/starter', import.meta.url));

  it('explains every setting that it has', () => {
    const lines = read(starter, 'campaigns.yaml').split('\n');
    const keys = lines.flatMap((line, at) => (/^ {2,6}[a-zA-Z-]+:/.test(line) ? [at] : []));
    const silent = keys.filter((at) => {
      const line = lines[at] ?? '';
      return !line.includes(' # ') && !/^\s*#/.test(lines[at - 1] ?? '');
    });
    // What these are for is told where they stand for the first time, or by the line above.
    const known = /^ *(?:id|brand|keywords|message|fee|numbers|brandName|privacyPolicy):/;
    expect(silent.map((at) => lines[at]).filter((line = '') => !known.test(line))).toEqual([]);
  });

  it('ships with the package, and its workflows ask for no more than they need', () => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { files: readonly string[] };
    expect(manifest.files).toEqual(
      expect.arrayContaining(['examples/starter', 'examples/starter-8x8', 'examples/github']),
    );
    const workflows = '../../examples/github/.github/workflows';
    const github = fileURLToPath(new URL(workflows, import.meta.url));
    expect(readdirSync(github)).toHaveLength(4);
    for (const name of readdirSync(github)) {
      const text = read(github, name);
      expect(parse(text)).toHaveProperty('permissions');
      for (const [, action = ''] of text.matchAll(/uses: (\S+)/g)) {
        expect(action).toMatch(/@[0-9a-f]{40}$|^\.\//);
      }
    }
  });
});
