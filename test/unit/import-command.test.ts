/** `campaignctl import` against a served registry: what it writes, what it leaves alone, and what stands in its way. */
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ImportOptions, importRegistry } from '../../src/commands/import.ts';
import type { FaultAction, FaultRule } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { ioDouble } from '../crash/io-double.ts';
import { standardSeed } from '../worlds.ts';
import { ACCOUNT, folder } from './config-folder.ts';

const FILE = 'campaigns/billing-questions-payment.yaml';
const open: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

async function registry(faults: readonly FaultRule[] = []): Promise<Sandbox> {
  const sandbox = await startSandbox({
    stateDir: null,
    seed: standardSeed(),
    rateLimit: false,
    faults,
  });
  open.push(sandbox);
  return sandbox;
}

async function run(
  root: string,
  sandbox: Sandbox,
  options: Partial<ImportOptions> = {},
  apiKey = sandbox.apiKey,
) {
  const env = { CAMPAIGNCTL_SANDBOX_URL: sandbox.url, CAMPAIGNCTL_API_KEY: apiKey };
  const { io, out, err } = ioDouble(env, root);
  const code = await importRegistry({ path: '.', format: 'text', ...options }, io);
  return { code, out: out(), err: err() };
}

const tree = (root: string) => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();

describe('an import', () => {
  it('writes what is live, sends nothing but GET, and is done the second time', async () => {
    const root = folder({ 'account.yaml': ACCOUNT });
    const sandbox = await registry();
    const { code, out, err } = await run(root, sandbox);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`  ${FILE}  C7GH42I, active, 46 numbers`);
    expect(tree(root)).toEqual(['account.yaml', 'brands.yaml', 'campaigns', FILE]);
    expect(sandbox.control.requests().filter(({ method }) => method !== 'GET')).toEqual([]);
    const before = readFileSync(join(root, FILE), 'utf8');
    const again = await run(root, sandbox);
    expect(again.out).toContain('Everything that can be written is in the files already.');
    expect(readFileSync(join(root, FILE), 'utf8')).toBe(before);
    // Tax ids are known to the registry with their last digits.
    expect(before + readFileSync(join(root, 'brands.yaml'), 'utf8')).not.toMatch(/6789|•/);
  });

  it('writes nothing with --dry-run, and shows each file in full', async () => {
    const root = folder({ 'account.yaml': ACCOUNT });
    const { code, out } = await run(root, await registry(), { dryRun: true });
    expect(code).toBe(0);
    expect(tree(root)).toEqual(['account.yaml']);
    expect(out).toContain('==> brands.yaml <==\n# yaml-language-server');
    expect(out).toContain('      +14085550245: clerk46@acme-dental.example\n');
    expect(out).toContain('Would be written\n');
  });

  it('tells JSON what it wrote and left out', async () => {
    const root = folder({ 'account.yaml': ACCOUNT });
    const { out } = await run(root, await registry(), { format: 'json' });
    expect(JSON.parse(out)).toMatchObject({
      format: 'campaignctl/import@1',
      account: 'acme',
      dryRun: false,
      files: [
        { path: 'brands.yaml', holds: { kind: 'brands', blocks: [{ id: 'BACME01' }] } },
        { path: FILE, text: readFileSync(join(root, FILE), 'utf8'), holds: { numbers: 46 } },
      ],
      leftOut: [{ address: 'number/+14085550105', person: 'Bob Ray' }],
      notWritten: [],
      gaps: [],
    });
  });

  it('leaves files of the same name alone, and finds other names', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'brands.yaml': '# nothing of ours\n',
      [FILE]: 'key: of another tool\n',
    });
    const { code } = await run(root, await registry());
    expect(code).toBe(0);
    expect(readFileSync(join(root, 'brands.yaml'), 'utf8')).toBe('# nothing of ours\n');
    expect(readFileSync(join(root, FILE), 'utf8')).toBe('key: of another tool\n');
    expect(tree(root)).toContain('brands-2.yaml');
    expect(tree(root)).toContain('campaigns/billing-questions-payment-2.yaml');
  });

  it('puts nothing in the way of a seed, and needs none', async () => {
    const account = `${ACCOUNT}  sandbox: { seed: office.seed.yaml }\n`;
    const root = folder({ 'account.yaml': account, 'office.seed.yaml': '{}\n' });
    expect((await run(root, await registry())).code).toBe(0);
  });
});

