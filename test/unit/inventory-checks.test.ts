/**
 * What the inventory says against a line. The law, for each check: a plan with one bad number and several good ones
 * holds exactly that number, and the good ones are planned as they would be without it.
 */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/config/rules.ts';
import { MEND } from '../../src/config/rules-mend.ts';
import type { Capabilities } from '../../src/model/capabilities.ts';
import type { Desired, DesiredNumber } from '../../src/model/desired.ts';
import type { NumberStanding } from '../../src/model/explain.ts';
import type { Plan } from '../../src/model/plan.ts';
import { explain } from '../../src/plan/explain.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { CONSOLE, SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { renderPlanHtml } from '../../src/report/plan-html.ts';
import { renderPlanMarkdown } from '../../src/report/plan-markdown.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { snapshotFrom } from '../snapshots.ts';
import { bound, desired, number } from './check.world.ts';

const BAD = '+14085550150';
const AT = '@acme-dental.example';
const DAY = '2023-02-15';

/** Users and numbers of the world, as lines of the compact form. */
interface World {
  readonly users?: string;
  readonly numbers?: string;
  readonly gaps?: string;
}

/** Four people: one texts already, one is turned on, one moves, one is turned off. */
function observed({ users = '', numbers = '', gaps = '' }: World): string {
  return `
campaigns:
  CDESK01: { content: { useCase: customer-care } }
  CBILL01: { content: { useCase: account-notification } }
users:
  jane.doe${AT}: Jane Doe
  sam.roe${AT}: Sam Roe
  ann.lee${AT}: Ann Lee
  bob.ray${AT}: Bob Ray
  ${users}
numbers:
  "+14085550101": { owner: jane.doe${AT}, sms: on, campaign: CDESK01 }
  "+14085550102": { owner: sam.roe${AT} }
  "+14085550103": { owner: ann.lee${AT}, sms: on, campaign: CBILL01 }
  "+14085550104": { owner: bob.ray${AT}, sms: on, campaign: CDESK01 }
  ${numbers}
${gaps}`;
}

function written(...more: readonly DesiredNumber[]): Desired {
  return desired({
    brands: [],
    campaigns: [
      bound('billing', { id: 'CBILL01', numbers: [] }),
      bound('front-desk', {
        id: 'CDESK01',
        numbers: [
          number('+14085550101', `jane.doe${AT}`),
          number('+14085550102', `sam.roe${AT}`),
          ...more,
          number('+14085550103', `ann.lee${AT}`),
        ],
      }),
    ],
    noTexting: [number('+14085550104', `bob.ray${AT}`)],
  });
}

function planOf(config: Desired, world: World, capabilities: Capabilities = SANDBOX): Plan {
  return makePlan({ desired: config, snapshot: snapshotFrom(observed(world)), capabilities });
}

/** All that a reviewer sees of a change but its place, which moves with the lines. */
function changesOf({ changes }: Plan): unknown {
  return changes.map(({ place: _, ...change }) => change);
}

function standings(
  config: Desired,
  world: World,
  asked: string,
  capabilities: Capabilities = SANDBOX,
): readonly NumberStanding[] {
  const snapshot = snapshotFrom(observed(world));
  const plan = makePlan({ desired: config, snapshot, capabilities });
  const { answer } = explain({ plan, desired: config, snapshot, capabilities, fees: null }, asked);
  if (answer.kind === 'numbers') return answer.numbers;
  return answer.kind === 'people' ? answer.people.flatMap(({ numbers }) => numbers) : [];
}

