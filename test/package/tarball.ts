/**
 * The package as npm packs and installs it. It is packed from a copy of the checkout, because packing builds, and other
 * tests run dist/ meanwhile.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface PackedFile {
  readonly path: string;
  /** Permissions, such as 0o644. */
  readonly mode: number;
  readonly text: string;
}

export interface Tarball {
  readonly file: string;
  readonly files: readonly PackedFile[];
  /** The folder that it was packed from; nothing of it may be named in the package. */
  readonly from: string;
  close(): void;
}

/** Packs a copy of the checkout to which `planted` was added: path → text. */
export async function packWith(planted: Readonly<Record<string, string>>): Promise<Tarball> {
  const folder = mkdtempSync(join(tmpdir(), 'campaignctl-package-'));
  const from = join(folder, 'checkout');
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const path of listed
    .split('\0')
    .filter((one) => /^[^/]+$|^(\.ci|src|schema|examples|docs)\//.test(one))) {
    cpSync(join(ROOT, path), join(from, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(from, 'node_modules'));
  for (const [path, text] of Object.entries(planted)) {
    mkdirSync(dirname(join(from, path)), { recursive: true });
    writeFileSync(join(from, path), text);
  }
  await npm(from, 'pack', '--pack-destination', folder);
  const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.tgz'));
  execFileSync('tar', ['xzpf', name], { cwd: folder });
  return {
    file: join(folder, name),
    files: filesIn(join(folder, 'package')),
    from,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function filesIn(folder: string): readonly PackedFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: file.slice(folder.length + 1),
      mode: statSync(file).mode & 0o777,
      text: readFileSync(file, 'utf8'),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Installs the tarball into a folder that holds nothing, without asking anybody for anything. */
export async function installed(tarball: Tarball): Promise<string> {
  const folder = join(dirname(tarball.file), 'somewhere');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(folder, 'install', '--omit=dev', '--offline', tarball.file);
  return folder;
}

/** npm with settings and a cache of its own. Gives its stdout; throws what it said where it fails. */
export async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'campaignctl-npm-'));
  try {
    const { stdout } = await promisify(execFile)(
      'npm',
      [...args, '--no-audit', '--no-fund', '--no-update-notifier'],
      {
        cwd,
        env: { PATH: process.env['PATH'], HOME: home, npm_config_cache: join(home, 'cache') },
      },
    );
    return stdout;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
