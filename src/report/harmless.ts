/**
 * Harmless: a line of text that a CI system takes for nothing but text.
 * GitHub takes a line that starts with `::` or `##[` for a command; wrapped text could.
 */
export function harmless(line: string): string {
  return line.replace(/^(\s*)(?=::|##\[)/, '$1\\');
}
