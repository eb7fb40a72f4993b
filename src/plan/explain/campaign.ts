/**
 * One campaign: its state, how full it is, who can text, who waits for a place, and what it costs.
 */
import type { DesiredCampaign } from '../../model/desired.ts';
import type { CampaignAnswer, FeeFact, NextStep } from '../../model/explain.ts';
import { fillsPlace, type LiveCampaign } from '../../model/snapshot.ts';
import { type Known, lineKey, personOf } from './known.ts';
import { nextStep } from './number.ts';
import { campaignStep } from './obstacle.ts';
import { survey } from './silent.ts';
import { person } from './step.ts';
import { judge } from './verdict.ts';

/** Of a block. */
export function campaignAnswer(known: Known, block: DesiredCampaign): CampaignAnswer {
  const line = known.plan.campaigns.find(({ key }) => key === block.key) ?? null;
  const live = line?.id == null ? undefined : known.world.campaigns.get(line.id);
  const address = `campaign/${block.key}`;
  const changes = known.changes.get(address) ?? [];
  const paid = changes.find(({ fee }) => fee !== null);
  return {
    kind: 'campaign',
    key: block.key,
    id: line?.id ?? null,
    place: block.place,
    status: line === null ? null : line.status,
    since: line?.since ?? null,
    reason: live?.reason ?? null,
    brand: brandOf(known, block, live),
    next: nextOf(known, block),
    ...survey(
      known,
      block.numbers.map(({ number }) => number),
    ),
    row: line,
    filled: line?.capacity.live ?? 0,
    waitingList: (line?.waitingList ?? []).map((number) => ({
      number,
      person: personOf(known, number),
      next: nextStep(known, number, judge(known, number)),
    })),
    fee: {
      accepted: block.feeAccepted,
      planned: paid?.fee ?? null,
      paid: paidFor(known, address),
    },
    changes,
    refusals: [
      ...changes.flatMap(({ id }) => known.refusals.get(id) ?? []),
      ...(known.refusalsAt.get(lineKey(block.place)) ?? []),
    ],
    waiting: known.waiting.get(address) ?? [],
    attention: known.attention.get(address) ?? [],
    limitRaises: known.plan.limitRaises.filter(({ campaign }) => campaign === block.key),
    unlisted: null,
  };
}

/** Of a live campaign that no block is bound to. */
export function unboundCampaign(known: Known, live: LiveCampaign): CampaignAnswer {
  const { id, status, since, reason } = live;
  const numbers = known.snapshot.numbers.filter(
    ({ sms }) => sms.campaignId === id && fillsPlace(sms),
  );
  const unlisted =
    known.plan.unlisted.find((one) => one.kind === 'campaign' && one.id === id) ?? null;
  const claimant = known.context.campaigns.contested.get(id);
  return {
    kind: 'campaign',
    key: null,
    id,
    place: null,
    status,
    since,
    reason,
    brand: brandOf(known, null, live),
    next: unlisted === null ? null : person('paste its lines, to manage it'),
    ...survey(
      known,
      numbers.map(({ number }) => number),
    ),
    row: null,
    filled: numbers.length,
    waitingList: [],
    fee: { accepted: null, planned: null, paid: known.fees === null ? null : [] },
    changes: [],
    refusals: claimant === undefined ? [] : (known.refusalsAt.get(lineKey(claimant.place)) ?? []),
    waiting: [],
    attention: [],
    limitRaises: [],
    unlisted,
  };
}

/** What comes next for the campaign itself; null: nothing has to. */
function nextOf(known: Known, block: DesiredCampaign): NextStep | null {
  const own = campaignStep(known, block);
  if (own !== null) return own;
  const raise = known.plan.limitRaises.find(({ campaign }) => campaign === block.key);
  return raise === undefined
    ? null
    : person(`ask support to raise its limit to ${raise.wanted}; the text stands below`);
}

/** The brand that the live campaign has, else the one that is written. */
function brandOf(
  { context, world }: Known,
  block: DesiredCampaign | null,
  live: LiveCampaign | undefined,
): CampaignAnswer['brand'] {
  const id = live?.brandId ?? null;
  if (id !== null) {
    const brand = world.brands.get(id);
    const name = context.brands.blockOf.get(id)?.key ?? id;
    return { name, status: brand?.status ?? 'unknown', since: brand?.since ?? null };
  }
  if (block === null || block.brand === null) return null;
  const binding = context.brands.bindings.get(block.brand);
  switch (binding?.state) {
    case 'bound':
      return { name: block.brand, status: binding.live.status, since: binding.live.since };
    case 'unread':
    case 'blocked':
      return { name: block.brand, status: 'unknown', since: null };
    case 'absent':
    case undefined:
      return { name: block.brand, status: null, since: null };
  }
}

function paidFor({ fees }: Known, address: string): readonly FeeFact[] | null {
  if (fees === null) return null;
  return fees.rows
    .filter((row) => row.address === address && row.kind === 'submission')
    .map(({ at, action, usd, state }) => ({ at, action, usd, state }));
}
