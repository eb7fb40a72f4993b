/** A log in which everything has happened once, for the views of it and their texts. */
import type { E164 } from '../../src/model/desired.ts';
import type { Holder, LogEntry, LoggedChange } from '../../src/model/log.ts';
import type { ChangeFee } from '../../src/model/plan.ts';

export function holder(who: string, command = 'apply', commit: string | null = COMMIT): Holder {
  return { who, host: 'ci-3', pid: 4711, birth: null, commit, command };
}

export const COMMIT = '3f2a91b0c4de5f60718293a4b5c6d7e8f9012345';

const FEE: ChangeFee = { usd: 89, confirmed: true, accepted: 89, note: '' };
const MAYBE: ChangeFee = { usd: 89, confirmed: false, accepted: 89, note: '' };

export function change(
  id: string,
  address: string,
  more: Partial<LoggedChange> = {},
): LoggedChange {
  return { id, address, action: 'register', fee: null, campaign: null, person: null, ...more };
}

export type Said = LogEntry extends infer E
  ? E extends LogEntry
    ? Omit<E, 'at' | 'run'>
    : never
  : never;

/** Entries of one run, a minute after each other from `at` on. */
export function runOf(run: string, at: string, ...said: readonly Said[]): readonly LogEntry[] {
  return said.map((one, i) => {
    const time = new Date(Date.parse(at) + i * 61_000).toISOString();
    return { at: time, run, ...one } as LogEntry;
  });
}

export function registration(key: string, write: string, fee: ChangeFee | null = FEE): Said {
  return {
    kind: 'intent',
    write,
    change: change(`id-${key}`, `campaign/${key}`, { fee, campaign: key }),
    step: {
      kind: 'register-campaign',
      change: `id-${key}`,
      reference: `acme/campaign/${key}`,
      brandId: 'B1',
      content: { description: 'Reminders' },
    },
  };
}

export function approval(...keys: readonly string[]): Said {
  return {
    kind: 'approved',
    by: 'jane',
    commit: COMMIT,
    how: 'file',
    file: 'plan.json',
    plannedAt: '2026-07-20T09:00:00.000Z',
    changes: keys.map((key) => ({
      id: `id-${key}`,
      address: `campaign/${key}`,
      action: 'register',
      risk: 'paid',
      usd: 89,
      campaign: key,
      when: 'now',
    })),
  };
}

export function lease(who: string, command?: string, commit?: string | null): Said {
  return {
    kind: 'lease',
    account: 'acme',
    holder: holder(who, command, commit),
    ttlMs: 90_000,
    tookOver: null,
  };
}

export const BILLING = '0c930c8f-0000-4000-8000-000000000001';
export const RECALL = '0c930c8f-0000-4000-8000-000000000002';
export const PROMO = '0c930c8f-0000-4000-8000-000000000003';
export const AGAIN = '0c930c8f-0000-4000-8000-000000000004';

const REQUEST = '7f000001-1111-4222-8333-444455556666';

