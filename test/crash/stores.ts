/** The stores that every story is told on: one line each. */
import { DIRECTORY, GIT, type Place } from './places.ts';
import { openDatabase, postgresPlace } from './postgres-place.ts';
import { say, WHOLE } from './work.ts';

export const database = WHOLE ? await openDatabase() : null;

export const PLACES: readonly Place[] = WHOLE
  ? [DIRECTORY, GIT, postgresPlace(database)]
  : [DIRECTORY];
if (!WHOLE) say('a part, in a folder alone; CAMPAIGNCTL_PROOF=whole runs all of it on every store');
