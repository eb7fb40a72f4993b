import { describe, expect, it } from 'vitest';
import { acquire, type Journal } from '../../src/apply/log/journal.ts';
import type { Write } from '../../src/apply/log/writes.ts';
import { type Recovery, recover } from '../../src/apply/recover.ts';
import type { LogEntry, LoggedStep } from '../../src/model/log.ts';
import { type FoundObject, ProviderError } from '../../src/model/port.ts';
import type { LiveCampaign, SmsStatus } from '../../src/model/snapshot.ts';
import { memoryStore } from '../memory-store.ts';
import { CAPABILITIES, fakeProvider, number } from './apply.world.ts';
import { at, entry, HOLDER, LOST, lease, numberWrite, registration, result } from './log.world.ts';

const SETTLE = CAPABILITIES.settleMs;

interface Looked extends Recovery {
  readonly journal: Journal;
  readonly waits: readonly (readonly Write[])[];
}

/** Looks back at a log that ended at 9:05, `later` ms after that. */
async function lookBack(
  log: readonly LogEntry[],
  find: (times: number) => readonly FoundObject[],
  { later = SETTLE, budgetMs = 0 } = {},
): Promise<Looked> {
  let now = Date.parse(at(5)) + later;
  let asked = 0;
  const timing = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const signal = new AbortController().signal;
  const acquired = await acquire(memoryStore(...log), {
    account: 'acme',
    holder: HOLDER,
    timing,
    newId: () => 'run-2',
    isGone: () => true,
    waitMs: 0,
    onWait: () => {},
    signal,
  });
  if (acquired.state !== 'held') throw new Error('it is taken');
  const waits: (readonly Write[])[] = [];
  const recovery = await recover({
    journal: acquired.journal,
    provider: fakeProvider({ find: () => find(++asked) }),
    timing,
    budgetMs,
    signal,
    onWait: (writes) => waits.push(writes),
  });
  return { ...recovery, journal: acquired.journal, waits };
}

const settledIn = ({ journal }: Looked) =>
  journal
    .entries()
    .flatMap((one) => (one.kind === 'settled' ? [[one.write, one.effect, one.id, one.by]] : []));

function campaign(part: Partial<LiveCampaign> = {}): FoundObject {
  return {
    kind: 'campaign',
    campaign: {
      id: 'CBILL01',
      referenceId: 'acme/campaign/billing',
      brandId: 'BACME01',
      status: 'pending',
      since: null,
      reason: null,
      reviewSince: null,
      lastResubmit: null,
      limit: null,
      content: { description: 'Invoices' },
      version: '1',
      ...part,
    },
  };
}

function sms(status: SmsStatus, campaignId: string | null): FoundObject {
  return {
    kind: 'number',
    number: number(101),
    sms: { status, campaignId, since: null, reason: null, version: '2' },
  };
}

function stepWrite(step: LoggedStep): LogEntry {
  const change = {
    id: 'x',
    address: 'campaign/billing',
    action: 'update' as const,
    fee: null,
    campaign: null,
    person: null,
  };
  return entry(5, { kind: 'intent', write: 'w1', change, step });
}

describe('a registration without an answer', () => {
  const log = [lease(4), registration(5, 'w1')];

  it.each([
    ['the run was killed', log],
    ['the answer was lost', [...log, result(5, 'w1', LOST)]],
  ])('is adopted where the registry has it: %s', async (_, entries) => {
    const looked = await lookBack(entries, () => [campaign()]);
    expect(settledIn(looked)).toEqual([['w1', 'there', 'CBILL01', 'registry']]);
    expect(looked.settled).toMatchObject([{ effect: 'there' }]);
  });

  it('is left to a person where there is no trace of it, and never to a guess', async () => {
    const looked = await lookBack(log, () => []);
    expect(settledIn(looked)).toEqual([]);
    expect(looked.undecided.map(({ id }) => id)).toEqual(['w1']);
  });

  it('may still arrive before the registry has settled', async () => {
    const looked = await lookBack(log, () => [], { later: 1 });
    expect([looked.undecided, looked.unsettled.map(({ id }) => id)]).toEqual([[], ['w1']]);
  });

  it('is waited for while there is time', async () => {
    const late = await lookBack(log, (times) => (times < 2 ? [] : [campaign()]), {
      later: 1,
      budgetMs: 60_000,
    });
    expect(settledIn(late)).toEqual([['w1', 'there', 'CBILL01', 'registry']]);
    expect(late.waits.length).toBe(1);
    const never = await lookBack(log, () => [], { later: 1, budgetMs: 60_000 });
    expect(never.undecided.map(({ id }) => id)).toEqual(['w1']);
  });

  it('stops everything where it was carried out more than once', async () => {
    const looked = await lookBack(log, () => [campaign(), campaign({ id: 'CBILL02' })]);
    expect(looked.several).toMatchObject([{ ids: ['CBILL01', 'CBILL02'] }]);
    expect(settledIn(looked)).toEqual([]);
  });

  it('is not looked up a second time once it is decided', async () => {
    const looked = await lookBack(
      [...log, result(5, 'w1', { outcome: 'accepted', id: 'C', requestId: null })],
      () => {
        throw new Error('asked');
      },
    );
    expect(looked).toMatchObject({ settled: [], undecided: [], unsettled: [], several: [] });
  });
});

