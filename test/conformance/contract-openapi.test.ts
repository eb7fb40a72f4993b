/** The OpenAPI document of our contract: sound in itself, with examples that are valid. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROUTES } from '../../src/sandbox/routes.ts';
import { checkValue, parseDocument, valueAt } from './wire-document.ts';
import { PUBLISHED } from './wire-report.ts';

const TEXT = readFileSync(
  new URL('../../schema/sms-registry.openapi.yaml', import.meta.url),
  'utf8',
);
const root: Node = parse(TEXT);
const document = parseDocument('sms-registry.openapi.yaml', TEXT);

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Every object of the document with its pointer. */
function* nodes(value: unknown, pointer: readonly string[] = []): Generator<[string[], Node]> {
  if (value === null || typeof value !== 'object') return;
  if (isNode(value)) yield [[...pointer], value];
  for (const [key, child] of Object.entries(value)) yield* nodes(child, [...pointer, key]);
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const operations = [...nodes(root['paths'])].filter(
  ([pointer]) => pointer.length === 2 && METHODS.includes(pointer[1] ?? ''),
);

describe('schema/sms-registry.openapi.yaml', () => {
  it('says whose contract it is', () => {
    const { description } = root['info'] as { description: string };
    expect(description).toContain("This contract is campaignctl's own.");
    expect(description).toContain('8x8 publishes an Administration API');
  });

  it('refers only to what is there', () => {
    const dangling = [...nodes(root)]
      .map(([, node]) => node['$ref'])
      .filter((ref) => ref !== undefined)
      .filter((ref) => valueAt(root, String(ref).split('/').slice(1)) === undefined);
    expect(dangling).toEqual([]);
  });

  it('defines nothing that is not used', () => {
    const used = new Set([...nodes(root)].map(([, node]) => node['$ref']));
    const unused = ['schemas', 'responses', 'parameters', 'headers'].flatMap((kind) =>
      Object.keys(valueAt(root, ['components', kind]) as Node)
        .map((name) => `#/components/${kind}/${name}`)
        .filter((ref) => !used.has(ref)),
    );
    expect(unused).toEqual([]);
  });

  it('names and describes every operation, each name once', () => {
    const ids = operations.map(([, operation]) => operation['operationId']);
    expect(ids.every((id) => typeof id === 'string')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(16);
    for (const [, operation] of operations) {
      expect(operation['summary']).toBeTypeOf('string');
      expect(operation['description']).toBeTypeOf('string');
    }
  });

  it('declares the answers every operation may give', () => {
    const common = ['401', '403', '408', '429', '500', '503'];
    for (const [pointer, { responses }] of operations) {
      expect([pointer, Object.keys(responses as Node)]).toEqual([
        pointer,
        expect.arrayContaining(common),
      ]);
    }
  });

  it('describes every property of every schema', () => {
    const bare = [...nodes(valueAt(root, ['components', 'schemas']))].flatMap(([pointer, node]) =>
      Object.entries(isNode(node['properties']) ? node['properties'] : {})
        .filter(([, property]) => !/"(description|\$ref)":/.test(JSON.stringify(property)))
        .map(([name]) => [...pointer, name].join('/')),
    );
    expect(bare).toEqual([]);
  });

  it('is what the sandbox serves, route by route, and nothing else', () => {
    const documented = document.operations.map(({ method, template }) => {
      const status = method === 'GET' ? '200' : '202';
      const success = ['paths', template, method.toLowerCase(), 'responses', status, 'content'];
      return `${method} ${template} ${Object.keys(valueAt(document.root, success) as Node)}`;
    });
    // Four more are published by 8x8 and described in its own documents.
    const known = [...documented, ...PUBLISHED.slice(0, 4)];
    const served = ROUTES.map(({ method, path, media }) =>
      known.filter((line) => {
        const [verb, template = '', type = media] = line.split(' ');
        return verb === method && type === media && path.test(template);
      }),
    );
    expect(served.filter(({ length }) => length === 0)).toEqual([]);
    expect([...new Set(served.flat())].sort()).toEqual([...known].sort());
  });

  const examples = [...nodes(root)].flatMap(([pointer, node]) => {
    if (!('schema' in node)) return [];
    const named = isNode(node['examples']) ? Object.entries(node['examples']) : [];
    const values = [
      ...('example' in node ? [node['example']] : []),
      ...named.map(([, example]) => (isNode(example) ? example['value'] : undefined)),
    ];
    return values.map((value, i) => ({ where: `${pointer.join(' ')} #${i}`, pointer, value }));
  });

  it.each(examples)('has a valid example at $where', ({ pointer, value }) => {
    expect(checkValue(document, [...pointer, 'schema'], value, 'example')).toEqual([]);
  });

  it('has an example for every body', () => {
    const bare = [...nodes(root)]
      .filter(([pointer]) => pointer.at(-2) === 'content')
      .filter(([, node]) => !('example' in node) && !('examples' in node))
      .map(([pointer]) => pointer.join(' '));
    expect(bare).toEqual([]);
  });

  it('finds an example that is not valid', () => {
    const campaign = [
      'paths',
      '/sms/campaigns/{campaignId}',
      'get',
      'responses',
      '200',
      'content',
      'application/vnd.smscampaigns.v1+json',
    ];
    const valid = valueAt(root, [...campaign, 'example']) as Node;
    const check = (value: unknown) =>
      checkValue(document, [...campaign, 'schema'], value, 'body').length;
    expect(check(valid)).toBe(0);
    expect(check({ ...valid, status: 'ACTIVE' })).toBe(1);
    expect(check({ ...valid, version: '3' })).toBe(1);
    expect(check({ ...valid, surplus: true })).toBe(1);
    expect(check({ ...valid, samples: null })).toBe(1);
  });
});
