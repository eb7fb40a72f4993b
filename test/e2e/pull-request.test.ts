/** A pull request: plan against the base, formats for CI, and a snapshot in place of a key. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parted } from '../../src/model/plan-parts.ts';
import { campaignctl } from './command.ts';

const QUICKSTART = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));
let repository: string;
let account: string;
/** Plans of main, saved. */
let snapshot: string;
let mainPlan: string;

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@acme.example', ...args], {
    cwd: repository,
    stdio: 'ignore',
  });
}

function edit(change: (yaml: string) => string): void {
  const file = join(account, 'campaigns.yaml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

const run = (...args: string[]) => campaignctl([...args], { cwd: account, env: { CI: 'true' } });

beforeAll(async () => {
  repository = mkdtempSync(join(tmpdir(), 'campaignctl-pr-'));
  account = join(repository, 'offices');
  cpSync(QUICKSTART, account, { recursive: true });
  snapshot = join(repository, 'live.json');
  mainPlan = join(repository, 'main.plan.json');
  git('init', '-q', '-b', 'main');
  git('add', 'offices');
  git('commit', '-qm', 'main');
  const { code } = await run('plan', '--save-snapshot', snapshot, '--out', mainPlan);
  expect(code).toBe(0);
  // A branch that lists a number the account does not have, in place of Ann's.
  edit((yaml) => yaml.replace('+14085550103', '+14085550188'));
}, 60_000);

afterAll(() => rmSync(repository, { recursive: true, force: true }));

describe('--base', () => {
  test('a revision: what main has too is folded, and the exit code is about the rest', async () => {
    const { code, stdout, stderr } = await run('plan', '--base', 'main');
    expect(stderr).toBe('');
    expect(stdout).toContain('+1 408 555 0188');
    expect(stdout).toContain(
      'No longer planned, as it would be with main\n  Ann Lee, +1 408 555 0103',
    );
    expect(stdout).toContain('Not new: the same with main\n');
    expect(stdout).not.toContain('PAID');
    expect(code).toBe(4);
  });

  test('a saved plan gives the same', async () => {
    const [byRevision, byFile] = await Promise.all([
      run('plan', '--base', 'main', '--format', 'json'),
      run('plan', '--base', mainPlan, '--format', 'json'),
    ]);
    const first = JSON.parse(byRevision.stdout);
    const second = JSON.parse(byFile.stdout);
    expect(first.base.same).toEqual(second.base.same);
    expect(parted(first, 'changes').own).toEqual([]);
  });

  test('nothing but a comment changed: nothing is new, whatever stands on main', async () => {
    git('stash', '-q');
    edit((yaml) =>
      `# a comment\n${yaml}`.replace('# a comment\nversion: 1', 'version: 1 # a comment'),
    );
    const { code, stdout } = await run(
      'plan',
      '--base',
      'main',
      '--format',
      'markdown',
      '--detailed-exitcode',
    );
    git('checkout', '-q', '--', 'offices');
    git('stash', 'pop', '-q');
    expect(stdout).toContain('nothing changes');
    expect(stdout).toContain('No changes that main does not have.');
    expect(code).toBe(0);
  });

  test('an account that main does not have: all of it is new', async () => {
    const { code, stdout } = await run('plan', '--base', 'main~0', '--format', 'json');
    expect(code).toBe(4);
    expect(JSON.parse(stdout).base.label).toBe('main~0');
    git('checkout', '-q', '--orphan', 'empty');
    git('rm', '-rfq', '--cached', '.');
    writeFileSync(join(repository, 'README'), 'empty');
    git('add', 'README');
    git('commit', '-qm', 'empty');
    const other = await run('plan', '--base', 'empty', '--format', 'json');
    expect(JSON.parse(other.stdout).base.same.changes).toEqual([]);
    expect(parted(JSON.parse(other.stdout), 'changes').own).not.toEqual([]);
    git('symbolic-ref', 'HEAD', 'refs/heads/main');
    git('reset', '-q');
  });

  test('a base that is not valid: nothing is folded, and that is said', async () => {
    const yaml = readFileSync(join(account, 'campaigns.yaml'), 'utf8');
    git('stash', '-q');
    edit((text) => text.replace('useCase:', 'usecase:'));
    git('commit', '-qam', 'broken');
    git('branch', 'broken');
    git('reset', '-q', '--hard', 'HEAD~1');
    git('stash', 'drop', '-q');
    writeFileSync(join(account, 'campaigns.yaml'), yaml);
    const { stdout, stderr } = await run('plan', '--base', 'broken', '--format', 'json');
    expect(stderr).toContain('The configuration at broken is not valid');
    expect(JSON.parse(stdout).base).toBeNull();
  });

  test('neither a file nor a revision: exit 3, with what to do', async () => {
    const { code, stdout, stderr } = await run(
      'plan',
      '--base',
      'origin/mian',
      '--format',
      'github',
    );
    expect(code).toBe(3);
    expect(stderr).toContain('neither a plan file nor a revision of git named origin/mian');
    expect(stdout).toMatch(/^::error title=campaignctl::There is neither a plan file[^\n]*\n$/);
  });

  test('a clone that has only a part is not taken for files that were not there', async () => {
    const part = join(repository, 'part');
    execFileSync('git', ['clone', '-q', '--no-checkout', repository, part], { stdio: 'ignore' });
    const account = join(part, 'offices');
    cpSync(QUICKSTART, account, { recursive: true });
    const blob = execFileSync('git', ['rev-parse', 'main:offices/front-desk.csv'], { cwd: part })
      .toString()
      .trim();
    // A clone on the same disk has links to the objects, or packs of its own.
    execFileSync('git', ['repack', '-adq'], { cwd: part });
    execFileSync(
      'bash',
      ['-c', 'mv .git/objects/pack/*.pack . && git unpack-objects -q < *.pack'],
      { cwd: part },
    );
    rmSync(join(part, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    const { code, stderr } = await campaignctl(['plan', '--base', 'HEAD'], { cwd: account });
    expect(stderr).toContain('The files of HEAD could not be read from git');
    expect(code).toBe(3);
  });

  test('what looks like an option is no revision', async () => {
    const { code } = await run('plan', '--base=--output=/tmp/x');
    expect(code).toBe(3);
  });
});

describe('--snapshot', () => {
  const keyless = (...args: string[]) =>
    campaignctl(['plan', ...args], {
      cwd: account,
      // Nothing listens there, and there is no key.
      env: { CAMPAIGNCTL_SANDBOX_URL: 'http://127.0.0.1:9/' },
    });

  test('plans without a key, says how old the facts are, and gives the plan that the registry would', async () => {
    const { code, stdout, stderr } = await keyless('--snapshot', snapshot, '--format', 'json');
    const live = await run('plan', '--format', 'json');
    expect(stderr).toMatch(
      /^The snapshot in \S+ was saved less than an hour ago; the registry was read 2026-07-20 09:00 UTC\./,
    );
    expect(JSON.parse(stdout)).toEqual({ ...JSON.parse(live.stdout), readFrom: 'saved snapshot' });
    expect(code).toBe(live.code);
  });

  test.each([
    ['absent.json', null, 'does not exist'],
    ['cut.json', '{"format": "campaignctl/snap', 'is not whole'],
    ['plan.json', '{"format": "campaignctl/plan@1"}', 'is no snapshot'],
    ['new.json', '{"format": "campaignctl/snapshot@9"}', 'was written by another version'],
    ['bad.json', '{"format": "campaignctl/snapshot@1", "account": "acme"}', 'is damaged'],
  ])('%s is refused by name', async (name, text, words) => {
    const file = join(repository, name);
    if (text !== null) writeFileSync(file, text);
    const { code, stderr } = await keyless('--snapshot', file);
    expect(stderr).toContain(`${name} ${words}`);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(3);
  });

  test('is not saved where not all was read', async () => {
    const file = join(repository, 'half.json');
    const { code, stderr } = await campaignctl(['plan', '--save-snapshot', file], {
      cwd: account,
      env: { CAMPAIGNCTL_SANDBOX_URL: 'http://registry.invalid/', CAMPAIGNCTL_API_KEY: 'key' },
    });
    expect(stderr).toContain('The snapshot was not saved');
    expect(code).toBe(7);
    expect(existsSync(file)).toBe(false);
  }, 60_000);

  test('that of another account is refused', async () => {
    const file = join(repository, 'other.json');
    writeFileSync(
      file,
      JSON.stringify({ ...JSON.parse(readFileSync(snapshot, 'utf8')), account: 'other' }),
    );
    const { code, stderr } = await keyless('--snapshot', file);
    expect(stderr).toContain('is one of the account other, not of acme');
    expect(code).toBe(3);
  });
});

describe('formats', () => {
  test.each([
    ['markdown', /^### <code>acme<\/code> · 47 → \d+ can text/],
    ['github', /^::warning file=offices\/campaigns\.yaml,line=/],
    ['sarif', /"version": "2\.1\.0"/],
    ['html', /^<!doctype html>/i],
  ])('plan --format %s', async (format, expected) => {
    const { stdout } = await campaignctl(
      ['plan', 'offices', '--base', 'main', '--format', format],
      {
        cwd: repository,
        env: { GITHUB_WORKSPACE: repository },
      },
    );
    expect(stdout).toMatch(expected);
  });

  test.each(['markdown', 'sarif', 'html'])('validate --format %s', async (format) => {
    const broken = join(repository, 'broken');
    cpSync(QUICKSTART, broken, { recursive: true });
    const file = join(broken, 'campaigns.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('legalName:', 'legal_name:'));
    const { code, stdout } = await campaignctl(['validate', 'broken', '--format', format], {
      cwd: repository,
    });
    expect(stdout).toContain('schema-unknown-key');
    expect(stdout).toContain('broken/campaigns.yaml');
    expect(code).toBe(3);
  });
});
