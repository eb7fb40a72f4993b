/** What the log tells of reviewed plans: what became of each, and which run collected last. */
import { describe, expect, it } from 'vitest';
import { progressOf } from '../../src/apply/log/reviewed.ts';
import { lastApplied, lastCollected } from '../../src/commands/github/collect.ts';
import type { ApprovedChange, LogEntry } from '../../src/model/log.ts';
import { ACCEPTED, at, entry, HOLDER, numberWrite, registration } from './log.world.ts';

function given(minute: number, file: string, ids: readonly string[]): LogEntry {
  const changes = ids.map(
    (id): ApprovedChange => ({
      id,
      address: id === 'billing-id' ? 'campaign/billing' : 'number/+14085550101',
      action: id === 'billing-id' ? 'register' : 'assign',
      risk: 'free',
      usd: null,
      campaign: null,
      when: 'now',
    }),
  );
  const plannedAt = at(minute);
  return entry(minute, {
    kind: 'approved',
    by: 'jane',
    commit: null,
    how: 'file',
    file,
    plannedAt,
    changes,
  });
}

const result = (minute: number, write: string) =>
  entry(minute, { kind: 'result', write, result: ACCEPTED });

function told(entries: readonly LogEntry[]) {
  const files = [...progressOf(entries)];
  return files.map(([file, changes]) => [
    file,
    Object.fromEntries(changes.map(({ change, state }) => [change.id, state])),
  ]);
}

describe('the changes of a reviewed plan', () => {
  it('are open, then done, or dropped', () => {
    const first = given(1, 'pr-1.json', ['billing-id', 'number-id', 'other']);
    expect(told([first])).toEqual([
      ['pr-1.json', { 'billing-id': 'open', 'number-id': 'open', other: 'open' }],
    ]);
    const more = [
      first,
      registration(2, 'w1'),
      result(3, 'w1'),
      entry(4, { kind: 'dropped', changes: ['other'], reason: 'gone' }),
    ];
    expect(told(more)).toEqual([
      ['pr-1.json', { 'billing-id': 'done', 'number-id': 'open', other: 'dropped' }],
    ]);
  });

  it('that are done stay done where another plan approves the same afresh', () => {
    const entries = [
      given(1, 'pr-1.json', ['number-id']),
      numberWrite(2, 'w1', 'assign'),
      result(3, 'w1'),
      // Undone in Admin Console, and reviewed once more.
      given(9, 'pr-2.json', ['number-id']),
    ];
    expect(told(entries)).toEqual([
      ['pr-1.json', { 'number-id': 'done' }],
      ['pr-2.json', { 'number-id': 'open' }],
    ]);
  });

  it('count once where the file is handed in again', () => {
    const twice = [given(1, 'pr-1.json', ['a']), given(5, 'pr-1.json', ['a'])];
    expect(told(twice)).toEqual([['pr-1.json', { a: 'open' }]]);
  });
});

describe('the last run that collected', () => {
  const run = (
    id: string,
    command: string,
    commit: string | null,
    stopped: string | null = null,
  ) => [
    entry(
      1,
      {
        kind: 'lease',
        account: 'acme',
        holder: { ...HOLDER, command, commit },
        ttlMs: 1,
        tookOver: null,
      },
      id,
    ),
    entry(
      2,
      {
        kind: 'ended',
        stopped,
        done: 0,
        waiting: 0,
        held: 0,
        failed: 0,
        notAttempted: 0,
        read: {},
      },
      id,
    ),
  ];

  it('ran to its end, for another commit, and was no schedule and no run by hand', () => {
    const entries = [
      ...run('1', 'github apply', 'aaa'),
      ...run('2', 'github apply', 'bbb', 'interrupt'),
      ...run('3', 'apply --continue', 'ccc'),
      ...run('4', 'github apply by hand', 'ddd'),
      ...run('5', 'apply', 'eee'),
      ...run('6', 'github apply', null),
    ];
    expect(lastCollected(entries, 'head')).toBe('aaa');
    expect(lastCollected([...entries, ...run('7', 'github apply', 'head')], 'head')).toBe('aaa');
    expect(lastCollected([...entries, ...run('7', 'github apply', 'fff')], 'head')).toBe('fff');
    expect(lastCollected([], 'head')).toBeNull();
    // What a run went without is collected by the next one, and its files count as applied all the same.
    const inPart = [...entries, ...run('7', 'github apply without all plans', 'fff')];
    expect(lastCollected(inPart, 'head')).toBe('aaa');
    expect(lastApplied(inPart, 'head')).toBe('fff');
  });
});
