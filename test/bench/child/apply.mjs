/**
 * apply.mjs MODULE FOLDER URL API_KEY: reads a registry, plans, applies, in process. Prints what was done beside the time.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const [module, folder, url, apiKey] = process.argv.slice(2);
const { canonicalDesired, loadConfig, makePlan, runPlan, sandboxProvider } = await import(module);
const written = await loadConfig(folder);
const provider = sandboxProvider({ url, apiKey });
const desired = canonicalDesired(written.desired);
const snapshot = await provider.snapshot();
const { capabilities } = provider;
const plan = makePlan({ desired, snapshot, capabilities });

const began = performance.now();
const report = await runPlan({
  plan,
  desired,
  snapshot,
  provider,
  secrets: () => undefined,
  wait: { budgetMs: 0 },
  timing: { now: () => Date.now(), sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
  onEvent: () => {},
  signal: new AbortController().signal,
});
const ms = performance.now() - began;
await provider.close();
const failed = report.failed.length + report.held.length + report.notAttempted.length;
console.log(JSON.stringify({ ms, done: report.done.length, failed }));
