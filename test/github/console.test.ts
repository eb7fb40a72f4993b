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
  });
});
