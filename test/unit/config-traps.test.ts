import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { renderDiagnostics } from '../../src/report/diagnostics.ts';
import { expectGolden } from '../golden.ts';
import { ACCOUNT, CAMPAIGN, folder } from './config-folder.ts';

/** Lines in a campaign, and the findings of reading that they give: `rule line:col`. */
const TRAPS: readonly (readonly [name: string, lines: string, findings: readonly string[]])[] = [
  [
    'space after the colon: every number',
    'numbers:\n  +14085550101:jane\n  +14085550102:bob',
    ['yaml-missing-space-after-colon 6:19'],
  ],
  [
    'space after the colon: one of several numbers',
    'numbers:\n  +14085550101: jane\n  +14085550102:bob\n  +14085550103: ann',
    ['yaml-missing-space-after-colon 7:19'],
  ],
  [
    'space after the colon: a setting',
    'brand:acme\nuseCase: marketing',
    ['yaml-missing-space-after-colon 5:10'],
  ],
  [
    'space after the colon: the last setting of a block',
    'optIn:\n  message:Acme Dental says hello',
    ['yaml-missing-space-after-colon 6:14'],
  ],
  [
    'colon in a text',
    'optIn:\n  message: Acme Dental: you are in\n  keywords: [START]',
    ['yaml-colon-in-text 6:27'],
  ],
  ['colon in a sample', 'samples:\n  - Acme Dental: your visit', ['yaml-colon-in-text 6:20']],
  ['two colons in a sample', 'samples:\n  - Acme: today: now', ['yaml-colon-in-text 6:13']],
  [
    'colon in a text between braces',
    'optOut: { keywords: [STOP], message: Acme Dental: you are out, bye }',
    ['yaml-colon-in-text 5:53'],
  ],
  ['colon in a text below its key', 'description:\n  Note: x', ['yaml-colon-in-text 6:11']],
  [
    'hash in a text over several lines',
    'description: We are at\n  #4 Main\n  Street',
    ['yaml-hash-in-text 7:7'],
  ],
  [
    'hash in a text',
    'samples:\n  - We are in suite #5 now\n  - #6 is ready',
    ['yaml-hash-in-text 6:25', 'yaml-hash-in-text 7:9'],
  ],
  [
    'a comment after a text',
    'samples:\n  - Hello there # polite',
    ['yaml-comment-after-text 6:21'],
  ],
  ['a comment after a short setting is fine', 'useCase: marketing # for now', []],
  ['a hash in quotes is fine', 'samples: ["suite #5", \'suite #6\']', []],
  [
    'comma between braces',
    'optOut: { message: Bye, see you, keywords: [STOP] }',
    ['yaml-comma-in-braces 5:27'],
  ],
  [
    'comma between brackets',
    'samples: [Acme says hello, see you soon, "Bye, you"]',
    ['yaml-comma-in-brackets 5:30'],
  ],
  ['curly quotes around a text', 'samples:\n  - “Hello”', ['yaml-curly-quotes-in-text 6:9']],
  ['curly quotes and a colon', 'description: “Acme: hi”', ['yaml-curly-quotes 5:18']],
  ['curly quotes inside straight ones are fine', 'description: "“Acme”: don’t"', []],
  [
    'no-break space after a colon',
    'numbers:\n  +14085550101:\u00a0jane\n  +14085550102: bob',
    ['yaml-invisible-character 6:20'],
  ],
  ['no-break space as indentation', '\u00a0\u00a0brand: x', ['yaml-invisible-character 5:5']],
  ['no-break space in a key', 'brand\u00a0: acme', ['yaml-invisible-character 5:10']],
  [
    'no-break space in a text',
    'description: Hello\u00a0there',
    ['yaml-invisible-character-in-text 5:23'],
  ],
  [
    'direction override in a text',
    'description: "pay \u202e89"',
    ['yaml-invisible-character 5:23'],
  ],
  [
    'direction override behind a no-break space',
    'description: "pay\u00a0now \u202e89"',
    ['yaml-invisible-character-in-text 5:22', 'yaml-invisible-character 5:27'],
  ],
  ['direction mark in a comment', 'brand: acme # \u2066x', ['yaml-invisible-character 5:19']],
  [
    'direction marks around a number are read over',
    'numbers:\n  \u202a+14085550101\u202c: ann',
    [],
  ],
  ['tab', '\tbrand: acme', ['yaml-tab 5:5']],
  ['quote that is never closed', 'description: "Hello\nbrand: x', ['yaml-quotes 5:18']],
  ['apostrophe in single quotes', "description: 'Don't reply'", ['yaml-quotes 5:22']],
  ['quote in quotes', 'description: "say "hi" now"', ['yaml-quotes 5:23']],
  ['text after quotes', 'description: "Hi", she said', ['yaml-quotes 5:21']],
  ['too much indentation', '  brand: acme', ['yaml-indentation 4:9']],
  ['text that starts with a reserved sign', 'description: @acme', ['yaml-syntax 5:18']],
  ['text in bold', 'description: **bold** text', ['yaml-syntax 5:18']],
  ['anchor and alias', 'brand: &b acme\nuseCase: *b', ['yaml-anchor 5:12', 'yaml-anchor 6:14']],
  ['merge key', 'optIn:\n  <<: { message: x }', ['yaml-merge-key 6:7']],
  ['tag', 'description: !important read this', ['yaml-tab'].map(() => 'yaml-tag 5:18')],
  ['dash without a space', 'samples:\n  -one\n  -two', ['yaml-missing-space-after-dash 6:7']],
  ['one dash without a space', 'samples:\n  - one\n  -two', ['yaml-missing-space-after-dash 7:7']],
  ['list beside its key', 'samples: - one', ['yaml-syntax 5:14']],
  ['a line without a colon', 'foo\nbrand: acme', ['yaml-syntax 5:5']],
  ['brace that is never closed', 'optIn: { message: "x"\nbrand: acme', ['yaml-syntax 6:5']],
  ['text beside |', 'description: | some text', ['yaml-syntax 5:18']],
  ['unknown escape', 'description: "C:\\Users"', ['yaml-syntax 5:21']],
  ['a second document', 'brand: acme\n---\nversion: 1', ['yaml-several-documents 6:1']],
  ['a list as a key', 'optIn: { [a, b]: c }', ['yaml-syntax 5:14']],
  ['a key with a question mark', '? brand\n: acme', ['yaml-explicit-key 5:5']],
  [
    'keys with question marks, and another mistake',
    'optIn: { ? message : x }\n? |\n  brand\n: acme\nhelp: "x',
    ['yaml-explicit-key 5:14', 'yaml-explicit-key 6:5', 'yaml-quotes 9:11'],
  ],
  ['a text that starts with a question mark', 'description: ? Any', ['yaml-explicit-key 5:18']],
  ['a question mark in a text is fine', 'description: ?Any - ? or |', []],
];

