/**
 * One file of a branch, read and written without a checkout.
 * Law: a write names the content that it replaces, so that it takes back nothing that somebody else has written since.
 * The commit is that of the token's login, and GitHub signs it.
 * https://docs.github.com/rest/repos/contents
 */
import { asObject, asText } from '../model/json.ts';
import type { Client } from './client.ts';
import { GitHubError } from './error.ts';

export interface FileInBranch {
  readonly text: string;
  /** What a write has to name. */
  readonly blob: string;
}

/** null: the branch has no such file. */
export async function fileIn(
  client: Client,
  branch: string,
  path: string,
): Promise<FileInBranch | null> {
  const to = `read ${path}`;
  try {
    const parameters = { path, ref: branch };
    const found = await client.send('GET', { path: '/contents/{path}', parameters, to });
    const blob = asText(found['sha']);
    if (found['type'] !== 'file' || blob === null) {
      throw new GitHubError(`GitHub could not ${to}: it is no file.`, 'invalid', null);
    }
    // Above 1 MiB the content comes by another way.
    const holder =
      found['encoding'] === 'base64'
        ? found
        : await client.send('GET', { path: '/git/blobs/{blob}', parameters: { blob }, to });
    const text = Buffer.from(asText(holder['content']) ?? '', 'base64').toString('utf8');
    return { text, blob };
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return null;
    throw error;
  }
}

export interface FileToWrite {
  readonly branch: string;
  readonly path: string;
  readonly text: string;
  /** What it replaces; null: there was no such file. */
  readonly blob: string | null;
  /** Of the commit. */
  readonly message: string;
}

/** The commit; null: somebody has written the file since it was read. */
export async function writeFileIn(
  client: Client,
  { branch, path, text, blob, message }: FileToWrite,
): Promise<string | null> {
  const content = Buffer.from(text, 'utf8').toString('base64');
  const parameters = { path, branch, message, content, ...(blob === null ? {} : { sha: blob }) };
  try {
    const to = `commit ${path}`;
    const done = await client.send('PUT', { path: '/contents/{path}', parameters, to });
    return asText(asObject(done['commit'])?.['sha']) ?? '';
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    // Where there was none and is one now, GitHub misses the name of the content.
    const isThere = blob === null && error.kind === 'invalid' && /\bsha\b/.test(error.message);
    if (error.kind === 'conflict' || isThere) return null;
    throw error;
  }
}
