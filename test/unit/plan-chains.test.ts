import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { chainsOf, type Link } from '../../src/report/plan/chains.ts';
import { assign, change, number, plan } from '../builders.ts';
import { scenario } from './report-html.world.ts';

/** Chains as text: ` > ` between steps, ` + ` between what one step holds. */
function drawn(made: Plan): string[] {
  return chainsOf(made).map(({ steps }) =>
    steps.map((links) => links.map(wordOf).join(' + ')).join(' > '),
  );
}

function wordOf(link: Link): string {
  switch (link.kind) {
    case 'ask':
      return `ask for ${link.raise.wanted}`;
    case 'wait':
      return link.for;
    case 'change': {
      const { person, address, action } = link.change;
      const half = link.half === 'whole' ? '' : ` (${link.half})`;
      return `${person ?? address} ${action}${half}`;
    }
  }
}

describe('what waits for what', () => {
  it.each([
    [
      'first-registration',
      [
        'brand/acme register > campaign/front-desk register > campaign-approval > Jane Doe assign + Sam Roe assign + Ann Lee assign',
      ],
    ],
    [
      'moves-in-a-ring-of-three',
      ['Jane Doe move (off) > Sam Roe move > Ann Lee move > Jane Doe move (on-again)'],
    ],
    ['moves-in-a-chain', ['Jane Doe move > Sam Roe move > Ann Lee move']],
    ['deactivate-after-moves', ['Sam Roe move + Ann Lee turn-off > campaign/old-promo deactivate']],
    ['waiting-list', ['ask for 60 > limit-raise > Ann Lee assign + Bob Ray assign']],
    [
      'brand-corrected',
      [
        'brand/acme update > brand-verification > campaign/front-desk register > campaign-approval > Jane Doe assign + Sam Roe assign + Ann Lee assign',
      ],
    ],
    [
      'resubmit',
      [
        'campaign/front-desk resubmit > campaign-approval > Jane Doe assign + Sam Roe assign + Ann Lee assign',
      ],
    ],
    [
      'change-while-pending',
      [
        'campaign-approval > campaign/front-desk update',
        'campaign-approval > Jane Doe assign + Sam Roe assign + Ann Lee assign',
      ],
    ],
    ['limit-granted', []],
    ['nothing-to-do', []],
  ])('%s', (name, wanted) => {
    expect(drawn(scenario(name))).toEqual(wanted);
  });

  it('is not guessed: somebody else who leaves is not what a number waits for', () => {
    const leaves = change(`number/${number('0199')}`, 'turn-off', {
      from: { campaign: 'front-desk', sms: 'on' },
      person: 'Sam Roe',
    });
    const waits = assign('0101', 'Jane Doe', 'front-desk', {
      when: { kind: 'waiting', since: null, for: 'number-off', text: 'Once Ann Lee is off.' },
    });
    expect(drawn(plan({ changes: [leaves, waits] }))).toEqual(['number-off > Jane Doe assign']);
  });

  it('ends also where a plan that somebody wrote goes round in circles', () => {
    const a = assign('0101', 'Jane Doe', 'front-desk');
    const b = assign('0102', 'Ann Lee', 'front-desk');
    const follows = (id: string) =>
      ({ when: { kind: 'after', changes: [id], text: 'x' } }) as const;
    const made = plan({
      changes: [
        { ...a, ...follows(b.id) },
        { ...b, ...follows(a.id) },
      ],
    });
    expect(drawn(made)).toEqual([]);
    expect(drawn(plan({ changes: [{ ...a, ...follows(a.id), onAfter: a.id }] }))).toHaveLength(1);
  });

  it('takes no longer than the plan is long', () => {
    const size = 50_000;
    const line = Array.from({ length: size }, (_, i) => ({
      ...assign('0101', `Person ${i}`, 'front-desk'),
      id: `${i}`,
      when:
        i === 0
          ? ({ kind: 'now' } as const)
          : ({ kind: 'after', changes: [`${i - 1}`], text: 'x' } as const),
    }));
    const started = performance.now();
    const [chain] = chainsOf(plan({ changes: line }));
    expect(chain?.steps).toHaveLength(size);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
