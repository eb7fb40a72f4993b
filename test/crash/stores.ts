/** The stores that every story is told on: one line each. */
import { DIRECTORY, GIT, type Place } from './places.ts';
import { openDatabase, postgresPlace } from './postgres-place.ts';
import { WHOLE } from './work.ts';

export const database = WHOLE ? await openDatabase() : null;

export const PLACES: readonly Place[] = [DIRECTORY, GIT, postgresPlace(database)];
