import { expect, test } from 'vitest';
import { approvedIn } from '../../src/apply/log/approvals.ts';
import type { Change } from '../../src/model/plan.ts';
import { parted } from '../../src/model/plan-parts.ts';
import { compareWith } from '../../src/plan/base.ts';
import { plan } from '../builders.ts';
import { assertPlanValid } from '../plan-valid.ts';

const assign = (id: string, lastFour: string, of: Partial<Change> = {}): Change => ({
  id,
  address: `number/+1408555${lastFour}`,
  action: 'assign',
  from: { campaign: null, sms: 'off' },
  to: { campaign: 'front-desk', sms: 'on' },
  risk: 'free',
  fee: null,
  when: { kind: 'now' },
  onAfter: null,
  why: '',
  campaign: 'front-desk',
  person: 'Jane Doe',
  place: { file: 'front-desk.yaml', line: 7, col: 5 },
  refused: false,
  ...of,
});

test('what both plans hold was not caused by the pull request, wherever its line has moved', () => {
  const before = assign('aaaa', '0101', { place: { file: 'front-desk.yaml', line: 3, col: 5 } });
  const compared = compareWith(
    plan({ changes: [assign('aaaa', '0101'), assign('bbbb', '0102')] }),
    plan({ changes: [before] }),
    'main',
  );
  assertPlanValid(compared);
  expect(parted(compared, 'changes').own.map(({ id }) => id)).toEqual(['bbbb']);
  expect(parted(compared, 'changes').before.map(({ id }) => id)).toEqual(['aaaa']);
});

test('a change that now waits was caused by what it waits for', () => {
  const waits = assign('aaaa', '0101', {
    when: { kind: 'waiting', since: null, for: 'place', text: 'front-desk is full' },
  });
  const compared = compareWith(
    plan({ changes: [waits] }),
    plan({ changes: [assign('aaaa', '0101')] }),
    'main',
  );
  expect(parted(compared, 'changes').own).toEqual([waits]);
});

test('of two equal warnings, one is new', () => {
  const warning = (line: number) => ({
    rule: 'sample-without-stop',
    severity: 'warning' as const,
    message: 'No sample says STOP.',
    place: { file: 'a.yaml', line, col: 1 },
    hint: null,
  });
  const compared = compareWith(
    plan({ diagnostics: [warning(1), warning(9)] }),
    plan({ diagnostics: [warning(4)] }),
    'main',
  );
  expect(compared.base?.same.diagnostics).toEqual([0]);
});

test('what the pull request takes back is named', () => {
  const taken = assign('cccc', '0103');
  const compared = compareWith(plan(), plan({ changes: [taken] }), 'main');
  expect(compared.base?.gone).toEqual([taken]);
});

test('an approval covers what the pull request caused, and nothing else', () => {
  const both = plan({ changes: [assign('aaaa', '0101'), assign('bbbb', '0102')] });
  const compared = compareWith(both, plan({ changes: [assign('aaaa', '0101')] }), 'main');
  expect(approvedIn(both).map(({ id }) => id)).toEqual(['aaaa', 'bbbb']);
  expect(approvedIn(compared).map(({ id }) => id)).toEqual(['bbbb']);
});
