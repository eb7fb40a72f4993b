/**
 * What stands in the way of a whole campaign: a refusal, a warning from out there, its brand, or a part that was not read.
 */
import type { DesiredBlock, DesiredCampaign } from '../../model/desired.ts';
import type { NextStep } from '../../model/explain.ts';
import type { Refusal } from '../../model/plan.ts';
import { isUnread, type Known, lineKey } from './known.ts';
import { person, refusalWords, stepOf } from './step.ts';

/** What comes next for the campaign of a block, so that its numbers can be turned on. */
export function obstacleOf(known: Known, block: DesiredCampaign): NextStep {
  if (block.deactivateForever !== null) {
    return person('list the number under another campaign: this one is to be deactivated');
  }
  return (
    campaignStep(known, block) ??
    (isUnread(known, 'users', 'inventory', 'sms', 'campaigns') || isBrandUnread(known, block)
      ? person('ask again when the registry can be read')
      : person('run `campaignctl plan`, which tells what stands in the way'))
  );
}

function isBrandUnread({ context }: Known, { brand }: DesiredCampaign): boolean {
  return brand !== null && context.brands.bindings.get(brand)?.state === 'unread';
}

/** What comes next for the campaign itself, or else its brand; null: nothing has to. */
export function campaignStep(known: Known, block: DesiredCampaign): NextStep | null {
  return ofBlock(known, 'campaign', block) ?? ofBrand(known, block);
}

function ofBlock(known: Known, kind: 'brand' | 'campaign', block: DesiredBlock): NextStep | null {
  const address = `${kind}/${block.key}`;
  const refusal = refusalOf(known, kind, block);
  if (refusal !== undefined) return person(refusalWords(refusal));
  const [change] = (known.changes.get(address) ?? []).filter(
    ({ action }) => action === 'register' || action === 'resubmit',
  );
  if (change !== undefined) return stepOf(known, change);
  const [attention] = known.attention.get(address) ?? [];
  if (attention !== undefined) return person(attention.next);
  const [waiting] = known.waiting.get(address) ?? [];
  return waiting === undefined ? null : { kind: 'wait', text: waiting.text, since: waiting.since };
}

/** What is refused about the block, or about another that means the same live object. */
function refusalOf(
  { context, refusalsAt }: Known,
  kind: 'brand' | 'campaign',
  block: DesiredBlock,
): Refusal | undefined {
  const at = (one: DesiredBlock) => refusalsAt.get(lineKey(one.place))?.[0];
  const { bindings, contested } = kind === 'brand' ? context.brands : context.campaigns;
  const binding = bindings.get(block.key);
  const rivals = binding?.state === 'blocked' ? binding.found : [];
  return (
    at(block) ??
    rivals.flatMap(({ id }) => {
      const other = contested.get(id);
      return other === undefined ? [] : (at(other) ?? []);
    })[0]
  );
}

function ofBrand(known: Known, { brand }: DesiredCampaign): NextStep | null {
  const block = known.desired.brands.find(({ key }) => key === brand);
  if (block === undefined) return null;
  return ofBlock(known, 'brand', block);
}
