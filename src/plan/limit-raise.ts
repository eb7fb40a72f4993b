/**
 * The raise of a limit: asked for by a person, once the campaign is approved. The plan has the text to send ready.
 */
import type { DesiredCampaign } from '../model/desired.ts';
import type { LiveCampaign } from '../model/snapshot.ts';
import { type Context, type Findings, limitOf, liveCampaign } from './context.ts';
import type { WaitingLists } from './places.ts';

export function pushLimitRaises(context: Context, found: Findings, waiting: WaitingLists): void {
  for (const block of context.desired.campaigns) {
    const { limit } = limitOf(context, block);
    const live = liveCampaign(context, block);
    if (block.limitWanted === null || block.limitWanted <= limit || live?.status !== 'approved')
      continue;
    const count = waiting.get(block.key)?.length ?? 0;
    found.limitRaises.push({
      campaign: block.key,
      limit,
      wanted: block.limitWanted,
      text: raiseText(context, block, live, limit, count),
    });
  }
}

function raiseText(
  context: Context,
  block: DesiredCampaign,
  live: LiveCampaign,
  limit: number,
  count: number,
): string {
  const brand = context.world.brands.get(live.brandId ?? '');
  const company = brand?.content['legalName'];
  const granted = block.limitGranted;
  const purpose = block.content['description'] ?? live.content['description'];
  return [
    `Subject: Raise the number limit of SMS campaign ${live.id}`,
    '',
    'Hello,',
    '',
    'Please ask the carriers to raise the number limit of our approved SMS campaign.',
    `Campaign: ${live.id}`,
    ...(typeof company === 'string' ? [`Company: ${company}`] : []),
    ...(typeof purpose === 'string' ? [`Purpose: ${purpose}`] : []),
    `Limit now: ${limit}`,
    `Limit wanted: ${block.limitWanted}`,
    ...(count > 0 ? [`Users without a place: ${count}`] : []),
    ...(granted === null
      ? []
      : [`Earlier case: ${granted.case}, which granted ${granted.numbers} numbers`]),
    '',
    'All numbers belong to staff who text under this one campaign.',
    'Please tell us the case number and the limit that is granted.',
  ].join('\n');
}