/** What an admin reads, without line breaks, marks and escapes. */
function told(plan: Plan): readonly string[] {
  const bare = (text: string) =>
    text
      .replace(/<[^>]*>|[`\\|]/g, '')
      .replaceAll('&#39;', "'")
      .replace(/\s+/g, ' ');
  return [
    renderPlan(plan, { color: false, columns: 100 }),
    renderPlanMarkdown(plan),
    renderPlanHtml(plan, { base: '' }),
  ].map(bare);
}

interface Check extends World {
  readonly what: string;
  readonly rule: string;
  /** What the line says; left out: anyone. */
  readonly user?: string;
  /** Who holds it. */
  readonly owner?: string;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const KIM = `kim.day${AT}`;
const held = (facts = '', owner = KIM) => `"${BAD}": { owner: ${owner}${facts} }`;
const kim = (facts = '') => `${KIM}: { name: Kim Day${facts} }`;

const CHECKS: readonly Check[] = [
  {
    what: 'is not in the account',
    rule: 'number-not-in-account',
    message: /^It cannot text: the account has no such number\.$/,
    hint: /Check the digits/,
  },
  {
    what: 'is available, but assigned to nobody',
    rule: 'number-unassigned',
    numbers: `"${BAD}": { inventory: available }`,
    message: /^It cannot text: it is in the account, but assigned to nobody\.$/,
    hint: /Assign the number to a user/,
  },
  {
    what: 'is held by something that is no user',
    rule: 'number-without-user',
    numbers: `"${BAD}": { inventory: assigned }`,
    message:
      /^It cannot text: it is assigned to something that is no user, such as a ring group\.$/,
    hint: /List a number that a user holds, or assign this one/,
  },
  {
    what: 'is on a Contact Center extension of a user who has a UC extension too',
    rule: 'number-contact-center',
    users: kim(),
    numbers: held(', extension: CC'),
    owner: KIM,
    message: /^It cannot text: it is on a Contact Center extension/,
    hint: /List a number that is on a UC extension of the user/,
  },
  {
    what: 'belongs to a user without a UC extension',
    rule: 'number-owner-without-uc',
    users: kim(', uc: false'),
    numbers: held(', extension: CC'),
    owner: KIM,
    message: /^It cannot text: its user kim\.day\S+ has no 8x8 Work \(UC\) extension/,
    hint: /Give the user a UC extension/,
  },
  {
    what: 'is toll-free',
    rule: 'number-toll-free',
    users: kim(),
    numbers: held(', category: toll-free'),
    owner: KIM,
    message: /^It cannot text: it is a toll-free number\.$/,
    hint: /Choose a local number/,
  },
  {
    what: 'is being ported',
    rule: 'number-porting',
    users: kim(),
    numbers: held(', inventory: porting'),
    owner: KIM,
    message: /^It cannot text: it is still being ported/,
    hint: /wait/,
  },
  {
    what: 'is not being ported yet',
    rule: 'number-porting',
    numbers: `"${BAD}": { inventory: pre-porting }`,
    message: /^It cannot text: it is still being ported/,
    hint: /wait/,
  },
  {
    what: 'belongs to an inactive user',
    rule: 'number-owner-inactive',
    users: kim(', active: false'),
    numbers: held(),
    owner: KIM,
    message: /^It cannot text: its user kim\.day\S+ is inactive\.$/,
    hint: /Reactivate the user/,
  },
  {
    what: 'is held by somebody else than the line says',
    rule: 'number-owner-differs',
    user: `eve.fox${AT}`,
    users: kim(),
    numbers: held(),
    owner: KIM,
    message:
      /^The line says eve\.fox\S+, but Kim Day \(kim\.day\S+\) holds the number and would text/,
    hint: /Write kim\.day\S+ if that is right/,
  },
];

describe('a number that', () => {
  it.each(CHECKS)('$what is held, alone', (check) => {
    const line = number(BAD, check.user ?? check.owner ?? null);
    const plan = planOf(written(line), check);
    expect(plan.held).toMatchObject([
      { number: BAD, campaign: 'front-desk', rule: check.rule, place: line.place },
    ]);
    const [{ message = '', hint = '' } = {}] = plan.held;
    expect(message).toMatch(check.message);
    expect(hint).toMatch(check.hint);

    const without = planOf(written(), check);
    expect(without.held).toEqual([]);
    expect(changesOf(plan)).toEqual(changesOf(without));
    expect(plan.changes.map(({ action }) => action).sort()).toEqual(['assign', 'move', 'turn-off']);
    expect(plan.people).toMatchObject({ now: without.people.now, after: without.people.after });
    expect(plan.refusals).toEqual([]);

    for (const text of told(plan)) {
      expect(text).toContain(`${message.replaceAll('`', '')} `);
      expect(text).toContain(check.rule);
    }
  });

  it.each(CHECKS)('$what is explained in the same words', (check) => {
    const config = written(number(BAD, check.user ?? check.owner ?? null));
    const byNumber = standings(config, check, BAD);
    expect(byNumber).toMatchObject([{ canText: 'no', held: { rule: check.rule } }]);
    const [{ held: entry = null, reason = null, next = null } = {}] = byNumber;
    expect(next?.text).toBe(entry?.hint);
    // Who holds it is no reason of its own: the number is off because the line is held.
    if (check.rule !== 'number-owner-differs') expect(reason?.rule).toBe(check.rule);
    if (check.owner !== undefined) expect(standings(config, check, check.owner)).toEqual(byNumber);
  });

  it('waits for its port asks nothing of anybody', () => {
    const porting = CHECKS.find(({ rule }) => rule === 'number-porting') ?? {};
    const [standing] = standings(written(number(BAD)), porting, BAD);
    expect(standing?.next?.kind).toBe('wait');
  });

  it('is on an extension of a kind that is not known is planned: not knowing is no reason', () => {
    const world = { users: kim(', uc: false'), numbers: held(', extension: unknown') };
    const plan = planOf(written(number(BAD, KIM)), world);
    expect(plan.held).toEqual([]);
    expect(plan.changes.map(({ address }) => address)).toContain(`number/${BAD}`);
  });

  it('breaks a rule that the table has, with what mends it', () => {
    const known = new Set(RULES.map(({ id }) => id));
    const untold = CHECKS.filter(({ rule }) => !known.has(rule) || (MEND[rule] ?? '') === '');
    expect(untold).toEqual([]);
  });
});

describe('people in no file', () => {
  const world: World = {
    users: `${kim()}
  gil.fry${AT}: Gil Fry
  eve.fox${AT}: { name: Eve Fox, active: false }
  liv.may${AT}: { name: Liv May, uc: false }
  no.phone${AT}: Nell O'Phone`,
    numbers: `${held()}
  "+14085550151": { owner: ${KIM} }
  "+14085550152": { owner: gil.fry${AT}, sms: enabling-failed }
  "+14085550153": { owner: eve.fox${AT} }
  "+14085550154": { owner: liv.may${AT}, extension: CC }
  "+18005550155": { owner: gil.fry${AT}, category: toll-free }`,
  };
  const KIM_ENTRY = { userName: KIM, person: 'Kim Day', numbers: [BAD, '+14085550151'] };
  const GIL_ENTRY = { userName: `gil.fry${AT}`, person: 'Gil Fry', numbers: ['+14085550152'] };

  it('are active UC users who have a number, by name, and change nothing else', () => {
    const plan = planOf(written(), world);
    expect(plan.unmentioned).toMatchObject([GIL_ENTRY, KIM_ENTRY]);
    expect(plan.held).toEqual([]);
    expect(changesOf(plan)).toEqual(changesOf(planOf(written(), {})));
    for (const text of told(plan)) {
      expect(text).toContain('In no file: 2 people with numbers');
      expect(text).toContain('They cannot text, and no file asks for it.');
      expect(text).toContain('Kim Day');
    }
  });

  it.each([
    ['one of their numbers is listed for anyone', written(number('+14085550151'))],
    [
      'noTexting names their number',
      { ...written(), noTexting: [...written().noTexting, number('+14085550151', KIM)] },
    ],
    [
      'a line names them for a number that the account does not have',
      written(number('+14085550177', KIM.toUpperCase())),
    ],
  ] as const)('are not those of whom %s', (_, config) => {
    expect(planOf(config, world).unmentioned).toMatchObject([GIL_ENTRY]);
  });

  it('are not told twice: whose number is in a campaign, or on in vain, stands elsewhere', () => {
    const inCampaign = { users: kim(), numbers: held(', sms: on, campaign: CDESK01') };
    const plan = planOf(written(), inCampaign);
    expect(plan.unmentioned).toEqual([]);
    expect(plan.unlisted.flatMap(({ lines }) => lines).join('\n')).toContain(BAD);
    const blocked = planOf(written(), { users: kim(), numbers: held(', sms: on') });
    expect(blocked.unmentioned).toEqual([]);
    expect(blocked.cannotText).toMatchObject([{ number: BAD, rule: 'sms-without-campaign' }]);
  });

  it.each(['users', 'inventory', 'sms', 'campaigns'])(
    'are nobody where %s were not read',
    (part) => {
      const gaps = `gaps: [{ part: ${part}, reason: it did not answer }]`;
      expect(planOf(written(), { ...world, gaps }).unmentioned).toEqual([]);
    },
  );

  it('are ten at most in the text, with a count, and all of them in the plan', () => {
    const many = Array.from({ length: 30 }, (_, i) => String(1000 + i));
    const plan = planOf(written(), {
      users: many.map((n) => `p${n}${AT}: Person ${n}`).join('\n  '),
      numbers: many.map((n) => `"+1408556${n}": { owner: p${n}${AT} }`).join('\n  '),
    });
    expect(plan.unmentioned).toHaveLength(30);
    const text = renderPlan(plan, { color: false, columns: 100 });
    expect(text).toContain('In no file: 30 people with numbers');
    expect(text.match(/Person \d+/g)).toHaveLength(10);
    expect(text).toContain('and 20 more');
  });

  it('leave a plan with nothing to do one with nothing to do', () => {
    const done = desired({
      brands: [],
      campaigns: [
        bound('front-desk', { id: 'CDESK01', numbers: [number('+14085550101')] }),
        bound('billing', { id: 'CBILL01', numbers: [number('+14085550103')] }),
      ],
      noTexting: [number('+14085550104')],
    });
    const snapshot = snapshotFrom(
      observed(world).replace(
        'sms: on, campaign: CDESK01 }\n  "+14085550150"',
        'sms: off }\n  "+14085550150"',
      ),
    );
    const plan = makePlan({ desired: done, snapshot, capabilities: SANDBOX });
    expect(plan.changes).toEqual([]);
    for (const text of told(plan)) {
      expect(text).toContain('Nothing to do.');
      expect(text).toContain('In no file: 3 people with numbers');
    }
  });
});

