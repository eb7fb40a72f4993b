import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { sourceFile } from '../../src/config/source.ts';
import { readUsers } from '../../src/config/users-export.ts';
import type { UsersExport } from '../../src/model/desired.ts';
import { fc } from '../random.ts';
import { folder } from './config-folder.ts';

function read(text: string, columns: UsersExport['columns'] = {}) {
  const { users, diagnostics } = readUsers(sourceFile('users.csv', text), columns);
  return {
    users,
    diagnostics,
    found: diagnostics.map(
      ({ rule, severity, place }) => `${severity} ${rule} ${place?.line}:${place?.col}`,
    ),
    held: Object.fromEntries(
      users.map(({ userName, numbers }) => [userName, numbers.map(({ number }) => number)]),
    ),
  };
}

const HEAD = 'Username,Phone Number';
const JANE = '+14085550101';
const BOB = '+14085550102';

describe('what an export tells', () => {
  test('of each user: who, which numbers, on what, active, since when', () => {
    const text = [
      'First Name,Last Name,Username,Status,Phone Number,Extension Type,Created',
      'Jane,Doe,jane.doe@acme-dental.example,ACTIVE,(408) 555-0101,UC,2021-03-01',
      'Sam,,sam.roe@acme-dental.example,Inactive,+14085550102,cc,2023-02-14T10:00:00Z',
      ',,kim,,,,',
    ].join('\r\n');
    const { users, found } = read(text);
    expect(found).toEqual([]);
    expect(users).toEqual([
      {
        userName: 'jane.doe@acme-dental.example',
        name: 'Jane Doe',
        active: true,
        createdAt: '2021-03-01T00:00:00.000Z',
        numbers: [{ number: JANE, country: 'US', extension: 'UC' }],
        numbersTold: true,
      },
      {
        userName: 'sam.roe@acme-dental.example',
        name: 'Sam',
        active: false,
        createdAt: '2023-02-14T00:00:00.000Z',
        numbers: [{ number: BOB, country: 'US', extension: 'CC' }],
        numbersTold: true,
      },
      {
        userName: 'kim',
        name: 'kim',
        active: true,
        createdAt: null,
        numbers: [],
        numbersTold: true,
      },
    ]);
  });

  test('without a column of kinds the extension is not known', () => {
    expect(read(`${HEAD}\njane,${JANE}\n`).users[0]?.numbers[0]?.extension).toBe('unknown');
  });

  test.each([
    ['a semicolon', `"${JANE};${BOB}"`],
    ['a comma', `"${JANE}, ${BOB}"`],
    ['a new line', `"${JANE}\n${BOB}"`],
    ['a space', `${JANE} ${BOB}`],
    ['spaces that are in the numbers too', '(408) 555-0101 408 555 0102'],
    ['a bar', `${JANE} | ${BOB}`],
  ])('several numbers in a cell, parted by %s', (_, cell) => {
    const { held, found } = read(`${HEAD}\njane,${cell}\n`);
    expect([held, found]).toEqual([{ jane: [JANE, BOB] }, []]);
  });

  test.each([
    ['as a formula', `"=""${JANE}"""`],
    ['with an apostrophe', `'14085550101`],
    ['with spaces', '+1 408 555 0101'],
    ['twice', `"${JANE},408-555-0101"`],
    ['beside a toll-free one', `"${JANE},+18005550100"`],
    ['beside a foreign one', `"+442071234567;${JANE}"`],
    ['beside an extension', `"101, ${JANE}"`],
  ])('a number %s', (_, cell) => {
    const { held, found, users } = read(`${HEAD}\njane,${cell}\n`);
    expect([held, found, users[0]?.numbersTold]).toEqual([{ jane: [JANE] }, [], true]);
  });

  test('two lines of one user are one user with the numbers of both', () => {
    const { held, users } = read(
      `Username,Phone Number,Extension Type\njane,${JANE},UC\nJane,${BOB},CC\n`,
    );
    expect(held).toEqual({ jane: [JANE, BOB] });
    expect(users[0]?.numbers.map(({ extension }) => extension)).toEqual(['UC', 'CC']);
  });

  test.each([
    [',', 'commas'],
    [';', 'semicolons'],
    ['\t', 'tabs'],
  ])('cells parted by %j, a byte-order mark, quotes and empty lines', async (separator) => {
    const root = account({
      'users.csv': `\ufeff"Phone Number"${separator}"Site${separator} name"${separator}"USERNAME"\n\n"${JANE}"${separator}x${separator}jane\n`,
    });
    const { diagnostics, files } = await loadConfig(root);
    expect(diagnostics).toEqual([]);
    expect(files).toEqual(['account.yaml', 'users.csv']);
  });
});

