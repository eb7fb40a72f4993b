/** What is published, and that it works where nothing else is. */
import { execFile } from 'node:child_process';
import { cpSync, lstatSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../golden.ts';
import { installed, npm, packWith, ROOT, type Tarball } from './tarball.ts';

const MINUTE = 60_000;

/** What may lie in the folder of somebody who publishes by hand. */
const KEY = 'planted-3f9d1c';
const PLANTED = {
  '.env': `CAMPAIGNCTL_API_KEY=${KEY}\n`,
  '.npmrc': `//registry.npmjs.org/:_authToken=${KEY}\n`,
  'dist/chunks/of-yesterday.js': `'${KEY}'\n`,
  'dist/of-yesterday.js': `'${KEY}'\n`,
  'examples/quickstart/.campaignctl/sandbox/server.json': `{ "apiKey": "${KEY}" }\n`,
  'examples/quickstart/nested/.campaignctl/log/1.jsonl': `${KEY}\n`,
};

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let tarball: Tarball;

beforeAll(async () => {
  tarball = await packWith(PLANTED);
}, 2 * MINUTE);

afterAll(() => tarball?.close());

describe('the tarball', () => {
  it('holds what is needed, and nothing else', () => {
    const lines = tarball.files.map(
      ({ path, mode }) =>
        `${mode.toString(8)} ${path.replace(/^dist\/chunks\/.*-[A-Z0-9]{8}\.js$/, 'dist/chunks/*.js')}\n`,
    );
    expectGolden('package/files.txt', [...new Set(lines)].join(''));
  });

  it('has every chunk that another one asks for, and no more', () => {
    const text = new Map(tarball.files.map((one) => [one.path, one.text]));
    const reached = new Set<string>();
    const reach = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const [, name = ''] of (text.get(path) ?? '').matchAll(
        /["']\.\/(?:chunks\/)?([\w-]+\.js)["']/g,
      )) {
        reach(`dist/chunks/${name}`);
      }
    };
    reach('dist/cli.js');
    const packed = tarball.files
      .map(({ path }) => path)
      .filter((path) => /^dist\/.*\.js$/.test(path));
    expect([...reached].sort()).toEqual(packed);
  });

  it('names no secret, no folder of the machine that packed it, and no source map', () => {
    const words = [
      KEY,
      tarball.from,
      realpathSync(tarball.from),
      ROOT,
      homedir() === '/' ? KEY : `${homedir()}/`,
    ];
    const found = tarball.files.flatMap(({ path, text }) => [
      ...words.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`),
      ...(path.endsWith('.map') || /^\/\/# sourceMappingURL=/m.test(text)
        ? [`${path}: source map`]
        : []),
    ]);
    expect(found).toEqual([]);
  });

  it('starts on every system: the first line is for cmd-shim and env alike', () => {
    const cli = tarball.files.find(({ path }) => path === manifest.bin.campaignctl);
    expect(cli?.text.startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(
      tarball.files.filter(({ path, text }) => path.startsWith('dist/') && text.includes('\r\n')),
    ).toEqual([]);
  });

  it('comes with the licences of what is bundled', () => {
    const licences =
      tarball.files.find(({ path }) => path === 'dist/third-party-licenses.txt')?.text ?? '';
    for (const name of ['commander', 'csv-parse', 'pg', 'pgpass', 'undici', 'yaml', 'ajv']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d[^\\n]*\\n\\n[\\s\\S]*?Copyright`, 'm'));
    }
  });
});

