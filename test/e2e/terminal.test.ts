/** The question and Ctrl-C as a person meets them; where there is no terminal, the tests that need one say so. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Ended, start } from './command.ts';
import { logFor } from './log-for.ts';
import { answered, CTRL_C, CTRL_D, hasTerminal, NO_TERMINAL } from './on-terminal.ts';

const ACCOUNT = fileURLToPath(new URL('./slice', import.meta.url));
const QUESTION = 'Apply these 2 changes? Only `yes` is accepted: ';

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

describe('on a terminal', () => {
  const pty = hasTerminal();

  beforeEach(({ skip }) => skip(!pty, NO_TERMINAL));

  it('does nothing when the answer is no: exit 4', async () => {
    const { code, screen } = await asked('no\n');
    expect(screen).toContain('Nothing was applied.');
    expect({ code, writes: writes() }).toEqual({ code: 4, writes: [] });
  });

  it('takes the end of the input for a no', async () => {
    const { code, screen } = await asked(CTRL_D);
    expect(screen).toContain(`${QUESTION}\r\nNothing was applied.`);
    expect({ code, writes: writes() }).toEqual({ code: 4, writes: [] });
  });

  it('applies when the answer is yes', async () => {
    const { code, screen } = await asked('yes\n');
    expect(screen).toContain('Applied   1 done');
    expect({ code, writes: writes() }).toEqual({ code: 0, writes: ['/sms/brands'] });
  });

  it('does nothing on Ctrl-C: exit 130', async () => {
    const { code, screen } = await asked(CTRL_C);
    expect(screen).toMatch(/\r\nNothing was applied\.\r\n$/);
    expect({ code, writes: writes() }).toEqual({ code: 130, writes: [] });
  });
});

/** Types `answer` once the question is on the screen. */
async function asked(answer: string): Promise<{ code: number | null; screen: string }> {
  const at = { env: env() };
  const ended = await answered(
    ['apply', ACCOUNT, '--wait', '0'],
    { question: QUESTION, answer },
    at,
  );
  expect(ended.screen).toContain(QUESTION);
  return ended;
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
