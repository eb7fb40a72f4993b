/**
 * Completion in real shells: the scripts that the built command prints, loaded by bash, zsh and fish, and asked what they
 * offer behind a line. What is expected comes from the grammar itself.
 * Law: a shell that is not installed is skipped with the reason; with CAMPAIGNCTL_TEST_REQUIRE=1 that is a failure.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grammarOf } from '../../src/commands/grammar.ts';
import { grammar } from '../../src/commands/program.ts';
import { RULES } from '../../src/config/rules.ts';
import { allCommands, type GrammarCommand, type GrammarOption } from '../../src/model/grammar.ts';
import { missingTool } from '../postgres.ts';
import { CLI, campaignctl } from './command.ts';

const PROGRAM = grammarOf(grammar('0', async () => {}));

const YAML = `version: 1
account: { name: acme, provider: sandbox }
brands:
  acme: { id: B1 }
campaigns:
  front-desk: { id: C1 }
  billing: { id: C2 }
  "$(touch pwned)": { id: C3 }
`;

let folder: string;
let env: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-completion-'));
  mkdirSync(join(folder, 'bin'));
  symlinkSync(CLI, join(folder, 'bin/campaignctl'));
  mkdirSync(join(folder, 'office/rooms'), { recursive: true });
  writeFileSync(join(folder, 'office/acme.yaml'), YAML);
  env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, HOME: folder, TERM: 'dumb' };
});

afterAll(() => rmSync(folder, { recursive: true }));

function command(path: string): GrammarCommand {
  const found = allCommands(PROGRAM).find((one) => one.path === path);
  if (found === undefined) throw new Error(`there is no command ${path}`);
  return found;
}

function choices(path: string, option: string): readonly string[] {
  return command(path).options.find(({ long }) => long === option)?.choices ?? [];
}

const names = (path: string) => command(path).commands.map(({ name }) => name);
const flags = (...lists: readonly (readonly GrammarOption[])[]) => [
  ...new Set(lists.flat().map(({ long }) => long)),
];

/** Behind the program → what is offered. null: files of the folder. */
const CASES: readonly (readonly [string, readonly string[] | null])[] = [
  ['', names('')],
  ['pl', ['plan']],
  ['sandbox ', names('sandbox')],
  ['sandbox app', ['approve']],
  ['plan --format ', choices('plan', '--format')],
  ['plan --format=js', ['json']],
  ['plan . --detailed', ['--detailed-exitcode']],
  ['apply --', flags(command('apply').options, PROGRAM.options)],
  ['--color ', choices('', '--color')],
  ['--color never sandb', ['sandbox']],
  ['sandbox serve --clock ', choices('sandbox serve', '--clock')],
  ['sandbox toggle 4085550101 ', ['on', 'off']],
  ['sandbox toggle --path office 4085550101 ', ['on', 'off']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['rules number-ow', RULES.map(({ id }) => id).filter((id) => id.startsWith('number-ow'))],
  ['explain fro', ['front-desk']],
  ['sandbox approve ', ['acme', 'billing', 'front-desk']],
  ['explain --path rooms bil', ['billing']],
  ['explain --path / fro', []],
  ['unlock --reason ', []],
  ['plan $(touch pwned) --detailed', ['--detailed-exitcode']],
  ['plan ac', null],
  ['plan --out ac', null],
];

interface Shell {
  readonly name: string;
  /** Debian package. */
  readonly command: string;
  /** Arguments that check the syntax of a script. */
  readonly check: readonly string[];
  /** Words that are offered behind each line. */
  readonly offers: (script: string, lines: readonly string[]) => Promise<readonly string[][]>;
}

function run(file: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      args,
      { cwd: join(folder, 'office'), env, timeout: 60_000 },
      (error, stdout, stderr) => (error === null ? resolve(stdout) : reject(new Error(stderr))),
    );
    child.stdin?.end(input);
  });
}

function parted(output: string): readonly string[][] {
  return output
    .split(/^END\n/m)
    .slice(0, -1)
    .map((part) => part.split('\n').filter(Boolean));
}

const here = (file: string) => fileURLToPath(new URL(`../shell/${file}`, import.meta.url));

