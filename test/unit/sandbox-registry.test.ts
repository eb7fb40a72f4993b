import { describe, expect, test } from 'vitest';
import type { ItemResult } from '../../src/sandbox/records.ts';
import { createRegistry, type Registry, type RegistryOptions } from '../../src/sandbox/registry.ts';
import { allRecords, emptyState, putRecord } from '../../src/sandbox/state.ts';
import { fc } from '../random.ts';
import { BRAND_BODY, CAMPAIGN_BODY, START, standardSeed } from '../worlds.ts';

const NOW = Date.parse(START);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function standard(options: RegistryOptions = {}): Registry {
  return createRegistry(standardSeed(), NOW, options);
}

/** The id of a campaign registered at `NOW`. */
function registered(registry: Registry, referenceId: string): string {
  const body = { ...CAMPAIGN_BODY, brandId: 'BACME01', referenceId };
  const answer = registry.registerCampaign(body, NOW);
  if (!answer.ok) throw new Error(answer.refusal.message);
  return answer.value.campaignId;
}

function assigned(
  registry: Registry,
  numbers: readonly string[],
  campaignId: string,
  now = NOW,
): readonly (string | null)[] {
  const items = numbers.map((phoneNumber) => ({ phoneNumber, campaignId, version: null }));
  return registry.assign(items, now).map(codeOf);
}

function removed(registry: Registry, numbers: readonly string[], now = NOW): (string | null)[] {
  const items = numbers.map((phoneNumber) => ({ phoneNumber, version: null }));
  return registry.remove(items, now).map(codeOf);
}

function codeOf({ outcome, code }: ItemResult): string | null {
  return outcome === 'ACCEPTED' ? null : code;
}

describe('brands', () => {
  test('are pending for a minute, then verified; the tax id is kept masked', () => {
    const registry = createRegistry(null, NOW);
    const answer = registry.registerBrand({ ...BRAND_BODY, referenceId: 'acme/brand/acme' }, NOW);
    expect(answer).toMatchObject({ ok: true, value: { status: 'PENDING', version: 1 } });
    expect(JSON.stringify([...allRecords(registry.state)])).not.toContain('12-3456789');
    const [brand] = registry.state.brands.values();
    expect(brand?.content['taxIdMasked']).toBe('•••••6789');
    registry.settle(NOW + MINUTE - 1);
    expect([...registry.state.brands.values()][0]?.status).toBe('PENDING');
    registry.settle(NOW + HOUR);
    expect([...registry.state.brands.values()][0]).toMatchObject({
      status: 'VERIFIED',
      statusTime: '2026-01-05T09:01:00.000Z',
      version: 2,
    });
  });

  test.each([
    [{ legalName: '' }, 'legalName'],
    [{ legalForm: 'CLUB' }, 'legalForm'],
    [{ taxIdCountry: 'USA' }, 'taxIdCountry'],
    [{ colour: 'red' }, 'colour'],
    [{ status: 'VERIFIED' }, 'status'],
    [{ referenceId: '' }, 'referenceId'],
    [{ website: null }, 'website'],
  ])('refuses %j', (change, field) => {
    const answer = createRegistry(null, NOW).registerBrand({ ...BRAND_BODY, ...change }, NOW);
    expect(answer).toMatchObject({ ok: false, refusal: { status: 400, field } });
  });

  test('verified: what the verification rests on is fixed, the rest is merged', () => {
    const registry = standard();
    expect(registry.updateBrand('BACME01', { legalName: 'Other' }, null, NOW)).toMatchObject({
      refusal: { status: 400, field: 'legalName' },
    });
    expect(registry.updateBrand('BACME01', { taxId: '99-9999999' }, null, NOW)).toMatchObject({
      refusal: { status: 400, field: 'taxId' },
    });
    const answer = registry.updateBrand('BACME01', { brandName: 'Acme' }, 1, NOW);
    expect(answer).toMatchObject({
      ok: true,
      value: {
        status: 'VERIFIED',
        version: 2,
        content: { brandName: 'Acme', legalName: BRAND_BODY.legalName },
      },
    });
  });

  test('a failed one goes back to pending with any field; a pending one is not to be changed', () => {
    const registry = createRegistry(
      { brands: [{ id: 'B1', status: 'FAILED', ...BRAND_BODY }] },
      NOW,
    );
    const again = registry.updateBrand('B1', { legalName: 'Acme Dental Inc' }, null, NOW);
    expect(again).toMatchObject({ ok: true, value: { status: 'PENDING' } });
    expect(registry.updateBrand('B1', { website: 'https://x.example' }, null, NOW)).toMatchObject({
      refusal: { status: 409 },
    });
    registry.reject('B1', 'The EIN is of another company', NOW);
    expect(registry.state.brands.get('B1')).toMatchObject({
      status: 'UNVERIFIED',
      statusReason: 'The EIN is of another company',
    });
  });
});

