/**
 * Which writes may be sent now, and which go together. Pure.
 * Law: a job is sent only when every job it needs has *taken effect* in the registry, not merely been accepted.
 */
import type { Change } from '../model/plan.ts';

/** One write of one change. A move or a switch is two: off, then on. */
export interface Job {
  readonly id: string;
  readonly change: Change;
  readonly half: 'only' | 'off' | 'on';
  /** Ids of the jobs whose effect must be there first. */
  readonly needs: readonly string[];
}

/**
 * idle: not sent · sent: in flight · accepted: taken by the registry · effective: what others need is there ·
 * failed: refused, lost, or its effect will not come · dropped: never sent, as one it needs is failed or dropped.
 */
export type JobStatus = 'idle' | 'sent' | 'accepted' | 'effective' | 'failed' | 'dropped';

export type Statuses = ReadonlyMap<string, JobStatus>;

/** The operations that 8x8 lets run at the same time. */
export const MAX_IN_FLIGHT = 10;

/** The jobs of the given changes, in their order. Every change that one of them follows must be among them. */
export function jobsOf(changes: readonly Change[]): readonly Job[] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const effectOf = (id: string): string => {
    const change = byId.get(id);
    if (change === undefined) throw new Error(`change ${id} is followed but not run`);
    return isTwofold(change) ? `${id}#off` : id;
  };
  return changes.flatMap((change): Job[] => {
    const after = followed(change).map(effectOf);
    if (!isTwofold(change)) return [{ id: change.id, change, half: 'only', needs: after }];
    const off = `${change.id}#off`;
    const room = change.onAfter === null ? [] : [effectOf(change.onAfter)];
    return [
      { id: off, change, half: 'off', needs: after },
      { id: `${change.id}#on`, change, half: 'on', needs: [off, ...room] },
    ];
  });
}

export function isTwofold(change: Change): boolean {
  return change.action === 'move' || change.action === 'switch';
}

/** Ids of the changes that must have taken effect before this one starts. */
export function followed(change: Change): readonly string[] {
  return change.when.kind === 'after' ? change.when.changes : [];
}

/** Idle jobs whose needs have all taken effect; of one object, one at a time, in the plan's order. */
export function readyJobs(jobs: readonly Job[], statuses: Statuses): readonly Job[] {
  const busy = new Set(
    jobs.filter(({ id }) => statuses.get(id) === 'sent').map(({ change }) => change.address),
  );
  return jobs.filter(({ id, change, needs }) => {
    const isReady =
      statuses.get(id) === 'idle' &&
      !busy.has(change.address) &&
      needs.every((need) => statuses.get(need) === 'effective');
    if (isReady) busy.add(change.address);
    return isReady;
  });
}

/** Idle jobs that can never start, as one they need has failed or can never start. */
export function lostJobs(jobs: readonly Job[], statuses: Statuses): readonly Job[] {
  return jobs.filter(
    ({ id, needs }) =>
      statuses.get(id) === 'idle' && needs.some((need) => isLost(statuses.get(need))),
  );
}

function isLost(status: JobStatus | undefined): boolean {
  return status === 'failed' || status === 'dropped';
}

/** Accepted jobs whose effect an idle one needs. */
export function awaitedJobs(jobs: readonly Job[], statuses: Statuses): readonly Job[] {
  const idle = jobs.filter(({ id }) => statuses.get(id) === 'idle');
  const needed = new Set(idle.flatMap(({ needs }) => needs));
  return jobs.filter(({ id }) => needed.has(id) && statuses.get(id) === 'accepted');
}

/** Ready jobs as requests: number changes of one direction share one, everything else goes alone. */
export function batchesOf(ready: readonly Job[], batchSize: number): readonly (readonly Job[])[] {
  const batches: Job[][] = [];
  const open = new Map<string, Job[]>();
  for (const job of ready) {
    const direction = directionOf(job);
    const last = direction === null ? undefined : open.get(direction);
    if (last !== undefined && last.length < batchSize) {
      last.push(job);
      continue;
    }
    const batch = [job];
    batches.push(batch);
    if (direction !== null) open.set(direction, batch);
  }
  return batches;
}

function directionOf({ change, half }: Job): 'on' | 'off' | null {
  if (half !== 'only') return half;
  if (change.action === 'assign') return 'on';
  return change.action === 'turn-off' ? 'off' : null;
}
