/**
 * What `init` did, as text: what is new, what was kept, what comes next.
 * Law: pure; a file that was kept is named with the lines that a person may want to add.
 */
import type { Begun } from '../model/begun.ts';
import { harmless } from './harmless.ts';
import { hang, padEnd, widthOf } from './layout.ts';
import { fileLines } from './new-files.ts';
import { safe } from './plan/safe.ts';
import { type PlacedOptions, type Style, styleOf } from './style.ts';

export interface BegunOptions extends PlacedOptions {
  /** The files are shown in place of being written. */
  readonly dryRun: boolean;
}

export function renderBegun(begun: Begun, options: BegunOptions): string {
  const style = styleOf(options);
  const { files, ...rest } = begun;
  const made: Begun = { ...safe(rest), files };
  const base = safe(options.base ?? '');
  const shown = options.dryRun ? files.flatMap((file) => fileLines(file, options, style)) : [];
  const parts = [
    newLines(made, base, options.dryRun, style),
    keptLines(made, base, style),
    made.notes.flatMap((note) => hang('', note, style.width)),
    nextLines(made, base, style),
  ].filter((part) => part.length > 0);
  const lines = [...shown, ...parts.flatMap((part, at) => (at === 0 ? part : ['', ...part]))];
  return `${lines.map((line) => harmless(line.trimEnd())).join('\n')}\n`;
}

function newLines({ files }: Begun, base: string, dryRun: boolean, { paint }: Style): string[] {
  if (files.length === 0) return ['Nothing to write.'];
  const title = paint.strong(dryRun ? 'Would be written' : 'Written');
  return [title, ...files.map(({ path }) => `  ${base}${path}`)];
}

function keptLines({ kept }: Begun, base: string, { paint }: Style): string[] {
  if (kept.length === 0) return [];
  return [
    paint.strong('There already, and left as it is'),
    ...kept.flatMap(({ path, add }) => [
      `  ${base}${path}${add.length === 0 ? '' : '; you may want to add:'}`,
      ...add.map((line) => `      ${paint.paste(line)}`),
    ]),
  ];
}

function nextLines({ nextSteps }: Begun, base: string, { paint, width }: Style): string[] {
  const names = nextSteps.map(({ what }) => (what.endsWith('.yaml') ? base + what : what));
  const column = Math.max(...names.map(widthOf));
  return [
    paint.strong('Next steps'),
    ...nextSteps.flatMap(({ why }, at) => {
      const name = padEnd(names[at] ?? '', column);
      return hang([`  ${at + 1}. `, { text: name, paint: paint.paste }, '  '], why, width);
    }),
  ];
}