describe('campaigns', () => {
  test('charge 89 USD at acceptance and are approved after days', () => {
    const registry = standard();
    const id = registered(registry, 'acme/campaign/front-desk');
    expect(id).toMatch(/^C[0-9A-Z]{6}$/);
    expect([...registry.state.invoices.values()]).toEqual([
      {
        invoiceId: 'INV-000001',
        amountUsd: 89,
        campaignId: id,
        referenceId: 'acme/campaign/front-desk',
        issuedTime: START,
      },
    ]);
    registry.settle(NOW + 3 * DAY - 1);
    expect(registry.state.campaigns.get(id)?.status).toBe('PENDING');
    registry.settle(NOW + 3 * DAY);
    expect(registry.state.campaigns.get(id)).toMatchObject({
      status: 'APPROVED',
      numberLimit: 48,
      statusTime: '2026-01-08T09:00:00.000Z',
    });
  });

  test('need a verified brand, and charge nothing without one', () => {
    const registry = createRegistry({ brands: [{ id: 'B1', status: 'PENDING' }] }, NOW);
    expect(registry.registerCampaign({ ...CAMPAIGN_BODY, brandId: 'B1' }, NOW)).toMatchObject({
      refusal: { status: 409, field: 'brandId' },
    });
    expect(registry.registerCampaign({ ...CAMPAIGN_BODY, brandId: 'B9' }, NOW)).toMatchObject({
      refusal: { status: 400, field: 'brandId' },
    });
    expect(registry.state.invoices.size).toBe(0);
  });

  test('a reference is used once, also by a deactivated campaign', () => {
    const registry = standard();
    const id = registered(registry, 'acme/campaign/promo');
    registry.approve('promo', NOW);
    registry.deactivateCampaign(id, { reason: 'over' }, null, NOW);
    const body = { ...CAMPAIGN_BODY, brandId: 'BACME01', referenceId: 'acme/campaign/promo' };
    expect(registry.registerCampaign(body, NOW)).toMatchObject({
      refusal: { status: 409, code: 'CONFLICT', field: 'referenceId' },
    });
    expect(registry.state.invoices.size).toBe(1);
    const careless = standard({ uniqueReferences: false });
    registered(careless, 'acme/campaign/promo');
    registered(careless, 'acme/campaign/promo');
    expect(careless.state.invoices.size).toBe(2);
  });

  test('a change that carriers look at again begins a review; a free one does not', () => {
    const registry = standard();
    registry.updateCampaign('C7GH42I', { samples: ['Acme Dental: hello.'] }, null, NOW);
    expect(registry.state.campaigns.get('C7GH42I')?.reviewTime).toBeNull();
    registry.updateCampaign('C7GH42I', { description: 'Bills.' }, null, NOW);
    expect(registry.state.campaigns.get('C7GH42I')).toMatchObject({
      status: 'APPROVED',
      reviewTime: START,
      version: 3,
    });
    registry.settle(NOW + 3 * DAY);
    expect(registry.state.campaigns.get('C7GH42I')).toMatchObject({
      status: 'APPROVED',
      reviewTime: null,
      statusTime: '2025-03-10T10:00:00.000Z',
    });
  });

  test('fixed fields and other states refuse a change', () => {
    const registry = standard();
    expect(registry.updateCampaign('C7GH42I', { useCase: 'MARKETING' }, null, NOW)).toMatchObject({
      refusal: { status: 400, field: 'useCase' },
    });
    expect(registry.updateCampaign('C7GH42I', { brandId: 'BX' }, null, NOW)).toMatchObject({
      refusal: { status: 400, field: 'brandId' },
    });
    expect(registry.updateCampaign('C7GH42I', { samples: ['x'] }, 9, NOW)).toMatchObject({
      refusal: { status: 409, field: 'version' },
    });
    expect(registry.updateCampaign('C000000', { samples: ['x'] }, null, NOW)).toMatchObject({
      refusal: { status: 404 },
    });
    registry.suspend('C7GH42I', 'Complaints', NOW);
    expect(registry.updateCampaign('C7GH42I', { samples: ['x'] }, null, NOW)).toMatchObject({
      refusal: { status: 409, field: 'status' },
    });
    const bound = registry.updateCampaign('C7GH42I', { referenceId: 'acme/campaign/b' }, null, NOW);
    expect(bound.ok).toBe(true);
    registry.approve('b', NOW);
    expect(registry.state.campaigns.get('C7GH42I')).toMatchObject({
      status: 'APPROVED',
      referenceId: 'acme/campaign/b',
    });
  });

  test('a rejected one changes by a resubmission, which needs a reason and charges nothing here', () => {
    const registry = standard();
    const id = registered(registry, 'acme/campaign/front-desk');
    registry.reject('front-desk', 'No privacy policy on the website', NOW);
    expect(registry.updateCampaign(id, { samples: ['x'] }, null, NOW)).toMatchObject({
      refusal: { status: 409 },
    });
    expect(registry.resubmitCampaign(id, {}, null, NOW)).toMatchObject({
      refusal: { status: 400, field: 'reason' },
    });
    const body = { reason: 'The page is live', useCase: 'ACCOUNT_NOTIFICATION' };
    expect(registry.resubmitCampaign(id, body, null, NOW)).toMatchObject({
      ok: true,
      value: {
        status: 'PENDING',
        statusReason: null,
        content: { useCase: 'ACCOUNT_NOTIFICATION', resubmissionReason: 'The page is live' },
      },
    });
    expect(registry.state.invoices.size).toBe(1);
    expect(registry.resubmitCampaign(id, body, null, NOW)).toMatchObject({
      refusal: { status: 409 },
    });
  });

  test('deactivation waits for the numbers and is for ever', () => {
    const registry = standard();
    const gone = { reason: 'replaced' };
    expect(registry.deactivateCampaign('C7GH42I', gone, null, NOW)).toMatchObject({
      refusal: { status: 409, field: 'numbers' },
    });
    const clerks = [...registry.state.numbers.values()]
      .filter((number) => number.campaignId === 'C7GH42I')
      .map((number) => number.phoneNumber);
    removed(registry, clerks);
    expect(registry.deactivateCampaign('C7GH42I', gone, null, NOW).ok).toBe(false);
    expect(registry.deactivateCampaign('C7GH42I', gone, null, NOW + HOUR).ok).toBe(true);
    expect(registry.approve('C7GH42I', NOW + HOUR).ok).toBe(false);
    expect(registry.deactivateCampaign('C7GH42I', gone, null, NOW + HOUR)).toMatchObject({
      refusal: { status: 409 },
    });
  });
});

