/**
 * What every section of a plan draws with: the plan, the style, and rows that stand in the same columns throughout.
 */
import type { E164 } from '../../model/desired.ts';
import type { Place } from '../../model/diagnostic.ts';
import { formatPhone } from '../../model/phone.ts';
import type { CampaignLine, Change, Plan, Refusal } from '../../model/plan.ts';
import { partsOf } from '../../model/plan-parts.ts';
import { hang, padEnd, type Rich, truncate, widthOf } from '../layout.ts';
import { type PlacedOptions, type Style, styleOf } from '../style.ts';
import { safe } from './safe.ts';

export interface Page {
  /** Where it is compared with another plan: what is its own. */
  readonly plan: Plan;
  /** What it is compared with; null: nothing. */
  readonly against: Against | null;
  readonly style: Style;
  /** Put before each file that is named. */
  readonly base: string;
  /** Columns of a person's name. */
  readonly nameWidth: number;
  readonly changes: ReadonlyMap<string, Change>;
  /** By key of the campaign. */
  readonly lines: ReadonlyMap<string, CampaignLine>;
  /** The first refusal that names a change, by the id of the change. */
  readonly refusals: ReadonlyMap<string, Refusal>;
}

/** The other side of a comparison, such as the files before a pull request. */
export interface Against {
  readonly label: string;
  /** Numbers that can text after that plan; null: not known. */
  readonly after: number | null;
  /** What that plan would do and this one does not. */
  readonly gone: readonly Change[];
  /** What both plans hold. */
  readonly before: Plan;
}

export function pageOf(plan: Plan, options: PlacedOptions): Page {
  const whole = safe(plan);
  const { own: clean, before } =
    whole.base === null ? { own: whole, before: whole } : partsOf(whole);
  const rows = [...clean.changes, ...clean.held, ...clean.cannotText, ...clean.waiting];
  const style = styleOf(options);
  return {
    plan: clean,
    against: whole.base === null ? null : { ...whole.base, before },
    style,
    base: safe(options.base ?? ''),
    nameWidth: nameWidthOf(rows, style),
    changes: new Map(clean.changes.map((change) => [change.id, change])),
    lines: new Map(clean.campaigns.map((line) => [line.key, line])),
    refusals: firstRefusals(clean),
  };
}

function nameWidthOf(rows: readonly Pick<Owner, 'person'>[], style: Style): number {
  const names = rows.map(({ person }) => widthOf(person ?? NOBODY));
  return Math.min(
    Math.floor(style.width / 4),
    names.reduce((most, name) => Math.max(most, name), 8),
  );
}

/** The page with room for the names of other rows. */
export function withNames(rows: readonly Pick<Owner, 'person'>[], page: Page): Page {
  return { ...page, nameWidth: nameWidthOf(rows, page.style) };
}

function firstRefusals({ refusals }: Plan): Map<string, Refusal> {
  const first = new Map<string, Refusal>();
  for (const refusal of refusals) {
    for (const id of refusal.changes) if (!first.has(id)) first.set(id, refusal);
  }
  return first;
}

const NOBODY = 'no user';

export interface Owner {
  readonly number: E164;
  readonly person: string | null;
}

/** `Jane Doe    +1 408 555 0101  `: the columns that every line about a number begins with. */
export function ownerCells({ number, person }: Owner, { nameWidth, style }: Page): Rich {
  const name = padEnd(truncate(person ?? NOBODY, nameWidth, style.glyph.more), nameWidth);
  const cell = person === null ? { text: name, paint: style.paint.faint } : name;
  return [cell, `  ${padEnd(formatPhone(number), 15)}  `];
}

/** A line about a number, wrapped in its last column. */
export function ownerRow(owner: Owner, text: Rich, page: Page, indent = '  '): string[] {
  const cells = ownerCells(owner, page);
  return hang([indent, ...cells], text, page.style.width).map((line) => line.trimEnd());
}

/** A blank line, a heading, and what stands under it; nothing at all where that is empty. */
export function section(title: string, lines: readonly string[], { style }: Page): string[] {
  return lines.length === 0
    ? []
    : ['', ...hang('', [{ text: title, paint: style.paint.strong }], style.width), ...lines];
}

export function placeOf({ file, line }: Place, { base }: Page): string {
  return `${base}${file}:${line}`;
}

/** Lines to paste: as they are, never wrapped. */
export function pasteLines(lines: readonly string[], indent: string, { style }: Page): string[] {
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => (line === '' ? '' : indent + style.paint.paste(line)));
}

const MOST = 40;

/** The first `most`; the rest is counted, and what `keep` names is never left out. */
export function folded<T>(
  items: readonly T[],
  keep: (item: T) => boolean = () => false,
  most = MOST,
): { shown: readonly T[]; left: number } {
  if (items.length <= most) return { shown: items, left: 0 };
  let room = most - items.filter(keep).length;
  const shown = items.filter((item) => keep(item) || room-- > 0);
  return { shown, left: items.length - shown.length };
}

export function foldLine(left: number, indent: string, { style }: Page): string[] {
  if (left === 0) return [];
  return hang(
    indent,
    [
      {
        text: `${style.glyph.more} and ${left} more (--format json lists all)`,
        paint: style.paint.faint,
      },
    ],
    style.width,
  );
}

/** Items with an equal `key` together, in the order in which each key comes first. */
export function grouped<T>(
  items: readonly T[],
  key: (item: T) => string,
): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
