/**
 * Rules of the language itself: what the schema refuses, and what is no phone number.
 * Law: each is found in one file alone, without looking at any other line.
 */
import type { Rule } from './rules.ts';

function error<Id extends string>(id: Id, title: string, why: string) {
  return { id, severity: 'error', title, why, silenceable: false } as const satisfies Rule;
}

export const LANGUAGE_RULES = [
  error(
    'schema-version',
    'A file does not say `version: 1`, or says another version.',
    'The version tells how the file is to be read; a later version may mean something else by the same words.',
  ),
  error(
    'schema-unknown-key',
    'A key is not part of the language, or stands in the wrong block.',
    'What is not understood is not done. A misspelt key would otherwise be left out without a word.',
  ),
  error(
    'schema-missing',
    'Something that is needed is not written, or is empty.',
    'A brand or campaign without `id` is registered, and the registration form asks for it.',
  ),
  error(
    'schema-type',
    'A value is of the wrong kind, such as a text where a list belongs.',
    'It cannot be told what is meant by it.',
  ),
  error(
    'schema-enum',
    'A value is not one of those that can be chosen.',
    'The registry takes only the values of its list.',
  ),
  error(
    'schema-too-long',
    'A text or list is longer than any registry takes.',
    'It would be refused at the registration, or cut.',
  ),
  error(
    'schema-too-short',
    'A text or list is shorter than what it is for.',
    'A reason of two letters explains nothing to those who read it later.',
  ),
  error('schema-range', 'A number is too high or too low.', 'It cannot be meant so.'),
  error(
    'schema-format',
    'A value is not written as its kind is: a web address, an email address, a user name and so on.',
    'Carriers open the addresses and 8x8 looks for the user; neither guesses what was meant.',
  ),
  error(
    'schema-key',
    'The key of a brand, a campaign or a rule has characters that keys do not have.',
    'Keys become part of the reference of what is registered, so they are kept to small letters, digits and hyphens.',
  ),
  error(
    'secret-in-yaml',
    'A tax number, password or key stands in a file.',
    'These files are read by many and kept for ever. Only the name of an environment variable belongs here.',
  ),
] as const;

export const PHONE_RULES = [
  error(
    'phone-invalid',
    'Something that is no US or Canadian phone number stands where one belongs.',
    'It cannot be looked up in the account. What is wrong is said, digit by digit.',
  ),
  error(
    'phone-damaged',
    'A spreadsheet has changed a phone number.',
    'Spreadsheets take phone numbers for amounts: they round them, add decimals or put marks before them.',
  ),
  error(
    'phone-other-country',
    'A phone number is of another country than the United States and Canada.',
    '10DLC registration exists in these two only. Jamaica, the Bahamas and others share +1 and are other countries all the same.',
  ),
  error(
    'phone-toll-free',
    'A phone number is toll-free.',
    'Toll-free numbers are not part of 10DLC: they are verified one by one, in another way.',
  ),
  error(
    'phone-short-code',
    'A number is a short code of three to six digits.',
    'Short codes are leased and approved in another way; campaigns hold 10-digit numbers only.',
  ),
  error(
    'phone-premium',
    'A phone number is a premium-rate number.',
    'Campaigns hold local 10-digit numbers only.',
  ),
  error(
    'phone-personal',
    'A phone number is a personal follow-me number.',
    'Campaigns hold local 10-digit numbers only.',
  ),
  error(
    'phone-not-geographic',
    'A phone number belongs to no place.',
    'Campaigns hold local 10-digit numbers only.',
  ),
  {
    id: 'phone-territory',
    severity: 'warning',
    title:
      'A phone number is of a US territory: Puerto Rico, the Virgin Islands, Guam, American Samoa or the Northern Mariana Islands.',
    why: 'The numbering plan counts it as a country of its own, and whether carriers treat it as a US number in 10DLC is published nowhere.',
    silenceable: false,
  } satisfies Rule,
] as const;

export const SCHEMA_RULES: readonly Rule[] = [...LANGUAGE_RULES, ...PHONE_RULES];

/** A misspelt id does not compile. */
export type SchemaRuleId = (typeof LANGUAGE_RULES)[number]['id'];
