/**
 * A rule with all that is told about it, to people and as JSON (schema/rules.schema.json).
 */
import type { Severity } from './diagnostic.ts';

export const RULES_FORMAT = 'campaignctl/rules@1';

export interface ToldRule {
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, one sentence. */
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  /** How it is mended, one or two sentences. */
  readonly mend: string;
  /** Whether `allow:` on a brand or campaign may silence it there. */
  readonly silenceable: boolean;
  /** Published pages that it rests on; empty: the rule is ours. */
  readonly sources: readonly RuleSource[];
}

export interface RuleSource {
  readonly title: string;
  readonly url: string;
}

export interface ToldGroup {
  readonly title: string;
  /** What the rules of the group have in common, as Markdown. */
  readonly about: string;
  readonly rules: readonly ToldRule[];
}
