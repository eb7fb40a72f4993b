/**
 * The question and Ctrl-C as a person meets them. The pseudo-terminal is that of `script` (util-linux), which gives
 * back the exit code of what runs in it; where there is none, the tests that need it say so.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { CLI, type Ended, start } from './command.ts';
import { logFor } from './log-for.ts';

const ACCOUNT = fileURLToPath(new URL('./slice', import.meta.url));
const QUESTION = 'Apply these 2 changes? Only `yes` is accepted: ';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

let sandbox: Sandbox;

beforeEach(async () => {
  const seed = readSeed(`${ACCOUNT}/acme.seed.yaml`);
  sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
  return () => sandbox.close();
});

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

function hasPty(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

describe('on a terminal', () => {
  const pty = hasPty();

  beforeEach(({ skip }) =>
    skip(!pty, 'there is no `script` of util-linux to make a terminal with'),
  );

  it('does nothing when the answer is no: exit 4', async () => {
    const { code, screen } = await answered('no\n');
    expect(screen).toContain('Nothing was applied.');
    expect({ code, writes: writes() }).toEqual({ code: 4, writes: [] });
  });

  it('takes the end of the input for a no', async () => {
    const { code, screen } = await answered(CTRL_D);
    expect(screen).toContain(`${QUESTION}\r\nNothing was applied.`);
    expect({ code, writes: writes() }).toEqual({ code: 4, writes: [] });
  });

  it('applies when the answer is yes', async () => {
    const { code, screen } = await answered('yes\n');
    expect(screen).toContain('Applied   1 done');
    expect({ code, writes: writes() }).toEqual({ code: 0, writes: ['/sms/brands'] });
  });

  it('does nothing on Ctrl-C: exit 130', async () => {
    const { code, screen } = await answered(CTRL_C);
    expect(screen).toMatch(/\r\nNothing was applied\.\r\n$/);
    expect({ code, writes: writes() }).toEqual({ code: 130, writes: [] });
  });
});

/** Types `answer` once the question is on the screen. */
async function answered(answer: string): Promise<{ code: number | null; screen: string }> {
  const command = `'${process.execPath}' '${CLI}' --color never apply '${ACCOUNT}' --wait 0`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', ...env() },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (screen.endsWith(QUESTION)) child.stdin.write(answer);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect(screen).toContain(QUESTION);
  return { code, screen };
}

describe('Ctrl-C while a write is under way', () => {
  /** The brand is being registered, and the registry takes so long, in ms, to answer. */
  async function registering(
    ms: number,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ child: ChildProcess; ended: Promise<Ended> }> {
    sandbox.control.setFaults([
      { match: { method: 'POST', path: '/sms/brands' }, do: { kind: 'latency', ms } },
    ]);
    const surroundings = { env: { ...env(), ...more } };
    const running = start(['apply', ACCOUNT, '--yes', '--wait', '0'], surroundings);
    await vi.waitFor(() => expect(writes()).toEqual(['/sms/brands']), { timeout: 20_000 });
    return running;
  }

  it('waits for its answer and reports it: exit 130', async () => {
    const { child, ended } = await registering(500);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Press Ctrl-C again to leave at once.');
    expect(stdout).toContain('1 done');
  });

  it('waits for it no longer than half a minute, and the next apply looks it up', async () => {
    // The half minute of the command takes half a second.
    const hurry =
      'const wait = globalThis.setTimeout; globalThis.setTimeout = (work, ms, ...rest) => wait(work, ms === 30000 ? 500 : ms, ...rest);';
    const preload = `--import=data:text/javascript,${encodeURIComponent(hurry)}`;
    const { child, ended } = await registering(60_000, { NODE_OPTIONS: preload });
    const asked = Date.now();
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(Date.now() - asked).toBeLessThan(20_000);
    expect(code).toBe(143);
    expect(stdout).toContain('No certain answer');
    sandbox.control.setFaults([]);
    const next = await start(['apply', ACCOUNT, '--yes', '--wait', '0'], { env: env() }).ended;
    expect(next.stderr).toContain('the registration of brand acme');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves at once on a second signal, %s',
    async (second) => {
      const { child, ended } = await registering(60_000);
      let told = '';
      child.stderr?.on('data', (text: string) => {
        told += text;
      });
      child.kill('SIGINT');
      await vi.waitFor(() => expect(told).toContain('Stopping: '), { timeout: 20_000 });
      const asked = Date.now();
      child.kill(second);
      const { code, stdout } = await ended;
      expect(Date.now() - asked).toBeLessThan(10_000);
      expect(code).toBe(second === 'SIGINT' ? 130 : 143);
      expect(stdout).not.toContain('Applied');
    },
  );
});
