/**
 * A plan or report with every string made safe to print, once, before anything is laid out.
 * Law: a section cannot forget to clean; only text that is meant to have lines keeps its line breaks.
 */
import { clean } from '../clean.ts';

/** Members below which line breaks mean something: values of fields, lines to paste, the text for support. */
const HAS_LINES: ReadonlySet<string> = new Set([
  'fields',
  'line',
  'lines',
  'limitRaises',
  'support',
]);

export function safe<T>(value: T): T {
  // Only strings change, and each stays a string: the shape is that of `value`.
  return walk(value, false) as T;
}

/** What needs no change is given back as it is: in a plan of 100,000 changes nearly everything. */
function walk(value: unknown, hasLines: boolean): unknown {
  if (typeof value === 'string') {
    if (PRINTABLE_ASCII.test(value)) return value;
    return hasLines ? cleanLines(value) : clean(value);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => walk(item, hasLines));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  let copy: Record<string, unknown> | null = null;
  for (const [key, member] of Object.entries(value)) {
    const cleaned = walk(member, hasLines || HAS_LINES.has(key));
    if (cleaned === member) continue;
    copy ??= { ...value };
    copy[key] = cleaned;
  }
  return copy ?? value;
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

function cleanLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map(clean)
    .join('\n');
}
