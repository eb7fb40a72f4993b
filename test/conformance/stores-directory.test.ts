/** The log in a folder: torn and damaged files, leftovers, two processes, and a file system that refuses. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as files from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Store, StoreConflict, StoreError } from '../../src/model/store.ts';
import { openStore } from '../../src/stores/open.ts';
import { buildWriter, dropped, reasonsIn, startWriter, thrownBy } from './stores.world.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  return { ...real, link: vi.fn(real.link), open: vi.fn(real.open) };
});

const home = mkdtempSync(join(tmpdir(), 'campaignctl-dir-'));
let path = '';
let folder = '';

beforeEach(() => {
  path = mkdtempSync(join(home, 'log-'));
  folder = join(path, 'acme');
});

afterEach(() => {
  vi.mocked(files.link).mockReset();
  vi.mocked(files.open).mockReset();
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function open(): Promise<Store> {
  return openStore(`dir:${path}`, { account: 'acme', cwd: home, env: process.env });
}

async function withAppends(count: number): Promise<Store> {
  const store = await open();
  for (let i = 0; i < count; i += 1) await store.append([dropped(`${i}-a`), dropped(`${i}-b`)], i);
  return store;
}

function fileOf(append: number): string {
  return join(folder, `0000000${append}.jsonl`);
}

function names(): readonly string[] {
  return readdirSync(folder).sort();
}

test('makes nothing before the first append, then files and folder for this user alone', async () => {
  const store = await open();
  await store.read();
  expect(existsSync(folder)).toBe(false);
  await store.append([dropped('one')], 0);
  expect(names()).toEqual(['00000001.jsonl']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(fileOf(1)).mode & 0o777).toBe(0o600);
  expect(readFileSync(fileOf(1), 'utf8')).toBe(`${JSON.stringify(dropped('one'))}\n`);
});

describe('a torn last line', () => {
  test('of the last file is left out, and said', async () => {
    await withAppends(2);
    truncateSync(fileOf(2), statSync(fileOf(2)).size - 9);
    const { entries, sequence, notes } = await (await open()).read();
    expect(reasonsIn(entries)).toEqual(['0-a', '0-b', '1-a']);
    expect(sequence).toBe(2);
    expect(notes).toEqual([
      `The last line of ${fileOf(2)} is torn, as after a power cut, and was left out.`,
    ]);
  });

  test.each([
    ['after reading it', true],
    ['without reading it', false],
  ])('may have a successor, %s, and is kept beside', async (_, reads) => {
    await withAppends(2);
    truncateSync(fileOf(2), statSync(fileOf(2)).size - 9);
    const torn = readFileSync(fileOf(2), 'utf8');
    const store = await open();
    if (reads) await store.read();
    expect(await store.append([dropped('after')], 2)).toBe(3);
    const read = await (await open()).read();
    expect(reasonsIn(read.entries)).toEqual(['0-a', '0-b', '1-a', 'after']);
    expect(read.notes).toEqual([]);
    expect(readFileSync(`${fileOf(2)}.torn`, 'utf8')).toBe(torn);
    expect(await store.append([dropped('again')], 3)).toBe(4);
  });

  test.each([
    ['the only line', (file: string) => writeFileSync(file, '{"at":"20')],
    ['nothing but zeros', (file: string) => writeFileSync(file, Buffer.alloc(700))],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['in the middle of a letter', (file: string) => writeFileSync(file, Buffer.from([0x7b, 0xc3]))],
  ])('that is %s leaves an append without entries', async (_, tear) => {
    await withAppends(2);
    tear(fileOf(2));
    const store = await open();
    const before = await store.read();
    expect(reasonsIn(before.entries)).toEqual(['0-a', '0-b']);
    expect(before.sequence).toBe(2);
    expect(before.notes.length).toBe(1);
    await store.append([dropped('after')], 2);
    const read = await (await open()).read();
    expect(reasonsIn(read.entries)).toEqual(['0-a', '0-b', 'after']);
    expect(read.notes).toEqual([]);
  });

  test('that lost only its line end is whole', async () => {
    const store = await withAppends(1);
    truncateSync(fileOf(1), statSync(fileOf(1)).size - 1);
    expect(reasonsIn((await store.read()).entries)).toEqual(['0-a', '0-b']);
    await store.append([dropped('after')], 1);
    expect(reasonsIn((await store.read()).entries)).toEqual(['0-a', '0-b', 'after']);
  });

  test('is mended by two writers at once, of whom one comes first', async () => {
    await withAppends(2);
    truncateSync(fileOf(2), statSync(fileOf(2)).size - 9);
    const stores = await Promise.all([open(), open(), open()]);
    const results = await Promise.allSettled(
      stores.map((store, i) => store.append([dropped(`after ${i}`)], 2)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect((await (await open()).read()).entries.length).toBe(4);
  });
});

describe('damage', () => {
  async function damage(): Promise<Error> {
    const error = await thrownBy((await open()).read());
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toHaveProperty('kind', 'damaged');
    expect(error.message).toContain('from a backup.');
    return error;
  }

  test.each([
    ['an end that is missing', 1, '{"kind":"dro'],
    ['an unreadable line', 2, 'garbage\n{"kind":"x"}\n'],
    ['a line that is no object', 2, '{"kind":"x"}\n[1]\n'],
    ['an object without a kind', 2, '{"kind":"x"}\n{"at":"x"}\n'],
    ['an empty line', 2, '{"kind":"x"}\n\n'],
    ['bytes that are no text', 2, Buffer.from([0x7b, 0xff, 0x7d, 0x0a])],
    ['an empty file that is not the last', 1, ''],
  ])('%s is refused, with file and line', async (_, append, content) => {
    await withAppends(2);
    writeFileSync(fileOf(append), content);
    const { message } = await damage();
    expect(message).toMatch(new RegExp(`line [12] of ${fileOf(append)} is no entry`));
  });

  test('a gap in the numbers is refused, with the file that is missing', async () => {
    await withAppends(3);
    rmSync(fileOf(2));
    const { message } = await damage();
    expect(message).toContain(`${fileOf(2)} is missing`);
  });

  test('names that are none of ours are left alone', async () => {
    await withAppends(1);
    for (const name of ['notes.txt', '2.jsonl', '000000007.jsonl', '00000002.jsonl.torn']) {
      writeFileSync(join(folder, name), 'x');
    }
    expect((await (await open()).read()).sequence).toBe(1);
  });
});

test('drafts of dead processes and very old ones are cleared; those of others stay', async () => {
  await withAppends(1);
  const host = hostname().replace(/[^\w-]/g, '_');
  const { pid } = spawnSync('true');
  const dead = `.${host}.${pid}.a.tmp`;
  const living = `.${host}.${process.pid}.b.tmp`;
  const elsewhere = `.other-machine.${pid}.c.tmp`;
  const old = '.other-machine.1.d.tmp';
  for (const name of [dead, living, elsewhere, old]) writeFileSync(join(folder, name), 'x');
  utimesSync(join(folder, old), new Date(0), new Date(0));
  await open();
  expect(names()).toEqual([living, elsewhere, '00000001.jsonl'].sort());
});

test('processes that race neither lose nor double an append, and one that is killed leaves none half done', async () => {
  const program = await buildWriter(path);
  const spec = `dir:${path}`;
  const writers = Array.from({ length: 4 }, (_, i) =>
    startWriter(program, { spec, account: 'acme', cwd: home, name: `w${i}`, count: 25 }),
  );
  const endless = startWriter(program, {
    ...{ spec, account: 'acme', cwd: home, name: 'killed', count: 10_000 },
  });
  const answered = (await Promise.all(writers.map((writer) => writer.answered))).flat();
  endless.child.kill('SIGKILL');
  const certain = [...answered, ...(await endless.answered)];
  const { entries, sequence, notes } = await (await open()).read();
  const reasons = reasonsIn(entries);
  expect(answered.length).toBe(100);
  expect(notes).toEqual([]);
  expect(new Set(reasons).size).toBe(reasons.length);
  expect(reasons.length).toBe(sequence);
  expect(certain.filter((reason) => !reasons.includes(reason))).toEqual([]);
  // The one that was killed may have been in the middle of one more.
  expect(sequence - certain.length).toBeLessThanOrEqual(1);
  expect(names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

describe('a file system that refuses', () => {
  function failing(code: string): Error {
    return Object.assign(new Error(`${code}: refused`), { code });
  }

  test('to make hard links is named, and nothing is left', async () => {
    const store = await open();
    vi.mocked(files.link).mockRejectedValueOnce(failing('EPERM'));
    const error = await thrownBy(store.append([dropped('one')], 0));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain('makes no hard links (EPERM)');
    expect(names()).toEqual([]);
  });

  test('to link, after it has linked and lost the answer, has linked', async () => {
    const store = await open();
    const { link } = await vi.importActual<typeof files>('node:fs/promises');
    vi.mocked(files.link).mockImplementationOnce(async (from, to) => {
      await link(from, to);
      await link(from, to);
    });
    expect(await store.append([dropped('one')], 0)).toBe(1);
    expect((await store.read()).sequence).toBe(1);
  });

  test.each([
    ['ENOSPC', 'access', 'the disk is full. Free some space'],
    ['EROFS', 'access', 'mounted read-only'],
    ['EDQUOT', 'access', 'the quota of this user is used up'],
    ['EIO', 'unreachable', 'the disk reports an error'],
    ['EWEIRD', 'access', 'the system says EWEIRD'],
  ])('with %s is a sentence', async (code, kind, words) => {
    const store = await withAppends(1);
    vi.mocked(files.open).mockRejectedValueOnce(failing(code));
    const error = await thrownBy(store.append([dropped('two')], 1));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toHaveProperty('kind', kind);
    expect(error.message).toContain(`The log in ${folder} could not be written: `);
    expect(error.message).toContain(words);
    expect(await store.append([dropped('two')], 1)).toBe(2);
  });

  test('because a file stands in the way', async () => {
    writeFileSync(folder, 'x');
    const error = await thrownBy(open());
    expect(error).toHaveProperty('kind', 'access');
    expect(error.message).toContain('a file stands where a folder should be');
  });

  test('because a file stands further up', async () => {
    rmSync(path, { recursive: true });
    writeFileSync(path, 'x');
    expect((await thrownBy(open())).message).toContain('a file stands where a folder should be');
  });

  test('because links go in a circle', async () => {
    symlinkSync('acme', folder);
    expect((await thrownBy(open())).message).toContain('symbolic links lead in a circle');
  });

  test('because a folder has the name of an append', async () => {
    await withAppends(1);
    mkdirSync(fileOf(2));
    const error = await thrownBy((await open()).read());
    expect(error).toHaveProperty('kind', 'damaged');
    expect(error.message).toContain('a folder stands where a file of the log should be');
  });

  test('because the folder is of another user, or may not be read', async () => {
    // To root nothing is closed, so another user has to try.
    if (process.getuid?.() !== 0) {
      mkdirSync(folder, { mode: 0o000 });
      const error = await thrownBy(open());
      expect(error).toHaveProperty('kind', 'access');
      expect(error.message).toContain('belongs to somebody else');
      return;
    }
    await withAppends(1);
    const shared = mkdtempSync(join(tmpdir(), 'campaignctl-writer-'));
    chmodSync(shared, 0o755);
    const program = await buildWriter(shared);
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, `dir:${path}`, 'acme', '/', 'w', '1'],
      { uid: 65534, gid: 65534, encoding: 'utf8' },
    );
    rmSync(shared, { recursive: true });
    expect(status).not.toBe(0);
    expect(stderr).toContain('belongs to somebody else');
  });
});

test('a conflict adds nothing and leaves no draft', async () => {
  const [one, two] = [await withAppends(1), await open()];
  expect(await thrownBy(two.append([dropped('x')], 0))).toBeInstanceOf(StoreConflict);
  expect(await thrownBy(two.append([dropped('x')], 4))).toBeInstanceOf(StoreConflict);
  expect((await one.read()).sequence).toBe(1);
  expect(names()).toEqual(['00000001.jsonl']);
});
