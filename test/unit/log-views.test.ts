import { describe, expect, it } from 'vitest';
import { approvalFor, approvalsOf } from '../../src/apply/log/approvals.ts';
import { factsOf } from '../../src/apply/log/facts.ts';
import { leaseOf } from '../../src/apply/log/lease.ts';
import { effectOfWrite, openWrites, writesOf } from '../../src/apply/log/writes.ts';
import type { EntryOf, LogEntry } from '../../src/model/log.ts';
import { assign } from './apply.world.ts';
import {
  ACCEPTED,
  approved,
  at,
  entry,
  LOST,
  lease,
  numberWrite,
  REFUSED,
  registration,
  result,
  settled,
} from './log.world.ts';

describe('the lease in a log', () => {
  it('is nobody’s in an empty log, after a release, and after an unlock', () => {
    expect(leaseOf([])).toBeNull();
    expect(leaseOf([lease(0), entry(1, { kind: 'released' })])).toBeNull();
    const unlock = entry(1, { kind: 'unlocked', of: 'run-1', by: 'sam', reason: null }, 'other');
    expect(leaseOf([lease(0), unlock])).toBeNull();
  });

  it('runs from the last sign of life of its run, and of no other', () => {
    const until = (...more: Parameters<typeof leaseOf>[0][number][]) =>
      leaseOf([lease(0), ...more])?.until;
    expect(until()).toBe(Date.parse(at(0)) + 90_000);
    expect(until(entry(5, { kind: 'alive' }))).toBe(Date.parse(at(5)) + 90_000);
    expect(until(registration(7, 'w1'))).toBe(Date.parse(at(7)) + 90_000);
    expect(until(entry(9, { kind: 'alive' }, 'other'))).toBe(Date.parse(at(0)) + 90_000);
  });

  it('belongs to who took it last; what the one before says does not matter any more', () => {
    const log = [lease(0), lease(5, 'run-2'), entry(6, { kind: 'released' }, 'run-1')];
    expect(leaseOf(log)).toMatchObject({ run: 'run-2', since: Date.parse(at(5)) });
  });
});

describe('the writes in a log', () => {
  it.each([
    [[], 'open'],
    [[result(2, 'w1', LOST)], 'open'],
    [[result(2, 'w1', ACCEPTED)], 'there'],
    [[result(2, 'w1', REFUSED)], 'none'],
    [[result(2, 'w1', LOST), settled(3, 'w1', 'there')], 'there'],
    [[settled(3, 'w1', 'none')], 'none'],
    [[result(2, 'w1', ACCEPTED), settled(3, 'w1', 'none')], 'none'],
  ] as const)('%#: are %s', (after, effect) => {
    const log = [lease(0), registration(1, 'w1'), ...after];
    expect(writesOf(log).map(effectOfWrite)).toEqual([effect]);
    expect(openWrites(log).length).toBe(effect === 'open' ? 1 : 0);
  });
});

describe('the approvals in a log', () => {
  const billing = { id: 'billing-id' };

  it('are open until the change is done', () => {
    const log = [lease(0), approved(0, [billing])];
    expect([...approvalsOf(log).open.keys()]).toEqual(['billing-id']);
    const sent = [...log, registration(1, 'w1')];
    expect([...approvalsOf(sent).open.keys()]).toEqual(['billing-id']);
    expect(approvalsOf([...sent, result(2, 'w1', REFUSED)]).open.size).toBe(1);
    expect(approvalsOf([...sent, result(2, 'w1', LOST)]).open.size).toBe(1);
    const done = approvalsOf([...sent, result(2, 'w1', ACCEPTED)]);
    expect([done.open.size, done.used.get('billing-id')]).toEqual([0, at(0)]);
    expect(approvalsOf([...sent, settled(3, 'w1', 'there')]).open.size).toBe(0);
  });

  it('are not given twice by the same plan, and given again by a later one', () => {
    const done = [
      lease(0),
      approved(0, [billing]),
      registration(1, 'w1'),
      result(2, 'w1', ACCEPTED),
    ];
    expect(approvalsOf([...done, approved(3, [billing])]).open.size).toBe(0);
    expect(approvalsOf([...done, approved(3, [billing], at(2))]).open.size).toBe(1);
  });

  it('end when the plan has no use for them', () => {
    const drop = entry(3, { kind: 'dropped', changes: ['billing-id'], reason: '' });
    const ended = [lease(0), approved(0, [billing]), drop];
    expect(approvalsOf(ended).open.size).toBe(0);
    // The same plan does not bring one back; a review that came after it does.
    expect(approvalsOf([...ended, approved(4, [billing])]).open.size).toBe(0);
    expect(approvalsOf([...ended, approved(4, [billing], at(1))]).open.size).toBe(1);
  });

  it('end with each plan that gave them, in whichever order they came', () => {
    const older = approved(1, [billing], at(0));
    const newer = approved(0, [billing], at(1));
    const drop = entry(3, { kind: 'dropped', changes: ['billing-id'], reason: '' });
    expect(approvalsOf([lease(0), newer, older, drop, newer, older]).open.size).toBe(0);
  });

  it('of a move cover its second half, once it is begun and only there', () => {
    const move = {
      id: 'move-id',
      address: 'number/+14085550101',
      action: 'move' as const,
      campaign: 'billing',
    };
    const rest = assign('rest-id', 101);
    const elsewhere = assign('rest-id', 101, { to: { campaign: 'promo' } });
    const other = assign('rest-id', 102);
    const planned = [lease(0), approved(0, [move])];
    expect(approvalFor(rest, approvalsOf(planned))).toBeNull();
    const begun = approvalsOf([
      ...planned,
      numberWrite(1, 'w1', 'turn-off', { change: 'move-id' }),
      result(2, 'w1', ACCEPTED),
    ]);
    expect(approvalFor(rest, begun)?.change.id).toBe('move-id');
    expect(approvalFor(elsewhere, begun)).toBeNull();
    expect(approvalFor(other, begun)).toBeNull();
    const ended = approvalsOf([
      ...planned,
      numberWrite(1, 'w1', 'turn-off', { change: 'move-id' }),
      result(2, 'w1', ACCEPTED),
      numberWrite(3, 'w2', 'assign', { change: 'rest-id', run: 'run-2' }),
      result(4, 'w2', ACCEPTED, 'run-2'),
    ]);
    expect([ended.open.size, approvalFor(rest, ended)]).toEqual([0, null]);
  });
});

