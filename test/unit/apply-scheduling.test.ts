import { describe, expect, it } from 'vitest';
import {
  awaitedJobs,
  batchesOf,
  type JobStatus,
  jobsOf,
  lostJobs,
  readyJobs,
} from '../../src/apply/scheduling.ts';
import { assign, change, follows, move, turnOff } from './apply.world.ts';

function statuses(of: Record<string, JobStatus>): ReadonlyMap<string, JobStatus> {
  return new Map(Object.entries(of));
}

const ids = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id);

describe('jobs', () => {
  it('splits a move and lets others follow its first half', () => {
    const jobs = jobsOf([move('m', 1), assign('a', 2, { when: follows('m') })]);
    expect(jobs.map(({ id, needs }) => [id, needs])).toEqual([
      ['m#off', []],
      ['m#on', ['m#off']],
      ['a', ['m#off']],
    ]);
  });

  it('turns a broken cycle on only after the move that makes room', () => {
    const jobs = jobsOf([move('a', 1, { onAfter: 'b' }), move('b', 2, { when: follows('a') })]);
    expect(jobs.find(({ id }) => id === 'a#on')?.needs).toEqual(['a#off', 'b#off']);
    expect(jobs.find(({ id }) => id === 'b#off')?.needs).toEqual(['a#off']);
  });

  it('does not accept a change that follows one that is not run', () => {
    expect(() => jobsOf([assign('a', 1, { when: follows('gone') })])).toThrow('gone');
  });
});

describe('what is ready', () => {
  const jobs = jobsOf([turnOff('t', 1), assign('a', 2, { when: follows('t') }), assign('b', 3)]);

  it('needs effects, not acceptance', () => {
    expect(ids(readyJobs(jobs, statuses({ t: 'accepted', a: 'idle', b: 'sent' })))).toEqual([]);
    expect(ids(readyJobs(jobs, statuses({ t: 'effective', a: 'idle', b: 'sent' })))).toEqual(['a']);
  });

  it('looks only for what an idle job needs', () => {
    expect(ids(awaitedJobs(jobs, statuses({ t: 'accepted', a: 'idle', b: 'accepted' })))).toEqual([
      't',
    ]);
    expect(awaitedJobs(jobs, statuses({ t: 'accepted', a: 'dropped', b: 'accepted' }))).toEqual([]);
  });

  it('loses what follows a failure', () => {
    expect(ids(lostJobs(jobs, statuses({ t: 'failed', a: 'idle', b: 'idle' })))).toEqual(['a']);
    expect(ids(lostJobs(jobs, statuses({ t: 'accepted', a: 'idle', b: 'idle' })))).toEqual([]);
  });

  it('sends one write of an object at a time', () => {
    const two = jobsOf([
      change({ id: 'bind', address: 'campaign/billing', action: 'bind' }),
      change({ id: 'update', address: 'campaign/billing', action: 'update' }),
    ]);
    expect(ids(readyJobs(two, statuses({ bind: 'idle', update: 'idle' })))).toEqual(['bind']);
    expect(ids(readyJobs(two, statuses({ bind: 'sent', update: 'idle' })))).toEqual([]);
    expect(ids(readyJobs(two, statuses({ bind: 'failed', update: 'idle' })))).toEqual(['update']);
  });
});

describe('batches', () => {
  it('shares requests by direction, in order, up to the size', () => {
    const jobs = jobsOf([
      assign('a1', 1),
      turnOff('t1', 2),
      assign('a2', 3),
      change({ id: 'u1', address: 'campaign/billing', action: 'update' }),
      assign('a3', 4),
      move('m1', 5),
      change({ id: 'u2', address: 'campaign/front-desk', action: 'update' }),
    ]).filter(({ half }) => half !== 'on');
    expect(batchesOf(jobs, 2).map(ids)).toEqual([
      ['a1', 'a2'],
      ['t1', 'm1#off'],
      ['u1'],
      ['a3'],
      ['u2'],
    ]);
  });
});
