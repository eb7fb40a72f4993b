/** The composite action: what it declares, and its steps run with bash, the package that npm packs included. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packWith, type Tarball } from '../package/tarball.ts';
import { action, ROOT, runAction } from './runner.ts';
import { TOKEN } from './server.ts';
import { startTeam, type Team } from './team.ts';

const INSTALL = 'Install campaignctl';
const RUN = 'Run campaignctl';
const END = 'End as campaignctl ended';

let temp: string;

beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'campaignctl-action-'));
});

afterAll(() => rmSync(temp, { recursive: true, force: true }));

/** A command in place of ours, which runs this script. */
function stub(name: string, script: string): string {
  const folder = join(temp, name);
  const bin = join(folder, 'campaignctl-tool/node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'campaignctl'), `#!/bin/bash\n${script}\n`);
  chmodSync(join(bin, 'campaignctl'), 0o755);
  return folder;
}

describe('the action', () => {
  it('installs the version that it comes with', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(action.inputs['version']?.default).toBe(version);
  });

  it('is the same in the folder to copy', () => {
    const path = '.github/actions/campaignctl/action.yml';
    const copy = readFileSync(join(ROOT, 'examples/github', path), 'utf8');
    expect(copy).toBe(readFileSync(join(ROOT, path), 'utf8'));
  });

  it('is given only inputs that it has, by the workflows to copy', () => {
    for (const name of ['pull-request', 'apply', 'schedule', 'observe']) {
      const file = join(ROOT, `examples/github/.github/workflows/${name}.yml`);
      const { jobs } = parse(readFileSync(file, 'utf8')) as {
        jobs: Record<string, { steps: { uses?: string; with?: Record<string, string> }[] }>;
      };
      const given = Object.values(jobs)
        .flatMap(({ steps }) => steps)
        .filter(({ uses }) => uses === './.github/actions/campaignctl')
        .flatMap((step) => Object.keys(step.with ?? {}));
      expect(given.length).toBeGreaterThan(0);
      expect(given.filter((input) => !(input in action.inputs))).toEqual([]);
    }
  });

  it('runs nothing where the first job is skipped, in the workflows to copy', () => {
    for (const name of ['pull-request', 'apply', 'schedule']) {
      const file = join(ROOT, `examples/github/.github/workflows/${name}.yml`);
      const { jobs } = parse(readFileSync(file, 'utf8')) as {
        jobs: Record<string, { if?: string; needs?: string }>;
      };
      for (const [job, { if: condition = '', needs }] of Object.entries(jobs)) {
        // A job is skipped with the one that it needs, unless its own condition says otherwise.
        if (needs === 'accounts') expect(condition).not.toMatch(/always|failure|cancelled/);
        else expect(job).toBe('accounts');
      }
    }
  });

  it('hands on every output that the command writes', () => {
    const source = execFileSync(
      'grep',
      ['-rhoE', "'[a-z-]+': (String|kept|page|artifactName|snapshot)", 'src/commands'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    const written = new Set([...source.matchAll(/^'([a-z-]+)'/gm)].map(([, name]) => name ?? ''));
    written.delete('exit-code');
    expect([...written].filter((name) => !(name in action.outputs))).toEqual([]);
    expect(written.size).toBeGreaterThan(4);
  });
});

describe('the command line', () => {
  const ECHO = 'printf "%s\\n" "$@" "token $GITHUB_TOKEN" > "$ARGS"';

  async function argumentsFor(inputs: Record<string, string>): Promise<string[]> {
    const file = join(temp, 'arguments');
    const { code, log } = await runAction({
      inputs,
      temp: stub('echo', ECHO),
      env: { ARGS: file },
      only: [RUN, END],
    });
    expect([code, log]).toEqual([0, '']);
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  }

  it('holds what the inputs say', async () => {
    expect(
      await argumentsFor({
        command: 'plan',
        path: 'offices/acme',
        state: 'git:origin',
        snapshot: 'latest',
        publish: 'true',
        token: 't',
      }),
    ).toEqual([
      ...['github', 'plan', '--state', 'git:origin', '--snapshot', 'latest', '--publish'],
      ...['--', 'offices/acme', 'token t'],
    ]);
    expect(await argumentsFor({ command: 'apply' })).toEqual([
      'github',
      'apply',
      '--',
      '.',
      'token token-of-the-job',
    ]);
    expect(await argumentsFor({ command: 'apply', approve: 'acme/1 acme/2' })).toEqual([
      ...['github', 'apply', '--approve', 'acme/1 acme/2', '--', '.', 'token token-of-the-job'],
    ]);
    expect((await argumentsFor({ command: 'continue', state: 'dir:/x' })).slice(0, 4)).toEqual([
      'github',
      'continue',
      '--state',
      'dir:/x',
    ]);
    expect((await argumentsFor({ command: 'drift' })).slice(0, 4)).toEqual([
      'github',
      'drift',
      '--apply-workflow',
      'apply.yml',
    ]);
  });

  it('tells observe who may tell it, and each command that keeps an issue whether it may be public', async () => {
    const allow = 'ann, bob';
    expect(await argumentsFor({ command: 'observe', allow, publish: 'true' })).toEqual([
      ...['github', 'observe', '--allow', allow, '--publish', '--', '.', 'token token-of-the-job'],
    ]);
    expect((await argumentsFor({ command: 'observe' })).slice(0, 3)).toEqual([
      'github',
      'observe',
      '--',
    ]);
    for (const command of ['apply', 'continue', 'drift']) {
      expect(await argumentsFor({ command, publish: 'true' })).toContain('--publish');
    }
  });

  it('takes a hostile folder, id or command for nothing but text', async () => {
    const evil = `$(touch ${temp}/evil)'"; touch ${temp}/evil; echo \``;
    const path = await argumentsFor({ command: 'plan', path: evil, state: evil });
    expect(path).toContain(evil);
    await argumentsFor({ command: 'apply', approve: evil });
    await argumentsFor({ command: 'observe', allow: evil });
    const wrong = await runAction({
      inputs: { command: evil },
      temp: stub('echo', ECHO),
      only: [RUN, END],
    });
    expect([wrong.code, wrong.failed]).toEqual([1, RUN]);
    expect(wrong.log).toContain('::error title=campaignctl::The input command has to be plan');
    expect(existsSync(`${temp}/evil`)).toBe(false);
  });

  it('gives the matrix of the accounts', async () => {
    const script = 'echo "$@" >&2; printf \'{\\n  "include": [{ "account": "acme" }]\\n}\\n\'';
    const ended = await runAction({
      inputs: { command: 'accounts', path: 'offices' },
      temp: stub('accounts', script),
      only: [RUN, END],
    });
    expect(ended.log).toBe('accounts --format json -- offices\n');
    expect(JSON.parse(ended.outputs['matrix'] ?? '')).toEqual({ include: [{ account: 'acme' }] });
    const none = await runAction({
      inputs: { command: 'accounts' },
      temp: stub('none', 'exit 3'),
      only: [RUN, END],
    });
    expect([none.code, none.failed]).toEqual([3, RUN]);
  });

  it('ends as the command ended, after its files were handed on', async () => {
    for (const output of ['html-file', 'no-plan-file']) {
      const file = join(temp, output);
      writeFileSync(file, '<p>');
      const script = `printf 'artifact-name=campaignctl-plan-acme\\n${output}=${file}\\n' >> "$GITHUB_OUTPUT"; exit 4`;
      const ended = await runAction({
        inputs: { command: 'plan' },
        temp: stub('refused', script),
        only: [RUN, 'Keep the files', END],
      });
      expect([ended.code, ended.failed, ended.outputs['exit-code']]).toEqual([4, END, '4']);
      expect(ended.uploads).toEqual([{ name: 'campaignctl-plan-acme', files: [output] }]);
    }
  });

  it('tells a command that the job was cancelled, once, and waits for what it has in flight', async () => {
    const script =
      "trap 'echo told; sleep 1; echo finished; exit 143' TERM\nfor i in $(seq 100); do sleep 0.1; done";
    const ended = await runAction({
      inputs: { command: 'apply' },
      temp: stub('slow', script),
      only: [RUN, END],
      onStart: (pid, name) => {
        if (name !== RUN) return;
        setTimeout(() => process.kill(pid, 'SIGINT'), 500);
        setTimeout(() => process.kill(pid, 'SIGTERM'), 900);
      },
    });
    expect(ended.log).toBe('told\nfinished\n');
    expect([ended.code, ended.failed]).toEqual([143, END]);
  });
});

describe('the installation', () => {
  it('takes a version in full, and nothing else', async () => {
    for (const version of ['latest', '^1.0.0', '1', '1.2.3 || evil', '', '../evil']) {
      const ended = await runAction({ inputs: { command: 'plan', version }, only: [INSTALL] });
      expect([version, ended.code]).toEqual([version, 1]);
      expect(ended.log).toContain('has to be one in full');
    }
  });

  it('asks npm for that version, in a folder of its own and without running anything of it', async () => {
    const bin = join(temp, 'npm-bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), '#!/bin/bash\necho "in $PWD: $*"\n');
    chmodSync(join(bin, 'npm'), 0o755);
    const folder = join(temp, 'npm-temp');
    const env = { PATH: `${bin}:${process.env['PATH']}` };
    const ended = await runAction({
      inputs: { command: 'plan', version: '1.2.3-rc.1' },
      temp: folder,
      env,
      only: [INSTALL],
    });
    const tool = join(folder, 'campaignctl-tool');
    expect(ended.log).toBe(
      `in ${tool}: install --prefix ${tool} --ignore-scripts --no-audit --no-fund --no-save --loglevel=error -- campaignctl@1.2.3-rc.1\n`,
    );
  });

  it.each([
    ['20.18.0', 1],
    ['18.20.4', 1],
    ['20.18.1', 0],
    ['20.19.0', 0],
    ['22.0.0', 0],
  ])('wants Node.js 20.18.1: %s', async (version, code) => {
    const bin = join(temp, `node-${version}`);
    mkdirSync(bin);
    const say = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });`;
    writeFileSync(join(bin, 'node'), `#!/bin/bash\nexec "${process.execPath}" -e "${say}$2"\n`);
    writeFileSync(join(bin, 'npm'), '#!/bin/bash\n');
    for (const name of ['node', 'npm']) chmodSync(join(bin, name), 0o755);
    const env = { PATH: `${bin}:${process.env['PATH']}` };
    const ended = await runAction({
      inputs: { command: 'plan', version: '1.2.3' },
      env,
      only: [INSTALL],
    });
    expect(ended.code).toBe(code);
    if (code === 1) expect(ended.log).toContain('campaignctl needs Node.js 20.18.1 or later');
  });

  it('says so where there is no Node.js at all', async () => {
    const bin = join(temp, 'no-node');
    mkdirSync(bin);
    for (const name of ['bash', 'mkdir']) symlinkSync(`/bin/${name}`, join(bin, name));
    const ended = await runAction({
      inputs: { command: 'plan' },
      env: { PATH: bin },
      only: [INSTALL],
    });
    expect([ended.code, ended.log.includes('actions/setup-node')]).toEqual([1, true]);
  });
});

describe('with the package that npm packs', () => {
  let tarball: Tarball;
  let team: Team;

  beforeAll(async () => {
    [tarball, team] = await Promise.all([packWith({}), startTeam()]);
  }, 180_000);

  afterAll(async () => {
    tarball?.close();
    await team?.close();
  });

  it('lists the accounts of a repository for the matrix', async () => {
    const ended = await runAction({
      inputs: { command: 'accounts', tarball: tarball.file },
      cwd: team.repository,
      env: { npm_config_offline: 'true' },
    });
    expect([ended.code, ended.failed]).toEqual([0, null]);
    expect(JSON.parse(ended.outputs['matrix'] ?? '')).toEqual({
      include: [{ account: 'acme', path: 'offices/acme', provider: 'sandbox' }],
    });
  }, 120_000);

  it('plans a pull request, keeps its files, and ends green', async () => {
    const number = team.propose(() =>
      team.edit('noTexting:', 'noTexting:\n  +14085550108: dan.orr@acme-dental.example'),
    );
    const ended = await runAction({
      inputs: { command: 'plan', path: 'offices/acme', tarball: tarball.file, token: TOKEN },
      cwd: team.repository,
      env: {
        ...team.environment('pull_request', team.pullPayload(number)),
        npm_config_offline: 'true',
      },
    });
    expect([ended.code, ended.failed]).toEqual([0, null]);
    const head = team.github.world.state.pulls.at(-1)?.head ?? '';
    expect(ended.uploads).toEqual([
      {
        name: `campaignctl-plan-acme-pr-${number}-${head}`,
        files: [
          `pr-${number}-${head.slice(0, 12)}.plan.json`,
          `pr-${number}-${head.slice(0, 12)}.html`,
        ],
      },
    ]);
    expect(ended.outputs).toMatchObject({ 'exit-code': '0', changes: '1', outages: '0' });
    expect(team.comment(number)).toContain('**Merging approves this 1 change and nothing else.**');
    expect(ended.log).not.toContain(TOKEN);
  }, 120_000);
});
