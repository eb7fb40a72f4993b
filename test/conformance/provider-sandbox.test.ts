/** The provider against the sandbox registry, over sockets: what one writes, the other understands. */
import { afterEach, describe, expect, it } from 'vitest';
import type { E164 } from '../../src/model/desired.ts';
import { type Content, FIELDS, type Kind } from '../../src/model/kinds.ts';
import type { Provider, Step, StepResult } from '../../src/model/port.ts';
import type { LiveBrand, LiveCampaign, LiveNumber } from '../../src/model/snapshot.ts';
import { type SandboxConnection, sandboxProvider } from '../../src/providers/sandbox.ts';
import type { FaultAction, FaultRule } from '../../src/sandbox/faults.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

const START = '2026-07-20T10:00:00.000Z';
const HOUR = 3_600_000;
const JANE = '+14085550101' as E164;
const SAM = '+14085550102' as E164;
const CARE = '+14085550103' as E164;
const SPARE = '+14085550104' as E164;
const TAX_ID = '12-3456789';

const SEED: Seed = {
  times: { campaign: 'never', numberOn: '2h', numberOff: '10m' },
  users: [
    {
      userName: 'jane.doe@acme-dental.example',
      firstName: 'Jane',
      lastName: 'Doe',
      numbers: [JANE],
      createdTime: '2022-05-01T00:00:00Z',
      sms: { status: 'ON', campaign: null },
    },
    { userName: 'sam.roe@acme-dental.example', firstName: 'Sam', lastName: 'Roe', numbers: [SAM] },
    { userName: 'ann.lee@acme-dental.example', extension: 'CC', numbers: [CARE] },
  ],
  numbers: [{ number: SPARE }],
};

const BRAND: Content = {
  legalName: 'Acme Dental Group LLC',
  brandName: 'Acme Dental',
  legalForm: 'private-company',
  taxIdCountry: 'US',
  'alternativeId.type': 'duns',
  'alternativeId.value': '150483782',
  'stock.symbol': 'ACME',
  'stock.exchange': 'NASDAQ',
  vertical: 'human-resources',
  website: 'https://acme-dental.example',
  supportEmail: 'help@acme-dental.example',
  contactEmail: 'jane.doe@acme-dental.example',
};

const CAMPAIGN: Content = {
  useCase: 'customer-care',
  description: 'Appointment reminders.\nReplies to patients – "front desk".',
  callToAction: 'Patients tick the SMS box.',
  privacyPolicy: 'https://acme-dental.example/privacy',
  termsAndConditions: 'https://acme-dental.example/terms',
  'optIn.keywords': ['START', 'YES'],
  'optIn.message': 'Acme Dental: you are subscribed.',
  'optOut.keywords': ['STOP'],
  'optOut.message': 'Acme Dental: you are unsubscribed.',
  'help.keywords': ['HELP'],
  'help.message': 'Acme Dental: call 408 555 0100.',
  samples: ['Acme Dental: see you on Monday.', 'Acme Dental: your forms are ready.'],
};

const REFERENCE = { brand: 'acme/brand/acme', campaign: 'acme/campaign/front-desk' };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface World {
  readonly sandbox: Sandbox;
  readonly provider: Provider;
  /** A second provider on the same registry. */
  connect(more?: Partial<SandboxConnection>): Provider;
}

async function world(options: Partial<SandboxOptions> = {}): Promise<World> {
  const sandbox = await startSandbox({
    stateDir: null,
    seed: SEED,
    clock: { mode: 'stepped', start: START },
    operationMs: 0,
    rateLimit: false,
    ...options,
  });
  closing.push(() => sandbox.close());
  const connect = (more: Partial<SandboxConnection> = {}): Provider => {
    const { url, apiKey } = sandbox;
    const provider = sandboxProvider({
      url,
      apiKey,
      limits: null,
      timing: { now: () => Date.now(), sleep: () => new Promise((go) => setTimeout(go, 1)) },
      ...more,
    });
    closing.push(() => provider.close());
    return provider;
  };
  return { sandbox, provider: connect(), connect };
}

