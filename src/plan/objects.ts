/**
 * Brands and campaigns: what is registered, changed, sent again or ended.
 * Law: a paid step is asked for by name, an approved object is never replaced by itself, and nothing ends because a block is missing.
 */

import type { Fee } from '../model/capabilities.ts';
import type { DesiredBlock, DesiredBrand, DesiredCampaign } from '../model/desired.ts';
import {
  type Content,
  FIELDS,
  type FieldValue,
  type Kind,
  type Mutability,
  referenceOf,
  sameValue,
} from '../model/kinds.ts';
import type { Change, ChangeFee, When } from '../model/plan.ts';
import type { LiveBrand, LiveCampaign } from '../model/snapshot.ts';
import { change } from './change.ts';
import type { Context, Findings } from './context.ts';

const NOW: When = { kind: 'now' };

export function planBrands(context: Context, found: Findings): void {
  for (const block of context.desired.brands) {
    const binding = context.brands.bindings.get(block.key);
    if (binding?.state === 'absent') found.changes.push(registerBrand(context, block));
    if (binding?.state !== 'bound') continue;
    if (binding.rebind) pushRebind(context, found, 'brand', block, binding.live);
    reportBrand(found, block, binding.live);
    const fields = differingFields('brand', block.content, binding.live.content);
    if (fields.length > 0)
      found.changes.push(...updateBrand(context, found, block, binding.live, fields));
  }
}

function registerBrand(context: Context, block: DesiredBrand): Change {
  const fee = feeOf(context.capabilities.fees.brandRegistration, null);
  return change({
    address: `brand/${block.key}`,
    action: 'register',
    from: null,
    to: {
      reference: referenceOf(context.desired.account.name, 'brand', block.key),
      fields: block.content,
    },
    risk: (fee.usd ?? 0) > 0 ? 'paid' : 'free',
    fee,
    when: NOW,
    why: `The registry has no such brand. Verification takes ${context.capabilities.times.brand}.`,
    campaign: null,
    place: block.place,
  });
}

function reportBrand(found: Findings, block: DesiredBrand, live: LiveBrand): void {
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
  } else if (live.status === 'failed' || live.status === 'unverified') {
    found.attention.push({
      rule: 'brand-not-verified',
      address,
      message: `The brand is ${live.status}${because(live.reason)}.`,
      since: live.since,
      next: 'Compare the legal name and tax id with the IRS record, correct the block, and apply.',
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
      risk: 'free',
      when,
      why: settled
        ? updateReason(context, 'brand', fields)
        : 'The brand is verified again with these values.',
      campaign: null,
      place: placeOf(block, fields),
    }),
  ];
}

