/**
 * Where campaignctl itself is installed, and the files that it brings along to be copied.
 * Law: the only place that looks for them, from a checkout as from a package.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files of a folder below `examples/` of the package, by their paths in it. Throws where this installation lacks it. */
export function packageFiles(
  folder: 'starter' | 'starter-8x8' | 'github',
): ReadonlyMap<string, string> {
  const root = packageFolder(dirname(fileURLToPath(import.meta.url)));
  const path = root === null ? null : join(root, 'examples', folder);
  if (path === null || !existsSync(path)) {
    throw new Error(`this installation lacks its folder examples/${folder}`);
  }
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}

/** The nearest folder above the code that has a package.json; null: there is none. */
function packageFolder(folder: string): string | null {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  return above === folder ? null : packageFolder(above);
}
