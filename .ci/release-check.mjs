/**
 * Is this checkout what its tag says? Run before anything is published:
 *
 *   node .ci/release-check.mjs TAG --repository OWNER/NAME [--notes FILE]
 *
 * The tag, the version of package.json and the newest entry of docs/CHANGELOG.md have to be the same, that entry has to
 * have a date, and package.json has to name the repository that publishes: npm refuses a provenance that names another.
 * --notes writes the entry to a file. Exit 0: it is; 1: what is wrong, all of it; 2: wrong usage.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { repository: { type: 'string' }, notes: { type: 'string' } },
});
const [tag] = positionals;
if (tag === undefined || values.repository === undefined) {
  console.error('node .ci/release-check.mjs TAG --repository OWNER/NAME [--notes FILE]');
  process.exit(2);
}

const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const entry = newestEntry(readFileSync('docs/CHANGELOG.md', 'utf8'));
const problems = [];

if (tag !== `v${version}`) {
  problems.push(
    `The tag is ${tag}, and package.json has version ${version}: it would be v${version}.`,
  );
}
if (entry === null) {
  problems.push('docs/CHANGELOG.md has no entry, such as "## [1.2.3] - 2026-07-20".');
} else {
  if (entry.version !== version) {
    problems.push(`The newest entry of docs/CHANGELOG.md is ${entry.version}, not ${version}.`);
  }
  if (!/^\d{4}-\d\d-\d\d$/.test(entry.date)) {
    problems.push(`docs/CHANGELOG.md calls ${entry.version} "${entry.date}": write the date.`);
  }
  if (entry.text === '') problems.push(`docs/CHANGELOG.md says nothing about ${entry.version}.`);
}
const home = /github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/.exec(repository.url)?.[1];
if (home !== values.repository) {
  problems.push(
    `package.json names the repository ${home ?? repository.url}, and this is ${values.repository}. Write its address there, also in "bugs".`,
  );
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
if (values.notes !== undefined) writeFileSync(values.notes, `${entry.text}\n`);
console.log(`${tag} is what it says.`);

/** The first entry from above: `## [VERSION] - DATE` and what follows it, up to the next. */
function newestEntry(changelog) {
  const [, entry = ''] = changelog.split(/^## /m);
  const [title, version, date] = /^\[([^\]]+)\] - (.+)/.exec(entry) ?? [];
  return title === undefined ? null : { version, date, text: entry.slice(title.length).trim() };
}
