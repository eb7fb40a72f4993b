/** The issue about drift, from its opening to its end, and both answers to each difference. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import { startTeam, type Team } from './team.ts';

let team: Team;

const HOUR = 3_600_000;
const BILLING = /\n {2}# This one does not exist yet[\s\S]*?(?=\n# The only way)/;

/** Brings files and registry together: what the first files want besides is written as it is live. */
beforeEach(async () => {
  team = await startTeam();
  team.git('checkout', '--quiet', 'main');
  const text = team
    .read('campaigns.yaml')
    .replace(BILLING, '\n')
    .replace('wanted: 60', 'wanted: 48');
  team.write(
    'campaigns.yaml',
    text
      .replace(
        /\n +\+14085550103: ann\.lee.*\n/,
        '\n      +14085550102: sam.roe@acme-dental.example\n',
      )
      .replace(/\nnoTexting:\n.*\n/, '\nnoTexting:\n  +14085550108: dan.orr@acme-dental.example\n'),
  );
  const rows = team.read('front-desk.csv').trim().split('\n').slice(0, -2);
  team.write('front-desk.csv', `${rows.join('\n')}\n`);
  commit();
});

afterEach(() => team.close());

function commit(): void {
  team.git('add', '-A');
  team.git('commit', '--quiet', '--allow-empty', '-m', 'to main');
  const sha = team.git('rev-parse', 'HEAD');
  team.github.world.state.commits.push({ sha, date: new Date().toISOString() });
}

/** Somebody in Admin Console; an hour later it has taken effect. */
function toggle(number: string, on: boolean): void {
  team.sandbox.control.toggle(number, on);
  team.sandbox.control.advance(2 * HOUR);
}

const issue = () => team.github.world.state.issues[0];
const writes = () => team.sandbox.control.requests().filter(({ method }) => method !== 'GET');
/** Patches in the issue, as one file for `git apply`. */
function patches(): string[] {
  const body = issue()?.body ?? '';
  return [...body.matchAll(/^ {2}```diff\n([\s\S]*?)^ {2}```$/gm)].map(
    ([, text = '']) => `${text.replace(/^ {2}/gm, '')}`,
  );
}

async function settle(): Promise<void> {
  const job = await team.driftJob();
  const body = issue()?.body ?? '';
  const ids = [...body.matchAll(/<code>(acme\/[0-9a-f]{12})<\/code>/g)].map(([, id]) => id);
  expect(job.code).toBe(EXIT.ok);
  if (ids.length === 0) return;
  await team.applyJob({ event: 'workflow_dispatch', approve: [...new Set(ids)].join(' ') });
  team.sandbox.control.advance(3 * 24 * HOUR);
  await team.driftJob();
  team.github.world.state.issues.length = 0;
}

