/**
 * Sentences for values that are not written as their kind is: web addresses, user names, files and so on.
 * Law: the hint repairs the value itself where that can be done without guessing.
 */
import { quote } from './secret.ts';

interface FormatWords {
  readonly message: string;
  readonly hint: string;
}

type Explain = (name: string, value: string) => { message: string; hint: string | null };

/** By the name of the definition that the schema refers to, else by the key. */
const FORMATS: Readonly<Record<string, Explain>> = {
  webAddress: (name, value) => ({
    message: `${name} is ${quote(value)}, which is not a whole web address.`,
    hint:
      /^[^\s/:@]+\.[^\s/:@]+(?:\/\S*)?$/.test(value) && value.length < 200
        ? `Write \`https://${value}\`.`
        : null,
  }),
  email: (name, value) => ({
    message: `${name} is ${quote(value)}, which is not one email address.`,
    hint: null,
  }),
  person: (name, value) => ({
    message: `${name} is ${quote(value)}, which is not a userName.`,
    hint: 'Write the userName as Admin Console shows it, such as `jane.doe@acme-dental.example`, or `anyone`. It has no spaces and no accents.',
  }),
  providerId: (name, value) => ({
    message: `${name} is ${quote(value)}; an id has letters, digits, hyphens and underscores only.`,
    hint: 'Copy the id as the provider shows it, such as `C7GH42I`.',
  }),
  key: (name, value) => ({
    message: `${name} is ${quote(value)}; keys have small letters, digits and hyphens only.`,
    hint: 'Write the key of the block, exactly as it stands there.',
  }),
  formerly: (name, value) => ({
    message: `${name} is ${quote(value)}; keys have small letters, digits and hyphens only.`,
    hint: 'Write the key that the block had before, exactly as it stood there.',
  }),
  name: (name, value) => ({
    message: `${name} is ${quote(value)}; it must have small letters, digits and hyphens only.`,
    hint: null,
  }),
  taxIdFrom: (name, value) => ({
    message: `${name} is ${quote(value)}, which cannot be the name of an environment variable.`,
    hint: null,
  }),
  taxIdCountry: (name, value) => ({
    message: `${name} is ${quote(value)}; a country is written as two capital letters.`,
    hint: /^[a-z]{2}$/i.test(value)
      ? `Write \`${value.toUpperCase()}\`.`
      : 'Write `US` or `CA`, for example.',
  }),
  keywords: (name, value) => ({
    message: `${name} is ${quote(value)}: a comma cannot be part of a keyword.`,
    hint: 'Write each keyword as an item of its own: `[STOP, END]`.',
  }),
  numbersFile: (name, value) => ({
    message: `${name} is ${quote(value)}; it must be a file whose name ends in .csv, by a path with / that starts at this folder.`,
    hint: null,
  }),
  time: (name, value) => ({
    message: `${name} is ${quote(value)}, which is not a time in UTC to the second.`,
    hint: null,
  }),
  day: (name, value) => ({
    message: `${name} is ${quote(value)}, which is not a day.`,
    hint: 'Write year, month and day, such as `2026-12-02`.',
  }),
  moment: (name, value) => ({
    message: `${name} is ${quote(value)}, which is neither a day nor a time in UTC.`,
    hint: 'Write a day such as `2026-11-28`, or a time such as `2026-11-28T09:12:00Z`.',
  }),
  seed: (name, value) => ({
    message: `${name} is ${quote(value)}; it must be a file whose name ends in .seed.yaml, by a path with / that starts at the folder of the account.`,
    hint: null,
  }),
};

/** `fallback` is the hint where the kind has none of its own. */
export function formatWords(
  kind: string,
  name: string,
  value: string,
  fallback: string,
): FormatWords {
  const explain = FORMATS[kind];
  if (explain === undefined) {
    return { message: `${name} cannot be ${quote(value)}.`, hint: fallback };
  }
  const { message, hint } = explain(name, value);
  return { message, hint: hint ?? fallback };
}