describe('columns', () => {
  test.each([
    ['Username', 'User.Voice.Number'],
    ['user name', 'phone  numbers'],
    ['USERNAME', 'PhoneNumber'],
  ])('%s and %s are found', (user, number) => {
    expect(read(`${number},Site,${user}\n${JANE},Main,jane\n`).held).toEqual({ jane: [JANE] });
  });

  test('are named where they are called otherwise', () => {
    const columns = { userName: 'login', numbers: 'Direct  number' };
    expect(read(`Login,Direct Number\njane,${JANE}\n`, columns).held).toEqual({ jane: [JANE] });
  });

  test('one that is missing is named with those that are there, and the line to write', () => {
    const { diagnostics } = read('Login,Phone Number,Site\njane,+14085550101,Main\n');
    expect(diagnostics).toEqual([
      {
        rule: 'users-export-columns',
        severity: 'error',
        message:
          'No column is called `Username`, which campaignctl expects for the names of users. The columns are `Login`, `Phone Number`, `Site`.',
        place: { file: 'users.csv', line: 1, col: 1, endLine: 1, endCol: 24 },
        hint: 'Write the header that is right under `usersExport:`, such as `columns: { userName: "Username" }`. 8x8 publishes no headers, so the first line of the file decides.',
      },
    ]);
  });

  test('one that the files name has to be there', () => {
    const { diagnostics } = read(`${HEAD}\njane,${JANE}\n`, { status: 'State' });
    expect(diagnostics[0]?.message).toContain('`State`, which `columns.status` names');
  });

  test.each([
    [`${HEAD},Phone Number`, '2 columns are called'],
    [`${HEAD},User.Voice.Number`, '`Phone Number` and `User.Voice.Number` could both hold'],
  ])('of several that could be meant none is chosen: %s', (header, says) => {
    const { users, diagnostics } = read(`${header}\njane,${JANE},${BOB}\n`);
    expect(users).toEqual([]);
    expect(diagnostics[0]?.message).toContain(says);
  });

  test('a file without headers says so', () => {
    expect(read(`jane,${JANE}\n`).found).toEqual([
      'error users-export-columns 1:1',
      'error users-export-columns 1:1',
    ]);
  });
});