async function run(provider: Provider, step: Step): Promise<StepResult> {
  const [result] = await provider.execute([step]);
  if (result === undefined) throw new Error('no result');
  return result;
}

/** The id of what a step creates. */
async function created(provider: Provider, step: Step): Promise<string> {
  const result = await run(provider, step);
  if (result.outcome === 'accepted' && result.id !== null) return result.id;
  throw new Error(`not created: ${JSON.stringify(result)}`);
}

const registerBrand: Step = {
  kind: 'register-brand',
  change: 'c',
  reference: REFERENCE.brand,
  content: BRAND,
  taxId: TAX_ID,
};
const registerCampaign = (brandId: string): Step => ({
  kind: 'register-campaign',
  change: 'c',
  reference: REFERENCE.campaign,
  brandId,
  content: CAMPAIGN,
});
const assign = (number: E164, campaignId: string, version: string | null = null): Step => ({
  kind: 'assign',
  change: 'c',
  number,
  campaignId,
  version,
});
const turnOff = (number: E164, version: string | null = null): Step => ({
  kind: 'turn-off',
  change: 'c',
  number,
  version,
});

/** A verified brand with an approved campaign. */
async function approved(at: World): Promise<{ brandId: string; campaignId: string }> {
  const brandId = await created(at.provider, registerBrand);
  at.sandbox.control.advance(61_000);
  const campaignId = await created(at.provider, registerCampaign(brandId));
  expect(at.sandbox.control.approve(REFERENCE.campaign).ok).toBe(true);
  return { brandId, campaignId };
}

async function brandOf(provider: Provider): Promise<LiveBrand> {
  const [found] = await provider.find({ kind: 'brand', reference: REFERENCE.brand });
  if (found?.kind !== 'brand') throw new Error('no brand');
  return found.brand;
}

async function campaignOf(provider: Provider): Promise<LiveCampaign> {
  const [found] = await provider.find({ kind: 'campaign', reference: REFERENCE.campaign });
  if (found?.kind !== 'campaign') throw new Error('no campaign');
  return found.campaign;
}

async function numberOf(provider: Provider, number: E164): Promise<LiveNumber> {
  const found = (await provider.snapshot()).numbers.find((each) => each.number === number);
  if (found === undefined) throw new Error(`no ${number}`);
  return found;
}

