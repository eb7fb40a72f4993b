/**
 * Whether a brand or campaign is still as the plan saw it. Pure.
 * Law: what a hand changed meanwhile is not overwritten. Where the registry compares versions it says so itself;
 * elsewhere the object is read again just before the write.
 */
import { sameValue } from '../model/kinds.ts';
import type { Change } from '../model/plan.ts';
import type { FoundObject } from '../model/port.ts';

/** A sentence about what is not as it was; null: all is as the plan saw it. */
export function changedSince({ from }: Change, found: readonly FoundObject[]): string | null {
  const [object] = found;
  if (object === undefined) return 'The registry no longer has it. Nothing was sent.';
  if (object.kind === 'number' || from === null) return null;
  const live = object.kind === 'brand' ? object.brand : object.campaign;
  const fields = Object.entries(from.fields ?? {})
    .filter(([name, seen]) => !sameValue(live.content[name], seen ?? undefined))
    .map(([name]) => name);
  if (from.status !== undefined && from.status !== live.status) fields.push('its status');
  if (from.reference !== undefined && from.reference !== (live.referenceId ?? '')) {
    fields.push('its reference');
  }
  return fields.length === 0
    ? null
    : `Since the plan was made somebody changed ${fields.join(', ')}. Nothing was sent; apply again to see a fresh plan.`;
}
