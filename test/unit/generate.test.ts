/** The generator, run in a copy of the repository; `npm run generate:check` holds the repository itself against it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = ['.ci', 'schema', 'src', 'docs', 'package.json'];

let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'generate-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
}

function generate(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(copy, '.ci/generate.mjs'), ...args], (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout });
    });
  });
}

it('names what is stale, touches nothing with --check, and writes the same bytes again', async () => {
  await generate();
  const file = join(copy, 'src/model/campaigns.gen.ts');
  const fresh = readFileSync(file, 'utf8');
  const stale = fresh.replace('interface Campaign ', 'interface Kampagne ');
  expect(stale).not.toBe(fresh);
  writeFileSync(file, stale);

  const named = 'src/model/campaigns.gen.ts\n';
  expect(await generate('--check')).toEqual({ code: 1, stdout: `stale: ${named}` });
  expect(readFileSync(file, 'utf8')).toBe(stale);

  expect(await generate()).toEqual({ code: 0, stdout: `written: ${named}` });
  expect(readFileSync(file, 'utf8')).toBe(fresh);
  expect(await generate('--check')).toEqual({ code: 0, stdout: '' });
}, 120_000);

it('makes a validator that needs nothing beside itself', async () => {
  const lonely = join(mkdtempSync(join(tmpdir(), 'validator-')), 'validator.mjs');
  cpSync(join(ROOT, 'src/config/schema-validator.gen.mjs'), lonely);
  const { default: validate } = (await import(pathToFileURL(lonely).href)) as {
    default: (value: unknown) => boolean;
  };
  rmSync(dirname(lonely), { recursive: true });
  const brand = (name: string) => ({ version: 1, brands: { acme: { id: 'B1', legalName: name } } });
  expect(validate(brand('é'.repeat(255)))).toBe(true);
  expect(validate(brand('é'.repeat(256)))).toBe(false);
});
