/** What an apply collects: the pull requests merged since the last one, and the plans that were made for them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artifactsNamed, eventOf, fileOf } from '../../src/github/artifacts.ts';
import type { Client } from '../../src/github/client.ts';
import { elsewhere, mergedPulls } from '../../src/github/pulls.ts';
import { fileInZip } from '../../src/github/unzip.ts';
import { clientOf } from './fast.ts';
import { type GitHubServer, startGitHub } from './server.ts';

let github: GitHubServer;
let client: Client;
const NOW = Date.parse('2026-07-24T12:00:00Z');

beforeEach(async () => {
  github = await startGitHub();
  client = clientOf(github);
});

afterEach(() => github.close());

const merged = (since: string | null, head: string) =>
  mergedPulls(client, { since, head, branch: 'main', now: NOW });
const numbers = async (since: string | null, head: string) =>
  (await merged(since, head)).pulls.map(({ number }) => number);

describe('pull requests merged since a commit', () => {
  it('are found however they were merged, the oldest first', async () => {
    const { world } = github;
    const [old, one, two, three, open] = [
      world.pull(),
      world.pull(),
      world.pull(),
      world.pull(),
      world.pull(),
    ];
    const last = world.merge(old, 'squash', '2026-07-20T09:00:00Z');
    world.merge(two, 'squash', '2026-07-21T09:00:00Z');
    world.merge(one, 'merge', '2026-07-22T09:00:00Z');
    world.push('by hand', '2026-07-22T10:00:00Z');
    const head = world.merge(three, 'rebase', '2026-07-23T09:00:00Z');
    expect(await numbers(last, head)).toEqual([two, one, three]);
    expect(open).toBeGreaterThan(0);
  });

  it('are found also where their branch was pushed by hand', async () => {
    const { world } = github;
    const last = world.push('last', '2026-07-20T09:00:00Z');
    const pull = world.pull({ head: world.sha('feature') });
    world.push('feature', '2026-07-21T09:00:00Z');
    const head = world.merge(pull, 'squash', '2026-07-21T09:00:00Z');
    const before = world.state.commits.at(-2)?.sha ?? '';
    expect(await numbers(last, before)).toEqual([pull]);
    expect(await numbers(last, head)).toEqual([pull]);
  });

  it('are all found behind hundreds of closed ones and of commits', async () => {
    const { world } = github;
    const last = world.push('last', '2026-07-20T09:00:00Z');
    const wanted: number[] = [];
    let head = last;
    for (let n = 0; n < 130; n++) {
      const number = world.pull();
      head = world.merge(number, 'squash', new Date(NOW - (130 - n) * 60_000).toISOString());
      wanted.push(number);
    }
    // Merged long ago, and talked about since.
    for (let n = 0; n < 150; n++) {
      world.pull();
      const pull = world.state.pulls.at(-1);
      const at = '2026-07-24T11:59:00Z';
      Object.assign(pull ?? {}, {
        merge: world.sha(`older ${n}`),
        mergedAt: '2026-06-01T09:00:00Z',
        updatedAt: at,
        state: 'closed',
      });
    }
    expect(await numbers(last, head)).toEqual(wanted);
  });

  it('are looked for no further back than the commits reach', async () => {
    const { world } = github;
    for (let n = 0; n < 300; n++) world.merge(world.pull(), 'squash', `2026-03-01T09:00:00Z`);
    const last = world.push('last', '2026-07-20T09:00:00Z');
    const head = world.merge(world.pull(), 'squash', '2026-07-24T09:00:00Z');
    expect(await numbers(last, head)).toHaveLength(1);
    expect(github.seen.filter(({ path }) => path.includes('/pulls'))).toHaveLength(1);
  });

  it('are those of 30 days where nothing was applied yet, or GitHub does not know that commit', async () => {
    const { world } = github;
    world.merge(world.pull(), 'squash', '2026-06-20T09:00:00Z');
    const recent = world.pull();
    const head = world.merge(recent, 'squash', '2026-07-10T09:00:00Z');
    expect(await merged(null, head)).toMatchObject({
      pulls: [{ number: recent }],
      since: '30 days ago',
    });
    expect(await numbers(world.sha('gone'), head)).toEqual([recent]);
  });

  it('that were merged after the commit of the job are not among them, with nothing applied yet', async () => {
    const { world } = github;
    const [first, second] = [world.pull(), world.pull()];
    const head = world.merge(first, 'squash', '2026-07-20T09:00:00Z');
    world.merge(second, 'squash', '2026-07-20T10:00:00Z');
    expect(await numbers(null, head)).toEqual([first]);
  });

  it('are none where nothing was added', async () => {
    const head = github.world.merge(github.world.pull(), 'squash', '2026-07-20T09:00:00Z');
    expect(await numbers(head, head)).toEqual([]);
    expect(github.seen).toEqual([]);
  });

  it('closed without a merge are none', async () => {
    const { world } = github;
    const last = world.push('last', '2026-07-20T09:00:00Z');
    const number = world.pull();
    Object.assign(world.state.pulls.find((one) => one.number === number) ?? {}, {
      state: 'closed',
      updatedAt: '2026-07-24T00:00:00Z',
    });
    expect(await numbers(last, world.push('next', '2026-07-24T09:00:00Z'))).toEqual([]);
  });
});

describe('pull requests that touch nothing below a folder', () => {
  it('are found by a query for each fifty; one that is not sure is none of them', async () => {
    const { world } = github;
    const touching = (...filenames: string[]) =>
      world.pull({ files: filenames.map((filename) => ({ filename })) });
    const many = Array.from({ length: 101 }, (_, n) => `src/${n}.ts`);
    const others = Array.from({ length: 60 }, () => touching('src/app.ts', 'offices/acme.md'));
    const unsure = [
      touching('src/app.ts', 'offices/acme/campaigns.yaml'),
      touching(...many),
      world.pull({
        files: [{ filename: 'old/a.yaml', previous_filename: 'offices/acme/a.yaml' }],
      }),
      world.pull({ files: [] }),
      99_999,
    ];
    const asked = [...others, ...unsure];
    const found = await elsewhere(client, 'acme-dental/texting', asked, 'offices/acme/');
    expect([...found]).toEqual(others);
    expect(github.seen).toHaveLength(2);
    // With one that gives the folder its name, none is sure: what was merged before had another one.
    const moved = [{ filename: 'offices/acme/a.yaml', previous_filename: 'offices/old/a.yaml' }];
    const all = [...asked, world.pull({ files: moved })];
    expect((await elsewhere(client, 'acme-dental/texting', all, 'offices/acme/')).size).toBe(0);
    expect((await elsewhere(client, 'acme-dental/texting', asked, '')).size).toBe(0);
  });
});

describe('artifacts', () => {
  const NAME = 'campaignctl-plan-acme-abc';
  const text = async (of: Parameters<GitHubServer['world']['artifact']>[0], file = 'plan.json') => {
    github.world.artifact(of);
    const [newest] = await artifactsNamed(client, of.name);
    return newest === undefined ? null : fileOf(client, newest, file);
  };

  it('are listed by their exact name, the newest first', async () => {
    const { world } = github;
    world.artifact({ name: NAME, createdAt: '2026-07-20T08:00:00Z' });
    world.artifact({ name: NAME, createdAt: '2026-07-22T08:00:00Z', event: 'push' });
    world.artifact({ name: NAME, createdAt: '2026-07-21T08:00:00Z' });
    world.artifact({ name: `${NAME}-2` });
    const found = await artifactsNamed(client, NAME);
    expect(found.map(({ createdAt }) => createdAt.slice(0, 10))).toEqual([
      '2026-07-22',
      '2026-07-21',
      '2026-07-20',
    ]);
    expect(await eventOf(client, found[0]?.run ?? 0)).toBe('push');
  });

  it('give the one file that is asked for', async () => {
    // Nothing is written, and an archive with a name that leads elsewhere is not read either.
    const files = { '../plan.json': 'evil', 'plan.json': '{"a":1}', 'plan.html': '<p>' };
    expect(await text({ name: NAME, files })).toEqual({
      ok: false,
      problem: 'is no archive that can be read',
    });
    const { 'plan.json': plan, 'plan.html': html } = files;
    expect(await text({ name: 'b', files: { 'plan.html': html, 'plan.json': plan } })).toEqual({
      ok: true,
      text: '{"a":1}',
    });
    expect(await text({ name: 'c', files: { 'plan.html': html } })).toEqual({
      ok: false,
      problem: 'holds no plan.json',
    });
  });

  it('are refused where they are damaged, no archive, or bombs', async () => {
    expect(await text({ name: 'a', zip: new TextEncoder().encode('hello') })).toEqual({
      ok: false,
      problem: 'is no archive that can be read',
    });
    const { zipSync } = await import('fflate');
    const bomb = zipSync({ 'plan.json': new Uint8Array(5_000_000) });
    expect(bomb.byteLength).toBeLessThan(10_000);
    expect(await fileInZip(bomb, 'plan.json', 1_000_000)).toEqual({
      ok: false,
      problem: 'is far too large',
    });
    const { state, artifact } = github.world;
    artifact({ name: 'c', files: { 'plan.json': '{}' } });
    const [listed] = await artifactsNamed(client, 'c');
    const stored = state.artifacts.at(-1);
    if (stored !== undefined && listed !== undefined) {
      Object.assign(stored, { zip: stored.zip.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) });
      // It is there, so nobody may go on as if it were not.
      await expect(fileOf(client, listed, 'plan.json')).rejects.toMatchObject({
        kind: 'unavailable',
        message: 'GitHub could not hand out the artifact with plan.json: it arrived damaged.',
      });
    }
  });

  it('that say they are small and are not, are refused too', async () => {
    const { zipSync } = await import('fflate');
    const zip = zipSync({ 'plan.json': new Uint8Array(2_000_000) });
    // The size in the central directory: 46 bytes before the name in it.
    const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
    let at = zip.byteLength - 22;
    at = view.getUint32(at + 16, true);
    view.setUint32(at + 24, 10, true);
    expect(await text({ name: 'd', zip })).toEqual({
      ok: false,
      problem: 'is no archive that can be read',
    });
  });
});
