/**
 * Style: colours, signs, bars and the words for money and time that every text report shares.
 * Law: nothing is told by colour or by a fine sign alone; without both the text still says it.
 */
import picocolors from 'picocolors';
import type { Paint } from './layout.ts';

export interface TextOptions {
  /** Decided by the caller, who knows the stream. */
  readonly color: boolean;
  /** Columns of the terminal; lines are never longer than 100. */
  readonly columns: number;
  /** False: arrows, bars and dots in ASCII. Names stay as they are. */
  readonly unicode?: boolean;
}

/** For a text that names places in files. */
export interface PlacedOptions extends TextOptions {
  /** Put before each file, so that the path leads there from where the reader is. Ends in `/` or is empty. */
  readonly base?: string;
}

export interface Style {
  /** Columns to fill. */
  readonly width: number;
  readonly paint: Palette;
  readonly glyph: Glyphs;
}

export interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly warn: Paint;
  readonly bad: Paint;
  /** For text to copy. */
  readonly paste: Paint;
  readonly added: Paint;
  readonly removed: Paint;
  readonly changed: Paint;
  /** The very words that differ in a line that was added or removed. */
  readonly addedWord: Paint;
  readonly removedWord: Paint;
}

export interface Glyphs {
  readonly to: string;
  readonly dot: string;
  readonly next: string;
  readonly more: string;
  readonly bar: {
    readonly open: string;
    readonly close: string;
    readonly kept: string;
    readonly added: string;
    readonly freed: string;
    readonly free: string;
  };
}

const WIDEST = 100;
const NARROWEST = 40;

const FINE: Glyphs = {
  to: '→',
  dot: '·',
  next: '→',
  more: '…',
  bar: { open: '▕', close: '▏', kept: '█', added: '▓', freed: '▒', free: '░' },
};

const PLAIN: Glyphs = {
  to: '->',
  dot: '-',
  next: '->',
  more: '...',
  bar: { open: '[', close: ']', kept: '#', added: '+', freed: '-', free: '.' },
};

export function styleOf({ color, columns, unicode = true }: TextOptions): Style {
  const c = picocolors.createColors(color);
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, columns)),
    glyph: unicode ? FINE : PLAIN,
    paint: {
      strong: c.bold,
      faint: c.dim,
      good: c.green,
      warn: c.yellow,
      bad: (text) => c.bold(c.red(text)),
      paste: c.cyan,
      added: c.green,
      removed: c.red,
      changed: c.yellow,
      addedWord: (text) => c.bold(c.underline(c.green(text))),
      removedWord: (text) => c.bold(c.underline(c.red(text))),
    },
  };
}

/** What fills a campaign: places kept, added, freed by the plan, and free, of `limit`. */
export function bar(
  { live, planned, limit }: { live: number; planned: number; limit: number },
  cells: number,
  { glyph, paint }: Style,
): string {
  const { open, close, kept, added, freed, free } = glyph.bar;
  const low = cellsOf(Math.min(live, planned), limit, cells);
  const high = cellsOf(Math.max(live, planned), limit, cells);
  // A difference that is too small for a cell of its own takes the last one of what stays.
  const first = high === low && live !== planned ? Math.max(0, high - 1) : low;
  const grows = planned >= live;
  const cell = grows ? added : freed;
  const tint = grows ? paint.added : paint.removed;
  return [
    open + kept.repeat(first),
    high === first ? '' : tint(cell.repeat(high - first)),
    high === cells ? '' : paint.faint(free.repeat(cells - high)),
    close,
  ].join('');
}

/** Something is at least one cell, and only a full campaign fills the last one. */
function cellsOf(count: number, limit: number, cells: number): number {
  if (count <= 0) return 0;
  if (count >= limit) return cells;
  return Math.min(cells - 1, Math.max(1, Math.round((count / limit) * cells)));
}

/** `$89`, `$1,240`, `$89.50`. */
export function usd(amount: number): string {
  const [whole = '0', cents = '00'] = amount.toFixed(2).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return cents === '00' ? `$${grouped}` : `$${grouped}.${cents}`;
}

/** `1 number`, `3 numbers`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** `Ann Lee, Bob Ray and 4 more`. */
export function listOf(names: readonly string[], shown = 3): string {
  if (names.length > shown + 1) {
    return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;
  }
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** First letter large, for a clause that starts a line; a key such as `front-desk` stays as it is. */
export function sentence(text: string): string {
  return /^[a-z]+(?![\w-])/.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
}

const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/;

/** `2026-07-24 09:30 UTC`; anything but ISO 8601 in UTC stays as it is. */
export function moment(iso: string): string {
  return iso.replace(ISO, '$1 $2 UTC');
}

/** `2026-07-24`. */
export function day(iso: string): string {
  return iso.replace(ISO, '$1');
}
