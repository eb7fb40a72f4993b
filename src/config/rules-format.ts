/**
 * Rules of `fmt`: why a file is left as it is.
 */
import type { Rule } from './rules.ts';

function error<Id extends string>(id: Id, title: string, why: string) {
  return { id, severity: 'error', title, why, silenceable: false } as const satisfies Rule;
}

export const FORMAT_RULES = [
  error(
    'format-nothing',
    'A folder holds no file that could be formatted.',
    'It is usually the wrong folder, and a check of the wrong folder must not pass.',
  ),
  error(
    'format-not-ours',
    'A file that was named is no YAML file of an account.',
    'Only files that start with `version: 1` are formatted. Seeds, lists of numbers and files of other tools are left as they are.',
  ),
  error(
    'format-refused',
    'Formatting would have changed more than the form of a file.',
    'Each result is read again and compared with the original: what it says, the order of people and campaigns, the comments, the findings. If anything differs the file is left as it is. That is a fault of campaignctl and not of the file.',
  ),
  error(
    'format-file-changed',
    'A file changed while it was being formatted.',
    'Writing it would have thrown away what somebody saved meanwhile.',
  ),
  error(
    'format-not-written',
    'A file could not be written.',
    'It is written whole or not at all, so it still holds what it held before.',
  ),
] as const;

export type FormatRuleId = (typeof FORMAT_RULES)[number]['id'];
