/**
 * The table of rules with all that is told about each: for its page, and for `campaignctl rules`.
 * Law: apart from `rules.ts`, so that no check loads what only readers need.
 */
import { compareText } from '../model/diagnostic.ts';
import type { ToldGroup } from '../model/told-rule.ts';
import { RULE_GROUPS } from './rules.ts';
import { MEND, SOURCES } from './rules-mend.ts';

/** In the order in which a configuration meets them; the rules of each by id. */
export const TOLD_GROUPS: readonly ToldGroup[] = RULE_GROUPS.map((group) => ({
  ...group,
  rules: [...group.rules]
    .sort((a, b) => compareText(a.id, b.id))
    .map(({ id, severity, title, why, silenceable }) => ({
      id,
      severity,
      title,
      why,
      mend: MEND[id] ?? '',
      silenceable,
      sources: SOURCES[id] ?? [],
    })),
}));
