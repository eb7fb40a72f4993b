/**
 * What became of the changes of each reviewed plan: a view of the log, by the name of the plan's file. Pure.
 * Law: each change that a file approved is in its list once, also where the file was handed in again.
 */
import type { LogEntry } from '../../model/log.ts';
import type { ReviewedChange } from '../../model/review.ts';
import { approvalsOf } from './approvals.ts';

export function progressOf(
  entries: readonly LogEntry[],
): ReadonlyMap<string, readonly ReviewedChange[]> {
  const { open, used } = approvalsOf(entries);
  const files = new Map<string, Map<string, ReviewedChange>>();
  for (const entry of entries) {
    if (entry.kind !== 'approved' || entry.file === null) continue;
    const { file } = entry;
    const changes = files.get(file) ?? new Map<string, ReviewedChange>();
    files.set(file, changes);
    for (const change of entry.changes) {
      const approval = open.get(change.id);
      // Done once, and approved afresh by another plan since: for this one, it is done.
      const isOurs = approval?.given.file === file || !used.has(change.id);
      const isOpen = approval !== undefined && isOurs;
      const state = isOpen ? 'open' : used.has(change.id) ? 'done' : 'dropped';
      changes.set(change.id, { change, state });
    }
  }
  return new Map([...files].map(([file, changes]) => [file, [...changes.values()]]));
}
