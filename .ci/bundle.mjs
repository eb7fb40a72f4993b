/**
 * How TypeScript becomes what Node 20 runs. The command and the benchmark are bundled alike.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** @type {import('esbuild').BuildOptions} */
export const bundling = {
  absWorkingDir: root,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  // Names of files are in the bundle: the same ones also where node_modules is a link.
  preserveSymlinks: true,
  define: { CAMPAIGNCTL_VERSION: JSON.stringify(version) },
  alias: {
    // The build without a read of process.env on every token: faster and smaller, same answers.
    yaml: `${root}node_modules/yaml/browser/index.js`,
  },
  legalComments: 'none',
  // Spaces and comments are read at every start. Names stay, so that a stack trace still tells something.
  minifyWhitespace: true,
  logLevel: 'warning',
  banner: {
    // CommonJS dependencies call require() for node's own modules.
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
};
