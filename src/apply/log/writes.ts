/**
 * The journal: what was sent, and what became of it. A view of the log. Pure.
 * Law: a write whose answer was lost stays open until somebody has looked, or a person has decided.
 */
import { referenceOf } from '../../model/kinds.ts';
import type { EntryOf, LogEntry } from '../../model/log.ts';
import type { StepResult } from '../../model/port.ts';

/** One step that was about to be sent, with everything that is known of it. */
export interface Write {
  /** Id of the write. */
  readonly id: string;
  readonly intent: EntryOf<'intent'>;
  /** null: the run ended before the answer came. */
  readonly result: StepResult | null;
  readonly settled: EntryOf<'settled'> | null;
}

/** there: it took effect, or was at least accepted · none: it certainly did not · open: nobody knows. */
export type WriteEffect = 'there' | 'none' | 'open';

/** Every write, in the order in which they were sent. */
export function writesOf(entries: readonly LogEntry[]): readonly Write[] {
  const writes = new Map<string, Write>();
  for (const entry of entries) {
    if (entry.kind === 'intent') {
      writes.set(entry.write, { id: entry.write, intent: entry, result: null, settled: null });
    } else if (entry.kind === 'result' || entry.kind === 'settled') {
      const write = writes.get(entry.write);
      if (write === undefined) continue;
      const news = entry.kind === 'result' ? { result: entry.result } : { settled: entry };
      writes.set(entry.write, { ...write, ...news });
    }
  }
  return [...writes.values()];
}

export function effectOfWrite({ result, settled }: Write): WriteEffect {
  if (settled !== null) return settled.effect;
  switch (result?.outcome) {
    case 'accepted':
      return 'there';
    case 'rejected':
      return 'none';
    case 'unknown':
    case undefined:
      return 'open';
  }
}

export function openWrites(entries: readonly LogEntry[]): readonly Write[] {
  return writesOf(entries).filter((write) => effectOfWrite(write) === 'open');
}

/** A person carries it out. */
export function isClaim({ intent }: Write): boolean {
  return intent.claimedBy !== undefined;
}

/**
 * Whether sending it a second time could make a second object, or cost a second time: a registration or a
 * resubmission. Everything else sets a state, and setting it twice is setting it once.
 */
export function mustNotRepeat({ intent: { step, change } }: Write): boolean {
  return (
    step.kind === 'register-brand' ||
    step.kind === 'register-campaign' ||
    step.kind === 'resubmit' ||
    (change.fee !== null && change.fee.usd !== 0)
  );
}

/** What such a write submitted: our reference, or the live object with the reason of its resubmission. */
export function submissionKey({ intent: { step } }: Write): string | null {
  switch (step.kind) {
    case 'register-brand':
    case 'register-campaign':
      return step.reference;
    case 'resubmit':
      return `${step.id} ${step.reason}`;
    default:
      return null;
  }
}

/** Whether the live registry holds anything that carries our reference: `<account>/<kind>/<key>`. */
export function isOurs(account: string, reference: string | null): boolean {
  return (
    reference !== null &&
    (['brand', 'campaign'] as const).some((kind) =>
      reference.startsWith(referenceOf(account, kind, '')),
    )
  );
}
