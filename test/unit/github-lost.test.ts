/** What somebody told in an issue whose box is gone: whether it is told as lost. */
import { expect, it } from 'vitest';
import { lostOf } from '../../src/commands/github/lost.ts';
import type { EntryOf, LogEntry } from '../../src/model/log.ts';
import { entry, lease, registration } from './log.world.ts';

const CLAIM: LogEntry = { ...(registration(1, 'w1') as EntryOf<'intent'>), claimedBy: 'ann' };
const NOTHING: LogEntry = entry(2, {
  kind: 'settled',
  write: 'w1',
  effect: 'none',
  id: null,
  by: 'person',
  who: 'ann',
  reason: 'the form was not sent',
});

it.each([
  ['of nobody', [], 'ann', 1],
  ['of their own', [CLAIM], 'ann', 0],
  ['of somebody else', [CLAIM], 'bob', 1],
  ['of which nothing came', [CLAIM, NOTHING], 'ann', 1],
] as const)('a tick of a claim %s', (_, claims, login, lost) => {
  const gone = new Map([['claim billing-id', 'I do this: billing']]);
  expect(lostOf(gone, [lease(0), ...claims], login)).toHaveLength(lost);
});