describe('what is not understood', () => {
  test('a line without a user, or with too many cells, is an error', () => {
    const { found } = read(`${HEAD}\n,${JANE}\nDoe, Jane,jane,${BOB}\nkim,${BOB}\n`);
    expect(found).toEqual(['error users-export-row 2:1', 'error users-export-row 3:1']);
  });

  test('digits that a spreadsheet has lost are an error', () => {
    const { found } = read(`${HEAD}\njane,1.40856E+10\nbob,"14,085,550,102"\n`);
    expect(found).toEqual(['error phone-damaged 2:6', 'error phone-damaged 3:6']);
  });

  test('a cell that is no number leaves open what the user holds', () => {
    const { found, users, held } = read(`${HEAD}\njane,"${JANE}, ask Bob"\nbob,${BOB}\n`);
    expect(found).toEqual(['warning users-export-number 2:21']);
    expect(held).toEqual({ jane: [JANE], bob: [BOB] });
    expect(users.map(({ numbersTold }) => numbersTold)).toEqual([false, true]);
  });

  test('a number at two users leaves open who holds it', () => {
    const { diagnostics, users } = read(`${HEAD}\njane,${JANE}\nbob,${BOB}\nkim,${JANE}\n`);
    expect(diagnostics).toMatchObject([
      {
        rule: 'users-export-number-twice',
        severity: 'warning',
        message: '+1 408 555 0101 is at `kim` here, and at `jane` on line 2.',
        place: { line: 4 },
        related: [{ place: { line: 2 } }],
      },
    ]);
    expect(users.map(({ numbersTold }) => numbersTold)).toEqual([false, true, false]);
  });

  test('words that are not known are told once for a column, and change nothing', () => {
    const { diagnostics, users } = read(
      `${HEAD},Status,Extension Type,Created\njane,${JANE},Suspended,Desk,02/03/2021\nbob,${BOB},Suspended,UC,2021-03-01\n`,
    );
    expect(diagnostics.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'info: `02/03/2021` is not a day that can be read for certain (2026-07-20), so it counts as not told.',
      'info: `Suspended` is not a status that is known here (Active, Inactive), so the user counts as active, and neither is what stands in 1 more.',
      'info: `Desk` is not a kind of extension that is known here (UC, CC), so it counts as not told.',
    ]);
    expect(users.map(({ active }) => active)).toEqual([true, true]);
    expect(users[0]).toMatchObject({ createdAt: null, numbers: [{ extension: 'unknown' }] });
  });

  test.each([
    ['nothing', ''],
    ['headers alone', `${HEAD}\n`],
    ['empty lines alone', '\n\n  \n'],
  ])('%s is no list of users', (_, text) => {
    expect(read(text).found).toEqual(['error users-export-format 1:1']);
  });

  test('quotes that do not fit together leave nothing that is certain', () => {
    expect(read(`${HEAD}\njane,"${JANE}\nbob,${BOB}\n`)).toMatchObject({
      users: [],
      found: ['error users-export-format 3:1'],
    });
  });
});

describe('a hostile export', () => {
  test('control characters and formulas reach no name', () => {
    const { users, found } = read(
      `First Name,${HEAD}\nJa\u0000ne\u001b[31m,jane,${JANE}\n=1+1,b\u0007ob,${BOB}\n=cmd|'/c calc'!A1,kim,${BOB}\n`,
    );
    expect(users.map(({ name }) => name)).toEqual(['Ja ne [31m', "=cmd|'/c calc'!A1"]);
    expect(found).toEqual(['error users-export-row 3:1']);
  });

  test('a million cells, and a line of megabytes, are read in seconds', { timeout: 30_000 }, () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, i) => `u${i},+1408${5_550_000 + (i % 999)},x,y,z`,
    );
    const started = performance.now();
    read(`${HEAD},a,b,c\n${lines.join('\n')}\n`);
    read(`${HEAD}\njane,${'408 555 '.repeat(500_000)}\nkim,"${'(1 '.repeat(500_000)}"\n`);
    read(`${HEAD}\n${'x'.repeat(5_000_000)},${'1'.repeat(5_000_000)}\n`);
    read(`${','.repeat(1_000_000)}\n`);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('whatever it holds: users or errors, never both none', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(JANE, BOB, '"', '\n', ';', '\u0000', 'Active', '1.4E+10', '=A1'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 }), (rows) => {
        const text = `${HEAD},Status\n${rows.map((cells) => cells.join(',')).join('\n')}`;
        const { users, diagnostics } = read(text);
        const wrong = diagnostics.filter(({ severity }) => severity === 'error');
        expect(users.length + wrong.length).toBeGreaterThan(0);
        for (const { place } of diagnostics) expect(place?.line).toBeGreaterThan(0);
      }),
    );
  });
});

function account(files: Readonly<Record<string, string | Buffer>>, more = ''): string {
  return folder({
    'account.yaml': `version: 1\naccount:\n  name: acme\n  provider: 8x8\n  usersExport: { file: users.csv }\n${more}`,
    ...files,
  });
}

