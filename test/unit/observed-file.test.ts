/** `observed.yaml` as a file: what it says, and everything that can be wrong with it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import language from '../../schema/campaigns.schema.json' with { type: 'json' };
import schema from '../../schema/observed.schema.json' with { type: 'json' };
import { loadObserved, parseObserved } from '../../src/config/observed.ts';
import { OBSERVED_RULES } from '../../src/config/rules-observed.ts';
import type { E164 } from '../../src/model/desired.ts';
import { FIELDS, type Kind } from '../../src/model/kinds.ts';
import { type Seen, SMS_WORDS } from '../../src/model/observed.ts';
import { folder } from './config-folder.ts';

const SAMPLE = readFileSync(
  fileURLToPath(new URL('../golden/observed/sample.yaml', import.meta.url)),
  'utf8',
);
const HEAD = 'version: 1\nobserved: acme\n';
const SEEN = 'seen: { at: 2026-11-30T09:12:00Z, by: ann }';
const BY_ANN: Seen = { at: '2026-11-30T09:12:00Z', by: 'ann' };

/** `rule line:col` of each finding. */
function found(text: string, account = 'acme'): readonly string[] {
  return loadObserved(folder({ 'observed.yaml': text }), account).diagnostics.map(
    ({ rule, place }) => `${rule} ${place?.line}:${place?.col}`,
  );
}

function said(text: string, account = 'acme') {
  const { diagnostics, observed } = loadObserved(folder({ 'observed.yaml': text }), account);
  expect(observed).toBeNull();
  expect(diagnostics).toHaveLength(1);
  return diagnostics[0];
}

/** A file with one campaign and one line for its number. */
function withNumber(line: string): string {
  return `${HEAD}campaigns:\n  front-desk:\n    status: approved\n    ${SEEN}\n    numbers:\n      ${line}\n`;
}

describe('what it says', () => {
  it('is everything in the sample', () => {
    const { observed, text, diagnostics } = loadObserved(folder({ 'observed.yaml': SAMPLE }));
    expect(diagnostics).toEqual([]);
    expect(text).toBe(SAMPLE);
    const page: Seen = { at: '2026-11-30T09:15:00Z', by: 'ann' };
    const nothing = { since: null, reason: null };
    expect(observed).toEqual({
      account: 'acme',
      forms: BY_ANN,
      page,
      brands: new Map([
        [
          'acme',
          {
            ...nothing,
            id: 'BQ7K2LM',
            status: 'verified',
            seen: BY_ANN,
            content: { legalName: 'Acme Dental Group LLC' },
          },
        ],
      ]),
      campaigns: new Map([
        [
          'front-desk',
          {
            ...nothing,
            id: 'C7GH42I',
            brand: 'acme',
            status: 'approved',
            lastResubmit: null,
            limit: 120,
            seen: BY_ANN,
            content: null,
            numbers: new Map([
              ['+14085550101', { ...nothing, status: 'on', seen: page, lookAgain: null }],
              [
                '+14085550102',
                { ...nothing, status: 'pending-on', seen: page, lookAgain: '2026-12-02' },
              ],
            ]),
          },
        ],
      ]),
      numbers: new Map([
        ['+14085550199', { ...nothing, status: 'off', seen: page, lookAgain: null }],
      ]),
    });
  });

  it('is nothing where there is no file, which is no mistake', () => {
    expect(loadObserved(folder({}))).toEqual({ observed: null, text: null, diagnostics: [] });
  });

  it.each([
    ['Enabled', 'on'],
    ['ENABLED', 'on'],
    ['disabled', 'off'],
    ['', 'off'],
    ['""', 'off'],
    ['Pending', 'unknown'],
    ['pending on', 'pending-on'],
    ['Pending off', 'pending-off'],
    ['"Enabling failed"', 'enabling-failed'],
    ['Disabling Failed', 'disabling-failed'],
  ])('a number that is `%s` is %s', (word, status) => {
    const { observed } = parseObserved(
      withNumber(`4085550101:\n        status: ${word}\n        ${SEEN}`),
    );
    expect(observed?.campaigns.get('front-desk')?.numbers.get('+14085550101' as E164)?.status).toBe(
      status,
    );
  });

  it.each(['+14085550101', '14085550101', '4085550101', '"(408) 555-0101"', '408-555-0101'])(
    'a number may be written %s',
    (number) => {
      const { observed } = parseObserved(withNumber(`${number}: { status: Enabled, ${SEEN} }`));
      expect([...(observed?.campaigns.get('front-desk')?.numbers.keys() ?? [])]).toEqual([
        '+14085550101',
      ]);
    },
  );

  it('counts a day as its first second, takes settings of a form by their dotted names, and empty lists', () => {
    const { observed, diagnostics } = parseObserved(
      `${HEAD}brands:\nnumbers: {}\ncampaigns:\n  a:\n    status: Rejected\n    since: 2026-11-28\n    reason: "no: #4"\n    lastResubmit: page is live\n    ${SEEN}\n    form:\n      optIn: { keywords: [START], message: "Acme: hi" }\n      samples: ["One", "Two"]\n    numbers:\n`,
    );
    expect(diagnostics).toEqual([]);
    expect(observed?.campaigns.get('a')).toMatchObject({
      status: 'rejected',
      since: '2026-11-28T00:00:00Z',
      reason: 'no: #4',
      lastResubmit: 'page is live',
      content: {
        'optIn.keywords': ['START'],
        'optIn.message': 'Acme: hi',
        samples: ['One', 'Two'],
      },
    });
    expect(observed?.numbers.size).toBe(0);
  });
});

