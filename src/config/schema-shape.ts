/**
 * A schema as a map of its language: which keys a block has, what they are called, and an example of each.
 * Law: sentences take their facts from the schema, so that an editor and the command line never differ.
 */
import schema from '../../schema/campaigns.schema.json' with { type: 'json' };
import type { Path } from './tree.ts';

/** The parts of a JSON Schema that sentences are made of. */
export interface Shape {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string | readonly string[];
  /** What a block needs besides, in some case. */
  readonly then?: unknown;
  readonly enum?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

/** The language of the configuration; the functions below ask about it unless another is given. */
export const CONFIGURATION: Shape = schema;

/** Where the schema is published: editors find it by the first line of a file. */
export const SCHEMA_ADDRESS: string = schema.$id;

/** What the language says about the value at `path`; null where it knows no such key. */
export function shapeAt(path: Path, language: Shape = CONFIGURATION): Shape | null {
  let shape: Shape | null = language;
  for (const step of path) {
    if (shape === null) return null;
    shape = shapeBelow(shape, step, language);
  }
  return shape;
}

/** Name of the definition that the value at `path` refers to, else the key that holds it. */
export function kindAt(path: Path, language: Shape = CONFIGURATION): string {
  const ref = shapeAt(path, language)?.$ref;
  return ref === undefined
    ? String(path.findLast((step) => typeof step === 'string'))
    : definitionName(ref);
}

/** The blocks of a kind, such as every campaign; null where `key` holds no such blocks. */
export function blockShape(key: string, language: Shape = CONFIGURATION): Shape | null {
  const shape = shapeAt([key], language);
  return shape?.properties === undefined ? shapeAt([key, 'any-key'], language) : null;
}

export function propertiesOf(shape: Shape | null): Readonly<Record<string, Shape>> {
  return shape?.properties ?? {};
}

/** A property with what its reference says; what stands beside the reference counts first. */
export function resolved(shape: Shape, language: Shape = CONFIGURATION): Shape {
  if (shape.$ref === undefined) return shape;
  return { ...language.$defs?.[definitionName(shape.$ref)], ...shape };
}

function definitionName(ref: string): string {
  return ref.replace('#/$defs/', '');
}

/** What the language says about the value that `step` leads to; null where it knows no such key. */
export function shapeBelow(
  shape: Shape,
  step: string | number,
  language: Shape = CONFIGURATION,
): Shape | null {
  if (typeof step === 'number') {
    return shape.items === undefined ? null : resolved(shape.items, language);
  }
  const { properties, additionalProperties } = shape;
  if (properties !== undefined && Object.hasOwn(properties, step)) {
    const property = properties[step];
    return property === undefined ? null : resolved(property, language);
  }
  return typeof additionalProperties === 'object' ? resolved(additionalProperties, language) : null;
}

/** First example of a value as it would be written in one line of YAML; null where there is none. */
export function exampleOf(shape: Shape | null): string | null {
  const example = shape?.examples?.[0];
  return example === undefined ? null : inline(example);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, each]) => `${key}: ${inline(each)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  const text = String(value);
  const needsQuotes =
    typeof value === 'string' &&
    (/: | #|[[\]{},]|^[-?!&*|>%@`'"]/.test(text) || /^\d+$/.test(text));
  return needsQuotes ? JSON.stringify(text) : text;
}
