import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import schema from '../../schema/campaigns.schema.json' with { type: 'json' };
import { parseYaml } from '../../src/config/parse.ts';
import { LANGUAGE_RULES, SCHEMA_RULES } from '../../src/config/rules-schema.ts';
import type { Shape } from '../../src/config/schema-shape.ts';
import { placeAt, sourceFile } from '../../src/config/source.ts';
import { rangeAt } from '../../src/config/tree.ts';
import { validateFile } from '../../src/config/validate.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { FIELDS } from '../../src/model/kinds.ts';
import { fc } from '../random.ts';
import { brand, CASES, campaign } from './validate.cases.ts';

const LANGUAGE = readFileSync(new URL('../fixtures/language.yaml', import.meta.url), 'utf8');

function validated(yaml: string): Diagnostic[] {
  const { file } = parseYaml(sourceFile('acme.yaml', yaml));
  if (file === null) throw new Error(`not valid YAML: ${yaml}`);
  return validateFile(file.value, (path, what) =>
    placeAt(file.source, ...rangeAt(file.root, path, what)),
  );
}

describe('the schema', () => {
  const shapes: (readonly [string, Shape])[] = [];
  (function walk(name: string, shape: Shape): void {
    shapes.push([name, shape]);
    for (const [key, each] of Object.entries(shape.properties ?? {})) walk(`${name}.${key}`, each);
    for (const [key, each] of Object.entries(shape.$defs ?? {})) {
      if (key !== 'wholeReply') walk(`#${key}`, each);
    }
    if (typeof shape.additionalProperties === 'object')
      walk(`${name}.*`, shape.additionalProperties);
    if (shape.items !== undefined) walk(`${name}[]`, shape.items);
  })('', schema);

  const definitions: Readonly<Record<string, Shape>> = schema.$defs;
  const whole = (shape: Shape): Shape => ({
    ...definitions[shape.$ref?.replace('#/$defs/', '') ?? ''],
    ...shape,
  });

  it.each(shapes)('describes %s, with an example', (_, shape) => {
    const { title, examples } = whole(shape);
    const description: unknown = Reflect.get(whole(shape), 'description');
    expect(title).toBeTypeOf('string');
    expect(description).toMatch(/\.$/);
    expect(examples).not.toHaveLength(0);
  });

  it.each(shapes)('limits %s', (_, shape) => {
    const limits = whole(shape);
    const has = (key: string) => Reflect.has(limits, key);
    const types = [limits.type].flat();
    if (types.includes('string')) expect(has('enum') || has('maxLength')).toBe(true);
    if (types.includes('array')) expect(has('maxItems')).toBe(true);
    if (types.includes('number')) expect(has('minimum') && has('maximum')).toBe(true);
    if (types.includes('object')) expect(has('additionalProperties')).toBe(true);
  });

  it('asks for the fields that the table of kinds marks as required', () => {
    const needed = (kind: 'brand' | 'campaign') =>
      FIELDS[kind].filter((field) => field.required).map((field) => field.name);
    const replies = ['optIn', 'optOut', 'help'].flatMap((name) =>
      schema.$defs.wholeReply.required.map((key) => `${name}.${key}`),
    );
    const { required } = schema.$defs.campaign.then;
    expect(schema.$defs.brand.then.required).toEqual(needed('brand'));
    expect(
      [
        ...required.filter((key) => !['brand', 'optIn', 'optOut', 'help'].includes(key)),
        ...replies,
      ].sort(),
    ).toEqual(needed('campaign').sort());
    expect(required[0]).toBe('brand');
  });

  it('has every field of the table of kinds', () => {
    for (const kind of ['brand', 'campaign'] as const) {
      for (const { name } of FIELDS[kind]) {
        const shape = name
          .split('.')
          .reduce<Shape>((at, key) => whole(at.properties?.[key] ?? {}), definitions[kind] ?? {});
        expect([name, shape.title]).toEqual([name, expect.any(String)]);
      }
    }
  });

  it('takes its own examples', () => {
    for (const example of schema.examples) expect(validateFile(example, nowhere)).toEqual([]);
    const one = (of: Shape) => of.examples?.[0];
    const { properties } = schema.$defs.campaign;
    const filled = Object.fromEntries(
      Object.entries(properties).map(([key, shape]) => [key, one(whole(shape))]),
    );
    const brandFilled = Object.fromEntries(
      Object.entries(schema.$defs.brand.properties).map(([key, shape]) => [key, one(whole(shape))]),
    );
    const file = { version: 1, brands: { acme: brandFilled }, campaigns: { 'front-desk': filled } };
    expect(validateFile(file, nowhere)).toEqual([]);
  });
});

describe('a file is accepted', () => {
  it('when it is the example of the whole language', () => {
    expect(validated(LANGUAGE)).toEqual([]);
  });

  it.each([
    ['of nothing but its version', 'version: 1'],
    [
      'with numbers in every spelling',
      campaign(
        'numbers:',
        '  +14085550101: anyone',
        '  14085550102: anyone',
        '  (408) 555-0103: anyone',
        '  408-555-0104: anyone',
      ),
    ],
    ['with one former key', campaign('formerly: invoices')],
    ['with several', campaign('formerly: [invoices, dunning]')],
    ['with a case that is a number', campaign('limit: { wanted: 90, granted: 60, case: 104233 }')],
    [
      'with some of the content of a bound campaign',
      campaign('optIn:', '  message: "Acme Dental: hello."'),
    ],
    ['with a silenced rule', campaign('allow:', '  brand-not-named: carriers approved this text')],
    ['with French keywords', campaign('optOut: { keywords: [ARRÊT, STOP] }')],
    ['with an empty list of numbers', campaign('numbers: {}')],
  ])('%s', (_, yaml) => {
    expect(validated(yaml)).toEqual([]);
  });
});

