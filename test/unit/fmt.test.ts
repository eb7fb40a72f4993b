/** What the form of a file becomes, case by case; that nothing else changes is shown on random files in test/property. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test, vi } from 'vitest';
import { parseYaml } from '../../src/config/parse.ts';
import { decode } from '../../src/config/read.ts';
import { sourceFile } from '../../src/config/source.ts';
import { format } from '../../src/format/format.ts';
import type { Block } from '../../src/format/layout.ts';
import { saysTheSame } from '../../src/format/meaning.ts';
import { TOP } from '../../src/format/position.ts';
import type { Page } from '../../src/format/print.ts';
import { unifiedDiff } from '../../src/report/unified-diff.ts';
import { expectGolden } from '../golden.ts';

/** Lines at the end that a faulty printer leaves out. */
const printing = vi.hoisted(() => ({ drops: 0 }));
vi.mock('../../src/format/print.ts', async (original) => {
  const { print } = await original<typeof import('../../src/format/print.ts')>();
  return {
    print: (page: Page, document: Block) => {
      print(page, document);
      page.lines.length -= printing.drops;
    },
  };
});

function formatText(text: string) {
  return format(sourceFile('a.yaml', text));
}

/** The formatted text, which formatting does not change again. */
function formatted(text: string): string {
  const { text: after, diagnostics } = formatText(text);
  expect(diagnostics).toEqual([]);
  expect(formatText(after ?? '').text).toBe(after);
  return after ?? '';
}

it('puts a messy file in order, as a careful person would', () => {
  const messy = new URL('../golden/fmt/messy.yaml', import.meta.url);
  const before = decode(readFileSync(messy)).text;
  const after = formatted(before);
  expectGolden('fmt/formatted.yaml', after);
  expectGolden(
    'fmt/diff.txt',
    `${unifiedDiff('messy.yaml', before, after, (line) => line).join('\n')}\n`,
  );
});

const FRONT = 'version: 1\n\ncampaigns:\n  front-desk:\n';

/** Lines of one campaign, at four spaces. */
function inCampaign(lines: string): string {
  return formatted(`${FRONT}${lines}`).slice(FRONT.length);
}

describe('order', () => {
  test('settings come as in the schema, and unknown ones last as written', () => {
    expect(
      inCampaign('    zeta: 1\n    brand: acme\n    alpha: 2\n    id: C1\n    formerly: old\n'),
    ).toBe('    id: C1\n    formerly: old\n    brand: acme\n    zeta: 1\n    alpha: 2\n');
  });

  test('numbers, campaigns, brands and lists stay as written', () => {
    const text = `version: 1

brands:
  b:
    id: B2
  a:
    id: B1

campaigns:
  z:
    id: C2
    samples:
      - "b: 2"
      - "a: 1"
    numbers:
      +14085550102: anyone
      +14085550101: anyone
  w:
    id: C1

noTexting:
  +14085550104: anyone
  +14085550103: anyone
`;
    expect(formatted(text)).toBe(text);
  });
});

describe('numbers', () => {
  test.each([
    '(408) 555-0101',
    '408-555-0101',
    '4085550101',
    '14085550101',
    '"+1 408 555 0101"',
    "'1.408.555.0101'",
    '+1-408-555-0101',
    'tel:+14085550101',
  ])('%s is written in E.164', (written) => {
    expect(inCampaign(`    numbers:\n      ${written}: anyone\n`)).toBe(
      '    numbers:\n      +14085550101: anyone\n',
    );
  });

  test('what is no number, or one of another country, stays', () => {
    const lines = '    numbers:\n      408-555-010: anyone\n      +441632960001: anyone\n';
    expect(inCampaign(lines)).toBe(lines);
  });

  test('a number in a text or a user is nobody’s to change', () => {
    const lines =
      '    callToAction: Call (408) 555-0101\n    numbers:\n      +14085550101: "4085550102"\n';
    expect(inCampaign(lines)).toBe(lines);
  });
});

