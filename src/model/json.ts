/**
 * Reading JSON that somebody else wrote.
 * Law: nothing about its shape is believed; a member that is missing, null or of another type is null.
 */

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : null;
}

export function asList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The entries that are objects, and how many are not. */
export function asObjects(value: unknown): readonly Json[] {
  return (asList(value) ?? []).map(asObject).filter((entry) => entry !== null);
}
