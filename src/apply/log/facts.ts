/**
 * What the planner has to know of the log. Pure.
 * Law: the log can block a registration; it can never cause one.
 */
import type { LogEntry, LogFacts, Submission } from '../../model/log.ts';
import type { Part, Snapshot } from '../../model/snapshot.ts';
import { effectOfWrite, mustNotRepeat, submissionKey, writesOf } from './writes.ts';

export function factsOf(
  entries: readonly LogEntry[],
  { label, durable }: { readonly label: string; readonly durable: boolean },
): LogFacts {
  const submissions = new Map<string, Submission>();
  for (const write of writesOf(entries)) {
    const key = submissionKey(write);
    const effect = effectOfWrite(write);
    if (key === null || effect === 'none' || !mustNotRepeat(write)) continue;
    const { id, intent } = write;
    submissions.set(key, { write: id, at: intent.at, certain: effect === 'there' });
  }
  return { label, durable, begun: hasBegun(entries), submissions, lastRead: lastRead(entries) };
}

/** Something was sent before, or a person has said that the log may begin here. */
function hasBegun(entries: readonly LogEntry[]): boolean {
  return entries.some(({ kind }) => kind === 'intent' || kind === 'begun' || kind === 'ended');
}

/** How many entries each part had when it was last read whole. */
function lastRead(entries: readonly LogEntry[]): LogFacts['lastRead'] {
  const read = new Map<Part, { readonly entries: number; readonly at: string }>();
  for (const entry of entries) {
    // A person says that what was there before does not count.
    if (entry.kind === 'begun') read.clear();
    if (entry.kind !== 'ended') continue;
    for (const [part, count] of Object.entries(entry.read)) {
      read.set(part as Part, { entries: count, at: entry.at });
    }
  }
  return read;
}

/** Entries of each part that was read whole, for the next run to compare with. */
export function countsOf({ users, numbers, brands, campaigns, gaps }: Snapshot) {
  const whole = (part: Part) => gaps.every((gap) => gap.part !== part);
  return {
    ...(whole('users') ? { users: users.length } : {}),
    ...(whole('inventory') ? { inventory: numbers.length } : {}),
    ...(whole('brands') ? { brands: brands.length } : {}),
    ...(whole('campaigns') ? { campaigns: campaigns.length } : {}),
  };
}