describe('numbers', () => {
  test('go pending, then on after two hours, and off after ten minutes', () => {
    const registry = standard();
    expect(assigned(registry, ['+14085550101'], 'C7GH42I')).toEqual([null]);
    expect(registry.state.numbers.get('+14085550101')).toMatchObject({
      status: 'PENDING_ON',
      campaignId: 'C7GH42I',
      version: 2,
    });
    registry.settle(NOW + 2 * HOUR);
    expect(registry.state.numbers.get('+14085550101')).toMatchObject({
      status: 'ON',
      statusTime: '2026-01-05T11:00:00.000Z',
    });
    expect(removed(registry, ['+14085550101'], NOW + 2 * HOUR)).toEqual([null]);
    expect(registry.state.places.get('C7GH42I')).toBe(47);
    registry.settle(NOW + 2 * HOUR + 10 * MINUTE);
    expect(registry.state.numbers.get('+14085550101')).toMatchObject({
      status: 'OFF',
      campaignId: null,
    });
    expect(registry.state.places.get('C7GH42I')).toBe(46);
  });

  test('each item of a batch gets its own answer', () => {
    const registry = standard();
    const pending = registered(registry, 'acme/campaign/front-desk');
    expect(
      assigned(
        registry,
        [
          '+14085550101',
          '+14085550101',
          '+14085559999',
          '+18005550108',
          '+18765550193',
          '+14085550106',
          '+14085550190',
          '+14085550105',
          '+14085550200',
          '+14165550109',
        ],
        'C7GH42I',
      ),
    ).toEqual([
      null,
      'DUPLICATE_ITEM',
      'NOT_FOUND',
      'NOT_LOCAL',
      'NOT_US_CA',
      'NOT_UC',
      'NOT_UC',
      // On without a campaign: assigned directly.
      null,
      // Already on in this campaign: no effect.
      null,
      // 48 are on it now.
      'CAP_EXCEEDED',
    ]);
    expect(registry.state.numbers.get('+14085550200')?.version).toBe(1);
    expect(assigned(registry, ['+14085550102'], pending)).toEqual(['CAMPAIGN_NOT_APPROVED']);
    expect(assigned(registry, ['+14085550102'], 'C000000')).toEqual(['NOT_FOUND']);
    registry.approve(pending, NOW);
    expect(assigned(registry, ['+14085550101', '+14085550200'], pending)).toEqual([
      'IN_OTHER_CAMPAIGN',
      'IN_OTHER_CAMPAIGN',
    ]);
    expect(assigned(registry, ['+14085550101'], 'C7GH42I')).toEqual(['BUSY']);
    expect(
      removed(registry, ['+14085550101', '+14085550102', '+14085550200', '+14085550200', '+1999']),
    ).toEqual(['BUSY', 'NOT_ON', null, 'DUPLICATE_ITEM', 'NOT_FOUND']);
    expect(removed(registry, ['+14085550200'])).toEqual(['BUSY']);
  });

  test('a version that has moved on is a conflict, unless there are none', () => {
    const item = { phoneNumber: '+14085550101', campaignId: 'C7GH42I', version: 7 };
    expect(standard().assign([item], NOW).map(codeOf)).toEqual(['CONFLICT']);
    expect(standard({ versions: false }).assign([item], NOW).map(codeOf)).toEqual([null]);
    const off = { phoneNumber: '+14085550200', version: 7 };
    expect(standard().remove([off], NOW).map(codeOf)).toEqual(['CONFLICT']);
  });

  test('without the cap check a campaign overflows', () => {
    const registry = standard({ capCheck: false });
    assigned(registry, ['+14085550101', '+14085550102', '+14085550103'], 'C7GH42I');
    expect(registry.state.places.get('C7GH42I')).toBe(49);
  });

  test('the second number of a user silently turns the first off, and takes its place', () => {
    const registry = standard();
    registry.limit('C7GH42I', 47, NOW);
    expect(assigned(registry, ['+14085550103'], 'C7GH42I')).toEqual([null]);
    registry.settle(NOW + 2 * HOUR);
    expect(assigned(registry, ['+14085550104'], 'C7GH42I', NOW + 2 * HOUR)).toEqual([null]);
    expect(registry.state.numbers.get('+14085550103')).toMatchObject({
      status: 'OFF',
      campaignId: null,
    });
    expect(registry.state.places.get('C7GH42I')).toBe(47);
  });

  test('provisioning can fail, and be tried again', () => {
    const registry = standard();
    expect(registry.fail('+14085550101', NOW).ok).toBe(false);
    assigned(registry, ['+14085550101'], 'C7GH42I');
    expect(registry.fail('+14085550101', NOW).ok).toBe(true);
    expect(registry.state.numbers.get('+14085550101')?.status).toBe('ENABLING_FAILED');
    expect(registry.state.places.get('C7GH42I')).toBe(46);
    registry.settle(NOW + DAY);
    expect(registry.state.numbers.get('+14085550101')?.status).toBe('ENABLING_FAILED');
    expect(assigned(registry, ['+14085550101'], 'C7GH42I')).toEqual([null]);
    registry.fail('+14085550101', NOW);
    expect(removed(registry, ['+14085550101'])).toEqual([null]);
    expect(registry.state.numbers.get('+14085550101')?.status).toBe('OFF');
    removed(registry, ['+14085550200']);
    registry.fail('+14085550200', NOW);
    expect(registry.state.numbers.get('+14085550200')).toMatchObject({
      status: 'DISABLING_FAILED',
      campaignId: 'C7GH42I',
    });
    expect(registry.state.places.get('C7GH42I')).toBe(46);
    expect(removed(registry, ['+14085550200'])).toEqual([null]);
  });
});

