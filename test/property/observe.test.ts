/** What is told becomes what is observed: told steps are never asked for again, pages are read as they were, whatever was seen before. */
import { expect, it } from 'vitest';
import { parseObserved } from '../../src/config/observed.ts';
import type { News, Observed, PageRow } from '../../src/model/observed.ts';
import { parsePage } from '../../src/observe/page.ts';
import { parseTicks } from '../../src/observe/ticks.ts';
import { writeObserved } from '../../src/observe/write.ts';
import { doneMark, runbookMark } from '../../src/report/runbook/marks.ts';
import { fc } from '../random.ts';
import {
  account,
  listed,
  NOW,
  num,
  numbersIn,
  observed,
  page,
  planned,
  seenBrand,
  seenCampaign,
  sms,
  states,
  tell,
} from '../unit/observe-record.world.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

const MOST = 12;
const brandStatus = fc.constantFrom('verified', 'verified', 'verified', 'pending', 'failed');
const campaignStatus = fc.constantFrom(
  ...(['approved', 'approved', 'approved', 'approved'] as const),
  ...(['pending', 'rejected', 'suspended', 'deactivated'] as const),
);
const smsStatus = fc.constantFrom(
  ...(['on', 'on', 'on', 'off', 'pending-on', 'pending-off', 'unknown'] as const),
  ...(['enabling-failed', 'disabling-failed'] as const),
);
/** Where a number is: nowhere, in the first or second campaign, outside; and where it is listed. */
const places = fc.array(fc.tuple(fc.nat(3), smsStatus, fc.nat(3)), {
  minLength: MOST,
  maxLength: MOST,
});

interface World {
  readonly seen: Observed | null;
  readonly wanted: ReturnType<typeof account>;
}

const worlds: fc.Arbitrary<World> = fc
  .record({
    brand: fc.option(brandStatus, { freq: 5 }),
    campaigns: fc.array(fc.option(campaignStatus, { freq: 5 }), { minLength: 2, maxLength: 2 }),
    limit: fc.option(fc.integer({ min: 1, max: 6 })),
    places,
    forms: fc.nat(5).map((one) => one > 0),
    pageSeen: fc.nat(5).map((one) => one > 0),
    resubmit: fc.boolean(),
    ends: fc.boolean(),
    text: fc.constantFrom('Appointment reminders to patients.', 'Other texts to other people.'),
  })
  .map(({ brand, campaigns, limit, places, forms, pageSeen, resubmit, ends, text }) => {
    const lasts = (wanted: (place: (typeof places)[number]) => boolean) =>
      places.flatMap((place, at) => (wanted(place) ? [at + 1] : []));
    const held = (where: number) =>
      Object.fromEntries(
        places.flatMap(([at, status], index) => (at === where ? [[index + 1, sms(status)]] : [])),
      );
    const keys = ['front-desk', 'billing'];
    const seen = observed({
      ...(forms ? {} : { forms: null }),
      ...(pageSeen ? {} : { page: null }),
      brands: new Map(brand === null ? [] : [['acme', seenBrand({ status: brand })]]),
      campaigns: new Map(
        campaigns.flatMap((status, at) =>
          status === null
            ? []
            : [
                [
                  keys[at] ?? '',
                  seenCampaign(status === 'deactivated' ? {} : held(at + 1), {
                    ...{ status, id: `C${at}`, brand: brand === null ? null : 'acme' },
                    limit,
                  }),
                ] as const,
              ],
        ),
      ),
      numbers: states(held(3)),
    });
    const first = listed(
      lasts(([, , to]) => to === 1),
      {
        resubmit: resubmit ? '2026-12-01 page is live' : null,
        content: { description: text },
      },
    );
    const ended = ends && places.every(([, , to]) => to !== 2);
    const second = listed(
      lasts(([, , to]) => to === 2),
      {
        ...{ key: 'billing', deactivateForever: ended ? 'replaced' : null },
      },
    );
    return {
      seen: forms || pageSeen || brand !== null ? seen : null,
      wanted: account([first, second], { off: lasts(([, , to]) => to === 3) }),
    };
  });