describe('the whole way', () => {
  it('from an empty registry to a number that can text, and back to off', async () => {
    const at = await world();
    const { sandbox, provider } = at;
    const before = await provider.snapshot();
    expect(before).toMatchObject({ readAt: START, gaps: [], brands: [], campaigns: [] });
    expect(
      before.users.map(({ name, active, numbersTold }) => [name, active, numbersTold]),
    ).toEqual(
      expect.arrayContaining([
        ['Jane Doe', true, true],
        ['Sam Roe', true, true],
      ]),
    );
    const owners = new Map(before.users.map(({ id, userName }) => [id, userName.split('@')[0]]));
    expect(
      before.numbers.map(({ number, ownerId, extension, inventory, category, country, sms }) => [
        number,
        owners.get(ownerId ?? ''),
        extension,
        inventory,
        category,
        country,
        sms.status,
      ]),
    ).toEqual([
      [JANE, 'jane.doe', 'UC', 'assigned', 'local', 'US', 'on'],
      [SAM, 'sam.roe', 'UC', 'assigned', 'local', 'US', 'off'],
      [CARE, 'ann.lee', 'CC', 'assigned', 'local', 'US', 'off'],
      [SPARE, undefined, null, 'available', 'local', 'US', 'off'],
    ]);

    const brandId = await created(provider, registerBrand);
    expect(await brandOf(provider)).toMatchObject({
      id: brandId,
      status: 'pending',
      content: BRAND,
    });
    expect(await run(provider, registerCampaign(brandId))).toMatchObject({
      outcome: 'rejected',
      code: 'CONFLICT',
    });
    sandbox.control.advance(61_000);
    expect((await brandOf(provider)).status).toBe('verified');

    const campaignId = await created(provider, registerCampaign(brandId));
    expect(await campaignOf(provider)).toMatchObject({
      id: campaignId,
      referenceId: REFERENCE.campaign,
      brandId,
      status: 'pending',
      limit: 48,
      reviewSince: null,
      lastResubmit: null,
      content: CAMPAIGN,
    });
    expect(await run(provider, assign(SAM, campaignId))).toMatchObject({
      outcome: 'rejected',
      code: 'CAMPAIGN_NOT_APPROVED',
    });
    sandbox.control.approve(REFERENCE.campaign);

    const results = await provider.execute(
      [CARE, SAM, SPARE, JANE].map((number) => assign(number, campaignId)),
    );
    expect(results.map((result) => ('code' in result ? result.code : result.outcome))).toEqual([
      'NOT_UC',
      'accepted',
      'NOT_UC',
      'accepted',
    ]);
    expect((await numberOf(provider, SAM)).sms).toMatchObject({ status: 'pending-on', campaignId });
    sandbox.control.advance(2 * HOUR + 1_000);
    const on = (await numberOf(provider, SAM)).sms;
    expect(on).toMatchObject({ status: 'on', campaignId });

    expect(await run(provider, turnOff(SAM, on.version))).toMatchObject({ outcome: 'accepted' });
    sandbox.control.advance(HOUR);
    expect((await numberOf(provider, SAM)).sms).toMatchObject({ status: 'off', campaignId: null });
    const invoices = [...sandbox.registry.state.invoices.values()];
    expect(invoices).toMatchObject([{ amountUsd: 89, campaignId }]);
  });

  it('rebinds, updates, resubmits and deactivates', async () => {
    const at = await world();
    const { sandbox, provider } = at;
    const brandId = await created(provider, registerBrand);
    sandbox.control.advance(61_000);
    const campaignId = await created(provider, registerCampaign(brandId));
    const step = { change: 'c', id: campaignId, version: null } as const;

    sandbox.control.reject(REFERENCE.campaign, 'The website has no privacy page');
    expect(await campaignOf(provider)).toMatchObject({
      status: 'rejected',
      reason: 'The website has no privacy page',
    });
    const resubmit: Step = { ...step, kind: 'resubmit', reason: 'It is live', content: {} };
    expect((await run(provider, resubmit)).outcome).toBe('accepted');
    expect(await campaignOf(provider)).toMatchObject({
      status: 'pending',
      lastResubmit: 'It is live',
    });
    sandbox.control.approve(REFERENCE.campaign);

    const reference = 'acme/campaign/reception';
    const rebind: Step = { ...step, kind: 'rebind', of: 'campaign', reference };
    expect((await run(provider, rebind)).outcome).toBe('accepted');
    expect(await provider.find({ kind: 'campaign', reference: REFERENCE.campaign })).toEqual([]);
    expect(await provider.find({ kind: 'campaign', reference })).toHaveLength(1);

    const deactivate: Step = { ...step, kind: 'deactivate', reason: 'replaced' };
    expect((await run(provider, deactivate)).outcome).toBe('accepted');
    expect(await provider.find({ kind: 'campaign', id: campaignId })).toMatchObject([
      { campaign: { status: 'deactivated' } },
    ]);
    expect(await run(provider, deactivate)).toMatchObject({ outcome: 'rejected' });
  });

  it('sends what the capabilities call free, reviewed or fixed, and meets just that', async () => {
    const at = await world();
    const { provider } = at;
    const ids = await approved(at);
    const changed: Content = {
      legalForm: 'non-profit',
      'alternativeId.type': 'lei',
      vertical: 'healthcare',
      useCase: 'mixed',
    };
    for (const of of ['brand', 'campaign'] as const satisfies readonly Kind[]) {
      const id = of === 'brand' ? ids.brandId : ids.campaignId;
      const met: Record<string, string> = of === 'campaign' ? { brand: 'fixed' } : {};
      for (const { name, list } of FIELDS[of]) {
        const value = changed[name] ?? (list ? ['ANOTHER'] : 'https://another.example');
        const before = of === 'brand' ? null : (await campaignOf(provider)).reviewSince;
        at.sandbox.control.advance(1_000);
        const content = { [name]: value };
        const step: Step = { kind: 'update', change: 'c', of, id, version: null, content };
        const result = await run(provider, step);
        const live = of === 'brand' ? await brandOf(provider) : await campaignOf(provider);
        const since = 'reviewSince' in live ? live.reviewSince : null;
        met[name] =
          result.outcome === 'rejected' ? 'fixed' : since === before ? 'free' : 're-review';
        const kept = result.outcome === 'rejected' ? { ...BRAND, ...CAMPAIGN }[name] : value;
        expect(live.content[name]).toEqual(kept);
      }
      expect(met).toEqual(provider.capabilities.mutability[of]);
    }
  });
});

