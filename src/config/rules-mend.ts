/**
 * How each rule is mended, and which published pages it rests on: the rest of the table of rules.
 * Law: every rule has a way out here, and a test holds this list against the table. The finding itself knows more, such
 * as the name that was meant; this is what helps without one.
 */
import type { RuleSource } from '../model/told-rule.ts';

export const MEND: Readonly<Record<string, string>> = {
  // Reading the files
  'path-missing': 'Give the folder of the account, or a file in it.',
  'account-missing':
    'Run the command in the folder that holds `account:`, or add `account:` with `name:` and `provider:` to a file there.',
  'account-twice':
    'Keep one of the two. Two accounts live in folders side by side, neither below the other.',
  'file-unreadable': 'Give this user the right to read it, or take it out of the folder.',
  'file-outside-root':
    'Copy the file into the folder of the account, so that a review shows every line that applies.',
  'file-too-large':
    'Write one file per campaign, put long lists of numbers into a CSV named by `numbersFile`, and take out copies.',
  'too-many-findings': 'Mend the first ones and run the check again.',
  'too-many-files': 'Give the folder of the account itself.',
  'file-not-utf8': 'Save the file as UTF-8. In Excel the format is "CSV UTF-8".',
  'file-empty': 'Begin the file with `version: 1`, or remove it.',
  'file-without-version':
    'Make `version: 1` the first line of the file if it belongs to the account.',
  'key-twice': 'Keep one of the two, or put them together.',
  'yaml-syntax': 'Mend the line as the message beside it says.',
  'yaml-several-documents': 'Write each document into a file of its own, without `---`.',
  'yaml-too-deep': 'Look for brackets or braces that are never closed, or for a damaged file.',
  'yaml-anchor': 'Write it out at each place.',
  'yaml-merge-key': 'Write it out at each place.',
  'yaml-explicit-key': 'Write `key: value` without `?`.',
  'yaml-tag': 'Put the text into double quotes if the exclamation mark belongs to it.',
  'yaml-conflict-marker':
    'Keep the version that is right, and take out the lines with <<<<<<<, ======= and >>>>>>>.',
  'yaml-missing-space-after-colon': 'Put a space after the colon.',
  'yaml-missing-space-after-dash': 'Put a space after the dash.',
  'yaml-colon-in-text': 'Put the whole text into double quotes.',
  'yaml-hash-in-text': 'Put the whole text into double quotes.',
  'yaml-comment-after-text':
    'Put the text into double quotes, or the comment on a line of its own.',
  'yaml-comma-in-braces': 'Put the whole text into double quotes.',
  'yaml-comma-in-brackets': 'Put each text into double quotes.',
  'yaml-quotes': 'Close the quote, or put the text into quotes of the other kind.',
  'yaml-curly-quotes': 'Type straight quotes in their place.',
  'yaml-curly-quotes-in-text':
    'Put straight quotes around the text; leave the curly ones only where customers shall see them.',
  'yaml-invisible-character': 'Delete what stands there and type the space again.',
  'yaml-invisible-character-in-text': 'Delete it, or type an ordinary space in its place.',
  'yaml-tab': 'Put two spaces for each step of indentation.',
  'yaml-indentation': 'Indent the line like its neighbours, two spaces for each step.',
  'yaml-boolean-key': 'Choose another name, or put it into double quotes.',
  'numbers-file-missing':
    'Correct the path, which starts at the folder of the YAML file. Capital and small letters count.',
  'numbers-file-format':
    'Export the list as "CSV UTF-8" with the columns number and user, in this order or with the heading `number,user`.',
  'numbers-file-row': 'Write one line per number: `+14085550101,jane.doe@acme-dental.example`.',
  'users-export-missing':
    'Put the file there, or mend the path: it starts at the folder that holds `account:`.',
  'users-export-format': 'Export the users again, as "CSV UTF-8".',
  'users-export-columns':
    'Write the headers as they stand in the first line of the file: `usersExport: { file: users.csv, columns: { userName: "Login", numbers: "Direct Number" } }`.',
  'users-export-row': 'Mend the line, take it out if it is no user, or export the users again.',
  'users-export-number':
    'Mend the cell if it is meant to be a US or Canadian number; nothing is done to numbers that the user may hold.',
  'users-export-number-twice': 'Look the number up in Admin Console, and export the users again.',
  'users-export-value':
    'Nothing to do if the word means nothing here; otherwise name the right column under `columns`.',
  'setting-without-effect': 'Take it out, or mend `provider`.',
  'seed-missing':
    'Correct the path, which starts at the folder that holds `account:`, or leave `seed:` out: the sandbox then starts empty.',
  // The form of each line
  'schema-version': 'Write `version: 1`, without quotes, as the first line.',
  'schema-unknown-key': 'Correct the word, or move the line to the block that it belongs in.',
  'schema-missing':
    'Add it. If the brand or campaign exists already, add `id:` with the id that it has there instead.',
  'schema-type': 'Write it as the example beside the finding shows.',
  'schema-enum': 'Choose one of the values that the finding lists.',
  'schema-too-long': 'Shorten it.',
  'schema-too-short': 'Say more.',
  'schema-range': 'Write a figure within the limits that the finding names.',
  'schema-format': 'Write it as the example beside the finding shows.',
  'schema-key': 'Use small letters, digits and hyphens only.',
  'secret-in-yaml':
    'Take it out, also out of the history of the repository. For a tax number write `taxIdFrom:` with the name of an environment variable.',
  'phone-invalid': 'Write a US or Canadian number with its area code, such as +14085550101.',
  'phone-damaged':
    'Format the column as text in the spreadsheet, write the number again and export once more.',
  'phone-other-country': 'Take the number out.',
  'phone-toll-free': 'Register the local US or Canadian number of the user instead.',
  'phone-short-code': 'Write a 10-digit number with its area code, such as +14085550101.',
  'phone-premium': 'Register the local US or Canadian number of the user instead.',
  'phone-personal': 'Register the local US or Canadian number of the user instead.',
  'phone-not-geographic': 'Register the local US or Canadian number of the user instead.',
  'phone-territory':
    'Ask support whether the number can be registered before you pay for anything.',
  // Brands, campaigns and numbers together
  'unknown-brand': 'Correct the key, or declare the brand under `brands:`.',
  'number-listed-twice': 'Keep one of the two lines.',
  'user-with-two-numbers': 'Keep one of the lines, and move the other under `noTexting:`.',
  'more-numbers-than-limit':
    'Ask for a higher limit with `limit: { wanted: … }`, drop the numbers whose users need no SMS, or move some to a campaign of a truly different use case.',
  'limit-wanted-below-numbers':
    'Raise `limit.wanted` to the count of numbers, or drop the numbers whose users need no SMS.',
  'limit-granted-without-effect':
    'Check the figure against the support case, or delete `granted` and `case`.',
  'deactivated-with-numbers':
    'Move each number to another campaign or to `noTexting:`, then delete the list.',
  'deactivated-and-resubmitted': 'Keep `resubmit` or `deactivateForever`, and delete the other.',
  'deactivated-with-fee': 'Delete `fee:`.',
  'campaign-without-numbers': 'List numbers, or deactivate the campaign.',
  'fee-below-registration': 'Write `fee: { accepted: 89 }` to let it be registered.',
  'id-bound-twice': 'Keep one block for it, or correct the `id` of the other.',
  'formerly-own-key': 'Write the key that the block had before, or delete `formerly`.',
  'formerly-still-declared':
    'Delete the block with the old key if it was renamed, or delete `formerly` if these are two.',
  'formerly-claimed-twice': 'Keep `formerly` on the one that carries on the registration.',
  'tax-id-missing':
    'Add the name of the environment variable that holds it, such as `taxIdFrom: ACME_EIN`. If the brand is registered already, add its `id:` instead.',
  'public-company-details':
    'Add them, such as `stock: { symbol: ACME, exchange: NYSE }` and `contactEmail: jane.doe@acme-dental.example`.',
  'contact-email-domain':
    "Name a person with an address on the company's own domain; a distribution list is not accepted.",
  'brand-declared-twice': 'Keep one brand and name it in both campaigns.',
  'campaign-near-identical':
    'Use one campaign and ask for a higher limit. If the two truly differ, let description and samples show it.',
  // Texts that carriers review
  'brand-not-named': 'Begin each message with the name of the brand.',
  'samples-without-opt-out': 'Add `Reply STOP to opt out.` to at least one sample.',
  'opt-in-message-incomplete':
    'Add `Msg & data rates may apply. Reply HELP for help, STOP to opt out.`',
  'stop-keyword-missing': 'Add STOP to `optOut.keywords`.',
  'help-keyword-missing': 'Add HELP to `help.keywords`.',
  'help-message-without-contact': 'Add a phone number, an email address or a web page.',
  'keyword-form': 'Write one word of capital letters and digits, such as `START`.',
  'keyword-in-two-lists': 'Keep the word in one of the lists.',
  'call-to-action-vague':
    'Name the web page, the keyword to text, the form, or what people are asked on the phone or in person.',
  'text-length': 'Say more precisely what is sent and to whom, or shorten it.',
  'sample-count': 'Give two to five messages as they are really sent, of different kinds.',
  'samples-alike': 'Replace one by another kind of message that the campaign sends.',
  'placeholder-left': 'Write the text as customers get it.',
  'url-not-https': 'Write the address with https://, and see that it opens.',
  'url-shortener': 'Write the full address on your own domain.',
  // Silencing
  'allow-unknown-rule': 'Write the id as the finding shows it, such as `brand-not-named`.',
  'allow-not-silenceable': 'Delete it from `allow:` and mend what it finds.',
  'allow-unused': 'Delete it from `allow:`.',
  // Against the live registry
  'active-campaigns':
    'Ask support whether the account may have another campaign, and record the case under `allow: { active-campaigns: … }`.',
  'already-submitted':
    'Find out what became of it, in Admin Console or from support, and say so with `campaignctl resolve`. What was sent in again and rejected once more needs a new reason under `resubmit`.',
  'block-bound-twice': 'Remove one of the two blocks, or correct its `id`.',
  'campaign-choice-unknown':
    'Look in Admin Console afterwards: the number shows the campaign that it is in.',
  'bound-id-not-found': 'Compare the id with Admin Console, letter by letter.',
  'brand-not-verified':
    'Compare the legal name and tax number with the record of the tax authority, correct the block, and apply.',
  'brand-state-unknown':
    'Look at the brand in Admin Console. No campaign is registered for it meanwhile.',
  'campaign-deactivated':
    'List its numbers under another campaign, and write `deactivateForever` with a reason in this block.',
  'campaign-idle': 'List numbers, or deactivate the campaign.',
  'campaign-pending': 'Wait: nothing else helps.',
  'campaign-rejected':
    'Mend what carriers name, most often the website, then write `resubmit` with a reason.',
  'campaign-state-unknown':
    'Look at the campaign in Admin Console. Nothing is planned for it meanwhile.',
  'campaign-suspended': 'Ask support what carriers want changed.',
  'deactivate-with-numbers':
    'Write each of its numbers under another campaign or under `noTexting`.',
  'fee-not-accepted': 'Write `fee: { accepted: … }` with the amount that the plan names.',
  'field-fixed':
    'Put the old value back, or declare a new campaign, move the numbers when it is approved, then deactivate this one.',
  'field-mutability-unknown':
    'Put the old value back and ask support whether the field may change, or declare a new campaign.',
  'formerly-ambiguous': 'Bind the right one with the `id:` line that the plan prints.',
  'key-reused': 'Choose another key for the new campaign, and list the numbers there.',
  'limit-differs': 'Ask support about the case. The limit of the registry is used meanwhile.',
  'log-incomplete':
    'Find the log that was used before and name it with `--state`; if it is gone, say so with `campaignctl resolve --new-log`.',
  'log-not-durable':
    'Name a log that stays, with `--state`: a git branch, a database or a kept folder.',
  'look-again':
    'Look at Admin Console and write down what it shows, with `campaignctl observe`. Then plan again.',
  'look-alike':
    'If it is the same, paste the `id:` line that the plan prints; if not, say why under `allow: { look-alike: … }`.',
  'max-outages':
    'Look whether the list is right. If so, raise `policy.maxOutages`, or make the change in parts.',
  'number-abroad': 'Choose a US or Canadian number.',
  'number-contact-center': 'List a number that is on a UC extension of the user.',
  'number-holder-unknown':
    'Write the userName of who holds it in place of `anyone`, or look at the number in Admin Console.',
  'number-not-in-export':
    'Assign the number to a user in Admin Console and export the users again, or check the digits.',
  'number-not-in-account': 'Check the digits, or remove the line until the number is there.',
  'number-owner-differs':
    'Write the userName of who holds it, write `anyone` to skip the check, or mend it in Admin Console.',
  'number-owner-inactive': 'Reactivate the user, or list the number of somebody else.',
  'number-owner-without-uc': 'Give the user a UC extension, and list the number that is on it.',
  'number-porting':
    'Wait until the port is complete, or list the temporary number that the plan names.',
  'number-state-unknown':
    'Look at the number in Admin Console. Nothing is planned for it meanwhile.',
  'number-temporary': 'When the port has completed, write the other number in its place.',
  'number-toll-free': 'Choose a local number.',
  'number-unassigned': 'Assign the number to a user in Admin Console.',
  'number-without-user':
    'List a number that a user holds, or assign this one to a user in Admin Console.',
  'reference-duplicated': 'Bind the right one with the `id:` line that the plan prints.',
  'resubmit-needed': 'Write `resubmit` with a new reason, or put the old text back.',
  'sms-disabling-failed': 'Apply tries again. If it fails again, ask support.',
  'sms-enabling-failed': 'Apply tries again. If it fails again, ask support.',
  'sms-off': 'List the number under a campaign.',
  'sms-on-by-default': 'List the number under a campaign, or under `noTexting`.',
  'sms-pending': 'Wait, up to 48 hours.',
  'sms-without-campaign': 'List the number under a campaign, or under `noTexting`.',
  'switch-needs-line': 'Write the other number under `noTexting`, as the plan shows.',
  'two-numbers-one-user': 'Keep one of the lines.',
  'user-in-no-file':
    'List the number under a campaign, or under `noTexting` if the user needs no SMS.',

  // Formatting
  // What Admin Console showed
  'observed-other-account':
    'Put the file of this account in its place, or mend the name after `observed:`.',
  'observed-number-twice': 'Keep the line that is true, and take the other out.',
  'observed-id-twice': 'Look the two up in Admin Console, and mend or take out the wrong id.',
  'observed-unknown-brand':
    'Write the key of the brand as it stands under `brands:`, or add it there.',
  'format-nothing': 'Give the folder of the account, or a file in it.',
  'format-not-ours':
    'Give a YAML file of the account. A file that belongs to it begins with `version: 1`.',
  'format-refused':
    'Leave the file as it is, and report it: the message says what would have differed.',
  'format-file-changed': 'Run `campaignctl fmt` again.',
  'format-not-written': 'Give this user the right to write the file, or make room on the disk.',
};