describe('a hand at the console', () => {
  test('takes effect at once and picks the only approved campaign', () => {
    const registry = standard();
    expect(registry.toggle('+14085550103', true, null, NOW).ok).toBe(true);
    expect(registry.state.numbers.get('+14085550103')).toMatchObject({
      status: 'ON',
      campaignId: 'C7GH42I',
    });
    registry.toggle('+14085550104', true, null, NOW);
    expect(registry.state.numbers.get('+14085550103')?.status).toBe('OFF');
    registry.toggle('+14085550104', false, null, NOW);
    expect(registry.state.numbers.get('+14085550104')?.status).toBe('OFF');
    expect(registry.toggle('+14085559999', true, null, NOW)).toMatchObject({
      refusal: { status: 404 },
    });
    const other = registered(registry, 'acme/campaign/front-desk');
    registry.approve(other, NOW);
    expect(registry.toggle('+14085550101', true, null, NOW)).toMatchObject({
      refusal: { status: 409, field: 'campaign' },
    });
    registry.toggle('+14085550101', true, 'front-desk', NOW);
    expect(registry.state.numbers.get('+14085550101')?.campaignId).toBe(other);
    registry.limit(other, 1, NOW);
    expect(registry.toggle('+14085550102', true, other, NOW)).toMatchObject({
      refusal: { status: 409, field: 'limit' },
    });
  });
});

