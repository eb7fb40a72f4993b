/**
 * Identity: what a block is bound to, was called before, and whose brand it is.
 * Law: one live object, one block.
 */
import type { Desired, DesiredBlock, DesiredCampaign } from '../../model/desired.ts';
import type { Kind } from '../../model/kinds.ts';
import { nearest } from '../../model/nearest.ts';
import { type Finding, findingIn, placeOf } from './finding.ts';

export function checkIdentity(desired: Desired): readonly Finding[] {
  const brands = new Set(desired.brands.map((brand) => brand.key));
  return [
    ...boundTwice('brand', desired.brands),
    ...boundTwice('campaign', desired.campaigns),
    ...former('brand', desired.brands),
    ...former('campaign', desired.campaigns),
    ...desired.campaigns.flatMap((campaign) => unknownBrand(campaign, brands)),
  ];
}

function unknownBrand(campaign: DesiredCampaign, brands: ReadonlySet<string>): readonly Finding[] {
  if (campaign.brand === null || brands.has(campaign.brand)) return [];
  const guess = nearest(campaign.brand, brands);
  const known = brands.size === 0 ? 'No brand is declared yet' : 'It is not among the brands';
  return [
    findingIn(campaign, 'unknown-brand', 'brand', {
      message: `Campaign ${campaign.key} names brand "${campaign.brand}", which is not declared.`,
      hint:
        guess === null
          ? `${known}: declare it under \`brands:\`, or name one that is there.`
          : `Did you mean \`brand: ${guess}\`?`,
    }),
  ];
}

function boundTwice(kind: Kind, blocks: readonly DesiredBlock[]): readonly Finding[] {
  const findings: Finding[] = [];
  const byId = new Map<string, DesiredBlock>();
  for (const block of blocks) {
    if (block.id === null) continue;
    const other = byId.get(block.id);
    if (other === undefined) {
      byId.set(block.id, block);
      continue;
    }
    findings.push(
      findingIn(block, 'id-bound-twice', 'id', {
        message: `${title(kind)} ${block.key} is bound to ${block.id}, and so is ${kind} ${other.key}.`,
        hint: 'Keep one block for it, or correct the `id` of the other.',
        related: [{ place: placeOf(other, 'id'), message: 'bound here first' }],
      }),
    );
  }
  return findings;
}

function former(kind: Kind, blocks: readonly DesiredBlock[]): readonly Finding[] {
  const findings: Finding[] = [];
  const byKey = new Map(blocks.map((block) => [block.key, block]));
  const claims = new Map<string, DesiredBlock>();
  for (const block of blocks) {
    for (const key of new Set(block.formerly)) {
      const declared = byKey.get(key);
      const claimed = claims.get(key);
      if (key === block.key) {
        findings.push(
          findingIn(block, 'formerly-own-key', 'formerly', {
            message: `${title(kind)} ${block.key} names itself as its former key.`,
            hint: `Write the key that it had before, or delete \`formerly\`.`,
          }),
        );
      } else if (declared !== undefined) {
        findings.push(
          findingIn(block, 'formerly-still-declared', 'formerly', {
            message: `${title(kind)} ${block.key} was formerly ${key}, but ${kind} ${key} is still declared.`,
            hint: `Delete the block \`${key}:\` if it was renamed, or delete \`formerly\` if these are two ${kind}s.`,
            related: [{ place: declared.place, message: `${kind} ${key}` }],
          }),
        );
      } else if (claimed !== undefined) {
        findings.push(
          findingIn(block, 'formerly-claimed-twice', 'formerly', {
            message: `${title(kind)}s ${claimed.key} and ${block.key} both say that they were formerly ${key}.`,
            hint: `Keep \`formerly: ${key}\` on the one that carries on its registration.`,
            related: [{ place: placeOf(claimed, 'formerly'), message: 'claimed here first' }],
          }),
        );
      } else claims.set(key, block);
    }
  }
  return findings;
}

function title(kind: Kind): string {
  return kind === 'brand' ? 'Brand' : 'Campaign';
}
