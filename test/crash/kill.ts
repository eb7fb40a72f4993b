/** Ways for a command to die at a request: what had happened by then, and what it was told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { writesOf } from '../../src/apply/log/writes.ts';
import type { Running } from '../e2e/command.ts';
import type { Watcher } from './proxy.ts';
import { isWrite, requestOf, type Story } from './story.ts';

/**
 * before: the request left and never arrived · after: it took effect, and no answer came back · middle: half of the
 * answer came back.
 */
export type Mode = 'before' | 'after' | 'middle';

export const MODES: readonly Mode[] = ['before', 'after', 'middle'];

/** Starts a command that dies at its request number `n`. False: it ended before it had sent so many. */
export async function killedAt(
  story: Story,
  args: readonly string[],
  n: number,
  mode: Mode,
): Promise<boolean> {
  const first = story.proxy.arrivals.length;
  let reached = false;
  const watcher: Watcher = async (arrival, { forward, give, giveHalf }) => {
    if (arrival.n - first !== n) return give(await forward());
    reached = true;
    if (mode !== 'before') {
      const answer = await forward();
      if (mode === 'middle') await giveHalf(answer);
    }
    await kill(running);
  };
  const running = story.begin(args, { watcher });
  await running.ended;
  await story.proxy.idle();
  return reached;
}

/** Real ms after the first look; the second comes 2 s after it, and the registry counts as settled after 3. */
const LATE_MS = 600;
/** Where a busy machine takes longer until the first look, there is nothing late about it any more. */
const SOON_MS = 2_000;

/**
 * Starts a command that dies at its write number `n`, which is still on its way then: it arrives when the next command
 * has looked for it and has found nothing. That one has to wait until the registry has settled, and look again.
 * False: it did not come to that.
 */
export async function killedWithLateArrival(
  story: Story,
  args: readonly string[],
  n: number,
): Promise<boolean> {
  let writes = 0;
  let sent = null as { readonly request: string; readonly at: number } | null;
  let arrive: () => Promise<unknown> = async () => {};
  const running = story.begin(args, {
    watcher: async (arrival, { forward, give }) => {
      if (isWrite(arrival)) writes += 1;
      if (!isWrite(arrival) || writes !== n) return give(await forward());
      sent = { request: `${arrival.method} ${arrival.target}`, at: Date.now() };
      arrive = forward;
      await kill(running);
    },
  });
  await running.ended;
  await story.proxy.idle();
  if (sent === null) return false;
  const { request, at } = sent;
  let lookedAfter = null as number | null;
  let late: Promise<unknown> = Promise.resolve();
  const next = story.begin(args, {
    watcher: async (_, { forward, give }) => {
      give(await forward());
      if (lookedAfter !== null) return;
      lookedAfter = Date.now() - at;
      late = sleep(LATE_MS).then(arrive);
    },
  });
  await next.ended;
  await late;
  if (lookedAfter === null || lookedAfter > SOON_MS) return false;
  const { entries } = await story.spot.read();
  const all = writesOf(entries).filter((write) => requestOf(write) === request);
  const first = all.filter(({ intent }) => intent.run === all[0]?.intent.run);
  expect(first.map(({ settled }) => settled?.effect)).toEqual(first.map(() => 'there'));
  expect(all).toEqual(first);
  return true;
}

export async function kill({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