describe('drift', () => {
  it('is none where what is live is what the files say', async () => {
    await settle();
    const job = await team.driftJob();
    expect([job.code, job.outputs['drift'], issue()]).toEqual([EXIT.ok, '0', undefined]);
    expect(job.annotations).toEqual([
      '::notice title=campaignctl::What is live is what the files say, or somebody has approved the rest.',
    ]);
  });

  it('does not open again what a person has closed because its lines have moved', async () => {
    await settle();
    toggle('+14085550101', false);
    await team.driftJob();
    Object.assign(issue() ?? {}, { state: 'closed' });
    team.write('campaigns.yaml', `# a note\n${team.read('campaigns.yaml')}`);
    commit();
    const before = issue()?.body;
    await team.driftJob();
    expect(issue()?.state).toBe('closed');
    // It says where they stand now.
    expect(issue()?.body).not.toBe(before);
    toggle('+14085550130', false);
    await team.driftJob();
    expect(issue()?.state).toBe('open');
  });

  it('opens one issue, leaves it alone while nothing changes, follows what does, and closes it', async () => {
    await settle();
    toggle('+14085550101', false);
    const opened = await team.driftJob();
    expect([opened.code, opened.outputs['drift']]).toEqual([EXIT.ok, '1']);
    expect(issue()?.title).toBe('acme: 1 difference between the files and what is live');
    expect(issue()?.body).toContain(
      '#### 1. Jane Doe, +1 408 555 0101: SMS is off; the files list it in front-desk',
    );
    expect(opened.outputs['issue-url']).toMatch(/issues\/\d+$/);
    expect(opened.summary).toContain('Jane Doe');

    const before = team.github.seen.filter(({ method }) => method !== 'GET').length;
    const same = await team.driftJob();
    expect(same.annotations[0]).toContain('The same 1 as before: the issue stays as it is.');
    const after = team.github.seen.filter(
      ({ method, path }) => method !== 'GET' && path !== '/graphql',
    );
    expect(after.length).toBeLessThanOrEqual(before);

    toggle('+14085550130', false);
    await team.driftJob();
    expect(issue()?.title).toContain('2 differences');

    toggle('+14085550101', true);
    toggle('+14085550130', true);
    const closed = await team.driftJob();
    expect(closed.annotations[0]).toContain('the issue is closed');
    expect(issue()?.state).toBe('closed');
    expect(team.github.world.state.comments.at(-1)?.body).toContain('is what the files say again');

    toggle('+14085550101', false);
    await team.driftJob();
    expect([issue()?.state, team.github.world.state.issues.length]).toEqual(['open', 1]);
  });

  it('is put back by the id that the issue shows, and by nothing else', async () => {
    await settle();
    toggle('+14085550101', false);
    toggle('+14085550130', false);
    await team.driftJob();
    const [id = ''] = /acme\/[0-9a-f]{12}/.exec(issue()?.body.split('#### 1.')[1] ?? '') ?? [];
    const before = writes().length;
    const other = await team.applyJob({
      event: 'workflow_dispatch',
      approve: 'acme-2/0123456789ab',
    });
    expect([other.code, writes().length]).toEqual([EXIT.ok, before]);
    expect(other.annotations[0]).toContain('None of the ids is for acme');
    const wrong = await team.applyJob({ event: 'workflow_dispatch', approve: 'acme/0123456789ab' });
    expect([wrong.code, writes().length]).toEqual([EXIT.invalid, before]);
    expect(wrong.annotations[0]).toContain('No reviewed plan has a change `0123456789ab`');

    const job = await team.applyJob({
      event: 'workflow_dispatch',
      approve: `acme-2/0123456789ab, ${id}`,
    });
    expect(job.outputs).toMatchObject({ done: '1', held: '1' });
    expect(job.summary).toContain('not among the changes that were picked from it');
    expect(writes()).toHaveLength(before + 1);
    team.sandbox.control.advance(3 * 24 * HOUR);
    await team.driftJob();
    expect(issue()?.title).toContain('1 difference');
  });

  it('by hand does not count as an apply that collected what was merged', async () => {
    await settle();
    const pull = team.propose(() =>
      team.edit(
        'dan.orr@acme-dental.example',
        'dan.orr@acme-dental.example\n  +14085550107: tom.hay@acme-dental.example',
      ),
    );
    await team.planAndKeep(pull);
    team.merge(pull);
    toggle('+14085550101', false);
    await team.driftJob();
    const [id = ''] = /acme\/[0-9a-f]{12}/.exec(issue()?.body ?? '') ?? [];
    await team.applyJob({ event: 'workflow_dispatch', approve: id });
    const job = await team.applyJob();
    expect(job.log).toContain(`: #${pull}.`);
  });

  it('is kept by the patch that the issue shows: git apply takes it, and the next run closes the issue', async () => {
    await settle();
    toggle('+14085550101', false);
    toggle('+14085550130', false);
    await team.driftJob();
    expect(patches()).toHaveLength(2);
    for (const patch of patches()) {
      const file = join(team.repository, '..', 'keep.patch');
      writeFileSync(file, patch);
      team.git('apply', file);
    }
    expect(team.git('diff', '--stat')).toContain('2 files changed, 2 deletions(-)');
    commit();
    const job = await team.driftJob();
    expect([job.outputs['drift'], issue()?.state]).toEqual(['0', 'closed']);
  });

  it('is not what somebody approved and carriers have not come round to', async () => {
    await settle();
    const mia = '\n  +14085550106: mia.fox@acme-dental.example';
    const number = team.propose(() => team.edit('noTexting:', `noTexting:${mia}`));
    await team.planAndKeep(number);
    team.merge(number);
    // Merged, and its apply has not run yet.
    expect((await team.driftJob()).outputs['drift']).toBe('0');
    await team.applyJob();
    // Accepted, and under way for up to two days.
    expect((await team.driftJob()).outputs['drift']).toBe('0');
    expect(issue()).toBeUndefined();
  });

  it('is neither there nor gone where the registry was not read whole', async () => {
    await settle();
    toggle('+14085550101', false);
    await team.driftJob();
    const body = issue()?.body;
    const job = await team.driftJob({ env: { CAMPAIGNCTL_API_KEY: 'wrong' } });
    expect([job.code, issue()?.body, issue()?.state]).toEqual([EXIT.unread, body, 'open']);
  });

  it('is red where the issue cannot be written, and tells it in the summary all the same', async () => {
    await settle();
    toggle('+14085550101', false);
    team.github.readOnly(true);
    const job = await team.driftJob();
    expect([job.code, issue()]).toEqual([EXIT.bug, undefined]);
    expect(job.summary).toContain('Jane Doe');
    expect(job.annotations.at(-1)).toContain('Resource not accessible by integration');
  });

  it('of a public repository is told to nobody unless that is wanted', async () => {
    team.github.world.state.isPrivate = false;
    const job = await team.driftJob();
    expect([job.code, issue(), job.summary]).toEqual([EXIT.invalid, undefined, '']);
    expect(job.annotations[0]).toContain('would show names and phone numbers to everybody');
    const published = await team.driftJob({ publish: true });
    expect([published.code, issue()?.state]).toEqual([EXIT.ok, 'open']);
    expect(issue()?.body).toContain('+1 408 555 0108');
  });
});

