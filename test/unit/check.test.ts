/** Checks across objects: brands, campaigns, numbers and users, limits, keys, and silencing. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/config/check.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import {
  BRAND,
  bound,
  brand,
  CAMPAIGN,
  campaign,
  desired,
  number,
  numbers,
  somewhere,
} from './check.world.ts';

const rules = (edit: Partial<Desired>): readonly string[] =>
  check(desired(edit)).map((diagnostic) => diagnostic.rule);

function only(edit: Partial<Desired>): Diagnostic {
  const found = check(desired(edit));
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`one finding expected: ${found.map((each) => each.rule).join(', ')}`);
  }
  return first;
}

describe('brand of a campaign', () => {
  it('offers the brand that was probably meant, at its own line', () => {
    const place = somewhere();
    const found = only({ campaigns: [campaign({ brand: 'acmee', places: { brand: place } })] });
    expect(found).toEqual({
      rule: 'unknown-brand',
      severity: 'error',
      message: 'Campaign front-desk names brand "acmee", which is not declared.',
      hint: 'Did you mean `brand: acme`?',
      place,
    });
  });

  it('says that no brand is declared where that is so', () => {
    const found = only({ brands: [], campaigns: [campaign()] });
    expect(found.hint).toMatch(/^No brand is declared yet/);
  });

  it('may be left out where the campaign is bound by id', () => {
    expect(rules({ campaigns: [bound('billing')] })).toEqual([]);
  });
});

describe('a number in two places', () => {
  const here = number('+14085550101');
  const again = number('+14085550101');

  it('is reported at the second and names both campaigns', () => {
    const found = only({
      campaigns: [campaign({ numbers: [here] }), bound('billing', { numbers: [again] })],
    });
    expect(found).toMatchObject({
      rule: 'number-listed-twice',
      message: '+1 408 555 0101 is listed in campaign front-desk and also in campaign billing.',
      place: again.place,
      related: [{ place: here.place, message: 'listed here first' }],
    });
  });

  it('counts within one campaign, under noTexting, and between the two', () => {
    expect(only({ campaigns: [campaign({ numbers: [here, again] })] }).message).toBe(
      '+1 408 555 0101 is listed twice in campaign front-desk.',
    );
    expect(
      only({ noTexting: [again, number('+14085550101')], campaigns: [bound('b')] }).message,
    ).toBe('+1 408 555 0101 is listed twice under `noTexting`.');
    expect(only({ campaigns: [campaign({ numbers: [here] })], noTexting: [again] }).message).toBe(
      '+1 408 555 0101 is listed in campaign front-desk and also under `noTexting`.',
    );
  });

  it('is reported once for each repetition', () => {
    const three = [here, again, number('+14085550101')];
    expect(rules({ campaigns: [campaign({ numbers: three })] })).toEqual([
      'number-listed-twice',
      'number-listed-twice',
    ]);
  });
});

describe('two numbers of one user', () => {
  const first = number('+14085550101', 'Jane.Doe@acme-dental.example');
  const second = number('+14085550102', 'jane.doe@acme-dental.example');

  it('are refused across campaigns, in any case of letters', () => {
    const found = only({
      campaigns: [campaign({ numbers: [first] }), bound('billing', { numbers: [second] })],
    });
    expect(found).toMatchObject({
      rule: 'user-with-two-numbers',
      message:
        'jane.doe@acme-dental.example has one SMS number, but two are listed: +1 408 555 0101 in campaign front-desk and +1 408 555 0102 in campaign billing.',
      place: second.place,
      related: [{ place: first.place }],
    });
    expect(found.hint).toContain('`+14085550102: jane.doe@acme-dental.example`');
  });

  it('are a switch where one of them is under noTexting', () => {
    expect(rules({ campaigns: [campaign({ numbers: [second] })], noTexting: [first] })).toEqual([]);
  });

  it('are no matter under noTexting alone, nor for `anyone`', () => {
    expect(rules({ campaigns: [bound('b')], noTexting: [first, second] })).toEqual([]);
    const anyone = [number('+14085550103'), number('+14085550104')];
    expect(rules({ campaigns: [campaign({ numbers: anyone })] })).toEqual([]);
  });
});

describe('the limit of numbers', () => {
  it('is 48 without `limit.wanted`', () => {
    expect(rules({ campaigns: [campaign({ numbers: numbers(48) })] })).toEqual([]);
    const found = only({ campaigns: [campaign({ numbers: numbers(53) })] });
    expect(found.message).toBe(
      'Campaign front-desk lists 53 numbers, and carriers allow 48 in a campaign.',
    );
    expect(found.related?.[0]?.message).toBe('the first number without a place, +1 208 555 0048');
  });

  it('names the ways out, and never a copy of the campaign', () => {
    const { hint } = only({ campaigns: [campaign({ numbers: numbers(53) })] });
    expect(hint).toContain('limit: { wanted: 53 }');
    expect(hint).toContain('drop the numbers whose users need no SMS');
    expect(hint).toContain('truly different use case');
    expect(hint).toContain('fine copies');
  });

  it('asks for `wanted` beside a recorded grant', () => {
    const limitGranted = { numbers: 120, case: '4711' };
    const { hint } = only({ campaigns: [campaign({ numbers: numbers(53), limitGranted })] });
    expect(hint).toContain('Write `wanted: 53` beside `granted`');
  });

  it('is a waiting list with `limit.wanted`, up to that count', () => {
    const edit = { numbers: numbers(53), places: { 'limit.wanted': somewhere() } };
    expect(rules({ campaigns: [campaign({ ...edit, limitWanted: 53 })] })).toEqual([]);
    expect(only({ campaigns: [campaign({ ...edit, limitWanted: 52 })] })).toMatchObject({
      rule: 'limit-wanted-below-numbers',
      place: edit.places['limit.wanted'],
    });
  });

  it('is raised only by a grant above 48', () => {
    const granted = (count: number) => campaign({ limitGranted: { numbers: count, case: '4711' } });
    expect(rules({ campaigns: [granted(49)] })).toEqual([]);
    expect(rules({ campaigns: [granted(48)] })).toEqual(['limit-granted-without-effect']);
  });
});

describe('a campaign to be deactivated', () => {
  const gone = { deactivateForever: 'replaced by front-desk', feeAccepted: null };

  it('is fine when it lists nothing; its texts are neither judged nor compared with its successor', () => {
    const content = { termsAndConditions: 'http://bit.ly/terms' };
    const old = campaign({ key: 'old', ...gone, numbers: [], content });
    expect(rules({ campaigns: [CAMPAIGN, old] })).toEqual([]);
  });

  it('may not list numbers; that these are elsewhere as well is not said again', () => {
    const old = bound('old', { ...gone, numbers: CAMPAIGN.numbers });
    expect(only({ campaigns: [CAMPAIGN, old] })).toMatchObject({
      rule: 'deactivated-with-numbers',
      message: 'Campaign old is to be deactivated for ever but still lists a number.',
    });
  });

  it('needs neither a resubmission nor a fee', () => {
    const old = campaign({ ...gone, numbers: [], resubmit: 'page is live', feeAccepted: 89 });
    expect([...rules({ campaigns: [old] })].sort()).toEqual([
      'deactivated-and-resubmitted',
      'deactivated-with-fee',
    ]);
  });
});

describe('keys and ids', () => {
  it('let a brand and a campaign have the same id, but not two campaigns', () => {
    const place = somewhere();
    const two = bound('two', { numbers: numbers(1, 3_125_550_000), places: { id: place } });
    expect(rules({ brands: [{ ...BRAND, id: 'C7GH42I' }], campaigns: [bound('one')] })).toEqual([]);
    expect(only({ campaigns: [bound('one'), two] })).toMatchObject({
      message: 'Campaign two is bound to C7GH42I, and so is campaign one.',
      place,
    });
  });

  it('let a block carry several former keys, once each', () => {
    expect(rules({ campaigns: [campaign({ formerly: ['desk', 'lobby'] })] })).toEqual([]);
    expect(rules({ brands: [brand({ formerly: ['front-desk'] })] })).toEqual([]);
  });

  it('refuse a former key that is own, declared or claimed twice', () => {
    const edit = { formerly: ['front-desk'] };
    expect(only({ campaigns: [campaign(edit)] }).rule).toBe('formerly-own-key');
    expect(only({ campaigns: [CAMPAIGN, bound('b', edit)] })).toMatchObject({
      rule: 'formerly-still-declared',
      related: [{ place: CAMPAIGN.place }],
    });
    const other = bound('c', { ...edit, id: 'C7GH42J', numbers: numbers(1, 3_125_550_000) });
    expect(only({ campaigns: [bound('b', edit), other] }).message).toBe(
      'Campaigns b and c both say that they were formerly front-desk.',
    );
  });
});

describe('what a registration needs', () => {
  it('is a tax number, unless the brand is bound by id', () => {
    expect(rules({ brands: [brand({ taxIdFrom: null })] })).toEqual(['tax-id-missing']);
    expect(rules({ brands: [brand({ taxIdFrom: null, id: 'BVDK2M7' })] })).toEqual([]);
  });

  it('is stock and contact of a public company, on its own domain', () => {
    const listed = (content: Record<string, string>) => ({
      brands: [brand({ content: { legalForm: 'public-company', ...content } })],
    });
    const whole = { 'stock.symbol': 'ACME', 'stock.exchange': 'NYSE' };
    expect(only(listed({ 'stock.symbol': 'ACME' })).message).toBe(
      'Brand acme is a public company and lacks `stock.exchange` and `contactEmail`.',
    );
    expect(rules(listed({ ...whole, contactEmail: 'jane@acme-dental.example' }))).toEqual([]);
    expect(rules(listed({ ...whole, contactEmail: 'jane@hr.acme-dental.example' }))).toEqual([]);
    const shop = { ...whole, website: 'https://www.shop.acme-dental.example' };
    expect(rules(listed({ ...shop, contactEmail: 'jane@acme-dental.example' }))).toEqual([]);
    expect(only(listed({ ...whole, contactEmail: 'jane@dental.example' })).message).toBe(
      'The contact email of brand acme is at dental.example, and its website is at acme-dental.example.',
    );
  });

  it('is $89 accepted, where anything is accepted and the campaign is not bound', () => {
    expect(rules({ campaigns: [campaign({ feeAccepted: 88.99 })] })).toEqual([
      'fee-below-registration',
    ]);
    expect(rules({ campaigns: [campaign({ feeAccepted: null })] })).toEqual([]);
    expect(rules({ campaigns: [bound('b', { feeAccepted: 15 })] })).toEqual([]);
  });
});

describe('copies of a campaign', () => {
  const clone = campaign({
    key: 'east-office',
    numbers: numbers(1),
    content: {
      description: 'Appointment reminders and replies to patients of the east office.',
    },
  });

  it('are warned of when little but the name differs', () => {
    expect(only({ campaigns: [CAMPAIGN, clone] })).toMatchObject({
      rule: 'campaign-near-identical',
      message:
        'Campaigns front-desk and east-office have the same use case and nearly the same texts.',
      place: clone.place,
      related: [{ place: CAMPAIGN.place }],
    });
  });

  it('are none with another use case, another brand or other texts', () => {
    const other = (edit: Parameters<typeof campaign>[0]) =>
      rules({
        brands: [BRAND, brand({ key: 'bright', content: { legalName: 'Acme Dental West LLC' } })],
        campaigns: [CAMPAIGN, campaign({ ...clone, ...edit })],
      });
    expect(other({ content: { ...clone.content, useCase: 'marketing' } })).toEqual([]);
    expect(other({ brand: 'bright' })).toEqual([]);
    const billing = {
      description: 'Reminders of invoices that are due, and answers to questions about them.',
      samples: [
        'Acme Dental: your invoice of May is due on Friday. Reply STOP to opt out.',
        'Acme Dental: thank you for your payment. Reply STOP to opt out.',
      ],
    };
    expect(other({ content: { ...clone.content, ...billing } })).toEqual([]);
  });

  it('may be allowed with a reason, in that block only', () => {
    const allow = { 'campaign-near-identical': 'another clinic of the group' };
    expect(rules({ campaigns: [CAMPAIGN, { ...clone, allow }] })).toEqual([]);
    expect(rules({ campaigns: [{ ...CAMPAIGN, allow }, clone] })).toEqual([
      'allow-unused',
      'campaign-near-identical',
    ]);
  });
});

describe('silencing', () => {
  it('never reaches an error', () => {
    const allow = { 'unknown-brand': 'it will be declared later' };
    expect(rules({ campaigns: [campaign({ brand: 'zebra', allow })] })).toEqual([
      'allow-not-silenceable',
      'unknown-brand',
    ]);
  });

  it('offers the rule that was probably meant, at the line of the allow', () => {
    const place = somewhere();
    const edit = { allow: { 'url-shortner': 'short' }, places: { 'allow.url-shortner': place } };
    expect(only({ campaigns: [campaign(edit)] })).toMatchObject({
      rule: 'allow-unknown-rule',
      hint: 'Did you mean `url-shortener`? The rules are listed in docs/rules.md.',
      place,
    });
  });

  it('knows no rule by a name that every object has', () => {
    expect(rules({ campaigns: [campaign({ allow: { constructor: 'why not' } })] })).toEqual([
      'allow-unknown-rule',
    ]);
  });

  it('leaves rules of the live registry to the planner', () => {
    expect(rules({ campaigns: [campaign({ allow: { 'look-alike': 'another one' } })] })).toEqual(
      [],
    );
  });
});

describe('the order and the cost of findings', () => {
  it('is by place, whatever found them', () => {
    const place = (line: number) => ({ file: 'a.yaml', line, col: 1 });
    const found = check(
      desired({
        brands: [brand({ taxIdFrom: null, place: place(30) })],
        campaigns: [
          campaign({ numbers: [], place: place(20) }),
          bound('b', { numbers: [], id: 'C7GH42J', place: place(10) }),
        ],
      }),
    );
    expect(found.map((each) => each.place?.line)).toEqual([10, 20, 30]);
  });

  it('stays small for 100,000 numbers in 2,000 campaigns of one brand', () => {
    const campaigns = Array.from({ length: 2_000 }, (_, i) =>
      campaign({
        key: `office-${i}`,
        numbers: numbers(50, 2_085_550_000 + 50 * i),
        limitWanted: 50,
        content: {
          samples: [
            `Acme Dental: note ${i}. Reply STOP to opt out.`,
            `Acme Dental: ${i * 7} forms, room ${i % 90}.`,
          ],
        },
      }),
    );
    const world = desired({ campaigns });
    check(world);
    const start = performance.now();
    check(world);
    // Some 0.2 s here; comparing every pair of campaigns or numbers would take many times as long.
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
