/**
 * For each difference, the patch that makes the files say what is live.
 * Law: one is offered only where a plan that is made with it, on the same facts, is without the difference and without a
 * new one, and where every line of it can be shown as it is.
 */
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { type EditedFile, editsToKeep } from '../../config/keep.ts';
import { loadConfig } from '../../config/load.ts';
import type { Drift } from '../../model/drift.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { clean } from '../../report/clean.ts';
import type { Account } from './account.ts';
import { planInner } from './inner.ts';
import type { Session } from './session.ts';

/** Differences that are looked at; each costs a plan. */
const MOST = 25;

/** What the plan is made from. */
export interface Facts {
  readonly plan: Plan;
  /** Path of the saved snapshot. */
  readonly snapshot: string;
}

/** Change id → unified diff from the root of the repository. */
export async function patchesFor(
  session: Session,
  { root }: Account,
  drift: Drift,
  facts: Facts,
): Promise<ReadonlyMap<string, string>> {
  const { files: read, desired } = await loadConfig(root);
  const seed = desired?.account.sandboxSeed ?? null;
  const files = seed === null ? read : [...read, seed];
  const patches = new Map<string, string>();
  const possible = drift.changes.flatMap((change) => {
    const edited = editsToKeep(root, files, change);
    return edited === null ? [] : [{ change, edited }];
  });
  for (const { change, edited } of possible.slice(0, MOST)) {
    const patch = patchOf(root, edited, session.base);
    if (patch === null || session.shown(patch) !== patch) continue;
    if (await solves(session, root, files, { change, edited, facts })) {
      patches.set(change.id, patch);
    }
  }
  return patches;
}

/** null: a line of it would not survive being shown. */
function patchOf(root: string, edited: readonly EditedFile[], base: string): string | null {
  // A byte-order mark, or line ends of other systems, are not in the text that was read.
  if (!edited.every(({ file, before }) => readFileSync(join(root, file), 'utf8') === before)) {
    return null;
  }
  const parts = edited.map(({ file, before, after }) => {
    const whole = createTwoFilesPatch(`a/${base}${file}`, `b/${base}${file}`, before, after);
    return whole.slice(whole.indexOf('--- '));
  });
  const patch = parts.join('');
  return patch.split('\n').every((line) => clean(line) === line) ? patch : null;
}

interface Try {
  readonly change: Change;
  readonly edited: readonly EditedFile[];
  readonly facts: Facts;
}

/** Makes the plan of a copy of the account. */
async function solves(
  { io }: Session,
  root: string,
  files: readonly string[],
  { change, edited, facts }: Try,
): Promise<boolean> {
  const copy = await mkdtemp(join(tmpdir(), 'campaignctl-keep-'));
  try {
    for (const file of files) await cp(join(root, file), join(copy, file));
    for (const { file, after } of edited) await writeFile(join(copy, file), after);
    const quiet = { ...io, stderr: () => {} };
    const where = { path: copy, state: `dir:${join(copy, 'log')}` };
    const { result } = await planInner(quiet, where, { snapshot: facts.snapshot });
    if (result.kind !== 'plan') return false;
    const known = new Set(facts.plan.changes.map(({ id }) => id));
    const { changes } = result.plan;
    return changes.every(({ id }) => id !== change.id && known.has(id));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
