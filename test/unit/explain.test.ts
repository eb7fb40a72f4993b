/**
 * What explain says. Golden files show a whole conversation with one account: each question and its answer, as an admin
 * would see them. Every answer is valid by the published schema, and every reason of `can-text.ts` is in one of them.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { RULES } from '../../src/config/rules.ts';
import { canText, worldOf } from '../../src/model/can-text.ts';
import type { NumberStanding } from '../../src/model/explain.ts';
import type { Part, Snapshot } from '../../src/model/snapshot.ts';
import { type ExplainInput, explain } from '../../src/plan/explain.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
import { CONSOLE, SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { renderExplanation } from '../../src/report/explain.ts';
import { createRegistry } from '../../src/sandbox/registry.ts';
import { expectGolden } from '../golden.ts';
import { assertExplanationValid } from '../plan-valid.ts';
import { inProcess } from '../property/in-process.ts';
import { randomWorlds, START } from '../property/worlds.ts';
import { fc } from '../random.ts';
import { snapshotFrom } from '../snapshots.ts';

const GOLDEN = fileURLToPath(new URL('../golden/', import.meta.url));

async function inputOf(folder: string): Promise<ExplainInput> {
  const { desired: written, diagnostics } = await loadConfig(`${GOLDEN}${folder}`);
  if (written === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  const observed = readFileSync(`${GOLDEN}${folder}/observed.yaml`, 'utf8');
  const capabilities = observed.startsWith('# capabilities: 8x8\n') ? CONSOLE : SANDBOX;
  const desired = canonicalDesired(written);
  const snapshot = snapshotFrom(observed);
  const plan = makePlan({ desired, snapshot, capabilities, diagnostics });
  return { plan, desired, snapshot, capabilities, fees: null };
}

/** Each question as it would be typed, with its answer below. */
function conversation(input: ExplainInput, questions: readonly (string | null)[]): string {
  return questions
    .map((asked) => {
      const explanation = explain(input, asked);
      assertExplanationValid(explanation);
      const text = renderExplanation(explanation, input.plan, { color: false, columns: 80 });
      const [, ...answer] = text.split('\n');
      return `$ explain${asked === null ? '' : ` "${asked}"`}\n${answer.join('\n')}`;
    })
    .join('\n');
}

const CONVERSATIONS: [golden: string, folder: string, questions: readonly (string | null)[]][] = [
  [
    'explain/reasons/numbers.txt',
    'explain/reasons',
    [
      '(408) 555-0101',
      '408.555.0102',
      '+1-408-555-0103',
      '4085550104',
      '14085550105',
      'tel:+1-408-555-0106',
      '4085550107',
      '4085550108',
      '4085550109',
      '4085550110',
      '4085550111',
      '4085550112',
      '4085550113',
      '4085550114',
      '4085550115',
      '4085550121',
      '4085550122',
      '4085550123',
      '4085550124',
      '4085550125',
      '4085550126',
      '4085550127',
      '4085550131',
      '4085550132',
      '4085550133',
      '4085550140',
      '4085550141',
      '4085550142',
      '4085550143',
      '8005550150',
      '8765550151',
    ],
  ],
  [
    'explain/reasons/people.txt',
    'explain/reasons',
    [
      'jane.doe@acme-dental.example',
      'gil',
      'liv may',
      'zoe poe',
      'Nell',
      'hire',
      'orr',
      'new.one',
      'rob key',
      'una.lin@acme-dental.example',
      'ode',
    ],
  ],
  [
    'explain/reasons/campaigns.txt',
    'explain/reasons',
    ['front-desk', 'cbill01', 'recall', 'surveys', 'alerts', 'kids', 'CSTRAY1'],
  ],
  ['explain/reasons/page.txt', 'explain/reasons', ['(408) 555-0103']],
  ['explain/reasons/account.txt', 'explain/reasons', [null]],
  [
    'explain/holders-not-told.txt',
    'plans/holders-not-told',
    [
      '4085550102',
      '4085550103',
      '4085550104',
      '4085550106',
      '4085550107',
      'jane.doe@acme-dental.example',
      'ann.lee@acme-dental.example',
      'kim.day@acme-dental.example',
      null,
    ],
  ],
  [
    'explain/porting.txt',
    'plans/porting',
    ['4085550101', '4085550193', '4085550194', '4085550195'],
  ],
  [
    'explain/reasons/nothing.txt',
    'explain/reasons',
    [
      '4085550199',
      '555-0199',
      '0101',
      '0131',
      '5550',
      '8005550159',
      '4085559',
      '50132',
      'Jnae',
      'frnt-desk',
      'x',
      '   ',
    ],
  ],
  [
    'explain/everything.txt',
    'plans/everything',
    [
      null,
      'front-desk',
      'recall',
      'surveys',
      'old-promo',
      '4085550102',
      '4085550111',
      '4085550106',
    ],
  ],
];

