/**
 * The published schemas and the TypeScript types say the same.
 * The values below name every member of every type (the compiler sees to that), so that a member the schema does not
 * know, requires by mistake or forgets to require fails here.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { E164, ProviderName } from '../../src/model/desired.ts';
import type { Diagnostic, Place, Severity } from '../../src/model/diagnostic.ts';
import type {
  Action,
  Change,
  Loss,
  Plan,
  Risk,
  Side,
  Unlisted,
  WaitsFor,
  When,
} from '../../src/model/plan.ts';
import type { ApplyReport, Outcome } from '../../src/model/report.ts';
import type { PartKind, Runbook } from '../../src/model/runbook.ts';
import type { BrandStatus, CampaignStatus, Part, SmsStatus } from '../../src/model/snapshot.ts';
import { makePlan } from '../../src/plan/plan.ts';
import {
  assertDiagnosticsValid,
  assertPlanValid,
  assertReportValid,
  assertRunbookValid,
} from '../plan-valid.ts';
import { applyOnce } from '../property/laws.ts';
import { randomWorlds } from '../property/worlds.ts';
import { fc } from '../random.ts';

const NUMBER = '+14085550101' as E164;
const TIME = '2026-07-20T09:00:00.000Z';
const place: Required<Place> = { file: 'acme.yaml', line: 3, col: 5, endLine: 3, endCol: 9 };

const diagnostic: Required<Diagnostic> = {
  rule: 'number-listed-twice',
  severity: 'warning',
  message: '+1 408 555 0101 is listed twice.',
  place,
  source: '      +14085550101: anyone',
  hint: 'Remove one of the two lines.',
  fix: '+14085550102',
  related: [{ place, message: 'first listed here' }],
};

const side: Required<Side> = {
  campaign: 'front-desk',
  sms: 'on',
  status: 'approved',
  id: 'C7GH42I',
  reference: 'acme/campaign/front-desk',
  number: NUMBER,
  fields: { description: 'Reminders.', samples: ['One.', 'Two.'], termsAndConditions: null },
};

const whens: readonly When[] = [
  { kind: 'now' },
  { kind: 'after', changes: ['a1'], text: 'after a place is free' },
  { kind: 'waiting', since: TIME, for: 'campaign-approval', text: 'waits for carriers' },
  { kind: 'by-hand', text: 'Write to support.' },
];

function change(when: When): Change {
  return {
    id: 'a1b2c3',
    address: 'number/+14085550101',
    action: 'assign',
    from: side,
    to: side,
    risk: 'free',
    fee: { usd: 89, confirmed: true, accepted: 89, note: 'registration' },
    when,
    onAfter: 'd4e5f6',
    why: 'Listed under front-desk.',
    campaign: 'front-desk',
    person: 'Jane Doe',
    place,
    refused: false,
  };
}

const plan: Plan = {
  format: 'campaignctl/plan@1',
  account: 'acme',
  provider: 'sandbox',
  label: 'sandbox',
  sandbox: true,
  readAt: TIME,
  readFrom: 'registry',
  usersExport: null,
  seen: null,
  base: null,
  people: {
    now: 1,
    after: 2,
    wanted: 3,
    losses: [{ number: NUMBER, person: 'Jane Doe', change: 'a1b2c3', how: 'move' }],
  },
  fees: { now: 89, unconfirmed: 0, unknown: 0, later: 0, monthly: 'absorbed' },
  campaigns: [
    {
      key: 'front-desk',
      id: 'C7GH42I',
      brand: 'acme',
      status: 'approved',
      since: TIME,
      capacity: { live: 1, peak: 2, planned: 2, limit: 48, limitFrom: 'registry', wanted: 3 },
      waitingList: [NUMBER],
    },
  ],
  changes: whens.map(change),
  refusals: [
    {
      rule: 'fee-not-accepted',
      message: 'Costs 89 USD.',
      line: 'fee: { accepted: 89 }',
      support: { about: 'whether it may', text: 'May it?' },
      changes: ['a1b2c3'],
      place,
    },
  ],
  held: [
    {
      number: NUMBER,
      person: 'Sam Roe',
      campaign: 'billing',
      rule: 'owner-differs',
      message: 'Ann Lee holds it.',
      hint: 'Write ann.lee@acme-dental.example.',
      place,
    },
  ],
  waiting: [
    {
      address: 'campaign/front-desk',
      campaign: 'front-desk',
      person: null,
      for: 'campaign-approval',
      since: TIME,
      text: 'Carriers look at it.',
    },
  ],
  attention: [
    {
      rule: 'campaign-suspended',
      address: 'campaign/billing',
      message: 'Suspended.',
      since: TIME,
      next: 'Write to support.',
    },
  ],
  cannotText: [
    {
      number: NUMBER,
      person: 'Bob Ray',
      campaign: null,
      rule: 'sms-without-campaign',
      reason: 'SMS is on without a campaign.',
      since: null,
      next: 'List it.',
    },
  ],
  unlisted: [
    { kind: 'number', id: NUMBER, orphaned: false, text: 'On.', lines: ['+14085550101:'] },
  ],
  unmentioned: [
    {
      rule: 'user-in-no-file',
      userName: 'ida.moss@acme-dental.example',
      person: 'Ida Moss',
      numbers: [NUMBER],
      text: 'Off.',
    },
  ],
  notes: [{ rule: 'active-campaigns', message: 'There are two.', changes: ['a1b2c3'] }],
  limitRaises: [{ campaign: 'front-desk', limit: 48, wanted: 60, text: 'Please raise it.' }],
  gaps: [{ part: 'sms', reason: 'The registry did not answer.' }],
  diagnostics: [diagnostic],
  times: { brand: 'a minute', campaign: 'days', numberOn: 'hours', move: 'hours' },
};

const outcome: Outcome = {
  change: change({ kind: 'now' }),
  text: 'done',
  requestId: null,
  uncertain: false,
};
const report: ApplyReport = {
  format: 'campaignctl/apply-report@1',
  account: 'acme',
  sandbox: true,
  label: 'sandbox',
  plan,
  done: [outcome],
  waiting: [outcome],
  held: [outcome],
  failed: [outcome],
  notAttempted: [outcome],
  spentUsd: 89,
  unconfirmedUsd: 0,
  mayHaveSpentUsd: 0,
  unknownFees: 0,
  requests: 12,
  stopped: 'access',
};
const seen = { at: TIME, by: 'ann' };
const runbook: Runbook = {
  format: 'campaignctl/runbook@1',
  account: 'acme',
  provider: '8x8',
  label: '8x8',
  readAt: TIME,
  commit: '82532e5',
  seen: {
    lookAgainAfterDays: 7,
    forms: seen,
    page: seen,
    objects: [{ ...seen, name: 'brand/acme', id: 'BACME01' }],
    formNotSeen: ['C7GH42I'],
  },
  parts: [
    {
      kind: 'campaign',
      title: 'Campaign form: front-desk',
      where: ['Home', 'SMS'],
      steps: [
        {
          id: 'a1b2c3d4',
          changes: ['a1b2c3d4e5f6'],
          address: 'campaign/front-desk',
          title: 'Register campaign front-desk',
          instructions: ['Save and submit.'],
          fields: [
            { label: 'Use case', values: ['mixed'], before: ['marketing'], secretFrom: 'ACME_EIN' },
          ],
          numbers: [
            {
              number: NUMBER,
              person: 'Jane Doe',
              from: 'billing',
              to: 'front-desk',
              silences: NUMBER,
            },
          ],
          risk: 'paid',
          fee: { usd: 89, confirmed: true, accepted: 89, note: 'registration' },
          claim: { who: 'ann', at: TIME, write: 'w1' },
          losses: plan.people.losses,
          asks: 'campaign-id',
          after: ['d4e5f6a1'],
          onAfter: 'd4e5f6a1',
        },
      ],
    },
  ],
  looks: [
    {
      address: 'brand/acme',
      title: 'Brand acme',
      since: TIME,
      from: '2026-07-23',
      answers: [{ status: 'verified', label: 'Verified' }],
    },
  ],
  support: [{ about: 'raise billing from 48 to 60', text: 'Hello' }],
  held: [
    { change: 'a1', address: 'brand/acme', person: 'Jane Doe', why: 'Nobody has approved it.' },
  ],
  claimed: [
    {
      who: 'ann',
      at: TIME,
      write: 'w1',
      change: 'gone',
      address: 'campaign/front-desk',
      action: 'register',
    },
  ],
  later: [{ change: 'a2', address: 'brand/acme', person: null, why: 'Carriers look at it.' }],
  waiting: plan.waiting,
};
const validation = {
  format: 'campaignctl/diagnostics@1',
  valid: true,
  files: 2,
  diagnostics: [diagnostic],
};

/** Members that may be left out, by the type that has them. */
const OPTIONAL = [/\/(from|to)\/\w+$/, /\/(endLine|endCol|source|fix|related)$/, /\/fields\/\w+$/];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every object in a value, with its path and a copy of the whole value that holds it. */
function* objectsOf(
  value: Json,
  at = '',
): Generator<{ at: string; object: { [key: string]: Json } }> {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield { at, object: value };
  for (const [key, child] of Object.entries(value)) yield* objectsOf(child, `${at}/${key}`);
}

