/**
 * JSON for machines and for files in git: two spaces, one newline at the end, keys in the order of the value.
 */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
