/** The fee ledger: its view of the log, the registry and the invoices, and how it is shown. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { feesOf } from '../../src/apply/log/fees.ts';
import type { FeeRow, Fees, Invoice, LiveFees } from '../../src/model/fees.ts';
import type { LogEntry } from '../../src/model/log.ts';
import { renderFees } from '../../src/report/fees.ts';
import { feesCsv } from '../../src/report/fees-csv.ts';
import { widthOf } from '../../src/report/layout.ts';
import { expectGolden } from '../golden.ts';
import { approval, BILLING, LOG, lease, registration, runOf, type Said } from './audit.world.ts';

const NOTHING: LiveFees = {
  readAt: null,
  brands: null,
  campaigns: null,
  invoices: null,
  missing: [],
};

const invoice = (id: string, campaignId: string | null, more: Partial<Invoice> = {}): Invoice => ({
  id,
  usd: 89,
  campaignId,
  referenceId: null,
  issuedAt: '2026-07-22T08:00:00.000Z',
  ...more,
});

const LIVE: LiveFees = {
  readAt: '2026-07-23T09:00:00.000Z',
  brands: [{ id: 'B1', referenceId: 'acme/brand/acme' }],
  campaigns: [
    { id: 'CBILL', referenceId: 'acme/campaign/billing' },
    { id: 'CRECALL', referenceId: 'acme/campaign/recall' },
    { id: 'CFRONT', referenceId: null },
    { id: 'CHAND', referenceId: null },
    { id: 'COTHER', referenceId: 'globex/campaign/sales' },
  ],
  invoices: [
    invoice('INV-1', 'CBILL', { referenceId: 'acme/campaign/billing' }),
    invoice('INV-2', 'CRECALL', { usd: 95.5 }),
    invoice('INV-3', 'CFRONT', { usd: 49, issuedAt: '2024-01-15T08:00:00.000Z' }),
    invoice('INV-4', 'C123'),
    invoice('INV-5', 'COTHER', { referenceId: 'globex/campaign/sales' }),
  ],
  missing: [],
};

const OF = {
  account: 'acme',
  provider: 'sandbox',
  store: 'git:origin#campaignctl/acme',
  bound: new Map([['CFRONT', 'campaign/front-desk']]),
} as const;

const made = (entries: readonly LogEntry[] = LOG, live: Partial<LiveFees> = {}): Fees =>
  feesOf(entries, { ...LIVE, ...live }, OF);

const text = (fees: Fees, columns = 80) => renderFees(fees, { color: false, columns });

const brief = ({ kind, address, id, usd, state, invoice: bill }: FeeRow) =>
  [kind, address ?? id, usd, state, bill?.id ?? null].join(' ');

/** A registration, with what came of it. */
function sent(...said: readonly Said[]): readonly LogEntry[] {
  return runOf(
    'r1',
    '2026-07-20T09:00:00.000Z',
    lease('jane'),
    approval('billing'),
    registration('billing', BILLING),
    ...said,
  );
}

