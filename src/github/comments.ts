/**
 * The one comment that campaignctl keeps for an account under a pull request.
 * Law: a comment is ours only when our own login wrote it and its first line is our mark: anybody can paste a mark.
 * The newest of ours is kept, older ones are marked as outdated, nobody else's is touched.
 */
import { asCount, asObject, asText, type Json } from '../model/json.ts';
import type { Client } from './client.ts';
import { GitHubError } from './error.ts';
import type { Identity } from './identity.ts';

/** What a comment remembers about itself, in its first line, which nobody sees. */
export interface Mark {
  readonly account: string;
  /** Commit of the pull request that it is about. */
  readonly head: string;
  readonly state: 'planned' | 'applying' | 'applied' | 'unplanned';
  /** Page of the run that made the plan; null: there was none. */
  readonly run: string | null;
}

export interface OwnComment {
  readonly id: number;
  readonly node: string;
  readonly body: string;
  readonly mark: Mark;
}

const START = '<!-- campaignctl:comment ';

export function writeMark({ account, head, state, run }: Mark): string {
  return `${START}account=${account} head=${head} state=${state} run=${run ?? '-'} -->`;
}

const MARK =
  /^<!-- campaignctl:comment account=([a-z0-9-]{1,41}) head=([0-9a-f]{40,64}) state=(planned|applying|applied|unplanned) run=(-|https?:\/\/[^\s<>]{1,300}) -->\r?(?:\n|$)/;

export function readMark(body: string): Mark | null {
  const [, account = '', head = '', state, run] = MARK.exec(body) ?? [];
  if (state === undefined) return null;
  // The expression takes these words alone.
  return { account, head, state: state as Mark['state'], run: run === '-' ? null : (run ?? null) };
}

/** Ours for the account, the newest last. */
export async function ownComments(
  client: Client,
  pull: number,
  account: string,
  me: Identity,
): Promise<readonly OwnComment[]> {
  const all = await client.list({
    path: '/issues/{issue_number}/comments',
    parameters: { issue_number: pull },
    to: `read the comments of #${pull}`,
  });
  return all.flatMap((entry) => ownComment(entry, account, me) ?? []).sort((a, b) => a.id - b.id);
}

function ownComment(entry: Json, account: string, me: Identity): OwnComment | null {
  const id = asCount(entry['id']);
  const body = asText(entry['body']) ?? '';
  const mark = readMark(body);
  const isOurs = me.wrote(asObject(entry['user']));
  if (id === null || mark === null || mark.account !== account || !isOurs) return null;
  return { id, node: asText(entry['node_id']) ?? '', body, mark };
}

/** Writes the text into our comment, or makes one. `body` begins with its mark. */
export async function keepComment(
  client: Client,
  pull: number,
  account: string,
  body: string,
  me: Identity,
): Promise<void> {
  const own = await ownComments(client, pull, account, me);
  const last = own.at(-1);
  for (const older of own.slice(0, -1)) await outdate(client, older);
  if (last !== undefined && (await updated(client, last, body))) return;
  await create(client, pull, account, body, me);
}

/** False: it is gone. */
export async function updated(client: Client, comment: OwnComment, body: string): Promise<boolean> {
  if (sameText(comment.body, body)) return true;
  try {
    await client.send('PATCH', {
      path: '/issues/comments/{comment_id}',
      parameters: { comment_id: comment.id, body },
      to: 'change our comment',
    });
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return false;
    throw error;
  }
}

/** GitHub keeps line ends as CRLF at times, and drops space at the end. */
function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd();
  return plain(one) === plain(other);
}

async function create(
  client: Client,
  pull: number,
  account: string,
  body: string,
  me: Identity,
): Promise<void> {
  await post(client, pull, body, async () => {
    const own = await ownComments(client, pull, account, me);
    return own.some((one) => sameText(one.body, body));
  });
}

async function post(
  client: Client,
  issue: number,
  body: string,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const question = {
    path: '/issues/{issue_number}/comments',
    parameters: { issue_number: issue, body },
    to: `comment on #${issue}`,
  };
  try {
    await client.send('POST', question);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'unavailable') throw error;
    // The answer was lost: it may be there.
    if (!(await isThere())) await client.send('POST', question);
  }
}

const OUTDATED =
  '_This plan is outdated. The newest comment of campaignctl here is the one to read._';

async function outdate(client: Client, comment: OwnComment): Promise<void> {
  await updated(client, comment, OUTDATED);
  try {
    await client.graphql(
      'mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { clientMutationId } }',
      { id: comment.node },
      'fold an outdated comment',
    );
  } catch (error) {
    // Its text says it all the same.
    if (!(error instanceof GitHubError)) throw error;
  }
}

/** Says something under an issue, unless we have said the very same there. */
export async function sayOnce(
  client: Client,
  issue: number,
  body: string,
  me: Identity,
): Promise<void> {
  const isThere = async () => {
    const all = await client.list({
      path: '/issues/{issue_number}/comments',
      parameters: { issue_number: issue },
      to: `read the comments of #${issue}`,
    });
    return all.some(
      (one) => me.wrote(asObject(one['user'])) && sameText(asText(one['body']) ?? '', body),
    );
  };
  if (!(await isThere())) await post(client, issue, body, isThere);
}
