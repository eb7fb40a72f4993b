/**
 * Builds dist/: one ESM bundle for Node 20, split so that each command loads only what it needs.
 * Nothing outside dist is required at run time.
 */
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  define: { CAMPAIGNCTL_VERSION: JSON.stringify(version) },
  alias: {
    // The build without a read of process.env on every token: faster and smaller, same answers.
    yaml: `${root}node_modules/yaml/browser/index.js`,
  },
  legalComments: 'none',
  logLevel: 'warning',
  banner: {
    // CommonJS dependencies call require() for node's own modules.
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
});
chmodSync(`${root}dist/cli.js`, 0o755);
