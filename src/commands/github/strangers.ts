/**
 * Who may tell what is done in Admin Console, and what becomes of an edit by anybody else.
 * Law: where somebody is named, they alone; else whoever may write to the repository. What others changed is put back.
 */
import type { Client } from '../../github/client.ts';
import type { IssueEvent } from '../../github/issue-event.ts';
import { CONSOLE, type OwnIssue, rewriteIssue, withoutMark } from '../../github/issues.ts';
import { mayWrite } from '../../github/people.ts';
import { editOf, withoutEdit } from '../../observe/edits.ts';
import type { Account } from './account.ts';

/** Logins with commas or spaces between. Empty: nobody is named. */
export function namedIn(logins = ''): readonly string[] {
  return logins
    .split(/[\s,]+/)
    .map((login) => login.replace(/^@/, '').toLowerCase())
    .filter((login) => login !== '');
}

export async function mayTell(client: Client, login: string, named: readonly string[]) {
  return named.length > 0 ? named.includes(login.toLowerCase()) : mayWrite(client, login);
}

export type Told<K extends IssueEvent['told']['kind']> = Extract<
  IssueEvent['told'],
  { readonly kind: K }
>;

/** What somebody changed who may not. Where others have changed it since, only the ticks are taken out. */
export async function putBack(
  client: Client,
  { name }: Account,
  issue: OwnIssue,
  { before, after }: Told<'edit'>,
): Promise<void> {
  const [old, theirs] = [withoutMark(before), withoutMark(after)];
  const edit = editOf(old, theirs);
  const isNewest = issue.text.trim() === theirs.trim();
  const next = isNewest ? old : edit === null ? issue.text : withoutEdit(issue.text, edit);
  await rewriteIssue(client, CONSOLE, name, issue, next);
}