describe('a number that is being ported', () => {
  it('is named by the temporary one, also by the user who holds that', async () => {
    const numbers = [{ number: SPARE, status: 'PORTING', origin: 'PORTING', temporaryNumber: SAM }];
    const { provider, sandbox } = await world({ seed: { ...SEED, numbers } });
    expect(await numberOf(provider, SAM)).toMatchObject({ portsTo: SPARE });
    expect(await numberOf(provider, SPARE)).toMatchObject({ portsTo: null, inventory: 'porting' });
    const users = await fetch(`${sandbox.url}/users`, {
      headers: { 'x-api-key': sandbox.apiKey, accept: 'application/vnd.users.v1+json' },
    });
    expect(JSON.stringify(await users.json())).toContain(
      `"phoneNumber":"${SAM}","portingNumber":{"phoneNumber":"${SPARE}"}`,
    );
  });
});

describe('guards of the registry', () => {
  it('refuse a second object with our reference', async () => {
    const at = await world();
    await created(at.provider, registerBrand);
    expect(await run(at.provider, registerBrand)).toMatchObject({
      outcome: 'rejected',
      code: 'CONFLICT',
    });
  });

  it('refuse a write on an old version', async () => {
    const at = await world();
    const { campaignId } = await approved(at);
    const { version } = await campaignOf(at.provider);
    const step: Step = {
      kind: 'update',
      change: 'c',
      of: 'campaign',
      id: campaignId,
      version,
      content: { samples: ['One', 'Two'] },
    };
    expect((await run(at.provider, step)).outcome).toBe('accepted');
    expect(await run(at.provider, step)).toMatchObject({ outcome: 'rejected', code: 'CONFLICT' });

    const old = (await numberOf(at.provider, SAM)).sms.version;
    expect((await run(at.provider, assign(SAM, campaignId, old))).outcome).toBe('accepted');
    at.sandbox.control.advance(3 * HOUR);
    expect(await run(at.provider, turnOff(SAM, old))).toMatchObject({ code: 'CONFLICT' });
  });

  it('may be missing: then all that match are found, and nothing has a version', async () => {
    const at = await world({ uniqueReferences: false, versions: false });
    await created(at.provider, registerBrand);
    await created(at.provider, registerBrand);
    const found = await at.provider.find({ kind: 'brand', reference: REFERENCE.brand });
    expect(found).toHaveLength(2);
    expect(found).toMatchObject([{ brand: { version: null } }, { brand: { version: null } }]);
  });

  it('refuse another key, and say so without the key', async () => {
    const at = await world();
    const provider = at.connect({ apiKey: 'some-other-key' });
    await expect(provider.snapshot()).rejects.toMatchObject({ kind: 'access', status: 401 });
    await expect(provider.execute([registerBrand])).rejects.toMatchObject({ kind: 'access' });
    await expect(provider.snapshot()).rejects.not.toThrow(/some-other-key/);
  });

  it('never see a write of a provider that only reads', async () => {
    const at = await world();
    const provider = at.connect({ readOnly: true });
    await provider.snapshot();
    await expect(provider.execute([registerBrand])).rejects.toThrow('read-only');
    expect(at.sandbox.control.requests().every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('invoices', () => {
  it('are read whole: one for the campaign that was registered, and none else', async () => {
    const { sandbox, provider, connect } = await world();
    expect(await provider.invoices()).toEqual([]);
    const brandId = await created(provider, registerBrand);
    sandbox.control.advance(61_000);
    const id = await created(provider, registerCampaign(brandId));
    const { outcome } = await run(provider, registerCampaign('B0'));
    expect(outcome).toBe('rejected');
    const [only, ...others] = (await connect({ readOnly: true }).invoices()) ?? [];
    expect(others).toEqual([]);
    expect(only).toEqual({
      id: 'INV-000001',
      usd: 89,
      campaignId: id,
      referenceId: REFERENCE.campaign,
      issuedAt: expect.stringMatching(/^2026-07-20T10:01:/),
    });
  });

  it.each<[FaultAction]>([[{ kind: 'wrongTotal' }], [{ kind: 'status', status: 503 }]])(
    'that may be incomplete are refused: %o',
    async (action) => {
      const at = await world({ faults: [{ match: { path: '/sms/invoices' }, do: action }] });
      await expect(at.provider.invoices()).rejects.toThrow(/invoices/);
    },
  );
});

describe('faults', () => {
  const on = (method: string, path: string, action: FaultAction, nth = 1): FaultRule => ({
    match: { method, path, nth },
    do: action,
  });

  it.each<[string, StepResult['outcome'], number, FaultAction]>([
    ['503 before the effect', 'unknown', 0, { kind: 'status', status: 503, when: 'before' }],
    ['503 after the effect', 'unknown', 1, { kind: 'status', status: 503, when: 'after' }],
    ['408 after the effect', 'unknown', 1, { kind: 'status', status: 408, when: 'after' }],
    ['429', 'accepted', 1, { kind: 'status', status: 429 }],
    ['a connection lost before', 'unknown', 0, { kind: 'drop', when: 'before' }],
    ['a connection lost after', 'unknown', 1, { kind: 'drop', when: 'after' }],
    ['a connection lost in the answer', 'unknown', 1, { kind: 'drop', when: 'mid-body' }],
    ['FAILED without effect', 'unknown', 0, { kind: 'operation', status: 'FAILED' }],
    ['FAILED with effect', 'unknown', 1, { kind: 'operation', status: 'FAILED', effect: true }],
    ['UNKNOWN', 'unknown', 1, { kind: 'operation', status: 'UNKNOWN' }],
  ])('of a write: %s is %s', async (_, outcome, effects, action) => {
    const at = await world({ faults: [on('POST', '/sms/brands', action)] });
    expect((await run(at.provider, registerBrand)).outcome).toBe(outcome);
    const found = await at.provider.find({ kind: 'brand', reference: REFERENCE.brand });
    expect(found).toHaveLength(effects);
    const writes = at.sandbox.control.requests().filter(({ method }) => method === 'POST');
    expect(writes).toHaveLength(outcome === 'accepted' ? 2 : 1);
  });

  it.each<[FaultAction]>([
    [{ kind: 'status', status: 500 }],
    [{ kind: 'status', status: 429 }],
    [{ kind: 'drop', when: 'before' }],
    [{ kind: 'drop', when: 'mid-body' }],
    [{ kind: 'expireScroll' }],
  ])('of a read: %o is mended by reading again', async (action) => {
    const nth = action.kind === 'expireScroll' ? 2 : 1;
    const at = await world({ seed: MANY, faults: [on('GET', '/phone-numbers', action, nth)] });
    const { gaps, numbers } = await at.provider.snapshot();
    expect(gaps).toEqual([]);
    expect(numbers).toHaveLength(250);
  });

  it.each<[FaultAction, string, string]>([
    [{ kind: 'truncatePage' }, '/phone-numbers', 'inventory'],
    [{ kind: 'repeatPage' }, '/phone-numbers', 'inventory'],
    [{ kind: 'truncatePage' }, '/sms/numbers', 'sms'],
    [{ kind: 'wrongTotal' }, '/sms/numbers', 'sms'],
    [{ kind: 'wrongTotal' }, '/sms/brands', 'brands'],
    [{ kind: 'status', status: 503 }, '/sms/campaigns', 'campaigns'],
    [{ kind: 'status', status: 503 }, '/users', 'users'],
  ])('of a read: %o of %s is a gap in %s', async (action, path, part) => {
    const at = await world({ seed: MANY, faults: [{ match: { path }, do: action }] });
    const { gaps } = await at.provider.snapshot();
    expect(gaps.map((gap) => gap.part)).toEqual([part]);
  });

  // The published lists carry no total, so that only another list tells.
  it.each<[string, number, string]>([
    ['/users', 1, 'users'],
    ['/phone-numbers', 3, 'inventory'],
  ])('of a read: the last page of %s cut short is a gap', async (path, nth, part) => {
    const at = await world({
      seed: TEXTING,
      faults: [on('GET', path, { kind: 'truncatePage' }, nth)],
    });
    const { gaps } = await at.provider.snapshot();
    expect(gaps.map((gap) => gap.part)).toEqual([part]);
  });

  it.each([
    ['/sms/numbers', 'sms'],
    ['/sms/brands', 'brands'],
    ['/sms/campaigns', 'campaigns'],
  ])('of a read: a page of %s that comes again is a gap in %s', async (path, part) => {
    const at = await world({
      seed: LONG_LISTS,
      faults: [on('GET', path, { kind: 'repeatPage' }, 2)],
    });
    const { gaps } = await at.provider.snapshot();
    expect(gaps.map((gap) => gap.part)).toEqual([part]);
    expect(gaps[0]?.reason).toContain('more than once');
  });

  describe('an answer that comes too late', () => {
    const LATE: FaultAction = { kind: 'latency', ms: 400 };
    const timeouts = { total: 100 };

    it('of a read is mended by reading again', async () => {
      const at = await world({ faults: [on('GET', '/sms/brands', LATE)] });
      expect((await at.connect({ timeouts }).snapshot()).gaps).toEqual([]);
    });

    it('of a read is a gap where it always comes too late', async () => {
      const at = await world({ faults: [{ match: { path: '/sms/brands' }, do: LATE }] });
      expect((await at.connect({ timeouts }).snapshot()).gaps).toEqual([
        {
          part: 'brands',
          reason:
            'The list of brands could not be read. The registry took too long to answer (GET /sms/brands).',
        },
      ]);
    });

    it('of a write leaves it unknown, and it is not sent again: its effect comes later', async () => {
      const at = await world({ faults: [on('POST', '/sms/brands', LATE)] });
      const provider = at.connect({ timeouts });
      expect(await run(provider, registerBrand)).toMatchObject({
        outcome: 'unknown',
        message: 'The registry took too long to answer (POST /sms/brands).',
      });
      const find = () => provider.find({ kind: 'brand', reference: REFERENCE.brand });
      expect(await find()).toEqual([]);
      await expect.poll(find).toHaveLength(1);
      const writes = at.sandbox.control.requests().filter(({ method }) => method === 'POST');
      expect(writes).toHaveLength(1);
    });
  });
});

const MANY: Seed = {
  users: [{ userName: 'user{n}@acme-dental.example', numbers: ['+14085551000'], count: 250 }],
};

const TEXTING: Seed = {
  users: [
    {
      userName: 'user{n}@acme-dental.example',
      numbers: ['+14085551000'],
      count: 250,
      sms: { status: 'ON', campaign: null },
    },
  ],
};

const id = (at: number) => String(at).padStart(6, '0');

/** Each list of the SMS registry is longer than a page. */
const LONG_LISTS: Seed = {
  numbers: [{ number: '+14085551000', count: 1001 }],
  brands: Array.from({ length: 1001 }, (_, at) => ({ id: `B${id(at)}`, status: 'VERIFIED' })),
  campaigns: Array.from({ length: 1001 }, (_, at) => ({
    id: `C${id(at)}`,
    brand: `B${id(0)}`,
    status: 'APPROVED',
  })),
};
