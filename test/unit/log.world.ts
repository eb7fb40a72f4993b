/** Entries of logs for tests: each at a minute of 2026-07-20, nine o'clock, UTC. */
import type { Said } from '../../src/apply/log/journal.ts';
import type { ApprovedChange, Holder, LogEntry, LoggedStep } from '../../src/model/log.ts';
import type { StepResult } from '../../src/model/port.ts';

export const HOLDER: Holder = {
  who: 'jane',
  host: 'ci-1',
  pid: 4711,
  birth: null,
  commit: 'c0ffee0',
  command: 'apply',
};

export function at(minute: number): string {
  return new Date(Date.UTC(2026, 6, 20, 9, minute)).toISOString();
}

export function entry(minute: number, said: Said, run = 'run-1'): LogEntry {
  return { at: at(minute), run, ...said } as LogEntry;
}

export const lease = (minute: number, run = 'run-1', ttlMs = 90_000): LogEntry =>
  entry(minute, { kind: 'lease', account: 'acme', holder: HOLDER, ttlMs, tookOver: null }, run);

export const ACCEPTED: StepResult = { outcome: 'accepted', id: 'C1', requestId: null };
export const LOST: StepResult = {
  outcome: 'unknown',
  code: 'X',
  message: 'Lost.',
  requestId: null,
};
export const REFUSED: StepResult = {
  outcome: 'rejected',
  code: 'CONFLICT',
  message: 'No.',
  requestId: null,
};

const BILLING: LoggedStep = {
  kind: 'register-campaign',
  change: 'billing-id',
  reference: 'acme/campaign/billing',
  brandId: 'BACME01',
  content: {},
};

/** The registration of the campaign billing, $89. */
export function registration(minute: number, write: string, run = 'run-1'): LogEntry {
  return entry(
    minute,
    {
      kind: 'intent',
      write,
      change: {
        id: 'billing-id',
        address: 'campaign/billing',
        action: 'register',
        fee: { usd: 89, confirmed: true, accepted: 89, note: '' },
        campaign: 'billing',
        person: null,
      },
      step: BILLING,
    },
    run,
  );
}

/** A write of one number; `change`: id of the change it is part of. */
export function numberWrite(
  minute: number,
  write: string,
  kind: 'assign' | 'turn-off',
  { change = 'number-id', number = '+14085550101', action = 'assign' as const, run = 'run-1' } = {},
): LogEntry {
  const step =
    kind === 'assign'
      ? { kind, change, number, campaignId: 'C1', version: null }
      : { kind, change, number, version: null };
  return entry(
    minute,
    {
      kind: 'intent',
      write,
      change: {
        id: change,
        address: `number/${number}`,
        action,
        fee: null,
        campaign: 'billing',
        person: 'Jane Doe',
      },
      step: step as LoggedStep,
    },
    run,
  );
}

export function result(minute: number, write: string, of: StepResult, run = 'run-1'): LogEntry {
  return entry(minute, { kind: 'result', write, result: of }, run);
}

export function settled(minute: number, write: string, effect: 'there' | 'none'): LogEntry {
  return entry(minute, {
    kind: 'settled',
    write,
    effect,
    id: null,
    by: 'person',
    who: 'jane',
    reason: 'She looked.',
  });
}

export function approved(
  minute: number,
  changes: readonly (Partial<ApprovedChange> & { id: string })[],
  plannedAt = at(0),
): LogEntry {
  return entry(minute, {
    kind: 'approved',
    by: 'jane',
    commit: null,
    how: 'file',
    file: 'plan.json',
    plannedAt,
    changes: changes.map((change) => ({
      address: 'campaign/billing',
      action: 'register',
      risk: 'paid',
      usd: 89,
      campaign: null,
      when: 'now',
      ...change,
    })),
  });
}