describe('quotes', () => {
  test.each([
    ['description: "Reminders for patients."', 'description: Reminders for patients.'],
    ["description: 'It''s here'", "description: It's here"],
    ['description: "Note: here"', 'description: "Note: here"'],
    ["description: 'Note: here'", 'description: "Note: here"'],
    [`description: 'Say "STOP": now'`, `description: 'Say "STOP": now'`],
    ['description: "a\\u00e9: b"', 'description: "a\\u00e9: b"'],
    ['description: "- a"', 'description: "- a"'],
    ['description: "a #b"', 'description: "a #b"'],
    ['description: " a"', 'description: " a"'],
    ['description: "Acme:now"', 'description: "Acme:now"'],
    ['description: No', 'description: "No"'],
    ['description: 2026-07-20', 'description: "2026-07-20"'],
    ['privacyPolicy: "https://a.example/b#c"', 'privacyPolicy: https://a.example/b#c'],
    ['id: "C7GH42I"', 'id: C7GH42I'],
    ['id: "0042"', 'id: "0042"'],
    ['id: 0042', 'id: "0042"'],
    ['id: 12345', 'id: 12345'],
    ['id: "12345"', 'id: "12345"'],
    ['useCase: "2fa"', 'useCase: 2fa'],
    ['"useCase": mixed', 'useCase: mixed'],
    ['help: { message: Call us }', 'help: { message: "Call us" }'],
    ['help: { message: "Call us" }', 'help: { message: "Call us" }'],
    ['resubmit: "2026-07-20 page is live"', 'resubmit: "2026-07-20 page is live"'],
    ['unknown: "quoted"', 'unknown: "quoted"'],
  ])('%s', (before, after) => {
    expect(inCampaign(`    ${before}\n`)).toBe(`    ${after}\n`);
  });

  test('words that other tools take for true or false get quotes, as keys and in lists', () => {
    expect(
      formatted('version: 1\nnoTexting: { "(408) 555-0101": off }\nbrands: { 1e3: { id: yes } }\n'),
    ).toBe('version: 1\n\nbrands:\n  "1e3":\n    id: "yes"\n\nnoTexting:\n  +14085550101: "off"\n');
    expect(inCampaign('    optOut: { keywords: [NO, STOP] }\n')).toBe(
      '    optOut: { keywords: ["NO", STOP] }\n',
    );
  });

  test('the kind of a value that may be text or number is kept', () => {
    const lines = '    limit: { granted: 60, case: "104233" }\n';
    expect(inCampaign(lines)).toBe(lines);
    expect(inCampaign(lines.replaceAll('"', ''))).toBe(lines.replaceAll('"', ''));
  });
});

describe('lists and braces', () => {
  test('keywords stand on one line, samples on one line each', () => {
    expect(
      inCampaign(
        '    optIn:\n      keywords:\n      - START\n      - a, b\n    samples: [ "a", "b c" ]\n',
      ),
    ).toBe(
      '    optIn:\n      keywords: [START, "a, b"]\n    samples:\n      - "a"\n      - "b c"\n',
    );
  });

  test('what is written in braces stays there while it fits', () => {
    const message = (length: number) => `    help: { message: "${'x'.repeat(length)}" }\n`;
    expect(inCampaign(message(95))).toBe(message(95));
    expect(inCampaign(message(96))).toBe(`    help:\n      message: "${'x'.repeat(96)}"\n`);
  });

  test('campaigns, brands and numbers get lines of their own', () => {
    expect(
      formatted(
        '{ version: 1, campaigns: { a: { id: C1, numbers: { 408-555-0101: jane.doe } }, b: {} } }',
      ),
    ).toBe(
      'version: 1\n\ncampaigns:\n  a:\n    id: C1\n    numbers:\n      +14085550101: jane.doe\n  b: {}\n',
    );
  });
});

describe('texts over several lines', () => {
  test.each([
    [
      'description: |\n          a\n            b\n\n          c\n\n\n',
      'description: |\n      a\n        b\n\n      c\n',
    ],
    ['description: |2-\n       a\n      b\n', 'description: |2-\n       a\n      b\n'],
    ['description: |+\n     a\n\n\n', 'description: |\n      a\n'],
    ['description: >\n     a\n     b\n\n     c\n', 'description: >\n      a\n      b\n\n      c\n'],
    ['description: >1\n      a\n     b\n', 'description: " a\\nb"\n'],
    [
      'description: Some\n       words\n\n       more\n',
      'description: Some\n      words\n\n      more\n',
    ],
    ["description: 'Some: \n       words'\n", 'description: "Some:\n      words"\n'],
    [
      'description: "Some \\\n       words: \\"x\\""\n',
      'description: "Some \\\n      words: \\"x\\""\n',
    ],
    ['description:\n       Some words\n', 'description: Some words\n'],
    ['description: |\n       Some words  \n', 'description: |\n      Some words  \n'],
    ['description: |\n       Some words\n         \n', 'description: "Some words\\n  "\n'],
  ])('%j', (before, after) => {
    expect(inCampaign(`    ${before}`)).toBe(`    ${after}`);
  });
});

