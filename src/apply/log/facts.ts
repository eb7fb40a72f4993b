/**
 * What the planner has to know of the log. Pure.
 * Law: the log can block a registration; it can never cause one.
 */
import type { EntryOf, LogEntry, LogFacts, Submission } from '../../model/log.ts';
import type { Gap, Part, Snapshot } from '../../model/snapshot.ts';
import { effectOfWrite, isClaim, submissionKey, writesOf } from './writes.ts';

export function factsOf(
  entries: readonly LogEntry[],
  { label, durable }: { readonly label: string; readonly durable: boolean },
): LogFacts {
  const submissions = new Map<string, Submission>();
  const known = new Set<string>();
  for (const write of writesOf(entries)) {
    const effect = effectOfWrite(write);
    if (effect === 'none') continue;
    const { id, intent } = write;
    if ('reference' in intent.step) known.add(intent.step.reference);
    const submission: Submission = {
      write: id,
      at: intent.at,
      certain: effect === 'there',
      claimedBy: intent.claimedBy ?? null,
      content: 'reference' in intent.step && 'content' in intent.step ? intent.step.content : null,
    };
    const key = submissionKey(write);
    if (key !== null) submissions.set(key, submission);
    // Whatever its reason and its id have become since, it may have been carried out.
    if (effect === 'open' && isClaim(write) && intent.step.kind === 'resubmit') {
      submissions.set(intent.change.address, submission);
    }
  }
  const begun = entries.some(({ kind }) => kind === 'begun');
  return { label, durable, begun, known, submissions, lastRead: lastRead(entries) };
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

/**
 * Entries of each part that was read whole, for the next run to compare with. `gaps`: those of the plan, which believes
 * less than the snapshot: a list that is suddenly empty counts as not read.
 */
export function countsOf(
  { users, numbers, brands, campaigns }: Snapshot,
  gaps: readonly Gap[],
): EntryOf<'ended'>['read'] {
  const whole = (part: Part) => gaps.every((gap) => gap.part !== part);
  return {
    ...(whole('users') ? { users: users.length } : {}),
    ...(whole('inventory') ? { inventory: numbers.length } : {}),
    ...(whole('brands') ? { brands: brands.length } : {}),
    ...(whole('campaigns') ? { campaigns: campaigns.length } : {}),
  };
}