describe('what can be wrong with it', () => {
  it('a number in two places, in any spelling, with both places', () => {
    const two = `+14085550101: { status: Enabled, ${SEEN} }\n      (408) 555-0101: { status: Disabled, ${SEEN} }`;
    expect(said(withNumber(two))).toMatchObject({
      rule: 'observed-number-twice',
      message:
        '+1 408 555 0101 is written twice in campaign `front-desk`; the first time on line 8.',
      place: { file: 'observed.yaml', line: 9, col: 7 },
      related: [{ place: { line: 8, col: 7 } }],
    });
    const elsewhere = `${withNumber(`4085550101: { status: Enabled, ${SEEN} }`)}  billing:\n    status: approved\n    ${SEEN}\n    numbers:\n      14085550101: { status: Enabled, ${SEEN} }\n`;
    expect(said(elsewhere)?.message).toBe(
      '+1 408 555 0101 is written in campaign `billing`, and on line 8 in campaign `front-desk`.',
    );
    const nowhere = `${withNumber(`4085550101: { status: Enabled, ${SEEN} }`)}numbers:\n  14085550101: { status: Disabled, ${SEEN} }\n`;
    expect(said(nowhere)?.message).toBe(
      '+1 408 555 0101 is written in `numbers`, and on line 8 in campaign `front-desk`.',
    );
    const same = `+14085550101: { status: Enabled, ${SEEN} }`;
    expect(found(withNumber(`${same}\n      ${same}`))).toEqual(['observed-number-twice 9:7']);
    expect(found(`${HEAD}numbers:\n  ${same}\n  ${same}\n`)).toEqual(['observed-number-twice 5:3']);
  });

  it('an id of two objects, a brand that is not there, another account', () => {
    const one = (key: string) => `  ${key}: { id: C1, status: approved, ${SEEN} }\n`;
    expect(said(`${HEAD}campaigns:\n${one('a')}${one('b')}`)).toMatchObject({
      rule: 'observed-id-twice',
      message: 'Campaign `b` has the id `C1`, and so has `a` on line 4.',
    });
    expect(
      found(`${HEAD}brands:\n${one('a').replace('approved', 'verified')}campaigns:\n${one('a')}`),
    ).toEqual([]);
    const brand = `${HEAD}brands:\n  acme: { status: verified, ${SEEN} }\ncampaigns:\n  a: { brand: acne, status: pending, ${SEEN} }\n`;
    expect(said(brand)).toMatchObject({
      rule: 'observed-unknown-brand',
      message: 'There is no brand `acne` in this file.',
      hint: 'Did you mean `acme`?',
      place: { line: 6, col: 15 },
    });
    expect(said(HEAD, 'bolt')).toMatchObject({
      rule: 'observed-other-account',
      message: 'This was seen in the account `acme`; the account here is `bolt`.',
      place: { line: 2, col: 11 },
    });
  });

  it.each<[string, string, string, string]>([
    [
      'a misspelt status',
      withNumber(`4085550101: { status: Enabld, ${SEEN} }`),
      'schema-enum 8:29',
      'Did you mean `Enabled`?',
    ],
    [
      'a status in other words',
      `${HEAD}brands:\n  a: { status: ok, ${SEEN} }\n`,
      'schema-enum 4:16',
      'Possible: `pending`, `verified`, `unverified`, `failed` or `unknown`.',
    ],
    [
      'a number without who saw it',
      withNumber('4085550101: { status: Enabled }'),
      'schema-missing 8:7',
      'Add `seen: { at: 2026-11-30T09:12:00Z, by: ann }`.',
    ],
    [
      'a number with its word alone',
      withNumber('4085550101: Enabled'),
      'schema-type 8:19',
      'Write its lines below it, indented by two more spaces: `status:`, `since:`, `reason:`, `seen:` or `lookAgain:`.',
    ],
    [
      'a campaign without a status',
      `${HEAD}campaigns:\n  a: { ${SEEN} }\n`,
      'schema-missing 4:3',
      'Add `status: pending`.',
    ],
    [
      'a time that is none',
      withNumber('4085550101: { status: Enabled, seen: { at: 2026-11-31T09:12:00Z, by: ann } }'),
      'schema-format 8:50',
      'For example `at: 2026-11-30T09:12:00Z`.',
    ],
    [
      'a time of another zone',
      withNumber('4085550101: { status: Enabled, seen: { at: 2026-11-30 09:12, by: ann } }'),
      'schema-format 8:50',
      'For example `at: 2026-11-30T09:12:00Z`.',
    ],
    [
      'a day that is none',
      withNumber(`4085550101: { status: Pending, ${SEEN}, lookAgain: 2026-12-32 }`),
      'schema-format 8:94',
      'Write year, month and day, such as `2026-12-02`.',
    ],
    [
      'a misspelt key',
      `${HEAD}pageseen: { at: 2026-11-30T09:12:00Z, by: ann }\n`,
      'schema-unknown-key 3:1',
      'Did you mean `pageSeen`?',
    ],
    [
      'a setting of the form beside it',
      `${HEAD}brands:\n  a: { status: verified, ${SEEN}, legalName: Acme }\n`,
      'schema-unknown-key 4:71',
      '`legalName` belongs under `form`: indent it by two more spaces.',
    ],
    [
      'a number that is none',
      withNumber(`408555010: { status: Enabled, ${SEEN} }`),
      'phone-invalid 8:7',
      'Write a US or Canadian number with its area code, such as +14085550101.',
    ],
    [
      'a toll-free number',
      withNumber(`8005550101: { status: Enabled, ${SEEN} }`),
      'phone-toll-free 8:7',
      'Register the local US or Canadian number of the user instead.',
    ],
    [
      'a limit of zero',
      `${HEAD}campaigns:\n  a: { status: approved, limit: 0, ${SEEN} }\n`,
      'schema-range 4:33',
      'For example `limit: 120`.',
    ],
    ['no version', 'observed: acme\n', 'schema-version 1:1', 'Make `version: 1` its first line.'],
    ['no name', 'version: 1\n', 'schema-missing 1:1', 'Add `observed: acme`.'],
    [
      'a text cut by #',
      `${HEAD}brands:\n  a:\n    status: failed\n    reason: see #4\n    ${SEEN}\n`,
      'yaml-hash-in-text 6:17',
      'Put the whole text into double quotes ("…"). If it is a comment, put a space after #.',
    ],
    [
      'a text of a form cut by #',
      `${HEAD}campaigns:\n  a:\n    status: pending\n    ${SEEN}\n    form:\n      description: see #4\n`,
      'yaml-hash-in-text 8:24',
      'Put the whole text into double quotes ("…"). If it is a comment, put a space after #.',
    ],
    [
      'a key twice beside a number',
      withNumber(`4085550101: { status: Enabled, status: Disabled, ${SEEN} }`),
      'key-twice 8:38',
      'Keep one of the two, or put them together.',
    ],
    [
      'an anchor',
      `${HEAD}formsSeen: &a { at: 2026-11-30T09:12:00Z, by: ann }\n`,
      'yaml-anchor 3:12',
      'Write it out at each place; the reviewer of a change should see beside each campaign what applies to it. A text that starts with `&` needs quotes.',
    ],
    [
      'an empty file',
      '',
      'yaml-syntax 1:1',
      'Start with `version: 1` and `observed: NAME`, the name of the account. Where nobody has looked yet, remove the file.',
    ],
    [
      'the marks of a merge',
      `${HEAD}<<<<<<< HEAD\n`,
      'yaml-conflict-marker 3:1',
      'Keep the version that is right, and take out the lines with <<<<<<<, ======= and >>>>>>>.',
    ],
  ])('%s', (_, text, at, hint) => {
    expect(found(text)).toEqual([at]);
    expect(said(text)?.hint).toBe(hint);
    expect(said(text)?.message).not.toMatch(/undefined|null|registered/);
  });

  it('everything at once', () => {
    const text = `${withNumber(`4085550101: { status: Enabld, ${SEEN} }`)}numbers:\n  4085550101: { status: Enabled, ${SEEN} }\n  555: { status: Enabled, ${SEEN} }\nextra: 1\n`;
    expect(found(text)).toEqual([
      'schema-enum 8:29',
      'observed-number-twice 10:3',
      'phone-short-code 11:3',
      'schema-unknown-key 12:1',
    ]);
  });
});

