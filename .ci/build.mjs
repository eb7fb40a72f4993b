/**
 * Builds dist/: one ESM bundle for Node 20, split so that each command loads only what it needs.
 * Nothing outside dist is required at run time.
 */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { bundling, root } from './bundle.mjs';

const { metafile } = await build({
  metafile: true,
  ...bundling,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
});
chmodSync(`${root}dist/cli.js`, 0o755);

// What an earlier build left goes last, so that a command that runs meanwhile still finds its parts.
for (const name of readdirSync(`${root}dist/chunks`)) {
  if (!(`dist/chunks/${name}` in metafile.outputs)) rmSync(`${root}dist/chunks/${name}`);
}
