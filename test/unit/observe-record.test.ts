/** What is told of Admin Console becomes what is observed: steps, states, pages; and what is refused, with its reason. */
import { describe, expect, it } from 'vitest';
import type { News, Observed, Seen } from '../../src/model/observed.ts';
import type { Recorded } from '../../src/observe/record.ts';
import { BRAND, bound } from './check.world.ts';
import {
  ANN,
  account,
  changeOf,
  done,
  idOf,
  listed,
  NOW,
  num,
  numbersIn,
  observed,
  page,
  planned,
  seenBrand,
  seenCampaign,
  shows,
  sms,
  states,
  tell,
} from './observe-record.world.ts';

const NOTHING = observed({ brands: new Map(), campaigns: new Map() });

function refusals({ refused }: Pick<Recorded, 'refused'>): readonly string[] {
  return refused.map(({ what, why }) => `${what}: ${why}`);
}

/** Nothing was refused. */
function fine<R extends Recorded>(recorded: R): R {
  expect(refusals(recorded)).toEqual([]);
  return recorded;
}

describe('a step that was carried out', () => {
  const wanted = account([listed([1, 2])]);

  it('registers a brand and, once that is seen verified, its campaign, with what their forms were given', () => {
    const first = fine(
      tell(NOTHING, wanted, (plan) => [
        done(plan, 'brand/acme', 'campaign/front-desk'),
        shows('brand/acme', 'verified', { id: 'BQ7K2LM' }),
        shows('campaign/front-desk', null, { id: 'C7GH42I' }),
      ]),
    );
    expect(first.observed.brands.get('acme')).toEqual({
      ...{ id: 'BQ7K2LM', status: 'verified', since: NOW.at, reason: null, seen: NOW },
      content: BRAND.content,
    });
    const { content } = listed([]);
    expect(first.observed.campaigns.get('front-desk')).toEqual(
      seenCampaign({}, { brand: 'acme', status: 'pending', since: NOW.at, seen: NOW, content }),
    );
    expect(first.done.map(({ change, id }) => [change.address, id])).toEqual([
      ['brand/acme', 'BQ7K2LM'],
      ['campaign/front-desk', 'C7GH42I'],
    ]);
    expect(planned(first.observed, wanted).plan.changes.map(({ when }) => when.kind)).toEqual([
      'waiting',
      'waiting',
    ]);
  });

  it('registers no campaign of a brand that is not seen verified', () => {
    const told = tell(NOTHING, wanted, (plan) => [done(plan, 'brand/acme', 'campaign/front-desk')]);
    expect(told.done.map(({ change }) => change.address)).toEqual(['brand/acme']);
    expect(refusals(told)).toEqual([
      'register campaign front-desk: Its brand acme is pending, as bob on 2026-12-01 08:00 UTC saw it, and Admin Console opens "Your Campaign" only for a verified brand. If it is verified now, tell that too.',
    ]);
  });

  it('is not the second where the first is not told', () => {
    const told = tell(NOTHING, wanted, (plan) => [done(plan, 'campaign/front-desk')]);
    expect(refusals(told)).toEqual([
      'register campaign front-desk: It comes after another step, which is not told as done: register brand acme.',
    ]);
  });

  it('turns numbers on and off, which takes up to 48 hours', () => {
    const before = observed({
      campaigns: new Map([['front-desk', seenCampaign({ 1: sms('on'), 3: sms('on') })]]),
    });
    const told = fine(
      tell(before, account([listed([1, 2])], { off: [3] }), (plan) => [
        done(plan, `number/${num(2)}`, `number/${num(3)}`),
      ]),
    );
    const way = { since: NOW.at, seen: NOW, lookAgain: '2026-12-03' };
    expect(told.observed.campaigns.get('front-desk')?.numbers).toEqual(
      states({ 1: sms('on'), 2: sms('pending-on', way), 3: sms('pending-off', way) }),
    );
    expect(planned(told.observed, account([listed([1, 2])], { off: [3] })).plan.changes).toEqual(
      [],
    );
  });

  it('moves a number to another campaign, by the name that it has here', () => {
    const before = observed({
      campaigns: new Map([
        ['front-desk', seenCampaign({ 1: sms('on') })],
        ['bills', seenCampaign({}, { id: 'CBILL01' })],
      ]),
    });
    const two = account([
      listed([]),
      bound('billing', { ...listed([1], { key: 'billing' }), id: 'CBILL01', content: {} }),
    ]);
    const told = fine(tell(before, two, (plan) => [done(plan, `number/${num(1)}`)]));
    expect(numbersIn(told.observed)).toEqual({ 1: 'bills: pending-on' });
  });

  it('changes a form, sends in again, ends for ever', () => {
    const rejected = observed({
      campaigns: new Map([
        ['front-desk', seenCampaign({}, { status: 'rejected', reason: 'privacy' })],
      ]),
    });
    const mended = account([
      listed([], {
        resubmit: '2026-12-01 page is live',
        content: { description: 'Mended texts.' },
      }),
    ]);
    const sent = fine(tell(rejected, mended, (plan) => [done(plan, 'campaign/front-desk')]));
    expect(sent.observed.campaigns.get('front-desk')).toMatchObject({
      ...{ status: 'pending', since: NOW.at, reason: null, seen: NOW },
      lastResubmit: '2026-12-01 page is live',
      content: { description: 'Mended texts.', useCase: 'customer-care' },
    });

    const empty = observed({
      campaigns: new Map([['front-desk', seenCampaign({ 1: sms('off') })]]),
    });
    const over = account([listed([], { deactivateForever: 'replaced' })]);
    const ended = fine(tell(empty, over, (plan) => [done(plan, 'campaign/front-desk')]));
    expect(ended.observed.campaigns.get('front-desk')).toMatchObject({
      status: 'deactivated',
      seen: NOW,
    });
    expect(numbersIn(ended.observed)).toEqual({ 1: '-: off' });

    const failed = observed({
      brands: new Map([
        [
          'acme',
          seenBrand({
            status: 'failed',
            reason: 'name',
            content: { ...BRAND.content, legalName: 'Acme' },
          }),
        ],
      ]),
    });
    const corrected = fine(tell(failed, wanted, (plan) => [done(plan, 'brand/acme')]));
    expect(corrected.observed.brands.get('acme')).toMatchObject({
      ...{ status: 'pending', reason: null, content: { legalName: 'Acme Dental Group LLC' } },
    });
  });

  it('is recorded once: what the log knows is not told again, also where the file lags behind', () => {
    const before = observed();
    const id = idOf(planned(before, wanted).plan, `number/${num(1)}`);
    const told = fine(
      tell(before, wanted, (plan) => [done(plan, `number/${num(1)}`)], { logged: [id] }),
    );
    expect(told.already).toEqual([id]);
    expect(told.done).toEqual([]);
    expect(numbersIn(told.observed)).toEqual({ 1: 'front-desk: pending-on' });
    const again = fine(
      tell(told.observed, wanted, () => [{ kind: 'done', changes: [id], id: null }], {
        logged: [id],
      }),
    );
    expect(again.already).toEqual([id]);
    expect(again.observed).toEqual(told.observed);
  });

  it('is refused where it was recorded before and seen undone since: the runbook may be the old one', () => {
    const campaigns = new Map([['front-desk', seenCampaign({ 1: sms('enabling-failed') })]]);
    const before = observed({ campaigns });
    const id = idOf(planned(before, wanted).plan, `number/${num(1)}`);
    const loggedAt = '2026-11-29T08:00:00Z';
    const told = tell(before, wanted, (plan) => [done(plan, `number/${num(1)}`)], {
      logged: [id],
      loggedAt,
    });
    expect(refusals(told)[0]).toContain('It was recorded at 2026-11-29 08:00 UTC.');
    expect(numbersIn(told.observed)).toEqual(numbersIn(before));
  });

  it('is refused where the plan has it no more, or waits with it', () => {
    const told = tell(observed(), wanted, () => [
      { kind: 'done', changes: ['aaaaaaaaaaaa'], id: null },
    ]);
    expect(refusals(told)).toEqual([
      'step with the change aaaaaaaaaaaa: The plan has no such change: it changed since the runbook was written, or it is carried out already. Look at what Admin Console shows, and tell that.',
    ]);
    const pending = observed({
      campaigns: new Map([['front-desk', seenCampaign({}, { status: 'pending' })]]),
    });
    expect(refusals(tell(pending, wanted, (plan) => [done(plan, `number/${num(1)}`)]))[0]).toMatch(
      /^turn on \+1 408 555 0101: It cannot have been carried out yet: .+ If Admin Console shows otherwise, tell what it shows\.$/,
    );
  });

  it('that costs money is that of whoever claimed it, and is said where nobody has', () => {
    const before = observed({ campaigns: new Map() });
    const { plan } = planned(before, wanted);
    const id = idOf(plan, 'campaign/front-desk');
    const theirs = tell(before, wanted, (now) => [done(now, 'campaign/front-desk')], {
      claims: { [id]: 'ann' },
    });
    expect(refusals(theirs)).toEqual([
      'register campaign front-desk: It costs money and ann has claimed it, so only ann can say that it is done.',
    ]);
    expect(theirs.observed).toEqual(before);
    const own = fine(
      tell(before, wanted, (now) => [done(now, 'campaign/front-desk')], {
        claims: { [id]: 'bob' },
      }),
    );
    expect(own.notes).toEqual([
      'campaign front-desk has no id yet. Once Admin Console shows it: campaignctl observe --shows campaign/front-desk --id ID.',
    ]);
    const bare = fine(tell(before, wanted, (now) => [done(now, 'campaign/front-desk')]));
    expect(bare.done).toHaveLength(1);
    expect(bare.notes).toEqual([
      'campaign front-desk has no id yet. Once Admin Console shows it: campaignctl observe --shows campaign/front-desk --id ID.',
      'register campaign front-desk costs money and was done by bob without a claim. Somebody else may have paid for it too: look whether Admin Console shows it twice.',
    ]);
  });

  it('is recorded and said where the plan refuses it', () => {
    const before = observed({ campaigns: new Map() });
    const unpaid = account([listed([1], { feeAccepted: null })]);
    const told = fine(tell(before, unpaid, (plan) => [done(plan, 'campaign/front-desk')]));
    expect(changeOf(told.plan, 'campaign/front-desk').refused).toBe(true);
    expect(told.done).toHaveLength(1);
    expect(told.notes[0]).toBe(
      'register campaign front-desk is recorded, though the plan refuses it.',
    );
  });

  it('is refused where something else was seen later, with both facts', () => {
    const before = observed({
      campaigns: new Map([['front-desk', seenCampaign({ 1: sms('enabling-failed') })]]),
    });
    const early = { at: '2026-11-30T08:00:00Z', by: 'bob' };
    const told = tell(before, wanted, (plan) => [done(plan, `number/${num(1)}`)], { seen: early });
    expect(refusals(told)).toEqual([
      'turn on +1 408 555 0101: +1 408 555 0101 was seen Enabling Failed in front-desk by ann on 2026-11-30 09:12 UTC, which is later than 2026-11-30 08:00 UTC.',
    ]);
  });

  it('of a ring of moves is told when its box is: the second before the first', () => {
    const full = (first: number) =>
      Object.fromEntries(Array.from({ length: 48 }, (_, at) => [first + at, sms('on')]));
    const before = observed({
      campaigns: new Map([
        ['front-desk', seenCampaign(full(1))],
        ['billing', seenCampaign(full(49), { id: 'CBILL01' })],
      ]),
    });
    const numbers = (first: number) => Array.from({ length: 48 }, (_, at) => first + at);
    const swapped = account([
      listed([49, ...numbers(1).slice(1)]),
      listed([1, ...numbers(49).slice(1)], { key: 'billing' }),
    ]);
    const { plan } = planned(before, swapped);
    const moves = plan.changes.filter(({ action }) => action === 'move');
    const long = moves.find(({ onAfter }) => onAfter !== null);
    const second = moves.find(({ id }) => id === long?.onAfter);
    const told = tell(before, swapped, () => [
      { kind: 'done', changes: [second?.id ?? ''], id: null },
    ]);
    expect(refusals(told)).toEqual([]);
    const first = tell(before, swapped, () => [
      { kind: 'done', changes: [long?.id ?? ''], id: null },
    ]);
    expect(refusals(first)).toHaveLength(1);
    expect(refusals(first)[0]).toContain('It comes after another step, which is not told as done');
    const both = fine(
      tell(before, swapped, () => [
        { kind: 'done', changes: [long?.id ?? '', second?.id ?? ''], id: null },
      ]),
    );
    expect(both.done.map(({ change }) => change.id)).toEqual([long?.id, second?.id]);
  });
});

