/**
 * Rules of reading: files, YAML, lists of numbers and a Users export.
 * Law: a trap that admins fall into has a rule and a sentence of its own; the parser's words never reach them.
 */
import type { Rule } from './rules.ts';

function error<Id extends string>(id: Id, title: string, why: string) {
  return { id, severity: 'error', title, why, silenceable: false } as const satisfies Rule;
}

function warning<Id extends string>(id: Id, title: string, why: string) {
  return { id, severity: 'warning', title, why, silenceable: false } as const satisfies Rule;
}

function info<Id extends string>(id: Id, title: string, why: string) {
  return { id, severity: 'info', title, why, silenceable: false } as const satisfies Rule;
}

const FILES = [
  error(
    'path-missing',
    'The path given does not exist.',
    'Nothing can be said about a configuration that is not there.',
  ),
  error(
    'account-missing',
    'No file in the folder, or above it, holds `account:`.',
    'The folder that holds `account:` is the root of an account; it decides which files belong together.',
  ),
  error(
    'account-twice',
    'There is a second `account:` in or below the root of an account.',
    'One folder describes one account. With two, it would be a matter of luck which registry is changed.',
  ),
  error(
    'file-unreadable',
    'A file or folder cannot be read.',
    'It may hold campaigns, so going on without it could show a wrong plan.',
  ),
  error(
    'file-outside-root',
    'A link leads outside the folder of the account.',
    'What applies has to stand in the reviewed folder and nowhere else.',
  ),
  error(
    'file-too-large',
    'A file is larger than any list of an account.',
    'At most 16 MB of a YAML file and 32 MB of a CSV are read, and all together at most twice as much, two million words and signs of YAML and 500,000 numbers of CSV, so that a wrong file cannot stall the run.',
  ),
  warning(
    'too-many-findings',
    'There is more to mend than is shown.',
    'At most 200 findings of a file and 2,000 in all are shown, errors first. Thousands of findings mostly have one cause.',
  ),
  error(
    'too-many-files',
    'There are more files below the folder than any account has.',
    'It is usually the wrong folder.',
  ),
  error(
    'file-not-utf8',
    'A file is not saved as UTF-8.',
    'In another encoding letters such as `é` and quotes turn into other characters in the texts that customers get.',
  ),
  warning(
    'file-empty',
    'A YAML file is empty, or holds only comments.',
    'It may have been meant to say something: a file that was not saved asks for nothing.',
  ),
  warning(
    'file-without-version',
    'A YAML file has keys of this language but does not start with `version: 1`.',
    'Only files that start with `version: 1` are read, so that YAML of other tools can lie beside them.',
  ),
  error(
    'key-twice',
    'The same key is written twice.',
    'Only one of the two could apply, and a reviewer cannot see which.',
  ),
] as const;

const ACCOUNT = [
  warning(
    'setting-without-effect',
    'A setting is written that the provider of the account does not have.',
    'It has no effect, though it looks as if it had: with `provider: sandbox` no real account is touched, whatever `smsVia` says.',
  ),
  error(
    'seed-missing',
    'The file named by `account.sandbox.seed` does not exist.',
    'The sandbox could not be started from it, so neither `plan` nor `apply` could run.',
  ),
] as const;

const SYNTAX = [
  error(
    'yaml-syntax',
    'A line is not valid YAML.',
    'The file cannot be read further with certainty.',
  ),
  error(
    'yaml-several-documents',
    'A file holds several documents, parted by `---`.',
    'One file is one document, so that `version: 1` stands at the top of each.',
  ),
  error(
    'yaml-too-deep',
    'A file is nested deeper than 50 levels.',
    'The language has at most five levels; deeper nesting is a damaged or hostile file.',
  ),
  error(
    'yaml-anchor',
    'A file uses an anchor (`&name`) or an alias (`*name`).',
    'Everything is written out, so that a reviewer sees beside each campaign what applies to it.',
  ),
  error(
    'yaml-merge-key',
    'A file uses a merge key (`<<`).',
    'Everything is written out, so that a reviewer sees beside each campaign what applies to it.',
  ),
  error(
    'yaml-explicit-key',
    'A key is marked with `?`.',
    'The language needs no such keys, and lines below one can get lost when the file is read.',
  ),
  error(
    'yaml-tag',
    'A value starts with a tag (`!name`).',
    'The language has no tags. A text that starts with an exclamation mark needs quotes.',
  ),
  error(
    'yaml-conflict-marker',
    'A file still holds the marks of a merge conflict.',
    'Two versions of the file stand one below the other.',
  ),
] as const;

