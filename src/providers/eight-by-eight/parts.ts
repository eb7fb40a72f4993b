/**
 * The parts of a snapshot while they are read.
 * Law: a part that fails or looks incomplete is a gap with a reason; only a refused key ends the reading.
 */
import { ProviderError } from '../../model/port.ts';
import type { Gap, Part } from '../../model/snapshot.ts';
import type { Listing } from './scroll.ts';

const NAMES: Readonly<Record<Part, string>> = {
  users: 'The list of users',
  inventory: 'The list of phone numbers',
  brands: 'The list of brands',
  campaigns: 'The list of campaigns',
  sms: 'The list of SMS numbers',
};

export interface ReadPart<K extends string, T> {
  readonly entries: ReadonlyMap<K, T>;
  readonly gaps: readonly Gap[];
  /** Time of the registry when it was read (ISO 8601), where it runs on a clock of its own. */
  readonly time: string | null;
}

/** Throws ProviderError `access` on 401 and 403. */
export async function readPart<K extends string, T>(
  part: Part,
  reading: Promise<Listing<K, T>>,
): Promise<ReadPart<K, T>> {
  try {
    const { entries, gap, time } = await reading;
    const gaps = gap === null ? [] : [{ part, reason: `${NAMES[part]} is not complete: ${gap}.` }];
    return { entries, gaps, time };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind === 'access') throw error;
    const reason = `${NAMES[part]} could not be read. ${error.message}${requestOf(error)}`;
    return { entries: new Map(), gaps: [{ part, reason }], time: null };
  }
}

/** By what support finds the request; nothing where no answer came, as it may never have arrived. */
function requestOf({ kind, status, requestId }: ProviderError): string {
  const isAnswered = status !== null || kind === 'protocol';
  return isAnswered && requestId !== null ? ` Request ${requestId}.` : '';
}

/** The latest of the times that are told; null: none is. */
export function latestOf(parts: readonly { readonly time: string | null }[]): string | null {
  const told = parts
    .map(({ time }) => Date.parse(time ?? ''))
    .filter((time) => !Number.isNaN(time));
  return told.length === 0 ? null : new Date(Math.max(...told)).toISOString();
}