test('a target that names nothing, nothing fitting or several is refused', () => {
  const registry = createRegistry(
    {
      brands: [{ id: 'B1', referenceId: 'acme/brand/acme', status: 'PENDING' }],
      campaigns: [
        { id: 'C000001', referenceId: 'acme/campaign/acme', status: 'PENDING', brand: 'B1' },
        { id: 'C000002', referenceId: 'acme/campaign/billing', brand: 'B1' },
      ],
    },
    NOW,
  );
  expect(registry.approve('nobody', NOW)).toMatchObject({ refusal: { status: 404 } });
  expect(registry.approve('billing', NOW)).toMatchObject({ refusal: { status: 409 } });
  const several = registry.approve('acme', NOW);
  expect(several).toMatchObject({ refusal: { status: 409 } });
  expect(JSON.stringify(several)).toContain('brand B1, campaign C000001');
  expect(registry.approve('acme/brand/acme', NOW).ok).toBe(true);
  expect(registry.approve('acme', NOW).ok).toBe(true);
  expect(registry.state.campaigns.get('C000001')?.status).toBe('APPROVED');
});

test('what is due is applied in the order of time', () => {
  const order: string[] = [];
  const registry = createRegistry(standardSeed(), NOW, {
    onChange: (record) => {
      if (record[0] === 'number' && record[1].due === null) order.push(record[1].phoneNumber);
    },
  });
  assigned(registry, ['+14085550101'], 'C7GH42I', NOW);
  removed(registry, ['+14085550200'], NOW + 1);
  assigned(registry, ['+14085550102'], 'C7GH42I', NOW + 2);
  registry.settle(NOW + DAY);
  expect(order).toEqual(['+14085550200', '+14085550101', '+14085550102']);
});

test('whatever is done, the caps hold, a user has one SMS number, and the records put again make the same state', () => {
  const numbers = [...standard().state.numbers.keys()].slice(0, 12);
  const command = fc.record({
    what: fc.constantFrom('assign', 'remove', 'fail', 'toggle', 'suspend', 'approve'),
    numbers: fc.subarray(numbers, { minLength: 1 }),
    campaign: fc.constantFrom('C7GH42I', 'second'),
    wait: fc.constantFrom(0, MINUTE, 15 * MINUTE, 3 * HOUR),
  });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const log = emptyState();
      const registry = createRegistry(standardSeed(), NOW, {
        onChange: (record) => putRecord(log, structuredClone(record)),
      });
      for (const record of allRecords(registry.state)) putRecord(log, record);
      const second = registered(registry, 'acme/campaign/second');
      let now = NOW;
      for (const { what, numbers: some, campaign, wait } of commands) {
        now += wait;
        const [first = ''] = some;
        const id = campaign === 'second' ? second : campaign;
        if (what === 'assign') assigned(registry, some, id, now);
        else if (what === 'remove') removed(registry, some, now);
        else if (what === 'fail') registry.fail(first, now);
        else if (what === 'toggle') registry.toggle(first, wait === 0, id, now);
        else if (what === 'suspend') registry.suspend(id, 'test', now);
        else registry.approve(id, now);
        for (const [campaignId, places] of registry.state.places) {
          expect(places).toBeLessThanOrEqual(48);
          const filled = [...registry.state.numbers.values()].filter(
            (n) => n.campaignId === campaignId && !['OFF', 'ENABLING_FAILED'].includes(n.status),
          );
          expect(filled).toHaveLength(places);
        }
        const ann = ['+14085550103', '+14085550104'].filter((n) =>
          ['ON', 'PENDING_ON'].includes(registry.state.numbers.get(n)?.status ?? ''),
        );
        expect(ann.length).toBeLessThanOrEqual(1);
      }
      expect([...allRecords(log)]).toEqual([...allRecords(registry.state)]);
      expect(log.places).toEqual(registry.state.places);
      expect(log.references).toEqual(registry.state.references);
    }),
    { numRuns: 200 },
  );
});
