/**
 * The table of rules: every diagnostic of the tool is an instance of one of these.
 * Law: no diagnostic is emitted whose rule is not here; docs/rules.md is generated from it.
 */
import type { Severity } from '../model/diagnostic.ts';
import { PLAN_RULES } from '../model/plan-rules.ts';
import { ACROSS_RULES, ALLOW_RULES, TEXT_RULES } from './rules-check.ts';
import { FORMAT_RULES } from './rules-format.ts';
import { OBSERVED_RULES } from './rules-observed.ts';
import { SCHEMA_RULES } from './rules-schema.ts';
import { YAML_RULES } from './rules-yaml.ts';

export interface Rule {
  /** Kebab-case, stable: people write it under `allow`. */
  readonly id: string;
  /** Severity of its diagnostics. */
  readonly severity: Severity;
  /** What it finds, one sentence. */
  readonly title: string;
  /** Why it matters, in an admin's words. */
  readonly why: string;
  /** Whether `allow:` on a brand or campaign may silence it there. */
  readonly silenceable: boolean;
}

export interface RuleGroup {
  readonly title: string;
  /** What the rules of the group have in common. */
  readonly about: string;
  readonly rules: readonly Rule[];
}

/** In the order in which a configuration meets them. */
export const RULE_GROUPS: readonly RuleGroup[] = [
  {
    title: 'Reading the files',
    about:
      'Found while the files are read: which belong to the account, YAML, lists of numbers and of users.',
    rules: YAML_RULES,
  },
  {
    title: 'The form of each line',
    about:
      'Found while each line is held against the language: names of settings, values, phone numbers.',
    rules: SCHEMA_RULES,
  },
  {
    title: 'Brands, campaigns and numbers together',
    about:
      'Found by looking at more than one line at a time, before anything is asked of a registry.',
    rules: ACROSS_RULES,
  },
  {
    title: 'Texts that carriers review',
    about:
      'Predictions: what reviewers have rejected before. A rejection adds at least two weeks, so it pays to mend these first. Each names the published source it rests on; 8x8 publishes no criteria of its own, so other registries stand in for it: AWS ([registration checklist](https://docs.aws.amazon.com/sms-voice/latest/userguide/registration-help-quickstart.html), [keywords](https://docs.aws.amazon.com/sms-voice/latest/userguide/keywords.html)) and Twilio ([error codes](https://www.twilio.com/docs/api/errors), [campaign resource](https://www.twilio.com/docs/messaging/api/usapptoperson-resource)).',
    rules: TEXT_RULES,
  },
  {
    title: 'Silencing',
    about: 'Found in `allow:` itself.',
    rules: ALLOW_RULES,
  },
  {
    title: 'What Admin Console showed',
    about:
      'Found in `observed.yaml`, which holds what people saw in Admin Console. The rules of reading and of the form of each line hold for it too.',
    rules: OBSERVED_RULES,
  },
  {
    title: 'Against the live registry',
    about:
      'Found by `plan` and `apply` only: what is written contradicts, or waits for, what is live.',
    rules: PLAN_RULES,
  },
  {
    title: 'Formatting',
    about: 'Found by `fmt` only: why a file was left as it is.',
    rules: FORMAT_RULES,
  },
];

export const RULES: readonly Rule[] = RULE_GROUPS.flatMap((group) => group.rules);