describe('what Admin Console shows of a brand or campaign', () => {
  const wanted = account([listed([1])]);
  const told = (before: Parameters<typeof tell>[0], ...news: readonly News[]) =>
    tell(before, wanted, () => news);

  it('is written down the first time, since when nobody knows', () => {
    const first = fine(
      told(
        null,
        shows('campaign/front-desk', 'approved', { id: 'C7GH42I', limit: 120 }),
        shows('brand/acme', 'verified', { id: 'BQ7K2LM' }),
        { kind: 'forms' },
      ),
    );
    expect(first.observed).toEqual(
      observed({
        forms: NOW,
        page: null,
        brands: new Map([['acme', seenBrand({ content: null, seen: NOW })]]),
        campaigns: new Map([
          ['front-desk', seenCampaign({}, { limit: 120, content: null, seen: NOW })],
        ]),
      }),
    );
    expect(first.notes).toEqual([]);
  });

  it('is what it was but for what is told', () => {
    const before = observed({
      campaigns: new Map([
        [
          'front-desk',
          seenCampaign({ 1: sms('on') }, { since: ANN.at, reason: 'slow', limit: 60 }),
        ],
      ]),
    });
    const same = fine(told(before, shows('campaign/front-desk', 'approved')));
    expect(same.observed.campaigns.get('front-desk')).toEqual({
      ...before.campaigns.get('front-desk'),
      seen: NOW,
    });
    const raised = fine(told(before, shows('campaign/front-desk', null, { limit: 120 })));
    expect(raised.observed.campaigns.get('front-desk')).toEqual({
      ...before.campaigns.get('front-desk'),
      limit: 120,
    });
    const bad = fine(told(before, shows('campaign/front-desk', 'suspended', { reason: 'spam' })));
    expect(bad.observed.campaigns.get('front-desk')).toMatchObject({
      ...{ status: 'suspended', since: NOW.at, reason: 'spam', seen: NOW },
    });
  });

  it('may be called by its id, its block, a former key, or a name of its own', () => {
    const before = observed({
      campaigns: new Map([['bills', seenCampaign({}, { status: 'pending' })]]),
    });
    const byBlock = account([{ ...listed([], { key: 'billing' }), id: 'C7GH42I' }]);
    for (const name of ['bills', 'C7GH42I', 'billing']) {
      const now = fine(tell(before, byBlock, () => [shows(`campaign/${name}`, 'approved')]));
      expect([...now.observed.campaigns].map(([key, one]) => [key, one.status])).toEqual([
        ['bills', 'approved'],
      ]);
    }
    const renamed = account([listed([], { key: 'billing', formerly: ['bills'] })]);
    const former = fine(tell(before, renamed, () => [shows('campaign/billing', 'approved')]));
    expect([...former.observed.campaigns.keys()]).toEqual(['bills']);
    const other = fine(told(before, shows('campaign/hotline', 'pending')));
    expect(other.notes).toEqual([
      'campaign hotline is new in observed.yaml, and no block has that key.',
    ]);
  });

  it.each<[string, Partial<Observed>, News, string]>([
    [
      'a campaign before its brand',
      { brands: new Map([['acme', seenBrand({ status: 'pending' })]]), campaigns: new Map() },
      shows('campaign/front-desk', 'approved'),
      'campaign front-desk: Its brand acme is pending, as ann on 2026-11-30 09:12 UTC saw it, and Admin Console opens "Your Campaign" only for a verified brand. If it is verified now, tell that too.',
    ],
    [
      'one that came back',
      { campaigns: new Map([['front-desk', seenCampaign({}, { status: 'deactivated' })]]) },
      shows('campaign/front-desk', 'approved'),
      'campaign front-desk: It was deactivated, as ann on 2026-11-30 09:12 UTC saw it, and that is for ever. If it never was, take that change of observed.yaml back. If this is another campaign, tell it by another name.',
    ],
    [
      'a misspelt name',
      {},
      shows('campaign/frontdesk', 'approved'),
      'campaign frontdesk: There is no such campaign. Did you mean front-desk?',
    ],
    [
      'no name',
      {},
      shows('brand/Acme & Co.', 'verified'),
      'brand Acme & Co.: There is no such brand, and this cannot be a name: names have small letters, digits and hyphens.',
    ],
    [
      'an id of another',
      { campaigns: new Map([['other', seenCampaign()]]) },
      shows('campaign/front-desk', 'approved', { id: 'C7GH42I' }),
      'campaign front-desk: other has the id C7GH42I.',
    ],
    [
      'another id of its own',
      {},
      shows('campaign/front-desk', null, { id: 'CNEW' }),
      'campaign front-desk: It has the id C7GH42I in observed.yaml, not CNEW. Look up the id in Admin Console, and mend the one that is wrong.',
    ],
    [
      'an id that is none',
      { campaigns: new Map() },
      shows('campaign/front-desk', 'pending', { id: 'C 7' }),
      'campaign front-desk: What was given as its id has other signs than letters, digits, hyphens and underscores.',
    ],
    [
      'an id of what is not known',
      { campaigns: new Map() },
      shows('campaign/front-desk', null, { id: 'CNEW' }),
      'campaign front-desk: Nothing is known of it yet: tell its status too.',
    ],
    [
      'a limit of nothing',
      {},
      shows('campaign/front-desk', 'approved', { limit: 0 }),
      'campaign front-desk: The limit has to be a whole number from 1 to 100000.',
    ],
    [
      'an old look',
      {
        campaigns: new Map([
          [
            'front-desk',
            seenCampaign(
              {},
              { status: 'rejected', seen: { at: '2026-12-02T00:00:00Z', by: 'cy' } },
            ),
          ],
        ]),
      },
      shows('campaign/front-desk', 'approved'),
      'campaign front-desk: It was seen as rejected by cy on 2026-12-02 00:00 UTC, which is later than 2026-12-01 08:00 UTC.',
    ],
  ])('is refused as %s', (_, before, news, expected) => {
    const refused = told(observed(before), news);
    expect(refusals(refused)).toEqual([expected]);
    expect(refused.observed).toEqual(observed(before));
  });

  it('is recorded and said where nobody expected it', () => {
    const rejected = observed({
      campaigns: new Map([['front-desk', seenCampaign({}, { status: 'rejected' })]]),
    });
    expect(fine(told(rejected, shows('campaign/front-desk', 'approved'))).notes).toEqual([
      'campaign front-desk is approved; ann on 2026-11-30 09:12 UTC saw it rejected, and nobody has told that it was sent in again.',
    ]);
    const full = observed({
      campaigns: new Map([['front-desk', seenCampaign({ 1: sms('on'), 2: sms('pending-off') })]]),
    });
    const less = fine(told(full, shows('campaign/front-desk', 'approved', { limit: 1 })));
    expect(less.notes).toEqual([
      'campaign front-desk holds 2 numbers, which is more than its limit of 1.',
    ]);
    const over = fine(told(full, shows('campaign/front-desk', 'deactivated')));
    expect(over.notes).toEqual([
      'campaign front-desk was deactivated, so its 2 numbers have no SMS any more.',
    ]);
    expect(numbersIn(over.observed)).toEqual({ 1: '-: off', 2: '-: off' });
    expect(
      fine(told(observed({ brands: new Map(), campaigns: new Map() }), { kind: 'forms' })).notes,
    ).toHaveLength(1);
  });
});