const AWS_CHECKLIST: RuleSource = {
  title: 'AWS, registration checklist',
  url: 'https://docs.aws.amazon.com/sms-voice/latest/userguide/registration-help-quickstart.html',
};
const AWS_KEYWORDS: RuleSource = {
  title: 'AWS, keywords',
  url: 'https://docs.aws.amazon.com/sms-voice/latest/userguide/keywords.html',
};
const TWILIO_CAMPAIGN: RuleSource = {
  title: 'Twilio, campaign resource',
  url: 'https://www.twilio.com/docs/messaging/api/usapptoperson-resource',
};
const T_MOBILE: RuleSource = {
  title: 'Bandwidth, fees of T-Mobile for 10DLC',
  url: 'https://www.bandwidth.com/support/en/articles/12823101-t-mobile-10dlc',
};
const ENABLE_SMS: RuleSource = {
  title: '8x8 help, enabling SMS',
  url: 'https://docs.8x8.com/8x8WebHelp/admin-console/Content/sms-registration-enable-sms.htm',
};
const REGISTRATION: RuleSource = {
  title: '8x8, SMS registration',
  url: 'https://support-portal.8x8.com/helpcenter/viewArticle.html?d=a0e204dc-e919-485b-a7e4-5f94f81ee078',
};
const UNREGISTERED: RuleSource = {
  title: '8x8, unregistered SMS traffic',
  url: 'https://support-portal.8x8.com/helpcenter/viewArticle.html?d=eecc4d25-2039-4a00-93c4-a00ea2badbf3',
};
const AUTH_PLUS: RuleSource = {
  title: '8x8, Auth+ for public companies',
  url: 'https://support-portal.8x8.com/helpcenter/viewArticle.html?d=23ab99d7-f6d7-46b3-9fb5-ccf6039ba3ee',
};
const DEACTIVATION: RuleSource = {
  title: '8x8, deactivation of a campaign',
  url: 'https://support.8x8.com/business-phone/voice/work-sms/SMS_Campaign_Registration_Deactivation_FAQ',
};

