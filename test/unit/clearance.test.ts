import { describe, expect, it } from 'vitest';
import { clearanceOf, type Review, type ReviewedPlan } from '../../src/apply/clearance.ts';
import { approvalsOf } from '../../src/apply/log/approvals.ts';
import { writesOf } from '../../src/apply/log/writes.ts';
import type { LogEntry } from '../../src/model/log.ts';
import type { Change } from '../../src/model/plan.ts';
import { assign, plan, snapshot } from './apply.world.ts';
import { ACCEPTED, approved, at, entry, lease, numberWrite, result } from './log.world.ts';

const change = assign('number-id', 101);
const waitsForPlace = assign('number-id', 101, {
  when: { kind: 'waiting', since: null, for: 'place', text: 'front-desk is full.' },
});
const given = approved(0, [
  { id: 'number-id', address: change.address, action: 'assign', campaign: 'billing', usd: null },
]);

function reviewed(changes: readonly Change[], expired = false): Review & { kind: 'files' } {
  const one: ReviewedPlan = {
    file: 'plan.json',
    plan: { ...plan(changes), readAt: at(0) },
    only: null,
    expired,
  };
  return { kind: 'files', plans: [one] };
}

function clear(review: Review, log: readonly LogEntry[], planned = change, since = at(0)) {
  const whole = snapshot();
  const numbers = whole.numbers.map((live) => ({ ...live, sms: { ...live.sms, since } }));
  return clearanceOf({
    plan: plan([planned]),
    snapshot: { ...whole, numbers },
    approvals: approvalsOf(log),
    review,
    unsettled: writesOf(log).filter(({ result: answer }) => answer === null),
  });
}

const objection = (...args: Parameters<typeof clear>) => clear(...args).objections.get('number-id');

describe('a planned change', () => {
  it('may run where its id was approved, by whatever means', () => {
    for (const review of [{ kind: 'shown' }, { kind: 'continue' }, reviewed([change])] as const) {
      expect(clear(review, [lease(0), given]).objections.size).toBe(0);
    }
  });

  it('is held where nobody reviewed it, with the day of the drift where it is younger than the review', () => {
    expect(objection(reviewed([]), [])).toBe('Nobody reviewed this.');
    expect(objection(reviewed([]), [], change, '2026-07-25T08:00:00.000Z')).toBe(
      'Nobody reviewed this: drift since Saturday, 2026-07-25.',
    );
  });

  it('is held where something else was reviewed for it', () => {
    expect(objection(reviewed([assign('other-id', 101)]), [])).toMatch(
      /^What was reviewed for it is/,
    );
  });

  it('is held where the review is too old', () => {
    expect(objection(reviewed([change], true), [])).toMatch(/^Its review is older than 30 days/);
  });

  it('is held where it was done once and has come undone', () => {
    const done = [lease(0), given, numberWrite(1, 'w1', 'assign'), result(2, 'w1', ACCEPTED)];
    expect(objection(reviewed([change]), done)).toMatch(/^It was approved and done once/);
    expect(objection({ kind: 'continue' }, done)).toMatch(/^It was approved and done once/);
  });

  it('is held where its approval has ended, and says so', () => {
    const drop = entry(1, { kind: 'dropped', changes: ['number-id'], reason: '' });
    const ended = [lease(0), given, drop];
    const why = 'It was approved, and its approval ended when there was nothing to do for it.';
    expect(objection(reviewed([change]), [...ended, given])).toBe(
      `${why} The same plan approves nothing twice; a fresh one has to be reviewed.`,
    );
    expect(objection({ kind: 'continue' }, ended)).toBe(
      `${why} --continue goes on with what is approved, and with nothing else.`,
    );
  });

  it('is held by --continue where nobody approved it', () => {
    expect(objection({ kind: 'continue' }, [])).toMatch(
      /^Nobody has approved it: drift since Monday/,
    );
  });

  it('waits with a word about it where there was room when it was reviewed', () => {
    const { remarks, objections } = clear(reviewed([change]), [lease(0), given], waitsForPlace);
    expect(objections.size).toBe(0);
    expect(remarks.get('number-id')).toBe(
      'When this was reviewed there was room for it; there is none now.',
    );
  });

  it('waits while an earlier request for it may still take effect', () => {
    const log = [lease(0), given, numberWrite(1, 'w1', 'assign')];
    expect(clear({ kind: 'continue' }, log).delays.get('number-id')).toMatch(
      /may still take effect/,
    );
  });
});
