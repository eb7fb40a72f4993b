/** What may run: plans that were reviewed, what was approved before, and nothing else. The built command over real sockets. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApplyReport } from '../../src/model/report.ts';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { campaignctl, type Ended, start } from './command.ts';
import { logFor } from './log-for.ts';

const QUICKSTART = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));

let sandbox: Sandbox;
let folder: string;

/** Another registry in the place of the one before. */
async function restart(options: Partial<SandboxOptions> = {}): Promise<void> {
  await sandbox.close();
  const seed = readSeed(join(folder, 'registry.seed.yaml'));
  sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false, ...options });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'campaignctl-approvals-'));
  const filter = (path: string) => basename(path) !== '.campaignctl';
  cpSync(QUICKSTART, folder, { recursive: true, filter });
  const seed = readSeed(join(folder, 'registry.seed.yaml'));
  sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
});

afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

function environment(): Record<string, string> {
  return {
    CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
    CAMPAIGNCTL_API_KEY: sandbox.apiKey,
    CAMPAIGNCTL_STATE: logFor(sandbox),
    GITHUB_ACTOR: 'kim',
    GITHUB_SHA: 'c0ffee0c0ffee0c0ffee0c0ffee0c0ffee0c0ff',
  };
}

function run(...args: readonly string[]): Promise<Ended> {
  return campaignctl(args, { cwd: folder, env: environment() });
}

async function apply(
  ...args: readonly string[]
): Promise<{ code: number | null; report: ApplyReport }> {
  const ended = await run('apply', '--wait', '10s', '--format', 'json', ...args);
  return { code: ended.code, report: JSON.parse(ended.stdout) as ApplyReport };
}

