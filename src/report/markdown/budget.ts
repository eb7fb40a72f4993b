/**
 * Blocks of Markdown within a budget of bytes.
 * Law: what is cut is counted and said, where it was and in the end; a row is whole or not there; no fold stays open.
 */

/** A line, or lines that belong together. */
export interface Row {
  readonly text: string;
  /** 0 stays longest. */
  readonly rank: number;
}

export interface Block {
  /** Heading that several blocks share; it stands before the first of them that is shown. */
  readonly under?: string;
  readonly open: readonly string[];
  readonly rows: readonly Row[];
  readonly close: readonly string[];
}

export interface Fitted {
  readonly text: string;
  /** Rows that were left out. */
  readonly left: number;
}

/** Says that rows are missing, in a paragraph of its own. */
export type Missing = (left: number) => string;

/** The blocks with an empty line between them, never above `budget` bytes of UTF-8. */
export function within(blocks: readonly Block[], budget: number, missing: Missing): Fitted {
  const kept = keep(blocks, budget, missing);
  const left = blocks.reduce((sum, { rows }, at) => sum + rows.length - (kept[at]?.size ?? 0), 0);
  const shown = blocks.flatMap((block, at) => {
    const rows = block.rows.filter((_, row) => kept[at]?.has(row) === true);
    if (rows.length === 0) return [];
    const gone = block.rows.length - rows.length;
    const note = gone === 0 ? [] : ['', missing(gone)];
    return [{ ...block, rows, close: [...note, ...block.close] }];
  });
  return { text: textsOf(shown).join('\n\n'), left };
}

/** Each block as it is written, a shared heading before the first of its blocks. */
export function textsOf(blocks: readonly Block[]): string[] {
  return blocks.map(({ under, open, rows, close }, at) => {
    const head = under === undefined || under === blocks[at - 1]?.under ? [] : [under, ''];
    return [...head, ...open, ...rows.map(({ text }) => text), ...close].join('\n');
  });
}

/** Of each block, the indexes of the rows for which there is room: by rank, then in the order of the report. */
function keep(blocks: readonly Block[], budget: number, missing: Missing): Set<number>[] {
  const kept = blocks.map(() => new Set<number>());
  const all = blocks.flatMap(({ rows }, block) =>
    rows.map(({ text, rank }, row) => ({ block, row, rank, bytes: bytesOf(text) + 1 })),
  );
  const frames = blocks.map(
    ({ under = '', open, rows, close }) =>
      bytesOf([under, '', ...open, '', missing(rows.length), ...close].join('\n')) + 3,
  );
  /** Rows of a block come from its start: the rank at which one did not fit. */
  const full = blocks.map(() => Number.POSITIVE_INFINITY);
  let room = budget;
  for (const { block, row, rank, bytes } of all.sort((a, b) => a.rank - b.rank)) {
    const own = kept[block];
    if (own === undefined || (full[block] ?? 0) <= rank) continue;
    const cost = bytes + (own.size === 0 ? (frames[block] ?? 0) : 0);
    if (cost > room) {
      full[block] = rank;
      continue;
    }
    own.add(row);
    room -= cost;
  }
  return kept;
}

const ENCODER = new TextEncoder();

export function bytesOf(text: string): number {
  return ENCODER.encode(text).length;
}
