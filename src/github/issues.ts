/**
 * The one issue that campaignctl keeps for an account, found by our login, our label and the mark in its first line.
 * Law: it is written to only where something changed; whoever closed it sees it open again only for something new.
 */
import { asCount, asObject, asText, type Json } from '../model/json.ts';
import type { Client, Parameters } from './client.ts';
import { GitHubError } from './error.ts';
import type { Identity } from './identity.ts';

export interface IssueText {
  readonly account: string;
  readonly title: string;
  /** Without its mark. */
  readonly body: string;
  /** Changes exactly when the body says something else. */
  readonly digest: string;
}

/** What became of the issue. */
export type Kept = 'opened' | 'updated' | 'reopened' | 'unchanged' | 'closed' | 'none';

export interface KeptIssue {
  readonly kept: Kept;
  readonly url: string | null;
}

export const LABEL = 'campaignctl-drift';

interface OwnIssue {
  readonly number: number;
  readonly isOpen: boolean;
  readonly digest: string;
  /** Its body without the mark. */
  readonly text: string;
  readonly url: string | null;
}

const MARK =
  /^<!-- campaignctl:drift account=([a-z0-9-]{1,41}) digest=([0-9a-f]{16}) -->\r?(?:\n|$)/;

/** Its drift is over: the same one again is news. */
const CLEAN = '0'.repeat(16);

export async function keepIssue(client: Client, text: IssueText, me: Identity): Promise<KeptIssue> {
  const own = await ownIssue(client, text.account, me);
  if (own === null) return { kept: 'opened', url: await open(client, text, me) };
  const { number, isOpen, url } = own;
  // Closed by a person although it is still so: they have seen it.
  if (own.digest === text.digest) return { kept: 'unchanged', url };
  const state = isOpen ? {} : { state: 'open' };
  await change(client, number, { title: text.title, body: marked(text), ...state });
  return { kept: isOpen ? 'updated' : 'reopened', url };
}

/** `why`: a sentence for those who read it later. */
export async function closeIssue(
  client: Client,
  account: string,
  why: string,
  me: Identity,
): Promise<KeptIssue> {
  const own = await ownIssue(client, account, me);
  if (own === null || own.digest === CLEAN) return { kept: 'none', url: own?.url ?? null };
  const { number, isOpen, url } = own;
  const body = marked({ account, digest: CLEAN, body: own.text });
  if (!isOpen) {
    await change(client, number, { body });
    return { kept: 'none', url };
  }
  await client.send('POST', {
    path: '/issues/{issue_number}/comments',
    parameters: { issue_number: number, body: why },
    to: `comment on #${number}`,
  });
  await change(client, number, { body, state: 'closed', state_reason: 'completed' });
  return { kept: 'closed', url };
}

function marked({ account, digest, body }: Omit<IssueText, 'title'>): string {
  return `<!-- campaignctl:drift account=${account} digest=${digest} -->\n${body}`;
}

/** An open one, else the newest; null: there is none. */
async function ownIssue(client: Client, account: string, me: Identity): Promise<OwnIssue | null> {
  const found = await client.list({
    path: '/issues',
    parameters: { labels: LABEL, state: 'all', sort: 'created', direction: 'desc' },
    to: 'look for the issue about drift',
  });
  const own = found.flatMap((entry) => readIssue(entry, account, me) ?? []);
  return own.find(({ isOpen }) => isOpen) ?? own[0] ?? null;
}

function readIssue(entry: Json, account: string, me: Identity): OwnIssue | null {
  const number = asCount(entry['number']);
  const body = asText(entry['body']) ?? '';
  const [mark = '', of, digest] = MARK.exec(body) ?? [];
  const isOurs = of === account && me.wrote(asObject(entry['user']));
  // A pull request is an issue too.
  if (number === null || digest === undefined || !isOurs || 'pull_request' in entry) return null;
  const url = asText(entry['html_url']);
  return { number, isOpen: entry['state'] === 'open', digest, text: body.slice(mark.length), url };
}

async function open(client: Client, text: IssueText, me: Identity): Promise<string | null> {
  await makeLabel(client);
  const parameters = { title: text.title, body: marked(text), labels: [LABEL] };
  const question = { path: '/issues', parameters, to: 'open an issue' };
  try {
    return asText((await client.send('POST', question))['html_url']);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'unavailable') throw error;
    // The answer was lost: it may be there.
    const own = await ownIssue(client, text.account, me);
    return own?.url ?? asText((await client.send('POST', question))['html_url']);
  }
}

async function makeLabel(client: Client): Promise<void> {
  try {
    const description = 'What is live is not what the files say';
    await client.send('POST', {
      path: '/labels',
      parameters: { name: LABEL, color: 'fbca04', description },
      to: 'make a label',
    });
  } catch (error) {
    // It is there, as a rule.
    if (!(error instanceof GitHubError)) throw error;
  }
}

async function change(client: Client, number: number, parameters: Parameters): Promise<void> {
  await client.send('PATCH', {
    path: '/issues/{issue_number}',
    parameters: { issue_number: number, ...parameters },
    to: `change #${number}`,
  });
}
