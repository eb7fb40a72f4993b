/**
 * plan.mjs MODULE FOLDER: the planner's own work where there is nothing to do, and the rendering of its result.
 * `first` is a call in a process that has planned nothing before, as in a command.
 */
import { performance } from 'node:perf_hooks';
import { snapshotOf } from '../world.mjs';

const [module, folder] = process.argv.slice(2);
const { SANDBOX, canonicalDesired, loadConfig, makePlan, renderPlan, toJson } = await import(
  module
);
const { desired } = await loadConfig(folder);
// Texts of their own, as they come from a registry.
const snapshot = JSON.parse(JSON.stringify(snapshotOf(desired)));
globalThis.gc?.();

const began = performance.now();
const plan = makePlan({ desired: canonicalDesired(desired), snapshot, capabilities: SANDBOX });
const ms = performance.now() - began;
if (plan.changes.length + plan.held.length + plan.unlisted.length + plan.cannotText.length > 0) {
  throw new Error('there is something to do');
}
const text = time(() => renderPlan(plan, { color: false, columns: 80 }));
const json = time(() => toJson(plan));
console.log(JSON.stringify({ ms, text, json }));

function time(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}
