/** What an editor shows: yaml-language-server with our schema over real files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LanguageServer, startLanguageServer } from './language-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LANGUAGE = 'test/fixtures/language.yaml';
const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'schema/campaigns.schema.json'), 'utf8')) as {
  readonly $id: string;
};

let server: LanguageServer;

beforeAll(async () => {
  server = await startLanguageServer(
    pathToFileURL(join(ROOT, 'schema/campaigns.schema.json')).href,
  );
});

afterAll(() => server.close());

/** A file as text, without the line that would make the server load a schema from elsewhere. */
function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replace(/^# yaml-language-server:.*$/m, '#');
}

/** Configuration below examples/, as the loader would read it. */
function examples(): readonly string[] {
  if (!existsSync(join(ROOT, 'examples'))) return [];
  return readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .filter((path) => !/(?:^|[\\/])\.|(?:^|[\\/])observed\.ya?ml$|\.seed\.ya?ml$/.test(path))
    .map((path) => `examples/${path}`)
    .filter((path) => /^version: 1$/m.test(readFileSync(join(ROOT, path), 'utf8')))
    .sort();
}

function uriOf(name: string): string {
  return pathToFileURL(join(ROOT, name)).href;
}

describe('an editor', () => {
  it.each([LANGUAGE, ...examples()])('finds nothing wrong in %s', async (path) => {
    expect(await server.open(uriOf(path), read(path))).toEqual([]);
  });

  it.each(examples())('knows where it is in %s', async (path) => {
    const lines = read(path).split('\n');
    for (const { after, indent, offers } of openings(lines)) {
      const text = lines.toSpliced(after + 1, 0, indent).join('\n');
      await server.open(uriOf(path), text);
      const offered = await server.completions(uriOf(path), after + 1, indent.length);
      expect(offered, `after line ${after + 1}`).toEqual(expect.arrayContaining([...offers]));
    }
  });

  it.each(examples())('gets our schema from the first lines of %s', (path) => {
    const named = /^# yaml-language-server: \$schema=(\S+)$/m.exec(
      readFileSync(join(ROOT, path), 'utf8'),
    );
    expect(named?.[1]).toBe(SCHEMA.$id);
  });

  it('underlines a misspelt key', async () => {
    const text = read(LANGUAGE).replace('    useCase:', '    usecase:');
    const found = await server.open(uriOf('misspelt.yaml'), text);
    expect(found.map(({ range }) => range.start)).toContainEqual(positionOf(text, 'usecase'));
    expect(found.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('Property usecase is not allowed'),
    );
  });

  it('underlines what a campaign that is to be registered lacks', async () => {
    const text = read(LANGUAGE).replace(/ {4}privacyPolicy:.*\n/, '');
    const found = await server.open(uriOf('lacking.yaml'), text);
    expect(found.map(({ message }) => message)).toEqual(['Missing property "privacyPolicy".']);
  });

  it('offers the keys of a campaign, and none of a brand', async () => {
    const uri = uriOf('completion.yaml');
    const text = 'version: 1\ncampaigns:\n  billing:\n    id: C7GH42I\n    \n';
    await server.open(uri, text);
    const offered = await server.completions(uri, 4, 4);
    expect(offered).toEqual(
      expect.arrayContaining(['useCase', 'samples', 'numbers', 'numbersFile', 'deactivateForever']),
    );
    expect(offered).not.toContain('legalName');
    expect(offered).not.toContain('id');
  });

  it('offers the use cases', async () => {
    const uri = uriOf('choices.yaml');
    const text = 'version: 1\ncampaigns:\n  billing:\n    id: C7GH42I\n    useCase: \n';
    await server.open(uri, text);
    expect(await server.completions(uri, 4, 13)).toEqual(
      expect.arrayContaining(['customer-care', '2fa', 'low-volume']),
    );
  });

  it.each([
    ['legalName', 'Legal Company Name', 'letter by letter'],
    ['website', 'Website', 'privacy statement'],
    ['optIn', 'Opt-in', 'Opt-In Keywords'],
    ['numbersFile', 'File of numbers', 'CSV file'],
  ])('explains `%s`', async (key, title, words) => {
    const uri = uriOf(LANGUAGE);
    const text = read(LANGUAGE);
    await server.open(uri, text);
    const { line, character } = positionOf(text, `${key}:`);
    const hover = await server.hover(uri, line, character + 1);
    expect(hover.replaceAll('\\', '')).toContain(title);
    expect(hover).toContain(words);
  });
});

interface Opening {
  /** The line below which one more key may be written. */
  readonly after: number;
  readonly indent: string;
  readonly offers: readonly string[];
}

/** Each place of a file where a block of a known kind begins, with keys that are not written there yet. */
function openings(lines: readonly string[]): readonly Opening[] {
  let section = '';
  return lines.flatMap((line, after): Opening[] => {
    const key = /^( *)([\w-]+):\s*(?:#.*)?$/.exec(line);
    if (key === null) return [];
    const [, indent = '', name = ''] = key;
    if (indent === '') section = name;
    const kind =
      indent === ''
        ? name
        : indent === '  '
          ? section
          : `${section}.${indent === '    ' ? name : ''}`;
    const keys = KEYS_OF[kind];
    const isBlock = kind === 'account' || kind === 'policy' ? indent === '' : indent !== '';
    if (keys === undefined || !isBlock) return [];
    const written = lines
      .slice(after + 1, endOf(lines, after, indent))
      .map((l) => l.trim().split(':')[0]);
    const offers = keys.filter((offer) => !written.includes(offer));
    return offers.length === 0 ? [] : [{ after, indent: `${indent}  `, offers }];
  });
}

function endOf(lines: readonly string[], start: number, indent: string): number {
  const end = lines.findIndex(
    (line, at) => at > start && !/^\s*(?:#|$)/.test(line) && !line.startsWith(`${indent} `),
  );
  return end === -1 ? lines.length : end;
}

/** Some keys that the schema has for each kind of block. */
const KEYS_OF: Readonly<Record<string, readonly string[]>> = {
  account: ['name', 'provider', 'sandbox'],
  policy: ['maxOutages'],
  brands: ['legalName', 'brandName', 'taxIdFrom', 'website'],
  campaigns: ['useCase', 'samples', 'numbers', 'numbersFile', 'deactivateForever', 'resubmit'],
  'campaigns.optIn': ['keywords', 'message'],
  'campaigns.limit': ['wanted', 'granted', 'case'],
  'campaigns.fee': ['accepted'],
};

function positionOf(text: string, word: string): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(word)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
