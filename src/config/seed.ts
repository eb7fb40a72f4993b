/**
 * The file behind `account.sandbox.seed`: whether it is there. What it holds is for the sandbox to judge.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Entry } from './entries.ts';
import { diagnoseAt } from './source.ts';

/** `seed`: relative to `root`, as it is written in `account`; null: none is named. */
export function missingSeed(
  root: string,
  account: Entry,
  seed: string | null,
): readonly Diagnostic[] {
  if (seed === null || existsSync(resolve(root, seed))) return [];
  return [
    diagnoseAt(account.places['sandbox.seed'] ?? account.place, {
      rule: 'seed-missing',
      message: `There is no file \`${seed}\` in the folder of the account.`,
      hint: 'The path starts at the folder that holds `account:`. Capital and small letters count. Without `seed:` the sandbox starts empty.',
    }),
  ];
}