function twilioError(code: number): RuleSource {
  return { title: `Twilio, error ${code}`, url: `https://www.twilio.com/docs/api/errors/${code}` };
}

/** Rules that rest on something published; the others are ours. */
export const SOURCES: Readonly<Record<string, readonly RuleSource[]>> = {
  'user-with-two-numbers': [ENABLE_SMS],
  'more-numbers-than-limit': [ENABLE_SMS, T_MOBILE],
  'deactivated-with-numbers': [DEACTIVATION],
  'campaign-without-numbers': [T_MOBILE],
  'fee-below-registration': [REGISTRATION],
  'public-company-details': [AUTH_PLUS],
  'contact-email-domain': [AUTH_PLUS],
  'campaign-near-identical': [T_MOBILE],
  'brand-not-named': [AWS_CHECKLIST, twilioError(30893)],
  'samples-without-opt-out': [twilioError(30893), AWS_CHECKLIST],
  'opt-in-message-incomplete': [AWS_CHECKLIST],
  'stop-keyword-missing': [AWS_KEYWORDS],
  'help-keyword-missing': [AWS_KEYWORDS],
  'help-message-without-contact': [AWS_KEYWORDS],
  'keyword-form': [TWILIO_CAMPAIGN],
  'call-to-action-vague': [AWS_CHECKLIST],
  'text-length': [TWILIO_CAMPAIGN],
  'sample-count': [twilioError(30893), AWS_CHECKLIST],
  'samples-alike': [twilioError(30893)],
  'url-not-https': [twilioError(30892)],
  'url-shortener': [twilioError(30892), twilioError(30963)],
  'campaign-deactivated': [DEACTIVATION],
  'campaign-idle': [T_MOBILE],
  'campaign-rejected': [REGISTRATION],
  'deactivate-with-numbers': [DEACTIVATION],
  'fee-not-accepted': [REGISTRATION],
  'number-contact-center': [UNREGISTERED],
  'number-owner-without-uc': [UNREGISTERED],
  'sms-on-by-default': [UNREGISTERED],
  'sms-pending': [ENABLE_SMS],
  'switch-needs-line': [ENABLE_SMS],
  'two-numbers-one-user': [ENABLE_SMS],
};