const TRAPS = [
  error(
    'yaml-missing-space-after-colon',
    'A space is missing after a colon.',
    'Without the space YAML reads the key and the value as one text.',
  ),
  error(
    'yaml-missing-space-after-dash',
    'A space is missing after the dash of a list.',
    'Without the space YAML reads the dash as a part of the text.',
  ),
  error(
    'yaml-colon-in-text',
    'A text without quotes contains a colon and a space.',
    'YAML reads what stands before the colon as a key.',
  ),
  error(
    'yaml-hash-in-text',
    'A text without quotes contains ` #`.',
    'YAML reads the rest of the line as a comment, and the text is cut off there.',
  ),
  warning(
    'yaml-comment-after-text',
    'A comment follows a text without quotes.',
    'What stands after ` #` is not part of the text. That is easily overlooked in a text that customers get.',
  ),
  error(
    'yaml-comma-in-braces',
    'A text without quotes between `{ }` contains a comma.',
    'Between braces a comma ends the text, and the rest becomes a key.',
  ),
  warning(
    'yaml-comma-in-brackets',
    'A text without quotes between `[ ]` seems to be cut by a comma.',
    'Between brackets a comma ends one text and starts the next.',
  ),
  error(
    'yaml-quotes',
    'A quote is not closed, or stands inside a text in the same quotes.',
    'YAML cannot tell where the text ends.',
  ),
  error(
    'yaml-curly-quotes',
    'Curly quotes stand where YAML needs straight ones.',
    'Word processors and chats turn quotes into curly ones, which YAML takes for a part of the text.',
  ),
  warning(
    'yaml-curly-quotes-in-text',
    'A text starts and ends with curly quotes.',
    'They are sent to customers as a part of the text, which is rarely meant.',
  ),
  error(
    'yaml-invisible-character',
    'An invisible character stands where it changes the meaning.',
    'No-break spaces and direction marks come with text pasted from a chat or a web page. Nobody can see them in a review.',
  ),
  warning(
    'yaml-invisible-character-in-text',
    'A text contains an invisible character.',
    'It is sent to customers as it is, and makes a message longer than it looks.',
  ),
  error(
    'yaml-tab',
    'A line is indented with a tab.',
    'YAML takes spaces only, as a tab has no fixed width.',
  ),
  error(
    'yaml-indentation',
    'A line is not indented like the lines it belongs to.',
    'The indentation alone tells YAML what belongs to what.',
  ),
  error(
    'yaml-boolean-key',
    'A key such as `no`, `off` or `yes` stands without quotes.',
    'Many YAML tools read these words as true or false, so that editors and reviewers may see another key.',
  ),
] as const;

const NUMBERS_FILE = [
  error(
    'numbers-file-missing',
    'The file named by `numbersFile` does not exist.',
    'Its numbers would be missing from the campaign.',
  ),
  error(
    'numbers-file-format',
    'A list of numbers is not a CSV of number and user.',
    'A list that is only partly understood could leave people without texting.',
  ),
  error(
    'numbers-file-row',
    'A line of a list of numbers is not complete.',
    'Each line is a person: a number and the user who should hold it, or `anyone`.',
  ),
] as const;

const USERS_EXPORT = [
  error(
    'users-export-missing',
    'The file named by `account.usersExport` does not exist.',
    'Without an API key it alone tells who holds which number.',
  ),
  error(
    'users-export-format',
    'A Users export is not a CSV of users.',
    'A list of users that is only partly understood could give a number to the wrong person.',
  ),
  error(
    'users-export-columns',
    'A Users export has no column, or several, for something that is needed.',
    '8x8 publishes no headers of an export. Which column holds the user names and which the phone numbers is not guessed.',
  ),
  error(
    'users-export-row',
    'A line of a Users export cannot be put to a user.',
    'Its numbers would seem to be held by nobody, or by somebody else.',
  ),
  warning(
    'users-export-number',
    'A cell of a Users export holds something that is no phone number.',
    'It may be a number that was not understood, so it is not known for certain what the user holds.',
  ),
  warning(
    'users-export-number-twice',
    'A Users export has a number at two users.',
    'A number has one holder. Which of the two it is cannot be told, so nothing is done to it.',
  ),
  info(
    'users-export-value',
    'A word in a Users export is not known.',
    '8x8 publishes no list of the words that an export uses. What is not understood counts as not told.',
  ),
] as const;

export const YAML_RULES = [
  ...FILES,
  ...SYNTAX,
  ...TRAPS,
  ...NUMBERS_FILE,
  ...ACCOUNT,
  ...USERS_EXPORT,
] as const;

/** A misspelt id does not compile. */
export type YamlRuleId = (typeof YAML_RULES)[number]['id'];
