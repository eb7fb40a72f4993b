/**
 * Campaigns: what is registered, changed or sent again.
 * Law: a paid step is asked for by name, an approved campaign is never replaced by itself, and nothing ends because a block is missing.
 */

import type { DesiredCampaign } from '../model/desired.ts';
import { referenceOf } from '../model/kinds.ts';
import type { Change, When } from '../model/plan.ts';
import type { LiveBrand, LiveCampaign } from '../model/snapshot.ts';
import { because, change, feeOf } from './change.ts';
import type { Context, Findings } from './context.ts';
import {
  differingFields,
  fieldSides,
  isFormSeen,
  placeOf,
  refuseFixed,
  updateReason,
  writtenFields,
} from './fields.ts';
import { planRename } from './rename.ts';

const NOW: When = { kind: 'now' };

export function planCampaigns(context: Context, found: Findings): void {
  for (const block of context.desired.campaigns) {
    const binding = context.campaigns.bindings.get(block.key);
    if (binding?.state === 'absent' && block.deactivateForever === null) {
      found.changes.push(...registerCampaign(context, found, block));
    }
    if (binding?.state !== 'bound' || block.deactivateForever !== null) continue;
    if (binding.rebind) planRename(context, found, 'campaign', block, binding.live);
    reportCampaign(context, found, block, binding.live);
    found.changes.push(...updateCampaign(context, found, block, binding.live));
  }
}

function registerCampaign(context: Context, found: Findings, block: DesiredCampaign): Change[] {
  const when = whenBrandIsVerified(context, found, block);
  if (when === null) return [];
  const fee = feeOf(context.capabilities.fees.campaignRegistration, block.feeAccepted);
  return [
    change({
      address: `campaign/${block.key}`,
      action: 'register',
      from: null,
      to: {
        reference: referenceOf(context.desired.account.name, 'campaign', block.key),
        fields: { ...block.content, ...(block.brand === null ? {} : { brand: block.brand }) },
      },
      risk: (fee.usd ?? 1) > 0 ? 'paid' : 'free',
      fee,
      when,
      why: `The registry has no such campaign. Carriers take ${context.capabilities.times.campaign} to approve it.`,
      campaign: block.key,
      place: block.place,
    }),
  ];
}

/** null: the brand is not known well enough to say anything. */
function whenBrandIsVerified(
  context: Context,
  found: Findings,
  block: DesiredCampaign,
): When | null {
  const binding = block.brand === null ? undefined : context.brands.bindings.get(block.brand);
  if (binding === undefined || binding.state === 'blocked' || binding.state === 'unread')
    return null;
  if (binding.state === 'absent') {
    const brand = found.changes.find((other) => other.address === `brand/${block.brand}`);
    return {
      kind: 'after',
      changes: brand === undefined ? [] : [brand.id],
      text: `once brand ${block.brand} is verified`,
    };
  }
  if (binding.live.status === 'verified') return NOW;
  return {
    kind: 'waiting',
    since: binding.live.since,
    for: 'brand-verification',
    text: untilVerified(found, binding.live, block.brand ?? ''),
  };
}

function untilVerified(found: Findings, live: LiveBrand, key: string): string {
  if (live.status === 'unknown') return `The state of brand ${key} is not known here.`;
  const mended = found.changes.some(({ address }) => address === `brand/${key}`);
  return live.status === 'pending' || mended
    ? `Once brand ${key} is verified.`
    : `Once brand ${key} is mended and verified.`;
}

function reportCampaign(
  context: Context,
  found: Findings,
  block: DesiredCampaign,
  live: LiveCampaign,
): void {
  const address = `campaign/${block.key}`;
  const attention = (rule: string, message: string, next: string): void => {
    found.attention.push({ rule, address, message, since: live.since, next });
  };
  const waits = (since: string | null, text: string): void => {
    const waitsFor = live.status === 'pending' ? 'campaign-approval' : 'campaign-review';
    found.waiting.push({ address, campaign: block.key, person: null, for: waitsFor, since, text });
  };
  if (live.status === 'pending') {
    waits(
      live.since,
      `Carriers are looking at the campaign; this takes ${context.capabilities.times.campaign}.`,
    );
  } else if (live.status === 'rejected') {
    attention(
      'campaign-rejected',
      `Carriers rejected the campaign${because(live.reason)}.`,
      afterRejection(block, live),
    );
  } else if (live.status === 'suspended') {
    attention(
      'campaign-suspended',
      `Carriers suspended the campaign${because(live.reason)}. None of its numbers can text.`,
      'Ask support what carriers want changed.',
    );
  } else if (live.status === 'unknown') {
    attention(
      'campaign-state-unknown',
      'The registry gives the campaign a state that is not known here.',
      'Look at it in Admin Console. Nothing is planned for it meanwhile.',
    );
  } else if (live.reviewSince !== null) {
    waits(live.reviewSince, 'Carriers are looking at changed texts; texting goes on.');
  }
}

