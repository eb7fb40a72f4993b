/**
 * Small makers of plan and report values for tests: each takes what the test is about and fills in the rest.
 * Names and numbers are those of the example account `acme`.
 */
import type { E164 } from '../src/model/desired.ts';
import type { Place } from '../src/model/diagnostic.ts';
import {
  type CampaignLine,
  type Change,
  PLAN_FORMAT,
  type Plan,
  type When,
} from '../src/model/plan.ts';
import { type ApplyReport, type Outcome, REPORT_FORMAT } from '../src/model/report.ts';

export const NOW: When = { kind: 'now' };

/** `+1408555` and four digits. */
export function number(lastFour: string): E164 {
  return `+1408555${lastFour}` as E164;
}

export function place(line: number, file = 'front-desk.yaml'): Place {
  return { file, line, col: 3 };
}

export function plan(of: Partial<Plan> = {}): Plan {
  return {
    format: PLAN_FORMAT,
    account: 'acme',
    provider: 'sandbox',
    label: 'sandbox',
    sandbox: true,
    readAt: '2026-07-24T09:30:00.000Z',
    readFrom: 'registry',
    usersExport: null,
    seen: null,
    base: null,
    people: { now: 46, after: 46, wanted: 46, losses: [] },
    fees: {
      now: 0,
      unconfirmed: 0,
      unknown: 0,
      later: 0,
      monthly: 'absorbed by 8x8',
    },
    campaigns: [campaign('front-desk')],
    changes: [],
    refusals: [],
    held: [],
    waiting: [],
    attention: [],
    cannotText: [],
    unlisted: [],
    unmentioned: [],
    notes: [],
    limitRaises: [],
    gaps: [],
    diagnostics: [],
    times: {
      brand: 'about a minute',
      campaign: 'days, decided by carriers',
      numberOn: 'up to 48 hours',
      move: 'a couple of hours as a rule, at most 48',
    },
    ...of,
  };
}

export function campaign(
  key: string,
  of: Partial<Omit<CampaignLine, 'capacity'>> = {},
  capacity: Partial<CampaignLine['capacity']> = {},
): CampaignLine {
  const filled = {
    live: 46,
    planned: 46,
    limit: 48,
    limitFrom: 'default',
    wanted: 46,
    ...capacity,
  } as const;
  return {
    key,
    id: `C-${key}`,
    brand: 'acme',
    status: 'approved',
    since: '2026-05-02T08:00:00.000Z',
    waitingList: [],
    ...of,
    capacity: { peak: Math.max(filled.live, filled.planned), ...filled },
  };
}

/** A change; its id is a digest-like text that depends on the address and action only. */
export function change(
  address: string,
  action: Change['action'],
  of: Partial<Change> = {},
): Change {
  return {
    id: idOf(`${address} ${action}`),
    address,
    action,
    from: null,
    to: null,
    risk: 'free',
    fee: null,
    when: NOW,
    onAfter: null,
    why: '',
    campaign: null,
    person: null,
    place: null,
    refused: false,
    ...of,
  };
}

export function assign(
  lastFour: string,
  person: string | null,
  campaign: string,
  of: Partial<Change> = {},
): Change {
  return change(`number/${number(lastFour)}`, 'assign', {
    from: { campaign: null, sms: 'off' },
    to: { campaign, sms: 'on' },
    campaign,
    person,
    why: `Listed under ${campaign}.`,
    ...of,
  });
}

export function report(of: Partial<ApplyReport> = {}): ApplyReport {
  const made = of.plan ?? plan();
  return {
    format: REPORT_FORMAT,
    account: made.account,
    sandbox: made.sandbox,
    label: made.label,
    plan: made,
    done: [],
    waiting: [],
    held: [],
    failed: [],
    notAttempted: [],
    spentUsd: 0,
    unconfirmedUsd: 0,
    mayHaveSpentUsd: 0,
    unknownFees: 0,
    requests: 0,
    stopped: null,
    ...of,
  };
}

export function outcome(
  change: Change,
  text: string,
  requestId: string | null = null,
  uncertain = false,
): Outcome {
  return { change, text, requestId, uncertain };
}

/** FNV-1a, twelve hex digits. */
function idOf(text: string): string {
  let low = 0x811c9dc5;
  for (const char of text) low = Math.imul(low ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${low.toString(16).padStart(8, '0')}${(text.length % 0x10000).toString(16).padStart(4, '0')}`;
}
