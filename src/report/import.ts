/**
 * An import as text: the files, what each holds, and everything live that is in none of them.
 * Law: pure; whoever is left out is named with the reason, and what to do stands beside it.
 */
import type { E164 } from '../model/desired.ts';
import type { Holds, Imported, LeftOut } from '../model/import.ts';
import { FIELDS } from '../model/kinds.ts';
import { formatPhone } from '../model/phone.ts';
import type { CampaignStatus } from '../model/snapshot.ts';
import { harmless } from './harmless.ts';
import { edges, hang, padEnd, truncate, widthOf } from './layout.ts';
import { fileLines } from './new-files.ts';
import { grouped } from './plan/page.ts';
import { safe } from './plan/safe.ts';
import { addressOf, isNumber, partWords } from './plan/words.ts';
import { count, moment, type PlacedOptions, type Style, sentence, styleOf } from './style.ts';

export interface ImportTextOptions extends PlacedOptions {
  /** The files are shown in place of being written. */
  readonly dryRun: boolean;
  /** How many of the files were written. */
  readonly written: number;
}

export function renderImport(imported: Imported, options: ImportTextOptions): string {
  const style = styleOf(options);
  const { files, ...rest } = imported;
  // Texts of files have lines, and are made safe one by one.
  const made: Imported = { ...safe(rest), files };
  const lines = [
    ...(options.dryRun ? files.flatMap((file) => fileLines(file, options, style)) : []),
    ...heading(made, style),
    ...gapLines(made, style),
    ...writtenLines(made, options, style),
    ...leftOutLines(made, style),
    ...offLine(made, style),
    ...lastLines(made, options, style),
  ];
  return `${lines.map((line) => harmless(line.trimEnd())).join('\n')}\n`;
}

function heading({ account, readAt, provider }: Imported, style: Style): string[] {
  const left = [
    { text: account, paint: style.paint.strong },
    ` ${style.glyph.dot} read ${moment(readAt)}`,
  ];
  const right = provider === 'sandbox' ? 'SANDBOX, no real phone is affected' : '';
  return edges(left, right, style.width);
}

function gapLines({ gaps }: Imported, style: Style): string[] {
  if (gaps.length === 0) return [];
  const areBrandsRead = gaps.every(({ part }) => part !== 'brands');
  const what = areBrandsRead
    ? 'The registry was not read completely, so no campaign is written: each file is written once, and would lack something for ever.'
    : 'The registry was not read completely, so nothing is written.';
  return [
    '',
    ...hang('', [{ text: what, paint: style.paint.bad }], style.width),
    ...gaps.flatMap(({ part, reason }) => hang('  ', `${partWords(part)}: ${reason}`, style.width)),
    ...hang('  ', `${style.glyph.next} Import again when all of it can be read.`, style.width),
  ];
}

function writtenLines(
  { files, gaps }: Imported,
  { dryRun, written, base = '' }: ImportTextOptions,
  style: Style,
): string[] {
  const shown = dryRun ? files : files.slice(0, written);
  if (shown.length === 0) {
    if (gaps.length > 0 || files.length > 0) return [];
    return [
      '',
      ...hang('', 'Everything that can be written is in the files already.', style.width),
    ];
  }
  const title = dryRun ? 'Would be written' : 'Written';
  const names = shown.map(({ path }) => base + path);
  const width = Math.min(Math.floor(style.width * 0.6), Math.max(...names.map(widthOf)));
  return [
    '',
    style.paint.strong(title),
    ...shown.flatMap(({ holds }, at) =>
      hang(`  ${padEnd(names[at] ?? '', width)}  `, holdsWords(holds), style.width),
    ),
  ];
}

function holdsWords(holds: Holds): string {
  switch (holds.kind) {
    case 'brands': {
      const names = holds.blocks.map(({ key, id }) => `${key} (${id})`).join(', ');
      return `${count(holds.blocks.length, 'brand')}: ${names}`;
    }
    case 'campaign':
      return `${holds.block.id}, ${statusWord(holds.status)}, ${count(holds.numbers, 'number')}`;
    case 'list':
      return `${count(holds.numbers, 'number')} of ${holds.campaign}`;
  }
}

function statusWord(status: CampaignStatus): string {
  if (status === 'approved') return 'active';
  return status === 'unknown' ? 'state not known' : status;
}

function leftOutLines({ leftOut }: Imported, style: Style): string[] {
  if (leftOut.length === 0) return [];
  const groups = grouped(leftOut, ({ reason, next, address, field }) =>
    JSON.stringify([reason, next, field === null ? addressOf(address).kind : 'field']),
  );
  return [
    '',
    style.paint.strong('Left out, and not touched'),
    ...[...groups.values()].flatMap((group) => groupLines(group, style)),
  ];
}

/** One reason, what to do, and everything whose reason it is. */
function groupLines(group: readonly [LeftOut, ...LeftOut[]], style: Style): string[] {
  const [{ reason, next }] = group;
  const { width, paint, glyph } = style;
  const names = group.map(({ person }) => widthOf(person ?? NOBODY));
  const nameWidth = Math.min(Math.floor(width / 4), Math.max(8, ...names));
  const lines = group.flatMap((one) => one.lines);
  return [
    ...hang('  ', sentence(reason), width),
    ...(next === null
      ? []
      : hang(['  ', { text: `${glyph.next} `, paint: paint.faint }], next, width)),
    ...shortened(group, MOST_NAMED, style, (one) => oneLines(one, nameWidth, style)),
    ...shortened(lines, MOST_TO_PASTE, style, (line) => [`      ${paint.paste(line)}`]),
  ];
}

const MOST_NAMED = 40;
/** Lines to paste are of use only as a whole. */
const MOST_TO_PASTE = 200;

function shortened<T>(
  items: readonly T[],
  most: number,
  { width, glyph }: Style,
  drawn: (item: T) => readonly string[],
): string[] {
  const left = items.length - most;
  const more = `${glyph.more} and ${left} more (--format json lists all)`;
  return [...items.slice(0, most).flatMap(drawn), ...(left > 0 ? hang('    ', more, width) : [])];
}

const NOBODY = 'no user';

function oneLines(one: LeftOut, nameWidth: number, { width, glyph }: Style): string[] {
  if (!isNumber(one)) return hang('    ', thingWords(one), width);
  // The address of a number is `number/` and its E.164.
  const number = formatPhone(addressOf(one.address).name as E164);
  const person = truncate(one.person ?? NOBODY, nameWidth, glyph.more);
  return [`    ${padEnd(person, nameWidth)}  ${number}`];
}

function thingWords({ address, field }: LeftOut): string {
  const { kind, name } = addressOf(address);
  if (field === null) return `${kind} ${name}`;
  const label = [...FIELDS.brand, ...FIELDS.campaign].find((one) => one.name === field)?.label;
  return `${label ?? field} of ${kind} ${name}`;
}

function offLine({ off }: Imported, { width }: Style): string[] {
  if (off === 0) return [];
  const words =
    off === 1 ? '1 number has SMS off and needs' : `${off} numbers have SMS off and need`;
  return ['', ...hang('', `${words} no line.`, width)];
}

function lastLines(
  { files }: Imported,
  { dryRun, written }: ImportTextOptions,
  { width }: Style,
): string[] {
  if (files.length === 0 || (!dryRun && written < files.length)) return [];
  const proof =
    'Read back and planned against the registry as it was read: they change nothing, and nothing in them is refused or held.';
  const keys =
    'The keys are proposals. A block with `id` may be given another one; that of a brand changes in its campaigns too.';
  return ['', ...hang('', proof, width), ...hang('', keys, width)];
}