const names = (list: ApplyReport['done']) => list.map(({ change }) => change.address).sort();
const entries = () => {
  const log = join(logFor(sandbox).slice('dir:'.length), 'acme');
  return readdirSync(log)
    .sort()
    .flatMap((file) => readFileSync(join(log, file), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

function edit(from: string, to: string, name = 'campaigns.yaml'): void {
  const file = join(folder, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

describe('apply --approved', () => {
  it('runs what was reviewed and holds what came about since', async () => {
    await run('plan', '--out', 'plan.json');
    sandbox.control.advance(60_000);
    // Somebody turns a listed number off in Admin Console meanwhile.
    sandbox.control.toggle('+14085550120', false);
    sandbox.control.advance(2 * 3_600_000);
    const { code, report } = await apply('--approved', 'plan.json');
    expect(code).toBe(4);
    expect(names(report.done)).toEqual([
      'campaign/billing',
      'number/+14085550102',
      'number/+14085550103',
    ]);
    expect(names(report.held)).toEqual(['number/+14085550120']);
    expect(report.held[0]?.text).toMatch(
      /^Nobody reviewed this: drift since Monday, 2026-07-20\.$/,
    );
    const approval = entries().find(({ kind }) => kind === 'approved');
    expect(approval).toMatchObject({
      by: 'kim',
      commit: 'c0ffee0c0ffee0c0ffee0c0ffee0c0ffee0c0ff',
      how: 'file',
      file: 'plan.json',
    });
  });

  it('runs what several pull requests reviewed that were merged together', async () => {
    const file = join(folder, 'campaigns.yaml');
    const before = readFileSync(file, 'utf8');
    const bills = before.slice(
      before.indexOf('  # This one does not exist yet'),
      before.indexOf('# The only way to turn SMS off'),
    );
    const sam = '  +14085550102: sam.roe@acme-dental.example';
    // Each of the two was planned without the other one.
    edit(bills, '');
    await run('plan', '--out', 'sam.json');
    writeFileSync(file, before.replace(sam, '  # nobody').replace('noTexting:', 'noTexting: {}'));
    await run('plan', '--out', 'billing.json');
    writeFileSync(file, before);
    const { code, report } = await apply('--approved', 'sam.json', 'billing.json');
    expect([code, report.held]).toEqual([0, []]);
    expect(names(report.done)).toEqual([
      'campaign/billing',
      'number/+14085550102',
      'number/+14085550103',
    ]);
    const given = entries().filter(({ kind }) => kind === 'approved');
    expect(given.map((one) => one['file'])).toEqual(['sam.json', 'billing.json']);
  });

  it('refuses files that are no plan of this account, all of them by name, before anything is done', async () => {
    await run('plan', '--out', 'plan.json');
    const whole = readFileSync(join(folder, 'plan.json'), 'utf8');
    writeFileSync(join(folder, 'half.json'), whole.slice(0, 900));
    writeFileSync(join(folder, 'other.json'), whole.replace('"account": "acme"', '"account": "b"'));
    writeFileSync(join(folder, 'forged.json'), whole.replaceAll('+14085550102', '+14085550101'));
    const files = ['plan.json', 'half.json', 'other.json', 'forged.json', 'none.json'];
    const { code, stderr } = await run('apply', '--approved', ...files);
    expect(code).toBe(3);
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(files.slice(1));
    expect(sandbox.control.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(sandbox.control.requests().length).toBeGreaterThan(0);
  });

  it('does nothing twice: the same file again holds what has come undone', async () => {
    await run('plan', '--out', 'plan.json');
    await apply('--approved', 'plan.json');
    sandbox.control.advance(49 * 3_600_000);
    sandbox.control.toggle('+14085550103', false);
    sandbox.control.advance(2 * 3_600_000);
    const { code, report } = await apply('--approved', 'plan.json');
    expect(code).toBe(4);
    expect(names(report.held)).toEqual(['number/+14085550103']);
    expect(report.held[0]?.text).toContain(
      'It was approved and done once, and has come undone since',
    );
  });
});

describe('apply --continue', () => {
  it('carries on with what waited, days later, and with nothing else', async () => {
    await apply('--yes');
    edit('noTexting:', 'noTexting:\n  +14085550108: dan.orr@acme-dental.example');
    sandbox.control.advance(3 * 86_400_000);
    sandbox.control.approve('billing');
    const { code, report } = await apply('--continue');
    expect(code).toBe(4);
    expect(names(report.done)).toEqual(['number/+14085550106', 'number/+14085550107']);
    expect(names(report.held)).toEqual(['number/+14085550108']);
    expect(report.held[0]?.text).toMatch(
      /^Nobody has approved it.*--continue goes on with what was/,
    );

    const next = await apply('--yes');
    expect(names(next.report.done)).toEqual(['number/+14085550108']);
  });

  it('ends green where all that was approved still waits', async () => {
    await apply('--yes');
    const { code, report } = await apply('--continue');
    expect([code, report.waiting.length, report.held]).toEqual([0, 4, []]);
  });

  it('forgets approvals that the files have no use for any more', async () => {
    await apply('--yes');
    const csv = 'front-desk.csv';
    edit('+14085550105,kim.poe@acme-dental.example\n', '', csv);
    await apply('--continue');
    edit('+14085550104,', '+14085550105,kim.poe@acme-dental.example\n+14085550104,', csv);
    const { code, report } = await apply('--continue');
    expect(code).toBe(4);
    expect(names(report.held)).toEqual(['number/+14085550105']);
  });
});

describe('a registration that was carried out twice', () => {
  it('stops the run with the ids, and nothing is sent until a person has said which one counts', async () => {
    await restart({
      uniqueReferences: false,
      faults: [
        { match: { method: 'POST', path: '/sms/campaigns' }, do: { kind: 'drop', when: 'after' } },
      ],
    });
    expect((await apply('--yes')).code).toBe(6);
    sandbox.control.setFaults([]);
    const { campaigns } = sandbox.registry.state;
    const [made] = [...campaigns.values()].filter(({ referenceId }) => referenceId !== null);
    const { brandId = '', referenceId = null, content = {} } = made ?? {};
    const again = sandbox.registry.registerCampaign(
      { ...content, brandId, referenceId },
      Date.now(),
    );
    expect(again.ok).toBe(true);
    const ids = [...campaigns.values()].flatMap((one) =>
      one.referenceId === null ? [] : [one.campaignId],
    );
    expect(ids.length).toBe(2);

    const writes = () => sandbox.control.requests().filter(({ method }) => method !== 'GET').length;
    const count = writes();
    const stopped = await run('apply', '--yes');
    expect(stopped.code).toBe(4);
    expect(stopped.stderr).toContain('has been carried out more than once');
    for (const id of ids) expect(stopped.stderr).toContain(id);
    expect(writes()).toBe(count);

    const [, write = ''] = /campaignctl resolve ([0-9a-f]{8})/.exec(stopped.stderr) ?? [];
    expect((await run('resolve', write, '--took-effect', '--id', ids[0] ?? '')).code).toBe(0);
    const plan = await run('plan');
    expect(plan.stdout).toContain('reference-duplicated');
    expect((await apply('--yes')).code).toBe(4);
    expect(writes()).toBe(count);
  });
});

describe('one run at a time', () => {
  it('says who holds the account, and a person can end it', async () => {
    const log = logFor(sandbox).slice('dir:'.length);
    await apply('--continue');
    const count = entries().length;
    const holder = {
      who: 'jane',
      host: 'elsewhere',
      pid: 1,
      birth: null,
      commit: null,
      command: 'apply',
    };
    const entry = {
      at: new Date().toISOString(),
      run: 'theirs',
      kind: 'lease',
      account: 'acme',
      holder,
      ttlMs: 90_000,
      tookOver: null,
    };
    const sequence = readdirSync(join(log, 'acme')).length + 1;
    const file = `${String(sequence).padStart(8, '0')}.jsonl`;
    writeFileSync(join(log, 'acme', file), `${JSON.stringify(entry)}\n`);

    const taken = await run('apply', '--yes');
    expect(taken.code).toBe(4);
    expect(taken.stderr).toContain(
      'jane on elsewhere (process 1) runs apply for this account since',
    );
    expect(entries().length).toBe(count + 1);

    const asked = await run('unlock');
    expect(asked.code).toBe(4);
    const unlocked = await run('unlock', '--yes', '--reason', 'the machine is gone');
    expect(unlocked).toMatchObject({ code: 0 });
    expect(entries().at(-1)).toMatchObject({ kind: 'unlocked', of: 'theirs', by: 'kim' });
    expect((await run('apply', '--yes', '--wait', '0')).code).toBe(0);
  });

  it('takes over from a process that was killed, and tells whose it was and what it had sent', async () => {
    sandbox.control.setFaults([
      { match: { method: 'POST', path: '/sms/campaigns' }, do: { kind: 'latency', ms: 60_000 } },
    ]);
    const killed = start(['apply', '--yes', '--wait', '0'], { cwd: folder, env: environment() });
    await vi.waitFor(
      () => expect(entries().filter(({ kind }) => kind === 'result').length).toBe(1),
      { timeout: 20_000 },
    );
    killed.child.kill('SIGKILL');
    await killed.ended;
    sandbox.control.setFaults([]);
    const next = await run('apply', '--continue', '--wait', '10s');
    expect(next.stderr).toMatch(/^Took over in dir:.* from the run of kim on .* \(process \d+\)/);
    expect(next.stderr).toContain(
      'It had sent 2 requests for changes; 1 without an answer: campaign billing.',
    );
  });

  it('takes no password on the command line', async () => {
    const { code, stderr } = await run('plan', '--state', 'postgres://me:secret@db.example/x');
    expect(code).toBe(3);
    expect(stderr).toContain('PGPASSWORD');
    expect(stderr).not.toContain('secret');
  });
});

describe('what is looked at before the first write', () => {
  it('is a key that may not follow operations: exit 7, and nothing is sent', async () => {
    await restart({
      forbidden: ['operations'],
    });
    const { code, stderr } = await run('apply', '--yes');
    expect(code).toBe(7);
    expect(stderr).toContain('The API key is not allowed to do this');
    expect(sandbox.control.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('is a registry that is suddenly empty: exit 7, and nothing is sent', async () => {
    await apply('--yes');
    const state = logFor(sandbox);
    await restart({ seed: {} });
    const empty = await run('plan', '--state', state);
    expect(empty.code).toBe(7);
    expect(empty.stdout).toContain('The list of users is empty, but held 54 on');
    // Nor does it get used to it: a run that was not believed is nothing to compare with.
    expect((await run('apply', '--yes', '--state', state)).code).toBe(7);
    expect((await run('apply', '--yes', '--state', state)).code).toBe(7);
    expect(sandbox.control.requests().filter(({ method }) => method !== 'GET')).toEqual([]);

    const begun = ['--new-log', '--reason', 'the practice registry was begun anew'];
    expect((await run('resolve', '--state', state, ...begun)).code).toBe(0);
    const believed = await run('plan', '--state', state);
    expect(believed.stdout).not.toContain('is empty, but held');
    expect(believed.stdout).toContain('bound-id-not-found');
  });
});

describe('sandbox reset', () => {
  it('begins the practice registry and its log anew', async () => {
    const here = { cwd: folder };
    const ended = await campaignctl(['apply', '--yes', '--wait', '0'], here);
    expect(ended.code).toBe(0);
    expect(existsSync(join(folder, '.campaignctl/log/acme'))).toBe(true);
    await campaignctl(['sandbox', 'reset'], here);
    expect(existsSync(join(folder, '.campaignctl/log'))).toBe(false);
    const planned = await campaignctl(['plan', '--format', 'json'], here);
    expect(planned.code).toBe(0);
    expect(JSON.parse(planned.stdout)).toMatchObject({ refusals: [], gaps: [] });
  });
});
