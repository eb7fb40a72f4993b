/**
 * Findings: diagnostics of the checks, together with the block that may silence them.
 * Law: severity comes from the table of rules and nowhere else.
 */
import type { DesiredBlock } from '../../model/desired.ts';
import type { Diagnostic, Place } from '../../model/diagnostic.ts';
import { CHECK_RULES, type CheckRuleId } from '../rules-check.ts';

export interface Finding {
  readonly diagnostic: Diagnostic;
  /** The block whose `allow` applies; null: it stands in no block. */
  readonly block: DesiredBlock | null;
}

export interface Words {
  readonly message: string;
  readonly hint: string;
  readonly related?: Diagnostic['related'];
}

const SEVERITY = new Map(CHECK_RULES.map((rule) => [rule.id, rule.severity]));

/** A finding in `block`, at the line of `field` where that is written. */
export function findingIn(
  block: DesiredBlock,
  rule: CheckRuleId,
  field: string | null,
  words: Words,
): Finding {
  return { diagnostic: diagnosticAt(placeOf(block, field), rule, words), block };
}

export function diagnosticAt(place: Place, rule: CheckRuleId, words: Words): Diagnostic {
  const { message, hint, related } = words;
  const severity = SEVERITY.get(rule) ?? 'error';
  return { rule, severity, message, place, hint, ...(related === undefined ? {} : { related }) };
}

/** Where a field stands: its own line, else that of the mapping around it, else that of the block. */
export function placeOf(block: DesiredBlock, field: string | null): Place {
  for (let name = field; name !== null; name = parentOf(name)) {
    const place = block.places[name];
    if (place !== undefined) return place;
  }
  return block.place;
}

function parentOf(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? null : name.slice(0, dot);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}
