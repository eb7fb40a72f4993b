/** Formatting changes the form of a file and nothing else, whatever the file looks like. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Lexer } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { decode, judgeBytes } from '../../src/config/read.ts';
import { sourceFile } from '../../src/config/source.ts';
import { format } from '../../src/format/format.ts';
import { fc } from '../random.ts';
import { folder } from '../unit/config-folder.ts';
import { type WrittenFile, writtenFiles } from './fmt.world.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);

function formatted(text: string): string {
  const result = format(sourceFile('a.yaml', decode(Buffer.from(text)).text));
  expect(result.diagnostics).toEqual([]);
  return result.text ?? '';
}

/** The comments as the lexer of the library sees them, which the formatter does not ask. */
function commentsOf(text: string): readonly string[] {
  const comments: string[] = [];
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    if (!isText && token.startsWith('#')) comments.push(token.trimEnd());
    isText = token === '\u001f';
  }
  return comments.sort();
}

/** What the account asks for, and what is said about it, wherever it stands. */
async function meaningOf(root: string): Promise<{ desired: unknown; said: unknown }> {
  const { desired, diagnostics } = await loadConfig(root);
  const said = diagnostics.map(
    ({ rule, message }) => `${rule} ${message.replace(/line \d+/g, '')}`,
  );
  return JSON.parse(
    JSON.stringify({ desired, said: said.sort() }, (key, value: unknown) =>
      key === 'place' || key === 'places' ? undefined : value,
    ),
  );
}

it('keeps what is asked for, every comment, and a second time changes nothing', async () => {
  const root = folder({});
  const file = join(root, 'a.yaml');
  let valid = 0;
  await fc.assert(
    fc.asyncProperty(writtenFiles, async ({ text }) => {
      writeFileSync(file, text);
      const before = await meaningOf(root);
      const after = formatted(text);
      writeFileSync(file, after);
      const again = await meaningOf(root);
      // Beside an error it depends on the line what else is said.
      if (before.desired === null) expect(again.desired).toBeNull();
      else expect(again).toEqual(before);
      expect(commentsOf(after)).toEqual(commentsOf(decode(Buffer.from(text)).text));
      expect(formatted(after)).toBe(after);
      if (before.desired !== null) valid += 1;
    }),
    { numRuns: RUNS },
  );
  expect(valid).toBeGreaterThan(RUNS / 10);
}, 600_000);

it('leaves no trace of how a file was written in its white space', () => {
  fc.assert(
    fc.property(writtenFiles, ({ text }) => {
      const after = formatted(text);
      expect(after).not.toMatch(/[ \t]$|\r|\ufeff|\t|\n\n\n/m);
      expect(after).toMatch(/^(?:#[^\n]*\n|\n)*version: 1/);
      expect(after).toMatch(/[^\n]\n$/);
      for (const line of after.split('\n'))
        expect(/^ */.exec(line)?.[0].length ?? 0).toSatisfy(isEven);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

function isEven(n: number): boolean {
  return n % 2 === 0;
}

it('leaves each comment beside or above what it belongs to', () => {
  let seen = 0;
  fc.assert(
    fc.property(writtenFiles, (file) => {
      const lines = formatted(file.text).split('\n');
      for (const comment of file.comments) seen += Number(isInPlace(lines, comment));
    }),
    { numRuns: RUNS },
  );
  expect(seen).toBeGreaterThan(RUNS);
}, 600_000);

function isInPlace(
  lines: readonly string[],
  { text, beside, above }: WrittenFile['comments'][number],
): boolean {
  const mark = beside ?? above;
  if (mark === null) return false;
  const at = lines.findIndex((line) => line === text || line.endsWith(` ${text}`));
  const from = lines.slice(at);
  const line = beside === null ? from.find((one) => !/^\s*(?:#|$)/.test(one)) : from[0];
  expect(line, text).toContain(mark);
  return true;
}

/** Bits that change what YAML means. */
const BITS = [
  ...[
    ':',
    ': ',
    ' ',
    '  ',
    '\n',
    '\t',
    '-',
    '- ',
    '#',
    ' # x',
    '\n# y\n',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
  ],
  ...[
    '|',
    '>',
    '%',
    '@',
    '---\n',
    '...\n',
    '\u00a0',
    '“',
    '~',
    '1',
    '\\',
    '\n\n',
    'yes',
    '|2-\n',
    '>1\n',
    '>+\n',
    '&a ',
  ],
];

const damagedFiles = fc
  .record({
    file: writtenFiles,
    edits: fc.array(
      fc.record({
        at: fc.nat(99_991),
        cut: fc.nat(6),
        bit: fc.constantFrom('', ...BITS),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ file, edits }) =>
    edits.reduce((text, { at, cut, bit }) => {
      // Small numbers are drawn more often than others; the places shall be anywhere.
      const from = (at * 7_919) % text.length;
      return text.slice(0, from) + bit + text.slice(from + cut);
    }, file.text),
  );

it('leaves a damaged file alone or keeps what it says, and never has to refuse its own result', () => {
  let kept = 0;
  let left = 0;
  fc.assert(
    fc.property(damagedFiles, (text) => {
      const { source } = judgeBytes('a.yaml', Buffer.from(text));
      if (source === null) return;
      const { text: after, diagnostics } = format(source);
      if (after === null) {
        left += 1;
        expect(diagnostics.length).toBeGreaterThan(0);
        expect(diagnostics.map(({ rule }) => rule)).not.toContain('format-refused');
        return;
      }
      kept += 1;
      expect(commentsOf(after)).toEqual(commentsOf(source.text));
      expect(formatted(after)).toBe(after);
    }),
    { numRuns: RUNS },
  );
  expect(kept).toBeGreaterThan(RUNS / 10);
  expect(left).toBeGreaterThan(RUNS / 10);
}, 600_000);
