/**
 * The lease: at most one run writes for an account. A view of the log. Pure.
 * Law: a lease ends when it is released, unlocked, or when its run has been silent for longer than it said. Whoever takes
 * over appends to the log, and the one before can append no more: that, not a clock, is what keeps two runs apart.
 */
import type { Holder, LogEntry } from '../../model/log.ts';

export interface Lease {
  readonly run: string;
  readonly holder: Holder;
  /** ms since 1970. */
  readonly since: number;
  /** ms since 1970: the end, unless it gives another sign of life. */
  readonly until: number;
}

/** How long a run may be silent, in ms. */
export const LEASE_TTL_MS = 90_000;

/** null: nobody holds it. One that has run out is still told: whoever takes it over says so. */
export function leaseOf(entries: readonly LogEntry[]): Lease | null {
  let lease = null as (Lease & { readonly ttlMs: number }) | null;
  for (const entry of entries) {
    const at = Date.parse(entry.at);
    if (entry.kind === 'lease') {
      const { run, holder, ttlMs } = entry;
      lease = { run, holder, since: at, until: at + ttlMs, ttlMs };
    } else if (lease === null) {
      // Nothing to end.
    } else if (entry.kind === 'unlocked') {
      if (entry.of === lease.run) lease = null;
    } else if (entry.run === lease.run) {
      lease = entry.kind === 'released' ? null : { ...lease, until: at + lease.ttlMs };
    }
  }
  return lease;
}
