/** Console mode at GitHub: a merge opens the issue with the runbook, and what people tick and paste there is recorded. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import { type Job, type JobOptions, startTeam, type Team } from './team.ts';
import { ANN, BOB, BOT, EVE, type Issue, type User } from './world.ts';

let team: Team;

const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
/** A day ago. */
const SEEN = `{ at: ${iso(Date.now() - 86_400_000)}, by: kim }`;

const ACCOUNT = `version: 1
account:
  name: acme
  provider: 8x8
brands:
  acme:
    id: BVDK2M7
    legalName: Acme Dental Group LLC
    brandName: Acme Dental
`;

const CAMPAIGN = `campaigns:
  front-desk:
    brand: acme
    useCase: customer-care
    description: Appointment reminders and replies to patients of the front desk.
    callToAction: Patients tick the SMS box on https://acme-dental.example/contact
    privacyPolicy: https://acme-dental.example/privacy
    optIn:
      keywords: [START]
      message: "Acme Dental: you are subscribed. Msg & data rates may apply. Reply HELP for help, STOP to opt out."
    optOut:
      keywords: [STOP]
      message: "Acme Dental: you are unsubscribed."
    help:
      keywords: [HELP]
      message: "Acme Dental: call 408 555 0100 or write to help@acme-dental.example."
    samples:
      - "Acme Dental: your appointment is on Monday at 9:00. Reply STOP to opt out."
      - "Acme Dental: your forms are ready. Reply STOP to opt out."
    fee:
      accepted: 89
    numbers:
      +14085550103: ann.lee@acme-dental.example
      +14085550104: bob.ray@acme-dental.example
`;

const OTHER = `  other:
    legalName: Other Dental LLC
    brandName: Other Dental
    legalForm: private-company
    taxIdFrom: OTHER_EIN
    taxIdCountry: US
    vertical: healthcare
    website: https://other-dental.example
    supportEmail: help@other-dental.example
`;

const OBSERVED = `version: 1
observed: acme
formsSeen: ${SEEN}
pageSeen: ${SEEN}
brands:
  acme:
    id: BVDK2M7
    status: verified
    seen: ${SEEN}
`;

const FILE = 'offices/acme/observed.yaml';

beforeEach(async () => {
  team = await startTeam();
  team.git('checkout', '--quiet', 'main');
  for (const file of ['front-desk.csv', 'registry.seed.yaml', '.gitignore']) {
    rmSync(join(team.account, file), { force: true });
  }
  team.write('campaigns.yaml', ACCOUNT);
  team.write('observed.yaml', OBSERVED);
  team.git('add', '-A');
  team.git('commit', '--quiet', '-m', 'console mode');
  team.github.world.state.commits.push({
    sha: team.git('rev-parse', 'HEAD'),
    date: iso(Date.now()),
  });
});

afterEach(() => team.close());

const env = () => ({ env: { CAMPAIGNCTL_API_URL: team.sandbox.url } });

/** A pull request with the campaign is merged and applied; its number, and the job. */
async function merged(): Promise<{ pull: number; job: Job }> {
  const pull = team.propose(() => team.write('campaigns.yaml', `${ACCOUNT}\n${CAMPAIGN}`));
  await team.planAndKeep(pull, env());
  team.merge(pull);
  return { pull, job: await team.applyJob(env()) };
}

/** A commit past the pull requests. */
function push(file: string, text: string): void {
  team.write(file, text);
  team.git('commit', '--quiet', '-am', file);
  const sha = team.git('rev-parse', 'HEAD');
  team.github.world.state.commits.push({ sha, date: iso(Date.now()) });
}

function issue(): Issue {
  const found = team.github.world.state.issues.find(({ labels }) =>
    labels.includes('campaignctl-console'),
  );
  if (found === undefined) throw new Error('there is no issue');
  return found;
}

const comments = () => {
  const { number } = issue();
  return team.github.world.state.comments.filter((one) => one.issue === number);
};
const observed = () => team.git('show', `main:${FILE}`);

let clock = 0;

