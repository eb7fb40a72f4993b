import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { ACCOUNT, CAMPAIGN, folder } from './config-folder.ts';

/** Generous: each of these takes a few milliseconds where the limits hold, and minutes or for ever where they do not. */
const CALM_MS = 5_000;

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
    expect(found[0]).toBe('yaml-quotes a.yaml:2');
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

  test('50,000 wrong lines are all reported', async () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, i) => `      +1800555${String(i).padStart(5, '0')}: a.b`,
    );
    const found = await calmly(withFile(`${CAMPAIGN}    numbers:\n${lines.join('\n')}\n`));
    expect(found.length).toBe(50_000);
  }, 60_000);
});
