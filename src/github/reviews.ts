/**
 * Exact fixes as suggestions that a click takes over: review comments on lines of a pull request.
 * Law: only on lines that the pull request changes; each fix once, also after another push; at most some at a time.
 */
import { createHash } from 'node:crypto';
import { asObject, asText } from '../model/json.ts';
import type { Client } from './client.ts';
import { changedLines } from './diff.ts';
import { GitHubError } from './error.ts';
import type { Identity } from './identity.ts';
import type { TouchedFile } from './pulls.ts';

export interface Suggestion {
  /** From the root of the repository. */
  readonly path: string;
  /** First and last line that it replaces, from 1. */
  readonly first: number;
  readonly last: number;
  /** These lines as they are. */
  readonly before: readonly string[];
  /** What comes in their place; empty: nothing. */
  readonly after: readonly string[];
  /** What it mends, as Markdown. */
  readonly text: string;
}

/** More at once would bury the pull request. */
const MOST = 20;

export interface Suggested {
  readonly posted: number;
  /** New ones that were left out because there are so many. */
  readonly left: number;
}

export async function suggest(
  client: Client,
  pull: { readonly number: number; readonly headSha: string },
  suggestions: readonly Suggestion[],
  files: readonly TouchedFile[],
  me: Identity,
): Promise<Suggested> {
  const possible = suggestions.filter((one) => isOnChangedLines(one, files));
  if (possible.length === 0) return { posted: 0, left: 0 };
  const known = await knownFixes(client, pull.number, me);
  const fresh = possible.filter((one) => !known.has(fixId(one)));
  const chosen = fresh.slice(0, MOST);
  if (chosen.length === 0) return { posted: 0, left: 0 };
  const posted = await post(client, pull, chosen.map(reviewComment));
  return { posted, left: fresh.length - chosen.length };
}

function isOnChangedLines(
  { path, first, last }: Suggestion,
  files: readonly TouchedFile[],
): boolean {
  const patch = files.find((file) => file.path === path && file.patch !== null)?.patch;
  return patch != null && changedLines(patch).some((hunk) => covers(hunk, first, last));
}

/** A comment stays inside one hunk, and a suggestion is made only where the pull request changes something. */
function covers(
  { start, end, added }: { start: number; end: number; added: ReadonlySet<number> },
  first: number,
  last: number,
): boolean {
  if (first < start || last > end) return false;
  for (let line = first; line <= last; line++) if (added.has(line)) return true;
  return false;
}

/** Names a fix by what it makes of what; not by the line, which moves. */
function fixId({ path, before, after }: Suggestion): string {
  return createHash('sha256')
    .update(JSON.stringify([path, before, after]))
    .digest('hex')
    .slice(0, 16);
}

const MARK = /^<!-- campaignctl:fix ([0-9a-f]{16}) -->/;

async function knownFixes(
  client: Client,
  pull: number,
  me: Identity,
): Promise<ReadonlySet<string>> {
  const comments = await client.list({
    path: '/pulls/{pull_number}/comments',
    parameters: { pull_number: pull },
    to: `read the suggestions on #${pull}`,
  });
  const ids = comments
    .filter(({ user }) => me.wrote(asObject(user)))
    .flatMap(({ body }) => MARK.exec(asText(body) ?? '')?.[1] ?? []);
  return new Set(ids);
}

interface ReviewComment {
  readonly path: string;
  readonly body: string;
  readonly line: number;
  readonly side: 'RIGHT';
  readonly start_line?: number;
  readonly start_side?: 'RIGHT';
}

function reviewComment(one: Suggestion): ReviewComment {
  const { path, first, last, after, text } = one;
  const longest = Math.max(
    2,
    ...after.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  const body = [
    `<!-- campaignctl:fix ${fixId(one)} -->`,
    text,
    '',
    `${fence}suggestion`,
    ...after,
    fence,
  ].join('\n');
  const lines = first === last ? {} : { start_line: first, start_side: 'RIGHT' as const };
  return { path, body, line: last, side: 'RIGHT', ...lines };
}

/** How many were posted: all in one review, or one by one where GitHub does not take one of them. */
async function post(
  client: Client,
  { number, headSha }: { readonly number: number; readonly headSha: string },
  comments: readonly ReviewComment[],
): Promise<number> {
  const to = `suggest fixes on #${number}`;
  const pull = { pull_number: number, commit_id: headSha };
  try {
    const body =
      comments.length === 1
        ? 'campaignctl found something that it can mend exactly.'
        : `campaignctl found ${comments.length} things that it can mend exactly.`;
    const parameters = { ...pull, event: 'COMMENT', body, comments };
    await client.send('POST', { path: '/pulls/{pull_number}/reviews', parameters, to });
    return comments.length;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'invalid') throw error;
  }
  let posted = 0;
  for (const comment of comments) {
    try {
      const parameters = { ...pull, ...comment };
      await client.send('POST', { path: '/pulls/{pull_number}/comments', parameters, to });
      posted += 1;
    } catch (error) {
      if (!(error instanceof GitHubError) || error.kind !== 'invalid') throw error;
    }
  }
  return posted;
}
