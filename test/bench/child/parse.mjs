/**
 * The bare cost: reads the files of an account and parses them, nothing else.
 * parse.mjs MODULE ACCOUNT.json; MODULE exports parseYaml and parseCsv, or is `default` for the builds that Node resolves.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const [module, accountFile] = process.argv.slice(2);
const { parseYaml, parseCsv } = module === 'default' ? await ofNode() : await import(module);
const { folder, yaml, csv } = JSON.parse(readFileSync(accountFile, 'utf8'));

const began = performance.now();
for (const file of yaml) parseYaml(readFileSync(join(folder, file), 'utf8'));
for (const file of csv) parseCsv(readFileSync(join(folder, file), 'utf8'));
console.log(JSON.stringify({ ms: performance.now() - began }));

async function ofNode() {
  const [{ parse: parseYaml }, { parse: parseCsv }] = await Promise.all([
    import('yaml'),
    import('csv-parse/sync'),
  ]);
  return { parseYaml, parseCsv };
}
