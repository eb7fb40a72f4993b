/**
 * Brands: what is registered, changed or waited for.
 * Law: a verified brand is changed only where the registry is known to allow it.
 */

import type { DesiredBrand } from '../model/desired.ts';
import { referenceOf } from '../model/kinds.ts';
import type { Change, When } from '../model/plan.ts';
import type { LiveBrand } from '../model/snapshot.ts';
import { because, change, feeOf } from './change.ts';
import type { Context, Findings } from './context.ts';
import { differingFields, fieldSides, placeOf, refuseFixed, updateReason } from './fields.ts';
import { planRename } from './rename.ts';

const NOW: When = { kind: 'now' };

export function planBrands(context: Context, found: Findings): void {
  for (const block of context.desired.brands) {
    const binding = context.brands.bindings.get(block.key);
    if (binding?.state === 'absent') found.changes.push(registerBrand(context, block));
    if (binding?.state !== 'bound') continue;
    if (binding.rebind) planRename(context, found, 'brand', block, binding.live);
    const fields = differingFields(context, 'brand', block, binding.live);
    reportBrand(found, block, binding.live, fields.length > 0);
    if (fields.length > 0)
      found.changes.push(...updateBrand(context, found, block, binding.live, fields));
  }
}

function registerBrand(context: Context, block: DesiredBrand): Change {
  return change({
    address: `brand/${block.key}`,
    action: 'register',
    from: null,
    to: {
      reference: referenceOf(context.desired.account.name, 'brand', block.key),
      fields: block.content,
    },
    ...costOf(context, block),
    when: NOW,
    why: `The registry has no such brand. Verification takes ${context.capabilities.times.brand}.`,
    campaign: null,
    place: block.place,
  });
}

/** Of a submission, the first as any later one. What is not known may be money, so it is not spent unasked. */
function costOf(context: Context, block: DesiredBrand): Pick<Change, 'risk' | 'fee'> {
  const fee = feeOf(context.capabilities.fees.brandRegistration, block.feeAccepted);
  return { risk: (fee.usd ?? 1) > 0 ? 'paid' : 'free', fee };
}

function reportBrand(
  found: Findings,
  block: DesiredBrand,
  live: LiveBrand,
  corrected: boolean,
): void {
  const address = `brand/${block.key}`;
  if (live.status === 'pending') {
    found.waiting.push({
      address,
      campaign: null,
      person: null,
      for: 'brand-verification',
      since: live.since,
      text: 'The brand is being verified.',
    });
  } else if (live.status === 'unknown') {
    found.attention.push({
      rule: 'brand-state-unknown',
      address,
      message: 'The registry gives the brand a state that is not known here.',
      since: live.since,
      next: 'Look at it in Admin Console. No campaign is registered for it meanwhile.',
    });
  } else if (live.status === 'failed' || live.status === 'unverified') {
    found.attention.push({
      rule: 'brand-not-verified',
      address,
      message: `The brand ${live.status === 'failed' ? 'could not be' : 'is not'} verified${because(live.reason)}.`,
      since: live.since,
      next: corrected
        ? 'The change of the brand has it verified again.'
        : 'Compare the legal name and tax id with the IRS record, correct the block, and apply.',
    });
  }
}

function updateBrand(
  context: Context,
  found: Findings,
  block: DesiredBrand,
  live: LiveBrand,
  fields: readonly string[],
): Change[] {
  const settled = live.status === 'verified' || live.status === 'unknown';
  const isAgain = live.status === 'failed' || live.status === 'unverified';
  if (settled && refuseFixed(context, found, 'brand', block, fields)) return [];
  const when: When =
    live.status === 'pending'
      ? {
          kind: 'waiting',
          since: live.since,
          for: 'brand-verification',
          text: 'The brand is being verified as it was submitted; the change follows.',
        }
      : NOW;
  return [
    change({
      address: `brand/${block.key}`,
      action: 'update',
      ...fieldSides(live, block.content, fields),
      ...(isAgain ? costOf(context, block) : { risk: 'free' as const }),
      when,
      why: settled
        ? updateReason(context, 'brand', fields)
        : 'The brand is verified again with these values.',
      campaign: null,
      place: placeOf(block, fields),
    }),
  ];
}
