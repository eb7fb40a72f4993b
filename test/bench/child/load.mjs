/** load.mjs MODULE FOLDER: loads a configuration in process. */
import { performance } from 'node:perf_hooks';

const [module, folder] = process.argv.slice(2);
const { loadConfig } = await import(module);

const began = performance.now();
const { desired, diagnostics } = await loadConfig(folder);
const ms = performance.now() - began;
if (desired === null || diagnostics.length > 0) {
  throw new Error(`the account is not clean: ${JSON.stringify(diagnostics.slice(0, 3))}`);
}
console.log(JSON.stringify({ ms }));
