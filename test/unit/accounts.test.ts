/** `campaignctl accounts`: what is found in a tree of files, in every format, and what changed according to a real git. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type AccountsOptions, accounts } from '../../src/commands/accounts.ts';
import { ioDouble } from '../crash/io-double.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'campaignctl-accounts-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const account = (name: string) => `version: 1\naccount: { name: ${name}, provider: sandbox }\n`;

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

async function run(options: Partial<AccountsOptions> = {}, cwd = root) {
  const env = { PATH: process.env['PATH'] ?? '' };
  const { io, out, err } = ioDouble(env, cwd);
  const code = await accounts({ path: '.', format: 'text', ...options }, io);
  return { code, stdout: out(), stderr: err() };
}

const OFFICES = {
  'offices/bravo/bravo.yml': account('bravo'),
  'offices/acme/acme.yaml': account('acme'),
  'offices/acme/campaigns/front-desk.yaml': 'version: 1\ncampaigns: {}\n',
};

describe('accounts', () => {
  it('lists every account by folder, from where the command runs', async () => {
    write(OFFICES);
    expect(await run()).toEqual({
      code: 0,
      stdout:
        'ACCOUNT  PROVIDER  FOLDER\n' +
        'acme     sandbox   offices/acme\n' +
        'bravo    sandbox   offices/bravo\n' +
        '\n' +
        '2 accounts.\n',
      stderr: '',
    });
    expect((await run({ format: 'paths' })).stdout).toBe('offices/acme\noffices/bravo\n');
    const inside = await run({ format: 'paths', path: '../..' }, join(root, 'offices/acme'));
    expect(inside.stdout).toBe('.\n../bravo\n');
  });

  it('is a matrix: one line, and no member but include', async () => {
    write(OFFICES);
    const { stdout } = await run({ format: 'json', path: 'offices' });
    expect(stdout).toBe(
      '{"include":[{"account":"acme","path":"offices/acme","provider":"sandbox"},{"account":"bravo","path":"offices/bravo","provider":"sandbox"}]}\n',
    );
  });

  it('looks into no hidden folder, package, recorded state, seed or file of another tool', async () => {
    write({
      'acme/acme.yaml': account('acme'),
      '.git/x.yaml': account('a'),
      'node_modules/x/x.yaml': account('b'),
      'other/observed.yaml': account('c'),
      'other/x.seed.yaml': account('d'),
      'other/ansible.yaml': 'account: { name: e }\n',
      'other/notes.txt': account('f'),
      'other/deeper.yaml': 'version: 1\nx:\n  account: { name: g }\n',
    });
    expect((await run({ format: 'paths' })).stdout).toBe('acme\n');
  });

  it('ends in a loop of links, counts a folder once, and says which links it did not follow', async () => {
    write(OFFICES);
    symlinkSync('.', join(root, 'offices/loop'));
    symlinkSync('acme', join(root, 'offices/twin'));
    symlinkSync('nowhere.yaml', join(root, 'dangling.yaml'));
    symlinkSync(tmpdir(), join(root, 'away'));
    const { code, stdout, stderr } = await run({ format: 'paths' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'offices/acme\noffices/bravo\n' });
    expect(stderr).toBe('Not followed, as they lead outside of this folder: away.\n');
  });

  it('shows an account below another as the error it is, and lists the others', async () => {
    write({ ...OFFICES, 'offices/acme/lab/lab.yaml': account('lab') });
    const { code, stdout, stderr } = await run({ format: 'paths' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'offices/acme\noffices/bravo\n' });
    expect(stderr).toContain('error account-twice  offices/acme/lab/lab.yaml:2:1\n');
    expect(stderr).toContain('see:  offices/acme/acme.yaml:2:1 The first');
  });

  it('lists a folder with two of them once, and says so', async () => {
    write({ ...OFFICES, 'offices/acme/more.yaml': account('acme-two') });
    const { code, stdout, stderr } = await run({ format: 'paths' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'offices/acme\noffices/bravo\n' });
    expect(stderr).toContain('error account-twice  offices/acme/more.yaml:2:1\n');
  });

  it.each([
    ['cannot be parsed', 'version: 1\naccount: { name: acme\n'],
    ['has no name', 'version: 1\naccount:\n  provider: sandbox\n'],
    ['has a name that is none', 'version: 1\naccount: { name: "$(reboot)", provider: "`x`" }\n'],
    ['is a list', 'version: 1\naccount: [acme]\n'],
  ])('lists an account whose line %s, without a name', async (_, text) => {
    write({ ...OFFICES, 'offices/broken/a.yaml': text });
    const { code, stdout, stderr } = await run({ format: 'json' });
    expect(code).toBe(0);
    const { include } = JSON.parse(stdout);
    expect(include.at(-1)).toMatchObject({ account: null, path: 'offices/broken' });
    expect(stdout).not.toMatch(/[$`]/);
    expect(stderr).toContain('`campaignctl validate offices/broken` says what is wrong.');
    expect((await run()).stdout).toMatch(/^\? +(?:\?|sandbox) +offices\/broken$/m);
  });

  it('refuses two accounts of one name, and names both', async () => {
    write({ ...OFFICES, 'labs/acme/acme.yaml': account('acme') });
    const { code, stdout, stderr } = await run({ format: 'json' });
    expect(code).toBe(3);
    expect(stderr).toContain('acme is the name of labs/acme and offices/acme.');
    expect(JSON.parse(stdout)).toMatchObject({ format: 'campaignctl/error@1' });
    expect((await run({ format: 'paths' })).stdout).toBe('');
  });

  it('says where there is none, and what to do', async () => {
    write({ 'x/other.yaml': 'version: 1\n' });
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('There is no account in this folder, nor below it');
    expect(stderr).toContain('`campaignctl init` makes one.');
    expect((await run({ path: 'nowhere' })).stderr).toContain(
      'There is no file or folder `nowhere`',
    );
    write(OFFICES);
    expect((await run({}, join(root, 'offices/acme/campaigns'))).stderr).toContain(
      'it belongs to the account in `..`',
    );
  });

  it('is an error where something cannot be looked into', async () => {
    write(OFFICES);
    // Also root cannot read it as a file.
    execFileSync('mkfifo', [join(root, 'offices/pipe.yaml')]);
    const { code, stdout, stderr } = await run({ format: 'json' });
    expect(code).toBe(3);
    expect(JSON.parse(stdout).error).toContain('there may be accounts that are not listed');
    expect(stderr).toContain('error file-unreadable  offices/pipe.yaml:1:1');
  });

  it('cannot be misled by the name of a folder', async () => {
    write({ 'a\n::error::b\u001b[2J/a.yaml': account('acme') });
    const text = await run();
    expect(text.stdout).toContain('a␊::error::b␛[2J');
    const paths = await run({ format: 'paths' });
    expect(paths).toMatchObject({ code: 3, stdout: '' });
    const { include } = JSON.parse((await run({ format: 'json' })).stdout);
    expect(include[0].path).toBe('a\n::error::b\u001b[2J');
  });
});

describe('accounts --changed-since', () => {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.example', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  beforeEach(() => {
    write({ ...OFFICES, 'README.md': 'x\n', 'offices/carol/carol.yaml': account('carol') });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=first');
  });

  const since = async (rev = 'main', path = '.') =>
    (await run({ format: 'paths', path, changedSince: rev })).stdout.split('\n').filter(Boolean);

  it('lists what differs from the commit: changed, new, moved and removed files', async () => {
    expect(await since()).toEqual([]);
    write({ 'README.md': 'y\n', 'offices/acme/.campaignctl/log': 'z\n' });
    expect(await since()).toEqual([]);
    write({ 'offices/acme/campaigns/new.csv': 'number,user\n' });
    expect(await since()).toEqual(['offices/acme']);
    git('add', '.');
    git('commit', '--quiet', '--message=second');
    expect(await since()).toEqual([]);
    expect(await since('HEAD~1')).toEqual(['offices/acme']);
    git('mv', 'offices/acme/campaigns/front-desk.yaml', 'offices/bravo/front-desk.yaml');
    expect(await since()).toEqual(['offices/acme', 'offices/bravo']);
    rmSync(join(root, 'offices/carol/carol.yaml'));
    expect(await since()).toEqual(['offices/acme', 'offices/bravo']);
    expect(await since('main', 'offices/bravo')).toEqual(['offices/bravo']);
  });

  it('says how many there are in all', async () => {
    write({ 'offices/acme/acme.yaml': `${account('acme')}# changed\n` });
    const { code, stdout } = await run({ changedSince: 'main' });
    expect(code).toBe(0);
    expect(stdout.endsWith('\n\n1 account of 3, with changes since main.\n')).toBe(true);
    git('commit', '--quiet', '--all', '--message=second');
    const none = await run({ changedSince: 'main', format: 'json' });
    expect(none).toMatchObject({ code: 0, stdout: '{"include":[]}\n' });
    expect((await run({ changedSince: 'main' })).stdout).toBe(
      '0 accounts of 3, with changes since main.\n',
    );
  });

  it.each(['nope', '--output=x', '', 'main:README.md', '\u001b[2J'])(
    'refuses what is no commit: %j',
    async (rev) => {
      const { code, stdout, stderr } = await run({ changedSince: rev, format: 'json' });
      expect(code).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({ format: 'campaignctl/error@1' });
      expect(stderr).toContain('git knows no commit');
      expect(stderr).not.toContain('\u001b');
    },
  );

  it('needs a repository', async () => {
    rmSync(join(root, '.git'), { recursive: true });
    const { code, stderr } = await run({ changedSince: 'main' });
    expect(code).toBe(3);
    expect(stderr).toContain('What has changed is looked up with git');
  });
});

it('feeds the pipeline that the page shows for GitLab', async () => {
  write(OFFICES);
  const page = readFileSync(new URL('../../docs/accounts.md', import.meta.url), 'utf8');
  const script = /^```sh write-jobs\.sh\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
  const { stdout } = await run({ format: 'paths' });
  const jobs = execFileSync('sh', ['-c', script], { input: stdout, encoding: 'utf8' });
  expect(parse(jobs)).toEqual({
    'plan offices/acme': {
      variables: { FOLDER: 'offices/acme' },
      script: ['campaignctl plan "$FOLDER"'],
    },
    'plan offices/bravo': {
      variables: { FOLDER: 'offices/bravo' },
      script: ['campaignctl plan "$FOLDER"'],
    },
  });
});

it('has examples for CI that are YAML', () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../docs/accounts.md', import.meta.url)),
    'utf8',
  );
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) =>
    parse(text),
  );
  expect(blocks).toHaveLength(2);
  expect(Object.keys(blocks[0].jobs)).toEqual(['accounts', 'plan']);
});
