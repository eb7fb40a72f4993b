/**
 * Pull requests: which ones were merged since a commit, and which files one touches.
 * Law: what counts is whether the commit that a merge made is among the new ones: so merges, squashes and rebases are all
 * found, and nothing depends on clocks but how far back is looked.
 */
import { asCount, asList, asObject, asText, type Json } from '../model/json.ts';
import type { Client } from './client.ts';
import { GitHubError } from './error.ts';
import { isSameRepository, shaOf } from './job.ts';

export interface MergedPull {
  readonly number: number;
  /** Its last commit: what was reviewed. */
  readonly head: string;
  /** ISO 8601. */
  readonly mergedAt: string;
  /** Its branch is not known to be in this repository. */
  readonly isFork: boolean;
}

export interface Merged {
  /** The oldest first. */
  readonly pulls: readonly MergedPull[];
  /** Where it was counted from, for people. */
  readonly since: string;
}

/** Days to look back where no apply was completed yet. A review is good for as long. */
const FIRST_DAYS = 30;
const DAY_MS = 86_400_000;

export interface Range {
  /** Commit of the last completed apply; null: there was none. */
  readonly since: string | null;
  /** Commit that is applied. */
  readonly head: string;
  /** Branch that pull requests were merged into. */
  readonly branch: string;
  /** ms */
  readonly now: number;
}

export async function mergedPulls(client: Client, range: Range): Promise<Merged> {
  const { since, head, branch, now } = range;
  if (since === head) return { pulls: [], since: `commit ${head.slice(0, 7)}` };
  const between = since === null ? null : await commitsBetween(client, since, head);
  const added = between ?? (await commitsSince(client, now - FIRST_DAYS * DAY_MS, head));
  const pulls = await closedPulls(client, branch, added.oldest - DAY_MS);
  return {
    // One that somebody merged by pushing its own commits has no commit of a merge.
    pulls: pulls
      .filter(({ merge, pull }) => added.shas.has(merge) || added.shas.has(pull.head))
      .map(({ pull }) => pull),
    since: between === null ? `${FIRST_DAYS} days ago` : `commit ${since?.slice(0, 7) ?? ''}`,
  };
}

/** Whether a commit is older than another one that it leads to. False where GitHub does not know them. */
export async function isBehind(client: Client, last: string, head: string): Promise<boolean> {
  if (last === head) return false;
  try {
    const answer = await client.send('GET', {
      path: '/compare/{basehead}',
      parameters: { basehead: `${last}...${head}`, per_page: 1 },
      to: 'compare the commit of this job with the last one that was applied',
    });
    return answer['status'] === 'behind';
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return false;
    throw error;
  }
}

interface Added {
  readonly shas: ReadonlySet<string>;
  /** When the oldest was committed, in ms. GitHub itself commits what it merges, so its clock wrote that. */
  readonly oldest: number;
}

/** null: GitHub does not know the first commit any more. */
async function commitsBetween(client: Client, base: string, head: string): Promise<Added | null> {
  try {
    const commits = await client.list(
      {
        path: '/compare/{basehead}',
        parameters: { basehead: `${base}...${head}` },
        to: 'list the commits since the last apply',
      },
      { in: 'commits' },
    );
    return addedBy(commits);
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return null;
    throw error;
  }
}

/** Those of a moment (ms) and after that lead to a commit: what was merged later is not among them. */
async function commitsSince(client: Client, moment: number, head: string): Promise<Added> {
  const parameters = { sha: head, since: new Date(moment).toISOString() };
  const to = `list the commits of the last ${FIRST_DAYS} days`;
  return addedBy(await client.list({ path: '/commits', parameters, to }));
}

function addedBy(commits: readonly Json[]): Added {
  const dates = commits.map((commit) => {
    const committer = asObject(asObject(commit['commit'])?.['committer']);
    return Date.parse(asText(committer?.['date']) ?? '');
  });
  return {
    shas: new Set(commits.flatMap(({ sha }) => shaOf(sha) ?? [])),
    oldest: Math.min(...dates.filter((date) => !Number.isNaN(date)), Number.MAX_SAFE_INTEGER),
  };
}

