/**
 * What an event says about an issue: somebody has edited it, or commented on it.
 * Law: it is what was, not what is: the issue itself is asked for afresh. Whatever is missing makes it no such event.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#issues
 */
import { asCount, asObject, asText, type Json } from '../model/json.ts';

export interface Sender {
  readonly login: string;
  readonly id: number;
  readonly isBot: boolean;
  /** As GitHub describes it. */
  readonly user: Json;
}

export interface IssueEvent {
  readonly number: number;
  readonly sender: Sender;
  /** ISO 8601, UTC, to the second. */
  readonly at: string;
  readonly told:
    | { readonly kind: 'edit'; readonly before: string; readonly after: string }
    | { readonly kind: 'comment'; readonly text: string };
}

/** `name`: of the event. null: it is another one. */
export function issueEventOf(name: string, payload: Json): IssueEvent | null {
  const issue = asObject(payload['issue']);
  const number = asCount(issue?.['number']);
  const sender = senderOf(asObject(payload['sender']));
  if (issue === null || number === null || sender === null || 'pull_request' in issue) return null;
  if (name === 'issues' && payload['action'] === 'edited') {
    const before = asText(asObject(asObject(payload['changes'])?.['body'])?.['from']);
    const after = asText(issue['body']);
    const at = timeOf(issue['updated_at']);
    if (before === null || after === null || at === null) return null;
    return { number, sender, at, told: { kind: 'edit', before, after } };
  }
  if (name === 'issue_comment' && payload['action'] === 'created') {
    const comment = asObject(payload['comment']);
    const text = asText(comment?.['body']);
    const at = timeOf(comment?.['created_at']);
    if (text === null || at === null) return null;
    return { number, sender, at, told: { kind: 'comment', text } };
  }
  return null;
}

function senderOf(user: Json | null): Sender | null {
  const login = asText(user?.['login']);
  const id = asCount(user?.['id']);
  if (user === null || login === null || id === null) return null;
  // What is not said to be a person is none; only a person's login has this shape.
  const isBot = user['type'] !== 'User' || !/^[A-Za-z0-9_-]{1,64}$/.test(login);
  return { login, id, isBot, user };
}

function timeOf(value: unknown): string | null {
  const time = Date.parse(asText(value) ?? '');
  return Number.isNaN(time) ? null : `${new Date(time).toISOString().slice(0, 19)}Z`;
}
