/** Golden files: what a person sees, kept as a file that is read in review. `UPDATE_GOLDEN=1` rewrites them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const ROOT = fileURLToPath(new URL('./golden/', import.meta.url));

/** Compares `text` with `test/golden/<path>`. */
export function expectGolden(path: string, text: string): void {
  const file = `${ROOT}${path}`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  let wanted: string;
  try {
    wanted = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`no golden file test/golden/${path}; write it with UPDATE_GOLDEN=1`);
  }
  expect(text).toBe(wanted);
}
