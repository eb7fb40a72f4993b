/**
 * The one issue of a kind that campaignctl keeps for an account, found by our login, our label and the mark in its first
 * line.
 * Law: it is written to only where something changed; whoever closed it sees it open again only for something new.
 */
import { createHash } from 'node:crypto';
import { asCount, asObject, asObjects, asText, type Json } from '../model/json.ts';
import type { Client, Parameters } from './client.ts';
import { GitHubError } from './error.ts';
import type { Identity } from './identity.ts';

export interface IssueKind {
  /** Of its mark. */
  readonly mark: string;
  readonly label: string;
  readonly color: string;
  readonly description: string;
  /** What people call it. */
  readonly called: string;
}

export const DRIFT: IssueKind = {
  mark: 'drift',
  label: 'campaignctl-drift',
  color: 'fbca04',
  description: 'What is live is not what the files say',
  called: 'the issue about drift',
};

export const CONSOLE: IssueKind = {
  mark: 'console',
  label: 'campaignctl-console',
  color: '1d76db',
  description: 'Steps that people carry out in Admin Console',
  called: 'the issue with the runbook',
};

export interface IssueText {
  readonly account: string;
  readonly title: string;
  /** Without its mark. `before`: what stands there now; empty: nothing does. */
  body(before: string): string;
  /** As JSON: changes when there is something new, for which it opens again. */
  readonly about: unknown;
  /** As JSON: changes exactly when the body says something else. */
  readonly said: unknown;
  /** Write it also where it would say the same. */
  readonly always?: boolean;
}

/** What became of the issue. */
export type Kept = 'opened' | 'updated' | 'reopened' | 'unchanged' | 'closed' | 'none';

export interface KeptIssue {
  readonly kept: Kept;
  /** null: there is none. */
  readonly number: number | null;
  readonly url: string | null;
}

export interface OwnIssue {
  readonly number: number;
  readonly isOpen: boolean;
  readonly digest: string;
  /** Its body without the mark. */
  readonly text: string;
  readonly url: string | null;
}

const MARK =
  /^<!-- campaignctl:([a-z]+) account=([a-z0-9-]{1,41}) digest=([0-9a-f]{16}) -->\r?(?:\n|$)/;

const HALF = 8;

/** Its first half is of what is new, its second of all that is said. */
function digestOf({ about, said }: Pick<IssueText, 'about' | 'said'>): string {
  const halves = [about, said].map((value) =>
    createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, HALF),
  );
  return halves.join('');
}

/** It is over: the same again is news. */
const CLEAN = '0'.repeat(16);

export async function keepIssue(
  client: Client,
  kind: IssueKind,
  text: IssueText,
  me: Identity,
): Promise<KeptIssue> {
  const own = await ownIssue(client, kind, text.account, me);
  if (own === null) return { kept: 'opened', ...(await open(client, kind, text, me)) };
  const { number, isOpen, url } = own;
  const digest = digestOf(text);
  const isSame = own.digest === digest;
  if (isSame && text.always !== true) return { kept: 'unchanged', number, url };
  const { title, account } = text;
  const body = marked(kind, account, digest, text.body(own.text));
  // Closed by a person although it is still so: they have seen it.
  const isToOpen = !isOpen && own.digest.slice(0, HALF) !== digest.slice(0, HALF);
  await change(client, number, { title, body, ...(isToOpen ? { state: 'open' } : {}) });
  return { kept: isToOpen ? 'reopened' : 'updated', number, url };
}

/** `why`: a sentence for those who read it later. `body`: what stands there from then on, from what stands there now. */
export async function closeIssue(
  client: Client,
  kind: IssueKind,
  { account, why, body: after }: Pick<IssueText, 'account' | 'body'> & { readonly why: string },
  me: Identity,
): Promise<KeptIssue> {
  const own = await ownIssue(client, kind, account, me);
  if (own === null) return { kept: 'none', number: null, url: null };
  const { number, isOpen, url } = own;
  if (own.digest === CLEAN) return { kept: 'none', number, url };
  const body = marked(kind, account, CLEAN, after(own.text));
  if (!isOpen) {
    await change(client, number, { body });
    return { kept: 'none', number, url };
  }
  await client.send('POST', {
    path: '/issues/{issue_number}/comments',
    parameters: { issue_number: number, body: why },
    to: `comment on #${number}`,
  });
  await change(client, number, { body, state: 'closed', state_reason: 'completed' });
  return { kept: 'closed', number, url };
}

