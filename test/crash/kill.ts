/** Ways for a command to die at a request: what had happened by then, and what it was told. */
import type { Running } from '../e2e/command.ts';
import type { Watcher } from './proxy.ts';
import { isWrite, type Story } from './story.ts';

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

/**
 * Starts a command that dies at its write number `n`, which is still on its way then: it arrives when the next command
 * has looked for it and has found nothing.
 */
export async function killedWithLateArrival(
  story: Story,
  args: readonly string[],
  n: number,
): Promise<boolean> {
  let writes = 0;
  let arrive = null as (() => Promise<unknown>) | null;
  const running = story.begin(args, {
    watcher: async (arrival, { forward, give }) => {
      if (isWrite(arrival)) writes += 1;
      if (!isWrite(arrival) || writes !== n) return give(await forward());
      arrive = forward;
      await kill(running);
    },
  });
  await running.ended;
  await story.proxy.idle();
  const late = arrive;
  if (late === null) return false;
  let arrived = false;
  const next = story.begin(args, {
    watcher: async (_, { forward, give }) => {
      const answer = await forward();
      if (!arrived) {
        arrived = true;
        await late();
      }
      give(answer);
    },
  });
  await next.ended;
  return true;
}

export async function kill({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
