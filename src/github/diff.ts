/**
 * Which lines of a file a pull request shows, and which of them it adds: read from its unified diff. Pure.
 */

export interface Hunk {
  /** First and last line of the new file that it shows. */
  readonly start: number;
  readonly end: number;
  /** Lines that are new. */
  readonly added: ReadonlySet<number>;
}

const HEAD = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

export function changedLines(patch: string): readonly Hunk[] {
  const hunks: { start: number; end: number; added: Set<number> }[] = [];
  let line = 0;
  for (const text of patch.split('\n')) {
    const [, start, length = '1'] = HEAD.exec(text) ?? [];
    if (start !== undefined) {
      line = Number(start);
      hunks.push({ start: line, end: line + Number(length) - 1, added: new Set() });
      continue;
    }
    if (text.startsWith('+')) hunks.at(-1)?.added.add(line);
    if (text.startsWith('+') || text.startsWith(' ')) line += 1;
  }
  return hunks;
}
