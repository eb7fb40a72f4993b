/**
 * Fields of brands and campaigns: which differ, and whether they may be changed.
 * Law: a field that was left out is not managed; a change of a fixed field, or of one nobody knows about, is refused.
 */
import type { DesiredBlock } from '../model/desired.ts';
import type { Place } from '../model/diagnostic.ts';
import {
  type Content,
  FIELDS,
  type FieldValue,
  type Kind,
  type Mutability,
  sameValue,
} from '../model/kinds.ts';
import type { Context, Findings } from './context.ts';

/** Refuses a change of fields that are fixed, or of which nobody knows. True: refused. */
export function refuseFixed(
  context: Context,
  found: Findings,
  kind: Kind,
  block: DesiredBlock,
  fields: readonly string[],
): boolean {
  const settled = kind === 'brand' ? 'verification' : 'approval';
  const groups: readonly (readonly [Mutability, string, string])[] = [
    ['fixed', 'field-fixed', `cannot change after ${settled}`],
    [
      'unknown',
      'field-mutability-unknown',
      `may or may not change after ${settled}: nobody has confirmed it`,
    ],
  ];
  const { usd } = context.capabilities.fees.campaignRegistration;
  let refused = false;
  for (const [mutability, rule, text] of groups) {
    const names = fields.filter((name) => mutabilityOf(context, kind, name) === mutability);
    if (names.length === 0) continue;
    refused = true;
    const advice =
      kind === 'campaign'
        ? ` To have the new values, declare a new campaign${usd === null ? '' : ` ($${usd})`}, move the numbers once it is approved, then deactivate this one.`
        : '';
    found.refusals.push({
      rule,
      message: `\`${block.key}\`: ${names.map((name) => labelOf(kind, name)).join(', ')} ${text}.${advice} Nothing of this block is changed.`,
      line: null,
      support: null,
      changes: [],
      place: placeOf(block, names),
    });
  }
  return refused;
}

/** `Use case (useCase)`: as Admin Console calls it and as the file does. */
function labelOf(kind: Kind, name: string): string {
  const label = FIELDS[kind].find((field) => field.name === name)?.label;
  return label === undefined ? name : `${label} (${name})`;
}

function mutabilityOf(context: Context, kind: Kind, field: string): Mutability {
  return context.capabilities.mutability[kind][field] ?? 'unknown';
}

export function updateReason(context: Context, kind: Kind, fields: readonly string[]): string {
  return fields.some((name) => mutabilityOf(context, kind, name) === 're-review')
    ? 'The texts differ from the registry. Carriers look at them again; texting goes on meanwhile.'
    : 'The values differ from the registry.';
}

/**
 * Fields that are written and differ, in the order of the table of kinds. A field left out is not managed, and the form
 * of an object that nobody has seen is not compared: not knowing is not a difference.
 */
export function differingFields(
  context: Context,
  kind: Kind,
  block: DesiredBlock,
  live: { readonly id: string; readonly content: Content },
): string[] {
  if (!isFormSeen(context, live)) return [];
  return writtenFields(kind, block).filter(
    (name) => !sameValue(block.content[name], live.content[name]),
  );
}

/** What a registry holds is read; what a form holds, somebody has to have seen. */
export function isFormSeen({ snapshot }: Context, { id }: { readonly id: string }): boolean {
  return snapshot.seen?.formNotSeen.includes(id) !== true;
}

export function writtenFields(kind: Kind, { content }: DesiredBlock): string[] {
  return FIELDS[kind].map(({ name }) => name).filter((name) => content[name] !== undefined);
}

export function fieldSides(
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

export function placeOf(block: DesiredBlock, fields: readonly string[]): Place {
  const [first] = fields;
  return (first === undefined ? undefined : block.places[first]) ?? block.place;
}