/** Somebody edits the issue, and the job for it runs. */
function edits(user: User, change: (body: string) => string, options: JobOptions = {}) {
  return team.observeJob('issues', edited(user, change), { ...env(), ...options });
}

function edited(user: User, change: (body: string) => string): object {
  const one = issue();
  const from = one.body;
  one.body = change(from);
  if (one.body === from) throw new Error('nothing was edited');
  clock += 1;
  return {
    action: 'edited',
    issue: { number: one.number, body: one.body, updated_at: iso(Date.now() - 5_000 + clock) },
    changes: { body: { from } },
    sender: user,
  };
}

function comment(user: User, body: string, options: JobOptions = {}) {
  const { number } = issue();
  team.github.world.comment(number, user, body);
  const payload = {
    action: 'created',
    issue: { number },
    comment: { body, user, created_at: iso(Date.now()) },
    sender: user,
  };
  return team.observeJob('issue_comment', payload, { ...env(), ...options });
}

/** Ticks the box of a kind, such as `claim`. */
const tick = (kind: string) => (body: string) =>
  body.replace(new RegExp(`^- \\[ \\](.* <!-- campaignctl:${kind}\\b)`, 'm'), '- [x]$1');
const fillIn = (id: string) => (body: string) => body.replace('`________`', `\`${id}\``);
const both =
  (...all: readonly ((body: string) => string)[]) =>
  (body: string) =>
    all.reduce((text, change) => change(text), body);

describe('a merge', () => {
  it('opens the issue with the runbook, and is green: it waits for people', async () => {
    const { pull, job } = await merged();
    expect([job.code, job.log]).toEqual([EXIT.ok, expect.anything()]);
    expect(job.outputs).toMatchObject({ done: '0', waits: '3', 'fees-usd': '0' });
    expect(job.outputs['issue-url']).toMatch(/issues\/\d+$/);
    const { title, body, user, number } = issue();
    expect([title, user]).toEqual(['SMS in Admin Console: acme', BOT]);
    expect(body).toContain('Register campaign front-desk of brand acme');
    expect(job.annotations.join()).toContain(`1 step: waits for people: issue #${number}.`);
    const said = team.comment(pull);
    expect(said).toContain('People carry it out in Admin Console.');
    expect(said).toContain(`[issue &#35;${number}]`.replace('&#35;', '#<!-- -->'));
    expect(said).toContain('waits for people: issue');
    expect(said).toContain('done 0 of 3, 3 wait');
  });

  it('is red where what was approved cannot be carried out, and not for what nobody approved', async () => {
    await merged();
    push('campaigns.yaml', `${ACCOUNT}${OTHER}\n${CAMPAIGN}`);
    const other = await team.continueJob(env());
    expect([other.code, other.outputs['held']]).toEqual([EXIT.ok, '1']);
    expect(other.annotations.join()).toContain('1 difference that nobody approved here');
    // Nobody has looked for too long, so nothing is paid.
    push('observed.yaml', OBSERVED.replaceAll(SEEN, '{ at: 2026-06-01T09:00:00Z, by: kim }'));
    const held = await team.continueJob(env());
    expect(held.code).toBe(EXIT.refused);
    expect(issue().body).toContain('Not in this runbook: refused, or not approved');
    expect(issue().body).not.toContain('campaignctl:claim');
  });

  it('does not open again what a person has closed, but for something new to do', async () => {
    await merged();
    issue().state = 'closed';
    push('campaigns.yaml', `${ACCOUNT}${OTHER}\n${CAMPAIGN}`);
    await team.continueJob(env());
    expect(issue().body).toContain('brand other');
    expect(issue().state).toBe('closed');
    // To be looked at from now on.
    await edits(ANN, both(tick('done'), fillIn('C7GH42I')));
    expect(issue().state).toBe('open');
  });
});

