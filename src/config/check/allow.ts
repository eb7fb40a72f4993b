/**
 * Allow: silences a rule in one block, with a written reason.
 * Law: only rules that the table says can be silenced, only in that block, and never without a trace:
 * an `allow` that is misspelt, not possible or no longer needed is reported.
 */
import type { Desired, DesiredBlock } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { nearest } from '../../model/nearest.ts';
import { RULES } from '../rules.ts';
import { CHECK_RULES, type CheckRuleId } from '../rules-check.ts';
import { diagnosticAt, type Finding, placeOf, type Words } from './finding.ts';

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));
const SILENCEABLE = RULES.filter((rule) => rule.silenceable).map((rule) => rule.id);
/** Whether an `allow` of any other rule is used is for the planner to know. */
const OURS: ReadonlySet<string> = new Set(CHECK_RULES.map((rule) => rule.id));

/** What is left of the findings, and what is wrong with the `allow`s themselves. */
export function silence(desired: Desired, findings: readonly Finding[]): readonly Diagnostic[] {
  const used = new Map<DesiredBlock, Set<string>>();
  const left: Diagnostic[] = [];
  for (const { block, diagnostic } of findings) {
    if (block === null || !silences(block, diagnostic.rule)) {
      left.push(diagnostic);
      continue;
    }
    const rules = used.get(block);
    if (rules === undefined) used.set(block, new Set([diagnostic.rule]));
    else rules.add(diagnostic.rule);
  }
  for (const block of [...desired.brands, ...desired.campaigns]) {
    for (const id of Object.keys(block.allow)) {
      const wrong = judge(id, used.get(block));
      if (wrong === null) continue;
      left.push(diagnosticAt(placeOf(block, `allow.${id}`), wrong.rule, wrong.words));
    }
  }
  return left;
}

function silences(block: DesiredBlock, id: string): boolean {
  return Object.hasOwn(block.allow, id) && BY_ID.get(id)?.silenceable === true;
}

function judge(
  id: string,
  used: ReadonlySet<string> | undefined,
): { readonly rule: CheckRuleId; readonly words: Words } | null {
  const rule = BY_ID.get(id);
  if (rule === undefined) {
    const guess = nearest(id, SILENCEABLE);
    return {
      rule: 'allow-unknown-rule',
      words: {
        message: `There is no rule "${id}".`,
        hint:
          guess === null
            ? 'The rules are listed in docs/rules.md.'
            : `Did you mean \`${guess}\`? The rules are listed in docs/rules.md.`,
      },
    };
  }
  if (!rule.silenceable) {
    return {
      rule: 'allow-not-silenceable',
      words: {
        message: `Rule ${id} cannot be silenced.`,
        hint: 'Delete it from `allow:` and mend what it finds.',
      },
    };
  }
  if (!OURS.has(id) || used?.has(id) === true) return null;
  return {
    rule: 'allow-unused',
    words: {
      message: `\`allow\` names rule ${id}, which finds nothing here.`,
      hint: 'Delete it from `allow:`.',
    },
  };
}
