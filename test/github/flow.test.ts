/** The story of a change from its pull request to its end, as a team sees it at GitHub. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import { startTeam, type Team } from './team.ts';

let team: Team;

beforeEach(async () => {
  team = await startTeam();
});

afterEach(() => team.close());

const DAN = '\n  +14085550108: dan.orr@acme-dental.example';
const dan = () => team.edit('noTexting:', `noTexting:${DAN}`);
const BILLING = /\n {2}# This one does not exist yet[\s\S]*?(?=\n# The only way)/;
/** Takes out what the first files hold and nobody has approved. */
function settle(): void {
  const text = team.read('campaigns.yaml').replace(BILLING, '\n');
  team.write('campaigns.yaml', text.replace('+14085550102: sam.roe@acme-dental.example', '{}'));
}
const writes = () => team.sandbox.control.requests().filter(({ method }) => method !== 'GET');
const ours = () => team.github.world.state.comments;
const titleOf = (number: number) => team.comment(number).split('\n')[0];

describe('a pull request', () => {
  it('gets a plan of its own lines, everywhere that people and later steps look', async () => {
    const number = team.propose(dan);
    const job = await team.planJob(number);
    expect(job.code).toBe(EXIT.ok);
    expect(job.outputs).toMatchObject({
      'exit-code': '0',
      changes: '1',
      'fees-usd': '0',
      outages: '0',
      refused: '0',
      held: '0',
    });
    const head = team.github.world.state.pulls[0]?.head ?? '';
    expect(job.outputs['artifact-name']).toBe(`campaignctl-plan-acme-pr-${number}-${head}`);
    expect(job.outputs['plan-file']).toMatch(`/pr-${number}-${head.slice(0, 12)}.plan.json`);
    const file = JSON.parse(readFileSync(job.outputs['plan-file'] ?? '', 'utf8'));
    expect(file).toMatchObject({ format: 'campaignctl/plan@1', account: 'acme' });
    const page = readFileSync(job.outputs['html-file'] ?? '', 'utf8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('Dan Orr');
    expect(job.summary).toContain('| − | Dan Orr | +1 408 555 0108 | SMS off |');
    expect(job.log).toContain('- Dan Orr   +1 408 555 0108  SMS off');
    expect(team.comment(number)).toContain('**Merging approves this 1 change and nothing else.**');
    expect(team.comment(number)).toContain('compared with <code>main</code>');
    expect(writes()).toEqual([]);
  });

  it('into a branch that is not applied says that merging it approves nothing', async () => {
    const number = team.propose(dan);
    const { pullPayload } = team;
    team.pullPayload = (of) => {
      const payload = pullPayload(of) as { pull_request: { base: object } };
      Object.assign(payload.pull_request.base, { ref: 'feature' });
      return payload;
    };
    const job = await team.planJob(number);
    const words =
      'Merging approves nothing: this goes into <code>feature</code>, and only what is merged into <code>main</code> is applied.';
    expect(team.comment(number)).toContain(words);
    expect(job.summary).toContain(words);
    // Its base is changed, and the workflow runs once more.
    team.pullPayload = pullPayload;
    await team.planJob(number);
    expect(team.comment(number)).toContain('**Merging approves this 1 change and nothing else.**');
  });

  it('keeps one comment, which follows each push', async () => {
    const number = team.propose(dan);
    await team.planJob(number);
    team.push(number, () =>
      team.edit('brandName: Acme Dental ', 'brandName: Acme Dental # a note'),
    );
    await team.planJob(number);
    team.push(number, settle);
    await team.planJob(number);
    expect(ours()).toHaveLength(1);
    expect(ours()[0]?.body).toContain(team.github.world.state.pulls[0]?.head);
  });

  it('leaves room for what the command says itself, as GitHub shows ten annotations of a level', async () => {
    const wrong = Array.from({ length: 15 }, (_, i) => `  c${i}: { brnd: acme }\n`).join('');
    const number = team.propose(() => team.write('x.yaml', `version: 1\ncampaigns:\n${wrong}`));
    await team.planJob(number);
    team.merge(number);
    const { code, annotations } = await team.applyJob();
    const errors = annotations.filter((line) => line.startsWith('::error'));
    expect([code, errors.length]).toEqual([EXIT.invalid, 9]);
    expect(errors.at(-2)).toMatch(/::and \d+ more$/);
    expect(errors.at(-1)).toContain('The files are not valid, so nothing was done.');
  });

  it('says what is wrong, on its lines, with fixes to click', async () => {
    const number = team.propose(() => team.edit('brandName:', 'brandNmae:'));
    const job = await team.planJob(number);
    expect(job.code).toBe(EXIT.invalid);
    expect(job.annotations[0]).toMatch(/^::error file=offices\/acme\/campaigns\.yaml,line=21,/);
    expect(titleOf(number)).toBe('<code>acme</code>');
    expect(team.comment(number)).toContain('### Not valid: 1 error');
    const fixes = team.github.world.state.reviewComments;
    expect(fixes.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'offices/acme/campaigns.yaml:21',
    ]);
    expect(fixes[0]?.body).toContain('```suggestion\n    brandName: Acme Dental  ');
    // Once, also when somebody pushes again without taking it over.
    team.push(number, dan);
    await team.planJob(number);
    expect(team.github.world.state.reviewComments).toHaveLength(1);
  });

  it('that touches no file of the account gets no comment, and one that did so is told', async () => {
    const other = team.propose(() => team.write('../../README.md', 'Texting, and more.\n'));
    const job = await team.planJob(other);
    expect([job.code, job.outputs['changes'], ours()]).toEqual([EXIT.ok, '0', []]);
    expect(job.annotations).toEqual([
      '::notice title=campaignctl::This pull request touches no file of acme: nothing to plan.',
    ]);
    const number = team.propose(dan);
    await team.planJob(number);
    team.push(number, () => {
      team.edit(DAN, '');
      team.write('../../README.md', 'Texting, and more.\n');
    });
    await team.planJob(number);
    expect(titleOf(number)).toBe('### <code>acme</code> · not touched');
  });

  it('that touches two accounts gets a comment for each, and each has its own plan', async () => {
    const number = team.propose(() => {
      dan();
      const other = join(team.account, '..', 'acme-2');
      cpSync(team.account, other, { recursive: true });
      const file = join(other, 'campaigns.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('name: acme ', 'name: acme-2 '));
    });
    const first = await team.planJob(number);
    const second = await team.planJob(number, { path: 'offices/acme-2' });
    expect([first.outputs['changes'], second.outputs['changes']]).toEqual(['1', '8']);
    expect(second.outputs['artifact-name']).toMatch(
      /^campaignctl-plan-acme-2-pr-\d+-[0-9a-f]{40}$/,
    );
    await team.planJob(number);
    expect(ours().map(({ body }) => body.split('\n')[1]?.split(' · ')[0])).toEqual([
      '### <code>acme</code>',
      '### <code>acme-2</code>',
    ]);
  });

  it('from a fork is checked and nothing else: no key is used, nothing is written', async () => {
    const number = team.propose(dan, { fork: true });
    team.github.readOnly(true);
    const before = team.sandbox.control.requests().length;
    const job = await team.planJob(number);
    expect([job.code, job.outputs['plan-file'] ?? '']).toEqual([EXIT.ok, '']);
    expect(job.annotations[0]).toContain('This pull request comes from a fork');
    expect(team.sandbox.control.requests()).toHaveLength(before);
    expect(job.summary).toContain('### Valid');
    expect(ours()).toEqual([]);
    expect(team.github.seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is planned all the same where GitHub does not let us write, or is down', async () => {
    const number = team.propose(dan);
    team.github.readOnly(true);
    const job = await team.planJob(number);
    expect([job.code, job.outputs['changes']]).toEqual([EXIT.ok, '1']);
    expect(job.summary).toContain('Dan Orr');
    expect(job.annotations.at(-1)).toBe(
      `::warning title=campaignctl::GitHub did not let us comment on #${number}: Resource not accessible by integration (403). The job needs the permissions that the example workflows give it.`,
    );
    team.github.fail({ path: /.*/, times: 1000, status: 503, message: 'Unavailable' });
    const down = await team.planJob(number);
    expect([down.code, down.outputs['changes']]).toEqual([EXIT.ok, '1']);
    expect(down.annotations.some((line) => line.includes('Unavailable (503)'))).toBe(true);
    const without = await team.planJob(number, { env: { GITHUB_TOKEN: '' } });
    expect([without.code, without.outputs['changes']]).toEqual([EXIT.ok, '1']);
    expect(without.annotations.at(-1)).toContain('GITHUB_TOKEN is not set');
  });

  it('gets a shorter comment where GitHub does not take the long one', async () => {
    const number = team.propose(dan);
    team.github.fail({
      method: 'POST',
      path: /issues\/\d+\/comments/,
      times: 2,
      status: 422,
      message: 'Validation Failed',
    });
    await team.planJob(number);
    expect(team.comment(number)).toContain('Dan Orr');
  });

  it('cannot give commands to the job with its words, wherever its log is wrapped', async () => {
    const words = Array.from({ length: 40 }, (_, at) => `::add-mask::${'x'.repeat(at % 9)}`);
    const number = team.propose(() =>
      team.edit(
        'Patients tick the SMS box on the payment form at https://acme-dental.example/pay',
        `"##[set-output name=code;]0 ${words.join(' ')}"`,
      ),
    );
    const { log } = await team.planJob(number);
    expect(log).toContain('add-mask');
    expect(log).not.toMatch(/^\s*::(?!notice |warning |error )/m);
    expect(
      log
        .split('\n')
        .filter((line) => !line.startsWith('::'))
        .join('\n'),
    ).not.toContain('##[');
  });

  it('is told why there is no plan', async () => {
    const number = team.propose(dan);
    const job = await team.planJob(number, { env: { CAMPAIGNCTL_API_KEY: 'wrong' } });
    expect(job.code).toBe(EXIT.unread);
    expect(team.comment(number)).toContain(
      '> The registry does not accept the API key in CAMPAIGNCTL&#95;API&#95;KEY. Nothing was read.',
    );
    expect(job.annotations[0]).toContain('::error title=campaignctl::The registry does not accept');
  });

  it('of a public repository shows no number, and its plan is not kept unless that is wanted', async () => {
    team.github.world.state.isPrivate = false;
    const number = team.propose(dan);
    const job = await team.planAndKeep(number);
    expect(job.outputs['plan-file']).toBe('');
    expect(team.comment(number)).toContain('+1 408 ••• ••08');
    expect(team.comment(number)).toContain(
      '**Merging approves nothing: this repository is public,',
    );
    const page = readFileSync(job.outputs['html-file'] ?? '', 'utf8');
    expect(`${team.comment(number)}${job.summary}${page}`).not.toMatch(/555[ -]?0108/);
    expect(job.outputs['artifact-name']).toMatch(/^campaignctl-page-acme-/);
    const published = await team.planAndKeep(number, { publish: true });
    expect(published.outputs['plan-file']).not.toBe('');
    team.merge(number);
    const applied = await team.applyJob();
    expect([applied.code, titleOf(number)]).toEqual([EXIT.ok, '### <code>acme</code> · applied']);
    const told = `${team.comment(number)}${applied.summary}${applied.log}`;
    expect(told).toContain('+1 408 ••• ••08');
    expect(told).not.toMatch(/555[ -]?0108/);
  });

  it('needs the commit before it', async () => {
    const number = team.propose(dan);
    const shallow = `${team.repository}-shallow`;
    team.git('clone', '--quiet', '--depth', '1', `file://${team.repository}`, shallow);
    const env = { GITHUB_WORKSPACE: shallow };
    const job = await team.planJob(number, { env, path: join(shallow, 'offices', 'acme') });
    expect(job.code).toBe(EXIT.invalid);
    expect(job.annotations).toEqual([
      '::error title=campaignctl::The commit before this pull request was not fetched, so the plan cannot tell what it causes: check out with `fetch-depth: 2`.',
    ]);
  });

  it('is no event for apply, nor a push one for plan', async () => {
    const number = team.propose(dan);
    const apply = await team.applyJob({ event: 'pull_request' });
    expect([apply.code, apply.annotations[0]]).toEqual([
      EXIT.invalid,
      '::error title=campaignctl::A pull request is planned, never applied: this command runs on the branch that it is merged into.',
    ]);
    const plan = await team.planJob(number, { event: 'pull_request_target' });
    expect(plan.code).toBe(EXIT.invalid);
    expect(writes()).toEqual([]);
  });
});

describe('merged', () => {
  it.each(['squash', 'rebase', 'merge'] as const)(
    'by %s, exactly what was reviewed is applied',
    async (how) => {
      const number = team.propose(dan);
      await team.planAndKeep(number);
      team.merge(number, how);
      const job = await team.applyJob();
      // What the first files hold and nobody approved is left alone, and turns nothing red.
      expect(job.code).toBe(EXIT.ok);
      expect(job.outputs).toMatchObject({ 'exit-code': '0', done: '1', held: '7' });
      expect(job.annotations).toEqual([
        '::notice title=campaignctl::7 differences that nobody approved here were left alone: `github drift` keeps an issue about them.',
      ]);
      expect(writes()).toHaveLength(1);
      expect(titleOf(number)).toBe('### <code>acme</code> · applied');
      expect(ours()).toHaveLength(1);
    },
  );

  it('its comment says that it is being applied, then what waits, until all is done', async () => {
    const number = team.propose(() => team.edit('\n# The only way', '\n# The one way'));
    team.push(number, () => {
      const text = team.read('campaigns.yaml');
      team.write('campaigns.yaml', text.replaceAll('billing', 'invoices'));
    });
    await team.planAndKeep(number);
    team.merge(number);
    const job = await team.applyJob();
    expect(job.code).toBe(EXIT.ok);
    const states = team.github.seen
      .filter(({ method }) => method === 'PATCH')
      .map(({ body }) => String((body as { body: string }).body).split('\n')[1]);
    expect(states).toEqual([
      '### <code>acme</code> · applying',
      '### <code>acme</code> · applied 1 of 3, 2 wait',
    ]);
    expect(team.comment(number)).toContain('Nobody has to do anything');

    await team.continueJob();
    const before = ours()[0]?.edits;
    const nothing = await team.continueJob();
    expect(nothing.code).toBe(EXIT.ok);
    expect(ours()[0]?.edits).toBe(before);

    team.sandbox.control.advance(3 * 86_400_000);
    team.sandbox.control.approve('invoices');
    const more = await team.continueJob();
    expect(more.code).toBe(EXIT.ok);
    expect(titleOf(number)).toBe('### <code>acme</code> · applied, all 3');
  });

  describe('and then something else happens to what waits', () => {
    /** Two people wait for carriers, and somebody in Admin Console puts one of them elsewhere. */
    async function waitAndMeddle(): Promise<number> {
      const number = team.propose(() => {
        const text = team.read('campaigns.yaml');
        team.write('campaigns.yaml', text.replaceAll('billing', 'invoices'));
      });
      await team.planAndKeep(number);
      team.merge(number);
      await team.applyJob();
      expect(titleOf(number)).toBe('### <code>acme</code> · applied 1 of 3, 2 wait');
      team.sandbox.control.toggle('+14085550106', false);
      team.sandbox.control.advance(2 * 3_600_000);
      return number;
    }

    it('the schedule is red, and goes on with the rest', async () => {
      const number = await waitAndMeddle();
      const job = await team.continueJob();
      expect([job.code, job.outputs['exit-code']]).toEqual([EXIT.refused, '4']);
      // Told once: its approval has ended, and the issue about drift has it from here on.
      team.sandbox.control.advance(3 * 86_400_000);
      team.sandbox.control.approve('invoices');
      const more = await team.continueJob();
      expect([more.code, more.outputs['done']]).toEqual([EXIT.ok, '1']);
      expect(titleOf(number)).not.toContain('wait');
    });

    it('the apply of another merge is red, too, and its comment follows', async () => {
      const number = await waitAndMeddle();
      const other = team.propose(dan);
      await team.planAndKeep(other);
      team.merge(other);
      const job = await team.applyJob();
      expect([job.code, job.outputs['done']]).toEqual([EXIT.refused, '1']);
      expect(titleOf(number)).toBe('### <code>acme</code> · applied 1 of 3, 1 held back, 1 waits');
    });
  });

  it('while another apply was cancelled: the next one does both', async () => {
    const first = team.propose(dan);
    await team.planAndKeep(first);
    team.merge(first);
    // GitHub cancels the run of the first merge when the next one comes: it never starts.
    const second = team.propose(() =>
      team.edit('+14085550106: mia.fox@acme-dental.example', '+14085550106: anyone'),
    );
    team.push(second, () => team.edit('\n  +14085550102: sam.roe', '\n  # +14085550102: sam.roe'));
    team.push(second, () => team.edit('\n  # +14085550102: sam.roe', '\n  +14085550102: sam.roe'));
    await team.planAndKeep(second);
    team.merge(second);
    const job = await team.applyJob();
    expect(job.log).toContain(
      `Approved by 2 pull requests merged since 30 days ago: #${first} and #${second}.`,
    );
    expect(titleOf(first)).toBe('### <code>acme</code> · applied');

    const third = team.propose(() => team.edit(DAN, ''));
    await team.planAndKeep(third);
    team.merge(third, 'rebase');
    const next = await team.applyJob();
    expect(next.log).toContain(`merged since commit `);
    expect(next.log).toContain(`: #${third}.`);
  });

  it('a run that was stopped loses nothing, and a schedule in between hides nothing', async () => {
    const number = team.propose(dan);
    await team.planAndKeep(number);
    team.merge(number);
    const failed = await team.applyJob({ env: { CAMPAIGNCTL_API_KEY: 'wrong' } });
    expect(failed.code).toBe(EXIT.unread);
    expect(titleOf(number)).toBe('### <code>acme</code> · no plan');
    await team.continueJob();
    const again = await team.applyJob();
    expect([again.code, again.outputs['done']]).toEqual([EXIT.ok, '1']);
    expect(titleOf(number)).toBe('### <code>acme</code> · applied');
  });

  it('with the log in a branch of the repository, as the examples have it', async () => {
    team.git('init', '--quiet', '--bare', '../origin.git');
    team.git('remote', 'add', 'origin', '../origin.git');
    const env = { CAMPAIGNCTL_STATE: 'git:origin' };
    const number = team.propose(dan);
    await team.planAndKeep(number, { env });
    team.merge(number);
    const job = await team.applyJob({ env });
    expect([job.code, job.outputs['done']]).toEqual([EXIT.ok, '1']);
    expect(team.git('--git-dir=../origin.git', 'branch', '--list')).toBe('campaignctl/acme');
    expect((await team.continueJob({ env })).code).toBe(EXIT.ok);
    expect(titleOf(number)).toBe('### <code>acme</code> · applied');
  });

  it('while another one has the same head commit: both have their own plan', async () => {
    const first = team.propose(dan);
    await team.planAndKeep(first);
    const { head = '', files = [] } = team.github.world.state.pulls[0] ?? {};
    const second = team.github.world.pull({ head, files });
    await team.planAndKeep(second);
    team.merge(first, 'merge');
    const [one, other] = team.github.world.state.pulls;
    Object.assign(other ?? {}, { ...one, number: second });
    const job = await team.applyJob();
    expect(job.log).toContain(`: #${first} and #${second}.`);
    expect([job.code, job.outputs['done']]).toEqual([EXIT.ok, '1']);
    for (const number of [first, second]) {
      expect(titleOf(number)).toBe('### <code>acme</code> · applied');
    }
  });

  it('twice by two runs: nothing is done twice', async () => {
    const number = team.propose(dan);
    await team.planAndKeep(number);
    team.merge(number);
    await team.applyJob();
    const before = writes().length;
    const again = await team.applyJob();
    const told = [again.code, again.outputs['done'], writes().length];
    expect(told).toEqual([EXIT.ok, '0', before]);
    expect(titleOf(number)).toBe('### <code>acme</code> · applied');
  });

  it('is red where it failed, whatever else is left alone', async () => {
    const number = team.propose(dan);
    await team.planAndKeep(number);
    team.merge(number);
    const refuse = { kind: 'operation', status: 'FAILED' } as const;
    team.sandbox.control.setFaults([{ match: { method: 'POST' }, do: refuse }]);
    const job = await team.applyJob();
    expect(job.code).toBe(EXIT.failed);
    expect(job.outputs).toMatchObject({ 'exit-code': '6', failed: '1', held: '7' });
    expect(job.annotations).toEqual([expect.stringContaining('7 differences that nobody')]);
    expect(titleOf(number)).toBe('### <code>acme</code> · applied 0 of 1, 1 failed');
  });

  describe('after somebody else did what it asks for, and undid it later', () => {
    const JANE = '+14085550101: jane.doe@acme-dental.example';
    const leaves = () => {
      team.edit(`      ${JANE}\n`, '');
      team.edit('noTexting:', `noTexting:\n  ${JANE}`);
    };
    const toggle = (on: boolean) => {
      team.sandbox.control.toggle('+14085550101', on, 'C7GH42I');
      team.sandbox.control.advance(3 * 3_600_000);
    };

    it('the same plan does not approve it again, and a fresh one does', async () => {
      const number = team.propose(leaves);
      await team.planAndKeep(number);
      team.merge(number);
      toggle(false);
      expect((await team.applyJob()).outputs['done']).toBe('0');
      toggle(true);
      const before = writes().length;
      const again = await team.applyJob();
      expect([again.code, writes().length]).toEqual([EXIT.refused, before]);
      expect(team.comment(number)).toContain('its approval ended when there was nothing to do');

      team.git('checkout', '--quiet', 'main');
      const back = team.propose(() => team.edit(`\n  ${JANE}`, ''));
      await team.planAndKeep(back);
      team.merge(back);
      await team.applyJob();
      const fresh = team.propose(() => team.edit('noTexting:', `noTexting:\n  ${JANE}`));
      await team.planAndKeep(fresh);
      team.merge(fresh);
      expect((await team.applyJob()).outputs['done']).toBe('1');
    });
  });

  it('after what it takes back was done: that is red, and says what is held', async () => {
    const WORDS = '    description: "Appointment reminders, wrongly worded."\n';
    const ID = /\n {4}id: C7GH42I .*\n/.exec(team.read('campaigns.yaml'))?.[0] ?? '';
    const first = team.propose(() => team.edit(ID, `${ID}${WORDS}`));
    await team.planAndKeep(first);
    team.merge(first);
    // It is planned before the first one is applied, so its plan has nothing to do.
    const back = 'Appointment reminders and replies to patients of the front desk.';
    const second = team.propose(() => team.edit(WORDS, `    description: ${back}\n`));
    await team.planAndKeep(second);
    expect(team.comment(second)).toContain('**Merging changes nothing at the registry.**');
    expect((await team.applyJob()).outputs['done']).toBe('1');
    team.merge(second);
    const job = await team.applyJob();
    expect([job.code, job.outputs['done']]).toEqual([EXIT.refused, '0']);
    const told =
      'What this pull request takes back had been done by then. Nobody reviewed the way back, so it is held: the issue about drift lists it, with ids to apply by hand.';
    expect(job.annotations).toEqual([`::warning title=campaignctl::#${second}: ${told}`]);
    expect(team.comment(second)).toContain(told);
    expect(team.comment(second)).toMatch(
      /#### Not taken back\n\n- Nobody reviewed this.*\n {2}- .*front-desk.* <code>[0-9a-f]{8}<\/code>/,
    );
    // It is told once; from here on, the issue about drift has it.
    const next = team.propose(() => team.edit('maxOutages: 2', 'maxOutages: 3'));
    await team.planAndKeep(next);
    team.merge(next);
    expect((await team.applyJob()).code).toBe(EXIT.ok);
  });

  it('without a plan of its own, nothing of it is approved, and it is told', async () => {
    const first = team.propose(dan);
    await team.planAndKeep(first);
    team.merge(first);
    await team.applyJob();
    const number = team.propose(() => team.edit(DAN, ''));
    await team.planJob(number);
    team.merge(number);
    const job = await team.applyJob();
    expect(job.code).toBe(EXIT.refused);
    expect(job.annotations).toEqual([
      `::warning title=campaignctl::#${number} approves nothing. It has no plan: the job that makes it has not run to its end. Once a job of the pull request has made it, run apply again: each apply looks for it, for at most 30 days after the merge.`,
    ]);
    expect(titleOf(number)).toBe('### <code>acme</code> · not applied');
  });

  it('after a second job that ended without a plan, the plan of the first counts no more', async () => {
    const number = team.propose(dan);
    await team.planAndKeep(number);
    const later = await team.planAndKeep(number, { env: { CAMPAIGNCTL_API_KEY: 'wrong' } });
    expect(later.outputs['plan-file'] ?? '').toBe('');
    expect(titleOf(number)).toBe('### <code>acme</code> · no plan');
    team.merge(number);
    const job = await team.applyJob();
    expect([job.code, writes()]).toEqual([EXIT.refused, []]);
    expect(job.annotations[0]).toContain(
      `#${number} approves nothing. Its last job ended without a plan. Once a job`,
    );
  });

  describe('without a plan, beside one that has its own', () => {
    const MIA = '\n  +14085550106: mia.fox@acme-dental.example';

    /** Its plan was made and has not been kept so far. */
    async function mergeBoth(): Promise<{ number: number; keep(): void }> {
      const number = team.propose(() => team.edit(MIA.trim(), '# nobody', 'campaigns.yaml'));
      team.push(number, () => team.edit('noTexting:', `noTexting:${MIA}`));
      const { outputs } = await team.planJob(number);
      const head = team.github.world.state.pulls.find((one) => one.number === number)?.head ?? '';
      const file = outputs['plan-file'] ?? '';
      const of = { name: outputs['artifact-name'] ?? '', headSha: head };
      const files = { [basename(file)]: readFileSync(file, 'utf8') };
      team.merge(number);
      const other = team.propose(dan);
      await team.planAndKeep(other);
      team.merge(other);
      return { number, keep: () => void team.github.world.artifact({ ...of, files }) };
    }
    const told = (annotations: readonly string[]) =>
      annotations.filter((line) => line.includes('approves nothing'));

    it('is red, is looked for by each apply, and is applied once its plan is there', async () => {
      const { number, keep } = await mergeBoth();
      const job = await team.applyJob();
      expect([job.code, job.outputs['done']]).toEqual([EXIT.refused, '1']);
      expect(told(job.annotations)).toEqual([expect.stringContaining(`::#${number} approves`)]);
      expect(titleOf(number)).toBe('### <code>acme</code> · not applied');

      const third = team.propose(() => team.edit('maxOutages: 2', 'maxOutages: 3'));
      await team.planAndKeep(third);
      team.merge(third);
      const next = await team.applyJob();
      expect([next.code, told(next.annotations).length]).toEqual([EXIT.refused, 1]);

      keep();
      const found = await team.applyJob({ event: 'workflow_dispatch' });
      expect([found.code, found.outputs['done']]).toEqual([EXIT.ok, '1']);
      expect(titleOf(number)).toBe('### <code>acme</code> · applied');
      const last = team.propose(() => team.edit('maxOutages: 3', 'maxOutages: 4'));
      await team.planAndKeep(last);
      team.merge(last);
      expect((await team.applyJob()).log).toContain(`: #${last}.`);
    });

    const LONG_AGO = '2026-01-01T00:00:00Z';
    it.each([
      ['of a fork', { headRepository: 9999 }, null],
      ['of more than 30 days ago', { mergedAt: LONG_AGO }, null],
      ['with a plan that expired long ago', {}, { expired: true, createdAt: LONG_AGO }],
    ])('%s is red once, and is then left to the issue about drift', async (_, of, made) => {
      const settled = team.propose(() => team.edit('maxOutages: 2', 'maxOutages: 3'));
      await team.planAndKeep(settled);
      team.merge(settled);
      await team.applyJob();
      const { number, keep } = await mergeBoth();
      const { pulls, artifacts } = team.github.world.state;
      if (made !== null) keep();
      Object.assign(artifacts.at(-1) ?? {}, made);
      Object.assign(pulls.find((one) => one.number === number) ?? {}, of);
      const job = await team.applyJob();
      expect([job.code, told(job.annotations)]).toEqual([
        EXIT.refused,
        [expect.stringContaining('The issue about drift lists what it asks for, with ids')],
      ]);
      const next = team.propose(() => team.edit('maxOutages: 3', 'maxOutages: 4'));
      await team.planAndKeep(next);
      team.merge(next);
      const after = await team.applyJob();
      expect([after.code, told(after.annotations)]).toEqual([EXIT.ok, []]);
    });

    it('and with its head commit is reviewed with it', async () => {
      const number = team.propose(dan);
      const fork = team.github.world.pull({ headRepository: 9999 });
      await team.planAndKeep(number);
      team.merge(number, 'merge');
      const [one, other] = team.github.world.state.pulls;
      Object.assign(other ?? {}, { ...one, number: fork, headRepository: 9999 });
      const job = await team.applyJob();
      expect([job.code, told(job.annotations)]).toEqual([EXIT.ok, []]);
    });
  });

  it('among many that touch other folders: few questions, and none is lost', async () => {
    for (let n = 0; n < 40; n++) {
      const number = team.github.world.pull({ files: [{ filename: 'src/app.ts' }] });
      team.github.world.merge(number, 'squash', new Date().toISOString());
    }
    const number = team.propose(dan);
    await team.planAndKeep(number);
    team.merge(number);
    team.github.seen.length = 0;
    const job = await team.applyJob();
    expect([job.code, job.outputs['done']]).toEqual([EXIT.ok, '1']);
    expect(team.github.seen.length).toBeLessThan(20);
    // Where that is not told, each is asked about.
    team.github.fail({ path: /graphql/, times: 99, status: 502 });
    expect((await team.applyJob()).log).toContain(`: #${number}.`);
  });

  it('one that touches another folder needs no plan', async () => {
    const first = team.propose(dan);
    await team.planAndKeep(first);
    team.merge(first);
    await team.applyJob();
    const number = team.propose(() => team.write('../../README.md', 'More.\n'));
    team.merge(number);
    const job = await team.applyJob();
    expect(job.code).toBe(EXIT.ok);
    expect(job.annotations).toEqual([expect.stringContaining('7 differences that nobody')]);
  });

  it('a job for an older commit than was applied does nothing, and drops no approval', async () => {
    const first = team.propose(dan);
    await team.planAndKeep(first);
    team.merge(first);
    await team.applyJob();
    const older = team.git('rev-parse', 'HEAD');
    const number = team.propose(() => {
      const text = team.read('campaigns.yaml');
      team.write('campaigns.yaml', text.replaceAll('billing', 'invoices'));
    });
    await team.planAndKeep(number);
    team.merge(number);
    await team.applyJob();
    expect(titleOf(number)).toBe('### <code>acme</code> · applied 1 of 3, 2 wait');

    const newest = team.git('rev-parse', 'HEAD');
    team.git('reset', '--quiet', '--hard', older);
    const approve = '0123456789ab';
    for (const job of [
      await team.applyJob(),
      await team.applyJob({ event: 'workflow_dispatch', approve }),
      await team.continueJob(),
      await team.driftJob(),
    ]) {
      expect(job.code).toBe(EXIT.refused);
      expect(job.annotations).toEqual([
        expect.stringContaining(`the newer commit ${newest.slice(0, 7)} was applied already`),
      ]);
    }
    team.git('reset', '--quiet', '--hard', newest);
    team.sandbox.control.advance(3 * 86_400_000);
    team.sandbox.control.approve('invoices');
    expect((await team.continueJob()).outputs['done']).toBe('2');
    expect(titleOf(number)).toBe('### <code>acme</code> · applied, all 3');
  });

  it('with a plan that a fork handed in, nothing of it is approved', async () => {
    const number = team.propose(dan);
    const planned = await team.planJob(number);
    const head = team.github.world.state.pulls[0]?.head ?? '';
    const file = planned.outputs['plan-file'] ?? '';
    const artifact = {
      name: planned.outputs['artifact-name'] ?? '',
      files: { [file.slice(file.lastIndexOf('/') + 1)]: readFileSync(file, 'utf8') },
      headSha: head,
    };
    team.github.world.artifact({ ...artifact, headRepository: 9999 });
    team.merge(number);
    const forked = await team.applyJob();
    expect([forked.code, writes()]).toEqual([EXIT.refused, []]);
    expect(forked.annotations[0]).toContain('so it is not used');
  });

  it('with a plan of another commit, of another event, or damaged, nothing of it is approved', async () => {
    const number = team.propose(dan);
    const planned = await team.planJob(number);
    const { head } = team.github.world.state.pulls[0] ?? { head: '' };
    const name = planned.outputs['artifact-name'] ?? '';
    const text = readFileSync(planned.outputs['plan-file'] ?? '', 'utf8');
    const fileName = `pr-${number}-${head.slice(0, 12)}.plan.json`;
    team.merge(number);
    const { artifacts } = team.github.world.state;
    const offered = async (
      of: Partial<Parameters<Team['github']['world']['artifact']>[0]>,
      env: Record<string, string> = {},
    ) => {
      artifacts.length = 0;
      team.github.world.artifact({ name, headSha: head, files: { [fileName]: text }, ...of });
      const { annotations } = await team.applyJob({ env });
      return annotations.find((line) => line.includes('approves nothing')) ?? '';
    };
    expect(await offered({ headSha: team.github.world.sha('other') })).toContain('is not used');
    expect(await offered({ event: null })).toContain('was not made by a job');
    // What GitHub does not tell is not the same as what the job does not know.
    expect(await offered({ run: null })).toContain('Nothing shows that its plan was made in this');
    expect(await offered({ headRepository: null }, { GITHUB_EVENT_PATH: '' })).toContain(
      'Nothing shows that its plan was made in this repository for this very commit',
    );
    expect(await offered({ event: 'workflow_dispatch' })).toContain(
      'was not made by a job of the pull request',
    );
    expect(await offered({ expired: true })).toContain('is not kept any more');
    expect(await offered({ files: { other: text } })).toContain(`holds no ${fileName}`);
    const forged = text.replaceAll('+14085550108', '+14085550101');
    expect(await offered({ files: { [fileName]: forged } })).toContain(
      'was changed after it was made',
    );
    expect(writes()).toEqual([]);
  });

  it('nothing is applied to a practice registry that is gone after the job', async () => {
    const number = team.propose(dan);
    const env = { CAMPAIGNCTL_SANDBOX_URL: '', CAMPAIGNCTL_API_KEY: '' };
    const planned = await team.planAndKeep(number, { env });
    expect([planned.code, planned.outputs['changes']]).toEqual([EXIT.ok, '1']);
    team.merge(number);
    for (const job of [await team.applyJob({ env }), await team.continueJob({ env })]) {
      expect([job.code, job.annotations.length]).toEqual([EXIT.ok, 1]);
      expect(job.annotations[0]).toContain('the practice registry inside the job');
    }
    expect((await team.driftJob({ env })).code).toBe(EXIT.ok);
  });

  it('a push past the pull requests approves nothing, and that is said calmly', async () => {
    const job = await team.applyJob();
    expect(job.code).toBe(EXIT.refused);
    expect(job.log).toContain(
      'No pull request with a plan for this account was merged since 30 days ago: nothing new is approved.',
    );
    expect(job.summary).toContain('Nobody reviewed this');
    expect([job.outputs['held'], writes()]).toEqual(['7', []]);
  });

  it('nothing is applied where GitHub does not tell what was reviewed', async () => {
    const number = team.propose(dan);
    await team.planAndKeep(number);
    team.merge(number);
    team.github.fail({ path: /artifacts/, times: 50, status: 503, message: 'Unavailable' });
    const job = await team.applyJob();
    expect([job.code, writes()]).toEqual([EXIT.bug, []]);
    expect(job.annotations[0]).toContain(
      'It is not known what was reviewed, so nothing was applied.',
    );
  });
});
