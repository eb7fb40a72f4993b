/** What campaignctl keeps at GitHub: one comment for each account, each fix once, one issue about drift. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../src/github/client.ts';
import { keepComment, type Mark, readMark, writeMark } from '../../src/github/comments.ts';
import { CONSOLE, closeIssue, DRIFT, type IssueText, keepIssue } from '../../src/github/issues.ts';
import { touchedFiles } from '../../src/github/pulls.ts';
import { type Suggestion, suggest } from '../../src/github/reviews.ts';
import { clientOf, ME } from './fast.ts';
import { type GitHubServer, startGitHub } from './server.ts';
import { BOT, JANE } from './world.ts';

let github: GitHubServer;
let client: Client;

beforeEach(async () => {
  github = await startGitHub();
  client = clientOf(github);
});

afterEach(() => github.close());

const writes = () => github.seen.filter(({ method }) => method !== 'GET').length;

describe('the comment', () => {
  const mark = (of: Partial<Mark> = {}): string =>
    writeMark({ account: 'acme', head: 'a'.repeat(40), state: 'planned', run: null, ...of });
  const body = (text: string, of: Partial<Mark> = {}) => `${mark(of)}\n${text}`;
  const keep = (text: string, of: Partial<Mark> = {}) =>
    keepComment(client, 1, of.account ?? 'acme', body(text, of), ME);
  const texts = () => github.world.state.comments.map((one) => one.body.split('\n').at(-1));

  it('is made once and then changed, also behind a hundred others', async () => {
    for (let n = 0; n < 120; n++) github.world.comment(1, JANE, `talk ${n}`);
    await keep('first');
    await keep('second', { head: 'b'.repeat(40) });
    for (let n = 0; n < 120; n++) github.world.comment(1, JANE, `more ${n}`);
    await keep('third');
    const ours = github.world.state.comments.filter(({ user }) => user === BOT);
    expect(ours.map(({ body, edits }) => [body, edits])).toEqual([[body('third'), 2]]);
  });

  it('is not written again where nothing changed', async () => {
    await keep('same');
    const comment = github.world.state.comments[0];
    if (comment !== undefined) comment.body = comment.body.replaceAll('\n', '\r\n');
    const before = writes();
    await keep('same');
    expect(writes()).toBe(before);
  });

  it('is another one for another account, also where one name begins with the other', async () => {
    await keep('of acme');
    await keep('of acme-2', { account: 'acme-2' });
    await keep('of acme, again');
    expect(texts()).toEqual(['of acme, again', 'of acme-2']);
  });

  it('is never one that somebody else wrote with our mark in it', async () => {
    github.world.comment(1, JANE, body('pasted'));
    await keep('ours');
    expect(texts()).toEqual(['pasted', 'ours']);
    await keep('ours, again');
    expect(texts()).toEqual(['pasted', 'ours, again']);
  });

  it('is none of ours that only quotes a mark', async () => {
    github.world.comment(1, BOT, `Look:\n${body('quoted')}`);
    await keep('ours');
    expect(texts()).toEqual(['quoted', 'ours']);
  });

  it('is the newest of several; older ones are marked as outdated', async () => {
    github.world.comment(1, BOT, body('one'));
    github.world.comment(1, BOT, body('two'));
    github.world.comment(1, BOT, body('three'));
    await keep('now');
    expect(
      github.world.state.comments.map(({ body: text, minimized }) => [text, minimized]),
    ).toEqual([
      ['_This plan is outdated. The newest comment of campaignctl here is the one to read._', true],
      ['_This plan is outdated. The newest comment of campaignctl here is the one to read._', true],
      [body('now'), false],
    ]);
  });

  it('is made afresh where somebody deletes it meanwhile', async () => {
    await keep('first');
    github.fail({ method: 'PATCH', path: /comments/, times: 1, status: 404, message: 'Not Found' });
    await keep('second');
    expect(texts()).toEqual(['first', 'second']);
  });

  it('is not there twice where the answer to the first was lost', async () => {
    github.fail({ method: 'POST', path: /comments/, times: 1, status: 502, effect: true });
    await keep('once');
    expect(texts()).toEqual(['once']);
  });

  it('is there where the request was lost', async () => {
    github.fail({ method: 'POST', path: /comments/, times: 1, status: 502 });
    await keep('once');
    expect(texts()).toEqual(['once']);
  });

  it('is refused where it is too long or the token may only read', async () => {
    await expect(keep('x'.repeat(70_000))).rejects.toMatchObject({ kind: 'invalid' });
    github.readOnly(true);
    await expect(keep('short')).rejects.toMatchObject({ kind: 'refused' });
  });

  it('remembers what its mark says, and nothing else', () => {
    const whole: Mark = {
      account: 'acme-2',
      head: 'c'.repeat(40),
      state: 'applied',
      run: 'https://github.example/o/r/actions/runs/1',
    };
    expect(readMark(`${writeMark(whole)}\ntext`)).toEqual(whole);
    expect(readMark(`${writeMark({ ...whole, run: null })}\r\ntext`)).toEqual({
      ...whole,
      run: null,
    });
    expect(readMark(`${writeMark(whole)} text`)).toBeNull();
    expect(readMark(writeMark(whole).replace('applied', 'paid'))).toBeNull();
  });
});

describe('exact fixes', () => {
  const PATCH = [
    '@@ -1,3 +1,4 @@',
    ' version: 1',
    '+account: { nme: acme }',
    ' brands:',
    '-  old: {}',
    '+  acme: {}',
    '@@ -40,2 +41,2 @@ campaigns:',
    ' a',
    ' b',
  ].join('\n');
  const fix = (of: Partial<Suggestion> = {}): Suggestion => ({
    path: 'offices/acme.yaml',
    first: 2,
    last: 2,
    before: ['account: { nme: acme }'],
    after: ['account: { name: acme }'],
    text: '`nme` is not known here.',
    ...of,
  });
  let pull: { number: number; headSha: string };
  const post = async (...fixes: readonly Suggestion[]) =>
    suggest(client, pull, fixes, await touchedFiles(client, pull.number), ME);
  const posted = () => github.world.state.reviewComments.map(({ path, line }) => `${path}:${line}`);

  beforeEach(() => {
    const files = [{ filename: 'offices/acme.yaml', patch: PATCH }, { filename: 'large.yaml' }];
    const number = github.world.pull({ files });
    pull = { number, headSha: github.world.sha('head') };
  });

  it('are suggested on lines that the pull request changes, and nowhere else', async () => {
    const elsewhere = [
      fix({ first: 3, last: 3, before: ['brands:'] }),
      fix({ first: 41, last: 41 }),
      fix({ first: 4, last: 41 }),
      fix({ first: 20, last: 20 }),
      fix({ path: 'large.yaml' }),
      fix({ path: 'other.yaml' }),
    ];
    expect(await post(fix(), ...elsewhere)).toEqual({ posted: 1, left: 0 });
    expect(posted()).toEqual(['offices/acme.yaml:2']);
    const { body } = github.world.state.reviewComments[0] ?? { body: '' };
    expect(body).toMatch(/^<!-- campaignctl:fix [0-9a-f]{16} -->\n/);
    expect(body).toContain('\n```suggestion\naccount: { name: acme }\n```');
  });

  it('may take the place of several lines', async () => {
    await post(fix({ first: 2, last: 4, after: ['a', 'b'] }));
    const review = github.seen.find(({ path }) => path.endsWith('/reviews'))?.body;
    expect(review).toMatchObject({
      event: 'COMMENT',
      commit_id: pull.headSha,
      comments: [{ line: 4, start_line: 2, side: 'RIGHT', start_side: 'RIGHT' }],
    });
  });

  it('are not repeated on the next push, also where their line has moved', async () => {
    await post(fix());
    const other = fix({ first: 4, last: 4, before: ['  acme: {}'], after: ['  acme: { id: B1 }'] });
    const moved = fix({ first: 4, last: 4 });
    expect(await post(moved, other)).toEqual({ posted: 1, left: 0 });
    expect(posted()).toHaveLength(2);
  });

  it('are repeated where only somebody else has pasted the mark', async () => {
    await post(fix());
    const [ours] = github.world.state.reviewComments.splice(0);
    if (ours !== undefined) github.world.state.reviewComments.push({ ...ours, user: JANE });
    expect(await post(fix())).toEqual({ posted: 1, left: 0 });
  });

  it('hold text that cannot end the suggestion', async () => {
    await post(fix({ after: ['a: "```"', '```'] }));
    expect(github.world.state.reviewComments[0]?.body).toContain(
      '\n````suggestion\na: "```"\n```\n````',
    );
  });

  it('are at most twenty at a time', async () => {
    const many = Array.from({ length: 23 }, (_, n) => fix({ after: [`account: { name: a${n} }`] }));
    expect(await post(...many)).toEqual({ posted: 20, left: 3 });
    expect(await post(...many)).toEqual({ posted: 3, left: 0 });
  });

  it('come one by one where GitHub does not take all of them', async () => {
    github.fail({ path: /reviews$/, times: 1, status: 422, message: 'Unprocessable Entity' });
    github.fail({ path: /comments$/, method: 'POST', times: 1, status: 422, message: 'no' });
    expect(await post(fix(), fix({ after: ['x'] }))).toEqual({ posted: 1, left: 0 });
  });
});

describe('the issue about drift', () => {
  const text = (about: string, of: Partial<IssueText> = {}): IssueText => ({
    account: 'acme',
    title: 'acme: 1 difference',
    body: () => `what differs: ${about}`,
    about,
    said: about,
    ...of,
  });
  const over = { account: 'acme', why: 'All is as written.', body: (before: string) => before };
  const issues = () =>
    github.world.state.issues.map(({ title, state, body }) => [
      title,
      state,
      body.split('\n').at(-1),
    ]);

  it('is opened once, changed where something changed, and left alone otherwise', async () => {
    expect(await keepIssue(client, DRIFT, text('a'), ME)).toMatchObject({ kept: 'opened' });
    const before = writes();
    expect(await keepIssue(client, DRIFT, text('a'), ME)).toMatchObject({ kept: 'unchanged' });
    expect(writes()).toBe(before);
    const more = text('b', { title: 'acme: 2 differences' });
    expect(await keepIssue(client, DRIFT, more, ME)).toMatchObject({ kept: 'updated' });
    expect(issues()).toEqual([['acme: 2 differences', 'open', 'what differs: b']]);
    expect(github.world.state.issues[0]?.labels).toEqual([DRIFT.label]);
  });

  it('is closed with a word when all is as written, and opened again when it is not', async () => {
    await keepIssue(client, DRIFT, text('a'), ME);
    expect(await closeIssue(client, DRIFT, over, ME)).toMatchObject({
      kept: 'closed',
    });
    expect(github.world.state.comments.map(({ body }) => body)).toEqual(['All is as written.']);
    const before = writes();
    expect(await closeIssue(client, DRIFT, over, ME)).toMatchObject({
      kept: 'none',
    });
    expect(writes()).toBe(before);
    expect(await keepIssue(client, DRIFT, text('a'), ME)).toMatchObject({ kept: 'reopened' });
    expect(issues()).toEqual([['acme: 1 difference', 'open', 'what differs: a']]);
  });

  it('stays closed where a person closed it, until there is something new', async () => {
    await keepIssue(client, DRIFT, text('a'), ME);
    const [issue] = github.world.state.issues;
    if (issue !== undefined) issue.state = 'closed';
    expect(await keepIssue(client, DRIFT, text('a'), ME)).toMatchObject({ kept: 'unchanged' });
    const otherwise = text('a', { said: 'in other words', body: () => 'in other words' });
    expect(await keepIssue(client, DRIFT, otherwise, ME)).toMatchObject({ kept: 'updated' });
    expect(await keepIssue(client, DRIFT, otherwise, ME)).toMatchObject({ kept: 'unchanged' });
    expect(issues()).toEqual([['acme: 1 difference', 'closed', 'in other words']]);
    expect(await keepIssue(client, DRIFT, text('b'), ME)).toMatchObject({ kept: 'reopened' });
  });

  it('comes back where a person closed it, it was put right, and then went wrong again', async () => {
    await keepIssue(client, DRIFT, text('a'), ME);
    const [issue] = github.world.state.issues;
    if (issue !== undefined) issue.state = 'closed';
    await closeIssue(client, DRIFT, over, ME);
    expect(github.world.state.comments).toEqual([]);
    expect(await keepIssue(client, DRIFT, text('a'), ME)).toMatchObject({ kept: 'reopened' });
  });

  it('is one for each account, and none that somebody else wrote', async () => {
    await keepIssue(client, DRIFT, text('a'), ME);
    const [issue] = github.world.state.issues;
    if (issue !== undefined) github.world.state.issues.push({ ...issue, number: 900, user: JANE });
    await keepIssue(
      client,
      DRIFT,
      text('c', { account: 'acme-2', title: 'acme-2: 1 difference' }),
      ME,
    );
    await keepIssue(client, DRIFT, text('b'), ME);
    expect(issues()).toEqual([
      ['acme: 1 difference', 'open', 'what differs: b'],
      ['acme: 1 difference', 'open', 'what differs: a'],
      ['acme-2: 1 difference', 'open', 'what differs: c'],
    ]);
  });

  it('is not the one of another kind', async () => {
    await keepIssue(client, DRIFT, text('a'), ME);
    expect(await keepIssue(client, CONSOLE, text('a'), ME)).toMatchObject({ kept: 'opened' });
    const [issue] = github.world.state.issues;
    issue?.labels.push(CONSOLE.label);
    await keepIssue(client, CONSOLE, text('b'), ME);
    expect(issues().map(([, , last]) => last)).toEqual(['what differs: a', 'what differs: b']);
  });

  it('is written from what stands there, and kept up without a change where that is wanted', async () => {
    await keepIssue(client, CONSOLE, text('a'), ME);
    const again = text('a', { body: (before) => `${before}, and more`, always: true });
    expect(await keepIssue(client, CONSOLE, again, ME)).toMatchObject({ kept: 'updated' });
    expect(issues()[0]?.[2]).toBe('what differs: a, and more');
  });

  it('is not there twice where the answer to the first was lost', async () => {
    github.fail({ method: 'POST', path: /issues$/, times: 1, status: 502, effect: true });
    expect(await keepIssue(client, DRIFT, text('a'), ME)).toMatchObject({ kept: 'opened' });
    expect(issues()).toHaveLength(1);
  });
});