interface ClosedPull {
  readonly pull: MergedPull;
  /** The commit that the branch was brought to by the merge. */
  readonly merge: string;
}

/** Merged ones that were touched since a moment (ms): a merge touches it. The oldest merge first. */
async function closedPulls(
  client: Client,
  branch: string,
  since: number,
): Promise<readonly ClosedPull[]> {
  const parameters = { state: 'closed', base: branch, sort: 'updated', direction: 'desc' };
  const found = await client.list(
    { path: '/pulls', parameters, to: 'list the merged pull requests' },
    { enough: (page) => page.some((pull) => Date.parse(asText(pull['updated_at']) ?? '') < since) },
  );
  const seen = new Map(
    found.flatMap((entry) => closedPull(entry) ?? []).map((one) => [one.pull.number, one]),
  );
  return [...seen.values()].sort(
    ({ pull: a }, { pull: b }) => Date.parse(a.mergedAt) - Date.parse(b.mergedAt),
  );
}

function closedPull(entry: Json): ClosedPull | null {
  const number = asCount(entry['number']);
  const mergedAt = asText(entry['merged_at']);
  const from = asObject(entry['head']);
  const head = shaOf(from?.['sha']);
  const merge = shaOf(entry['merge_commit_sha']);
  if (number === null || mergedAt === null || head === null || merge === null) return null;
  const isFork = !isSameRepository(from, asObject(entry['base']));
  return { pull: { number, head, mergedAt, isFork }, merge };
}

export interface TouchedFile {
  readonly path: string;
  /** Its part of the diff; null: too large, or no text. */
  readonly patch: string | null;
}

/** Paths from the root of the repository. A renamed file counts with both of its names. */
export async function touchedFiles(client: Client, pull: number): Promise<readonly TouchedFile[]> {
  const files = await client.list({
    path: '/pulls/{pull_number}/files',
    parameters: { pull_number: pull },
    to: `list the files of #${pull}`,
  });
  return files.flatMap((file) => {
    const path = asText(file['filename']);
    const before = asText(file['previous_filename']);
    const patch = asText(file['patch']);
    return [
      ...(path === null ? [] : [{ path, patch }]),
      ...(before === null ? [] : [{ path: before, patch: null }]),
    ];
  });
}

/** Pull requests that one query asks about. */
const AT_ONCE = 50;

/**
 * Numbers of the pull requests that surely touch nothing below a folder: a query for each fifty, where asking about each
 * would use up the token in a busy repository. With a renamed file, or more files than fit, it is not sure.
 */
export async function elsewhere(
  client: Client,
  repository: string,
  pulls: readonly number[],
  folder: string,
): Promise<ReadonlySet<number>> {
  const [owner, name] = repository.split('/');
  const sure = new Set<number>();
  for (let at = 0; at < pulls.length; at += AT_ONCE) {
    const some = pulls.slice(at, at + AT_ONCE);
    const asked = some.map((number) => `p${number}: pullRequest(number: ${number}) { ${FILES} }`);
    const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${asked.join(' ')} } }`;
    const to = 'list the files of the merged pull requests';
    const answer = asObject((await client.graphql(query, { owner, name }, to))['repository']);
    for (const number of some) {
      const files = asObject(asObject(answer?.[`p${number}`])?.['files']);
      const nodes = (asList(files?.['nodes']) ?? []).map(asObject);
      // The folder may have had another name before, and with it all that was merged until then.
      if (nodes.some((node) => isRenamed(node) && isBelow(node, folder))) return new Set();
      const isWhole = asObject(files?.['pageInfo'])?.['hasNextPage'] === false && nodes.length > 0;
      const isOther = (node: Json | null) => !isRenamed(node) && !isBelow(node, folder);
      if (isWhole && nodes.every(isOther)) sure.add(number);
    }
  }
  return sure;
}

const FILES = 'files(first: 100) { pageInfo { hasNextPage } nodes { path changeType } }';

/** What it was called before is not told. */
function isRenamed(node: Json | null): boolean {
  return node?.['changeType'] === 'RENAMED';
}

/** Also where its path is not told. */
function isBelow(node: Json | null, folder: string): boolean {
  return asText(node?.['path'])?.startsWith(folder) !== false;
}
