/**
 * registry.mjs MODULE FOLDER on|off OPERATION_MS: serves a registry that matches an account, until stdin ends.
 * It announces limits that nobody reaches, so that what is measured is the tool and not its patience.
 */
import { seedOf } from '../world.mjs';

const [module, folder, sms, operationMs] = process.argv.slice(2);
const { contentToWire, loadConfig, startSandbox } = await import(module);
const { desired } = await loadConfig(folder);
const seed = seedOf(desired, { on: sms === 'on', contentToWire });
const sandbox = await startSandbox({
  stateDir: null,
  seed,
  operationMs: Number(operationMs),
  rateLimit: 1_000_000,
});
console.log(JSON.stringify({ url: sandbox.url, apiKey: sandbox.apiKey }));
process.stdin.resume();
process.stdin.once('end', () => sandbox.close());
