/** The keys that import proposes: from our references, names and descriptions, whatever stands in them. */
import { describe, expect, it } from 'vitest';
import { fileNameOf, keysFor, slug } from '../../src/import/keys.ts';
import type { LiveCampaign } from '../../src/model/snapshot.ts';

const live = (id: string, description: string | null, referenceId: string | null = null) =>
  ({
    id,
    referenceId,
    content: description === null ? {} : { description, useCase: 'customer-care' },
  }) as Partial<LiveCampaign> as LiveCampaign;

function keys(campaigns: readonly LiveCampaign[], taken: readonly string[] = []) {
  const given = keysFor({
    kind: 'campaign',
    account: 'acme',
    live: campaigns,
    taken: new Set(taken),
  });
  return Object.fromEntries(given);
}

describe('a key', () => {
  it.each([
    ['Appointment reminders and replies to patients.', 'appointment-reminders-replies'],
    ['The Müller’s — Söhne & Co.', 'mullers-sohne-co'],
    ['This is what we do with it', 'what-do'],
    ['of the', 'customer-care'],
    ['牙科 🦷', 'customer-care'],
    ['2FA codes', 'campaign-2fa-codes'],
    ['On', 'customer-care'],
    ['Null', 'campaign-null'],
    ['x', 'campaign-x'],
    ['__proto__', 'proto'],
    ['../../etc/passwd', 'etc-passwd'],
    ['Call 4085550101 or 12-3456789', 'call-12'],
    [`${'x'.repeat(1_000)}`, 'x'.repeat(40)],
    ['a\nb\u0000c', 'campaign-b-c'],
  ])('of %j is %s', (description, key) => {
    expect(keys([live('C1', description)])).toEqual({ C1: key });
  });

  it.each([
    ['acme/campaign/front-desk', 'front-desk'],
    ['acme/campaign/2024', '2024'],
    ['acme/campaign/on', 'on'],
    ['acme/campaign/Not A Key', 'invoices'],
    ['acme/campaign/__proto__', 'invoices'],
    ['acme/brand/front-desk', 'front-desk'],
    ['globex/campaign/sales-desk', 'sales-desk'],
    ['550e8400-e29b-41d4-a716-446655440000', 'invoices'],
    ['', 'invoices'],
  ])('with the reference %j is %s', (reference, key) => {
    expect(keys([live('C1', 'Invoices', reference)])).toEqual({ C1: key });
  });

  it('of one that tells nothing is its id, or what it is', () => {
    expect(keys([live('C7GH42I', null), live('C/', null)])).toEqual({
      'C/': 'campaign-c',
      C7GH42I: 'campaign-c7gh42i',
    });
    expect(keys([live('---', null)])).toEqual({ '---': 'campaign' });
  });
});

describe('keys', () => {
  it('that would be the same get the id behind, and none of them is preferred', () => {
    const both = [live('C7GH42I', 'Invoices'), live('C1PRM0T', 'invoices!')];
    const wanted = { C1PRM0T: 'invoices-c1prm0t', C7GH42I: 'invoices-c7gh42i' };
    expect(keys(both)).toEqual(wanted);
    expect(keys([...both].reverse())).toEqual(wanted);
  });

  it('of our references go before names, and a reference of two goes to neither', () => {
    expect(
      keys([
        live('C1', 'Billing'),
        live('C2', 'Other words', 'acme/campaign/billing'),
        live('C3', 'Surveys', 'acme/campaign/twice'),
        live('C4', 'Reminders', 'acme/campaign/twice'),
      ]),
    ).toEqual({ C1: 'billing-c1', C2: 'billing', C3: 'twice-c3', C4: 'twice-c4' });
  });

  it('never are those that are taken', () => {
    const two = [live('C1', 'Billing'), live('C2', 'Words', 'acme/campaign/front-desk')];
    expect(keys(two, ['billing', 'front-desk'])).toEqual({
      C1: 'billing-c1',
      C2: 'front-desk-c2',
    });
    expect(keys([live('C1', 'Billing')], ['billing', 'billing-c1'])).toEqual({
      C1: 'billing-c1-2',
    });
  });

  it('of a thousand campaigns of one name are a thousand, and fit the schema', () => {
    const many = Array.from({ length: 1_000 }, (_, i) =>
      live(`C${'x'.repeat(60)}${i}`, 'Appointment reminders for everybody'),
    );
    const given = Object.values(keys(many));
    expect(new Set(given).size).toBe(1_000);
    expect(given.filter((key) => !/^[a-z0-9][a-z0-9-]{0,49}$/.test(key))).toEqual([]);
  });
});

it('a file has the name of its key, but for those that some systems or readers keep for themselves', () => {
  expect(['con', 'lpt1', 'observed', 'front-desk'].map(fileNameOf)).toEqual([
    'campaign-con',
    'campaign-lpt1',
    'campaign-observed',
    'front-desk',
  ]);
});

it('a long name is cut between words', () => {
  expect(slug('one two three four five six seven eight nine ten')).toBe(
    'one-two-three-four-five-six-seven-eight',
  );
});