it('asks whether the repository is private where the event does not say', async () => {
  const env = { GITHUB_EVENT_PATH: '', GITHUB_REPOSITORY_ID: '4711' };
  const job = await team.driftJob({ env });
  expect(job.code).toBe(EXIT.ok);
  expect(issue()?.body).toContain('+1 408 555 0108');
  team.github.fail({ path: /texting$/, times: 9, status: 404, message: 'Not Found' });
  expect((await team.driftJob({ env })).code).toBe(EXIT.invalid);
});

describe('the saved snapshot', () => {
  it('is what pull requests are planned from without a key', async () => {
    const drift = await team.driftJob();
    const { 'snapshot-file': file = '', 'artifact-name': name = '' } = drift.outputs;
    expect(name).toBe('campaignctl-snapshot-acme');
    const files = { 'snapshot.json': readFileSync(file, 'utf8') };
    const of = { name, files, headBranch: 'main', event: 'schedule' };
    team.github.world.artifact({ ...of, createdAt: '2026-07-20T09:00:00Z' });
    // A pull request cannot hand one in, nor can a fork.
    team.github.world.artifact({ ...of, headBranch: 'pull-1', createdAt: '2026-07-21T09:00:00Z' });
    team.github.world.artifact({ ...of, headRepository: 9, createdAt: '2026-07-22T09:00:00Z' });
    const number = team.propose(() => team.edit('dan.orr@acme-dental.example', 'anyone'));
    const before = team.sandbox.control.requests().length;
    const env = { CAMPAIGNCTL_API_KEY: '', CAMPAIGNCTL_SANDBOX_URL: '' };
    const job = await team.planJob(number, { snapshot: 'latest', env });
    expect([job.code, team.sandbox.control.requests().length]).toEqual([EXIT.ok, before]);
    expect(job.log).toContain('What changed since is not in this plan.');
    expect(team.comment(number)).toContain('snapshot of 2026-07-20');
  });

  it('is missed in so many words', async () => {
    const number = team.propose(() => team.edit('dan.orr@acme-dental.example', 'anyone'));
    const job = await team.planJob(number, { snapshot: 'latest' });
    expect(job.code).toBe(EXIT.unread);
    expect(team.comment(number)).toContain('There is no saved snapshot campaignctl-snapshot-acme');
  });

  it('counts only where GitHub says what made it', async () => {
    const { outputs } = await team.driftJob();
    const files = { 'snapshot.json': readFileSync(outputs['snapshot-file'] ?? '', 'utf8') };
    const number = team.propose(() => team.edit('dan.orr@acme-dental.example', 'anyone'));
    const { artifacts } = team.github.world.state;
    const event = { ...team.pullPayload(number), repository: { id: 4711, private: true } };
    const path = join(team.repository, '..', 'event.json');
    writeFileSync(path, JSON.stringify(event));
    const made = {
      name: 'campaignctl-snapshot-acme',
      files,
      headBranch: 'main',
      event: 'schedule',
    };
    for (const [of, env] of [
      [{ run: null }, {}],
      [{ event: null }, {}],
      [{ event: 'pull_request_target' }, {}],
      [{ headRepository: null }, {}],
      // The job is not told the default branch either.
      [{ headBranch: null }, { GITHUB_EVENT_PATH: path }],
    ] as const) {
      artifacts.length = 0;
      team.github.world.artifact({ ...made, ...of });
      const job = await team.planJob(number, { snapshot: 'latest', env });
      expect([of, job.code]).toEqual([of, EXIT.unread]);
    }
    artifacts.length = 0;
    team.github.world.artifact(made);
    expect((await team.planJob(number, { snapshot: 'latest' })).code).toBe(EXIT.ok);
  });
});
