/** Plans and a provider for the tests of apply: the provider is scripted per step and remembers what it was sent. */
import type { Timing } from '../../src/apply/state.ts';
import type { Capabilities } from '../../src/model/capabilities.ts';
import type { Desired, DesiredBrand, DesiredCampaign, E164 } from '../../src/model/desired.ts';
import { type Change, PLAN_FORMAT, type Plan, type Refusal } from '../../src/model/plan.ts';
import type { FindTarget, FoundObject, Provider, Step, StepResult } from '../../src/model/port.ts';
import type { SmsStatus, Snapshot } from '../../src/model/snapshot.ts';

const PLACE = { file: 'campaigns.yaml', line: 1, col: 1 };
const FEE = { usd: 0, confirmed: true, note: '' };

export const CAPABILITIES: Capabilities = {
  provider: 'sandbox',
  label: 'SANDBOX',
  sandbox: true,
  brands: 'api',
  campaigns: 'api',
  numbers: 'api',
  limitRaise: 'manual',
  rebind: true,
  batchSize: 100,
  createGuard: 'enforced',
  conditionalWrites: true,
  settleMs: 3_000,
  activeCampaigns: { max: null, confirmed: true },
  smsOnByDefaultBefore: null,
  numbersPerCampaign: 48,
  fees: {
    brandRegistration: FEE,
    campaignRegistration: { ...FEE, usd: 89 },
    resubmission: { usd: 89, confirmed: false, note: '' },
    monthly: FEE,
  },
  mutability: { brand: {}, campaign: {} },
  times: {
    brand: 'about a minute',
    campaign: 'some days',
    numberOn: 'up to 48 hours',
    move: 'a couple of hours',
  },
};

export function number(index: number): E164 {
  return `+1408555${String(index).padStart(4, '0')}` as E164;
}

export function change(part: Partial<Change> & Pick<Change, 'id' | 'address' | 'action'>): Change {
  return {
    from: null,
    to: null,
    risk: 'free',
    fee: null,
    when: { kind: 'now' },
    onAfter: null,
    why: '',
    campaign: null,
    person: null,
    place: null,
    refused: false,
    ...part,
  };
}

export function follows(...changes: readonly string[]): Change['when'] {
  return { kind: 'after', changes, text: '' };
}

export function assign(id: string, index: number, part: Partial<Change> = {}): Change {
  const address = `number/${number(index)}`;
  return change({ id, address, action: 'assign', to: { campaign: 'billing' }, ...part });
}

export function turnOff(id: string, index: number, part: Partial<Change> = {}): Change {
  return change({ id, address: `number/${number(index)}`, action: 'turn-off', ...part });
}

export function move(id: string, index: number, part: Partial<Change> = {}): Change {
  return change({
    id,
    address: `number/${number(index)}`,
    action: 'move',
    from: { campaign: 'front-desk', sms: 'on' },
    to: { campaign: 'billing', sms: 'on' },
    ...part,
  });
}

export function plan(changes: readonly Change[], refusals: readonly Refusal[] = []): Plan {
  return {
    format: PLAN_FORMAT,
    account: 'acme',
    provider: 'sandbox',
    label: 'SANDBOX',
    sandbox: true,
    readAt: '2026-07-20T09:00:00Z',
    readFrom: 'registry',
    base: null,
    people: { now: 0, after: 0, wanted: 0, losses: [] },
    fees: { now: 0, unconfirmed: 0, unknown: 0, later: 0, monthly: '' },
    campaigns: [line('front-desk', 'CFRONT1'), line('billing', 'CBILL01')],
    changes,
    refusals,
    held: [],
    waiting: [],
    attention: [],
    cannotText: [],
    unlisted: [],
    unmentioned: [],
    notes: [],
    limitRaises: [],
    gaps: [],
    usersExport: null,
    seen: null,
    diagnostics: [],
    times: CAPABILITIES.times,
  };
}

function line(key: string, id: string): Plan['campaigns'][number] {
  return {
    key,
    id,
    brand: 'acme',
    status: 'approved',
    since: null,
    capacity: { live: 0, peak: 0, planned: 0, limit: 48, limitFrom: 'default', wanted: 0 },
    waitingList: [],
  };
}

