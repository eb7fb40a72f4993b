/**
 * An OpenAPI document (3.0 or 3.1) made ready for checking: its operations, its schemas in ajv, its `$ref`s.
 * Law: 3.0 is brought into the words of JSON Schema, and every object is closed, so that a member no document knows is found.
 */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

export interface Document {
  readonly name: string;
  readonly root: Node;
  readonly operations: readonly Operation[];
  readonly ajv: Ajv2020;
}

export interface Operation {
  readonly method: string;
  /** Template without the base path, such as `/users/{userId}`. */
  readonly template: string;
  readonly pattern: RegExp;
  readonly pointer: Pointer;
}

export type Node = Readonly<Record<string, unknown>>;
export type Pointer = readonly string[];

/** Members of ours in published objects: schema → member. Described by our contract, let through elsewhere. */
const OUR_MEMBERS: readonly (readonly [string, string])[] = [['Operation', 'results']];

/** Parses one OpenAPI document. Throws when it is none. */
export function parseDocument(name: string, text: string): Document {
  const root: unknown = parse(text);
  if (!isNode(root) || typeof root['openapi'] !== 'string' || !isNode(root['paths'])) {
    throw new Error(`${name} is not an OpenAPI 3 document`);
  }
  const written = root['openapi'].startsWith('3.0') ? withoutNullable(root) : root;
  const closed = closeObjects(withOurMembers(written));
  if (!isNode(closed)) throw new Error(`${name} is not an OpenAPI 3 document`);
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema(closed, 'document');
  return { name, root: closed, operations: operationsOf(closed), ajv };
}

/** Validates a value against the schema that stands at a place of the document. */
export function checkValue(
  document: Document,
  schema: Pointer,
  value: unknown,
  what: string,
): string[] {
  const validate = document.ajv.getSchema(`document${fragment(schema)}`);
  if (validate === undefined) return [`${what}: the document has no schema ${fragment(schema)}`];
  if (validate(value) === true) return [];
  return (validate.errors ?? []).map((error) => say(what, error));
}

/** A parameter or header arrives as text; its schema says as what it is meant. */
export function checkText(
  document: Document,
  pointer: Pointer,
  text: string,
  what: string,
): string[] {
  const schema = nodeAt(document.root, [...pointer, 'schema']);
  if (schema === null) return [];
  const { type } = schema.node;
  const isNumber = (type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text);
  const value = isNumber ? Number(text) : type === 'boolean' ? text === 'true' : text;
  return checkValue(document, schema.pointer, value, what);
}

function say(what: string, { instancePath, message, params }: ErrorObject): string {
  const detail = params['unevaluatedProperty'] ?? params['allowedValues'] ?? '';
  return `${what}${instancePath === '' ? '' : ` ${instancePath}`} ${message} ${detail}`.trimEnd();
}

export function parametersOf(document: Document, operation: Operation): readonly Found[] {
  return [operation.pointer.slice(0, -1), operation.pointer].flatMap((owner) => {
    const listed = valueAt(document.root, [...owner, 'parameters']);
    if (!Array.isArray(listed)) return [];
    return listed.flatMap(
      (_, i) => nodeAt(document.root, [...owner, 'parameters', String(i)]) ?? [],
    );
  });
}

function operationsOf(root: Node): readonly Operation[] {
  const paths = isNode(root['paths']) ? root['paths'] : {};
  const found = Object.entries(paths).flatMap(([template, item]) =>
    Object.keys(isNode(item) ? item : {})
      .filter((key) => ['get', 'put', 'post', 'delete', 'patch'].includes(key))
      .map((key) => ({
        method: key.toUpperCase(),
        template,
        pattern: patternOf(template),
        pointer: ['paths', template, key],
      })),
  );
  return found.sort((a, b) => parametersIn(a.template) - parametersIn(b.template));
}

function patternOf(template: string): RegExp {
  const parts = template
    .split('/')
    .map((part) =>
      part.startsWith('{') ? `(?<${part.slice(1, -1)}>[^/]+)` : part.replaceAll('.', '\\.'),
    );
  return new RegExp(`^${parts.join('/')}$`);
}

