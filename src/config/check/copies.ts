/**
 * Copies: campaigns of one brand that differ in little but their name (snowshoeing).
 * Law: only campaigns of the same brand and use case are compared, by the words of description and samples.
 */
import type { DesiredCampaign } from '../../model/desired.ts';
import { type Finding, findingIn } from './finding.ts';
import { earlierSimilar, wordSet } from './similar.ts';

const COMPARED = ['description', 'samples'] as const;

export function checkCopies(campaigns: readonly DesiredCampaign[]): readonly Finding[] {
  return [...groups(campaigns).values()].flatMap((group) => {
    if (group.length === 1) return [];
    const earlier = earlierSimilar(group.map((campaign) => wordSet(comparedTexts(campaign))));
    return group.flatMap((campaign, i) => {
      const twin = group[earlier[i] ?? -1];
      return twin === undefined ? [] : [nearIdentical(campaign, twin)];
    });
  });
}

function nearIdentical(campaign: DesiredCampaign, twin: DesiredCampaign): Finding {
  const wanted = twin.numbers.length + campaign.numbers.length;
  return findingIn(campaign, 'campaign-near-identical', null, {
    message: `Campaigns ${twin.key} and ${campaign.key} have the same use case and nearly the same texts.`,
    hint: `Use one campaign and ask for a higher limit, such as \`limit: { wanted: ${wanted} }\`; T-Mobile fines $1,000 for spreading numbers over copies. If the two truly differ, let description and samples show it, or write \`allow: { campaign-near-identical: "the reason" }\` in ${campaign.key}.`,
    related: [{ place: twin.place, message: `campaign ${twin.key}` }],
  });
}

function groups(
  campaigns: readonly DesiredCampaign[],
): ReadonlyMap<string, readonly DesiredCampaign[]> {
  const byBrandAndUse = new Map<string, DesiredCampaign[]>();
  for (const campaign of campaigns) {
    const { useCase } = campaign.content;
    if (campaign.deactivateForever !== null || campaign.brand === null) continue;
    if (typeof useCase !== 'string' || comparedTexts(campaign).length === 0) continue;
    const name = `${campaign.brand} ${useCase}`;
    const group = byBrandAndUse.get(name);
    if (group === undefined) byBrandAndUse.set(name, [campaign]);
    else group.push(campaign);
  }
  return byBrandAndUse;
}

function comparedTexts(campaign: DesiredCampaign): readonly string[] {
  return COMPARED.flatMap((name) => campaign.content[name] ?? []);
}
