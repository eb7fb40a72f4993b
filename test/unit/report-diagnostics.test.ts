import { describe, expect, test } from 'vitest';
import { validate } from '../../src/commands/validate.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { clean } from '../../src/report/clean.ts';
import { renderDiagnostics } from '../../src/report/diagnostics.ts';
import { renderAnnotations } from '../../src/report/github.ts';
import { widthOf } from '../../src/report/layout.ts';
import { tally } from '../../src/report/tally.ts';
import { expectGolden } from '../golden.ts';
import { ACCOUNT, CAMPAIGN, folder } from './config-folder.ts';

const PLAIN = { color: false, columns: 80 };

function finding(changes: Partial<Diagnostic>): Diagnostic {
  return {
    rule: 'schema-unknown-key',
    severity: 'error',
    message: 'Campaign `front-desk` has no setting `sample`.',
    place: { file: 'a.yaml', line: 7, col: 5, endLine: 7, endCol: 11 },
    source: '    sample:',
    hint: 'Did you mean `samples`?',
    ...changes,
  };
}

describe('clean', () => {
  test.each([
    ['escape sequence', 'a\u001b[31mb', 'a␛[31mb'],
    ['line ends and other controls', 'a\r\nb\u0000\u007f\u009b', 'a␍␊b␀␡\\u{9b}'],
    ['direction marks', '\u202eabc\u2066', '\\u{202e}abc\\u{2066}'],
    ['zero width', 'a\u200bb\ufeffc\u200d', 'a\\u{200b}b\\u{feff}c\\u{200d}'],
    ['half of a pair', '\ud83d!', '\\u{d83d}!'],
  ])('makes visible: %s', (_, text, shown) => {
    expect(clean(text)).toBe(shown);
  });

  test.each(['Zoë Žák, 木村', '👩‍👩‍👧 🏳️‍🌈 👍🏽', 'naïve — “quoted” …', ''])(
    'leaves as it is: %s',
    (text) => {
      expect(clean(text)).toBe(text);
    },
  );
});

