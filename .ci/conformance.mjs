/**
 * Modules of test/conformance, built and loaded for a command of its own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { install } from 'undici';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONTRACT = 'schema/sms-registry.openapi.yaml';

export function contractOf(parseDocument) {
  return parseDocument(CONTRACT, readFileSync(join(ROOT, CONTRACT), 'utf8'));
}

/** `use` gets what loads each of the modules by its name. */
export async function withConformance(names, use) {
  // One copy of undici for fetch and Agent, as the CLI has it.
  install();
  // Built below node_modules, so that packages resolve as they do in the sources.
  const out = mkdtempSync(join(ROOT, 'node_modules', '.conformance-'));
  try {
    await build({
      absWorkingDir: ROOT,
      entryPoints: names.map((name) => `test/conformance/${name}.ts`),
      outdir: out,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'warning',
    });
    await use((name) => import(pathToFileURL(join(out, `${name}.mjs`)).href));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
