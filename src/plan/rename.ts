/**
 * Renames: a block with `formerly` keeps its registration; the live object gets the new name as reference.
 */
import type { DesiredBlock } from '../model/desired.ts';
import { type Kind, keyOfReference, referenceOf } from '../model/kinds.ts';
import { change } from './change.ts';
import type { Context, Findings } from './context.ts';

export function planRename(
  context: Context,
  found: Findings,
  kind: Kind,
  block: DesiredBlock,
  live: { readonly id: string; readonly referenceId: string | null },
): void {
  if (!context.capabilities.rebind) return;
  const account = context.desired.account.name;
  const former = keyOfReference(account, kind, live.referenceId ?? '');
  found.changes.push(
    change({
      address: `${kind}/${block.key}`,
      action: 'bind',
      from: { id: live.id, reference: live.referenceId ?? '' },
      to: { id: live.id, reference: referenceOf(account, kind, block.key) },
      risk: 'free',
      when: { kind: 'now' },
      why: `Renamed${former === null ? '' : ` from ${former}`}: the ${kind} keeps its registration and gets the new name as reference.`,
      campaign: kind === 'campaign' ? block.key : null,
      place: block.places['formerly'] ?? block.place,
    }),
  );
}