describe('a tick', () => {
  it('claims a paid step under the name of the person, and a second claim is refused', async () => {
    await merged();
    const first = await edits(ANN, tick('claim'));
    expect([first.code, first.log]).toEqual([EXIT.ok, expect.anything()]);
    expect(issue().body).toContain('Claimed by ann');
    expect(issue().body).not.toContain('campaignctl:claim');
    expect(comments()).toEqual([]);
    // Bob saw the issue as it was before.
    const step = /<!-- campaignctl:done (\w+) -->/.exec(issue().body)?.[1] ?? '';
    await edits(BOB, (body) => `${body}\n- [x] I do this <!-- campaignctl:claim ${step} -->`);
    expect(comments().map(({ body }) => body)).toEqual([
      expect.stringMatching(
        /^@bob, this is about what you told [\s\S]*Claim of campaign front-desk: ann has claimed it/,
      ),
    ]);
    expect(issue().body).not.toContain('campaignctl:claim');
    // Nothing of it is a fact about Admin Console.
    expect(observed()).toBe(OBSERVED.trim());
  });

  it('records what was done, commits it with the name of the person, and brings the issue up to date', async () => {
    await merged();
    await edits(ANN, tick('claim'));
    const job = await edits(ANN, both(tick('done'), fillIn('C7GH42I')));
    expect([job.code, job.log]).toEqual([EXIT.ok, expect.anything()]);
    expect(observed()).toMatch(/front-desk:\n\s+id: C7GH42I\n[\s\S]*by: ann/);
    expect(team.git('log', '-1', '--format=%an %B', 'main')).toBe(
      [
        'github-actions[bot] observe: acme, as seen by @ann',
        '',
        'Told in the issue with the runbook. [skip actions]',
        '',
        'Co-authored-by: ann <8+ann@users.noreply.github.example>',
      ].join('\n'),
    );
    expect(issue().body).toContain('✓ campaign front-desk: register, recorded by ann 2');
    expect(issue().body).not.toContain('Register campaign');
    expect(comments()).toEqual([]);
  });

  it('is recorded under the name of the person who made it, whatever others have ticked', async () => {
    await merged();
    await edits(ANN, both(tick('claim'), tick('done'), fillIn('C7GH42I')));
    expect(comments()).toEqual([]);
    // Eve's tick is there, and the job for it has not run yet; neither has that for Bob's.
    edited(EVE, tick('state'));
    const bob = edited(BOB, (body) =>
      body.replace(/- \[ \] (.*campaign\/front-desk rejected)/, '- [x] $1'),
    );
    await team.observeJob('issues', bob, env());
    expect(observed()).toMatch(/status: rejected\n\s+since: .*\n\s+seen: \{.*by: bob \}/);
    // What is still to be recorded stays ticked where its box is still there.
    expect(issue().body).toMatch(/- \[x\] .*state campaign\/front-desk approved/);
  });

  it('that was taken back is not recorded', async () => {
    await merged();
    const before = issue().body;
    const payload = edited(ANN, tick('claim'));
    issue().body = before;
    const job = await team.observeJob('issues', payload, env());
    expect(job.annotations.join()).toContain('It was taken back, or recorded already.');
    expect(issue().body).toBe(before);
  });

  it('that cannot be taken is answered once, and taken out', async () => {
    await merged();
    const job = await edits(ANN, both(tick('done'), fillIn('C7 GH/42I')));
    expect(job.code).toBe(EXIT.ok);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.body).toContain('**Nothing was recorded.**');
    expect(comments()[0]?.body).toMatch(/- .*C7GH\/42I.* cannot be the id of campaign/);
    expect(comments()[0]?.body).not.toContain(team.repository);
    expect(issue().body).toContain('`C7 GH/42I`');
    expect(issue().body).not.toContain('[x]');
    expect(observed()).toBe(OBSERVED.trim());
    // Mended and ticked again, it is recorded.
    await edits(
      ANN,
      both(tick('done'), (body) => body.replace('`C7 GH/42I`', '`C7GH42I`')),
    );
    expect(observed()).toContain('id: C7GH42I');
  });

  it('is kept where the issue is brought up to date before it is recorded', async () => {
    await merged();
    const payload = edited(ANN, both(tick('done'), fillIn('C7GH42I')));
    await edits(BOB, tick('claim'));
    expect(issue().body).toMatch(/\[x\] Done: Register campaign/);
    expect(issue().body).toContain('`C7GH42I`');
    const job = await team.continueJob(env());
    expect(job.code).toBe(EXIT.ok);
    expect(issue().body).toMatch(/\[x\] Done: Register campaign/);
    await team.observeJob('issues', payload, env());
    expect(comments().at(-1)?.body).toContain('only bob can say that it is done');
  });
});