describe(`users created before ${DAY}`, () => {
  const createdAt = (day = '2023-02-14T23:59:59Z') => kim(`, created: ${day}`);

  it('are told that SMS was switched on automatically, where it is on in no campaign', () => {
    const world = { users: createdAt(), numbers: held(', sms: on') };
    const plan = planOf(written(), world, CONSOLE);
    expect(plan.held).toEqual([]);
    expect(plan.cannotText).toMatchObject([
      {
        number: BAD,
        person: 'Kim Day',
        rule: 'sms-on-by-default',
        reason: `SMS is on, but the number is in no campaign, so carriers block every text; users created before ${DAY} had SMS switched on automatically`,
        next: 'list it under a campaign, or under noTexting',
      },
    ]);
    expect(changesOf(plan)).toEqual(changesOf(planOf(written(), {}, CONSOLE)));
    for (const text of told(plan)) expect(text).toContain('sms-on-by-default');
    const [standing] = standings(written(), world, BAD, CONSOLE);
    expect(standing?.reason).toMatchObject({ rule: 'sms-on-by-default' });
    expect(standings(written(), world, KIM, CONSOLE)).toEqual([standing]);
  });

  it.each([
    ['the day itself', createdAt(`${DAY}T00:00:00Z`), SANDBOX],
    ['a day that is not told', kim(), SANDBOX],
    ['a day that is no day', createdAt('unknown'), SANDBOX],
    ['a provider that never did so', createdAt(), { ...SANDBOX, smsOnByDefaultBefore: null }],
  ] as const)('are not those of %s', (_, users, capabilities) => {
    const plan = planOf(written(), { users, numbers: held(', sms: on') }, capabilities);
    expect(plan.cannotText).toMatchObject([{ rule: 'sms-without-campaign' }]);
  });

  it('are put into their campaign for that reason, where they are listed', () => {
    const plan = planOf(written(number(BAD, KIM)), {
      users: createdAt(),
      numbers: held(', sms: on'),
    });
    const change = plan.changes.find(({ address }) => address === `number/${BAD}`);
    expect(change?.why).toContain(`users created before ${DAY} had SMS switched on automatically`);
  });

  it('may have SMS on where its state is not known: a hint says so', () => {
    const world = { users: createdAt(), numbers: held(', sms: unknown') };
    const hint = `It may be on in no campaign: users created before ${DAY} had SMS switched on automatically.`;
    const listed = planOf(written(number(BAD, KIM)), world);
    expect(listed.attention).toMatchObject([{ rule: 'number-state-unknown' }]);
    expect(listed.attention[0]?.message).toContain(hint);
    const [standing] = standings(written(number(BAD, KIM)), world, BAD);
    expect(standing).toMatchObject({
      canText: 'unknown',
      reason: { rule: 'number-state-unknown' },
    });
    expect(standing?.reason?.text).toContain(DAY);
    const [unlisted] = planOf(written(), world).unmentioned;
    expect(unlisted?.text).toContain(
      `The SMS state of their numbers is not known. It may be on: users created before ${DAY}`,
    );
    const [later] = planOf(written(), { ...world, users: kim() }).unmentioned;
    expect(later?.text).toBe('The SMS state of their numbers is not known.');
  });
});
