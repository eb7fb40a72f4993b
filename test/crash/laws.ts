/**
 * What must be true when a story has come to its end, however often its commands were killed.
 */
import { expect } from 'vitest';
import { mustNotRepeat, writesOf } from '../../src/apply/log/writes.ts';
import type { RequestEntry } from '../../src/sandbox/requests.ts';
import {
  API_KEY,
  type Converged,
  type End,
  heldBy,
  isWrite,
  type Story,
  submissionsIn,
  submissionsSent,
  TAX_ID,
} from './story.ts';

export const FRONT_DESK = 'acme/campaign/front-desk';

/** All that must not be sent twice in the account of the stories. */
const SUBMITTED = ['brand acme/brand/acme', `campaign ${FRONT_DESK}`, 'resubmission CRECAL1'];

/** What the registry holds at each end when nothing goes wrong. */
export type There = Readonly<Record<End, object>>;

export async function lawsHold(story: Story, end: Converged, there: There | null): Promise<void> {
  isAtItsEnd(story, end, there);
  nothingIsPaidTwice(story, end);
  nothingIsRejected(story);
  capsHold(story);
  await noSecretIsKept(story);
}

/** The plan is empty or only waits, and the registry holds what it would hold without a crash. */
export function isAtItsEnd(
  { sandbox }: Story,
  { end, plan, codes }: Converged,
  there: There | null,
): void {
  const { refusals, held, attention, gaps } = plan;
  expect({ refusals, held, attention, gaps }).toEqual({
    refusals: [],
    held: [],
    attention: [],
    gaps: [],
  });
  const kinds = end === 'empty' ? [] : ['waiting', 'waiting'];
  expect(plan.changes.map(({ when }) => when.kind)).toEqual(kinds);
  expect(codes.at(-1)).toBe(0);
  if (there !== null) expect(heldBy(sandbox)).toEqual(there[end]);
}

/**
 * Each submission arrived once. One was sent a second time only where the first never arrived and a person had said so,
 * and nobody was asked about what the registry has.
 */
export function nothingIsPaidTwice(
  { sandbox, proxy }: Story,
  { noEffect, tookEffect, entries }: Converged,
): void {
  const arrived = submissionsIn(sandbox.control.requests()).map(({ kind, of }) => `${kind} ${of}`);
  expect([...arrived].sort()).toEqual(SUBMITTED);
  expect(tookEffect).toEqual([]);
  const intended = writesOf(entries).filter(mustNotRepeat).length;
  expect(intended).toBe(SUBMITTED.length + noEffect.length);
  // What was killed between the log and the network never left.
  expect(submissionsSent(proxy.arrivals).length).toBeLessThanOrEqual(intended);
  const invoices = [...sandbox.registry.state.invoices.values()];
  expect(invoices.map(({ amountUsd, referenceId }) => [amountUsd, referenceId])).toEqual([
    [89, FRONT_DESK],
  ]);
}

/** No write was refused, as a whole or in a part. */
function nothingIsRejected({ sandbox }: Story): void {
  const refused = sandbox.control
    .requests()
    .filter(isWrite)
    .filter(({ status }: RequestEntry) => status !== 202);
  expect(refused.map(({ method, path, status }) => `${status} ${method} ${path}`)).toEqual([]);
  const results = [...sandbox.registry.state.operations.values()].flatMap(
    (operation) => operation.results ?? [],
  );
  expect(results.filter(({ outcome }) => outcome !== 'ACCEPTED')).toEqual([]);
}

/** Nor above its limit at any moment, where the registry would not have objected. */
export function capsHold({ sandbox, peaks }: Story): void {
  for (const [id, peak] of peaks) {
    const { numberLimit = 0 } = sandbox.registry.state.campaigns.get(id) ?? {};
    expect(peak, `numbers of ${id}`).toBeLessThanOrEqual(numberLimit);
  }
}

export async function noSecretIsKept({ spot, printed }: Story): Promise<void> {
  const kept = await spot.bytes();
  expect(kept.length).toBeGreaterThan(0);
  for (const secret of [TAX_ID, API_KEY]) {
    for (const text of [kept, ...printed]) expect(text.includes(secret), secret).toBe(false);
  }
}
