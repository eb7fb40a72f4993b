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

/** A field that is sent, or that differs from what is live; null: it is not there. */
export interface SentField {
  readonly field: Field;
  readonly from: FieldValue | null;
  readonly to: FieldValue | null;
}

/** In the order of the form in Admin Console. */
export function sentFields({ address, from, to }: Change): SentField[] {
  const before: Fields = from?.fields ?? {};
  const after: Fields = to?.fields ?? {};
  return fieldsOf(addressOf(address).kind)
    .filter(({ name }) => name in after)
    .map((field) => ({
      field,
      from: before[field.name] ?? null,
      to: after[field.name] ?? null,
    }));
}

/** Lines below a change of a brand or campaign, `indent` deep. */
export function fieldLines(change: Change, indent: string, style: Style): string[] {
  const fields = sentFields(change);
  if (change.action !== 'register') {
    return fields.flatMap((field) => differing(field, indent, style));
  }
  const labelWidth = Math.max(...fields.map(({ field }) => widthOf(field.label)), 0);
  return fields.flatMap((field) => written(field, labelWidth, indent, style));
}

function fieldsOf(kind: string): readonly Field[] {
  const kinds: Readonly<Record<string, readonly Field[]>> = FIELDS satisfies Record<
    Kind,
    readonly Field[]
  >;
  return kinds[kind] ?? [];
}

/** A field as it would be sent; the items of a list of long texts each on a line of their own. */
function written(sent: SentField, labelWidth: number, indent: string, style: Style): string[] {
  const { label } = sent.field;
  const texts = writtenTexts(sent);
  const head = [indent, { text: padEnd(label, labelWidth), paint: style.paint.faint }, '  '];
  const below = ' '.repeat(widthOf(indent) + labelWidth + 2);
  return texts.flatMap((text, i) => hang(i === 0 ? head : below, text, style.width));
}

/** The lines of a text, the items of a list of long texts; a list of words in one line. */
export function writtenTexts({ field: { long }, to }: SentField): readonly string[] {
  if (typeof to === 'string') return to.split('\n');
  return long ? (to ?? []) : [(to ?? []).join(', ')];
}

function differing({ field, from, to }: SentField, indent: string, style: Style): string[] {
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

/** In one line. */
export function short(value: FieldValue | null): string {
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
