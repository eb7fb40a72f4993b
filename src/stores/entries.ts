/**
 * Entries of the log as lines of JSON, the form that files and git branches keep.
 * Law: what was written comes back deep-equal, and a line that is not an entry is never taken for one.
 */
import type { LogEntry } from '../model/log.ts';

/** One line for each entry, each with its line end. */
export function toLines(entries: readonly LogEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** Null: the text is no JSON object with a `kind`. */
export function parseEntry(text: string): LogEntry | null {
  try {
    const value: unknown = JSON.parse(text);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether it was written as an entry. Kinds of later versions count too: readers of the log decide about those. */
export function isEntry(value: unknown): value is LogEntry {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
  );
}

/** Null: the bytes are not UTF-8. A replacement character in their place would change an entry without a word. */
export function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
