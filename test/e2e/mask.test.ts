/** Phone numbers in what is printed, with the built command: whole, masked on demand, masked where everybody reads. */
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignctl } from './command.ts';

/** A phone number of the example with all its digits, as it may stand in any output. */
const WHOLE = /408\)?[-. ]?555[-. ]?01\d\d/;
const MASKED = /408\)?[-. ]?•••[-. ]?••\d\d/;

let folder: string;

beforeAll(() => {
  const example = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-mask-'));
  cpSync(example, folder, { recursive: true, filter: (path) => !path.endsWith('.campaignctl') });
});

afterAll(() => rmSync(folder, { recursive: true }));

async function printed(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout, stderr } = await campaignctl(args, { cwd: folder, env });
  return stdout + stderr;
}

describe('phone numbers', () => {
  it('are printed in full, and masked with --mask-numbers, wherever it stands', async () => {
    const whole = await printed(['plan']);
    expect(whole).toMatch(WHOLE);
    for (const args of [
      ['--mask-numbers', 'plan'],
      ['plan', '--mask-numbers'],
    ]) {
      const masked = await printed(args);
      expect(masked).not.toMatch(WHOLE);
      expect(masked).toMatch(MASKED);
      expect(masked.split('\n').map((line) => line.length)).toEqual(
        whole.split('\n').map((line) => line.length),
      );
    }
  });

  it('are masked in JSON, which stays what it was otherwise', async () => {
    const whole = await printed(['plan', '--format', 'json']);
    const masked = await printed(['plan', '--format', 'json', '--mask-numbers']);
    expect(masked).not.toMatch(WHOLE);
    const ids = (text: string) =>
      (JSON.parse(text) as { changes: { id: string }[] }).changes.map(({ id }) => id);
    expect(ids(masked)).toEqual(ids(whole));
  });

  it('are whole in the file of --out, which approvals are compared with', async () => {
    const out = join(folder, 'plan.json');
    expect(await printed(['plan', '--mask-numbers', '--out', out])).not.toMatch(WHOLE);
    expect(readFileSync(out, 'utf8')).toMatch(WHOLE);
  });

  it('are masked in the lines of files that are shown, and in mistakes of the command line', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'campaignctl-mask-'));
    cpSync(join(folder, 'campaigns.yaml'), join(broken, 'campaigns.yaml'));
    appendFileSync(
      join(broken, 'campaigns.yaml'),
      '  (408) 555-0101: 7\n  408-555-0101: 7\n  1.408.555.0101: 7\n  tel:+14085550101: 7\n',
    );
    const args = ['validate', broken];
    for (const more of [[], ['--format', 'json'], ['--format', 'github']]) {
      expect(await printed([...args, ...more])).toMatch(WHOLE);
      expect(await printed([...args, ...more, '--mask-numbers'])).not.toMatch(WHOLE);
    }
    rmSync(broken, { recursive: true });
    const toggle = ['sandbox', 'toggle', '408-555-01012', 'on', '--mask-numbers'];
    expect(await printed(toggle)).toContain('408-•••-•••12');
  });
});

describe('in a job on GitHub', () => {
  const job = (event: string, payload: string | null) => {
    const path = join(folder, 'event.json');
    if (payload === null) rmSync(path, { force: true });
    else writeFileSync(path, payload);
    return { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: path };
  };
  const OPEN = '{"repository":{"private":false}}';
  const CLOSED = '{"repository":{"private":true}}';

  it.each([
    ['a pull request of a public repository', 'pull_request', OPEN],
    ['one from a fork', 'pull_request_target', OPEN],
    ['one of which nothing is known', 'pull_request', null],
    ['one of which nothing can be read', 'pull_request', '{'],
    ['one that does not tell', 'pull_request', '{}'],
  ])('%s is masked', async (_, event, payload) => {
    expect(await printed(['plan'], job(event, payload))).not.toMatch(WHOLE);
  });

  it.each([
    ['a pull request of a private repository', 'pull_request', CLOSED],
    ['a push', 'push', OPEN],
  ])('%s is not', async (_, event, payload) => {
    expect(await printed(['plan'], job(event, payload))).toMatch(WHOLE);
  });

  it('the command line decides', async () => {
    const env = job('pull_request', OPEN);
    expect(await printed(['plan', '--no-mask-numbers'], env)).toMatch(WHOLE);
  });
});
