/** What the pages say is true: quoted output, examples, commands, exit codes, links. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { EXIT, type ExitCode, strongest } from '../../src/model/exit.ts';
import { inMarkdown, usageProblems } from '../command-lines.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'campaignctl-docs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Block {
  /** `page:line` of its opening fence. */
  readonly at: string;
  readonly language: string;
  /** What stands behind the language, such as a file name. */
  readonly name: string;
  readonly text: string;
  /** The line above the fence. */
  readonly above: string;
}

const pages = ['README.md', ...pagesIn('docs'), ...pagesIn('.github'), ...pagesIn('examples')].map(
  (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, blocks: blocksOf(path, text) };
  },
);
const blocks = pages.flatMap((page) => page.blocks);

function pagesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .sort();
}

function blocksOf(path: string, text: string): readonly Block[] {
  return [
    ...text.matchAll(
      /(?<above>[^\n]*)\n```(?<language>\w*) ?(?<name>.*)\n(?<text>[\s\S]*?)^```$/gm,
    ),
  ].map(({ index, groups = {} }) => ({
    at: `${path}:${text.slice(0, index).split('\n').length + 1}`,
    language: groups['language'] ?? '',
    name: groups['name'] ?? '',
    text: groups['text'] ?? '',
    above: groups['above'] ?? '',
  }));
}

describe('the README', () => {
  const readme = pages[0]?.text ?? '';

  it('quotes plans as they are', () => {
    const quoted = blocks.flatMap(({ at, above, text }) => {
      const file = /^<!-- (test\/golden\/\S+) -->$/.exec(above)?.[1];
      return file === undefined ? [] : [{ at, file, text }];
    });
    expect(quoted.length).toBeGreaterThan(0);
    for (const { file, text } of quoted) {
      expect(text, `copy ${file} into the page`).toBe(readFileSync(join(ROOT, file), 'utf8'));
    }
  });

  it('explains every exit code, and which one wins', () => {
    const codes = [...readme.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT).sort((a, b) => a - b));
    const order = /the first of these wins: ([\d, ]+)\./.exec(readme)?.[1]?.split(', ') ?? [];
    const winners = order.map(Number) as ExitCode[];
    expect([...winners].sort((a, b) => a - b)).toEqual(codes);
    winners.forEach((code, at) => {
      expect(strongest(winners.slice(at).reverse())).toBe(code);
    });
  });
});

describe('examples of the configuration', () => {
  const whole = blocks.filter(
    ({ language, text }) => language === 'yaml' && /^version: 1$/m.test(text),
  );

  it('are there', () => expect(whole.length).toBeGreaterThan(0));

  it.each(whole)('$at is valid and has no finding', async ({ at, text }) => {
    const folder = mkdtempSync(join(scratch, 'account-'));
    writeFileSync(join(folder, 'campaigns.yaml'), text);
    const [page = ''] = at.split(':');
    // A file of an account whose account stands in another block of the page.
    const account = whole.find(
      (other) => other.at.startsWith(`${page}:`) && /^account:$/m.test(other.text),
    );
    if (account !== undefined && !/^account:$/m.test(text))
      writeFileSync(join(folder, 'account.yaml'), account.text);
    for (const { at: other, language, name, text: csv } of blocks) {
      if (language === 'csv' && other.startsWith(`${page}:`))
        writeFileSync(join(folder, name), csv);
    }
    const { desired, diagnostics } = await loadConfig(folder);
    expect(diagnostics).toEqual([]);
    expect(desired).not.toBeNull();
  });
});

describe('commands', () => {
  /** Command lines in blocks for a shell and in running text; `…` and `<…>` stand for something else. */
  const lines = pages.flatMap(({ path, text, blocks: own }) => [
    ...own
      .filter(({ language }) => language === 'sh')
      .flatMap(({ at, text: script }) => script.split('\n').map((line) => ({ at, line }))),
    ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, line = '']) => ({ at: path, line })),
  ]);

  it('of npm are scripts of the package', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = lines.flatMap(({ at, line }) =>
      [...line.matchAll(/\bnpm (?:run ([\w:]+)|(test)\b)/g)].map(([, run, test]) => ({
        at,
        script: run ?? test ?? '',
      })),
    );
    expect(named.map(({ script }) => script)).toEqual(expect.arrayContaining(['demo', 'test']));
    expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  const ours = pages.map(({ path, text }) => ({ path, found: inMarkdown(text) }));

  it('of ours are shown', () => {
    expect(ours.flatMap(({ found }) => found).length).toBeGreaterThan(5);
  });

  it.each(ours.filter(({ found }) => found.length > 0))(
    'of ours on $path are right',
    async ({ found }) => {
      expect(await usageProblems(found)).toEqual([]);
    },
  );
});

describe('pages', () => {
  it('link to what is there', () => {
    const broken = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]*)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !leads(path, target))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name sources that are there', () => {
    const missing = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:src|test|docs|schema|examples|\.ci|\.github)\/[\w./-]*)`/g)]
        .map(([, name = '']) => name)
        .filter((name) => !existsSync(join(ROOT, name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('name no path of the machine they were written on', () => {
    // Put together here, so that this file does not name them.
    const paths = [
      ['', 'work', ''],
      ['..', 'shared'],
      ['', 'tmp', ''],
      ['', 'home', ''],
    ].map((parts) => parts.join('/'));
    const wrong = pages
      .filter(({ text }) => paths.some((path) => text.includes(path)))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });
});

function leads(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  if (!existsSync(join(ROOT, path))) return false;
  if (anchor === undefined) return true;
  return headingsOf(readFileSync(join(ROOT, path), 'utf8')).includes(anchor);
}

/** Anchors of the headings, as GitHub makes them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
