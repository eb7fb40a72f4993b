/**
 * The licences of the packages that are in the bundle, as one text: the package has no dependencies of its own, so their
 * notices have to come with it.
 * Law: read from what esbuild says it put in, never from a list kept by hand. A licence that nobody has looked at yet
 * fails the build.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundle.mjs';

/** Licences that may be passed on in a bundle together with their notice. */
const KNOWN = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

/** In generated code, which esbuild takes for ours: the schema validator holds a function of ajv. */
const GENERATED_FROM = ['ajv'];

/** @param {import('esbuild').Metafile} metafile */
export function notices({ outputs }) {
  const folders = new Set(GENERATED_FROM.map((name) => `node_modules/${name}`));
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  const packages = [...folders].map((folder) => read(join(root, folder)));
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));
  return [
    'dist holds code of these packages, each under its own licence:\n',
    ...packages.map(({ title }) => `  ${title}\n`),
    ...packages.map(({ title, text }) => `\n${'-'.repeat(80)}\n${title}\n\n${text}\n`),
  ].join('');
}

function read(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const title = `${name} ${version} (${license})`;
  if (!KNOWN.has(license)) throw new Error(`${title}: look at its licence first`);
  const text = licenceIn(folder);
  if (text === undefined) throw new Error(`${title}: the text of its licence was not found`);
  return { title, text: text.replaceAll('\r\n', '\n').trim() };
}

/** A file, or the last section of the readme. */
function licenceIn(folder) {
  const files = readdirSync(folder);
  const file = files.find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  const readme = files.find((one) => /^readme(\.md)?$/i.test(one));
  if (readme === undefined) return undefined;
  const [, section] = readFileSync(join(folder, readme), 'utf8').split(/^#+ licen[cs]e\s*$/im);
  return section;
}