describe('what the planner learns from a log', () => {
  const facts = (log: Parameters<typeof factsOf>[0]) =>
    factsOf(log, { label: 'dir:log', durable: true });

  it('has a resubmission that a person has claimed by its block, until it is told', () => {
    const intent = registration(1, 'w1') as EntryOf<'intent'>;
    const step = {
      kind: 'resubmit',
      change: 'id',
      id: 'C1',
      reason: 'why',
      version: null,
    } as const;
    const claim: LogEntry = { ...intent, step: { ...step, content: {} }, claimedBy: 'ann' };
    expect(facts([lease(0), claim]).submissions.get('campaign/billing')).toMatchObject({
      claimedBy: 'ann',
      certain: false,
    });
    const told = facts([lease(0), claim, result(2, 'w1', ACCEPTED)]).submissions;
    expect([...told.keys()]).toEqual(['C1 why']);
  });

  it('is every submission that was not certainly without effect', () => {
    const sent = [lease(0), registration(1, 'w1')];
    const of = (...more: typeof sent) =>
      facts([...sent, ...more]).submissions.get('acme/campaign/billing');
    expect(of()).toEqual({ write: 'w1', at: at(1), certain: false, claimedBy: null, content: {} });
    expect(of(result(2, 'w1', ACCEPTED))).toEqual({
      write: 'w1',
      at: at(1),
      certain: true,
      claimedBy: null,
      content: {},
    });
    expect(of(result(2, 'w1', REFUSED))).toBeUndefined();
    expect(of(settled(2, 'w1', 'none'))).toBeUndefined();
  });

  it('is nothing about what may be repeated', () => {
    expect(facts([lease(0), numberWrite(1, 'w1', 'assign')]).submissions.size).toBe(0);
  });

  it('is which live objects it accounts for: a run that registered nothing accounts for none', () => {
    const ran = entry(1, {
      kind: 'ended',
      stopped: null,
      done: 1,
      waiting: 0,
      held: 0,
      failed: 0,
      notAttempted: 0,
      read: {},
    });
    const free = [lease(0), numberWrite(0, 'w0', 'assign'), result(0, 'w0', ACCEPTED), ran];
    expect([...facts(free).known]).toEqual([]);
    const registered = [...free, registration(2, 'w1'), result(2, 'w1', ACCEPTED)];
    expect([...facts(registered).known]).toEqual(['acme/campaign/billing']);
    expect(facts(registered).begun).toBe(false);
  });

  it('is whether a person has said that it may begin, and what was read last', () => {
    expect(facts([lease(0)]).begun).toBe(false);
    expect(facts([lease(0), entry(1, { kind: 'begun', by: 'jane', reason: 'new' })]).begun).toBe(
      true,
    );
    const ended = (minute: number, users: number) =>
      entry(minute, {
        kind: 'ended',
        stopped: null,
        done: 0,
        waiting: 0,
        held: 0,
        failed: 0,
        notAttempted: 0,
        read: { users },
      });
    const { begun, lastRead } = facts([lease(0), ended(1, 5), ended(2, 7)]);
    expect([begun, lastRead.get('users')]).toEqual([false, { entries: 7, at: at(2) }]);
    const anew = entry(3, { kind: 'begun', by: 'jane', reason: 'all have left' });
    expect(facts([lease(0), ended(1, 5), anew]).lastRead.size).toBe(0);
  });
});
