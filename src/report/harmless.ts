/**
 * Harmless: a line of text that a CI system takes for nothing but text.
 * GitHub takes a line that starts with `::` for a command, behind spaces too, and `##[` anywhere in one; wrapped text could.
 */
export function harmless(line: string): string {
  return line.replace(/^(\s*)(?=::)/, '$1\\').replaceAll('##[', '##\\[');
}