describe('text', () => {
  test('a finding with all its parts', () => {
    const related = [{ place: { file: 'b.yaml', line: 3, col: 1 }, message: 'It is here first.' }];
    expect(
      renderDiagnostics([finding({ related }), finding({ place: null, hint: null })], PLAIN),
    ).toBe(
      [
        'error schema-unknown-key  a.yaml:7:5',
        '  Campaign `front-desk` has no setting `sample`.',
        '    7 |     sample:',
        '      |     ^^^^^^',
        '  hint: Did you mean `samples`?',
        '  see:  b.yaml:3:1 It is here first.',
        '',
        'error schema-unknown-key',
        '  Campaign `front-desk` has no setting `sample`.',
        '',
      ].join('\n'),
    );
  });

  test('the caret stands under the place, behind tabs and wide characters too', () => {
    const source = '\t木村: “x”';
    const place = { file: 'a.yaml', line: 12, col: 6, endLine: 12, endCol: 9 };
    const lines = renderDiagnostics([finding({ source, place })], PLAIN).split('\n');
    const [shown = '', carets = ''] = lines.slice(2, 4);
    expect(shown).toBe('    12 | ␉木村: “x”');
    expect(widthOf(carets.slice(0, carets.indexOf('^')))).toBe(
      widthOf(shown.slice(0, shown.indexOf('“'))),
    );
    expect(carets.trimStart()).toBe('| '.concat(' '.repeat(7), '^^^'));
  });

  test('a long line is cut around the place', () => {
    const source = `${'word '.repeat(60)}HERE${' more'.repeat(60)}`;
    const place = { file: 'a.yaml', line: 1, col: 301, endLine: 1, endCol: 305 };
    for (const columns of [40, 80, 200]) {
      const lines = renderDiagnostics([finding({ source, place })], { color: false, columns });
      const [shown = '', carets = ''] = lines.split('\n').filter((line) => line.includes(' | '));
      expect(widthOf(shown)).toBeLessThanOrEqual(Math.min(columns, 100));
      expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
    }
  });

  test('what stands in a file can neither steer a terminal nor speak to GitHub', () => {
    const hostile = finding({
      message: `${'x'.repeat(76)} ::add-mask::secret \u001b[2J`,
      source: '::error::x\u001b]0;title\u0007',
      place: { file: 'a\u001b[1m.yaml', line: 1, col: 1 },
      hint: '##[command]y\n::z',
    });
    const text = renderDiagnostics([hostile], PLAIN);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    for (const line of text.split('\n')) expect(line).not.toMatch(/^\s*(?:::|##\[)/);
  });

  test('colour only adds colour', () => {
    const plain = renderDiagnostics([finding({ severity: 'warning' })], PLAIN);
    const colored = renderDiagnostics([finding({ severity: 'warning' })], {
      ...PLAIN,
      color: true,
    });
    expect(colored).not.toBe(plain);
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  test('the tally', () => {
    const of = (severity: Diagnostic['severity']) => finding({ severity });
    expect(tally([of('error'), of('warning'), of('error'), of('info')])).toBe(
      '2 errors, 1 warning, 1 note',
    );
    expect(tally([])).toBe('');
  });
});

describe('GitHub annotations', () => {
  test('one command per finding, with the place from the root of the repository', () => {
    expect(
      renderAnnotations(
        [finding({}), finding({ severity: 'info', place: null, hint: null })],
        'texting/',
      ),
    ).toBe(
      '::error file=texting/a.yaml,line=7,endLine=7,col=5,endColumn=10,title=schema-unknown-key::Campaign `front-desk` has no setting `sample`.%0AHint: Did you mean `samples`?\n' +
        '::notice title=schema-unknown-key::Campaign `front-desk` has no setting `sample`.\n',
    );
  });

  test('percent signs, colons, commas and line ends are escaped', () => {
    const place = { file: 'a,b:c%.yaml', line: 1, col: 1 };
    expect(renderAnnotations([finding({ place, message: '5%: a,\nb', hint: null })], '')).toBe(
      '::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=schema-unknown-key::5%25: a,␊b\n',
    );
  });
});

describe('validate', () => {
  async function run(root: string, format: 'text' | 'json' | 'github', cwd = root) {
    let out = '';
    const io = {
      version: '0.0.0',
      env: {},
      cwd,
      color: false,
      stderrColor: false,
      columns: 80,
      stdinIsTty: false,
      stdoutIsTty: false,
      stderrIsTty: false,
      stdout: (text: string) => {
        out += text;
      },
      stderr: () => expect.unreachable('the findings are the result'),
      ask: () => expect.unreachable('nothing is asked'),
      stopSignal: () => expect.unreachable('nothing is stopped'),
    };
    const code = await validate({ path: root, format }, io);
    return { code, out };
  }

  const sound = {
    'account.yaml': ACCOUNT,
    'a.yaml': `${CAMPAIGN}    numbers:\n      +14085550101: jane.doe\n`,
  };
  const broken = {
    ...sound,
    'sub/b.yaml': `version: 1\ncampaigns:\n  billing:\n    id: C1\n    sample: x\n    numbers:\n      +14085550101: ann.lee\n      +18765550101: bob.ray\n  idle:\n    id: C2\n`,
  };

  test('one calm line where all is well', async () => {
    expect(await run(folder(sound), 'text')).toEqual({
      code: 0,
      out: 'Valid: 0 brands, 1 campaign, 1 number in 2 files.\n',
    });
  });

  test('text, with paths from where the reader is', async () => {
    const root = folder(
      Object.fromEntries(Object.entries(broken).map(([file, text]) => [`texting/${file}`, text])),
    );
    const { code, out } = await run(`${root}/texting`, 'text', root);
    expect(code).toBe(3);
    expectGolden('diagnostics/validate.txt', out);
  });

  test('GitHub', async () => {
    const { code, out } = await run(folder(broken), 'github');
    expect(code).toBe(3);
    expectGolden('diagnostics/validate.github.txt', out);
  });

  test('JSON', async () => {
    const { code, out } = await run(folder(broken), 'json');
    expect(code).toBe(3);
    expectGolden('diagnostics/validate.json', out);
    expect(JSON.parse((await run(folder(sound), 'json')).out)).toEqual({
      format: 'campaignctl/diagnostics@1',
      valid: true,
      files: 2,
      diagnostics: [],
    });
  });
});