describe('a tick whose box is gone when its job runs', () => {
  it('is recorded all the same, where the runbook was written anew without it', async () => {
    await merged();
    await edits(ANN, both(tick('claim'), tick('done'), fillIn('C7GH42I')));
    const payload = edited(BOB, tick('state'));
    // Kim told the same at a terminal, and the runbook asks for it no more.
    const text = observed().replace(
      /status: pending\n(\s+since: ).*\n(\s+seen: ).*/,
      `status: approved\n$1${iso(Date.now() - 60_000)}\n$2{ at: ${iso(Date.now() - 60_000)}, by: kim }`,
    );
    push('observed.yaml', `${text}\n`);
    await team.continueJob(env());
    expect(issue().body).not.toContain('- [ ] Admin Console shows **Approved**');
    expect(issue().body).toContain('- [x] Admin Console shows `campaign/front-desk` as `approved`');
    await team.observeJob('issues', payload, env());
    expect(observed()).toMatch(/status: approved\n\s+since: .*\n\s+seen: \{.*by: bob \}/);
    expect(issue().body).not.toContain('[x]');
    expect(comments()).toEqual([]);
  });

  it('of a claim is answered where somebody else has carried it out: nobody pays on the strength of it', async () => {
    await merged();
    const payload = edited(BOB, tick('claim'));
    const ann = await edits(ANN, both(tick('done'), fillIn('C7GH42I')));
    expect(ann.code).toBe(EXIT.ok);
    expect(issue().body).not.toContain('campaignctl:claim');
    const job = await team.observeJob('issues', payload, env());
    expect(job.code).toBe(EXIT.ok);
    const answers = comments().filter(({ body }) => body.startsWith('@bob'));
    expect(answers).toHaveLength(1);
    expect(answers[0]?.body).toContain('**Nothing was recorded.**');
    expect(answers[0]?.body).toMatch(
      /- I do this: Register campaign front-desk.*: the issue was written anew before this was recorded/,
    );
  });

  it('is not answered where it was recorded: a job that is run again', async () => {
    await merged();
    const claim = edited(ANN, tick('claim'));
    await team.observeJob('issues', claim, env());
    const done = edited(ANN, both(tick('done'), fillIn('C7GH42I')));
    await team.observeJob('issues', done, env());
    for (const payload of [claim, done]) {
      const job = await team.observeJob('issues', payload, env());
      expect(job.annotations.join()).toContain('It was taken back, or recorded already.');
    }
    expect(comments()).toEqual([]);
  });
});

/** The campaign is registered and approved, and two numbers are to be turned on. */
async function approved(): Promise<void> {
  await merged();
  await edits(ANN, both(tick('claim'), tick('done'), fillIn('C7GH42I')));
  await edits(ANN, tick('state'));
}

const PAGE = 'Number\tStatus\n+1 408 555 0103\tEnabled\n+1 408 555 0104\tPending\n';

