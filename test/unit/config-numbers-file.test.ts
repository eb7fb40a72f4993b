import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainRows, quotedRows } from '../../src/config/csv.ts';
import { loadConfig } from '../../src/config/load.ts';
import { readNumberList } from '../../src/config/numbers-file.ts';
import { sourceFile } from '../../src/config/source.ts';
import { fc } from '../random.ts';
import { ACCOUNT, CAMPAIGN, folder } from './config-folder.ts';

function read(text: string) {
  const { numbers, diagnostics } = readNumberList(sourceFile('list.csv', text));
  return {
    numbers: numbers.map(
      ({ number, user, place }) => `${place.line}:${place.col} ${number} ${user}`,
    ),
    found: diagnostics.map(({ rule, place }) => `${rule} ${place?.line}:${place?.col}`),
    hints: diagnostics.map(({ hint }) => hint),
  };
}

const TWO = ['1:1 +14085550101 ann.lee', '2:1 +14085550102 null'];

describe('forms of a list', () => {
  test.each([
    ['comma', '+14085550101,ann.lee\n+14085550102,anyone\n'],
    ['semicolon', '+14085550101;ann.lee\n+14085550102;anyone\n'],
    ['tab', '+14085550101\tann.lee\n+14085550102\tanyone'],
    ['CRLF, other spellings', '14085550101,ann.lee\r\n(408) 555-0102,anyone\r\n'],
    ['line ends of an old Mac', '+14085550101,ann.lee\r+14085550102,anyone\r'],
    ['empty cells at the end', '+14085550101,ann.lee,,\n+14085550102,anyone,,\n,,,\n'],
    ['quotes', '"+14085550101","ann.lee"\n"+14085550102","anyone"\n'],
  ])('%s', (_, text) => {
    const { numbers, found } = read(text);
    expect(found).toEqual([]);
    expect(numbers.map((line) => line.slice(4))).toEqual(TWO.map((line) => line.slice(4)));
    expect(numbers.map((line) => line.slice(0, 1))).toEqual(['1', '2']);
  });

  test('a header in either order, with columns of no interest, comments and empty lines', () => {
    const text =
      '# exported in July; "all" offices\n\nUser name;Office;Phone number\n# west\nann.lee;"West; 1";+14085550101\n\nanyone;East;  408-555-0102\n';
    expect(read(text)).toMatchObject({
      numbers: ['5:19 +14085550101 ann.lee', '7:15 +14085550102 null'],
      found: [],
    });
  });

  test('a list without numbers, a header that names no columns, a quote that is not closed', () => {
    expect(read('').found).toEqual(['numbers-file-format 1:1']);
    expect(read('number,user\n\n').found).toEqual(['numbers-file-format 1:1']);
    expect(read('Office,Person\n+14085550101,ann.lee\n').found).toEqual([
      'numbers-file-format 1:1',
    ]);
    expect(read('+14085550101,ann.lee\n"+14085550102,bob.ray\n').found).toEqual([
      'numbers-file-format 2:1',
    ]);
  });
});

describe('lines that are no person', () => {
  test('each is refused by name and line, the others are read', () => {
    const { numbers, found } = read(
      [
        '+14085550101,ann.lee',
        '+14085550102',
        '+14085550103,',
        '+14085550104,Ann Lee',
        '+14085550105,a.b,extra',
        ',a.b',
        '+14085550106,bob.ray',
      ].join('\n'),
    );
    expect(numbers).toEqual(['1:1 +14085550101 ann.lee', '7:1 +14085550106 bob.ray']);
    expect(found).toEqual([
      'numbers-file-row 2:1',
      'numbers-file-row 3:1',
      'numbers-file-row 4:1',
      'numbers-file-row 5:1',
      'phone-invalid 6:1',
    ]);
  });

  test.each([
    '1.40856E+10',
    '1,40856E+10;',
    '14085550101.0',
    "'+14085550101",
    '#N/A',
    '#REF!',
    '#####',
  ])('what a spreadsheet made of it: %s', (damaged) => {
    const separator = damaged.endsWith(';') ? '' : ';';
    const { numbers, found } = read(`+14085550102;bob.ray\n${damaged}${separator}ann.lee\n`);
    expect(numbers).toEqual(['1:1 +14085550102 bob.ray']);
    expect(found).toEqual(['phone-damaged 2:1']);
  });

  test('a damaged first line is no header and no comment', () => {
    expect(read('#N/A,ann.lee\n').found).toEqual(['phone-damaged 1:1']);
    expect(read('1.40856E+10,ann.lee\n').found).toEqual(['phone-damaged 1:1']);
  });
});

