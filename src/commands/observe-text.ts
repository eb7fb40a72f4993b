/**
 * The text of observed.yaml after an `observe`.
 * Law: nothing is written that could not be read again, nor over what somebody else wrote meanwhile.
 */
import type { Loaded } from '../config/load.ts';
import { loadObserved, parseObserved } from '../config/observed.ts';
import { OBSERVED_FILE, type Observed } from '../model/observed.ts';
import { isSame, treeOf } from '../observe/tree.ts';
import { writeObserved } from '../observe/write.ts';

/** null: it says so already. Nothing is recorded that could not be read again. */
export function nextText(
  loaded: Loaded,
  observed: Observed,
): string | null | { readonly why: string } {
  const { text } = loadObserved(loaded.root, observed.account);
  if (isChanged(loaded, observed.account)) return { why: CHANGED };
  if (text === null && saysNothing(observed)) return null;
  const next = writeObserved(text, observed);
  if (next === text) return null;
  const [wrong] = parseObserved(next).diagnostics.filter(({ severity }) => severity === 'error');
  if (wrong === undefined) return next;
  return {
    why: `What was told cannot stand in ${OBSERVED_FILE}, so nothing was recorded: ${wrong.message}`,
  };
}

function saysNothing({ forms, page, brands, campaigns, numbers }: Observed): boolean {
  return forms === null && page === null && brands.size + campaigns.size + numbers.size === 0;
}

/** Whether observed.yaml says something else than at the start, or cannot be read any more. Comments say nothing. */
export function isChanged({ root, observed }: Loaded, account: string): boolean {
  const now = loadObserved(root, account);
  if (now.observed === null || observed === null) {
    return observed !== null || now.text !== null || now.diagnostics.length > 0;
  }
  return !isSame(treeOf(now.observed), treeOf(observed));
}

export const CHANGED = `${OBSERVED_FILE} was changed while this ran, so nothing was written into it. Run the same command again.`;