describe('white space', () => {
  test('line ends of Windows and old spreadsheets, marks and spaces at the end go', () => {
    expect(formatted('version: 1  \r\n\r\n\r\nbrands: {}\t\r\n\r\n')).toBe(
      'version: 1\n\nbrands: {}\n',
    );
    expect(formatted('version: 1\rbrands: {}')).toBe('version: 1\n\nbrands: {}\n');
  });

  test('one empty line parts the blocks of the file; others stay, one at most', () => {
    expect(
      formatted(
        'version: 1\nbrands:\n\n\n  a: {}\n\n  b: {}\n  c: {}\n# about these\npolicy: {}\n',
      ),
    ).toBe('version: 1\n\nbrands:\n\n  a: {}\n\n  b: {}\n  c: {}\n\n# about these\npolicy: {}\n');
  });

  test('the mark of a document goes, a line of directives stays', () => {
    expect(formatted('# a\n--- # b\nversion: 1\n...\n# c\n')).toBe('# a\n# b\nversion: 1\n# c\n');
    expect(formatted('%YAML 1.2\n---\nversion: 1\n')).toBe('%YAML 1.2\n---\nversion: 1\n');
  });
});

describe('comments', () => {
  test('go with their setting: above, beside and below', () => {
    expect(
      inCampaign(`    # about the brand
    brand: acme # beside the brand
    # below the brand

    # about the id

    id: C1 # beside the id
`),
    ).toBe(`    # about the id

    id: C1  # beside the id
    # about the brand
    brand: acme  # beside the brand
    # below the brand
`);
  });

  test('deeper ones belong to the block above, also when all its lines are commented out', () => {
    expect(
      inCampaign(`    numbers:
      +14085550101: anyone
      # last number
    # about the limit
    limit:
        # wanted: 60
    id: C1
    # last in the campaign
  # after the campaigns
`),
    ).toBe(`    id: C1
    # about the limit
    limit:
      # wanted: 60
    numbers:
      +14085550101: anyone
      # last number
    # last in the campaign
  # after the campaigns
`);
  });

  test('one that was pushed to the margin comes back to its neighbours', () => {
    expect(
      inCampaign(
        '    numbers:\n      +14085550101: a.b\n#     +14085550102: c.d\n      +14085550103: e.f\n',
      ),
    ).toBe(
      '    numbers:\n      +14085550101: a.b\n      #     +14085550102: c.d\n      +14085550103: e.f\n',
    );
  });

  test('inside braces and brackets they make a line of each setting', () => {
    expect(
      inCampaign(`    help: { # header
      # above
      message: "Hi", # beside
      keywords: [ HELP, # one
        INFO ], # list
      # last
    } # behind
`),
    ).toBe(`    help:  # header
      keywords:  # list
        - HELP  # one
        - INFO
      # above
      message: "Hi"  # beside
      # last
      # behind
`);
  });

  test('between a key and its value they come to stand above both', () => {
    expect(
      inCampaign(
        '    description: # one\n      # two\n      Some words\n    id: # three\n      C1 # four\n',
      ),
    ).toBe('    # three\n    id: C1  # four\n    # one\n    # two\n    description: Some words\n');
  });

  test('stay in their column while there is room, and move together where there is none', () => {
    const careful = (number: string, gap: string) => `    id: C1                     ${gap}# a
    brand: acme                ${gap}# b
    numbers:                   ${gap}# c
      ${number}: jane.doe.jr  # d
      +14085550102: bob.ray
`;
    const wide = careful('+14085550101', '  ');
    expect(inCampaign(wide)).toBe(wide);
    expect(inCampaign(careful('4085550101', ''))).toBe(wide);
  });

  test('a long line pushes no other comment aside', () => {
    const long = `      message: "${'x'.repeat(90)}"`;
    expect(inCampaign(`    help:\n      keywords: [HELP] # a\n${long} # b\n`)).toBe(
      `    help:\n      keywords: [HELP]  # a\n${long}  # b\n`,
    );
  });
});

