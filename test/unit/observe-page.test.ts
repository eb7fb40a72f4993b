/** The SMS page as people paste it: every form in which its table can come, and every doubt that is told. */
import { describe, expect, it } from 'vitest';
import { parsePage } from '../../src/observe/page.ts';

const CAMPAIGNS = ['C7GH42I', 'front-desk', 'Front Desk'];

/** `number status campaign` of each row. */
function rows(text: string): readonly string[] {
  const page = parsePage(text, CAMPAIGNS);
  expect(page.problems).toEqual([]);
  return page.rows.map(
    ({ number, status, campaign }) =>
      `${number} ${status}${campaign === null ? '' : ` ${campaign}`}`,
  );
}

function problems(text: string): readonly string[] {
  const page = parsePage(text, CAMPAIGNS);
  expect(page.rows).toEqual([]);
  for (const { hint } of page.problems) expect(hint).toMatch(/\.$/);
  return page.problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}

const TWO = ['+14085550101 on', '+14085550102 off'];

describe('a table', () => {
  it.each<[string, string]>([
    ['with tabs', '+14085550101\tJane Doe\tEnabled\n+14085550102\tBob Roe\tDisabled\n'],
    [
      'with a header',
      'Phone number\tUser\tStatus\n(408) 555-0101\tJane\tEnabled\n(408) 555-0102\tBob\t\n',
    ],
    [
      'with lines around it',
      'Your SMS enabled phone numbers\n\nNumber\tStatus\n408-555-0101\tEnabled\n408-555-0102\tDisabled\n\n1-2 of 2\n',
    ],
    ['with the status first', 'Enabled\t+1 408 555 0101\nDisabled\t+1 408 555 0102'],
    [
      'with words in any case, and spaces',
      ' +14085550101 \t ENABLED \r\n +14085550102 \t disabled \r\n',
    ],
    [
      'with no-break spaces and direction marks',
      '\u202a+1\u00a0408\u00a0555\u00a00101\u202c\tEnabled\n+14085550102\tDisabled\n',
    ],
    [
      'in Markdown',
      '| Number | Status |\n|---|:---:|\n| +14085550101 | Enabled |\n| +14085550102 | |\n',
    ],
    [
      'in Markdown with a bar in a cell',
      '| +14085550101 | Jane \\| Co | Enabled |\n| +14085550102 | Bob | Disabled |',
    ],
    [
      'with commas',
      'Number,User,Status\n"(408) 555-0101","Doe, Jane",Enabled\n408-555-0102,Bob,Disabled\n',
    ],
    ['with semicolons', '+14085550101;Jane;Enabled\n+14085550102;Bob;Disabled\n'],
    [
      'with spaces',
      '+1 408 555 0101   Jane Doe   Enabled\n+1 408 555 0102   Bob Roe    Disabled\n',
    ],
    [
      'in Markdown with lines without a bar before or behind',
      '| +14085550101 | Enabled |\n+14085550102 | Disabled\n',
    ],
    [
      'with line ends of other kinds',
      '+14085550101\tEnabled\u2028+14085550102\tDisabled\v+14085550103\tEnabled\f+14085550104\tEnabled\u0085',
    ],
    ['with a cell on each line', '+14085550101\nJane\nEnabled\n+14085550102\nBob\nDisabled\n'],
    [
      'with a cell on each line, a header and empty lines',
      'Name\nNumber\nStatus\n\nJane\n+14085550101\nEnabled\n\nBob\n+14085550102\nDisabled\n',
    ],
    [
      'with a cell on each line, where a blank one counts',
      '+14085550101\nJane\nEnabled\n+14085550102\nBob\n\n+14085550103\nSam\nEnabled',
    ],
    ['broken in its tabs', '+14085550101\t\nJane\t\nEnabled\n+14085550102\t\nBob\t\nDisabled\n'],
    ['the same line twice', '+14085550101\tEnabled\n+14085550102\tDisabled\n4085550101\tEnabled\n'],
    [
      'with terminal escapes and control characters',
      '\u001b[31m+14085550101\u001b[0m\tEn\u0007abled\n+14085550102\t\u001b]0;title\u0007Disabled\n',
    ],
  ])('%s', (_, text) => {
    expect(rows(text).slice(0, 2)).toEqual(TWO);
  });

  it('has all words of a status', () => {
    const words = ['Enabled', 'Disabled', 'Pending', 'Enabling Failed', 'disabling  failed', ''];
    const text = words.map((word, at) => `+1408555010${at}\t${word}\n`).join('');
    expect(rows(text)).toEqual([
      '+14085550100 on',
      '+14085550101 off',
      '+14085550102 pending',
      '+14085550103 enabling-failed',
      '+14085550104 disabling-failed',
      '+14085550105 off',
    ]);
  });

  it('has a campaign where a column holds known ones, or is named so', () => {
    expect(rows('+14085550101\tEnabled\tC7GH42I\n+14085550102\tDisabled\t\n')).toEqual([
      '+14085550101 on C7GH42I',
      '+14085550102 off',
    ]);
    expect(rows('+14085550101\tEnabled\tfront desk\n')).toEqual(['+14085550101 on front desk']);
    expect(rows('Number\tStatus\tCampaign ID\n+14085550101\tEnabled\tCNEW\n')).toEqual([
      '+14085550101 on CNEW',
    ]);
    expect(
      rows(
        'Number\tStatus\tCampaign ID\tCampaign name\n+14085550101\tEnabled\tC7GH42I\tFront Desk\n',
      ),
    ).toEqual(['+14085550101 on C7GH42I']);
  });

  it('may be one of a blank column only where its name says so', () => {
    expect(rows('Number\tStatus\n+14085550101\t\n')).toEqual(['+14085550101 off']);
    expect(problems('+14085550101\tJane\t\n')).toEqual(['-: No column holds the status of SMS.']);
  });

  it('has the line of each number', () => {
    const text = 'Number\n\nStatus\n\n+14085550101\nEnabled\n+14085550102\nDisabled';
    expect(parsePage(text, []).rows.map(({ line }) => line)).toEqual([5, 7]);
  });

  it('leaves out numbers that cannot be in a campaign, and says so', () => {
    const page = parsePage(
      '+18005550101\tEnabled\n+14085550101\tEnabled\n+61 412 345 678\tEnabled\n',
      [],
    );
    expect(page.rows).toHaveLength(1);
    expect(page.others).toEqual([
      { line: 1, text: '+18005550101' },
      { line: 3, text: '+61 412 345 678' },
    ]);
  });

  it.each([
    ['an extension', '5550103'],
    ['a date', '11-30-2026'],
  ])('also beside %s that could pass for a damaged number', (_, odd) => {
    const page = parsePage(`4085550101\t\tEnabled\n(800) 555-0199\t${odd}\tDisabled\n`, []);
    expect(page.problems).toEqual([]);
    expect(page.others).toEqual([{ line: 2, text: '(800) 555-0199' }]);
  });
});

