/**
 * Looks whether what others need has taken effect.
 * Law: only what something in this plan depends on is looked at, every few seconds, for the time that was given.
 */
import type { FoundObject } from '../model/port.ts';
import { effectOf } from './effects.ts';
import { awaitedJobs, type Job } from './scheduling.ts';
import { fail, mayGoOn, providerFault, type Run } from './state.ts';
import { learn, targetOf } from './steps.ts';

/** Pause between looks. Many to look at are looked at more slowly: reads take from the same rate limit as writes. */
const LOOK_EVERY_MS = 3000;
const LOOK_PACE_MS = 1000;

/** One round of looking, after a pause; null: nothing to look for, or the time is up. */
export function lookAgain(run: Run): Promise<void> | null {
  const { jobs, statuses, wait, timing } = run;
  const awaited = awaitedJobs(jobs, statuses);
  if (awaited.length === 0 || wait.budgetMs <= 0) return null;
  run.deadline ??= timing.now() + wait.budgetMs;
  const left = run.deadline - timing.now();
  if (left <= 0) return null;
  const pause = Math.max(LOOK_EVERY_MS, awaited.length * LOOK_PACE_MS);
  return look(awaited, Math.min(pause, left), run);
}

async function look(awaited: readonly Job[], pause: number, run: Run): Promise<void> {
  run.onEvent({ kind: 'waiting', jobs: awaited });
  await sleepUntilStopped(pause, run);
  for (const job of awaited) {
    if (!mayGoOn(run)) return;
    await lookAt(job, run);
  }
}

async function lookAt(job: Job, run: Run): Promise<void> {
  const { ledger } = run.context;
  const target = targetOf(job, run.context);
  if (target === null) return;
  let found: readonly FoundObject[];
  try {
    found = await run.provider.find(target);
  } catch (error) {
    // Not knowing is not absence: the next look may tell.
    providerFault(error, run);
    return;
  }
  for (const object of found) learn(object, job.change.address, ledger);
  const effect = effectOf(found);
  if (effect.state === 'there') run.statuses.set(job.id, 'effective');
  if (effect.state === 'never') fail(job, effect.reason, run);
}

async function sleepUntilStopped(ms: number, { timing, signal }: Run): Promise<void> {
  try {
    await timing.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
