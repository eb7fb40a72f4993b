/**
 * Rules that only the live registry can break: the rule ids of refusals, held numbers, attention and silence in a plan.
 * Law: every rule id a plan shows is here; docs/rules.md lists them with the rules of `validate`.
 */
import type { Severity } from './diagnostic.ts';

export interface PlanRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly silenceable: boolean;
}

function rule(
  id: string,
  severity: Severity,
  title: string,
  why: string,
  silenceable = false,
): PlanRule {
  return { id, severity, title, why, silenceable };
}

export const PLAN_RULES: readonly PlanRule[] = [
  rule(
    'active-campaigns',
    'error',
    'The account already has as many active campaigns as the provider is known to allow.',
    'Paying for a campaign that cannot be used is lost money. Record the support case that allows it under `allow`.',
    true,
  ),
  rule(
    'already-submitted',
    'error',
    'The log says that this was submitted or claimed before.',
    'A registration or resubmission is paid each time it arrives. Whether the first one did is decided by a person, with `campaignctl resolve`.',
  ),
  rule(
    'block-bound-twice',
    'error',
    'Two blocks mean the same live object.',
    'Each live object has one block, or two edits would fight over it.',
  ),
  rule(
    'bound-id-not-found',
    'error',
    'The registry has no object with the `id` of this block.',
    'A block with `id` is never registered, so a wrong id would leave its people silent without a word.',
  ),
  rule(
    'brand-not-verified',
    'warning',
    'The brand is not verified.',
    'Carriers accept campaigns of verified brands only.',
  ),
  rule(
    'brand-state-unknown',
    'warning',
    'The registry gives the brand a state that campaignctl does not know.',
    'Carriers accept campaigns of verified brands only, and nobody knows whether this one is.',
  ),
  rule(
    'campaign-choice-unknown',
    'info',
    'No source confirms that the provider can put a number into one campaign and not into another.',
    'Where turning SMS on assigns a campaign by itself, a number may end in another campaign than the one it is listed in.',
  ),
  rule(
    'campaign-deactivated',
    'error',
    'The campaign of this block was deactivated, which cannot be undone.',
    'No number of it can text. Another key is needed for another registration.',
  ),
  rule(
    'campaign-idle',
    'warning',
    'An active campaign has no numbers.',
    'T-Mobile charges $250 for an active campaign that has had no number for 60 days.',
  ),
  rule(
    'campaign-pending',
    'info',
    'Carriers have not approved the campaign yet.',
    'Approval takes days; nothing can be done but wait.',
  ),
  rule(
    'campaign-rejected',
    'warning',
    'Carriers rejected the campaign.',
    'Most often the website was wrong and not the form. Each rejection adds at least two weeks.',
  ),
  rule(
    'campaign-state-unknown',
    'warning',
    'The registry gives the campaign a state that campaignctl does not know.',
    'Nothing is planned for what is not understood.',
  ),
  rule(
    'campaign-suspended',
    'warning',
    'Carriers suspended the campaign.',
    'None of its numbers can text until the suspension is lifted.',
  ),
  rule(
    'deactivate-with-numbers',
    'error',
    'The campaign is to be deactivated, but numbers that no file mentions are still on it.',
    'Deactivation takes SMS from every number at once and cannot be undone; each must be written elsewhere or under noTexting first.',
  ),
  rule(
    'fee-not-accepted',
    'error',
    'A paid step has no `fee.accepted`, or too small a one, on that very brand or campaign.',
    'Money is spent once, by name. An unconfirmed fee counts in full.',
  ),
  rule(
    'field-fixed',
    'error',
    'A field that cannot change after approval was changed.',
    'Declare a new campaign, wait for its approval, move the numbers, then deactivate this one. campaignctl never replaces a campaign by itself.',
  ),
  rule(
    'field-mutability-unknown',
    'error',
    'A field was changed of which nobody knows whether it may change after approval.',
    'An edit that carriers treat as a new campaign would silence its numbers.',
  ),
  rule(
    'formerly-ambiguous',
    'error',
    'Both the key and a former key of this block have a live object.',
    'Only a person can tell which of the two is meant.',
  ),
  rule(
    'key-reused',
    'error',
    'The key belongs to a campaign that was deactivated.',
    'A deactivated key is never reused: the registry keeps its reference for ever.',
  ),
  rule(
    'limit-differs',
    'warning',
    'The recorded limit and the one the registry tells differ.',
    'The registry decides. Ask support about the case that was recorded.',
  ),
  rule(
    'log-incomplete',
    'error',
    'The log does not know live objects of this account.',
    'A log that was lost may have known of a request whose answer was lost. A person says that it may begin here, with `campaignctl resolve --new-log`.',
  ),
  rule(
    'log-not-durable',
    'error',
    'Something paid would be sent, and the log may be gone at the next run.',
    'Where the registry does not reject a second object with our reference, only the log keeps us from paying twice.',
  ),
  rule(
    'look-again',
    'error',
    'It costs money or cannot be undone, and what people saw in Admin Console is too old to rely on.',
    'Where there is no API, the live state is what somebody saw last. Between two looks a campaign may have been registered by hand, or a number enabled.',
  ),
  rule(
    'look-alike',
    'error',
    'A live object that no block is bound to looks like this one.',
    'Registering it again would be paid twice, and near-identical campaigns are punished as snowshoeing.',
    true,
  ),
  rule(
    'max-outages',
    'error',
    'More people would lose SMS in one apply than `policy.maxOutages` allows.',
    'A mistake in a long list should not silence an office.',
  ),
  rule(
    'number-abroad',
    'warning',
    'The registry places the number outside the United States and Canada.',
    'Only US and Canadian numbers are registered.',
  ),
  rule(
    'number-contact-center',
    'warning',
    'The number is on a Contact Center extension.',
    'Campaigns cover 8x8 Work (UC) only.',
  ),
  rule(
    'number-holder-unknown',
    'warning',
    'The registry does not tell who holds the number.',
    'A user has one SMS number, so nothing is turned on or moved for somebody whom nobody knows. Users whom a line names are asked for one by one.',
  ),
  rule(
    'number-not-in-account',
    'warning',
    'The account has no such number.',
    'A number that is not in the account cannot be enabled; it may be mistyped.',
  ),
  rule(
    'number-not-in-export',
    'warning',
    'No user in the Users export holds the number.',
    'An export has the numbers that users hold, and no others: the number may be in the account and unassigned, or the export may be old. SMS is turned on only for the number of a user.',
  ),
  rule(
    'number-owner-differs',
    'warning',
    'Somebody else holds the number.',
    'The line and the account disagree about who would be able to text; a person decides which is right.',
  ),
  rule(
    'number-owner-inactive',
    'warning',
    'The user who holds the number is inactive.',
    'An inactive user cannot text.',
  ),
  rule(
    'number-owner-without-uc',
    'warning',
    'The user who holds the number has no 8x8 Work (UC) extension.',
    'Campaigns cover 8x8 Work (UC) only, so this user cannot text.',
  ),
  rule(
    'number-porting',
    'warning',
    'The number is still being ported.',
    'It can be enabled when the port is complete.',
  ),
  rule(
    'number-state-unknown',
    'warning',
    'The registry gives the number an SMS state that campaignctl does not know.',
    'Nothing is planned for what is not understood.',
  ),
  rule(
    'number-temporary',
    'info',
    'The number is temporary until another one has been ported.',
    'When the port completes, the other number takes its place, so that the line names a number that is gone. It is told beforehand.',
  ),
  rule(
    'number-toll-free',
    'warning',
    'The number is toll-free.',
    'Toll-free numbers are not 10DLC and have a registration of their own.',
  ),
  rule(
    'number-unassigned',
    'warning',
    'The number is in the account, but assigned to nobody.',
    'SMS is turned on for a user, so nobody can text from a number without one.',
  ),
  rule(
    'number-without-user',
    'warning',
    'What holds the number is no user.',
    'SMS is turned on for a user. A ring group or another service cannot text in a campaign.',
  ),
  rule(
    'reference-duplicated',
    'error',
    'The registry holds several objects with our reference.',
    'One of them may have been paid twice. A person decides which is the right one and binds it with `id`.',
  ),
  rule(
    'resubmit-needed',
    'error',
    'The text of a rejected campaign was changed, but `resubmit` gives no new reason.',
    'A resubmission may cost money, so it is asked for in writing, each time anew.',
  ),
  rule(
    'sms-disabling-failed',
    'warning',
    'Turning SMS off failed.',
    'The number may still be on; support can tell.',
  ),
  rule(
    'sms-enabling-failed',
    'warning',
    'Turning SMS on failed.',
    'The number cannot text until it is enabled.',
  ),
  rule('sms-off', 'info', 'SMS is off.', 'The number cannot text.'),
  rule(
    'sms-on-by-default',
    'warning',
    'SMS was switched on automatically, and the number is in no campaign.',
    'Users created before 2023-02-15 had SMS switched on automatically. Without a campaign, carriers block every text.',
  ),
  rule('sms-pending', 'info', 'SMS is being turned on or off.', 'It takes up to 48 hours.'),
  rule(
    'sms-without-campaign',
    'warning',
    'SMS is on, but the number is in no campaign.',
    'Carriers block every text from it.',
  ),
  rule(
    'switch-needs-line',
    'warning',
    'The user texts from another number that no file mentions.',
    'A user has one SMS number: enabling this one would silently take SMS from the other, and nothing is taken away that is not written.',
  ),
  rule(
    'two-numbers-one-user',
    'warning',
    'Two listed numbers belong to one user.',
    'A user has one SMS number: enabling one silently disables the other. Both are held until one line goes.',
  ),
  rule(
    'user-in-no-file',
    'info',
    'An active 8x8 Work (UC) user has a number, and no file mentions either.',
    'SMS is turned on for nobody who is not listed. Whoever needs no SMS is listed under `noTexting`.',
  ),
];