describe('the file behind usersExport', () => {
  const found = async (root: string) =>
    (await loadConfig(root)).diagnostics.map(
      ({ rule, place, message }) => `${rule} ${place?.file}:${place?.line} ${message}`,
    );

  test('a missing one is named at its line', async () => {
    expect(await found(account({}))).toEqual([
      'users-export-missing account.yaml:5 There is no file `users.csv` in the folder of the account.',
    ]);
  });

  test('is never outside of the account, and no workbook, folder or UTF-16', async () => {
    const elsewhere = folder({ 'users.csv': `${HEAD}\njane,${JANE}\n` });
    const linked = account({});
    symlinkSync(join(elsewhere, 'users.csv'), join(linked, 'users.csv'));
    expect((await found(linked))[0]).toContain('file-outside-root account.yaml:5');
    const book = account({ 'users.csv': Buffer.from('PK\u0003\u0004\u00ff\u0000', 'latin1') });
    expect((await found(book))[0]).toContain('users-export-format account.yaml:5');
    const wide = account({ 'users.csv': Buffer.from(`\ufeff${HEAD}\n`, 'utf16le') });
    expect((await found(wide))[0]).toContain('file-not-utf8 users.csv:1');
    const below = account({});
    mkdirSync(join(below, 'users.csv'));
    expect((await found(below))[0]).toContain('file-unreadable account.yaml:5');
  });

  test('its findings come with their line', async () => {
    const { diagnostics, desired } = await loadConfig(
      account({ 'users.csv': `${HEAD}\njane,1.40856E+10\n` }),
    );
    expect(desired).toBeNull();
    expect(diagnostics).toMatchObject([
      {
        rule: 'phone-damaged',
        place: { file: 'users.csv', line: 2, col: 6 },
        source: 'jane,1.40856E+10',
      },
    ]);
  });
});

describe('settings of another provider', () => {
  const found = async (yaml: string) => {
    const root = folder({
      'a.yaml': `version: 1\naccount:\n  name: acme\n${yaml}`,
      'users.csv': `${HEAD}\njane,${JANE}\n`,
      'a.seed.yaml': 'users: {}\n',
    });
    return (await loadConfig(root)).diagnostics.map(
      ({ rule, severity, place, message }) => `${severity} ${rule} ${place?.line} ${message}`,
    );
  };

  test('are said to have no effect', async () => {
    expect(
      await found(
        '  provider: sandbox\n  smsVia: console\n  usersExport: { file: users.csv }\npolicy: { lookAgainAfterDays: 3 }\n',
      ),
    ).toEqual([
      'warning setting-without-effect 5 `smsVia` is only for `provider: 8x8`, so it has no effect here.',
      'warning setting-without-effect 6 `usersExport` is only for `provider: 8x8`, so it has no effect here.',
      'warning setting-without-effect 7 `lookAgainAfterDays` is only for `provider: 8x8` with `smsVia: console`, so it has no effect here.',
    ]);
    expect(await found('  provider: 8x8\n  sandbox: { seed: a.seed.yaml }\n')).toEqual([
      'warning setting-without-effect 5 `sandbox` is only for `provider: sandbox`, so it has no effect here.',
    ]);
    expect(
      await found(
        '  provider: 8x8\n  smsVia: https://sms.example\npolicy: { lookAgainAfterDays: 3 }\n',
      ),
    ).toEqual([expect.stringContaining('`lookAgainAfterDays` is only for')]);
  });

  test('are nothing to speak of where they belong', async () => {
    expect(
      await found(
        '  provider: 8x8\n  smsVia: console\n  usersExport: { file: users.csv }\npolicy: { lookAgainAfterDays: 3, maxOutages: 5 }\n',
      ),
    ).toEqual([]);
    expect(await found('  provider: sandbox\npolicy: { maxOutages: 5 }\n')).toEqual([]);
  });
});