function updateCampaign(
  context: Context,
  found: Findings,
  block: DesiredCampaign,
  live: LiveCampaign,
): Change[] {
  const fields = differingFields(context, 'campaign', block, live);
  const brand = brandChange(context, block, live);
  if (live.status === 'rejected') return resubmit(context, found, block, live, fields);
  if ((fields.length === 0 && brand === null) || live.status === 'unknown') return [];
  if (live.status !== 'pending') {
    const touched = brand === null ? fields : [...fields, 'brand'];
    if (refuseFixed(context, found, 'campaign', block, touched)) return [];
  }
  if (fields.length === 0) return [];
  const when: When =
    live.status === 'approved'
      ? NOW
      : {
          kind: 'waiting',
          since: live.since,
          for: live.status === 'pending' ? 'campaign-approval' : 'campaign-review',
          text:
            live.status === 'pending'
              ? 'Carriers look at the texts as they were submitted; the change follows their answer.'
              : 'A suspended campaign cannot be changed; the change follows its release.',
        };
  return [
    change({
      address: `campaign/${block.key}`,
      action: 'update',
      ...fieldSides(live, block.content, fields),
      risk: 'free',
      when,
      why: updateReason(context, 'campaign', fields),
      campaign: block.key,
      place: placeOf(block, fields),
    }),
  ];
}

/** The reason is not the one of the last resubmission: each asks once. */
function asksAgain(block: DesiredCampaign, live: LiveCampaign): boolean {
  return block.resubmit !== null && block.resubmit !== live.lastResubmit;
}

function afterRejection(block: DesiredCampaign, live: LiveCampaign): string {
  if (block.resubmit === null)
    return 'Mend what carriers name (most often the website), then write `resubmit` with a reason.';
  return asksAgain(block, live)
    ? '`resubmit` asks to send it to carriers again.'
    : 'It was rejected again after this resubmission. Mend what carriers name and write a new reason under `resubmit`.';
}

function resubmit(
  context: Context,
  found: Findings,
  block: DesiredCampaign,
  live: LiveCampaign,
  fields: readonly string[],
): Change[] {
  if (!asksAgain(block, live)) {
    if (fields.length > 0) {
      found.refusals.push({
        rule: 'resubmit-needed',
        message: `\`${block.key}\` was rejected and its texts were changed, but no new reason asks to send it again.`,
        line: `resubmit: "${context.snapshot.readAt.slice(0, 10)} what was mended"`,
        support: null,
        changes: [],
        place: placeOf(block, fields),
      });
    }
    return [];
  }
  const fee = feeOf(context.capabilities.fees.resubmission, block.feeAccepted);
  // Carriers get every written text; what a form that nobody has seen holds of them is not known.
  const isSeen = isFormSeen(context, live);
  const sides = fieldSides(live, block.content, isSeen ? fields : writtenFields('campaign', block));
  return [
    change({
      address: `campaign/${block.key}`,
      action: 'resubmit',
      from: { ...(isSeen ? sides.from : { id: live.id }), status: 'rejected' },
      to: { ...sides.to, status: 'pending' },
      risk: (fee.usd ?? 1) > 0 ? 'paid' : 'free',
      fee,
      when: NOW,
      why: `Sent to carriers again: ${block.resubmit}`,
      campaign: block.key,
      place: block.places['resubmit'] ?? block.place,
    }),
  ];
}

function brandChange(context: Context, block: DesiredCampaign, live: LiveCampaign): string | null {
  if (block.brand === null || live.brandId === null) return null;
  const binding = context.brands.bindings.get(block.brand);
  if (binding?.state === 'unread' || binding?.state === 'blocked') return null;
  return binding?.state === 'bound' && binding.live.id === live.brandId ? null : block.brand;
}