describe('what sets a state', () => {
  it.each<[string, LogEntry, FoundObject | null, 'there' | 'none']>([
    [
      'a number that is being turned on there',
      numberWrite(5, 'w1', 'assign'),
      sms('pending-on', 'C1'),
      'there',
    ],
    ['a number that is on elsewhere', numberWrite(5, 'w1', 'assign'), sms('on', 'C2'), 'none'],
    [
      'a number that is on its way out',
      numberWrite(5, 'w1', 'assign'),
      sms('pending-off', 'C1'),
      'none',
    ],
    ['a number that is off', numberWrite(5, 'w1', 'turn-off'), sms('off', null), 'there'],
    ['a number that is still on', numberWrite(5, 'w1', 'turn-off'), sms('on', 'C1'), 'none'],
    ['a number that is gone', numberWrite(5, 'w1', 'turn-off'), null, 'none'],
    [
      'a text that is as it was to be',
      stepWrite({
        kind: 'update',
        of: 'campaign',
        change: 'x',
        id: 'C',
        version: null,
        content: { description: 'Invoices' },
      }),
      campaign(),
      'there',
    ],
    [
      'a text that is not',
      stepWrite({
        kind: 'update',
        of: 'campaign',
        change: 'x',
        id: 'C',
        version: null,
        content: { description: 'Bills' },
      }),
      campaign(),
      'none',
    ],
    [
      'a reference that was moved',
      stepWrite({
        kind: 'rebind',
        of: 'campaign',
        change: 'x',
        id: 'C',
        version: null,
        reference: 'acme/campaign/billing',
      }),
      campaign(),
      'there',
    ],
    [
      'a deactivation that came',
      stepWrite({ kind: 'deactivate', change: 'x', id: 'C', version: null, reason: 'old' }),
      campaign({ status: 'deactivated' }),
      'there',
    ],
    [
      'a deactivation that did not',
      stepWrite({ kind: 'deactivate', change: 'x', id: 'C', version: null, reason: 'old' }),
      campaign({ status: 'approved' }),
      'none',
    ],
  ])('is settled by looking: %s', async (_, write, found, effect) => {
    const looked = await lookBack([lease(4), write], () => (found === null ? [] : [found]));
    expect(settledIn(looked)).toEqual([['w1', effect, null, 'registry']]);
  });

  it('is left to a person where it may have been paid: a resubmission', async () => {
    const write = stepWrite({
      kind: 'resubmit',
      change: 'x',
      id: 'C',
      version: null,
      reason: 'mended',
      content: {},
    });
    const none = await lookBack([lease(4), write], () => [campaign()]);
    expect(none.undecided.length).toBe(1);
    const there = await lookBack([lease(4), write], () => [campaign({ lastResubmit: 'mended' })]);
    expect(settledIn(there)).toEqual([['w1', 'there', null, 'registry']]);
  });

  it('is read at once where there is much of it, and not asked for one by one', async () => {
    const writes = Array.from({ length: 25 }, (_, at) =>
      numberWrite(5, `w${at}`, at % 2 === 0 ? 'turn-off' : 'assign', { number: number(at) }),
    );
    // In the registry of the fake, every number is off.
    const looked = await lookBack([lease(4), ...writes], () => {
      throw new Error('asked for one');
    });
    expect(settledIn(looked).map(([, effect]) => effect)).toEqual(
      writes.map((_, at) => (at % 2 === 0 ? 'there' : 'none')),
    );
  });

  it('is not known where the registry cannot be asked', async () => {
    const unavailable = new ProviderError('No answer.', { kind: 'unavailable', status: 503 });
    const looking = lookBack([lease(4), numberWrite(5, 'w1', 'assign')], () => {
      throw unavailable;
    });
    await expect(looking).rejects.toThrow(unavailable);
  });
});
