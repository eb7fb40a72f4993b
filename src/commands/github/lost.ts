/**
 * What was told by an edit and cannot be recorded any more, as its boxes are gone from the issue.
 * Law: what the log has is not told as lost. A claim counts only where this person has it: somebody else's is news to
 * them, before they pay.
 */
import { doneIn } from '../../apply/hand.ts';
import { effectOfWrite, writesOf } from '../../apply/log/writes.ts';
import type { LogEntry } from '../../model/log.ts';

/** `gone`: boxes that nobody has taken back, and how each was told. Sentences for `login`, who told them. */
export function lostOf(
  gone: ReadonlyMap<string, string>,
  entries: readonly LogEntry[],
  login: string,
): readonly string[] {
  const done = doneIn(entries);
  const isRecorded = (box: string) => {
    const [kind, id = ''] = box.split(' ');
    return kind === 'claim' ? hasClaimed(entries, id, login) : kind === 'done' && done.has(id);
  };
  return [...gone].filter(([box]) => !isRecorded(box)).map(([, told]) => `${told}: ${GONE}`);
}

const GONE =
  'the issue was written anew before this was recorded, and has no such place any more. Look at what the issue and Admin Console show now, and tell that.';

/** One of which nothing came is none any more. */
function hasClaimed(entries: readonly LogEntry[], change: string, login: string): boolean {
  return writesOf(entries).some(
    (write) =>
      effectOfWrite(write) !== 'none' &&
      write.intent.change.id === change &&
      write.intent.claimedBy === login,
  );
}