describe('the SMS page', () => {
  const wanted = account([listed([])]);
  const told = (before: Observed | null, ...news: readonly News[]) =>
    tell(before, wanted, () => news);
  const seenBefore = observed({
    campaigns: new Map([
      [
        'front-desk',
        seenCampaign({
          1: sms('on'),
          2: sms('pending-on', { since: ANN.at, lookAgain: '2026-12-02' }),
          3: sms('pending-off', { since: ANN.at, lookAgain: '2026-12-02' }),
          4: sms('enabling-failed'),
          5: sms('on'),
        }),
      ],
    ]),
    numbers: states({ 6: sms('off'), 7: sms('on') }),
  });

  it('says the state of each number that is on it, and a part of it nothing of others', () => {
    const rows = page([
      [1, 'off'],
      [2, 'on'],
      [3, 'disabling-failed'],
      [4, 'pending'],
      [6, 'pending'],
    ]);
    const now = fine(told(seenBefore, rows)).observed;
    expect(numbersIn(now)).toEqual({
      ...{ 1: '-: off', 2: 'front-desk: on', 3: 'front-desk: disabling-failed' },
      ...{
        4: 'front-desk: pending-on',
        5: 'front-desk: on',
        6: 'front-desk: pending-on',
        7: '-: on',
      },
    });
    expect(now.page).toEqual(ANN);
    const { numbers } = now.campaigns.get('front-desk') ?? {};
    expect(numbers?.get(num(5))?.seen).toEqual(ANN);
    expect(numbers?.get(num(4))).toEqual(
      sms('pending-on', { since: NOW.at, seen: NOW, lookAgain: '2026-12-03' }),
    );
  });

  it('shows Pending in no direction: what is known tells it, else nothing', () => {
    const rows = page([1, 2, 3, 4, 7, 9].map((last) => [last, 'pending'] as const));
    const now = fine(told(seenBefore, rows)).observed;
    expect(numbersIn(now)).toMatchObject({
      ...{ 1: 'front-desk: unknown', 2: 'front-desk: pending-on', 3: 'front-desk: pending-off' },
      ...{ 4: 'front-desk: pending-on', 7: '-: unknown', 9: 'front-desk: pending-on' },
    });
    // From when it was first seen so.
    expect(now.campaigns.get('front-desk')?.numbers.get(num(2))).toEqual(
      sms('pending-on', { since: ANN.at, seen: NOW, lookAgain: '2026-12-02' }),
    );
    // Where nobody has seen the page, it may be on its way off as well.
    const never = fine(told(observed({ page: null }), page([[9, 'pending']]))).observed;
    expect(numbersIn(never)).toEqual({ 9: 'front-desk: unknown' });
    expect(never.campaigns.get('front-desk')?.numbers.get(num(9))?.lookAgain).toBe('2026-12-03');
  });

  it('seen whole, says that every other number is Disabled, and then needs no line for it', () => {
    const rows = page(
      [
        [1, 'on'],
        [2, 'off'],
        [8, 'off'],
      ],
      true,
    );
    const { observed: now, notes } = fine(told(seenBefore, rows));
    expect(numbersIn(now)).toEqual({ 1: 'front-desk: on' });
    expect(now.page).toEqual(NOW);
    expect(notes).toEqual([
      '+1 408 555 0105 and +1 408 555 0107 were Enabled and are not on the page, so they count as Disabled. If the page was not whole, take the change of observed.yaml back.',
    ]);
    const live = planned(now, wanted).snapshot.numbers;
    expect(live.filter(({ sms }) => sms.status !== 'off').map(({ number }) => number)).toEqual([
      num(1),
    ]);
  });

  it('has the campaign of a number in a column, or it is the one it had, or the only one', () => {
    const two = observed({
      campaigns: new Map([
        ['front-desk', seenCampaign({ 1: sms('on') })],
        ['billing', seenCampaign({}, { id: 'CBILL01' })],
      ]),
      numbers: states({ 2: sms('on') }),
    });
    const column = page([
      [1, 'on', 'cbill01'],
      [2, 'on', 'Front-Desk'],
      [3, 'on'],
    ]);
    expect(numbersIn(fine(told(two, column)).observed)).toEqual({
      ...{ 1: 'billing: on', 2: 'front-desk: on', 3: '-: on' },
    });
    const lost = page([
      [1, 'on'],
      [2, 'on', 'billing'],
    ]);
    expect(fine(told(two, lost)).notes).toEqual([
      '+1 408 555 0101 (was in front-desk) is Enabled and in no campaign on the page. If Admin Console shows the campaign elsewhere, take the change of observed.yaml back, and the column of campaigns out of the page.',
    ]);
    const changed = page([
      [1, 'on', 'billing'],
      [2, 'on', 'billing'],
    ]);
    expect(fine(told(two, changed)).notes).toEqual([
      '+1 408 555 0101 (billing, was in front-desk) is in another campaign on the page than before. If that column is not the one of campaigns, take the change of observed.yaml back, and the column of campaigns out of the page.',
    ]);
    const none = told(
      two,
      page([
        [1, 'on'],
        [2, 'on'],
        [3, 'on'],
        [4, 'off'],
      ]),
    );
    expect(numbersIn(none.observed)).toEqual({ 1: 'front-desk: on', 2: '-: on' });
    expect(refusals(none)).toEqual([
      'number +1 408 555 0103: The page does not tell the campaign of a number, and 2 campaigns are approved. Write its line into observed.yaml by hand.',
    ]);
    const nowhere = observed({ campaigns: new Map() });
    expect(numbersIn(fine(told(nowhere, page([[1, 'on']]))).observed)).toEqual({ 1: '-: on' });
  });

  it('is not whole where a line of it is refused', () => {
    const now = told(
      seenBefore,
      page(
        [
          [1, 'on', 'C9'],
          [2, 'on', 'front-desk'],
        ],
        true,
      ),
    );
    expect(refusals(now)).toEqual([
      'number +1 408 555 0101: The page has it in C9, which is no campaign in observed.yaml. Tell that campaign first.',
      'the whole SMS page: Some of its lines were refused, so nothing is concluded about other numbers.',
    ]);
    expect(now.observed.page).toEqual(ANN);
    expect(numbersIn(now.observed)).toMatchObject({ 5: 'front-desk: on' });
  });

  it('is refused where it is older than another look', () => {
    const early: Seen = { at: '2026-11-29T08:00:00Z', by: 'bob' };
    const old = (news: News) => tell(seenBefore, wanted, () => [news], { seen: early });
    expect(
      refusals(
        old(
          page([
            [1, 'off'],
            [5, 'on'],
          ]),
        ),
      ),
    ).toEqual([
      'number +1 408 555 0101: It was seen Enabled in front-desk by ann on 2026-11-30 09:12 UTC, which is later than 2026-11-29 08:00 UTC.',
    ]);
    expect(refusals(old(page([], true)))).toEqual([
      'the whole SMS page: ann on 2026-11-30 09:12 UTC saw it whole, which is later than 2026-11-29 08:00 UTC.',
    ]);
    expect(refusals(old({ kind: 'forms' }))).toEqual([
      'all brands and campaigns: ann on 2026-11-30 09:12 UTC saw them later than this.',
    ]);
  });

  it('beside a step that is told with it: what was before the step counts for nothing', () => {
    const turning = account([listed([8, 9])], { off: [1, 5] });
    const both = (rows: News) =>
      tell(seenBefore, turning, (plan) => [
        done(plan, ...[1, 5, 8, 9].map((last) => `number/${num(last)}`)),
        rows,
      ]);
    const fresh = fine(
      both(
        page([
          [1, 'off'],
          [5, 'pending'],
          [8, 'on'],
          [9, 'enabling-failed'],
        ]),
      ),
    );
    expect(numbersIn(fresh.observed)).toMatchObject({
      ...{ 1: '-: off', 5: 'front-desk: pending-off', 8: 'front-desk: on' },
      9: 'front-desk: enabling-failed',
    });
    expect(fresh.notes).toEqual([]);
    const stale = fine(
      both(
        page(
          [
            [1, 'on'],
            [8, 'off'],
          ],
          true,
        ),
      ),
    );
    expect(numbersIn(stale.observed)).toEqual({
      ...{ 1: 'front-desk: pending-off', 8: 'front-desk: pending-on', 9: 'front-desk: pending-on' },
    });
    expect(stale.notes).toHaveLength(4);
  });

  it('that has none of the numbers of the account is that of another one, and says nothing', () => {
    for (const whole of [true, false]) {
      const strange = page([[0, 'on']], whole);
      const told = tell(seenBefore, wanted, () => [strange]);
      expect(refusals(told)).toEqual([
        'the SMS page: Its number is not among the phone numbers of the account, so it seems to be that of another account. Nothing of it is recorded.',
      ]);
      expect(told.observed).toEqual(seenBefore);
    }
  });

  it('says which numbers the account does not have, and which take too long', () => {
    const slow: Seen = { at: '2026-12-09T08:00:00Z', by: 'bob' };
    const rows = page([
      [2, 'pending'],
      [0, 'off'],
    ]);
    const { notes } = fine(tell(seenBefore, wanted, () => [rows], { seen: slow }));
    expect(notes).toEqual([
      '+1 408 555 0100 is on the page and not among the phone numbers of the account.',
      '+1 408 555 0102 is Pending for longer than the 48 hours that it takes at most. Ask the support of 8x8.',
    ]);
  });
});

it('a page without any number does not silence those that were seen on', () => {
  const campaigns = new Map([['front-desk', seenCampaign({ 1: sms('on'), 2: sms('on') })]]);
  const before = observed({ campaigns });
  const told = tell(before, account([listed([1, 2])]), () => [page([], true)]);
  expect(refusals(told)[0]).toContain('2 numbers are Enabled as far as anybody has seen');
  expect(numbersIn(told.observed)).toEqual(numbersIn(before));
});
