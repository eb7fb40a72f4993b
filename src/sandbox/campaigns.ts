/**
 * Campaigns: a paid registration, carriers that approve in days, changes that are reviewed again, and an end that is for ever.
 */
import { type Body, rebound } from './brands.ts';
import {
  type Answer,
  accept,
  CAMPAIGN_FIELDS,
  checkContent,
  checkReference,
  refuse,
  sameValue,
} from './fields.ts';
import type { CampaignRecord } from './records.ts';
import {
  checkFree,
  checkVersion,
  DEFAULT_LIMIT,
  iso,
  nextId,
  REGISTRATION_FEE,
  type World,
} from './world.ts';

/** Registers and charges: the invoice is written with the acceptance, whatever becomes of the answer. */
export function registerCampaign(world: World, body: Body, now: number): Answer<CampaignRecord> {
  const reference = checkReference(body['referenceId']);
  if (!reference.ok) return reference;
  const brandId = body['brandId'];
  if (typeof brandId !== 'string')
    return refuse('VALIDATION_ERROR', 'brandId', 'must not be blank');
  const content = checkContent(CAMPAIGN_FIELDS, body, ['referenceId', 'brandId'], true);
  if (!content.ok) return content;
  const free = checkFree(world, 'campaign', reference.value, null);
  if (!free.ok) return free;
  const brand = world.state.brands.get(brandId);
  if (brand === undefined) {
    return refuse('VALIDATION_ERROR', 'brandId', `Brand not found: ${brandId}`);
  }
  if (brand.status !== 'VERIFIED') {
    return refuse('CONFLICT', 'brandId', `The brand is ${brand.status}; it must be VERIFIED`);
  }
  const campaign: CampaignRecord = {
    campaignId: nextId('C', world.state.campaigns),
    referenceId: reference.value,
    brandId,
    status: 'PENDING',
    statusTime: iso(now),
    statusReason: null,
    reviewTime: null,
    version: 1,
    numberLimit: DEFAULT_LIMIT,
    content: content.value,
    due: reviewEnd(world, now),
  };
  world.put(['campaign', campaign]);
  world.put([
    'invoice',
    {
      invoiceId: `INV-${String(world.state.invoices.size + 1).padStart(6, '0')}`,
      amountUsd: REGISTRATION_FEE,
      campaignId: campaign.campaignId,
      referenceId: campaign.referenceId,
      issuedTime: iso(now),
    },
  ]);
  return accept(campaign);
}

/** Merges the named fields of an approved campaign. */
export function updateCampaign(
  world: World,
  id: string,
  body: Body,
  version: number | null,
  now: number,
): Answer<CampaignRecord> {
  const found = writable(world, id, version);
  if (!found.ok) return found;
  const campaign = found.value;
  const onlyReference = Object.keys(body).every((name) => name === 'referenceId');
  if (campaign.status === 'DEACTIVATED' || (campaign.status !== 'APPROVED' && !onlyReference)) {
    return refuse('CONFLICT', 'status', whyNotNow(campaign));
  }
  const content = checkContent(CAMPAIGN_FIELDS, body, ['referenceId', 'brandId'], false);
  if (!content.ok) return content;
  const merged = { ...campaign.content, ...content.value };
  if ('brandId' in body && body['brandId'] !== campaign.brandId) {
    return refuse('VALIDATION_ERROR', 'brandId', 'cannot be changed on an approved campaign');
  }
  const changed = CAMPAIGN_FIELDS.filter(
    ({ name }) => !sameValue(merged[name], campaign.content[name]),
  );
  const fixed = changed.find(({ approved }) => approved === 'fixed');
  if (fixed !== undefined) {
    return refuse('VALIDATION_ERROR', fixed.name, 'cannot be changed on an approved campaign');
  }
  const reference = rebound(world, 'campaign', campaign.referenceId, body, id);
  if (!reference.ok) return reference;
  const review = changed.some(({ approved }) => approved === 'review');
  return put(world, {
    ...campaign,
    referenceId: reference.value,
    content: merged,
    version: campaign.version + 1,
    ...(review ? { reviewTime: iso(now), due: reviewEnd(world, now) } : {}),
  });
}

/** Sends a rejected campaign to the carriers again; everything but the brand may change, and nothing has to. */
export function resubmitCampaign(
  world: World,
  id: string,
  body: Body,
  version: number | null,
  now: number,
): Answer<CampaignRecord> {
  const found = writable(world, id, version);
  if (!found.ok) return found;
  const campaign = found.value;
  if (campaign.status !== 'REJECTED') {
    return refuse('CONFLICT', 'status', `The campaign is ${campaign.status}, not REJECTED`);
  }
  if (!isReason(body['reason'])) {
    return refuse('VALIDATION_ERROR', 'reason', 'must not be blank');
  }
  const content = checkContent(CAMPAIGN_FIELDS, body, ['reason'], false);
  if (!content.ok) return content;
  return put(world, {
    ...campaign,
    content: { ...campaign.content, ...content.value, resubmissionReason: body['reason'] },
    status: 'PENDING',
    statusTime: iso(now),
    statusReason: null,
    reviewTime: null,
    version: campaign.version + 1,
    due: reviewEnd(world, now),
  });
}

/** For ever. Refused while any number fills a place. */
export function deactivateCampaign(
  world: World,
  id: string,
  body: Body,
  version: number | null,
  now: number,
): Answer<CampaignRecord> {
  const found = writable(world, id, version);
  if (!found.ok) return found;
  const campaign = found.value;
  if (!isReason(body['reason'])) {
    return refuse('VALIDATION_ERROR', 'reason', 'must not be blank');
  }
  if (campaign.status === 'PENDING' || campaign.status === 'DEACTIVATED') {
    return refuse('CONFLICT', 'status', `The campaign is ${campaign.status}`);
  }
  const places = world.state.places.get(id) ?? 0;
  if (places > 0) {
    return refuse('CONFLICT', 'numbers', `${places} numbers are still on the campaign`);
  }
  return put(world, {
    ...campaign,
    status: 'DEACTIVATED',
    statusTime: iso(now),
    statusReason: body['reason'],
    reviewTime: null,
    version: campaign.version + 1,
    due: null,
  });
}

function writable(world: World, id: string, version: number | null): Answer<CampaignRecord> {
  const campaign = world.state.campaigns.get(id);
  if (campaign === undefined) return refuse('NOT_FOUND', null, `Campaign not found: ${id}`);
  const current = checkVersion(world, campaign, version);
  return current.ok ? accept(campaign) : current;
}

function put(world: World, campaign: CampaignRecord): Answer<CampaignRecord> {
  world.put(['campaign', campaign]);
  return accept(campaign);
}

function whyNotNow({ status }: CampaignRecord): string {
  return status === 'REJECTED'
    ? 'The campaign is REJECTED; change it with a resubmission'
    : `The campaign is ${status} and cannot be changed`;
}

function reviewEnd(world: World, now: number): number | null {
  return world.times.campaign === null ? null : now + world.times.campaign;
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 4096;
}
