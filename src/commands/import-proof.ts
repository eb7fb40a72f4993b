/**
 * The proof of an import: the new files are read beside the ones that are there, and planned against the same registry.
 * Law: a file gets into the account only where the plan does no more with it than without it.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Loaded, loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import type { NewFile } from '../model/import.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../model/port.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { makePlan } from '../plan/plan.ts';

/** What the plan would do, refuse, hold or find wrong because of the new files; empty where they are as they have to be. */
export async function objectionsTo(
  files: readonly NewFile[],
  loaded: Loaded,
  snapshot: Snapshot,
  provider: Pick<Provider, 'canonical' | 'capabilities'>,
): Promise<readonly string[]> {
  if (files.length === 0 || loaded.desired === null) return [];
  const { desired, diagnostics } = await loadTogether(loaded, files);
  if (desired === null) {
    return diagnostics.flatMap(({ severity, rule, message }) =>
      severity === 'error' ? [`${rule}: ${message}`] : [],
    );
  }
  const planOf = (written: Desired): Plan => {
    const { capabilities } = provider;
    return makePlan({ desired: provider.canonical(written), snapshot, capabilities });
  };
  const before = new Set(doings(planOf(loaded.desired)));
  return doings(planOf(desired)).filter((doing) => !before.has(doing));
}

/** The account with the new files in it, in a place of its own that is gone afterwards. */
async function loadTogether(
  { root, files, desired }: Loaded,
  added: readonly NewFile[],
): Promise<Loaded> {
  const stage = mkdtempSync(join(tmpdir(), 'campaignctl-import-'));
  const place = (file: string): string => {
    const path = join(stage, file);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  try {
    for (const file of files) copyFileSync(join(root, file), place(file));
    // Only that it is there is looked at.
    const seed = desired?.account.sandboxSeed ?? null;
    if (seed !== null) writeFileSync(place(seed), '');
    for (const { path, text } of added) writeFileSync(place(path), text, { flag: 'wx' });
    return await loadConfig(stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Changes, refusals and held numbers, each by what it is about: the id of a change depends on the key of its campaign. */
function doings({ changes, refusals, held }: Plan): readonly string[] {
  return [
    ...changes.map(({ address, action }) => `${action} ${address}`),
    ...refusals.map(({ rule, message }) => `${rule}: ${message}`),
    ...held.map(({ number, rule }) => `${rule} ${number}`),
  ];
}
