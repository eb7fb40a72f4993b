/**
 * Merge: the files of one account as one list of blocks, in written order.
 * Law: no file wins over another. A key in two files is an error that names both.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Entries, Entry } from './entries.ts';
import { diagnoseAt } from './source.ts';

export interface Merged {
  readonly account: readonly Entry[];
  readonly policy: readonly Entry[];
  readonly brands: readonly Entry[];
  readonly campaigns: readonly Entry[];
  readonly noTexting: readonly Entry[];
  readonly diagnostics: readonly Diagnostic[];
}

export function merge(files: readonly Entries[]): Merged {
  const diagnostics: Diagnostic[] = [];
  const written = (key: 'account' | 'policy' | 'noTexting') =>
    files.map((file) => file[key]).filter((entry) => entry !== null);
  const blocks = (key: 'brands' | 'campaigns') => files.flatMap((file) => file[key]);
  return {
    account: written('account'),
    policy: unique(written('policy'), 'policy', diagnostics),
    brands: unique(blocks('brands'), 'brand', diagnostics),
    campaigns: unique(blocks('campaigns'), 'campaign', diagnostics),
    noTexting: written('noTexting'),
    diagnostics,
  };
}

/** The first entry of each key; the others are reported. */
function unique(
  entries: readonly Entry[],
  what: 'brand' | 'campaign' | 'policy',
  diagnostics: Diagnostic[],
): readonly Entry[] {
  const firsts = new Map<string, Entry>();
  for (const entry of entries) {
    const first = firsts.get(entry.key);
    if (first === undefined) firsts.set(entry.key, entry);
    else diagnostics.push(twice(first, entry, what));
  }
  return [...firsts.values()];
}

function twice(first: Entry, second: Entry, what: 'brand' | 'campaign' | 'policy'): Diagnostic {
  const name = what === 'policy' ? '`policy:`' : `The ${what} \`${second.key}\``;
  const { place } = first;
  return diagnoseAt(second.place, {
    rule: 'key-twice',
    message: `${name} is written in two files: here, and in ${place.file} on line ${place.line}.`,
    hint:
      what === 'policy'
        ? 'Keep one of the two.'
        : 'Keep one of the two, or rename one if they are different.',
    related: [{ place, message: `${name} is written here first.` }],
  });
}
