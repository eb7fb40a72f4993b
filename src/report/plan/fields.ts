/**
 * Fields of a change: what would be sent, or what differs from what is live.
 */
import { FIELDS, type Field, type FieldValue, type Kind } from '../../model/kinds.ts';
import type { Change } from '../../model/plan.ts';
import { type DiffLine, diffField } from '../field-diff.ts';
import { hang, type Paint, padEnd, painted, widthOf } from '../layout.ts';
import { count, type Style } from '../style.ts';
import { addressOf } from './words.ts';

type Fields = Readonly<Record<string, FieldValue | null>>;

/** Lines below a change of a brand or campaign, `indent` deep. */
export function fieldLines(change: Change, indent: string, style: Style): string[] {
  const from: Fields = change.from?.fields ?? {};
  const to: Fields = change.to?.fields ?? {};
  const fields = fieldsOf(addressOf(change.address).kind).filter(({ name }) => name in to);
  if (change.action !== 'register') {
    return fields.flatMap((field) =>
      differing(field, from[field.name] ?? null, to[field.name] ?? null, indent, style),
    );
  }
  const labelWidth = Math.max(...fields.map(({ label }) => widthOf(label)), 0);
  return fields.flatMap((field) =>
    written(field, to[field.name] ?? null, labelWidth, indent, style),
  );
}

function fieldsOf(kind: string): readonly Field[] {
  const kinds: Readonly<Record<string, readonly Field[]>> = FIELDS satisfies Record<
    Kind,
    readonly Field[]
  >;
  return kinds[kind] ?? [];
}

/** A field as it would be sent; the items of a list of long texts each on a line of their own. */
function written(
  { label, long }: Field,
  value: FieldValue | null,
  labelWidth: number,
  indent: string,
  style: Style,
): string[] {
  const texts =
    typeof value === 'string'
      ? value.split('\n')
      : long
        ? (value ?? [])
        : [(value ?? []).join(', ')];
  const head = [indent, { text: padEnd(label, labelWidth), paint: style.paint.faint }, '  '];
  const below = ' '.repeat(widthOf(indent) + labelWidth + 2);
  return texts.flatMap((text, i) => hang(i === 0 ? head : below, text, style.width));
}

function differing(
  field: Field,
  from: FieldValue | null,
  to: FieldValue | null,
  indent: string,
  style: Style,
): string[] {
  const { paint, glyph } = style;
  const head = `${field.label}: `;
  if (!field.long) {
    const [before, after] = [short(from), short(to)];
    const line = `${indent}${head}${before} ${glyph.to} ${after}`;
    if (widthOf(line) <= style.width) {
      return [
        painted([
          indent,
          { text: head, paint: paint.faint },
          { text: before, paint: paint.removed },
          ` ${glyph.to} `,
          { text: after, paint: paint.added },
        ]),
      ];
    }
  }
  return [
    indent + paint.faint(field.label),
    ...diffField(from, to).flatMap((line) => diffLine(line, `${indent}  `, style)),
  ];
}

function short(value: FieldValue | null): string {
  if (value === null || value.length === 0) return '(empty)';
  return typeof value === 'string' ? value : value.join(', ');
}

function diffLine(line: DiffLine, indent: string, style: Style): string[] {
  const { paint, glyph, width } = style;
  const draw = (
    sign: string,
    whole: Paint,
    word: Paint,
    words: Exclude<DiffLine, { kind: 'skipped' }>['words'],
  ) =>
    hang(
      [indent, { text: `${sign} `, paint: whole }],
      words.map(({ text, differs }) => ({ text, paint: differs ? word : whole })),
      width,
    );
  switch (line.kind) {
    case 'removed':
      return draw('-', paint.removed, paint.removedWord, line.words);
    case 'added':
      return draw('+', paint.added, paint.addedWord, line.words);
    case 'same':
      return draw(' ', paint.faint, paint.faint, line.words);
    case 'skipped':
      return hang(
        indent,
        [{ text: `  ${glyph.more} ${count(line.count, 'line')} as before`, paint: paint.faint }],
        width,
      );
  }
}
