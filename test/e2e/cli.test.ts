/** The command line itself: versions, help, mistakes, colour, pipes, signals, questions. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ApplyOptions, apply } from '../../src/commands/apply.ts';
import type { Io } from '../../src/commands/io.ts';
import { columnsOf, wantsColor } from '../../src/commands/io.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { expectGolden } from '../golden.ts';
import { CLI, campaignctl, start } from './command.ts';
import { logFor } from './log-for.ts';

const ACCOUNT = fileURLToPath(new URL('./slice', import.meta.url));
const ESCAPE = '\u001b[';

let folder: string;
let sandbox: Sandbox;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-cli-'));
  cpSync(ACCOUNT, folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

function env(): Record<string, string> {
  return {
    CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
    CAMPAIGNCTL_API_KEY: sandbox.apiKey,
    CAMPAIGNCTL_STATE: logFor(sandbox),
    ACME_EIN: '123456789',
  };
}

function writes(): readonly string[] {
  return sandbox.control
    .requests()
    .filter(({ method }) => method !== 'GET')
    .map(({ path }) => path);
}

describe('the command line', () => {
  it('tells its version', async () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    for (const flag of ['--version', '-V']) {
      expect(await campaignctl([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    }
    expect((await campaignctl(['--color', 'never', '--version'])).stdout).toBe(`${version}\n`);
  });

  it('is one executable file that finds the rest beside itself', () => {
    expect(readFileSync(CLI, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
  });

  it.each([
    '',
    'validate',
    'fmt',
    'plan',
    'apply',
    'explain',
    'accounts',
    'completion',
    'init',
    'import',
    'log',
    'fees',
    'sandbox',
    'sandbox serve',
    'sandbox toggle',
  ])('explains itself: %s --help', async (command) => {
    const words = command.split(' ').filter(Boolean);
    const { code, stdout, stderr } = await campaignctl([...words, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectGolden(`cli/help${words.map((word) => `-${word}`).join('')}.txt`, stdout);
  });

  it.each([
    ['plna', 'There is no command plna.\nDid you mean plan?'],
    ['plan --fromat json', 'There is no option --fromat.\nDid you mean --format?'],
    ['plan --format xml', '--format cannot be `xml`. Allowed choices are text, json, markdown'],
    ['plan --out', 'The option --out needs a value.'],
    ['apply --yes --approved a.json', '--yes and --approved do not go together.'],
    ['plan one two', 'There is one word too many on the command line.'],
    ['apply --wait 3', '--wait cannot be `3`. Write a number and a unit, such as 90s or 5m.'],
    [
      'sandbox approve',
      '`sandbox approve` needs the key of a brand or campaign.\ncampaignctl sandbox --help lists',
    ],
    [
      'sandbox serve --port 99999',
      '--port cannot be `99999`. It has to be a number from 0 to 65535.',
    ],
    ['sandbox serve --speed 0', '--speed cannot be `0`. It has to be a number above 0.'],
    ['help nonsense', 'There is no command nonsense.\ncampaignctl --help lists'],
    ['sandbox help nonsense', 'There is no command nonsense.\ncampaignctl sandbox --help lists'],
    [
      'sandbox toggle +18005550101 on',
      'number cannot be `+18005550101`. +1 800 555 0101 is toll-free (800)',
    ],
    ['sandbox aprove x', 'There is no command aprove.\nDid you mean approve?'],
  ])('answers a mistake calmly: %s', async (line, sentence) => {
    const { code, stdout, stderr } = await campaignctl(line.split(' '));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.startsWith(sentence)).toBe(true);
    expect(stderr).not.toMatch(/error:|Error|!|\n\s+at /);
  });

  it('shows help, and fails, when no command is given', async () => {
    const { code, stdout, stderr } = await campaignctl([]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expectGolden('cli/help.txt', stderr);
  });
});

it('takes 80 columns where a terminal tells none', () => {
  expect([columnsOf(undefined), columnsOf(0), columnsOf(Number.NaN), columnsOf(132)]).toEqual([
    80, 80, 80, 132,
  ]);
});

describe('colour', () => {
  it('is asked for, refused, or decided by the stream', () => {
    expect(wantsColor('always', { NO_COLOR: '1' }, false)).toBe(true);
    expect(wantsColor('never', {}, true)).toBe(false);
    expect(wantsColor('auto', {}, true)).toBe(true);
    expect(wantsColor('auto', {}, false)).toBe(false);
    expect(wantsColor('auto', { NO_COLOR: '1' }, true)).toBe(false);
    expect(wantsColor('auto', { NO_COLOR: '' }, true)).toBe(true);
    expect(wantsColor('auto', { TERM: 'dumb' }, true)).toBe(false);
  });

  it('reaches the output only then, and changes no word', async () => {
    writeFileSync(join(folder, 'broken.yaml'), 'version: 1\nbrnads: {}\n');
    const [plain, colored] = await Promise.all([
      campaignctl(['validate'], { cwd: folder }),
      campaignctl(['validate', '--color', 'always'], { cwd: folder }),
    ]);
    rmSync(join(folder, 'broken.yaml'));
    expect(plain.stdout).not.toContain(ESCAPE);
    expect(colored.stdout).toContain(ESCAPE);
    expect(stripVTControlCharacters(colored.stdout)).toBe(plain.stdout);
  });
});

describe('what stands in the way', () => {
  beforeEach(async () => {
    sandbox = await startSandbox({
      stateDir: null,
      seed: readSeed(join(ACCOUNT, 'acme.seed.yaml')),
      rateLimit: false,
    });
    return () => sandbox.close();
  });

  it('is a configuration that is not valid: exit 3, with JSON where it is asked for', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'campaignctl-empty-'));
    for (const command of ['plan', 'apply']) {
      const text = await campaignctl([command], { cwd: empty, env: env() });
      expect(text.code).toBe(3);
      const { code, stdout } = await campaignctl([command, '--format', 'json'], {
        cwd: empty,
        env: env(),
      });
      expect(code).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({ valid: false });
    }
    rmSync(empty, { recursive: true });
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('is a key that is refused: exit 7, in one sentence without the key', async () => {
    const surroundings = { cwd: folder, env: { ...env(), CAMPAIGNCTL_API_KEY: 'not-this-key' } };
    for (const command of ['plan', 'apply']) {
      const { code, stdout, stderr } = await campaignctl([command], surroundings);
      expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
      expect(stderr).toContain('CAMPAIGNCTL_API_KEY');
      expect(stderr).not.toContain('not-this-key');
      expect(stderr).not.toContain('bug');
    }
  });

  it.each(['plan', 'apply'])(
    'is one JSON document of %s where JSON is asked for',
    async (command) => {
      const gone = await startSandbox({ stateDir: null, seed: {} });
      await gone.close();
      const [refused, unread] = await Promise.all(
        [{ CAMPAIGNCTL_API_KEY: 'not-this-key' }, { CAMPAIGNCTL_SANDBOX_URL: gone.url }].map(
          (wrong) =>
            campaignctl([command, '--format', 'json'], {
              cwd: folder,
              // At the same time, so each with a log of its own.
              env: { ...env(), ...wrong, CAMPAIGNCTL_STATE: logFor(wrong) },
            }),
        ),
      );
      expect([refused?.code, unread?.code]).toEqual([7, 7]);
      expect(JSON.parse(refused?.stdout ?? '')).toEqual({
        format: 'campaignctl/error@1',
        error: 'The registry does not accept the API key in CAMPAIGNCTL_API_KEY. Nothing was read.',
      });
      const read = JSON.parse(unread?.stdout ?? '') as Plan | ApplyReport;
      expect(read.format).toMatch(/^campaignctl\/(plan|apply-report)@1$/);
      expect(('plan' in read ? read.plan : read).gaps.length).toBe(5);
    },
  );

  it.each([
    [{ CAMPAIGNCTL_SANDBOX_URL: 'nonsense' }, 'CAMPAIGNCTL_SANDBOX_URL is not the address'],
    [{ CAMPAIGNCTL_API_KEY: '' }, 'No API key is set: set CAMPAIGNCTL_API_KEY.'],
  ])('is a setting, which is named: %j', async (wrong, sentence) => {
    const surroundings = { cwd: folder, env: { ...env(), ...wrong } };
    const { code, stdout, stderr } = await campaignctl(['plan'], surroundings);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr.startsWith(sentence)).toBe(true);
  });

  it('is a registry that is not there, which is said while it is waited for, once for all reads', async () => {
    const gone = await startSandbox({ stateDir: null, seed: {} });
    await gone.close();
    const surroundings = { cwd: folder, env: { ...env(), CAMPAIGNCTL_SANDBOX_URL: gone.url } };
    const { code, stderr } = await campaignctl(['plan'], surroundings);
    const { host } = new URL(gone.url);
    expect(code).toBe(7);
    expect(stderr).toBe(
      `The registry at ${host} does not answer; trying again (1 of 2).\n` +
        `The registry at ${host} does not answer; trying again (2 of 2).\n`,
    );
  });

  it('is a registry that takes no more requests for a while, which is said, and for how long', async () => {
    const busy = createServer(({ url }, answer) => {
      const isFirst = url?.includes('scrollId') !== true;
      const data = isFirst ? [{ basicInfo: { userId: 'u1', userName: 'ann' } }] : [];
      const nextScrollId = isFirst && url?.includes('/users') ? 's1' : null;
      if (isFirst) {
        const reset = String(Math.floor(Date.now() / 1000) + 5);
        answer.setHeader('x-ratelimit-remaining', '0').setHeader('x-ratelimit-reset', reset);
      }
      answer.end(
        JSON.stringify({ data, pagination: { hasMore: nextScrollId !== null, nextScrollId } }),
      );
    });
    const port = await new Promise<number>((resolve) => {
      busy.listen(0, '127.0.0.1', () => resolve((busy.address() as AddressInfo).port));
    });
    const CAMPAIGNCTL_SANDBOX_URL = `http://127.0.0.1:${port}`;
    const surroundings = { cwd: folder, env: { ...env(), CAMPAIGNCTL_SANDBOX_URL } };
    try {
      const { stderr } = await campaignctl(['plan'], surroundings);
      expect(stderr).toMatch(
        /^The registry at 127\.0\.0\.1:\d+ takes no more requests for now; going on in [456] seconds\.\n/,
      );
    } finally {
      busy.close();
    }
  });

  it('is nobody to ask: exit 4, with JSON where it is asked for', async () => {
    const { code, stdout, stderr } = await campaignctl(['apply', '--format', 'json'], {
      cwd: folder,
      env: env(),
    });
    expect(code).toBe(4);
    const { format, error = '' } = JSON.parse(stdout) as Record<string, string>;
    expect(format).toBe('campaignctl/error@1');
    expect(error).toContain('there is no terminal to ask on');
    expect(stderr).toContain(error);
    expect(writes()).toEqual([]);
  });

  it('is a file that cannot be written: exit 1, no bug, and nothing half written', async () => {
    const { code, stderr } = await campaignctl(['plan', '--out', 'nowhere/plan.json'], {
      cwd: folder,
      env: env(),
    });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `${join(folder, 'nowhere/plan.json')} could not be written: there is no folder ${join(folder, 'nowhere')}.\n`,
    );
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('is a reader who has seen enough, which does not stop an apply', async () => {
    const { child, ended } = start(['apply', '--yes', '--wait', '0'], { cwd: folder, env: env() });
    child.stdout?.destroy();
    expect(await ended).toMatchObject({
      code: 0,
      stderr: 'Accepted: the registration of brand acme.\n',
    });
    expect(writes()).toEqual(['/sms/brands']);
  });

  it('is Ctrl-C: exit 130, after what is in flight and with a report', async () => {
    const { child, ended } = start(['apply', '--yes', '--format', 'json'], {
      cwd: folder,
      env: env(),
    });
    let waiting = '';
    child.stderr?.on('data', (text: string) => {
      waiting += text;
    });
    await vi.waitFor(() => expect(waiting).toContain('Looking'), { timeout: 20_000 });
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Stopping: ');
    const report = JSON.parse(stdout) as Record<string, { change: { address: string } }[]>;
    expect(report['stopped']).toBe('interrupt');
    expect(report['done']?.map(({ change }) => change.address)).toEqual(['brand/acme']);
    expect(report['notAttempted']?.map(({ change }) => change.address)).toEqual([
      'campaign/front-desk',
    ]);
    expect(writes()).toEqual(['/sms/brands']);
  });

  it('is a polite request to end: exit 143', async () => {
    const { child, ended } = start(['apply', '--yes'], { cwd: folder, env: env() });
    await vi.waitFor(() => expect(writes()).toEqual(['/sms/brands']), { timeout: 20_000 });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
  });

  describe('a question', () => {
    async function answer(text: string, options: Partial<ApplyOptions> = {}) {
      const asked: string[] = [];
      let out = '';
      let err = '';
      const io: Io = {
        version: '0.0.0',
        env: env(),
        cwd: folder,
        color: false,
        stderrColor: false,
        columns: 80,
        stdinIsTty: true,
        stdoutIsTty: true,
        stderrIsTty: false,
        stdout: (more) => {
          out += more;
        },
        stderr: (more) => {
          err += more;
        },
        ask: async (question) => {
          asked.push(question);
          return text;
        },
        stopSignal: () => new AbortController().signal,
      };
      const code = await apply(
        { path: '.', format: 'text', wait: 0, leaseWait: 0, ...options },
        io,
      );
      return { code, asked, out, err };
    }

    it('is answered with yes, and nothing else', async () => {
      for (const no of ['', 'y', 'Yes', 'no']) {
        const { code, asked, out, err } = await answer(no);
        expect(code).toBe(4);
        expect(asked).toEqual(['\nApply these 2 changes? Only `yes` is accepted: ']);
        expect(out).toContain('5 changes');
        expect(err).toBe('Nothing was applied.\n');
      }
      expect(writes()).toEqual([]);
      const { code, out } = await answer('yes');
      expect(code).toBe(0);
      expect(out).toContain('Applied   1 done');
      expect(writes()).toEqual(['/sms/brands']);
    });

    it('is not asked with --yes, nor where there is nothing to do', async () => {
      expect((await answer('no', { yes: true })).asked).toEqual([]);
      const again = await answer('no');
      expect({ code: again.code, asked: again.asked }).toEqual({ code: 0, asked: [] });
      expect((await answer('no', { detailedExitcode: true })).code).toBe(5);
    });
  });
});
