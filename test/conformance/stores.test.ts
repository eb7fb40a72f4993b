/** One suite for every store: what the log relies on, wherever it is kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogEntry } from '../../src/model/log.ts';
import { type Store, StoreConflict, StoreError } from '../../src/model/store.ts';
import { openStore } from '../../src/stores/open.ts';
import { testDatabase } from '../postgres.ts';
import {
  alive,
  appendInTurn,
  bareRepository,
  dropped,
  lease,
  reasonsIn,
  thrownBy,
} from './stores.world.ts';

const database = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'campaignctl-stores-'));

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await database?.close();
});

/** Each gives the spec of a place where no log is yet. */
const PLACES: readonly (readonly [string, boolean, (folder: string) => string])[] = [
  ['dir', true, (folder) => `dir:${join(folder, 'log')}`],
  ['git', true, (folder) => `git:${pathToFileURL(bareRepository(folder))}`],
  ['postgres', database !== null, () => database?.url ?? ''],
];

describe.each(PLACES)('%s', (_, there, place) => {
  let spec = '';
  let account = '';
  let turn = 0;
  const opened: Store[] = [];

  beforeEach(() => {
    turn += 1;
    account = `acme-${turn}`;
    spec = place(mkdtempSync(join(home, 'place-')));
  });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  async function open(name = account): Promise<Store> {
    const store = await openStore(spec, { account: name, cwd: home, env: process.env });
    opened.push(store);
    return store;
  }

  test.skipIf(!there)('is empty before the first append', async () => {
    const store = await open();
    expect(await store.read()).toEqual({ entries: [], sequence: 0, notes: [] });
  });

  test.skipIf(!there)('gives back what was appended, in order, and counts appends', async () => {
    const store = await open();
    const first = [dropped('one'), dropped('two')];
    const second = [lease('run-2')];
    expect(await store.append(first, 0)).toBe(1);
    expect(await store.append(second, 1)).toBe(2);
    const expected = { entries: [...first, ...second], sequence: 2, notes: [] };
    expect(await store.read()).toEqual(expected);
    expect(await (await open()).read()).toEqual(expected);
  });

  test.skipIf(!there)('keeps every text and number as it is', async () => {
    const texts = [
      'Zoë 👩‍👩‍👧 日本語 \u200b \u2028 "quoted" \\u0041 \\ \t',
      'two\nlines\r\nand \u0000 and \ud800 alone',
      '\ufeffbegins with a mark',
      '',
      "'; drop table campaignctl.entry; --",
    ];
    const entries: LogEntry[] = texts.map((text) => dropped(text));
    entries.push({
      at: 'x',
      run: 'r',
      kind: 'approved',
      by: 'Jane',
      commit: null,
      how: 'yes',
      file: null,
      plannedAt: 'x',
      changes: [0, 0.1, 1e21, 1e-7, -3.25, 9_007_199_254_740_991].map((usd, i) => ({
        id: `c${i}`,
        address: 'campaigns.billing',
        action: 'create',
        risk: 'costs',
        usd,
        campaign: null,
        when: 'now',
      })) as never,
    });
    await (await open()).append(entries, 0);
    expect((await (await open()).read()).entries).toEqual(entries);
  });

  test.skipIf(!there)('takes a big batch whole', async () => {
    const entries = Array.from({ length: 4000 }, (_, i) => dropped(`${i} ${'ä'.repeat(300)}`));
    const store = await open();
    await store.append(entries, 0);
    await store.append([dropped('after')], 1);
    const read = await (await open()).read();
    expect(read.sequence).toBe(2);
    expect(read.entries).toEqual([...entries, dropped('after')]);
  });

  test.skipIf(!there)('refuses what comes after an old append, or after none yet', async () => {
    const [one, two] = [await open(), await open()];
    await one.append([dropped('one')], 0);
    await two.read();
    await one.append([dropped('two')], 1);
    expect(await thrownBy(two.append([dropped('late')], 1))).toBeInstanceOf(StoreConflict);
    expect(await thrownBy(two.append([dropped('late')], 0))).toBeInstanceOf(StoreConflict);
    expect(await thrownBy(two.append([dropped('early')], 5))).toBeInstanceOf(StoreConflict);
    expect(await thrownBy((await open()).append([dropped('late')], 0))).toBeInstanceOf(
      StoreConflict,
    );
    expect(reasonsIn((await two.read()).entries)).toEqual(['one', 'two']);
    expect(await two.append([dropped('three')], 2)).toBe(3);
  });

  test.skipIf(!there)('lets two writers take turns, each behind the other', async () => {
    const [one, two] = [await open(), await open()];
    for (let i = 0; i < 6; i += 1) {
      const store = i % 2 === 0 ? one : two;
      const { sequence } = await store.read();
      expect(await store.append([dropped(`${i}`)], sequence)).toBe(i + 1);
    }
    expect(reasonsIn((await one.read()).entries)).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  test.skipIf(!there)('appends after what it has not read', async () => {
    await (await open()).append([dropped('one')], 0);
    expect(await (await open()).append([dropped('two')], 1)).toBe(2);
    expect(reasonsIn((await (await open()).read()).entries)).toEqual(['one', 'two']);
  });

  test.skipIf(!there)('runs calls that come together one after the other', async () => {
    const store = await open();
    const [a, b, read, c] = await Promise.all([
      store.append([dropped('one')], 0),
      store.append([dropped('two')], 1),
      store.read(),
      store.append([alive('run-1')], 2),
    ]);
    expect([a, b, c]).toEqual([1, 2, 3]);
    expect(read.sequence).toBe(2);
  });

  test.skipIf(!there)(
    'neither loses nor doubles an append of eight writers at once',
    { timeout: 180_000 },
    async () => {
      const stores = await Promise.all(Array.from({ length: 8 }, () => open()));
      await Promise.all(
        stores.map(async (store, writer) => {
          for (let i = 0; i < 10; i += 1) {
            await appendInTurn(store, [dropped(`${writer}-${i}`, `run-${writer}`)]);
          }
        }),
      );
      const { entries, sequence } = await (await open()).read();
      const reasons = reasonsIn(entries);
      expect(sequence).toBe(80);
      expect(reasons.length).toBe(80);
      expect(new Set(reasons).size).toBe(80);
      // Those of one writer are in its order.
      for (let writer = 0; writer < 8; writer += 1) {
        const own = reasons.filter((reason) => reason.startsWith(`${writer}-`));
        expect(own).toEqual(Array.from({ length: 10 }, (_, i) => `${writer}-${i}`));
      }
    },
  );

  test.skipIf(!there)(
    'takes the same words from two writers at once only after each other',
    async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, () => open()));
      const results = await Promise.allSettled(
        stores.map((store) => store.append([dropped('x')], 0)),
      );
      const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(refused.length).toBe(3);
      for (const error of refused) expect(error).toBeInstanceOf(StoreConflict);
      expect((await (await open()).read()).sequence).toBe(1);
    },
  );

  test.skipIf(!there)('keeps accounts apart', async () => {
    const [one, other] = [await open(), await open(`${account}-b`)];
    await one.append([dropped('of one')], 0);
    expect((await other.read()).sequence).toBe(0);
    await other.append([dropped('of the other')], 0);
    expect(reasonsIn((await one.read()).entries)).toEqual(['of one']);
    expect(reasonsIn((await other.read()).entries)).toEqual(['of the other']);
  });

  test.skipIf(!there)('refuses the run whose lease was taken over', async () => {
    const [holder, other] = [await open(), await open()];
    await holder.append([lease('run-a')], 0);
    await holder.append([dropped('work', 'run-a')], 1);
    await other.append([lease('run-b', 60_000, 'run-a')], (await other.read()).sequence);
    expect(await thrownBy(holder.append([alive('run-a')], 2))).toBeInstanceOf(StoreConflict);
    expect(reasonsIn((await other.read()).entries)).toEqual(['lease', 'work', 'lease']);
  });

  test.skipIf(!there)('has a label without a secret', async () => {
    const { label, kind } = await open();
    expect(label.startsWith(kind)).toBe(true);
    const { password } = new URL(spec);
    if (password !== '') expect(label).not.toContain(password);
    expect(label).not.toContain('@');
  });

  test.skipIf(!there)('does nothing after it was closed', async () => {
    const store = await open();
    await store.close();
    await store.close();
    await expect(store.read()).rejects.toThrow('was closed');
  });
});