describe('package.json', () => {
  it('may be published, by the registry and with a provenance', () => {
    expect(manifest.private).toBeUndefined();
    expect(manifest.publishConfig).toEqual({
      access: 'public',
      provenance: true,
      registry: 'https://registry.npmjs.org/',
    });
    expect(manifest.repository.url).toMatch(/^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
    expect(manifest.bugs.url).toBe(
      manifest.repository.url.replace(/^git\+(.*)\.git$/, '$1/issues'),
    );
  });

  it('is as npm would write it', async () => {
    const folder = join(tarball.from, '..', 'fixed');
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    await npm(folder, 'pkg', 'fix');
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toEqual(manifest);
  });

  it('has its version in the changelog', () => {
    const changelog = readFileSync(join(ROOT, 'docs/CHANGELOG.md'), 'utf8');
    expect(changelog).toContain(`\n## [${manifest.version}] - `);
  });
});

describe('installed, without a network', () => {
  let folder: string;
  let account: string;

  beforeAll(async () => {
    folder = await installed(tarball);
    account = join(folder, 'acme');
    cpSync(join(folder, 'node_modules/campaignctl/examples/quickstart'), account, {
      recursive: true,
    });
  }, MINUTE);

  /** As an admin types it. Gives the stdout of a run that ended well. */
  async function npx(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('npx', ['--no-install', 'campaignctl', ...args], {
      cwd: account,
      env: { PATH: process.env['PATH'], HOME: folder },
    });
    return stdout;
  }

  it('brings no other package', () => {
    const there = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(there).toEqual(['campaignctl']);
    expect(
      lstatSync(realpathSync(join(folder, 'node_modules/.bin/campaignctl'))).mode & 0o111,
    ).toBe(0o111);
  });

  it('tells its version', async () => {
    expect(await npx('--version')).toBe(`${manifest.version}\n`);
  });

  it('is there for all, installed as the examples do', async () => {
    const prefix = join(folder, 'tools');
    await npm(
      folder,
      'install',
      '--global',
      '--prefix',
      prefix,
      '--ignore-scripts',
      '--offline',
      tarball.file,
    );
    const { stdout } = await promisify(execFile)(join(prefix, 'bin/campaignctl'), ['--version']);
    expect(stdout).toBe(`${manifest.version}\n`);
  });

  it('tells its schemas to tools, and nothing of its inside', async () => {
    const resolves = async (name: string): Promise<string> => {
      const script = `import { createRequire } from 'node:module';
        try { createRequire(import.meta.url).resolve('${name}'); console.log('yes'); }
        catch (error) { console.log(error.code); }`;
      writeFileSync(join(folder, 'resolve.mjs'), script);
      const { stdout } = await promisify(execFile)(process.execPath, ['resolve.mjs'], {
        cwd: folder,
      });
      return stdout.trim();
    };
    expect(await resolves('campaignctl/schema/campaigns.schema.json')).toBe('yes');
    expect(await resolves('campaignctl/dist/cli.js')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('begins an account with the files that it brings along', async () => {
    const made = await npx('init', '../begun', '--account', 'acme');
    expect(made).toContain('  ../begun/campaigns.yaml\n');
    expect(await npx('validate', '../begun')).toContain('Valid: ');
    for (const path of ['workflows/pull-request.yml', 'actions/campaignctl/action.yml']) {
      expect(readFileSync(join(folder, 'begun/.github', path), 'utf8')).toBe(
        readFileSync(join(ROOT, 'examples/github/.github', path), 'utf8'),
      );
    }
  });

  it(
    'walks through the quickstart, from the first plan to the empty one',
    async () => {
      const golden = (step: string, text: string) =>
        expectGolden(`examples/quickstart/${step}.txt`, text);
      golden('01-validate', await npx('validate'));
      golden('02-plan', await npx('plan'));
      const file = join(account, 'campaigns.yaml');
      const line = '  +14085550108: dan.orr@acme-dental.example';
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('\nnoTexting:\n', `\nnoTexting:\n${line}\n`),
      );
      golden('03-apply', await npx('apply', '--yes'));
      const told = [
        await npx('sandbox', 'advance', '3d'),
        await npx('sandbox', 'approve', 'billing'),
        await npx('sandbox', 'limit', 'C7GH42I', '60'),
      ];
      golden('05-sandbox', told.join(''));
      golden('06-apply', await npx('apply', '--yes'));
      await npx('sandbox', 'advance', '2h');
      golden('07-plan', await npx('plan'));
    },
    MINUTE,
  );
});
