import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { fc } from '../random.ts';
import { ACCOUNT, folder } from './config-folder.ts';

const SOUND = `version: 1
brands:
  acme: { id: B1, brandName: "Acme Dental" }
campaigns:
  front-desk:
    id: C1
    brand: acme
    description: |
      Reminders for patients.
    optIn: { keywords: [START, YES], message: "Acme: hi. Reply STOP." }
    samples:
      - 'Acme: your visit is on Monday.'
    numbers:
      +14085550101: jane.doe
      (408) 555-0102: anyone
    numbersFile: list.csv
`;

/** Bits that change what YAML and CSV mean. */
const BITS = [
  ':',
  ': ',
  ' ',
  '\n',
  '\t',
  '-',
  '- ',
  '#',
  ' #',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '!x ',
  '<<: ',
  '|',
  '>',
  '%',
  '@',
  '---\n',
  '\u00a0',
  '\u202e',
  '“',
  '\r',
  '\u0000',
  '? ',
  '~',
  '1',
  '\\',
];

/** A text with some bits put in and some characters taken out. */
function damaged(text: string) {
  const edit = fc.record({
    at: fc.nat(text.length),
    cut: fc.nat(6),
    bit: fc.constantFrom('', ...BITS),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 5 })
    .map((edits) =>
      edits.reduce((now, { at, cut, bit }) => now.slice(0, at) + bit + now.slice(at + cut), text),
    );
}

test('whatever stands in the files, there is an answer, and each finding has a place that exists', async () => {
  const root = folder({ 'account.yaml': ACCOUNT });
  await fc.assert(
    fc.asyncProperty(
      damaged(SOUND),
      damaged('number,user\n+14085550103,ann.lee\n"+14085550104",bob.ray\n'),
      async (yaml, csv) => {
        writeFileSync(join(root, 'a.yaml'), yaml);
        writeFileSync(join(root, 'list.csv'), csv);
        const { desired, diagnostics } = await loadConfig(root);
        expect(desired === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
        for (const { place, source } of diagnostics) {
          if (place === null) continue;
          const lines = readFileSync(join(root, place.file), 'utf8').split(/\r\n?|\n/);
          expect(place.line).toBeGreaterThanOrEqual(1);
          expect(place.line).toBeLessThanOrEqual(lines.length);
          const line = (lines[place.line - 1] ?? '').replace(/^\ufeff/, '');
          expect(place.col).toBeGreaterThanOrEqual(1);
          expect(place.col).toBeLessThanOrEqual(line.length + 2);
          if (source !== undefined) expect(source).toBe(line);
        }
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
}, 600_000);