export function planCampaigns(context: Context, found: Findings): void {
  for (const block of context.desired.campaigns) {
    const binding = context.campaigns.bindings.get(block.key);
    if (binding?.state === 'absent' && block.deactivateForever === null) {
      found.changes.push(...registerCampaign(context, found, block));
    }
    if (binding?.state !== 'bound' || block.deactivateForever !== null) continue;
    if (binding.rebind) pushRebind(context, found, 'campaign', block, binding.live);
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
    text: `Brand ${block.brand} is ${binding.live.status === 'pending' ? 'being verified' : `${binding.live.status}: mend it first`}.`,
  };
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
      block.resubmit !== null && block.resubmit === live.lastResubmit
        ? 'It was rejected again after this resubmission. Mend what carriers name and write a new reason under `resubmit`.'
        : 'Mend what carriers name (most often the website), then write `resubmit` with a reason.',
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
  const fields = differingFields('campaign', block.content, live.content);
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

function resubmit(
  context: Context,
  found: Findings,
  block: DesiredCampaign,
  live: LiveCampaign,
  fields: readonly string[],
): Change[] {
  const fresh = block.resubmit !== null && block.resubmit !== live.lastResubmit;
  if (!fresh) {
    if (fields.length > 0) {
      found.refusals.push({
        rule: 'resubmit-needed',
        message: `\`${block.key}\` was rejected and its texts were changed, but no new reason asks to send it again.`,
        line: `resubmit: "${live.since?.slice(0, 10) ?? ''} what was mended"`,
        changes: [],
        place: placeOf(block, fields),
      });
    }
    return [];
  }
  const fee = feeOf(context.capabilities.fees.resubmission, block.feeAccepted);
  const sides = fieldSides(live, block.content, fields);
  return [
    change({
      address: `campaign/${block.key}`,
      action: 'resubmit',
      from: { ...sides.from, status: 'rejected' },
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

function pushRebind(
  context: Context,
  found: Findings,
  kind: Kind,
  block: DesiredBlock,
  live: { readonly id: string; readonly referenceId: string | null },
): void {
  if (!context.capabilities.rebind) return;
  found.changes.push(
    change({
      address: `${kind}/${block.key}`,
      action: 'bind',
      from: { id: live.id, reference: live.referenceId ?? '' },
      to: { id: live.id, reference: referenceOf(context.desired.account.name, kind, block.key) },
      risk: 'free',
      when: NOW,
      why: `Renamed: the ${kind} keeps its registration and gets the new name as reference.`,
      campaign: kind === 'campaign' ? block.key : null,
      place: block.places['formerly'] ?? block.place,
    }),
  );
}

/** Refuses a change of fields that are fixed, or of which nobody knows. True: refused. */
function refuseFixed(
  context: Context,
  found: Findings,
  kind: Kind,
  block: DesiredBlock,
  fields: readonly string[],
): boolean {
  const groups: readonly (readonly [Mutability, string, string])[] = [
    ['fixed', 'field-fixed', 'cannot change after approval'],
    [
      'unknown',
      'field-mutability-unknown',
      'may or may not change after approval: nobody has confirmed it',
    ],
  ];
  let refused = false;
  for (const [mutability, rule, text] of groups) {
    const names = fields.filter((name) => mutabilityOf(context, kind, name) === mutability);
    if (names.length === 0) continue;
    refused = true;
    const advice =
      kind === 'campaign'
        ? ' For a campaign with the new values declare a new one ($89), move the numbers once it is approved, then deactivate this one.'
        : '';
    found.refusals.push({
      rule,
      message: `\`${block.key}\`: ${names.join(', ')} ${text}.${advice} Nothing of this block is changed.`,
      line: null,
      changes: [],
      place: placeOf(block, names),
    });
  }
  return refused;
}

function brandChange(context: Context, block: DesiredCampaign, live: LiveCampaign): string | null {
  if (block.brand === null || live.brandId === null) return null;
  const binding = context.brands.bindings.get(block.brand);
  if (binding?.state === 'unread' || binding?.state === 'blocked') return null;
  return binding?.state === 'bound' && binding.live.id === live.brandId ? null : block.brand;
}

function mutabilityOf(context: Context, kind: Kind, field: string): Mutability {
  return context.capabilities.mutability[kind][field] ?? 'unknown';
}

function updateReason(context: Context, kind: Kind, fields: readonly string[]): string {
  return fields.some((name) => mutabilityOf(context, kind, name) === 're-review')
    ? 'The texts differ from the registry. Carriers look at them again.'
    : 'The values differ from the registry.';
}

/** Fields that are written and differ, in the order of the table of kinds. A field left out is not managed. */
function differingFields(kind: Kind, wanted: Content, live: Content): string[] {
  return FIELDS[kind]
    .map((field) => field.name)
    .filter((name) => wanted[name] !== undefined && !sameValue(wanted[name], live[name]));
}

function fieldSides(
  live: { readonly id: string; readonly content: Content },
  wanted: Content,
  fields: readonly string[],
) {
  const pick = (content: Content): Record<string, FieldValue | null> =>
    Object.fromEntries(fields.map((name) => [name, content[name] ?? null]));
  return {
    from: { id: live.id, fields: pick(live.content) },
    to: { id: live.id, fields: pick(wanted) },
  };
}

function feeOf(fee: Fee, accepted: number | null): ChangeFee {
  return { usd: fee.usd, confirmed: fee.confirmed, accepted, note: fee.note };
}

function placeOf(block: DesiredBlock, fields: readonly string[]) {
  const [first] = fields;
  return (first === undefined ? undefined : block.places[first]) ?? block.place;
}

function because(reason: string | null): string {
  return reason === null ? '' : `: ${reason.replace(/[.\s]+$/u, '')}`;
}
