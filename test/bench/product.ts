/** What the benchmark calls in process, bundled exactly as the command is. */

export { runPlan } from '../../src/apply/run.ts';
export { loadConfig } from '../../src/config/load.ts';
export { makePlan } from '../../src/plan/plan.ts';
export { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
export { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
export { contentToWire } from '../../src/providers/eight-by-eight/vocabulary.ts';
export { sandboxProvider } from '../../src/providers/sandbox.ts';
export { renderDiagnostics } from '../../src/report/diagnostics.ts';
export { toJson } from '../../src/report/json.ts';
export { renderPlan } from '../../src/report/plan-text.ts';
export { startSandbox } from '../../src/sandbox/server.ts';