describe('the text that names a store', () => {
  const context = { account: 'acme', cwd: home, env: process.env };

  test.each([
    '',
    'dir:',
    'dir:~/log',
    'git:',
    'git:#branch',
    'git:origin#',
    'git:--upload-pack=evil',
    'git:nowhere',
    'git:./no/such/repository',
    '/srv/log',
    's3://bucket',
    'mysql://jane:s3cr3t-pw@db/log',
    'postgres://jane:s3cr3t-pw#1@db/log',
    'postgres://jane:1#s3cr3t-pw@db/log',
    'postgres://jane:1/s3cr3t-pw@db/log',
    'postgres://jane:1?s3cr3t-pw@db/log',
    'postgres://jane:s3cr3t-pw%ff@db/log',
    'postgres:db',
  ])('%s is refused with what is right', async (spec) => {
    const error = await thrownBy(openStore(spec, context));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toHaveProperty('kind', 'invalid');
    expect(error.message).toMatch(/\.$/);
    expect(error.message).not.toContain('s3cr3t');
  });

  test.each([
    ['dir:log', `dir:${join(home, 'log')}`],
    [
      'git:https://jane:s3cr3t-pw@git.example/x.git?token=s3cr3t',
      'git:https://git.example/x.git#campaignctl/acme',
    ],
    ['git:git@git.example:acme/x.git#log', 'git:git@git.example:acme/x.git#log'],
    ['postgres://jane:s3cr3t-pw@db.example/texting', 'postgres://db.example/texting'],
    ['postgresql://db.example:5433/texting?password=s3cr3t', 'postgres://db.example:5433/texting'],
    ['postgres:///texting?host=/run/postgresql', 'postgres:///run/postgresql/texting'],
  ])('%s is called %s', async (spec, label) => {
    const store = await openStore(spec, context);
    expect(store.label).toBe(label);
    await store.close();
  });

  test('names an account that could leave its folder: refused', async () => {
    const error = await thrownBy(openStore('dir:log', { ...context, account: '../other' }));
    expect(error).toHaveProperty('kind', 'invalid');
  });
});
