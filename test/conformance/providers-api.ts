/**
 * The drivers that send requests: the sandbox, and 8x8 through a gateway, with an inventory and a registry apart.
 * Law: the registry is careless, so that no rule of its own stands in for one of ours: it takes a second object with the same
 * reference, and more numbers than a campaign may have.
 */
import { GATEWAY, SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import type { NumberRecord } from '../../src/sandbox/records.ts';
import type { Area } from '../../src/sandbox/routes.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { startProxy } from '../crash/proxy.ts';
import {
  BRAND_ID,
  DEFAULT_LIMIT,
  DESCRIPTIONS,
  type Key,
  LEGAL_NAME,
  type Office,
} from './office.ts';
import {
  type Account,
  type Driver,
  HOUR,
  openDesk,
  type Seen,
  type Submitted,
} from './providers.ts';

const MINUTE = 60_000;

export const sandboxDriver: Driver = {
  name: 'sandbox',
  capabilities: SANDBOX,
  async begin(office, watch) {
    const registry = await startRegistry(office, { apiKey: 'key-of-the-sandbox' });
    return account(registry, watch, (url) => ({
      lines: '  provider: sandbox\n',
      env: { CAMPAIGNCTL_SANDBOX_URL: url, CAMPAIGNCTL_API_KEY: registry.apiKey },
    }));
  },
};

export const gatewayDriver: Driver = {
  name: 'gateway',
  capabilities: GATEWAY,
  async begin(office, watch) {
    const inventory = await startInventory(office);
    const registry = await startRegistry(office, {
      apiKey: 'key-of-the-gateway',
      forbidden: ['users', 'phone-numbers'],
    });
    const made = await account(registry, watch, (url) => ({
      lines: `  provider: 8x8\n  smsVia: ${url}\n`,
      env: {
        CAMPAIGNCTL_API_URL: inventory.url,
        CAMPAIGNCTL_API_KEY: inventory.apiKey,
        CAMPAIGNCTL_SMS_API_KEY: registry.apiKey,
        CAMPAIGNCTL_STATE: 'dir:.campaignctl/log',
      },
    }));
    return {
      ...made,
      async close() {
        await made.close();
        await inventory.close();
      },
    };
  },
};

/** Users and numbers alone: its key may use nothing about SMS. */
export function startInventory(office: Office): Promise<Sandbox> {
  return startRegistry(office, { apiKey: 'key-of-8x8', forbidden: ['sms', 'operations'] });
}

interface Access {
  readonly apiKey: string;
  readonly forbidden?: readonly Area[];
}

function startRegistry(office: Office, access: Access): Promise<Sandbox> {
  return startSandbox({
    ...access,
    stateDir: null,
    seed: seedOf(office),
    operationMs: 0,
    rateLimit: 100_000,
    uniqueReferences: false,
    capCheck: false,
  });
}

/** Before today, so that what people saw there was not seen in the future. */
const DAYS_AGO = 60;

function seedOf({ people, campaigns }: Office): Seed {
  const start = new Date(Date.now() - DAYS_AGO * 24 * HOUR).toISOString();
  return {
    clock: { mode: 'stepped', start: `${start.slice(0, 11)}09:00:00Z` },
    times: { brand: '10m', campaign: 'never', numberOn: '2h', numberOff: '10m' },
    brands:
      campaigns.length === 0 ? [] : [{ id: BRAND_ID, status: 'VERIFIED', legalName: LEGAL_NAME }],
    campaigns: campaigns.map(({ id, description, useCase, limit, rejected }) => ({
      id,
      brand: BRAND_ID,
      status: rejected ? 'REJECTED' : 'APPROVED',
      description,
      useCase,
      numberLimit: limit ?? DEFAULT_LIMIT,
    })),
    users: people.map(({ user, numbers, textsIn, blocked, extension, inactive }) => ({
      userName: user,
      numbers,
      ...(extension === undefined ? {} : { extension }),
      ...(inactive === undefined ? {} : { status: 'INACTIVE' }),
      ...(textsIn === undefined ? {} : { sms: { status: 'ON', campaign: textsIn } }),
      ...(blocked === undefined ? {} : { sms: { status: 'ON', campaign: null } }),
    })),
    numbers: people.flatMap(({ numbers: [number = ''], tollFree }) =>
      tollFree === undefined ? [] : [{ number, status: 'ASSIGNED', category: 'TOLL_FREE' }],
    ),
  };
}

type Setting = (url: string) => { readonly lines: string; readonly env: Record<string, string> };

async function account(
  registry: Sandbox,
  watch: (seen: Seen) => void,
  setting: Setting,
): Promise<Account> {
  const { control } = registry;
  const proxy = await startProxy(registry.url);
  const { lines, env } = setting(proxy.url);
  const desk = openDesk(lines, env);
  let toFail: string | null = null;
  let toReject: { readonly campaign: Key; readonly reason: string } | null = null;

  const submitted: Submitted[] = [];
  const seen = (): Seen => whatIsIn(registry, submitted);
  proxy.watch(async ({ method, target, body }, { forward, give }) => {
    const answer = await forward();
    if (method === 'POST' && answer.status === 202) {
      submitted.push(...submittedBy(target, JSON.parse(body), registry));
    }
    if (toFail !== null && control.fail(toFail).ok) toFail = null;
    watch(seen());
    control.advance(4 * MINUTE);
    watch(seen());
    give(answer);
  });

  return {
    printed: desk.printed,
    desire: desk.desire,
    plan: desk.plan,
    seen,
    others({ failOnce, reject, grant, turnOff, days = 0 }) {
      if (turnOff !== undefined) granted(control.toggle(turnOff, false));
      control.advance(days * 24 * HOUR);
      toFail = failOnce ?? null;
      toReject = reject ?? null;
      if (grant !== undefined) {
        granted(control.limit(idOf(registry, grant.campaign), grant.limit));
      }
    },
    async work() {
      await desk.apply();
    },
    async wait() {
      control.advance(HOUR);
      for (const { campaignId, status, reviewTime } of registry.registry.state.campaigns.values()) {
        if (status !== 'PENDING' && reviewTime === null) continue;
        if (toReject === null) granted(control.approve(campaignId));
        else {
          granted(control.reject(idOf(registry, toReject.campaign), toReject.reason));
          toReject = null;
        }
      }
      control.advance(3 * HOUR);
      watch(seen());
    },
    changes: () => proxy.arrivals.filter(({ method }) => method !== 'GET').length,
    async close() {
      desk.close();
      await proxy.close();
      await registry.close();
    },
  };
}

function submittedBy(target: string, body: unknown, registry: Sandbox): readonly Submitted[] {
  const { legalName = '', description = '' } = body as Record<string, string>;
  if (target === '/sms/brands') return [{ kind: 'brand', of: legalName }];
  if (target === '/sms/campaigns') return [{ kind: 'campaign', of: description }];
  const [, id] = /^\/sms\/campaigns\/([^/]+)\/resubmissions$/.exec(target) ?? [];
  const live = registry.registry.state.campaigns.get(id ?? '');
  return live === undefined
    ? []
    : [{ kind: 'resubmission', of: String(live.content['description']) }];
}

function granted(answer: { readonly ok: boolean }): void {
  if (!answer.ok) throw new Error(`the sandbox refuses: ${JSON.stringify(answer)}`);
}

function idOf({ registry: { state } }: Sandbox, key: Key): string {
  for (const { campaignId, content } of state.campaigns.values()) {
    if (content['description'] === DESCRIPTIONS[key]) return campaignId;
  }
  throw new Error(`the registry has no campaign ${key}`);
}

const STATES: Readonly<
  Record<NumberRecord['status'], 'on' | 'off' | 'turning-on' | 'turning-off' | 'failed'>
> = {
  ON: 'on',
  OFF: 'off',
  PENDING_ON: 'turning-on',
  PENDING_OFF: 'turning-off',
  ENABLING_FAILED: 'off',
  DISABLING_FAILED: 'failed',
};

function whatIsIn({ registry: { state } }: Sandbox, submitted: readonly Submitted[]): Seen {
  const campaigns = [...state.campaigns.values()].map(
    ({ campaignId, status, numberLimit, content }) => ({
      id: campaignId,
      status: status.toLowerCase(),
      limit: numberLimit,
      description: String(content['description'] ?? ''),
      texts: {
        useCase: String(content['useCase']).toLowerCase().replaceAll('_', '-'),
        callToAction: String(content['callToAction'] ?? ''),
        samples: [content['samples'] ?? []].flat(),
      },
    }),
  );
  const about = new Map(campaigns.map(({ id, description }) => [id, description]));
  return {
    submitted,
    campaigns,
    numbers: new Map(
      [...state.numbers.values()].map(({ phoneNumber, status, campaignId }) => [
        phoneNumber,
        { state: STATES[status], campaign: about.get(campaignId ?? '') ?? null },
      ]),
    ),
  };
}
