/** What age, or a wrong clock, does to what people saw: nothing is paid on the strength of it. */
import { expect, it } from 'vitest';
import { account, listed, observed, planned } from './observe-record.world.ts';

const wanted = account([listed([1])]);
const before = (at: string) => observed({ campaigns: new Map(), forms: { at, by: 'ann' } });
const refusals = (at: string) =>
  planned(before(at), wanted, '2026-12-01T08:00:00Z').plan.refusals.map(({ message }) => message);

it('takes a look of the last days, also by a clock that is some hours ahead', () => {
  expect(refusals('2026-11-30T08:00:00Z')).toEqual([]);
  expect(refusals('2026-12-01T18:00:00Z')).toEqual([]);
});

it('refuses to pay on the strength of an old look', () => {
  expect(refusals('2026-11-20T08:00:00Z')).toEqual([
    'It costs money, and brands and campaigns were last seen on 2026-11-20 by ann. After 7 days somebody has to look again: compare Admin Console with observed.yaml, then run campaignctl observe --forms.',
  ]);
});

it('takes a look of a time that is still to come for none: it would never grow old', () => {
  const { plan } = planned(before('2027-11-30T08:00:00Z'), wanted, '2026-12-01T08:00:00Z');
  const reason =
    'observed.yaml has a look of ann on 2027-11-30, which is still to come. Mend that time in the file.';
  expect(plan.gaps).toEqual(['brands', 'campaigns'].map((part) => ({ part, reason })));
  expect(plan.changes.filter(({ action }) => action === 'register')).toEqual([]);
});
