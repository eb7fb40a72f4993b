/**
 * `--approved FILE…`: the plans that people reviewed.
 * Law: a file that cannot be used is refused by name, all of them in one run, before anything is read or written.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { ReviewedPlan } from '../apply/clearance.ts';
import type { Desired } from '../model/desired.ts';
import { readSavedPlan } from '../plan/saved.ts';
import { clean } from '../report/clean.ts';
import type { Io } from './io.ts';

/** A plan of 100,000 changes has some 60 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

export type Reviewed =
  | { readonly ok: true; readonly plans: readonly Omit<ReviewedPlan, 'expired'>[] }
  | { readonly ok: false; readonly problems: readonly string[] };

export async function readReviewed(
  files: readonly string[],
  { account }: Desired,
  io: Io,
): Promise<Reviewed> {
  const plans: Omit<ReviewedPlan, 'expired'>[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const text = await textOf(resolve(io.cwd, file));
    const read =
      typeof text === 'string'
        ? readSavedPlan(text, { account: account.name, provider: account.provider })
        : { ok: false as const, problem: text.problem };
    if (read.ok) plans.push({ file: basename(file), plan: read.plan });
    else problems.push(`${clean(file)} ${clean(read.problem)}.`);
  }
  return problems.length === 0 ? { ok: true, plans } : { ok: false, problems };
}

async function textOf(path: string): Promise<string | { readonly problem: string }> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return { problem: 'is far too large for a plan' };
    return await readFile(path, 'utf8');
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
      case 'ENOTDIR':
        return { problem: 'does not exist' };
      case 'EISDIR':
        return { problem: 'is a folder, not a plan' };
      case 'EACCES':
      case 'EPERM':
        return { problem: 'may not be read' };
      case 'ELOOP':
        return { problem: 'is a link that leads to itself' };
      default:
        throw error;
    }
  }
}
