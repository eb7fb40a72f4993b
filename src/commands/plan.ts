/**
 * `campaignctl plan`: what apply would do. Changes nothing; its transport can only GET.
 */
import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { LogFacts } from '../model/log.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../model/port.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { makePlan } from '../plan/plan.ts';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import { renderPlan } from '../report/plan-text.ts';
import { withProvider } from './connect.ts';
import type { Io } from './io.ts';
import { placedIn, whileReading, writeWhole } from './output.ts';
import { logFacts, type StateOptions, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface PlanOptions extends StateOptions {
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

export async function plan(options: PlanOptions, io: Io): Promise<ExitCode> {
  const { path, format, out, detailedExitcode = false, state } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired, diagnostics } = loaded;
  if (desired === null) return showFindings(loaded, format, io);

  const { sandboxSeed, name } = desired.account;
  const connection = { root, sandboxSeed, readOnly: true, format };
  const use = async (log: LogFacts, provider: Provider): Promise<ExitCode> => {
    const { plan } = await whileReading(io, readPlan(desired, diagnostics, provider, log));
    io.stdout(format === 'json' ? toJson(plan) : renderPlan(plan, placedIn(root, io)));
    const objection =
      out === undefined ? null : await writeWhole(resolve(io.cwd, out), toJson(plan));
    if (objection !== null) {
      io.stderr(`${objection}\n`);
      return EXIT.bug;
    }
    return planExitCode(plan, detailedExitcode);
  };
  return withState({ state, account: name, root, format }, io, async (state) => {
    const { entries, notes } = await state.store.read();
    for (const note of notes) io.stderr(`${clean(note)}\n`);
    const log = logFacts(state, entries);
    return withProvider(connection, io, (provider) => use(log, provider));
  });
}

/** One fresh plan, with what it was made from. */
export async function readPlan(
  written: Desired,
  diagnostics: readonly Diagnostic[],
  provider: Provider,
  log: LogFacts | null,
): Promise<{ plan: Plan; desired: Desired; snapshot: Snapshot }> {
  const desired = provider.canonical(written);
  const snapshot = await provider.snapshot();
  const { capabilities } = provider;
  return {
    plan: makePlan({ desired, snapshot, capabilities, diagnostics, log }),
    desired,
    snapshot,
  };
}

function planExitCode(plan: Plan, detailed: boolean): ExitCode {
  const codes: ExitCode[] = [EXIT.ok];
  if (plan.gaps.length > 0) codes.push(EXIT.unread);
  if (plan.refusals.length > 0 || plan.held.length > 0) codes.push(EXIT.refused);
  if (detailed) codes.push(detail(plan));
  return strongest(codes);
}

function detail(plan: Plan): ExitCode {
  const toRun = plan.changes.some(({ when }) => when.kind === 'now' || when.kind === 'after');
  if (toRun || plan.attention.length > 0) return EXIT.changes;
  return plan.changes.length + plan.waiting.length > 0 ? EXIT.waits : EXIT.ok;
}