describe('what stands in the way of an import', () => {
  it('is no account: exit 3, and the way to one', async () => {
    const { code, out } = await run(folder({}), await registry());
    expect(code).toBe(3);
    expect(out).toContain('account-missing');
    expect(out.replace(/\s+/g, ' ')).toContain('or let `campaignctl init` write a first one');
  });

  it('is a configuration that is not valid: exit 3, and nothing is read', async () => {
    const sandbox = await registry();
    const root = folder({ 'account.yaml': ACCOUNT, 'more.yaml': 'version: 1\nbrnads: {}\n' });
    const { code, out } = await run(root, sandbox, { format: 'json' });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ format: 'campaignctl/diagnostics@1', valid: false });
    expect(sandbox.control.requests()).toEqual([]);
  });

  it('is a key that is refused: exit 7', async () => {
    const root = folder({ 'account.yaml': ACCOUNT });
    const { code, out, err } = await run(root, await registry(), { format: 'json' }, 'not-the-key');
    expect(code).toBe(7);
    expect(JSON.parse(out)).toMatchObject({ format: 'campaignctl/error@1' });
    expect(err).not.toContain('not-the-key');
    expect(tree(root)).toEqual(['account.yaml']);
  });

  it.each<[FaultAction['kind'], string, readonly string[]]>([
    ['truncatePage', '/users', ['brands.yaml']],
    ['wrongTotal', '/sms/numbers', ['brands.yaml']],
    ['wrongTotal', '/sms/campaigns', ['brands.yaml']],
    ['wrongTotal', '/sms/brands', []],
  ])('is a %s of %s: exit 7, and only what was read whole', async (kind, path, files) => {
    const root = folder({ 'account.yaml': ACCOUNT });
    const sandbox = await registry([{ match: { path }, do: { kind } as FaultAction }]);
    const { code, out } = await run(root, sandbox);
    expect(code).toBe(7);
    expect(out).toContain('The registry was not read completely');
    expect(tree(root)).toEqual(['account.yaml', ...files]);
  });

  it('is a folder that leads out of the account: exit 3, and nothing is written there', async () => {
    const elsewhere = folder({});
    const root = folder({ 'account.yaml': ACCOUNT });
    symlinkSync(elsewhere, join(root, 'campaigns'));
    const { code, out } = await run(root, await registry());
    expect(code).toBe(3);
    expect(out).toContain('file-outside-root');
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('is a link that leads nowhere: it stays', async () => {
    const root = folder({ 'account.yaml': ACCOUNT });
    symlinkSync(join(root, 'nowhere.yaml'), join(root, 'brands.yaml'));
    const { code } = await run(root, await registry());
    // The link itself is a finding, so nothing is begun.
    expect(code).toBe(3);
    expect(existsSync(join(root, 'nowhere.yaml'))).toBe(false);
  });

  it('is a file in place of the folder: exit 1, with what was written before', async () => {
    const root = folder({ 'account.yaml': ACCOUNT, campaigns: 'a file\n' });
    const { code, err, out } = await run(root, await registry(), { format: 'json' });
    expect(code).toBe(1);
    expect(err).toBe(`${FILE} was not written: campaigns is not a folder.\n`);
    expect(JSON.parse(out)).toMatchObject({ notWritten: [{ path: FILE }] });
    expect(existsSync(join(root, 'brands.yaml'))).toBe(true);
  });
});