describe('what is reported is never hidden', () => {
  test.each([
    ['    description: Some words # and more\n', '    description: Some words # and more\n'],
    ['    samples: [one text, another]\n', '    samples: [one text, another]\n'],
    ['    description: “Curly”\n', '    description: “Curly”\n'],
    ['    description: "“Curly”"\n', '    description: "“Curly”"\n'],
    ['    description: "Some words" # note\n', '    description: "Some words"  # note\n'],
    [
      '    help: { message: Some words, # note\n      keywords: [A] }\n',
      '    help:\n      keywords: [A]\n      message: "Some words"  # note\n',
    ],
    [
      '    help: { message: a "b" c, # note\n      keywords: [A] }\n',
      '    help:\n      keywords: [A]\n      # note\n      message: a "b" c\n',
    ],
  ])('%j', (before, after) => {
    expect(inCampaign(before).replaceAll('  #', ' #')).toBe(after.replaceAll('  #', ' #'));
  });
});

describe('left alone, with the findings of any check', () => {
  test.each([
    ['a tab', 'version: 1\nbrands:\n\ta: {}\n', ['yaml-tab']],
    ['an open quote', 'version: 1\nx: "a\n', ['yaml-quotes']],
    ['a key twice', 'version: 1\nbrands: {}\nbrands: {}\n', ['key-twice']],
    ['an anchor', 'version: 1\nx: &a {}\ny: *a\n', ['yaml-anchor', 'yaml-anchor']],
    ['a tag', 'version: 1\nx: !!str 1\n', ['yaml-tag']],
    ['a key with a question mark', 'version: 1\n? |\n  x\n: 1\n', ['yaml-explicit-key']],
    ['a merge key', 'version: 1\nx: { <<: { a: 1 } }\n', ['yaml-merge-key']],
    ['two documents', 'version: 1\n---\nversion: 1\n', ['yaml-several-documents']],
    ['a mark of a conflict', 'version: 1\n<<<<<<< ours\nx: 1\n', ['yaml-conflict-marker']],
    ['a list', 'version: 1\n- a\n', ['yaml-indentation', 'yaml-syntax']],
    ['a text cut by #', `${FRONT}    description: Room #4\n`, ['yaml-hash-in-text']],
    [
      'a text cut by a comma',
      `${FRONT}    help: { message: Bye, see you }\n`,
      ['yaml-comma-in-braces'],
    ],
    ['a forgotten space', `${FRONT}    brand:acme\n`, ['yaml-missing-space-after-colon']],
    ['deep nesting', `version: 1\nx: ${'['.repeat(60)}${']'.repeat(60)}\n`, ['yaml-too-deep']],
  ])('%s', (_, text, rules) => {
    const { text: after, diagnostics } = formatText(text);
    expect(after).toBeNull();
    const found = diagnostics.map(({ rule }) => rule);
    expect(found.filter((rule) => rules.includes(rule))).toEqual(found);
    expect(found.length).toBeGreaterThan(0);
  });

  test('what would not say the same any more', () => {
    printing.drops = 1;
    const { text: after, diagnostics } = formatText('version: 1\nbrands: {}\n');
    printing.drops = 0;
    expect(after).toBeNull();
    expect(diagnostics.map(({ rule }) => rule)).toEqual(['format-refused']);
  });

  test('a file that the schema does not accept is formatted all the same', () => {
    expect(formatted('version: 2\ncampaigns: [a]\nbrnads: {}\naccount: x\n')).toBe(
      'version: 2\n\naccount: x\n\ncampaigns: [a]\n\nbrnads: {}\n',
    );
  });
});

