/**
 * The table of the conformance suite: sequences of complete desired states, and what is true of every provider at the end
 * of each.
 */
import { CROWD, DRIFT, HELD, MOVES } from './desired-states/numbers.ts';
import {
  EDITS,
  FROM_NOTHING,
  REJECTED,
  REJECTED_BEFORE,
  TWO,
} from './desired-states/registrations.ts';
import type { Sequence } from './desired-states/sequence.ts';

export const SEQUENCES: readonly Sequence[] = [
  FROM_NOTHING,
  EDITS,
  REJECTED,
  REJECTED_BEFORE,
  DRIFT,
  MOVES,
  CROWD,
  HELD,
  TWO,
];

/** Those in which people have most to do one after another. */
export const LONGEST: readonly Sequence[] = [FROM_NOTHING, REJECTED, MOVES, CROWD];
