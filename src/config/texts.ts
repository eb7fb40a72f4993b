/**
 * Which settings hold text written for people, as far as reading has to know.
 */
import { FIELDS } from '../model/kinds.ts';

/** Settings whose value is free text; `long` ones are what customers or reviewers read. */
export const TEXTS: ReadonlyMap<string, 'long' | 'short'> = new Map([
  ...Object.values(FIELDS)
    .flat()
    .filter(({ list, long }) => long || !list)
    .map(({ name, long }) => [name, long ? 'long' : 'short'] as const),
  ['resubmit', 'short'],
  ['deactivateForever', 'short'],
  ['reason', 'short'],
  ['lastResubmit', 'short'],
]);

/** Settings whose value is a list of texts. */
export const LISTS: ReadonlySet<string> = new Set(
  Object.values(FIELDS)
    .flat()
    .filter(({ list }) => list)
    .map(({ name }) => name),
);