/** Lines indented into the campaign; a marker of a document stays at the left. */
function fileOf(lines: string): string {
  const indented = lines.replaceAll(/^/gm, '    ').replaceAll(/^ {4}(?=---|version)/gm, '');
  return `${CAMPAIGN}${indented}\n`;
}

async function findingsOf(file: string) {
  const { diagnostics } = await loadConfig(folder({ 'account.yaml': ACCOUNT, 'a.yaml': file }));
  return diagnostics;
}

describe('each trap has a sentence of its own', () => {
  test.each(TRAPS)('%s', async (_, lines, findings) => {
    const diagnostics = await findingsOf(fileOf(lines));
    const read = diagnostics.filter(({ rule }) => /^(yaml|schema)-/.test(rule));
    expect(read.map(({ rule, place }) => `${rule} ${place?.line}:${place?.col}`)).toEqual(findings);
  });

  test('as text', async () => {
    const pages = await Promise.all(
      TRAPS.filter(([, , findings]) => findings.length > 0).map(async ([name, lines]) => {
        const diagnostics = await findingsOf(fileOf(lines));
        const read = diagnostics.filter(({ rule }) => rule.startsWith('yaml-'));
        return `=== ${name}\n${renderDiagnostics(read, { color: false, columns: 80 })}`;
      }),
    );
    expectGolden('diagnostics/traps.txt', pages.join('\n'));
  });
});

test('a key below which the library leaves lines out is refused', async () => {
  const found = await findingsOf('version: 1\nbrands:\n ? |\n   acme\n  x:\n   id: B1\n');
  expect(found.map(({ rule, place }) => `${rule} ${place?.line}:${place?.col}`)).toEqual([
    'yaml-explicit-key 3:2',
  ]);
});

describe('one line that is indented wrongly', () => {
  const around = (line: string) =>
    `${CAMPAIGN}    brand: acme\n${line}\n    description: One.\n    samples:\n      - Two.\n    help:\n      message: x\n`;
  const found = async (file: string) =>
    (await findingsOf(file)).map(({ rule, place }) => `${rule} ${place?.line}:${place?.col}`);

  test.each([
    ['by too little', '   useCase: marketing', 'yaml-indentation 6:4'],
    ['with a tab', '\tuseCase: marketing', 'yaml-tab 6:1'],
    ['at the left edge', 'useCase: marketing', 'yaml-indentation 6:10'],
  ])('%s is told of once', async (_, line, finding) => {
    expect(await found(around(line))).toEqual([finding]);
  });

  test('does not hide what is wrong in the next block, or sure in the same', async () => {
    const file = `${around('   useCase: marketing')}    privacyPolicy: "https\n`;
    expect(await found(file)).toEqual(['yaml-indentation 6:4', 'yaml-quotes 12:20']);
    const two = `${around('   useCase: marketing')}  billing:\n    id: C2\n   brand: acme\n    limit: x\n`;
    expect(await found(two)).toEqual(['yaml-indentation 6:4', 'yaml-indentation 14:4']);
  });
});

test('words that are true or false elsewhere are no keys without quotes', async () => {
  const file =
    'version: 1\ncampaigns:\n  no:\n    id: C1\n  "on":\n    id: C2\n  off:\n    id: C3\n';
  const rules = (await findingsOf(file))
    .filter(({ rule }) => rule === 'yaml-boolean-key')
    .map(({ place }) => place?.line);
  expect(rules).toEqual([3, 7]);
});

test('each mark of a merge conflict is named', async () => {
  const file = `${CAMPAIGN}<<<<<<< HEAD\n    brand: acme\n=======\n    brand: other\n>>>>>>> other\n`;
  const found = (await findingsOf(file)).map(({ rule, place }) => `${rule} ${place?.line}`);
  expect(found).toEqual([
    'yaml-conflict-marker 5',
    'yaml-conflict-marker 7',
    'yaml-conflict-marker 9',
  ]);
});