describe('a doubt is told', () => {
  it.each<[string, string, readonly string[]]>([
    ['nothing', '', ['-: No table with phone numbers and their status was found.']],
    [
      'prose',
      'All numbers are enabled.\n',
      ['-: No table with phone numbers and their status was found.'],
    ],
    [
      'numbers alone',
      '+14085550101\n+14085550102\n',
      ['-: No table with phone numbers and their status was found.'],
    ],
    [
      'an unknown word',
      '+14085550101\tEnabled\n+14085550102\tSuspended\n',
      ['2: `Suspended` is no status that is known.'],
    ],
    [
      'two columns of words',
      '+14085550101\tEnabled\tEnabled\n+14085550102\tEnabled\tDisabled\n',
      [
        '1: 2 columns hold words such as Enabled and Disabled, and nothing tells which one is the status of SMS.',
      ],
    ],
    [
      'a number twice',
      '+14085550101\tEnabled\n408-555-0101\tDisabled\n',
      ['2: +1 408 555 0101 is here with another status or campaign than on line 1.'],
    ],
    [
      'a number that lacks a digit',
      '+14085550101\tEnabled\n+1 408 555 010\tEnabled\n',
      ['2: +1408555010 is too short: it has 9 digits behind +1; a US or Canadian number has 10.'],
    ],
    [
      'a line without a number',
      '+14085550101\tEnabled\nJane Doe\tEnabled\n',
      ['2: This line has the status of a number and no phone number: `Jane Doe Enabled`.'],
    ],
    [
      'a damaged number',
      '1.40856E+10,Enabled\n+14085550101,Enabled\n',
      ['1: A spreadsheet has turned this number into 1.40856E+10; its last digits are lost.'],
    ],
    [
      'two columns of numbers',
      '+14085550101\t+14085550109\tEnabled\n',
      ['1: Several columns hold phone numbers, and nothing tells which one is meant.'],
    ],
    [
      'a row out of line',
      '+14085550101\tEnabled\nx\t+14085550102\tEnabled\n',
      ['2: The phone number stands in another column here than in the lines above.'],
    ],
    [
      'cells that cannot be dealt out',
      '+14085550101\nEnabled\n+14085550102\nBob\nDisabled\n',
      ['-: No table with phone numbers and their status was found.'],
    ],
    [
      'an unknown campaign',
      '+14085550101\tEnabled\tC7GH42I\n+14085550102\tEnabled\tC9\n',
      ['2: `C9` stands in a column of campaigns, and no campaign is known by it.'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it.each<[string, string, readonly number[]]>([
    [
      'a cell is missing in',
      '(408) 555-0101\tJane\tEnabled\n(408) 555-0102\tEnabled\n(408) 555-0103\tSam\tEnabled\n',
      [2],
    ],
    [
      'a cell is missing, and the word is none that is known, in',
      '(408) 555-0101\tJane\tEnabled\n(408) 555-0102\tSuspended\n',
      [2],
    ],
    [
      'a cell is too many in',
      '(408) 555-0101\tEnabled\n(408) 555-0102\t\tSuspended\n(408) 555-0103\tEnabled\n',
      [2],
    ],
    [
      'a name is blank between spaces in',
      '+1 408 555 0101   Jane Doe   Enabled\n+1 408 555 0102              Enabled\n',
      [2],
    ],
    [
      'the word stands below',
      '4085550101\tJane\t\nSuspended\n4085550102\tBob\tEnabled\n4085550103\tSam\t\n1-3 of 3',
      [1],
    ],
    [
      'the word stands in another column in',
      'Phone number,User,SMS,Status\n4085550101,Jane,Enabled,\n4085550102,Bob,Enabled,\n4085550103,Sam,,\n',
      [2, 3],
    ],
  ])('and is not Disabled where %s a line', (_, text, lines) => {
    const page = parsePage(text, CAMPAIGNS);
    expect(page.rows).toEqual([]);
    expect(page.problems.map(({ line }) => line)).toEqual(lines);
    expect(page.problems[0]?.message).toMatch(
      /^The status of `.*` is blank, and a cell of its line is missing or stands elsewhere\.$/,
    );
  });

  it.each<[string, string, readonly string[]]>([
    [
      'beside lines of Markdown',
      '| (408) 555-0101 | Enabled |\n(408) 555-0102 Enabled\n',
      ['2: (408) 555-0102 Enabled is not a phone number: it has letters in it.'],
    ],
    [
      'between quotation marks of two names',
      '(408) 555-0101\t"Jane\tEnabled\n(408) 555-0102\tBob"\tEnabled\n(408) 555-0103\tSam\tEnabled\n',
      ['2: +1 408 555 0102 is here, and was not read as the number of a line.'],
    ],
    [
      'behind another in its line',
      'Number,Status\n4085550101,Enabled,4085550102,\n4085550103,Disabled,,\n',
      ['2: +1 408 555 0102 is here, and was not read as the number of a line.'],
    ],
    [
      'in a text of another cell',
      '4085550101\tJane 408.555.0102\tEnabled\n',
      ['1: +1 408 555 0102 is here, and was not read as the number of a line.'],
    ],
    [
      'in wide digits',
      '4085550101\tEnabled\n４０８５５５０１０２\tEnabled\n',
      [
        '2: This line has the status of a number and no phone number: `４０８５５５０１０２ Enabled`.',
      ],
    ],
    [
      'damaged beside an extension',
      '4085550101\t1001\tEnabled\n1.40856E+10\t1002\tEnabled\n(408) 555-0102 x12\t1003\tEnabled\n',
      [
        '2: A spreadsheet has turned this number into 1.40856E+10; its last digits are lost.',
        '3: (408) 555-0102 x12 has an extension: a campaign holds whole phone numbers.',
      ],
    ],
    [
      'damaged beside a toll-free one',
      '4085550101\t\tEnabled\n1.40856E+10\t8005550102\tEnabled\n',
      ['2: A spreadsheet has turned this number into 1.40856E+10; its last digits are lost.'],
    ],
  ])('and no number is passed over: %s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('but what only looks like a number is none', () => {
    const text = 'Copied 2026-07-20 09:15\n4085550101\tEnabled\n+44 208 555 0102\tEnabled\n';
    expect(rows(text)).toEqual(['+14085550101 on']);
  });

  it('and a column of another name is no column of campaigns because a department is called like one', () => {
    const department = (bob: string) =>
      `4085550101\tJane\tfront-desk\tEnabled\n4085550102\tBob\t${bob}\tEnabled\n4085550103\tSam\t\tDisabled\n`;
    const names = 'Phone number\tUser\tDepartment\tStatus\n';
    const off = '+14085550103 off';
    expect(rows(names + department(''))).toEqual(['+14085550101 on', '+14085550102 on', off]);
    expect(rows(names + department('lab'))).toEqual(['+14085550101 on', '+14085550102 on', off]);
    expect(problems(department(''))).toEqual([
      '2: This number is Enabled and has no campaign in the column where others have one, and no name says what that column is.',
    ]);
    expect(rows(`Phone\tUser\tCampaign\tStatus\n${department('')}`)).toEqual([
      '+14085550101 on front-desk',
      '+14085550102 on',
      off,
    ]);
  });

  it('and a name over a column ends it', () => {
    expect(rows('Number\tFlow\tSMS Status\n+14085550101\tDisabled\tEnabled\n')).toEqual([
      '+14085550101 on',
    ]);
    expect(rows('Phone number\tForward to\tStatus\n+14085550101\t+14085550109\tEnabled\n')).toEqual(
      ['+14085550101 on'],
    );
  });

  it('calmly, whatever is pasted', () => {
    const start = performance.now();
    expect(problems('x'.repeat(17 * 1024 * 1024))).toEqual([
      '-: The text has more than 16 MB, which no SMS page has.',
    ]);
    expect(problems(`+14085550101\t${'a\t'.repeat(200_000)}Enabled`)).toHaveLength(1);
    expect(problems('+14085550101\tEnabled\nJane\tEnabled\n'.repeat(20_000))).toHaveLength(51);
    expect(problems(`"${'+14085550101,\n'.repeat(50_000)}`).length).toBeGreaterThan(0);
    expect(problems(`${'|'.repeat(100_000)}\n`)).toHaveLength(1);
    expect(problems(`${'\u001b['.repeat(100_000)}`)).toHaveLength(1);
    const many = Array.from({ length: 50_000 }, (_, at) => `+1408${2_000_000 + at}\tEnabled\n`);
    expect(parsePage(many.join(''), []).rows).toHaveLength(50_000);
    expect(performance.now() - start).toBeLessThan(20_000);
    const [problem] = parsePage('+14085550101\t\u001b[2Jsomething\u202e odd\n', []).problems;
    expect(JSON.stringify(problem)).not.toMatch(/\\u001b|\u202e/);
  });
});

describe('a page that says how many lines it has', () => {
  const table = 'Number\tStatus\n408-555-0101\tEnabled\n800-555-0102\tDisabled\n';
  const doubt = (text: string) => parsePage(text, CAMPAIGNS).notWhole;

  it.each([
    ...['1-2 of 48', 'Showing 1 to 2 of 48 entries', '1 – 2 of 3', '1-2 of 1,204'],
    ...['1-2 out of 1.204', '1,001-1,002 of 1\u00a0204'],
  ])('is not whole: %s', (foot) => {
    const found = doubt(`${table}\n${foot}\n`);
    expect(found).toMatchObject({ line: 5 });
    expect(found?.message).toMatch(
      /says that the page has (48|3|1[,. ]204) lines, and 2 were pasted\.$/,
    );
  });

  it.each(['Page 1 of 2', 'page 2/2', 'Page 1 of 3\nPage 3 of 3'])('is not whole: %j', (foot) => {
    const found = doubt(`${table}\n${foot}\n`);
    expect(found).toMatchObject({ line: 5 });
    expect(found?.message).toMatch(/says that the page has [23] parts, and not all were pasted\.$/);
  });

  it.each([
    ...['', '1-2 of 2', '1-1 of 2\n2-2 of 2', 'Page of Jane', '408-555-0101 of 9'],
    ...['Page 1 of 1', 'Page 1 of 2\nPage 2 of 2', '1-2 of 2. 10 per page'],
  ])('may be whole: %j', (foot) => {
    expect(doubt(`${table}\n${foot}\n`)).toBeNull();
  });
});