describe('the ledger', () => {
  it('has each fee once, with what tells of it', () => {
    const { rows, totals, elsewhere } = made();
    expect(rows.map(brief)).toEqual([
      'submission campaign/billing 89 confirmed INV-1',
      'submission campaign/recall 95.5 confirmed INV-2',
      'submission campaign/promo  not-charged ',
      'submission campaign/front-desk 89 unconfirmed ',
      'outside brand/acme  unknown ',
      'outside campaign/front-desk 49 confirmed INV-3',
      'outside CHAND  unknown ',
      'invoice C123 89 confirmed INV-4',
    ]);
    expect(totals).toEqual({
      confirmed: 184.5,
      unconfirmed: 89,
      possible: 0,
      outside: 138,
      unknown: 2,
    });
    expect(elsewhere).toBe(2);
    expect(rows[0]).toMatchObject({
      sentBy: { who: 'jane', commit: '3f2a91b0c4de5f60718293a4b5c6d7e8f9012345' },
      approved: { by: 'jane', how: 'file', file: 'plan.json' },
      id: 'CBILL',
      idFrom: 'log',
    });
  });

  it('knows what the log knows where nothing was read', () => {
    const { rows, totals, readAt, invoices } = feesOf(LOG, NOTHING, OF);
    expect(rows.map(({ kind }) => kind)).toEqual(Array(4).fill('submission'));
    expect(totals).toMatchObject({ confirmed: 178, unconfirmed: 89 });
    expect({ readAt, invoices }).toEqual({ readAt: null, invoices: 'unread' });
  });

  it('counts a request without an answer as possible, and finds its object in the registry', () => {
    const { rows } = made(sent(), { invoices: [], brands: [] });
    expect(rows[0]).toMatchObject({ state: 'possible', usd: 89, id: 'CBILL', idFrom: 'registry' });
  });

  it('believes an invoice more than a lost answer, and more than a person', () => {
    const [paid] = made(sent()).rows;
    expect(paid).toMatchObject({ state: 'confirmed', invoice: { id: 'INV-1' } });
    const none = {
      kind: 'settled',
      write: BILLING,
      effect: 'none',
      id: null,
      by: 'person',
      who: 'lee',
      reason: 'no trace',
    } as const;
    const gone = made(sent(none), { campaigns: [] });
    expect(gone.rows[0]).toMatchObject({ state: 'confirmed', settled: { effect: 'none' } });
    expect(text(gone)).toContain('against what the log says');
    const there = made(sent(none), { brands: [] });
    expect(there.rows.map(brief).slice(0, 2)).toEqual([
      'submission campaign/billing 89 not-charged ',
      'outside campaign/billing 89 confirmed INV-1',
    ]);
    expect(text(there)).toContain('CBILL lives there; one of the two is wrong');
  });

  it('leaves out what the registry refused, and what it then finds there is not in the log', () => {
    const result = {
      outcome: 'rejected',
      code: 'CONFLICT',
      message: 'No.',
      requestId: null,
    } as const;
    const entries = sent({ kind: 'result', write: BILLING, result });
    const { rows } = made(entries, {
      invoices: [],
      brands: [],
      campaigns: LIVE.campaigns?.slice(0, 1) ?? null,
    });
    expect(rows.map(brief)).toEqual(['outside campaign/billing  unknown ']);
  });

  it('shows a second object with one reference as one that no registration explains', () => {
    const twice = ['CBILL', 'CBILL2'].map((id) => ({ id, referenceId: 'acme/campaign/billing' }));
    const { rows } = made(sent(), { brands: [], campaigns: twice, invoices: [] });
    expect(rows.map(({ kind, id }) => [kind, id])).toEqual([
      ['submission', null],
      ['outside', 'CBILL2'],
    ]);
  });

  it('has no row for a registration that is free, and none outside for what it made', () => {
    const free = { usd: 0, confirmed: true, accepted: null, note: '' };
    const entries = runOf(
      'r1',
      '2026-07-20T09:00:00.000Z',
      lease('jane'),
      registration('billing', BILLING, free),
      {
        kind: 'result',
        write: BILLING,
        result: { outcome: 'accepted', id: 'CBILL', requestId: null },
      },
    );
    const campaigns = [{ id: 'CBILL', referenceId: 'acme/campaign/billing' }];
    expect(made(entries, { brands: [], campaigns, invoices: [] }).rows).toEqual([]);
  });
});

describe('as text', () => {
  it('tells where each fact is from', () => expectGolden('report/fees.txt', text(made())));

  it('says what is missing', () => {
    const missing = [
      'Brands, campaigns and invoices of the live registry are missing here. It does not answer.',
    ];
    expectGolden('report/fees-offline.txt', text(feesOf(sent(), { ...NOTHING, missing }, OF)));
  });

  it('says calmly that there is nothing', () => {
    const nothing = { brands: [], campaigns: [], invoices: 'none' } as const;
    expectGolden('report/fees-none.txt', text(made([], nothing)));
  });

  it.each([40, 80, 100])('stays within %d columns', (columns) => {
    for (const line of text(made(), columns).split('\n')) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });
});

describe('names of others', () => {
  const evil = '\u001b]0;gone\u0007\n::error::x\u202e';
  const entries = runOf('r1', '2026-07-20T09:00:00.000Z', lease(evil), registration(evil, BILLING));
  const fees = made(entries, {
    campaigns: [{ id: evil, referenceId: null }],
    invoices: [invoice(evil, '=HYPERLINK("http://x")')],
  });

  it('reach neither the terminal nor a CI system as more than text', () => {
    const shown = text(fees, 40);
    expect(shown).not.toMatch(/[^\P{C}\n]/u);
    expect(shown).not.toMatch(/^\s*(?:::|##\[)/m);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])(
    'are no formula in a spreadsheet: %j',
    (name) => {
      const bill = invoice(name, name);
      const csv = feesCsv(made([], { brands: [], campaigns: [], invoices: [bill] }));
      const [, row = []] = parse(csv) as string[][];
      expect(row).toHaveLength(19);
      for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@]/);
      expect(csv.split('\r\n').at(-1)).toBe('');
    },
  );
});

describe('as CSV', () => {
  it('is what a spreadsheet reads', () => {
    const csv = feesCsv(made());
    expectGolden('report/fees.csv', csv);
    const rows = parse(csv, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(8);
    expect(rows[0]).toMatchObject({ amount_usd: '89', key: 'billing', invoice: 'INV-1' });
    expect(rows[2]).toMatchObject({ settled_reason: 'support case 104233: nothing arrived' });
    expect(rows[4]).toMatchObject({ amount_usd: '', state: 'unknown' });
  });

  it('quotes what needs it', () => {
    const csv = feesCsv(
      made([], { brands: [], campaigns: [], invoices: [invoice('a "b", c', 'C1')] }),
    );
    expect(csv).toContain(',"a ""b"", c",');
  });
});