for (const plan of ['two-blocks-one-object', 'look-alike', 'key-reused', 'brand-pending']) {
  CONVERSATIONS.push([
    `explain/${plan}.txt`,
    `plans/${plan}`,
    [null, 'front-desk', '4085550101', '4085550103'],
  ]);
}

const GAPS: readonly Part[] = ['users', 'inventory', 'brands', 'campaigns', 'sms'];

for (const part of GAPS) {
  CONVERSATIONS.push([
    `explain/gap-${part}.txt`,
    `plans/gap-${part}`,
    [null, '4085550101', '4085550102', '4085550199', 'Jane', 'front-desk'],
  ]);
}

function standing(input: ExplainInput, asked: string): NumberStanding {
  const { answer } = explain(input, asked);
  const [first] = answer.kind === 'numbers' ? answer.numbers : [];
  if (first === undefined) throw new Error(`${asked} is no number`);
  return first;
}

describe('explain', () => {
  it.each(CONVERSATIONS)('%s', async (golden, folder, questions) => {
    expectGolden(golden, conversation(await inputOf(folder), questions));
  });

  it('has every reason of can-text among its answers, each with a rule of the table', async () => {
    const input = await inputOf('explain/reasons');
    const numbers = [...input.snapshot.numbers.map(({ number }) => number)];
    const given = new Set(numbers.map((number) => standing(input, number).reason?.rule));
    const source = readFileSync(new URL('../../src/model/can-text.ts', import.meta.url), 'utf8');
    const rules = [...source.matchAll(/(?:rule: |silence\(\s*)'([a-z-]+)'/g)].map(
      ([, rule = '']) => rule,
    );
    expect(new Set(rules).size).toBeGreaterThan(12);
    expect(rules.filter((rule) => !given.has(rule))).toEqual([]);
    const known = new Set(RULES.map(({ id }) => id));
    expect([...given].filter((rule) => rule != null && !known.has(rule))).toEqual([]);
  });

  it('knows a number in every spelling', async () => {
    const input = await inputOf('explain/reasons');
    const spellings = [
      '+14085550101',
      '14085550101',
      '4085550101',
      '(408) 555-0101',
      '408.555.0101',
      '1-408-555-0101',
      'tel:+1-408-555-0101',
      ' \u202a+1 408\u00a0555\u00a00101\u202c ',
      '０４０８５５５０１０１'.slice(1),
      '5550101',
    ];
    for (const asked of spellings) expect(standing(input, asked).number).toBe('+14085550101');
  });

  it('counts who texts from another number until the switch, as the plan does', async () => {
    const input = await inputOf('plans/everything');
    const { answer } = explain(input, null);
    expect(answer.kind === 'account' && answer.texting.yes).toBe(input.plan.people.now);
  });

  it('says nothing of a brand that is not known as if it were', async () => {
    const input = await inputOf('explain/reasons');
    const brands = input.snapshot.brands.map((brand) => ({ ...brand, status: 'unknown' as const }));
    const campaigns = input.snapshot.campaigns.map((one) => ({
      ...one,
      status: 'unknown' as const,
    }));
    const asked = (snapshot: Snapshot) => standing({ ...input, snapshot }, '4085550101');
    expect(asked({ ...input.snapshot, brands })).toMatchObject({
      canText: 'unknown',
      reason: { rule: 'brand-state-unknown' },
    });
    expect(asked({ ...input.snapshot, campaigns }).reason?.rule).toBe('campaign-state-unknown');
  });

  it('tells what was paid for a campaign, and in all, where the log knows it', async () => {
    const input = await inputOf('explain/reasons');
    const row = {
      kind: 'submission',
      at: '2026-07-20T08:00:00.000Z',
      usd: 89,
      planned: 89,
      state: 'confirmed',
      address: 'campaign/billing',
      action: 'register',
      id: 'CBILL01',
      idFrom: 'log',
      write: 'w1',
      sentBy: null,
      approved: null,
      settled: null,
      invoice: null,
    } as const;
    const again = { ...row, action: 'resubmit', state: 'possible', write: 'w2' } as const;
    const fees: ExplainInput['fees'] = {
      format: 'campaignctl/fees@1',
      account: 'acme',
      provider: 'sandbox',
      store: 'a log',
      readAt: null,
      invoices: 'unread',
      missing: [],
      elsewhere: 0,
      rows: [row, again],
      totals: { confirmed: 89, unconfirmed: 0, possible: 89, outside: 0, unknown: 1 },
    };
    const paid = { ...input, fees };
    expect(conversation(paid, ['billing'])).toContain(
      'Fee       registered 2026-07-20: $89, confirmed; sent in again 2026-07-20: $89,\n          possible\n',
    );
    expect(conversation(paid, [null])).toContain(
      'Paid      $89; up to $89 whose answer was lost; 1 amount not known, by the log\n',
    );
  });

  it.each([40, 60, 120])('fits %i columns', async (columns) => {
    const input = await inputOf('explain/reasons');
    for (const asked of [null, 'front-desk', 'gil', 'orr', '4085550103', 'Jnae']) {
      const text = renderExplanation(explain(input, asked), input.plan, { color: false, columns });
      for (const line of text.split('\n')) {
        // What is to be pasted is never broken.
        if (!/^ {2,4}\S+.*:|Please ask|All numbers|Please tell/.test(line)) {
          expect(line.length).toBeLessThanOrEqual(Math.min(columns, 100));
        }
      }
    }
  });

  it('shows nothing of a hostile registry, file or command line that a terminal or a CI system obeys', async () => {
    const input = await inputOf('plans/hostile-names');
    const evil = '\u001b]0;x\u0007\u202e::error::x\n::set-output name=x::y';
    const users = input.snapshot.users.map((user) => ({ ...user, name: `${user.name}${evil}` }));
    const campaigns = input.snapshot.campaigns.map((one) => ({ ...one, reason: evil }));
    const numbers = input.snapshot.numbers.map((one) => ({
      ...one,
      sms: { ...one.sms, status: 'enabling-failed' as const, reason: evil },
    }));
    const hostile = { ...input, snapshot: { ...input.snapshot, users, campaigns, numbers } };
    const asked = [
      null,
      evil,
      'e',
      'front-desk',
      '4085550101',
      ...users.map((one) => one.userName),
    ];
    for (const question of asked) {
      const explanation = explain(hostile, question);
      assertExplanationValid(explanation);
      const text = renderExplanation(explanation, input.plan, { color: false, columns: 80 });
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
      expect(text).not.toMatch(/^\s*::/m);
    }
  });
});

describe('in every random world', () => {
  const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) };

  it('says of each number what can-text says, counts as the plan does, and is valid', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, async ({ seed, desired }) => {
        const snapshot = await inProcess(createRegistry(seed, START), START).snapshot();
        const capabilities = SANDBOX;
        const plan = makePlan({ desired, snapshot, capabilities });
        const input = { plan, desired, snapshot, capabilities, fees: null };
        const world = worldOf(snapshot);
        for (const live of snapshot.numbers) {
          const { canText: verdict, reason } = standing(input, live.number);
          if (verdict !== 'unknown') expect(verdict === 'yes').toBe(canText(live, world));
          expect(reason === null).toBe(verdict === 'yes');
        }
        const account = explain(input, null);
        assertExplanationValid(account);
        expect(explain(input, null)).toEqual(account);
        if (account.answer.kind !== 'account') throw new Error('another answer');
        const { texting } = account.answer;
        expect(texting.yes + texting.no + texting.unknown).toBe(plan.people.wanted);
        if (texting.unknown === 0) expect(texting.yes).toBe(plan.people.now);
        for (const { key } of desired.campaigns) assertExplanationValid(explain(input, key));
        for (const { userName } of snapshot.users) assertExplanationValid(explain(input, userName));
      }),
      RUNS,
    ));

  it('calls nobody silent or well for what was not read', () =>
    fc.assert(
      fc.asyncProperty(
        randomWorlds,
        fc.subarray([...GAPS], { minLength: 1 }),
        async ({ seed, desired }, parts) => {
          const whole = await inProcess(createRegistry(seed, START), START).snapshot();
          const lost = <T>(part: Part, list: readonly T[]) => (parts.includes(part) ? [] : list);
          const snapshot: Snapshot = {
            ...whole,
            brands: lost('brands', whole.brands),
            campaigns: lost('campaigns', whole.campaigns),
            numbers: lost('inventory', whole.numbers),
            users: lost('users', whole.users),
            gaps: parts.map((part) => ({ part, reason: 'the scroll expired' })),
          };
          const capabilities = SANDBOX;
          const plan = makePlan({ desired, snapshot, capabilities });
          const input = { plan, desired, snapshot, capabilities, fees: null };
          const world = worldOf(whole);
          for (const live of whole.numbers) {
            const { canText: verdict } = standing(input, live.number);
            if (verdict !== 'unknown') expect(verdict === 'yes').toBe(canText(live, world));
          }
        },
      ),
      RUNS,
    ));
});
