/** Apply reports that the text report is drawn from in tests. */
import type { ApplyReport } from '../../src/model/report.ts';
import { assign, change, number, outcome, plan, report } from '../builders.ts';
import { FIRST, REFUSED, RICH } from './report-plan.world.ts';

const ON = 'Accepted; SMS is on within 48 hours.';
const PEOPLE: readonly [string, string][] = [
  ['0101', 'Jane Doe'],
  ['0102', 'Ann Lee'],
  ['0103', 'Bob Ray'],
];

export const IDLE: ApplyReport = report({ requests: 9 });

export const ALL_DONE: ApplyReport = report({
  plan: plan({
    changes: PEOPLE.map(([lastFour, person]) => assign(lastFour, person, 'front-desk')),
  }),
  done: PEOPLE.map(([lastFour, person]) =>
    outcome(assign(lastFour, person, 'front-desk'), ON, `r-${lastFour}`),
  ),
  requests: 14,
});

/** The first apply of a new account: paid, then it waits for carriers. */
export const SUBMITTED: ApplyReport = report({
  plan: FIRST,
  done: FIRST.changes
    .slice(0, 2)
    .map((made, i) =>
      outcome(made, i === 0 ? 'Registered and verified.' : 'Submitted to carriers.', `r-${i}`),
    ),
  waiting: FIRST.changes
    .slice(2)
    .map((made) => outcome(made, 'Carriers have not approved front-desk yet; this takes days.')),
  spentUsd: 89,
  requests: 21,
});

/** Something of everything. */
export const MIXED: ApplyReport = mixed();

function mixed(): ApplyReport {
  const [register] = REFUSED.changes;
  return report({
    plan: plan({
      held: RICH.held,
      limitRaises: RICH.limitRaises,
      people: RICH.people,
      changes: [...RICH.changes, ...REFUSED.changes.slice(0, 1)],
    }),
    done: RICH.changes.slice(3, 6).map((made) => outcome(made, ON, 'r-7')),
    waiting: RICH.changes
      .filter(({ action, when }) => when.kind === 'waiting' || action === 'move')
      .map((made) =>
        outcome(
          made,
          made.action === 'move'
            ? 'SMS was turned off in its old campaign; it is turned on here once that has taken effect.'
            : 'front-desk is full; these numbers get a place when its limit is raised.',
        ),
      ),
    held: register === undefined ? [] : [outcome(register, 'Nobody has accepted its fee.')],
    failed: RICH.changes
      .filter(({ action }) => action === 'switch')
      .map((made) =>
        outcome(made, 'The registry refused it: the number is locked (NUMBER_LOCKED).', '7d0c-41'),
      ),
    notAttempted: RICH.changes
      .filter(({ action }) => action === 'deactivate')
      .map((made) => outcome(made, 'It follows a change that failed.')),
    requests: 32,
  });
}

export const STOPPED: ApplyReport = report({
  done: [outcome(assign('0101', 'Jane Doe', 'front-desk'), ON)],
  failed: [
    outcome(
      assign('0102', 'Ann Lee', 'front-desk'),
      'The registry refused the API key (403).',
      '7d0c-42',
    ),
  ],
  notAttempted: [
    outcome(assign('0103', 'Bob Ray', 'front-desk'), 'The run was stopped before it.'),
  ],
  requests: 11,
  stopped: 'access',
});

export const INTERRUPTED: ApplyReport = report({
  done: [outcome(assign('0101', 'Jane Doe', 'front-desk'), ON)],
  notAttempted: [
    outcome(assign('0103', 'Bob Ray', 'front-desk'), 'The run was stopped before it.'),
  ],
  requests: 11,
  stopped: 'interrupt',
});

/** A paid registration whose answer was lost, and a resubmission that may be charged. */
export const UNCERTAIN: ApplyReport = uncertain();

function uncertain(): ApplyReport {
  const fee = { usd: 89, confirmed: true, accepted: 89, note: '' };
  const billing = change('campaign/billing', 'register', {
    risk: 'paid',
    fee,
    campaign: 'billing',
  });
  const recall = change('campaign/recall', 'resubmit', {
    risk: 'paid',
    fee: { ...fee, confirmed: false },
    campaign: 'recall',
  });
  return report({
    plan: plan({ changes: [billing, recall] }),
    done: [outcome(recall, 'Submitted again; it may be charged. Approval takes days.', 'r-1')],
    failed: [
      outcome(
        billing,
        'No certain answer: the connection broke. It may have taken effect, so it is not sent again on a guess; the next plan shows what the registry has.',
        'r-2',
        true,
      ),
    ],
    unconfirmedUsd: 89,
    mayHaveSpentUsd: 89,
    requests: 12,
  });
}

/** Text of the registry that means harm. */
export const HOSTILE_REPORT: ApplyReport = report({
  failed: [
    outcome(
      change(`number/${number('0101')}`, 'turn-off', { person: 'Eve\u001b[31m\nEvil' }),
      'The registry said: \u001b]8;;https://evil.example\u0007click\u202e',
      'r\u0007-1',
    ),
  ],
});