function parametersIn(template: string): number {
  return template.split('{').length;
}

/** Path of the first server; a server address may begin with a variable. */
export function basePath(root: Node): string {
  const url = valueAt(root, ['servers', '0', 'url']);
  return typeof url === 'string' ? url.replace(/^(\w+:\/\/[^/]*|\{[^}]*\})/, '') : '';
}

export interface Found {
  readonly node: Node;
  readonly pointer: Pointer;
}

/** The node at a pointer, with `$ref`s followed on the way; null: nothing there. Lists are stepped through by index. */
export function nodeAt(root: Node, pointer: Pointer): Found | null {
  let found: Found = { node: root, pointer: [] };
  for (const part of pointer) {
    const next = valueAt(found.node, [part]);
    if (!isContainer(next)) return null;
    found = { node: next, pointer: [...found.pointer, part] };
    while (typeof found.node['$ref'] === 'string') {
      const target = found.node['$ref'].split('/').slice(1).map(unescapePointer);
      const value = valueAt(root, target);
      if (!isContainer(value)) return null;
      found = { node: value, pointer: target };
    }
  }
  return found;
}

/** The value at a pointer, no `$ref` followed. */
export function valueAt(root: Node, pointer: Pointer): unknown {
  return pointer.reduce<unknown>(
    (value, part) => (isContainer(value) ? value[part] : undefined),
    root,
  );
}

function fragment(pointer: Pointer): string {
  const parts = pointer.map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return ['#', ...parts].join('/');
}

function unescapePointer(part: string): string {
  return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
}

/** OpenAPI 3.0 `nullable` in the words of JSON Schema; as generators read it, it adds null to an enum too. */
function withoutNullable(value: unknown): unknown {
  return mapObjects(value, (node) => {
    const { nullable, ...rest } = node;
    if (nullable !== true) return node;
    const list = Array.isArray(rest['enum']) ? { enum: [...rest['enum'], null] } : {};
    return { ...rest, ...list, type: [rest['type'], 'null'] };
  });
}

function withOurMembers(root: unknown): unknown {
  const schemas = isNode(root) ? valueAt(root, ['components', 'schemas']) : undefined;
  return mapObjects(root, (node, original) => {
    const ours = OUR_MEMBERS.filter(([name]) => isNode(schemas) && schemas[name] === original);
    if (ours.length === 0 || !isNode(node['properties'])) return node;
    const members = Object.fromEntries(ours.map(([, member]) => [member, {}]));
    return { ...node, properties: { ...members, ...node['properties'] } };
  });
}

/** Closes every object schema that says nothing about other members, except those that an `allOf` builds upon. */
function closeObjects(root: unknown): unknown {
  const bases = new Set<unknown>();
  mapObjects(root, (node) => {
    const parts = Array.isArray(node['allOf']) ? node['allOf'] : [];
    for (const part of parts) if (isNode(part)) bases.add(part['$ref']);
    return node;
  });
  const schemas = isNode(root) ? valueAt(root, ['components', 'schemas']) : undefined;
  const kept = new Set(
    Object.entries(isNode(schemas) ? schemas : {})
      .filter(([name]) => bases.has(`#/components/schemas/${name}`))
      .map(([, schema]) => schema),
  );
  return mapObjects(root, (node, original) =>
    isNode(node['properties']) &&
    !kept.has(original) &&
    !('additionalProperties' in node || 'unevaluatedProperties' in node)
      ? { ...node, unevaluatedProperties: false }
      : node,
  );
}

function mapObjects(value: unknown, map: (node: Node, original: Node) => Node): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, map));
  if (!isNode(value)) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, mapObjects(child, map)]);
  return map(Object.fromEntries(entries), value);
}

/** An object or an array; an array is an object with the keys 0, 1, … */
function isContainer(value: unknown): value is Node {
  return value !== null && typeof value === 'object';
}

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