describe.each([
  ['plan', plan, assertPlanValid],
  ['apply-report', report, assertReportValid],
  ['diagnostics', validation, assertDiagnosticsValid],
  ['runbook', runbook, assertRunbookValid],
] as const)('%s.schema.json', (_name, value, assertValid) => {
  const whole: Json = JSON.parse(JSON.stringify(value));

  it('accepts a value that has every member of the type', () => {
    expect(() => assertValid(value)).not.toThrow();
    expect(() => assertValid(JSON.stringify(value))).not.toThrow();
  });

  it('lets exactly the optional members be left out', () => {
    const differ: string[] = [];
    for (const { at, object } of objectsOf(whole)) {
      for (const [key, kept] of Object.entries(object)) {
        delete object[key];
        const path = `${at}/${key}`;
        const optional = OPTIONAL.some((pattern) => pattern.test(path));
        if (accepts(assertValid, whole) !== optional) differ.push(path);
        object[key] = kept;
      }
    }
    expect(differ).toEqual([]);
  });

  it('refuses a member that no type has', () => {
    const accepted: string[] = [];
    for (const { at, object } of objectsOf(whole)) {
      if (at.endsWith('/fields')) continue;
      object['surplus'] = 'x';
      if (accepts(assertValid, whole)) accepted.push(at);
      delete object['surplus'];
    }
    expect(accepted).toEqual([]);
  });

  it('refuses a value of another type at every leaf', () => {
    const accepted: string[] = [];
    for (const { at, object } of objectsOf(whole)) {
      for (const [key, kept] of Object.entries(object)) {
        object[key] = [[0]];
        if (accepts(assertValid, whole)) accepted.push(`${at}/${key}`);
        object[key] = kept;
      }
    }
    expect(accepted).toEqual([]);
  });
});

