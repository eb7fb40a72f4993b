/**
 * Builds dist/: one ESM bundle for Node 20, split so that each command loads only what it needs.
 * Law: nothing outside dist is required at run time, so the package has no dependencies.
 */
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { bundling, root } from './bundle.mjs';
import { notices } from './notices.mjs';

const LICENCES = 'third-party-licenses.txt';

/** `pg` asks for it, and does without. */
const OPTIONAL = ['pg-native'];

const { metafile } = await build({
  metafile: true,
  ...bundling,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
});
chmodSync(`${root}dist/cli.js`, 0o755);
writeFileSync(`${root}dist/${LICENCES}`, notices(metafile));

const outside = Object.values(metafile.outputs)
  .flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path))
  .filter((path) => !path.startsWith('node:') && !isBuiltin(path) && !OPTIONAL.includes(path));
if (outside.length > 0) throw new Error(`dist needs packages: ${[...new Set(outside)].join(', ')}`);

// What an earlier build left goes last, so that a command that runs meanwhile still finds its parts.
const made = new Set([...Object.keys(metafile.outputs), `dist/${LICENCES}`]);
for (const entry of readdirSync(`${root}dist`, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isDirectory() && !made.has(relative(root, path).replaceAll('\\', '/'))) rmSync(path);
}