describe('the comparison of meanings', () => {
  const tree = (text: string) => parseYaml(sourceFile('a.yaml', text)).file?.root;
  const same = (a: string, b: string) => saysTheSame(tree(a), tree(b), TOP);
  const base = 'version: 1\nnoTexting: { 408-555-0101: jane.doe, 408-555-0102: bob.ray }\n';

  test.each([
    ['a number is spelt in another way', base.replace('408-555-0101', '+14085550101')],
    [
      'settings are in another order',
      'noTexting: { 408-555-0101: jane.doe, 408-555-0102: bob.ray }\nversion: 1\n',
    ],
    ['quotes come', base.replace('jane.doe', '"jane.doe"')],
  ])('the same: %s', (_, other) => expect(same(base, other)).toBe(true));

  test.each([
    ['a number', base.replace('0101', '0103')],
    ['a person', base.replace('jane.doe', 'jane.roe')],
    ['a kind', base.replace('version: 1', 'version: "1"')],
    [
      'the order of numbers',
      'version: 1\nnoTexting: { 408-555-0102: bob.ray, 408-555-0101: jane.doe }\n',
    ],
    ['a line less', 'version: 1\nnoTexting: { 408-555-0101: jane.doe }\n'],
    ['a setting more', `${base}policy: {}\n`],
    ['another setting', base.replace('noTexting', 'noTexts')],
    ['a list for a map', 'version: 1\nnoTexting: [a, b]\n'],
    ['nothing for something', 'version: 1\nnoTexting:\n'],
  ])('not the same: %s', (_, other) => {
    expect(same(base, other)).toBe(false);
    expect(same(other, base)).toBe(false);
  });

  test('the order of a list counts', () => {
    expect(same('version: 1\nx: [a, b]\n', 'version: 1\nx: [b, a]\n')).toBe(false);
  });
});

describe('as fast as an honest file of the same size', () => {
  const SIZE = 100_000;
  const line = (i: number) => `      +1408${2_000_000 + i}: jane.doe.${i}@acme-dental.example\n`;
  const honest = `${FRONT}    numbers:\n${Array.from({ length: SIZE / 46 }, (_, i) => line(i)).join('')}`;

  function cpuOf(text: string): number {
    const start = process.cpuUsage();
    formatText(text);
    return process.cpuUsage(start).user;
  }

  /** Room for a busy machine, and for files that have ten times as many words. What it keeps out grows with the square of the size. */
  const MOST_TIMES = 60;

  const items = (bit: string) => bit.repeat(SIZE / bit.length);

  it('is a few times what reading it costs', () => {
    const source = sourceFile('a.yaml', honest);
    cpuOf(honest);
    const start = process.cpuUsage();
    parseYaml(source);
    const reading = process.cpuUsage(start).user;
    // Twice read, once before and once after; the rest of the room is for a busy machine.
    expect(cpuOf(honest)).toBeLessThan(reading * 12);
  });

  test.each([
    ['a list on one line', `x: [${items('a, ')}a]\n`],
    ['pairs of brackets on one line', `x: [${items('[], ')}a]\n`],
    ['braces on one line', `x: [${items('{a: 1}, ')}a]\n`],
    ['deep brackets', `x: ${'['.repeat(45)}${items('a, ')}a${']'.repeat(45)}\n`],
    ['spaces before a list', `x:${' '.repeat(SIZE)}[${items('a, ')}a]\n`],
    ['a long line of spaces and a comment', `${' '.repeat(SIZE)}# a\nbrands: {}\n`],
    ['a long comment', `brands: {} # ${'x'.repeat(SIZE)}\n`],
    ['comments', `${items('# a\n')}brands: {}\n`],
    ['comments beside', `x:\n${items('  - a # a\n')}`],
    ['comments in a list', `x: [\n${items(' a, # a\n')} ]\n`],
    ['empty lines', `${'\n'.repeat(SIZE)}brands: {}\n`],
    ['block texts', `x:\n${items('  - |\n    a\n')}`],
    ['a text over many lines', `x: "${items('a \n ')}"\n`],
    ['unknown keys', Array.from({ length: SIZE / 12 }, (_, i) => `k${i}: 1\n`).join('')],
    [
      'empty campaigns',
      `campaigns:\n${Array.from({ length: SIZE / 12 }, (_, i) => `  c${i}: {}\n`).join('')}`,
    ],
  ])('%s', (_, lines) => {
    cpuOf(honest);
    const usual = cpuOf(honest);
    expect(cpuOf(`version: 1\n${lines}`)).toBeLessThan(usual * MOST_TIMES);
  });
});
