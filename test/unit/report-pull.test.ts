/** What stands under a pull request and in the issue about drift, as an admin reads it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { E164 } from '../../src/model/desired.ts';
import { driftOf } from '../../src/model/drift.ts';
import type { ApprovedChange } from '../../src/model/log.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import type { ReviewedChange } from '../../src/model/review.ts';
import { compareWith } from '../../src/plan/base.ts';
import { driftTitle, renderDrift } from '../../src/report/drift.ts';
import { bytesOf } from '../../src/report/markdown/budget.ts';
import {
  LATE,
  renderApplied,
  renderApplying,
  renderPlanned,
  renderUnplannable,
  renderUnplanned,
  renderUntouched,
} from '../../src/report/pull-comment.ts';
import { renderHanded } from '../../src/report/pull-handed.ts';
import { outcome, plan as planOf, report } from '../builders.ts';
import { expectGolden } from '../golden.ts';
import { runbookOf } from './runbook.world.ts';

const RUN = 'https://github.example/acme-dental/texting/actions/runs/7';
const PLANNED = 'https://github.example/acme-dental/texting/actions/runs/5';
const whole = { label: 'the whole plan', url: RUN };

function goldenPlan(name: string): Plan {
  const file = new URL(`../golden/plans/${name}/plan.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Plan;
}

const plan = goldenPlan('everything');

function approved({ id, address, action, risk, campaign, when }: Change): ApprovedChange {
  return { id, address, action, risk, usd: null, campaign, when: when.kind };
}

function reviewed(
  state: (change: Change, at: number) => ReviewedChange['state'],
): ReviewedChange[] {
  return plan.changes
    .filter(({ refused }) => !refused)
    .map((change, at) => ({ change: approved(change), state: state(change, at) }));
}

const options = { account: 'acme', run: RUN, planned: PLANNED };

describe('the comment with the plan', () => {
  it('says what merging approves', () => {
    const text = renderPlanned(plan, { base: 'offices/', whole, kept: true });
    expectGolden('github/planned.md', text);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '**Merging approves these 10 changes and nothing else. What is refused stays undone, and does not stop the others.**',
    );
  });

  it('covers only what the pull request caused', () => {
    const [first, ...rest] = plan.changes;
    const base = { ...plan, changes: rest, refusals: [] };
    const text = renderPlanned(compareWith(plan, base, 'main'), { whole, kept: true });
    expect(first?.refused).toBe(false);
    expect(text).toContain('**Merging approves this 1 change and nothing else.**');
    const same = renderPlanned(compareWith(plan, plan, 'main'), { whole, kept: true });
    expect(same).toContain('**Merging changes nothing at the registry.**');
  });

  it('says that merging into a branch that is not applied approves nothing', () => {
    const past = { into: 'feature|**x', applied: 'main' };
    const text = renderPlanned(plan, { whole, kept: true, past });
    expect(text).toContain(
      '**Merging approves nothing: this goes into <code>feature&#124;&#42;&#42;x</code>, and only what is merged into <code>main</code> is applied.**',
    );
  });

  it('says that a plan that is not kept approves nothing', () => {
    const text = renderPlanned(plan, { whole, kept: false });
    expect(text).toContain('**Merging approves nothing: this repository is public,');
  });

  it('stays within its budget', () => {
    for (const budget of [4_000, 9_000, 60_000]) {
      expect(bytesOf(renderPlanned(plan, { whole, kept: true, budget }))).toBeLessThanOrEqual(
        budget,
      );
    }
  });
});

describe('the comment with what became of it', () => {
  it('while it runs', () => {
    expectGolden('github/applying.md', renderApplying('acme', 5, RUN));
  });

  it('when some waits, which is fine', () => {
    const [first, second, third, ...rest] = plan.changes.filter(({ refused }) => !refused);
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    const some: ApplyReport = report({
      plan,
      done: [outcome(first, 'Done.'), outcome(second, 'Done.')],
      waiting: [
        outcome(third, 'recall waits for approval; carriers take days.'),
        ...rest.map((change) => outcome(change, 'It follows the campaign recall, which waits.')),
      ],
    });
    const states = reviewed((_, at) => (at < 2 ? 'done' : 'open'));
    expectGolden('github/applied-waits.md', renderApplied(states, some, options));
  });

  it('when something failed, was held or is not needed any more', () => {
    const [a, b, c, d, e, ...rest] = plan.changes.filter(({ refused }) => !refused);
    if (
      a === undefined ||
      b === undefined ||
      c === undefined ||
      d === undefined ||
      e === undefined
    ) {
      throw new Error('the plan is too small');
    }
    const some = report({
      plan,
      done: [outcome(a, 'Done.')],
      failed: [outcome(b, 'The registry did not accept it: the name is too long.')],
      notAttempted: [outcome(c, 'It follows the change of campaign front-desk, which failed.')],
      held: [
        outcome(
          { ...d, id: 'ffffffffffff' },
          'What was reviewed for it is something else: the registry or the files have changed since. A fresh plan has to be reviewed.',
        ),
      ],
      waiting: rest.map((change) => outcome(change, 'It waits for a place.')),
    });
    const states = reviewed((change, at) =>
      at === 0 ? 'done' : change === e ? 'dropped' : 'open',
    );
    expectGolden('github/applied-failed.md', renderApplied(states, some, options));
  });

  it('when something else is to be done there by now: that is held back, and not done without need', () => {
    const [change] = plan.changes.filter(({ address }) => address.startsWith('number/'));
    if (change === undefined) throw new Error('the plan is too small');
    const one = (state: ReviewedChange['state'], of: Partial<ApplyReport>) =>
      renderApplied([{ change: approved(change), state }], report({ plan, ...of }), options);
    const other = outcome(
      { ...change, id: 'ffffffffffff' },
      'What was reviewed is something else.',
    );
    const dropped = one('dropped', { held: [other] });
    expect(dropped).toContain('applied 0 of 1, 1 held back');
    expect(dropped).toContain('What was reviewed is something else.');
    const held = {
      ...{ number: '+14085550106' as E164, person: null, campaign: null },
      ...{ rule: 'number-owner-differs', message: 'Somebody else holds it.', hint: '' },
      place: { file: 'a.yaml', line: 1, col: 1 },
    };
    const number = { ...change, address: `number/${held.number}` };
    const text = renderApplied(
      [{ change: approved(number), state: 'open' }],
      report({ plan: { ...plan, held: [held] } }),
      options,
    );
    expect(text).toContain('applied 0 of 1, 1 held back');
    expect(text).toContain('Somebody else holds it.');
  });

  it('when all is done, also by an earlier run', () => {
    const text = renderApplied(
      reviewed(() => 'done'),
      report({ plan }),
      options,
    );
    expectGolden('github/applied.md', text);
  });

  it('when nothing was approved, or the run was stopped', () => {
    const none = renderApplied([], report({ plan }), options);
    expect(none).toContain('nothing was approved');
    const stopped = renderApplied(
      reviewed(() => 'open'),
      report({ plan, stopped: 'access' }),
      options,
    );
    expect(stopped).toContain('The registry refused the API key, so the run stopped.');
  });

  it('when what the pull request takes back had been done, and the way back is held', async () => {
    const change = plan.changes.find(({ action }) => action === 'assign');
    if (change === undefined) throw new Error();
    const { id, address } = change;
    const gone = new Set([address]);
    const why = 'Nobody reviewed this.';
    const some = report({ plan, held: [outcome(change, why)] });
    const said = renderApplied([], some, { ...options, gone });
    const runbook = await runbookOf('nothing-to-do');
    const held = [{ change: id, address, person: 'Ann Lee', why }];
    const handed = renderHanded([], { ...runbook, held }, { ...options, gone, issue: null });
    for (const text of [said, handed]) {
      expect(text).toContain(`nothing was approved\n\n${LATE}`);
      expect(text).toMatch(/#### Not taken back\n\n- Nobody reviewed this\.\n {2}- .*\+1 408 555/);
    }
    expect(renderApplied([], some, options)).not.toContain('Not taken back');
  });

  it('when there is no plan', () => {
    expectGolden(
      'github/no-plan.md',
      [
        renderUnplanned('acme', 'Its plan is not kept any more: artifacts expire.', RUN),
        renderUntouched('acme'),
        renderUnplannable(
          'acme',
          'The registry does not accept the API key.\nNothing was read.',
          RUN,
        ),
      ].join('\n---\n\n'),
    );
  });

  it('shows hostile names as text', () => {
    const person = '@all | <img src=x> [a](b) `c`\n::error::x';
    const [first] = plan.changes;
    if (first === undefined) throw new Error();
    const some = report({
      plan,
      held: [outcome({ ...first, person }, `Held for ${person}.`)],
    });
    const text = renderApplied([{ change: approved(first), state: 'open' }], some, options);
    expect(text).not.toMatch(/<img|\[a\]\(b\)|(?<!<!-- -->)@all|\n::error/);
  });
});

describe('the issue about drift', () => {
  const nobody = { change: () => false, address: () => false };
  const driftOptions = {
    base: 'offices/',
    applyUrl: 'https://github.example/acme-dental/texting/actions/workflows/apply.yml',
    run: RUN,
    patches: new Map([
      [
        plan.changes.find(({ action }) => action === 'assign')?.id ?? '',
        [
          '--- a/offices/config.yaml',
          '+++ b/offices/config.yaml',
          '@@ -84,4 +84,3 @@',
          '       +14085550102: anyone',
          '-      +14085550103: ann.lee@acme-dental.example',
          '       +14085550104: anyone',
          '',
        ].join('\n'),
      ],
    ]),
  };

  it('gives two answers for each difference', () => {
    const drift = driftOf(plan, nobody);
    expect(driftTitle(plan, drift)).toBe('acme: 16 differences between the files and what is live');
    expectGolden('github/drift.md', renderDrift(plan, drift, driftOptions));
  });

  it('shows how to put back with an id that it tells of and that is not refused', () => {
    const [first] = plan.changes;
    const some = { ...nobody, change: ({ id }: Change) => id === first?.id };
    const drift = driftOf(plan, some);
    const text = renderDrift(plan, drift, driftOptions);
    const [, id] = /such as <code>acme\/([0-9a-f]+)</.exec(text) ?? [];
    expect(drift.changes.find((change) => change.id === id)).toMatchObject({ refused: false });
  });

  it('leaves out what somebody approved', () => {
    const some = {
      change: ({ address }: Change) => address.startsWith('number/'),
      address: (address: string) => address === 'campaign/recall',
    };
    const { changes, attention } = driftOf(plan, some);
    expect(changes.map(({ address }) => address)).toEqual([
      'campaign/front-desk',
      'campaign/recall',
      'campaign/surveys',
      'campaign/old-promo',
    ]);
    expect(attention.map(({ address }) => address)).toEqual(['number/+14085550103']);
  });

  it('stays within its budget', () => {
    const changes = Array.from(
      { length: 500 },
      (_, at) => ({ ...plan.changes[0], id: `${at}` }) as Change,
    );
    const large = planOf({ changes });
    const text = renderDrift(large, driftOf(large, nobody), { ...driftOptions, budget: 20_000 });
    expect(bytesOf(text)).toBeLessThanOrEqual(20_000);
    expect(text).toContain('**This is not all:**');
  });
});