describe('files that are none', () => {
  const only = (root: string) => {
    const { observed, text, diagnostics } = loadObserved(root);
    expect([observed, text]).toEqual([null, null]);
    return diagnostics.map(({ rule, severity }) => `${rule} ${severity}`);
  };

  it('are refused by what they are', () => {
    const linked = folder({ 'elsewhere/observed.yaml': HEAD, 'account/a.txt': '' });
    symlinkSync('../elsewhere/observed.yaml', join(linked, 'account/observed.yaml'));
    expect(only(join(linked, 'account'))).toEqual(['file-outside-root error']);
    const broken = folder({});
    symlinkSync('gone.yaml', join(broken, 'observed.yaml'));
    expect(only(broken)).toEqual(['file-unreadable error']);
    const fold = folder({});
    mkdirSync(join(fold, 'observed.yaml'));
    expect(only(fold)).toEqual(['file-unreadable error']);
    const pipe = folder({});
    execFileSync('mkfifo', [join(pipe, 'observed.yaml')]);
    expect(only(pipe)).toEqual(['file-unreadable error']);
    const large = folder({ 'observed.yaml': HEAD });
    truncateSync(join(large, 'observed.yaml'), 17 * 1024 * 1024);
    expect(only(large)).toEqual(['file-too-large error']);
    expect(only(folder({ 'observed.yaml': Buffer.from([0x76, 0xe9, 0x0a]) }))).toEqual([
      'file-not-utf8 error',
    ]);
  });

  it('may be a link within the folder', () => {
    const root = folder({ 'seen/now.yaml': HEAD });
    symlinkSync('seen/now.yaml', join(root, 'observed.yaml'));
    expect(loadObserved(root).observed?.account).toBe('acme');
  });

  it('are refused calmly where they are hostile', () => {
    expect(found(`${HEAD}brands: ${'['.repeat(200_000)}\n`)).toEqual(['yaml-too-deep 3:59']);
    const start = performance.now();
    const root = folder({ 'observed.yaml': HEAD });
    const lines = Array.from({ length: 20_000 }, (_, i) => `  ${i}: { status: x }\n`);
    writeFileSync(join(root, 'observed.yaml'), `${HEAD}numbers:\n${lines.join('')}`);
    expect(loadObserved(root).diagnostics).toHaveLength(201);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('the schema', () => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it('says of every property what it is, with an example that it takes and a limit', () => {
    const check = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, value] of Object.entries(node)) {
        if (name === 'properties') {
          for (const [key, property] of Object.entries(value as Record<string, object>)) {
            const ref = Reflect.get(property, '$ref') as string | undefined;
            const def =
              ref === undefined ? {} : Reflect.get(schema.$defs, ref.split('/').at(-1) ?? '');
            const whole = { ...(def as object), ...property } as Record<string, unknown>;
            expect(whole, `${path}.${key}`).toMatchObject({
              title: expect.any(String),
              description: expect.stringMatching(/\.$/),
              examples: [expect.anything(), ...((whole['examples'] as unknown[]) ?? []).slice(1)],
            });
            const { type } = whole;
            if (type === 'string' && !('enum' in whole))
              expect(whole, `${path}.${key}`).toHaveProperty('maxLength');
            if (type === 'integer') expect(whole, `${path}.${key}`).toHaveProperty('maximum');
            if (type === 'array') expect(whole, `${path}.${key}`).toHaveProperty('maxItems');
          }
        }
        check(value, `${path}.${name}`);
      }
    };
    check(schema, '');
    for (const [name, definition] of Object.entries(schema.$defs)) {
      const one = ajv.compile({ $ref: `${schema.$id}#/$defs/${name}` });
      for (const example of definition.examples) expect(one(example), name).toBe(true);
    }
    for (const example of schema.examples) expect(validate(example)).toBe(true);
  });

  it('has the words of the SMS page', () => {
    expect(schema.$defs.state.properties.status.anyOf[0]?.enum).toEqual([
      ...[SMS_WORDS.on, SMS_WORDS.off, SMS_WORDS['pending-on'], SMS_WORDS['pending-off']],
      ...[SMS_WORDS['enabling-failed'], SMS_WORDS['disabling-failed'], SMS_WORDS.unknown],
    ]);
  });

  it.each<[Kind, 'brandForm' | 'campaignForm']>([
    ['brand', 'brandForm'],
    ['campaign', 'campaignForm'],
  ])('has every field of the form of a %s, in the words of the configuration', (kind, name) => {
    type Node = Record<string, unknown> & { readonly properties?: Record<string, Node> };
    const properties = (node: Node, defs: object): Record<string, Node> => {
      const ref = node['$ref'] as string | undefined;
      const def =
        ref === undefined ? node : (Reflect.get(defs, ref.split('/').at(-1) ?? '') as Node);
      return def.properties ?? {};
    };
    const form = schema.$defs[name] as unknown as Node;
    const block = language.$defs[kind] as unknown as Node;
    const names: string[] = [];
    for (const [key, field] of Object.entries(form.properties ?? {})) {
      const theirs = block.properties?.[key] ?? {};
      const inner = Object.entries(properties(field, schema.$defs));
      if (inner.length === 0) names.push(key);
      for (const [below, deep] of inner.length === 0 ? [[key, field] as const] : inner) {
        if (inner.length > 0) names.push(`${key}.${below}`);
        const other = inner.length === 0 ? theirs : properties(theirs, language.$defs)[below];
        expect({ title: other?.['title'], enum: other?.['enum'] }).toEqual({
          title: deep['title'],
          enum: deep['enum'],
        });
      }
    }
    expect(names).toEqual(FIELDS[kind].map((field) => field.name));
  });
});

it('every rule of it is found by a case above', () => {
  const text = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  expect(OBSERVED_RULES.filter(({ id }) => !text.includes(`'${id}`))).toEqual([]);
});