describe('one diagnostic for one mistake', () => {
  it.each(CASES)('$is: $rule', ({ yaml, rule, at, says, hint }) => {
    const found = validated(yaml);
    expect(found.map((each) => each.rule)).toEqual([rule]);
    const [diagnostic] = found;
    expect(diagnostic?.severity).toBe('error');
    expect(diagnostic?.message).toContain(says);
    expect(diagnostic?.hint).toContain(hint ?? '');
    expect(diagnostic?.hint).not.toBe('');
    expect(textAt(yaml, diagnostic)).toBe(at);
  });

  it('has a case for every rule', () => {
    const rules = new Set(CASES.map(({ rule }) => rule));
    expect(LANGUAGE_RULES.map(({ id }) => id).filter((id) => !rules.has(id))).toEqual([]);
  });

  it('says once what a block that is to be registered lacks', () => {
    const yaml =
      'version: 1\ncampaigns:\n  front-desk:\n    brand: acme\n    optIn: { keywords: [START] }';
    const found = validated(yaml);
    expect(found.map((each) => [each.rule, textAt(yaml, each)])).toEqual([
      ['schema-missing', 'front-desk'],
      ['schema-missing', 'optIn'],
    ]);
    expect(found[0]?.message).toBe(
      'Campaign `front-desk` has no `id`, so it is to be registered, and lacks `useCase`, `description` (Campaign Description), `callToAction`, `privacyPolicy`, `optOut`, `help` and `samples` (Sample Message).',
    );
    expect(found[0]?.hint).toContain('add `id:`');
  });

  it('does not call a misspelt key missing too', () => {
    const yaml = LANGUAGE.replace('    description:', '    descripton:');
    expect(validated(yaml).map((each) => each.rule)).toEqual(['schema-unknown-key']);
  });

  it('asks nothing of a campaign that is deactivated', () => {
    expect(validated('version: 1\ncampaigns: { promo: { deactivateForever: replaced } }')).toEqual(
      [],
    );
  });

  it('reports every mistake of a file', () => {
    const yaml = LANGUAGE.replace('customer-care', 'customer-car')
      .replace('maxOutages: 10', 'maxOutages: many')
      .replace('taxIdCountry: US', 'taxIdCountry: usa');
    expect(
      validated(yaml)
        .map((each) => each.rule)
        .sort(),
    ).toEqual(['schema-enum', 'schema-format', 'schema-type']);
  });
});

describe('no message', () => {
  it('repeats a tax number', () => {
    const lines = [
      'taxIdFrom',
      'ein',
      'taxIdCountry',
      'legalForm',
      'website',
      'vertical',
      'oddity',
    ];
    for (const number of ['12-3456789', '123456789', '12 3456789']) {
      const found = lines.flatMap((key) => validated(brand(`${key}: ${number}`)));
      expect(found.map(({ rule }) => rule)).toEqual(lines.map(() => 'secret-in-yaml'));
      expect(JSON.stringify(found.map(({ message, hint }) => [message, hint]))).not.toContain(
        '3456789',
      );
    }
    const duns = validated(brand('alternativeId: { type: duns, value: 150483782 }'));
    expect(duns.map(({ rule }) => rule)).toEqual(['schema-type']);
    expect(JSON.stringify(duns[0])).not.toContain('150483782');
  });

  it('is longer than a screen, however long the value', () => {
    const long = 'x'.repeat(100_000);
    for (const yaml of [
      campaign(`useCase: ${long}`),
      campaign(`privacyPolicy: ${long}`),
      campaign(`brand: ${long.toUpperCase()}`),
    ]) {
      const found = validated(yaml);
      expect(found).toHaveLength(1);
      expect(`${found[0]?.message}${found[0]?.hint}`.length).toBeLessThan(800);
    }
  });
});

it('gives an answer to any value, and never throws', () => {
  const keys = fc.constantFrom(
    'version',
    'brands',
    'campaigns',
    'acme',
    'id',
    'numbers',
    'optIn',
    'fee',
    '__proto__',
    'a/b~c',
    '',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 1, 1.5, '', 'x', '12-3456789'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 4, noNullPrototype: false }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const file = { version: 1, campaigns: value, brands: { acme: value } };
      const known = new Set<string>(LANGUAGE_RULES.map(({ id }) => id));
      return validateFile(file, nowhere).every(
        ({ rule, message, hint }) => known.has(rule) && message !== '' && hint !== '',
      );
    }),
  );
});

it('lists each rule once', () => {
  const ids = SCHEMA_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

function nowhere() {
  return { file: 'acme.yaml', line: 1, col: 1 };
}

/** Text of the file that a diagnostic covers. */
function textAt(yaml: string, diagnostic: Diagnostic | undefined): string {
  const place = diagnostic?.place;
  if (place?.endLine === undefined || place.endCol === undefined) return '';
  const lines = yaml.split('\n').slice(place.line - 1, place.endLine);
  const text = lines.join('\n');
  const tail = (lines.at(-1)?.length ?? 0) - (place.endCol - 1);
  return text.slice(place.col - 1, text.length - tail).trimEnd();
}
