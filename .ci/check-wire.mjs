/**
 * Checks real traffic against OpenAPI documents: that of the published endpoints against those in a folder, that of our
 * contract against schema/sms-registry.openapi.yaml.
 *
 *   npm run check:wire -- DIR [--traffic FILE.jsonl] [--record FILE.jsonl]
 *
 * Without --traffic it records the traffic itself, from the sandbox server. Exit 0: no violations; 1: some;
 * 2: wrong usage; 3: not run, because no folder was named.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contractOf, withConformance } from './conformance.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { traffic: { type: 'string' }, record: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.log('not run: name a folder with the OpenAPI files (npm run check:wire -- DIR)');
  process.exit(3);
}
const files = (existsSync(folder) ? readdirSync(folder) : []).filter((name) =>
  /\.ya?ml$/.test(name),
);
if (files.length === 0) {
  console.error(`no OpenAPI files (*.yaml) in ${folder}`);
  process.exit(2);
}

await withConformance(['wire-document', 'wire-report', 'wire-session'], async (load) => {
  const { parseDocument } = await load('wire-document');
  const { judge } = await load('wire-report');
  const { recordSession } = await load('wire-session');
  const contract = contractOf(parseDocument);
  const published = files.map((name) =>
    parseDocument(name, readFileSync(join(folder, name), 'utf8')),
  );
  const exchanges =
    values.traffic === undefined ? await recordSession() : readLines(values.traffic);
  if (values.record !== undefined) {
    writeFileSync(values.record, exchanges.map((e) => `${JSON.stringify(e)}\n`).join(''));
  }
  const { text, violations } = judge(contract, published, exchanges);
  process.stdout.write(text);
  process.exitCode = violations === 0 ? 0 : 1;
});

function readLines(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
