import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { renderDiagnostics } from '../../src/report/diagnostics.ts';
import { renderAnnotations } from '../../src/report/github.ts';
import { ACCOUNT, CAMPAIGN, folder } from './config-folder.ts';

/** Generous: each of these takes a few milliseconds where the limits hold, and minutes or for ever where they do not. */
const CALM_MS = 20_000;

async function calmly(root: string) {
  const start = performance.now();
  const { diagnostics, desired } = await loadConfig(root);
  expect(performance.now() - start).toBeLessThan(CALM_MS);
  expect(desired).toBeNull();
  return diagnostics.map(({ rule, place }) => `${rule} ${place?.file}:${place?.line}`);
}

function withFile(text: string): string {
  return folder({ 'account.yaml': ACCOUNT, 'a.yaml': text });
}

/** A file of `size` bytes that takes no room on the disk. */
function sparse(path: string, start: string, size: number): void {
  const file = openSync(path, 'w');
  writeSync(file, start);
  ftruncateSync(file, size);
  closeSync(file);
}

describe('refused calmly and fast', () => {
  test('an alias bomb', async () => {
    const levels = 'bcdefghijklmnop'.split('');
    const lines = levels.map((name, i) => {
      const before = i === 0 ? 'a' : (levels[i - 1] ?? '');
      return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
    });
    const found = await calmly(withFile(`version: 1\na: &a [x, x]\n${lines.join('\n')}\n`));
    expect(found[0]).toBe('yaml-anchor a.yaml:2');
  });

  test.each([
    ['brackets', `x: ${'['.repeat(200_000)}`, 2],
    ['braces', `x: ${'{a: '.repeat(200_000)}`, 2],
    ['closed brackets', `x: ${'['.repeat(60)}${']'.repeat(60)}`, 2],
    ['dashes', `x:\n  ${'- '.repeat(200_000)}y`, 3],
    ['question marks', `${'? '.repeat(100_000)}y`, 2],
    ['keys in one pair of braces', `x: {${'a: '.repeat(100_000)}}`, 1],
  ])('deep nesting of %s', async (_, lines, at) => {
    const found = await calmly(withFile(`version: 1\n${lines}\n`));
    expect(found).toEqual([`yaml-too-deep a.yaml:${at}`]);
  });

  test('keys in a row, and thousands of errors on one line, are one finding', async () => {
    const lines = `x: ${'a: '.repeat(20_000)}\n`;
    expect(await calmly(withFile(`version: 1\n${lines}`))).toHaveLength(1);
    const commas = `x: [${','.repeat(20_000)}]\n`;
    expect(await calmly(withFile(`version: 1\n${commas}`))).toEqual(['yaml-syntax a.yaml:2']);
  });

  test('20,000 quotes that are never closed', async () => {
    const lines = 'a: "x\n'.repeat(20_000);
    const found = await calmly(withFile(`version: 1\n${lines}`));
    expect(found.slice(0, 2)).toEqual(['too-many-findings a.yaml:1', 'yaml-quotes a.yaml:2']);
  });

  test('deep nesting by indentation', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}k:`);
    const found = await calmly(withFile(`version: 1\n${lines.join('\n')} x\n`));
    expect(found).toEqual(['yaml-too-deep a.yaml:52']);
  });

  test('a YAML file of 100 MB that is ours; one of another tool is nobody’s business', async () => {
    const root = withFile(CAMPAIGN);
    sparse(join(root, 'big.yaml'), CAMPAIGN, 100 * 1024 * 1024);
    sparse(join(root, 'other.yaml'), 'services: {}\n', 100 * 1024 * 1024);
    expect(await calmly(root)).toContain('file-too-large big.yaml:1');
  });

  test('a list of 100 MB', async () => {
    const root = withFile(`${CAMPAIGN}    numbersFile: big.csv\n`);
    sparse(join(root, 'big.csv'), 'number,user\n', 100 * 1024 * 1024);
    expect(await calmly(root)).toContain('file-too-large big.csv:1');
  });

  test('a pipe where a file should be is not waited for', async () => {
    const root = withFile(CAMPAIGN);
    execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
    expect(await calmly(root)).toContain('file-unreadable pipe.yaml:1');
  });

  test('more than 20,000 YAML files', async () => {
    const files = Object.fromEntries(Array.from({ length: 20_001 }, (_, i) => [`f${i}.yaml`, '']));
    const found = await calmly(folder({ 'account.yaml': ACCOUNT, ...files }));
    expect(found).toContain('too-many-files undefined:undefined');
  });

  test('brackets inside quotes are text, however many', async () => {
    const root = withFile(`${CAMPAIGN}    resubmit: "${'['.repeat(400)}"\n`);
    const { diagnostics } = await loadConfig(root);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('of 50,000 wrong lines the first 200 are shown, and that there are more', async () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, i) => `      +1800555${String(i).padStart(5, '0')}: a.b`,
    );
    const found = await calmly(withFile(`${CAMPAIGN}    numbers:\n${lines.join('\n')}\n`));
    const first = Array.from({ length: 200 }, (_, i) => `phone-invalid a.yaml:${i + 6}`);
    expect(found).toEqual(['too-many-findings a.yaml:1', ...first]);
  }, 60_000);

  test('warnings never take the place of an error', async () => {
    const text = '      a\u200bb\n'.repeat(300);
    const file = `${CAMPAIGN}    description: |\n${text}    sample: x\n`;
    const found = await calmly(withFile(file));
    expect(found).toHaveLength(201);
    expect(found).toContain('schema-unknown-key a.yaml:306');
  });

  test('many files with many findings each: 2,000 are shown', async () => {
    const wrong = `version: 1\n${Array.from({ length: 150 }, (_, i) => `x${i}: 1\n`).join('')}`;
    const files = Array.from({ length: 40 }, (_, i) => [`f${i}.yaml`, wrong]);
    const found = await calmly(folder({ 'account.yaml': ACCOUNT, ...Object.fromEntries(files) }));
    expect(found).toHaveLength(2_001);
    expect(found[0]).toBe('too-many-findings undefined:undefined');
  });

  test('of a list with a million damaged lines the first 200 are shown', async () => {
    const root = withFile(`${CAMPAIGN}    numbersFile: list.csv\n`);
    writeFileSync(join(root, 'list.csv'), 'garbage 123\n'.repeat(1_000_000));
    const found = await calmly(root);
    expect(found).toHaveLength(201);
    expect(found).toContain('too-many-findings list.csv:1');
  });

  test('one list named by many campaigns is not read for ever', async () => {
    const list = `number,user\n${'+14085550101,anyone\n'.repeat(30_000)}`;
    const campaigns = Array.from(
      { length: 60 },
      (_, i) => `  c${i}: { id: C${i}AAAAA, numbersFile: list.csv }\n`,
    );
    const root = withFile(`version: 1\ncampaigns:\n${campaigns.join('')}`);
    writeFileSync(join(root, 'list.csv'), list);
    expect(await calmly(root)).toContain('file-too-large list.csv:1');
  }, 60_000);

  test('a text of the wrong kind for the head of a file is told apart at once', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'blank.yaml': ' '.repeat(2_000_000),
      'empty.yaml': '\n'.repeat(2_000_000),
      'marks.yaml': '---\n'.repeat(500_000),
    });
    const start = performance.now();
    const { diagnostics } = await loadConfig(root);
    expect(performance.now() - start).toBeLessThan(CALM_MS);
    expect(diagnostics.map(({ rule }) => rule)).toEqual(['file-empty', 'file-empty', 'file-empty']);
  });

  test('more words and signs than any account has', async () => {
    const found = await calmly(withFile(`version: 1\nx: [${'a,'.repeat(2_000_000)}a]\n`));
    expect(found).toContain('file-too-large a.yaml:1');
  }, 60_000);

  test('names of files with escapes and line ends, and links that lead in a circle', async () => {
    const root = withFile('version: 1\nx: 1\n');
    writeFileSync(join(root, 'a\u001b[2J\n::error::b.yaml'), 'version: 1\nx: 1\n');
    symlinkSync('loop.yaml', join(root, 'loop.yaml'));
    symlinkSync('.', join(root, 'again'));
    const { diagnostics } = await loadConfig(root);
    expect(diagnostics.map(({ rule }) => rule)).toEqual([
      'schema-unknown-key',
      'schema-unknown-key',
      'file-unreadable',
    ]);
    for (const text of [
      renderDiagnostics(diagnostics, { color: false, columns: 80 }),
      renderAnnotations(diagnostics, ''),
    ]) {
      expect(text).not.toContain('\u001b');
      expect(text).not.toMatch(/^::error::b/m);
    }
  });

  test('one line of 4 MB', async () => {
    const found = await calmly(withFile(`${CAMPAIGN}    ${'x'.repeat(4_000_000)}: 1\n`));
    expect(found.length).toBeGreaterThan(0);
    const { diagnostics } = await loadConfig(
      withFile(`${CAMPAIGN}    sample: "${'x'.repeat(4_000_000)}"\n`),
    );
    const text = renderDiagnostics(diagnostics, { color: false, columns: 80 });
    expect(text.length).toBeLessThan(5_000);
  });
});

describe('as fast as an honest file of the same size', () => {
  const SIZE = 200_000;
  const line = (i: number) => `      +1408${2_000_000 + i}: jane.doe.${i}@acme-dental.example\n`;
  const honest = `${CAMPAIGN}    limit: { wanted: 10000 }\n    numbers:\n${Array.from({ length: SIZE / 46 }, (_, i) => line(i)).join('')}`;

  async function cpuOf(text: string): Promise<number> {
    const root = withFile(text);
    const start = process.cpuUsage();
    await loadConfig(root);
    const { user } = process.cpuUsage(start);
    return user;
  }

  /**
   * Of the signs in these files each is a word of its own, so that they have up to ten times as many words. The bound leaves
   * room for a busy machine and a first run; what it keeps out grows with the square of the size and is hundreds of times slower.
   */
  const MOST_TIMES = 60;

  test.each([
    ['keys in a row', 'x: y: z: w\n'],
    ['aliases', '- *a\n'],
    ['pairs of brackets', '[]'],
    ['tags', '- !x y\n'],
    ['unknown escapes', 'a: "\\z\n'],
    ['quotes inside quotes', "k: 'it''s\n"],
    ['empty block texts', 'a: |\n'],
    ['equal keys', 'a: 1\n'],
    ['lines without a colon', 'a\n'],
    ['closing brackets', ']'],
  ])(
    '%s',
    async (_, bit) => {
      await cpuOf(honest);
      const usual = await cpuOf(honest);
      expect(await cpuOf(`version: 1\n${bit.repeat(SIZE / bit.length)}`)).toBeLessThan(
        usual * MOST_TIMES,
      );
    },
    60_000,
  );

  test('campaigns that are wrong, each in several ways', async () => {
    await cpuOf(honest);
    const usual = await cpuOf(honest);
    const campaigns = Array.from({ length: SIZE / 10 }, (_, i) => `  c${i}: {}\n`);
    expect(await cpuOf(`version: 1\ncampaigns:\n${campaigns.join('')}`)).toBeLessThan(
      usual * MOST_TIMES,
    );
  }, 60_000);
});