/** Writes something else into it, under the mark that it has. */
export async function rewriteIssue(
  client: Client,
  kind: IssueKind,
  account: string,
  { number, digest, text }: OwnIssue,
  next: string,
): Promise<void> {
  if (next === text) return;
  await change(client, number, { body: marked(kind, account, digest, next) });
}

function marked({ mark }: IssueKind, account: string, digest: string, body: string): string {
  return `<!-- campaignctl:${mark} account=${account} digest=${digest} -->\n${body}`;
}

/** An open one, else the newest; null: there is none. */
export async function ownIssue(
  client: Client,
  kind: IssueKind,
  account: string,
  me: Identity,
): Promise<OwnIssue | null> {
  const found = await client.list({
    path: '/issues',
    parameters: { labels: kind.label, state: 'all', sort: 'created', direction: 'desc' },
    to: `look for ${kind.called}`,
  });
  const own = found.flatMap((entry) => readIssue(entry, kind, account, me) ?? []);
  return own.find(({ isOpen }) => isOpen) ?? own[0] ?? null;
}

function readIssue(
  entry: Json,
  { mark: wanted }: IssueKind,
  account: string,
  me: Identity,
): OwnIssue | null {
  const number = asCount(entry['number']);
  const body = asText(entry['body']) ?? '';
  const [mark = '', kind, of, digest] = MARK.exec(body) ?? [];
  const isOurs = kind === wanted && of === account && me.wrote(asObject(entry['user']));
  // A pull request is an issue too.
  if (number === null || digest === undefined || !isOurs || 'pull_request' in entry) return null;
  const url = asText(entry['html_url']);
  return { number, isOpen: entry['state'] === 'open', digest, text: body.slice(mark.length), url };
}

/**
 * Puts back what stood in one of ours before somebody took its mark out with an edit. False: it is none of ours, or has
 * its mark.
 */
export async function restoreIssue(
  client: Client,
  kind: IssueKind,
  { account, number, before }: { account: string; number: number; before: string },
  me: Identity,
): Promise<boolean> {
  if (!isMarked(before, kind, account)) return false;
  const path = '/issues/{issue_number}';
  const question = { path, parameters: { issue_number: number }, to: `read #${number}` };
  const entry = await client.send('GET', question);
  const isLabelled = asObjects(entry['labels']).some(({ name }) => name === kind.label);
  const isGone = !isMarked(asText(entry['body']) ?? '', kind, account);
  if (!isLabelled || !isGone || !me.wrote(asObject(entry['user']))) return false;
  await change(client, number, { body: before });
  return true;
}

function isMarked(body: string, { mark }: IssueKind, account: string): boolean {
  const [, kind, of] = MARK.exec(body) ?? [];
  return kind === mark && of === account;
}

/** The text of an issue as an event tells it, without its mark. */
export function withoutMark(body: string): string {
  return body.slice(MARK.exec(body)?.[0].length ?? 0);
}

interface Opened {
  readonly number: number | null;
  readonly url: string | null;
}

async function open(
  client: Client,
  kind: IssueKind,
  text: IssueText,
  me: Identity,
): Promise<Opened> {
  await makeLabel(client, kind);
  const { title, account } = text;
  const body = marked(kind, account, digestOf(text), text.body(''));
  const question = {
    path: '/issues',
    parameters: { title, body, labels: [kind.label] },
    to: 'open an issue',
  };
  try {
    return opened(await client.send('POST', question));
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'unavailable') throw error;
    // The answer was lost: it may be there.
    return (
      (await ownIssue(client, kind, account, me)) ?? opened(await client.send('POST', question))
    );
  }
}

function opened(answer: Json): Opened {
  return { number: asCount(answer['number']), url: asText(answer['html_url']) };
}

async function makeLabel(
  client: Client,
  { label: name, color, description }: IssueKind,
): Promise<void> {
  try {
    const question = { path: '/labels', parameters: { name, color, description } };
    await client.send('POST', { ...question, to: 'make a label' });
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
