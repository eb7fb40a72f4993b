/** The way to GitHub over real sockets: pages, waits, refusals, lost answers, files behind redirects. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../src/github/client.ts';
import { identity, whoAmI } from '../../src/github/identity.ts';
import { clientOf } from './fast.ts';
import { type GitHubServer, startGitHub, TOKEN } from './server.ts';
import { BOT, JANE } from './world.ts';

let github: GitHubServer;
let client: Client;

beforeEach(async () => {
  github = await startGitHub();
  client = clientOf(github);
});

afterEach(() => github.close());

const COMMENTS = { path: '/issues/{issue_number}/comments', parameters: { issue_number: 1 } };
const read = () => client.list({ ...COMMENTS, to: 'read the comments' });
const write = () =>
  client.send('POST', {
    ...COMMENTS,
    parameters: { issue_number: 1, body: 'text' },
    to: 'write the comment',
  });

describe('lists', () => {
  it('are read page by page, a hundred at a time', async () => {
    for (let n = 0; n < 230; n++) github.world.comment(1, JANE, `comment ${n}`);
    expect(await read()).toHaveLength(230);
    expect(github.seen.map(({ path }) => path)).toEqual([
      '/repos/acme-dental/texting/issues/1/comments?per_page=100',
      '/repos/acme-dental/texting/issues/1/comments?per_page=100&page=2',
      '/repos/acme-dental/texting/issues/1/comments?per_page=100&page=3',
    ]);
  });

  it('end where enough was seen', async () => {
    for (let n = 0; n < 230; n++) github.world.comment(1, JANE, `comment ${n}`);
    const some = await client.list(
      { ...COMMENTS, to: 'read' },
      { enough: (page) => page.some(({ body }) => body === 'comment 120') },
    );
    expect(some).toHaveLength(200);
  });

  it('may be a member of the answer', async () => {
    const [first, ...more] = Array.from({ length: 250 }, (_, n) =>
      github.world.push(`commit ${n}`, '2026-07-20T08:00:00Z'),
    );
    const basehead = `${first}...${more.at(-1)}`;
    const question = { path: '/compare/{basehead}', parameters: { basehead }, to: 'compare' };
    expect(await client.list(question, { in: 'commits' })).toHaveLength(249);
  });
});

describe('what is waited for', () => {
  it('a secondary rate limit, for as long as it says', async () => {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
    github.fail({
      path: /comments/,
      times: 2,
      status: 403,
      message,
      headers: { 'retry-after': '20' },
    });
    const before = Date.now();
    await write();
    expect(Date.now() - before).toBeGreaterThanOrEqual(40);
    expect(github.seen).toHaveLength(3);
    expect(github.world.state.comments).toHaveLength(1);
  });

  it('the end of the hour where it is near', async () => {
    const soon = String(Math.floor(Date.now() / 1000) + 5);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon };
    const message = 'API rate limit exceeded for installation.';
    github.fail({ path: /comments/, times: 1, status: 403, message, headers });
    expect(await read()).toEqual([]);
    expect(github.seen).toHaveLength(2);
  });

  it('not the end of the hour where it is far', async () => {
    const later = String(Math.floor(Date.now() / 1000) + 1800);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': later };
    const message = 'API rate limit exceeded for installation.';
    github.fail({ path: /comments/, times: 1, status: 403, message, headers });
    await expect(read()).rejects.toMatchObject({
      kind: 'limited',
      message:
        'GitHub could not read the comments: API rate limit exceeded for installation (403).',
    });
    expect(github.seen).toHaveLength(1);
  });

  it('an answer to a read that failed', async () => {
    github.fail({ path: /comments/, times: 2, status: 502 });
    expect(await read()).toEqual([]);
    expect(github.seen).toHaveLength(3);
  });

  it('not an answer to what may have created something', async () => {
    github.fail({ path: /comments/, times: 1, status: 502, effect: true });
    await expect(write()).rejects.toMatchObject({ kind: 'unavailable', status: 502 });
    expect(github.seen).toHaveLength(1);
    expect(github.world.state.comments).toHaveLength(1);
  });
});

describe('refusals', () => {
  it('tell of a token that may only read', async () => {
    github.readOnly(true);
    await expect(write()).rejects.toMatchObject({
      kind: 'refused',
      status: 403,
      message:
        'GitHub did not let us write the comment: Resource not accessible by integration (403).',
    });
  });

  it('of a server that is not there', async () => {
    await github.close();
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable', status: null });
    github = await startGitHub();
  });

  it('hold no token', async () => {
    const other = clientOf(github, 'ghp_wrongtoken');
    github.fail({ path: /comments/, times: 1, status: 400, message: `bad ghp_wrongtoken here` });
    const list = { ...COMMENTS, to: 'read' };
    await expect(other.list(list)).rejects.toThrow('GitHub could not read: bad ••• here (400).');
    await expect(other.list(list)).rejects.toMatchObject({ kind: 'refused', status: 401 });
  });
});

describe('files', () => {
  const zip = (id: number) => ({
    path: '/actions/artifacts/{artifact_id}/zip',
    parameters: { artifact_id: id },
    to: 'hand out the file',
  });

  it('are had from where they lie, without the token', async () => {
    const id = github.world.artifact({ name: 'a', zip: new Uint8Array([80, 75, 1]) });
    expect(await client.download(zip(id), 1000)).toEqual(Buffer.from([80, 75, 1]));
    expect(github.seen.map(({ authorization }) => authorization)).toEqual([
      `token ${TOKEN}`,
      undefined,
    ]);
  });

  it('are not read beyond the cap', async () => {
    const id = github.world.artifact({ name: 'a', zip: new Uint8Array(5_000_000) });
    expect(await client.download(zip(id), 1_000_000)).toBeNull();
  });

  it('are gone when they have expired', async () => {
    const id = github.world.artifact({ name: 'a', expired: true });
    await expect(client.download(zip(id), 1000)).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('our own login', () => {
  it('is asked for', async () => {
    const me = await whoAmI(client);
    expect(me.wrote({ ...BOT })).toBe(true);
    expect(me.wrote({ ...JANE })).toBe(false);
  });

  it('is that of a job where GitHub does not tell', async () => {
    github.fail({ path: /graphql/, times: 3, status: 403, message: 'Resource not accessible' });
    expect((await whoAmI(client)).wrote({ ...BOT })).toBe(true);
  });

  it('cannot be taken by a person', () => {
    const bot = identity('github-actions', 41898282);
    expect(bot.wrote({ ...BOT })).toBe(true);
    expect(bot.wrote({ login: 'github-actions', id: 9, type: 'User' })).toBe(false);
    expect(bot.wrote({ login: 'github-actions[bot]', id: 9, type: 'User' })).toBe(false);
    const person = identity('jane', 7);
    expect(person.wrote({ ...JANE })).toBe(true);
    expect(person.wrote({ login: 'jane', id: 8, type: 'User' })).toBe(false);
    expect(person.wrote(null)).toBe(false);
  });
});
