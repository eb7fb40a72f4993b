/** The sandbox outlives its process: what was answered is there after a restart and after SIGKILL at any moment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StateLockedError } from '../../src/sandbox/lock.ts';
import { openRegistry } from '../../src/sandbox/open.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { StateDamagedError } from '../../src/sandbox/store.ts';
import { BRAND_BODY, CAMPAIGN_BODY, standardSeed } from '../worlds.ts';
import { clientOf, written } from './sandbox-client.ts';

const home = mkdtempSync(join(tmpdir(), 'sandbox-'));
const entry = join(home, 'serve.cjs');
let stateDir = '';

beforeAll(async () => {
  await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: entry,
    stdin: {
      resolveDir: fileURLToPath(new URL('../../src/sandbox', import.meta.url)),
      loader: 'ts',
      contents: `
        import { startSandbox } from './server.ts';
        const [, , options = ''] = process.argv;
        startSandbox(JSON.parse(options)).then(
          ({ url, apiKey }) => console.log(JSON.stringify({ url, apiKey })),
          (error) => { console.log(JSON.stringify({ error: error.name })); },
        );`,
    },
  });
});

beforeEach(() => {
  stateDir = mkdtempSync(join(home, 'state-'));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Served {
  readonly child: ChildProcess;
  readonly told: { readonly url: string; readonly apiKey: string; readonly error?: string };
}

async function serve(options: object = {}): Promise<Served> {
  const all = { stateDir, seed: standardSeed(), operationMs: 0, rateLimit: false, ...options };
  const child = spawn(process.execPath, [entry, JSON.stringify(all)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error('no stdout');
  const [line] = await once(createInterface({ input: stdout }), 'line');
  return { child, told: JSON.parse(String(line)) as Served['told'] };
}

async function kill({ child }: Served): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('killed at random moments, it never loses what it answered and never charges twice', async () => {
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < 6; round += 1) {
    const served = await serve();
    const send = clientOf(served.told);
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; ; n += 1) {
        const referenceId = `acme/campaign/${round}-${writer}-${n}`;
        const body = { ...CAMPAIGN_BODY, brandId: 'BACME01', referenceId };
        const answer = await send('POST', '/sms/campaigns', { body });
        expect(answer.status).toBe(202);
        acknowledged.set(referenceId, String(answer.body['operationId']));
      }
    });
    const stopped = Promise.allSettled(writers);
    // A few answers in each round, however slow the machine; then in the middle of whatever is under way.
    const enough = acknowledged.size + 4;
    while (acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
    await kill(served);
    const ends = await stopped;
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
  }
  expect(acknowledged.size).toBeGreaterThan(20);

  const open = await openRegistry({ stateDir, seed: null });
  const { campaigns, invoices, operations } = open.registry.state;
  const references = new Set([...campaigns.values()].map(({ referenceId }) => referenceId));
  for (const [reference, operation] of acknowledged) {
    expect(references).toContain(reference);
    expect(operations.has(operation)).toBe(true);
  }
  // All but the campaign of the seed was paid for, each once.
  expect(new Set([...invoices.values()].map(({ campaignId }) => campaignId)).size).toBe(
    invoices.size,
  );
  expect(invoices.size).toBe(campaigns.size - 1);
  open.close();

  const sandbox = await startSandbox({ stateDir, seed: null });
  const log = sandbox.control.requests();
  expect(log.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(
    Math.min(acknowledged.size, 4000),
  );
  expect(new Set(log.map(({ seq }) => seq)).size).toBe(log.length);
  await sandbox.close();
});

test('killed the moment it has answered, it has what it answered', async () => {
  for (let round = 1; round <= 4; round += 1) {
    const served = await serve();
    const items = [{ phoneNumber: `+140855502${10 + round}` }];
    const answer = await clientOf(served.told)('POST', '/sms/numbers/removals', {
      body: { items },
    });
    await kill(served);
    expect(answer.status).toBe(202);
    const open = await openRegistry({ stateDir, seed: null });
    expect(open.registry.state.numbers.get(`+140855502${10 + round}`)?.status).toBe('PENDING_OFF');
    expect(open.registry.state.operations.size).toBe(round);
    open.close();
  }
});

test('a second process is told that the state is in use; after the first is killed it may have it', async () => {
  const first = await serve();
  const second = await serve({ lockWaitMs: 200 });
  expect(second.told.error).toBe('StateLockedError');
  await once(second.child, 'exit');
  const waiting = serve({ lockWaitMs: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await kill(first);
  const third = await waiting;
  expect((await clientOf(third.told)('GET', '/sms/brands')).status).toBe(200);
  await kill(third);
});

describe('in this process', () => {
  test('state, clock and settings come back; the seed is used once', async () => {
    const first = await startSandbox({
      stateDir,
      seed: { ...standardSeed(), times: { operation: '0s', brand: '5m' } },
    });
    const brand = await written(clientOf(first), 'POST', '/sms/brands', {
      ...BRAND_BODY,
      referenceId: 'acme/brand/two',
    });
    first.control.advance(60_000);
    await first.close();
    const second = await startSandbox({ stateDir, seed: null });
    const send = clientOf(second);
    const path = `/sms/brands/${brand['resourceId']}`;
    expect((await send('GET', path)).body['status']).toBe('PENDING');
    second.control.advance(240_000);
    const read = await send('GET', path);
    expect(read.body).toMatchObject({ status: 'VERIFIED', statusTime: '2026-01-05T09:05:00.000Z' });
    expect(read.headers.get('x-sandbox-time')).toBe('2026-01-05T09:05:00.000Z');
    expect((await send('GET', `/operations/${brand['operationId']}`)).body['status']).toBe(
      'COMPLETED',
    );
    await second.close();
    // Neither key nor tax id is on disk.
    const disk =
      readFileSync(join(stateDir, 'state.jsonl'), 'utf8') +
      readFileSync(join(stateDir, 'requests.jsonl'), 'utf8');
    expect(disk).not.toContain('12-3456789');
    expect(disk).not.toContain(first.apiKey);
    expect(statSync(join(stateDir, 'state.jsonl')).mode & 0o077).toBe(0);
  });

  test('a real clock keeps its advance, and runs on while nothing is open', async () => {
    const seed = { ...standardSeed(), clock: { mode: 'real' as const } };
    const first = await openRegistry({ stateDir, seed });
    expect(Math.abs(first.now() - Date.now())).toBeLessThan(2000);
    first.advance(3 * 86_400_000);
    first.commit(true);
    const before = first.now();
    first.close();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const second = await openRegistry({ stateDir, seed: null });
    expect(second.now() - before).toBeGreaterThanOrEqual(29);
    expect(second.now() - Date.now()).toBeGreaterThan(3 * 86_400_000 - 2000);
    second.close();
    const third = await openRegistry({
      stateDir,
      seed: null,
      clock: { mode: 'real', speed: 3600 },
    });
    const begun = third.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(third.now() - begun).toBeGreaterThan(100_000);
    third.commit(true);
    third.close();
    const fourth = await openRegistry({ stateDir, seed: null, clock: { mode: 'stepped' } });
    const stopped = fourth.now();
    expect(stopped).toBeGreaterThan(begun);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fourth.now()).toBe(stopped);
    fourth.close();
  });

  test('a torn last line is cut off; damage elsewhere is refused by line', async () => {
    const first = await openRegistry({ stateDir, seed: standardSeed() });
    first.registry.limit('C7GH42I', 96, first.now());
    first.commit(true);
    first.close();
    const file = join(stateDir, 'state.jsonl');
    appendFileSync(file, '[["campaign",{"campaignId":"C7GH4');
    const second = await openRegistry({ stateDir, seed: null });
    expect(second.registry.state.campaigns.get('C7GH42I')?.numberLimit).toBe(96);
    second.registry.limit('C7GH42I', 120, second.now());
    second.commit(true);
    second.close();
    const third = await openRegistry({ stateDir, seed: null });
    expect(third.registry.state.campaigns.get('C7GH42I')?.numberLimit).toBe(120);
    third.close();
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], 'x', ...lines.slice(2)].join('\n'));
    await expect(openRegistry({ stateDir, seed: null })).rejects.toThrow(StateDamagedError);
    await expect(openRegistry({ stateDir, seed: null })).rejects.toThrow(/line 2/);
  });

  test('the lock is kept within a process too, waits, and is given back', async () => {
    const first = await openRegistry({ stateDir, seed: null });
    await expect(openRegistry({ stateDir, seed: null, lockWaitMs: 60 })).rejects.toThrow(
      StateLockedError,
    );
    setTimeout(() => first.close(), 100);
    const second = await openRegistry({ stateDir, seed: null, lockWaitMs: 5000 });
    second.close();
  });

  test('the lock of a process that is gone is taken over, one without a name only after a while', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const lock = join(stateDir, 'lock');
    writeFileSync(lock, `${child.pid}\n`);
    (await openRegistry({ stateDir, seed: null, lockWaitMs: 0 })).close();
    writeFileSync(lock, '');
    await expect(openRegistry({ stateDir, seed: null, lockWaitMs: 0 })).rejects.toThrow(
      StateLockedError,
    );
  });

  test('the file is rewritten when it has grown, and reads back the same', async () => {
    const first = await openRegistry({
      stateDir,
      seed: { users: [{ userName: 'user{n}', numbers: ['+14085550000'], count: 3000 }] },
    });
    const file = join(stateDir, 'state.jsonl');
    let largest = 0;
    let shrunk = false;
    for (let i = 0; i < 60 && !shrunk; i += 1) {
      for (const number of first.registry.state.numbers.keys()) {
        first.registry.toggle(number, i % 2 === 0, null, first.now());
      }
      first.commit(false);
      const { size } = statSync(file);
      shrunk = size < largest;
      largest = Math.max(largest, size);
    }
    expect(shrunk).toBe(true);
    first.commit(true);
    const numbers = [...first.registry.state.numbers.values()];
    first.close();
    const second = await openRegistry({ stateDir, seed: null });
    expect([...second.registry.state.numbers.values()]).toEqual(numbers);
    second.close();
  });

  test('requests survive, also the one after a torn line', async () => {
    const first = await startSandbox({ stateDir, seed: standardSeed() });
    await clientOf(first)('GET', '/sms/brands');
    await first.close();
    appendFileSync(join(stateDir, 'requests.jsonl'), '{"seq":2,"ti');
    const second = await startSandbox({ stateDir, seed: null });
    await clientOf(second)('GET', '/sms/campaigns');
    await second.close();
    const third = await startSandbox({ stateDir, seed: null });
    expect(third.control.requests().map(({ seq, path, status }) => [seq, path, status])).toEqual([
      [1, '/sms/brands', 200],
      [2, '/sms/campaigns', 200],
    ]);
    await third.close();
  });

  test('a port that is taken is an error, and leaves the state free', async () => {
    const first = await startSandbox({ stateDir: null, seed: null });
    const port = Number(new URL(first.url).port);
    await expect(startSandbox({ stateDir, seed: null, port })).rejects.toThrow(/EADDRINUSE/);
    (await openRegistry({ stateDir, seed: null, lockWaitMs: 0 })).close();
    await first.close();
  });
});