/** Two runs, the second of which took over; a person who decided; one who unlocked; one that goes on. */
export const LOG: readonly LogEntry[] = [
  ...runOf(
    'aaaaaaaa-0000-4000-8000-000000000001',
    '2026-07-20T09:31:00.000Z',
    lease('jane'),
    {
      kind: 'approved',
      by: 'jane',
      commit: COMMIT,
      how: 'file',
      file: 'plan.json',
      plannedAt: '2026-07-20T09:00:00.000Z',
      changes: [
        {
          id: 'id-billing',
          address: 'campaign/billing',
          action: 'register',
          risk: 'paid',
          usd: 89,
          campaign: 'billing',
          when: 'now',
        },
        {
          id: 'id-recall',
          address: 'campaign/recall',
          action: 'register',
          risk: 'paid',
          usd: 89,
          campaign: 'recall',
          when: 'now',
        },
        {
          id: 'id-promo',
          address: 'campaign/promo',
          action: 'register',
          risk: 'paid',
          usd: null,
          campaign: 'promo',
          when: 'now',
        },
        {
          id: 'id-sam',
          address: 'number/+14085550102',
          action: 'turn-off',
          risk: 'outage',
          usd: null,
          campaign: null,
          when: 'now',
        },
        {
          id: 'id-old',
          address: 'campaign/old-promo',
          action: 'deactivate',
          risk: 'irreversible',
          usd: null,
          campaign: 'old-promo',
          when: 'now',
        },
        {
          id: 'id-ann',
          address: 'number/+14085550103',
          action: 'assign',
          risk: 'free',
          usd: null,
          campaign: 'front-desk',
          when: 'after',
        },
      ],
    },
    registration('billing', BILLING),
    {
      kind: 'result',
      write: BILLING,
      result: { outcome: 'accepted', id: 'CBILL', requestId: REQUEST },
    },
    { kind: 'alive' },
    {
      kind: 'intent',
      write: 'w-sam',
      change: change('id-sam', 'number/+14085550102', { action: 'turn-off', person: 'Sam Roe' }),
      step: { kind: 'turn-off', change: 'id-sam', number: '+14085550102' as E164, version: '1' },
    },
    {
      kind: 'result',
      write: 'w-sam',
      result: {
        outcome: 'rejected',
        code: 'BUSY',
        message: 'It is being turned on.',
        requestId: REQUEST,
      },
    },
    registration('recall', RECALL),
    {
      kind: 'result',
      write: RECALL,
      result: {
        outcome: 'unknown',
        code: 'UNAVAILABLE',
        message: 'The registry did not answer.',
        requestId: null,
      },
    },
    registration('promo', PROMO, { ...MAYBE, usd: null }),
  ),
  ...runOf(
    'bbbbbbbb-0000-4000-8000-000000000002',
    '2026-07-20T23:58:30.000Z',
    {
      kind: 'lease',
      account: 'acme',
      holder: holder('kim', 'apply --continue', null),
      ttlMs: 90_000,
      tookOver: { run: 'aaaaaaaa-0000-4000-8000-000000000001', why: 'gone' },
    },
    {
      kind: 'settled',
      write: RECALL,
      effect: 'there',
      id: 'CRECALL',
      by: 'registry',
      who: 'kim',
      reason: 'it holds acme/campaign/recall',
    },
    { kind: 'dropped', changes: ['id-old', 'id-gone'], reason: 'the plan has changed.' },
    {
      kind: 'intent',
      write: AGAIN,
      change: change('id-again', 'campaign/front-desk', {
        action: 'resubmit',
        fee: MAYBE,
        campaign: 'front-desk',
      }),
      step: {
        kind: 'resubmit',
        change: 'id-again',
        id: 'CFRONT',
        version: '3',
        reason: '2026-07-20 privacy page is live',
        content: {},
      },
    },
    { kind: 'result', write: AGAIN, result: { outcome: 'accepted', id: null, requestId: REQUEST } },
    {
      kind: 'ended',
      stopped: 'interrupt',
      done: 1,
      waiting: 2,
      held: 0,
      failed: 0,
      notAttempted: 3,
      read: { campaigns: 4 },
    },
    { kind: 'released' },
  ),
  ...runOf(
    'cccccccc-0000-4000-8000-000000000003',
    '2026-07-21T08:00:00.000Z',
    lease('lee', 'resolve'),
    {
      kind: 'settled',
      write: PROMO,
      effect: 'none',
      id: null,
      by: 'person',
      who: 'lee',
      reason: 'support case 104233: nothing arrived',
    },
    { kind: 'begun', by: 'lee', reason: 'moved from another machine' },
    { kind: 'released' },
  ),
  ...runOf('dddddddd-0000-4000-8000-000000000004', '2026-07-21T09:00:00.000Z', lease('max')),
  ...runOf('eeeeeeee-0000-4000-8000-000000000005', '2026-07-21T09:05:00.000Z', {
    kind: 'unlocked',
    of: 'dddddddd-0000-4000-8000-000000000004',
    by: 'jane',
    reason: 'the machine is gone',
  }),
  ...runOf(
    'ffffffff-0000-4000-8000-000000000006',
    '2026-07-21T10:00:00.000Z',
    lease('max'),
    {
      kind: 'intent',
      write: 'w-ann',
      change: change('id-ann', 'number/+14085550103', {
        action: 'assign',
        person: 'Ann Lee',
        campaign: 'front-desk',
      }),
      step: {
        kind: 'assign',
        change: 'id-ann',
        number: '+14085550103' as E164,
        campaignId: 'CFRONT',
        version: null,
      },
    },
    { kind: 'alive' },
  ),
];