it('a step that is told is not planned again, and what is written is read back', () => {
  let told = 0;
  fc.assert(
    fc.property(worlds, fc.infiniteStream(fc.boolean()), ({ seen, wanted }, coins) => {
      const before = planned(seen, wanted).plan;
      const ticked = before.changes.filter(() => coins.next().value).map(({ id }) => id);
      const text = `${runbookMark('acme')}\n${ticked.map((id) => `- [x] a ${doneMark([id])}\n`).join('')}`;
      const { news, problems } = parseTicks(text, { account: 'acme', campaigns: [] });
      expect(problems).toEqual([]);
      const recorded = tell(seen, wanted, () => news);
      // Each is recorded or refused, never both, and nothing else is.
      const done = recorded.done.map(({ change }) => change.id);
      expect(done.length + recorded.refused.length).toBe(ticked.length);
      expect(done.filter((id) => !ticked.includes(id))).toEqual([]);
      told += done.length;

      const after = planned(recorded.observed, wanted).plan;
      expect(after.changes.filter(({ id }) => done.includes(id))).toEqual([]);
      const again = tell(recorded.observed, wanted, () => news, { logged: done });
      expect(again.done).toEqual([]);
      expect(again.observed).toEqual(recorded.observed);

      const file = writeObserved(
        seen === null ? null : writeObserved(null, seen),
        recorded.observed,
      );
      expect(parseObserved(file).observed).toEqual(recorded.observed);
    }),
    { numRuns: RUNS },
  );
  expect(told).toBeGreaterThan(RUNS / 2);
});

const rowStatus = fc.constantFrom(
  ...(['on', 'off', 'pending', 'enabling-failed', 'disabling-failed'] as const),
);
const rowsOf = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 40 }), rowStatus), {
  selector: ([last]) => last,
  minLength: 1,
  maxLength: 15,
});

it('a whole page says everything about every number, and says it again', () => {
  fc.assert(
    fc.property(
      worlds,
      rowsOf,
      fc.constantFrom('front-desk', 'billing', null),
      (world, rows, column) => {
        const { seen, wanted } = world;
        const news: News = page(
          rows.map(([last, status]) => (column === null ? [last, status] : [last, status, column])),
          true,
        );
        const recorded = tell(seen, wanted, () => [news]);
        if (recorded.refused.length > 0) {
          expect(recorded.observed.page).toEqual(seen?.page ?? null);
          return;
        }
        expect(recorded.observed.page).toEqual(NOW);
        const written = numbersIn(recorded.observed);
        const shown = rows.filter(([, status]) => status !== 'off').map(([last]) => last);
        expect(Object.keys(written).map(Number).sort()).toEqual(shown.sort());
        for (const [last, status] of rows) {
          if (status === 'on') expect(written[last]).toMatch(/: on$/);
          if (status === 'pending') expect(written[last]).toMatch(/: (?:pending-o|unknown)/);
        }
        const again = tell(recorded.observed, wanted, () => [news]);
        expect(again.refused).toEqual([]);
        expect(again.observed).toEqual(recorded.observed);
        const file = writeObserved(null, recorded.observed);
        expect(parseObserved(file).observed).toEqual(recorded.observed);
      },
    ),
    { numRuns: RUNS },
  );
});

const WORDS: Readonly<Record<PageRow['status'], readonly string[]>> = {
  on: ['Enabled', 'enabled'],
  off: ['Disabled', ''],
  pending: ['Pending', 'PENDING'],
  'enabling-failed': ['Enabling Failed', 'Enabling failed'],
  'disabling-failed': ['Disabling Failed'],
};

