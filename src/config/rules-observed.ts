/**
 * Rules of `observed.yaml`: what people saw in Admin Console.
 * Law: each is about the file alone; what it means beside the configuration is found by the plan.
 */
import type { Rule } from './rules.ts';

function error<Id extends string>(id: Id, title: string, why: string) {
  return { id, severity: 'error', title, why, silenceable: false } as const satisfies Rule;
}

export const OBSERVED_RULES = [
  error(
    'observed-other-account',
    '`observed.yaml` is that of another account.',
    'What was seen in one account says nothing about another, and fees could be paid on the strength of it.',
  ),
  error(
    'observed-number-twice',
    'A number is written twice in `observed.yaml`.',
    'The SMS page shows each number once, with one status and in one campaign. Only one of the two can be true.',
  ),
  error(
    'observed-id-twice',
    'Two brands or two campaigns in `observed.yaml` have the same id.',
    'An id belongs to one object. A step for one of the two could be carried out at the other.',
  ),
  error(
    'observed-unknown-brand',
    'A campaign in `observed.yaml` names a brand that is not written there.',
    'A campaign can be registered and approved only where its brand is verified, and that is then not known.',
  ),
] as const;

/** A misspelt id does not compile. */
export type ObservedRuleId = (typeof OBSERVED_RULES)[number]['id'];