function accepts(assertValid: (value: unknown) => void, value: Json): boolean {
  try {
    assertValid(value);
    return true;
  } catch {
    return false;
  }
}

describe('enums', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8'));
  const schema = read('plan.schema.json');
  const ofRunbook = read('runbook.schema.json');
  const { $defs } = schema;

  // Records over the unions: the compiler refuses a missing or a surplus member.
  const action: Record<Action, 1> = {
    register: 1,
    update: 1,
    resubmit: 1,
    deactivate: 1,
    bind: 1,
    assign: 1,
    move: 1,
    switch: 1,
    'turn-off': 1,
  };
  const risk: Record<Risk, 1> = { free: 1, paid: 1, outage: 1, irreversible: 1 };
  const waitsFor: Record<WaitsFor, 1> = {
    'brand-verification': 1,
    'campaign-approval': 1,
    'campaign-review': 1,
    'number-on': 1,
    'number-off': 1,
    place: 1,
    'limit-raise': 1,
  };
  const brand: Record<BrandStatus, 1> = {
    pending: 1,
    verified: 1,
    unverified: 1,
    failed: 1,
    unknown: 1,
  };
  const campaign: Record<CampaignStatus, 1> = {
    pending: 1,
    approved: 1,
    rejected: 1,
    suspended: 1,
    deactivated: 1,
    unknown: 1,
  };
  const sms: Record<SmsStatus, 1> = {
    off: 1,
    'pending-on': 1,
    on: 1,
    'enabling-failed': 1,
    'pending-off': 1,
    'disabling-failed': 1,
    unknown: 1,
  };
  const part: Record<Part, 1> = { users: 1, inventory: 1, brands: 1, campaigns: 1, sms: 1 };
  const severity: Record<Severity, 1> = { error: 1, warning: 1, info: 1 };
  const provider: Record<ProviderName, 1> = { sandbox: 1, '8x8': 1 };
  const how: Record<Loss['how'], 1> = { 'for-good': 1, move: 1, long: 1 };
  const partKind: Record<PartKind, 1> = {
    brand: 1,
    campaign: 1,
    'turn-off': 1,
    move: 1,
    enable: 1,
    deactivate: 1,
  };
  const unlisted: Record<Unlisted['kind'], 1> = { brand: 1, campaign: 1, number: 1 };
  const limitFrom: Record<Plan['campaigns'][number]['capacity']['limitFrom'], 1> = {
    registry: 1,
    'recorded case': 1,
    default: 1,
  };

  it.each([
    ['action', action, $defs.action.enum],
    ['risk', risk, $defs.risk.enum],
    ['waitsFor', waitsFor, $defs.waitsFor.enum],
    ['brandStatus', brand, $defs.brandStatus.enum],
    ['campaignStatus', campaign, $defs.campaignStatus.enum],
    ['smsStatus', sms, $defs.smsStatus.enum],
    ['part', part, $defs.gap.properties.part.enum],
    ['severity', severity, $defs.diagnostic.properties.severity.enum],
    ['provider', provider, $defs.provider.enum],
    ['how', how, $defs.loss.properties.how.enum],
    ['unlisted', unlisted, $defs.unlisted.properties.kind.enum],
    ['partKind', partKind, ofRunbook.$defs.part.properties.kind.enum],
    ['limitFrom', limitFrom, $defs.campaignLine.properties.capacity.properties.limitFrom.enum],
  ])('%s is the union of the type', (_name, members, written) => {
    expect([...written].sort()).toEqual(Object.keys(members).sort());
  });

  it('describes every property', () => {
    const bare: string[] = [];
    for (const { at, object } of [...objectsOf(schema), ...objectsOf(ofRunbook)]) {
      const { properties } = object;
      if (properties === undefined || properties === null || typeof properties !== 'object')
        continue;
      for (const [key, property] of Object.entries(properties)) {
        const told = JSON.stringify(property);
        if (!told.includes('"description"') && !told.includes('"$ref"')) bare.push(`${at}/${key}`);
      }
    }
    expect(bare).toEqual([]);
  });
});

describe('plans and reports of random worlds', () => {
  it('are valid', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, async (world) => {
        const { plan: made, report: written } = await applyOnce(world, makePlan);
        assertPlanValid(made);
        assertReportValid(written);
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) },
    ));
});
