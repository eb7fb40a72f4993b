/**
 * Position: what the language says about a place in a file, as far as its form goes.
 * Law: everything here comes from the schema and the table of kinds; where they know nothing, what is written stays as it is.
 */
import { propertiesOf, type Shape, shapeAt, shapeBelow } from '../config/schema-shape.ts';
import { LISTS, TEXTS } from '../config/texts.ts';

export interface Position {
  /** Null: the language knows nothing of it. */
  readonly shape: Shape | null;
  /** Keys from the top; an item of a list has those of its list. */
  readonly keys: readonly string[];
  /** A map of phone numbers and who holds them. */
  readonly isNumbers: boolean;
  /** A text that customers get, and the list of such texts: in quotes, as the next one may hold a colon. */
  readonly isMessage: boolean;
  /** A text that people read, or a name. A comment behind it may be taken for a part of it. */
  readonly text: 'long' | 'short' | null;
}

export const TOP: Position = position(shapeAt([]), []);

function position(shape: Shape | null, keys: readonly string[]): Position {
  const [kind, , ...rest] = keys;
  const name = kind === 'brands' || kind === 'campaigns' ? rest.join('.') : '';
  const text = (shape === null ? null : TEXTS.get(name)) ?? null;
  return {
    shape,
    keys,
    isNumbers: shape?.$ref === '#/$defs/numbers',
    isMessage: text === 'long' && (LISTS.has(name) || name.endsWith('.message')),
    text,
  };
}

/** The position of what stands in an item of a map (its key) or of a list (null). */
export function below(at: Position, key: string | null): Position {
  // Each number is like the others, and there can be many.
  if (at.isNumbers) return numberUser(at);
  const shape = at.shape === null ? null : shapeBelow(at.shape, key ?? 0);
  return position(shape, key === null ? at.keys : [...at.keys, key]);
}

const USERS = new WeakMap<Position, Position>();

function numberUser(numbers: Position): Position {
  let user = USERS.get(numbers);
  if (user === undefined) {
    user = position(numbers.shape === null ? null : shapeBelow(numbers.shape, ''), numbers.keys);
    USERS.set(numbers, user);
  }
  return user;
}

/** Keys of a block with fixed settings, each with its place in the order; null where the written order counts or nothing is known. */
export function orderOf({ shape }: Position): ReadonlyMap<string, number> | null {
  if (shape?.properties === undefined) return null;
  return new Map(Object.keys(propertiesOf(shape)).map((key, index) => [key, index]));
}

/** Whether each setting gets a line of its own, however short the block is. */
export function isAlwaysBlock({ keys: [kind], keys, isNumbers }: Position): boolean {
  const blocks = kind === 'brands' || kind === 'campaigns' ? 2 : 1;
  return isNumbers || keys.length <= blocks;
}

/** How a list is written: a line for each long text, one line for all short words; null: as it is. */
export function listForm({ shape, text }: Position): 'block' | 'flow' | null {
  if (shape?.items === undefined) return null;
  return text === 'long' ? 'block' : 'flow';
}

/** Whether a comment behind a text without quotes would be reported. */
export function mayNotFollow({ text }: Position, comment: string): boolean {
  return text === 'long' || (text === 'short' && /^#[^\s#!-]/.test(comment));
}

export function takesText({ shape }: Position): boolean {
  return [shape?.type].flat().includes('string');
}
