/**
 * Files that would be written, as text.
 */
import { clean } from './clean.ts';
import type { PlacedOptions, Style } from './style.ts';

/** A file under its name, each line safe to print. */
export function fileLines(
  { path, text }: { readonly path: string; readonly text: string },
  { base = '' }: PlacedOptions,
  { paint }: Style,
): string[] {
  const lines = text.trimEnd().split('\n').map(clean);
  return [paint.strong(`==> ${clean(base + path)} <==`), ...lines, ''];
}
