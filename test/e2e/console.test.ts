/**
 * Console mode with the built command and over real sockets: the inventory at a registry that takes nothing but GET, SMS
 * through people, whose looks and deeds are told with `observe`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { Runbook, RunbookStep } from '../../src/model/runbook.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { type RegistryProxy, startProxy } from '../crash/proxy.ts';
import { BILLING } from './billing.ts';
import { campaignctl, type Ended, type Surroundings } from './command.ts';
import { answered, CTRL_C, hasTerminal, NO_TERMINAL } from './on-terminal.ts';

/** The clock of the registry, by which looks age. */
const NOW = '2026-07-20T09:00:00Z';
const TODAY = '2026-07-20T08:00:00Z';
const LONG_AGO = '2026-07-10T08:00:00Z';

const SEED: Seed = {
  clock: { mode: 'stepped', start: NOW },
  users: [
    { userName: 'ann.lee', firstName: 'Ann', lastName: 'Lee', numbers: ['+14085550103'] },
    { userName: 'bob.ray', firstName: 'Bob', lastName: 'Ray', numbers: ['+14085550104'] },
    { userName: 'kim.poe', firstName: 'Kim', lastName: 'Poe', numbers: ['+14085550105'] },
  ],
};

const FILES = `version: 1
account:
  name: acme
  provider: 8x8
${BILLING}    numbers:
      +14085550103: ann.lee
      +14085550104: bob.ray
`;

interface Office {
  readonly folder: string;
  readonly api: RegistryProxy;
  readonly surroundings: Surroundings;
  run(...args: readonly string[]): Promise<Ended>;
  observed(): string;
}

async function office(): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'campaignctl-console-'));
  const sandbox = await startSandbox({
    ...{ stateDir: null, seed: SEED, operationMs: 0, rateLimit: false, apiKey: 'key-of-8x8' },
    forbidden: ['sms', 'operations'],
  });
  const api = await startProxy(sandbox.url);
  onTestFinished(async () => {
    await api.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'campaigns.yaml'), FILES);
  const env = {
    CAMPAIGNCTL_ACTOR: 'jane',
    CAMPAIGNCTL_API_URL: api.url,
    CAMPAIGNCTL_API_KEY: 'key-of-8x8',
  };
  return {
    folder,
    api,
    surroundings: { cwd: folder, env },
    run: (...args) => campaignctl(args, { cwd: folder, env }),
    observed: () => readFileSync(join(folder, 'observed.yaml'), 'utf8'),
  };
}

/** Somebody has looked at everything: a verified brand, no campaign, nobody enabled. */
async function looked({ run }: Office, at = TODAY): Promise<void> {
  const brand = ['--shows', 'brand/acme=verified', '--id', 'BVDK2M7'];
  expect(await run('observe', ...brand, '--forms', '--empty-page', '--at', at)).toMatchObject({
    code: 0,
  });
}

async function steps({ run }: Office): Promise<readonly RunbookStep[]> {
  const { code, stdout } = await run('apply', '--yes', '--format', 'json');
  expect(code).toBe(0);
  return (JSON.parse(stdout) as Runbook).parts.flatMap((part) => part.steps);
}

async function planOf({ run }: Office): Promise<Plan> {
  return JSON.parse((await run('plan', '--format', 'json')).stdout) as Plan;
}

/** Without line breaks and what they indent. */
const plain = (text: string) => text.replace(/\s+/g, ' ');

describe('before anybody has looked', () => {
  it('nothing is planned, and the plan says what to do', async () => {
    const { run, folder } = await office();
    const { code, stdout } = await run('plan');
    expect(code).toBe(7);
    expect(plain(stdout)).toContain('There is no observed.yaml');
    expect(existsSync(join(folder, 'observed.yaml'))).toBe(false);
  });

  it('a part of the SMS page says nothing about other numbers; the whole page does', async () => {
    const here = await office();
    const { run, folder, observed } = here;
    await run('observe', '--shows', 'brand/acme=verified', '--id', 'BVDK2M7', '--forms');
    writeFileSync(join(folder, 'page.txt'), 'Number\tStatus\n(408) 555-0105\tEnabled\n');
    const part = await run('observe', '--page', 'page.txt');
    expect(part.code).toBe(0);
    expect(plain(part.stdout)).toContain('It counts as a part of the SMS page');
    expect((await planOf(here)).gaps.map((gap) => gap.part)).toEqual(['sms']);
    expect((await run('observe', '--page', 'page.txt', '--whole')).code).toBe(0);
    expect(observed()).toContain('pageSeen:');
    const plan = await planOf(here);
    expect(plan.gaps).toEqual([]);
    // On without a campaign: carriers block it, and nobody asked for it.
    expect(plan.cannotText.find(({ number }) => number === '+14085550105')?.rule).toMatch(
      /sms-without-campaign|sms-on-by-default/,
    );
  });
});