describe('the SMS page', () => {
  it('is told by a comment, in a block or not', async () => {
    await approved();
    expect(issue().body).toContain('Turn on 2 numbers');
    await edits(ANN, tick('done'));
    const job = await comment(BOB, `\`\`\`\n/observe page whole\n${PAGE}\`\`\``);
    expect([job.code, job.log]).toEqual([EXIT.ok, expect.anything()]);
    expect(observed()).toMatch(/pageSeen: \{.*by: bob \}/);
    expect(observed()).toMatch(/\+14085550103: \{ status: Enabled.*by: bob/);
    expect(comments().at(-1)?.body).toContain('@bob, this is about what you told');
    expect(comments().at(-1)?.body).toContain('**What you saw is recorded.**');
    await comment(BOB, `/observe page part\n\n${PAGE.replace('Pending', 'Enabled')}`);
    expect(observed()).toMatch(/\+14085550104: \{ status: Enabled.*by: bob/);
    expect(issue().state).toBe('closed');
    expect(comments().at(-1)?.body).toContain('nothing to do and nothing to look at');
  });

  it('is pasted into its block, and stays there until it is recorded', async () => {
    await approved();
    await edits(ANN, tick('done'));
    const block = '```text\n\n```\n<!-- campaignctl:page end -->';
    const pasted = (body: string) =>
      body.replace(block, block.replace('\n\n', `\n${PAGE.trim()}\n`));
    const payload = edited(BOB, both(pasted, tick('page whole')));
    expect(issue().body).toContain('+1 408 555 0103\tEnabled');
    await team.continueJob(env());
    expect(issue().body).toContain('+1 408 555 0103\tEnabled');
    await team.observeJob('issues', payload, env());
    expect(observed()).toMatch(/\+14085550103: \{ status: Enabled.*by: bob/);
    expect(issue().body).not.toContain('+1 408 555 0103\tEnabled');
  });

  it('that says neither whole nor part is answered with how to say it; other comments are left alone', async () => {
    await merged();
    await comment(ANN, 'I will do this on Monday.');
    expect(comments()).toHaveLength(1);
    await comment(ANN, `/observe page\n${PAGE}`);
    expect(comments().at(-1)?.body).toContain('<code>/observe page whole</code>');
    expect(observed()).toBe(OBSERVED.trim());
  });
});

describe('nobody but people who may', () => {
  it('a stranger is answered once, and what they changed is put back', async () => {
    await merged();
    const before = issue().body;
    const job = await edits(EVE, tick('claim'));
    expect([job.code, issue().body]).toEqual([EXIT.ok, before]);
    await comment(EVE, `/observe page whole\n${PAGE}`);
    await edits(EVE, (body) => body.replace('campaignctl:done ', 'campaignctl:done 000000000000 '));
    expect(issue().body).toBe(before);
    const answers = comments().filter(({ user }) => user === BOT);
    expect(answers.map(({ body }) => body)).toEqual([
      '@eve, nothing of this was recorded: only people who are named for it, or may write to this repository, tell what is done in Admin Console for acme.\n',
    ]);
    expect(observed()).toBe(OBSERVED.trim());
  });

  it('can take the mark out of the issue, and nothing is recorded without it', async () => {
    await merged();
    const before = issue().body;
    await edits(ANN, (body) => tick('claim')(body).split('\n').slice(1).join('\n'));
    expect(issue().body).toBe(before);
    expect(comments().map(({ body }) => body)).toEqual([
      expect.stringContaining('What stood there before was put back.'),
    ]);
    expect(team.github.world.state.issues).toHaveLength(1);
  });

  it('those who are named, and nobody else', async () => {
    await merged();
    await edits(BOB, tick('claim'), { allow: 'Ann, @carl' });
    expect(issue().body).not.toContain('Claimed by');
    await edits(ANN, tick('claim'), { env: { ...env().env, CAMPAIGNCTL_OBSERVERS: 'ann,carl' } });
    expect(issue().body).toContain('Claimed by ann');
  });

  it('no bot, ours included', async () => {
    await merged();
    const other: User = { login: 'helper[bot]', id: 77, type: 'Bot' };
    for (const user of [BOT, other, { ...ANN, type: 'Bot' } as User]) {
      const before = issue().body;
      const job = await edits(user, tick('claim'));
      expect([job.code, job.annotations.join()]).toEqual([
        EXIT.ok,
        expect.stringContaining('No person did it.'),
      ]);
      issue().body = before;
    }
    expect(comments()).toEqual([]);
  });

  it('nothing in an issue that somebody else wrote with our mark and label', async () => {
    await merged();
    const real = issue();
    const forged = { ...real, number: 4711, user: ANN };
    team.github.world.state.issues.unshift(forged);
    const job = await edits(ANN, tick('claim'));
    expect(job.annotations.join()).toContain('It is not the issue with the runbook of acme.');
    expect(comments()).toEqual([]);
    team.github.world.state.issues.shift();
    expect(issue().body).not.toContain('Claimed by');
  });

  it('nothing where GitHub does not say who may', async () => {
    await merged();
    team.github.fail({ path: /permission$/, times: 9, status: 403, message: 'Forbidden' });
    const job = await edits(ANN, tick('claim'));
    expect(job.code).toBe(EXIT.bug);
    expect(issue().body).toContain('[x] I do this');
    expect(job.log).toContain('what ann may do here');
  });
});

describe('the commit', () => {
  it('comes after what others have written meanwhile, and takes nothing of it back', async () => {
    await merged();
    await edits(ANN, tick('claim'));
    const { files } = team.github.world.state;
    if (files === null) throw new Error('no files');
    let moved = 0;
    const read = files.read.bind(files);
    team.github.world.state.files = {
      ...files,
      read(branch, path) {
        const found = read(branch, path);
        // Between the reading and the writing of the first try.
        if (moved === 0 && found !== null) {
          moved += 1;
          files.write(branch, path, `# Kim was here.\n${found.text}`, 'by hand');
        }
        return found;
      },
    };
    const job = await edits(ANN, both(tick('done'), fillIn('C7GH42I')));
    expect([job.code, moved]).toEqual([EXIT.ok, 1]);
    expect(observed()).toMatch(/^# Kim was here\./);
    expect(observed()).toContain('id: C7GH42I');
    expect(comments()).toEqual([]);
  });

  it('that GitHub refuses is told, nothing is lost, and the same job does it later', async () => {
    await merged();
    await edits(ANN, tick('claim'));
    const message = 'Changes must be made through a pull request.';
    team.github.fail({ method: 'PUT', path: /contents/, times: 1, status: 409, message });
    team.github.fail({ method: 'PUT', path: /contents/, times: 1, status: 403, message });
    const payload = edited(ANN, both(tick('done'), fillIn('C7GH42I')));
    const job = await team.observeJob('issues', payload, env());
    expect(job.code).toBe(EXIT.bug);
    expect(comments().at(-1)?.body).toContain('The log has it, and it is not committed');
    expect(comments().at(-1)?.body).toContain(message.slice(0, -1));
    expect(issue().body).toContain('[x] Done: Register campaign');
    const again = await team.observeJob('issues', payload, env());
    expect(again.code).toBe(EXIT.ok);
    expect(observed()).toContain('id: C7GH42I');
    expect(issue().body).not.toContain('[x]');
  });
});

it('in a public repository there is no issue unless that is wanted', async () => {
  team.github.world.state.isPrivate = false;
  const pull = team.propose(() => team.write('campaigns.yaml', `${ACCOUNT}\n${CAMPAIGN}`));
  await team.planAndKeep(pull, { ...env(), publish: true });
  team.merge(pull);
  const job = await team.applyJob(env());
  expect(job.annotations.join()).toContain(
    'so there is none. `publish: true` makes it all the same.',
  );
  expect(team.github.world.state.issues).toEqual([]);
  await team.applyJob({ ...env(), publish: true });
  expect(issue().title).toBe('SMS in Admin Console: acme');
});

it('text of an issue is no command in the log of a job, and no mark of ours in an answer', async () => {
  await merged();
  const evil = '::set-output name=x::y\n::error::evil\n<!-- campaignctl:console -->@everyone';
  await comment(ANN, `/observe page whole\n${evil}\n+1 408 555 0103\t::warning::x <!-- y -->`);
  const answer = comments().at(-1)?.body ?? '';
  expect(answer).not.toContain('@everyone');
  expect(answer).not.toContain('<!-- y');
  const job = await edits(ANN, (body) =>
    body.replace('`________`', '`\u001b[31m::error::evil`').replace(/- \[ \] Done/, '- [x] Done'),
  );
  expect(job.log).not.toMatch(/^\s*::(?!notice|warning title|error title)/m);
  expect(job.log).not.toContain('\u001b');
  expect(job.log).not.toContain('ghs_');
});
