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

it('refuses to pay on the strength of a look of a time to come, which would never grow old', () => {
  expect(refusals('2027-11-30T08:00:00Z')).toEqual([
    'It costs money, and brands and campaigns were last seen on 2027-11-30 by ann, which is later than this plan of 2026-12-01. Mend that time in observed.yaml, then look again and run campaignctl observe --forms.',
  ]);
});