/** Some twenty processes one after another. */
const LONG = 120_000;

describe('a paid step', { timeout: LONG }, () => {
  it('is claimed by one of many who want it, is told by that one, and is never offered again', async () => {
    const here = await office();
    await looked(here);
    const [register] = await steps(here);
    if (register === undefined) throw new Error('there is no step');
    expect(register).toMatchObject({ risk: 'paid', claim: null, asks: 'campaign-id' });
    const people = ['ann', 'bob', 'kim', 'sam'];
    const claims = await Promise.all(
      people.map((by) =>
        here.run('observe', '--claim', register.id, '--by', by, '--lease-wait', '2m'),
      ),
    );
    expect(claims.map(({ code }) => code).sort()).toEqual([0, 4, 4, 4]);
    const winner = people[claims.findIndex(({ code }) => code === 0)] ?? '';
    for (const { code, stdout } of claims) {
      if (code === 4) expect(plain(stdout)).toContain(`${winner} has claimed it`);
    }
    expect((await steps(here))[0]?.claim?.who).toBe(winner);

    const other = people.find((one) => one !== winner) ?? '';
    const byOther = await here.run('observe', '--done', register.id, '--by', other);
    expect(byOther.code).toBe(4);
    const told = ['observe', '--done', register.id, '--id', 'CBILL01', '--by', winner];
    expect((await here.run(...told)).code).toBe(0);
    expect(here.observed()).toContain('id: CBILL01');
    const again = await here.run('observe', '--done', register.id, '--by', winner);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('Recorded before');

    expect(await steps(here)).toEqual([]);
    const plan = await planOf(here);
    expect(plan.waiting.map(({ for: waitsFor }) => waitsFor)).toContain('campaign-approval');
    const fees = plain((await here.run('fees')).stdout);
    expect(fees).toContain('$89');
    expect(fees).toContain(`carried out by ${winner}, by hand`);
    const log = plain((await here.run('log')).stdout);
    expect(log).toContain(`carried out by ${winner}, by hand: CBILL01`);

    // Somebody loses the file: what is paid for is not offered once more.
    rmSync(join(here.folder, 'observed.yaml'));
    await looked(here);
    const { code, stdout } = await here.run('apply', '--yes', '--format', 'json');
    expect(code).toBe(7);
    expect((JSON.parse(stdout) as Runbook).parts).toEqual([]);
    const [gap] = (await planOf(here)).gaps;
    expect(gap?.reason).toContain('The list of campaigns is empty, but held 1');
  });

  it('is free again once its person says that nothing came of it', async () => {
    const here = await office();
    await looked(here);
    const [register] = await steps(here);
    const claimed = await here.run('observe', '--claim', register?.id ?? '', '--by', 'ann');
    const write = /campaignctl resolve ([0-9a-f]{8})/.exec(plain(claimed.stdout))?.[1] ?? '';
    const freed = await here.run('resolve', write, '--no-effect', '--reason', 'the form was busy');
    expect(freed.code).toBe(0);
    expect((await here.run('observe', '--claim', register?.id ?? '', '--by', 'bob')).code).toBe(0);
  });

  it('that was claimed is told by the runbook also when its block is gone', async () => {
    const here = await office();
    await looked(here);
    const [register] = await steps(here);
    await here.run('observe', '--claim', register?.id ?? '', '--by', 'ann');
    writeFileSync(join(here.folder, 'campaigns.yaml'), FILES.slice(0, FILES.indexOf('campaigns:')));
    const { code, stdout } = await here.run('apply', '--yes');
    expect(code).toBe(0);
    expect(plain(stdout)).toContain(
      'Claimed, and no step here Registration of campaign billing: claimed by ann',
    );
    const write = /campaignctl resolve ([0-9a-f]{8}) --no-effect/.exec(plain(stdout))?.[1] ?? '';
    expect((await here.run('resolve', write, '--no-effect', '--reason', 'not sent')).code).toBe(0);
    expect((await here.run('apply', '--yes')).stdout).not.toContain('Claimed, and no step here');
  });

  it('is refused on the strength of an old look, and says who looked when', async () => {
    const here = await office();
    await looked(here, LONG_AGO);
    const plan = await planOf(here);
    expect(plan.refusals.map(({ rule }) => rule)).toEqual(['look-again']);
    expect(plan.refusals[0]?.message).toContain('last seen on 2026-07-10 by jane');
    const text = plain((await here.run('plan')).stdout);
    expect(text).toContain('Admin Console seen 2026-07-10 by jane');
    await here.run('observe', '--forms', '--at', TODAY);
    expect((await planOf(here)).refusals).toEqual([]);
  });

  it('that nobody had approved is recorded, and that is said', async () => {
    const here = await office();
    await looked(here);
    const change = (await planOf(here)).changes.find(({ action }) => action === 'register');
    const done = ['observe', '--done', change?.id ?? '', '--id', 'CBILL01'];
    const claim = await here.run('observe', '--claim', change?.id ?? '');
    expect(claim.code).toBe(4);
    const { code, stdout } = await here.run(...done);
    expect(code).toBe(0);
    expect(plain(stdout)).toContain('Nobody had approved this: campaign billing.');
    expect(plain(stdout)).toContain('without a claim');
  });
});

