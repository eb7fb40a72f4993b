/**
 * Fields: reading the written content of a block, with the names that people know from Admin Console.
 */
import type { DesiredBlock } from '../../model/desired.ts';
import { FIELDS } from '../../model/kinds.ts';

/** One text of a block: a field, or one sample of several. */
export interface Text {
  /** Place of it, such as `samples.1`. */
  readonly field: string;
  /** Its field in the table of kinds. */
  readonly name: string;
  /** For people: `the Campaign Description`, `sample 2`. */
  readonly title: string;
  readonly text: string;
}

export function textsOf(block: DesiredBlock, names: readonly string[]): readonly Text[] {
  return names.flatMap((name): readonly Text[] => {
    const value = block.content[name];
    if (value === undefined) return [];
    if (typeof value === 'string') {
      return [{ field: name, name, title: `the ${label(name)}`, text: value }];
    }
    return value.map((item, i) => ({
      field: `${name}.${i}`,
      name,
      title: `sample ${i + 1}`,
      text: item,
    }));
  });
}

const LABELS = new Map(
  [...FIELDS.brand, ...FIELDS.campaign].map((field) => [field.name, field.label]),
);

/** The name that Admin Console gives a field. */
export function label(name: string): string {
  return LABELS.get(name) ?? name;
}

export function text(block: DesiredBlock, name: string): string | null {
  const value = block.content[name];
  return typeof value === 'string' ? value : null;
}

export function list(block: DesiredBlock, name: string): readonly string[] {
  const value = block.content[name];
  return value === undefined || typeof value === 'string' ? [] : value;
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