const BLOCK = { place: PLACE, id: null, formerly: [], allow: {}, places: {} };

export function brand(part: Partial<DesiredBrand> = {}): DesiredBrand {
  const content = { legalName: 'Acme Dental Group LLC' };
  return { ...BLOCK, key: 'acme', content, taxIdFrom: 'ACME_EIN', feeAccepted: null, ...part };
}

export function campaign(key: string, part: Partial<DesiredCampaign> = {}): DesiredCampaign {
  return {
    ...BLOCK,
    key,
    content: { description: `Texts of ${key}` },
    brand: 'acme',
    feeAccepted: 89,
    limitWanted: null,
    limitGranted: null,
    resubmit: null,
    deactivateForever: null,
    numbers: [],
    ...part,
  };
}

export function desired(part: Partial<Desired> = {}): Desired {
  return {
    account: {
      name: 'acme',
      provider: 'sandbox',
      sandboxSeed: null,
      smsVia: 'console',
      usersExport: null,
      place: PLACE,
    },
    policy: { maxOutages: null, lookAgainAfterDays: null },
    brands: [brand()],
    campaigns: [campaign('front-desk'), campaign('billing')],
    noTexting: [],
    ...part,
  };
}

/** The registry as it was read: `count` numbers, all off, at version 1; no brand and no campaign. */
export function snapshot(count = 300): Snapshot {
  return {
    provider: 'sandbox',
    readAt: '2026-07-20T09:00:00Z',
    brands: [],
    campaigns: [],
    numbers: Array.from({ length: count }, (_, index) => ({
      number: number(index),
      inventory: 'assigned',
      category: 'local',
      country: 'US',
      ownerId: null,
      extension: 'UC',
      portsTo: null,
      sms: { status: 'off', campaignId: null, since: null, reason: null, version: '1' },
    })),
    users: [],
    gaps: [],
    usersExport: null,
    seen: null,
  };
}

/** Time that passes only while somebody sleeps. */
export function fakeTiming(): Timing {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
    },
  };
}

export interface Script {
  /** Answer to one step; accepted where it gives none. May throw. */
  readonly answer?: (step: Step) => StepResult | undefined;
  readonly find?: (target: FindTarget) => readonly FoundObject[];
  readonly batchSize?: number;
  /** Called when a request has arrived, before it is answered. */
  readonly arrived?: (batch: readonly Step[]) => Promise<void> | void;
}

export interface FakeProvider extends Provider {
  readonly batches: (readonly Step[])[];
  /** Most requests that were in flight at the same time. */
  peak(): number;
}

export const ACCEPTED: StepResult = { outcome: 'accepted', id: null, requestId: 'r1' };

export function rejected(code = 'CONFLICT'): StepResult {
  return { outcome: 'rejected', code, message: 'It does not fit.', requestId: 'r2' };
}

export const UNKNOWN: StepResult = {
  outcome: 'unknown',
  code: 'TIMEOUT',
  message: 'The answer was lost',
  requestId: 'r3',
};

export function fakeProvider(script: Script = {}): FakeProvider {
  const batches: (readonly Step[])[] = [];
  let inFlight = 0;
  let peak = 0;
  return {
    name: 'fake',
    capabilities: { ...CAPABILITIES, batchSize: script.batchSize ?? CAPABILITIES.batchSize },
    batches,
    peak: () => peak,
    canonical: (written) => written,
    snapshot: async () => snapshot(),
    execute: async (batch) => {
      batches.push(batch);
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      try {
        await new Promise((resolve) => setImmediate(resolve));
        await script.arrived?.(batch);
        return batch.map((step) => script.answer?.(step) ?? ACCEPTED);
      } finally {
        inFlight -= 1;
      }
    },
    checkAccess: async () => {},
    find: async (target) => script.find?.(target) ?? [],
    invoices: async () => null,
    requests: () => batches.length,
    close: async () => {},
  };
}

export function foundNumber(target: FindTarget, status: SmsStatus): readonly FoundObject[] {
  if (target.kind !== 'number') return [];
  const sms = { status, campaignId: null, since: null, reason: null, version: '2' };
  return [{ kind: 'number', number: target.number, sms }];
}