const SHELLS: readonly Shell[] = [
  {
    name: 'bash',
    command: 'bash',
    check: ['-n'],
    async offers(script, lines) {
      // readline makes `=` a word of its own.
      const words = (line: string) =>
        line
          .replaceAll('=', ' = ')
          .split(' ')
          .map((word, at, all) => (word === '' && at === all.length - 1 ? '<empty>' : word));
      const input = lines.map((line) => `campaignctl\t${words(line).join('\t')}\n`).join('');
      return parted(await run('bash', ['--norc', here('complete.bash'), script], input));
    },
  },
  {
    name: 'zsh',
    command: 'zsh',
    check: ['-f', '-n'],
    async offers(script, lines) {
      const args = lines.map((line) => `campaignctl ${line}`);
      return parted(await run('zsh', ['-f', here('complete.zsh'), script, ...args]));
    },
  },
  {
    name: 'fish',
    command: 'fish',
    check: ['--no-config', '--no-execute'],
    async offers(script, lines) {
      const asks = lines.map((_, at) => `complete -C "campaignctl $argv[${at + 2}]"; echo END`);
      const source = ['source $argv[1]', ...asks].join('; ');
      const out = parted(await run('fish', ['--no-config', '-c', source, script, ...lines]));
      // A description stands behind a tab; `--format=json` is one word.
      return out.map((found) =>
        found.map((word) => word.replace(/\t.*$/, '').replace(/^--[\w-]+=/, '')),
      );
    },
  },
];

describe.each(SHELLS)('completion in $name', ({ name, command: program, check, offers }) => {
  const isHere = spawnSync(program, ['--version']).error === undefined;
  if (!isHere) missingTool(`${name}, in which completion is tried`);

  it.skipIf(!isHere)('offers what the grammar has', async () => {
    const { code, stdout, stderr } = await campaignctl(['completion', name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const script = join(folder, `completion.${name}`);
    writeFileSync(script, stdout);
    expect(spawnSync(program, [...check, script], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    const offered = await offers(
      script,
      CASES.map(([line]) => line),
    );
    const told = Object.fromEntries(
      CASES.map(([line], at) => [line, [...(offered[at] ?? [])].sort()]),
    );
    const files = name === 'bash' ? [] : ['acme.yaml'];
    const wanted = CASES.map(([line, words]) => [line, [...(words ?? files)].sort()]);
    expect(told).toEqual(Object.fromEntries(wanted));
    expect(existsSync(join(folder, 'office/pwned'))).toBe(false);
  });
});

const isLinted = spawnSync('shellcheck', ['--version']).error === undefined;
if (!isLinted) missingTool('shellcheck, which reads the script for bash');

it.skipIf(!isLinted)('gives bash a script that shellcheck has nothing against', async () => {
  const { stdout } = await campaignctl(['completion', 'bash']);
  const { stdout: found } = spawnSync('shellcheck', ['--shell=bash', '-'], {
    input: stdout,
    encoding: 'utf8',
  });
  expect(found).toBe('');
});

describe('completion', () => {
  it('takes the shell that SHELL names, and asks for one where it names another', async () => {
    const [zsh, other] = await Promise.all(
      ['/usr/bin/zsh', '/bin/tcsh'].map((SHELL) => campaignctl(['completion'], { env: { SHELL } })),
    );
    expect(zsh?.stdout).toMatch(/^#compdef campaignctl\n/);
    expect(other).toMatchObject({ code: 3, stdout: '' });
    expect(other?.stderr).toContain('Name the shell');
  });

  it('defines nothing twice', async () => {
    for (const name of ['bash', 'zsh', 'fish']) {
      const { stdout } = await campaignctl(['completion', name]);
      const defined = [...stdout.matchAll(/^(?:function )?([\w]+)(?:\(\) \{)?$/gm)].map(
        ([, one]) => one,
      );
      expect(new Set(defined.filter((one) => one?.includes('campaignctl'))).size).toBe(
        defined.filter((one) => one?.includes('campaignctl')).length,
      );
    }
  });

  it('gives no keys of a large account, and none where there is no account', async () => {
    const large = join(folder, 'large');
    mkdirSync(large);
    writeFileSync(join(large, 'a.yaml'), `${YAML}# ${'x'.repeat(300_000)}\n`);
    const run = (path: string) => campaignctl(['completion-keys', path]);
    expect(await run(large)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await run(join(folder, 'nowhere'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await run(join(folder, 'office'))).stdout).toBe('billing\nfront-desk\n');
  });
});