it('a pasted page is read as it was, in each form', () => {
  const cells = fc.constantFrom('Jane Doe', 'Ext 101', 'San José, CA', 'it, "quoted"', 'x');
  fc.assert(
    fc.property(
      rowsOf,
      fc.array(cells, { minLength: 15, maxLength: 15 }),
      fc.nat(5),
      fc.nat(3),
      fc.boolean(),
      (rows, names, form, spelling, isFirst) => {
        const table = rows.map(([last, status], at) => {
          const words = WORDS[status];
          const digits = String(num(last)).slice(2);
          const spelt = [
            `+1${digits}`,
            digits,
            `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`,
            `+1 ${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`,
          ];
          // A blank at the very end cannot be told from one that was cut off.
          const isLast = form === 5 && at === rows.length - 1;
          const word = words[isLast ? 0 : at % words.length] ?? '';
          const number = spelt[spelling] ?? '';
          return isFirst ? [number, names[at] ?? '', word] : [names[at] ?? '', number, word];
        });
        const header = isFirst ? ['Number', 'User', 'Status'] : ['User', 'Number', 'Status'];
        const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
        const all = [header, ...table];
        const text = [
          () => all.map((row) => row.join('\t')).join('\n'),
          () => all.map((row) => row.map(quoted).join(',')).join('\r\n'),
          () => all.map((row) => row.map(quoted).join(';')).join('\n'),
          () => all.map((row) => `| ${row.join(' | ')} |`).join('\n'),
          () => `Phone numbers\n\n${all.map((row) => row.join('\t')).join('\n')}\n\n1-15 of 15\n`,
          () => all.flat().join('\n'),
        ][form]?.();
        const read = parsePage(text ?? '', []);
        expect(read.problems).toEqual([]);
        expect(read.rows.map(({ number, status }) => [number, status])).toEqual(
          rows.map(([last, status]) => [num(last), status]),
        );
      },
    ),
    { numRuns: RUNS },
  );
});

it('what was damaged on its way loses no number, and makes none Disabled', () => {
  const damage = fc.tuple(
    fc.nat(),
    fc.constantFrom('', '', ...['\t', '\n', '"', '|', ',', ';', '  ', '\u2028', '\v', 'x']),
  );
  let read = 0;
  let told = 0;
  fc.assert(
    fc.property(
      rowsOf,
      fc.array(fc.constantFrom('Jane', 'Ext 101', '1002', 'San José, CA', ''), {
        minLength: 15,
        maxLength: 15,
      }),
      fc.constantFrom('\t', ',', ';', ' | ', '   '),
      fc.boolean(),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      (rows, names, separator, hasHeader, damages) => {
        const table = rows.map(([last, status], at) => {
          const [word = ''] = WORDS[status];
          const name = separator === ',' ? '"Roe, Jo"' : (names[at] ?? '');
          const number = `(408) 555-01${String(last).padStart(2, '0')}`;
          return [number, name, status === 'off' && at % 2 === 0 ? '' : word];
        });
        const bar = separator.trim() === '|' ? '|' : '';
        const line = (cells: readonly string[]) => `${bar}${cells.join(separator)}${bar}`;
        const damaged = damages.reduce((now, [place, piece]) => {
          const at = place % now.length;
          return now.slice(0, at) + piece + now.slice(piece === '' ? at + 1 : at);
        }, table.map(line).join('\n'));
        const text = `${hasHeader ? line(['Number', 'User', 'Status']) : ''}\n${damaged}`;
        const { rows: found, problems } = parsePage(text, []);
        if (problems.length > 0) told += 1;
        else read += 1;
        if (problems.length > 0) return;
        const numbers = new Set<string>(found.map(({ number }) => number));
        for (const [written = ''] of text.matchAll(/(?<!\d)\(408\) 555-\d{4}(?!\d)/g)) {
          expect(numbers, text).toContain(`+1${written.replace(/\D/g, '')}`);
        }
        const off = rows.flatMap(([last, status]) => (status === 'off' ? [num(last)] : []));
        for (const { number, status } of found)
          if (status === 'off') expect(off, text).toContain(number);
      },
    ),
    { numRuns: RUNS * 4 },
  );
  expect(read).toBeGreaterThan(0);
  expect(told).toBeGreaterThan(0);
});

it('no text makes it fail', () => {
  const pieces = fc.constantFrom(
    ...[
      '+14085550101',
      '408-555-0102',
      'Enabled',
      'Pending',
      '\t',
      '\n',
      ',',
      '|',
      '"',
      ' ',
      '\u001b[',
    ],
    ...[
      '```',
      '<!-- campaignctl:done a -->',
      '<!-- campaignctl:page begin -->',
      '- [x] ',
      'C7GH42I',
    ],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const { rows, problems } = parsePage(text, ['C7GH42I']);
      expect(rows.length === 0 || problems.length === 0).toBe(true);
      expect(rows.length > 0 || problems.length > 0 || text.trim() === '').toBe(true);
      parseTicks(`${runbookMark('acme')}\n${text}`, { account: 'acme', campaigns: [] });
      parseObserved(text);
    }),
    { numRuns: RUNS },
  );
});