test('lines without quotes give the same rows with and without the CSV parser', () => {
  const cell = fc.stringMatching(/^[a-z0-9+().@# \u00a0\t-]{0,8}$/);
  const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
  const text = fc
    .tuple(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, end, closed]) => lines.join(end) + (closed ? end : ''));
  fc.assert(
    fc.property(text, (csv) => {
      expect([...plainRows(csv, ',')]).toEqual([...quotedRows(csv, ',')]);
    }),
    { numRuns: 500 },
  );
});

describe('the file behind numbersFile', () => {
  const named = (path: string) => `${CAMPAIGN}    numbersFile: ${path}\n`;
  const found = async (root: string) =>
    (await loadConfig(root)).diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, place, message }) => `${rule} ${place?.file}:${place?.line} ${message}`);

  test('is looked for beside the YAML file, and a missing one is named at its line', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'west/a.yaml': named('list.csv'),
      'list.csv': '+14085550101,ann.lee\n',
    });
    expect(await found(root)).toEqual([
      'numbers-file-missing west/a.yaml:5 There is no file `list.csv`; it was looked for at west/list.csv.',
    ]);
  });

  test('may lie elsewhere in the account, never outside it, also not by a link', async () => {
    const outside = folder({ 'list.csv': '+14085550101,ann.lee\n' });
    const files = { 'account.yaml': ACCOUNT, 'lists/list.csv': '+14085550101,ann.lee\n' };
    const inside = folder({ ...files, 'west/a.yaml': named('../lists/list.csv') });
    expect(await found(inside)).toEqual([]);
    const above = folder({ 'account.yaml': ACCOUNT, 'a.yaml': named('../list.csv') });
    expect((await found(above))[0]).toContain('file-outside-root a.yaml:5');
    const linked = folder({ 'account.yaml': ACCOUNT, 'a.yaml': named('list.csv') });
    symlinkSync(join(outside, 'list.csv'), join(linked, 'list.csv'));
    expect((await found(linked))[0]).toContain('file-outside-root a.yaml:5');
  });

  test('is a CSV in UTF-8: a workbook, UTF-16 and a folder are refused by name', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': named('book.csv'),
      'book.csv': Buffer.from('PK\u0003\u0004\u00ff\u0000', 'latin1'),
      'b.yaml': 'version: 1\ncampaigns:\n  b:\n    id: C2\n    numbersFile: wide.csv\n',
      'wide.csv': Buffer.from('\ufeff+14085550101\tann.lee\n', 'utf16le'),
      'c.yaml': 'version: 1\ncampaigns:\n  c:\n    id: C3\n    numbersFile: folder.csv\n',
    });
    mkdirSync(join(root, 'folder.csv'));
    const rules = (await found(root)).map((error) => error.split(' ').slice(0, 2).join(' '));
    expect(rules).toEqual([
      'numbers-file-format a.yaml:5',
      'file-unreadable c.yaml:5',
      'file-not-utf8 wide.csv:1',
    ]);
  });

  test('a number twice in it, or in it and in YAML, names both lines', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': `${named('list.csv')}    numbers:\n      +14085550101: ann.lee\n`,
      'list.csv': '408-555-0101,x.yz\n+14085550102,b.cd\n14085550102,e.fg\n',
    });
    const { diagnostics } = await loadConfig(root);
    const twice = diagnostics.filter(({ rule }) => rule === 'number-listed-twice');
    expect(
      twice.map(({ place, related }) => [place?.file, place?.line, related?.[0]?.place.line]),
    ).toEqual([
      ['list.csv', 1, 7],
      ['list.csv', 3, 2],
    ]);
    expect(twice[0]?.source).toBe('408-555-0101,x.yz');
  });
});
