/** What an editor shows: yaml-language-server with our schema over real files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LanguageServer, startLanguageServer } from './language-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LANGUAGE = 'test/fixtures/language.yaml';

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
    .sort();
}

function uriOf(name: string): string {
  return pathToFileURL(join(ROOT, name)).href;
}

describe('an editor', () => {
  it.each([LANGUAGE, ...examples()])('finds nothing wrong in %s', async (path) => {
    expect(await server.open(uriOf(path), read(path))).toEqual([]);
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

function positionOf(text: string, word: string): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(word)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