describe('what is told', () => {
  it('is never recorded in part where it cannot be read, and all that is wrong is said at once', async () => {
    const here = await office();
    await looked(here);
    const before = here.observed();
    writeFileSync(join(here.folder, 'page.txt'), 'Number\tStatus\n(408) 555-0103\tSleeping\n');
    const told = ['--shows', 'brand/acme=happy', '--done', 'nonsense', '--page', 'page.txt'];
    const { code, stdout, stderr } = await here.run('observe', ...told, '--whole');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    for (const part of ['brand/acme=happy', 'nonsense', 'page.txt:2', 'Sleeping']) {
      expect(stderr).toContain(part);
    }
    expect(here.observed()).toBe(before);
  });

  it('by many at once is all kept', { timeout: LONG }, async () => {
    const here = await office();
    await looked(here);
    const names = ['harbor', 'quartz', 'violet', 'summit'];
    const told = await Promise.all(
      names.map((name) =>
        here.run('observe', '--shows', `brand/${name}=verified`, '--lease-wait', '2m'),
      ),
    );
    expect(told.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    for (const name of names) expect(here.observed()).toContain(`  ${name}:`);
  });

  it('is asked for whether it is the whole page; Ctrl-C there records nothing', async ({
    skip,
  }) => {
    skip(!hasTerminal(), NO_TERMINAL);
    const here = await office();
    await looked(here);
    const before = here.observed();
    writeFileSync(join(here.folder, 'page.txt'), 'Number\tStatus\n(408) 555-0105\tEnabled\n');
    const question = 'Only `yes` is accepted: ';
    const tell = (answer: string) =>
      answered(['observe', '--page', 'page.txt'], { question, answer }, here.surroundings);
    const stopped = await tell(CTRL_C);
    expect(stopped.screen).toContain('Stopped. Nothing was recorded.');
    expect(stopped.code).toBe(130);
    expect(here.observed()).toBe(before);
    const { code, screen } = await tell('yes\n');
    expect(code).toBe(0);
    expect(screen).not.toContain('It counts as a part');
    expect(here.observed()).toContain('+14085550105: { status: Enabled');
  });

  it('cannot be in the future, and with --dry-run changes nothing', async () => {
    const here = await office();
    await looked(here);
    const before = here.observed();
    expect((await here.run('observe', '--forms', '--at', '2099-01-01T00:00:00Z')).code).toBe(3);
    const shows = ['observe', '--shows', 'brand/acme=failed', '--reason', 'EIN', '--dry-run'];
    expect((await here.run(...shows)).code).toBe(0);
    expect(here.observed()).toBe(before);
  });

  it('is checked by validate like the other files', async () => {
    const here = await office();
    await looked(here);
    writeFileSync(
      join(here.folder, 'observed.yaml'),
      here.observed().replace('status: verified', 'status: splendid'),
    );
    const { code, stdout } = await here.run('validate');
    expect(code).toBe(3);
    expect(stdout).toMatch(/observed\.yaml:\d+:\d+/);
  });
});

it('writes a runbook only where people carry it out', async () => {
  const { run, folder } = await office();
  writeFileSync(
    join(folder, 'campaigns.yaml'),
    FILES.replace('provider: 8x8', 'provider: sandbox'),
  );
  const { code, stderr } = await run('apply', '--yes', '--runbook', 'steps.md');
  expect(code).toBe(3);
  expect(stderr).toContain('Nobody needs a runbook here');
  expect(existsSync(join(folder, 'steps.md'))).toBe(false);
});

it('sends nothing but GET, and nothing about SMS', async () => {
  const here = await office();
  await looked(here);
  const [register] = await steps(here);
  await here.run('observe', '--claim', register?.id ?? '');
  await here.run('observe', '--done', register?.id ?? '');
  await here.run('explain', '+14085550103');
  const requests = here.api.arrivals.map(({ method, target }) => `${method} ${target}`);
  expect(requests.length).toBeGreaterThan(0);
  for (const request of requests) expect(request).toMatch(/^GET \/(?:users|phone-numbers)\b/);
});
