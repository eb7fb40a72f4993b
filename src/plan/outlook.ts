/**
 * The outlook: which changes come about without anybody deciding anything more.
 * Law: only carriers and time may stand before them. What is refused, or waits for a person, stays as it is.
 */
import type { Change, WaitsFor } from '../model/plan.ts';
import { starts } from '../model/plan-parts.ts';
import { type Context, liveCampaign } from './context.ts';

export function comingAbout(context: Context, changes: readonly Change[]): ReadonlySet<Change> {
  const brands = brandsUnderWay(context, changes);
  const campaigns = campaignsUnderWay(context, changes, brands);
  const comes = (made: Change): boolean => {
    if (made.refused) return false;
    return made.when.kind === 'waiting' ? onlyTime(made, made.when.for) : starts(made);
  };
  const onlyTime = (made: Change, waitsFor: WaitsFor): boolean => {
    switch (waitsFor) {
      case 'number-on':
      case 'number-off':
        return true;
      case 'campaign-approval':
        return campaigns.has(made.campaign ?? '');
      case 'brand-verification':
        return made.campaign === null || campaigns.has(made.campaign);
      case 'campaign-review':
      case 'place':
      case 'limit-raise':
        return false;
    }
  };
  return new Set(changes.filter(comes));
}

/** Keys of brands that are being verified, or will be again. */
function brandsUnderWay(context: Context, changes: readonly Change[]): Set<string> {
  const keys = new Set<string>();
  for (const [key, binding] of context.brands.bindings) {
    if (binding.state === 'bound' && binding.live.status === 'pending') keys.add(key);
  }
  for (const { address, action, refused } of changes) {
    if (action === 'update' && !refused && address.startsWith('brand/'))
      keys.add(address.slice('brand/'.length));
  }
  return keys;
}

/** Keys of campaigns that carriers look at, or will once they are sent to them. */
function campaignsUnderWay(
  context: Context,
  changes: readonly Change[],
  brands: ReadonlySet<string>,
): Set<string> {
  const keys = new Set<string>();
  const brandOf = new Map<string, string>();
  for (const block of context.desired.campaigns) {
    brandOf.set(block.key, block.brand ?? '');
    if (liveCampaign(context, block)?.status === 'pending') keys.add(block.key);
  }
  for (const { action, campaign, refused, when } of changes) {
    if (campaign === null || refused) continue;
    if (action !== 'register' && action !== 'resubmit') continue;
    if (when.kind !== 'waiting' || brands.has(brandOf.get(campaign) ?? '')) keys.add(campaign);
  }
  return keys;
}
