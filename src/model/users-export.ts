/**
 * What a Users export tells: who is there, and who holds which number.
 * Law: only what a cell says. What is not told, or not understood, is null, `unknown` or `numbersTold: false`.
 */
import type { E164 } from './desired.ts';

export interface ExportedUser {
  /** Stands for the id too: an export has no other. */
  readonly userName: string;
  /** First and last name, as people say it; the user name where there is neither. */
  readonly name: string;
  /** False only where the export says so. */
  readonly active: boolean;
  /** ISO 8601; null: not told. */
  readonly createdAt: string | null;
  /** US and Canadian numbers only: no other can be in a campaign. */
  readonly numbers: readonly ExportedNumber[];
  /** False: a cell of numbers was not understood, or somebody else seems to hold one of them too. */
  readonly numbersTold: boolean;
}

export interface ExportedNumber {
  readonly number: E164;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly extension: 'UC' | 'CC' | 'unknown';
}
