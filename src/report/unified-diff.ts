/**
 * Two texts of a file as a unified diff, as `git diff` shows them.
 */
import { structuredPatch } from 'diff';

/** More lines than this that differ are told by their count alone: finding the shortest diff would take too long. */
const MOST_EDITS = 2_000;

/** The lines of the diff. `shown`: what stands for a line of the file, such as one that holds a secret. */
export function unifiedDiff(
  file: string,
  before: string,
  after: string,
  shown: (line: string) => string,
): readonly string[] {
  const patch = structuredPatch(file, file, before, after, undefined, undefined, {
    context: 3,
    maxEditLength: MOST_EDITS,
  });
  const head = [`--- ${file}`, `+++ ${file}, formatted`];
  if (patch === undefined) return [...head, '… too many lines differ to be shown'];
  return [
    ...head,
    ...patch.hunks.flatMap((hunk) => [
      `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
      ...hunk.lines.map((line) => line.slice(0, 1) + shown(line.slice(1))),
    ]),
  ];
}
