/**
 * Numbers: each in one place, one per user, and no more in a campaign than it may hold.
 * Law: linear in the count of numbers; text is made only for what is wrong.
 */
import type { Desired, DesiredCampaign, DesiredNumber } from '../../model/desired.ts';
import { formatPhone } from '../../model/phone.ts';
import { diagnosticAt, type Finding, findingIn } from './finding.ts';

/** Numbers that carriers allow in a campaign before a raise (8x8 help, "enable SMS"). */
const DEFAULT_LIMIT = 48;

/** Where a number is listed; `campaign: null` is `noTexting`. */
interface Listing {
  readonly number: DesiredNumber;
  readonly campaign: string | null;
}

/** A campaign that is to be deactivated is left out: that it lists numbers at all is the one thing to say about them. */
export function checkNumbers(desired: Desired): readonly Finding[] {
  const texting = desired.campaigns.filter((campaign) => campaign.deactivateForever === null);
  if (allDiffer(texting, desired.noTexting)) return [];
  const findings: Finding[] = [];
  const byNumber = new Map<string, Listing>();
  const byUser = new Map<string, Listing>();
  for (const campaign of texting) {
    for (const number of campaign.numbers) {
      const listing = { number, campaign: campaign.key };
      const same = byNumber.get(number.number);
      if (same !== undefined) {
        findings.push(twice(same, listing));
        continue;
      }
      byNumber.set(number.number, listing);
      if (number.user === null) continue;
      const user = number.user.toLowerCase();
      const other = byUser.get(user);
      if (other === undefined) byUser.set(user, listing);
      else findings.push(secondNumber(number.user, other, listing));
    }
  }
  for (const number of desired.noTexting) {
    const listing = { number, campaign: null };
    const same = byNumber.get(number.number);
    if (same === undefined) byNumber.set(number.number, listing);
    else findings.push(twice(same, listing));
  }
  return findings;
}

/** Looking for a capital is quicker than making a lower-case copy, and few users are written with one. */
const HAS_CAPITAL = /[A-Z]/;

/** The usual case, at the price of two sets: no number and no user of a campaign occurs twice. */
function allDiffer(
  texting: readonly DesiredCampaign[],
  noTexting: readonly DesiredNumber[],
): boolean {
  const seen = new Set<string>();
  const users = new Set<string>();
  let count = noTexting.length;
  let held = 0;
  for (const number of noTexting) seen.add(number.number);
  for (const campaign of texting) {
    count += campaign.numbers.length;
    for (const { number, user } of campaign.numbers) {
      seen.add(number);
      if (user === null) continue;
      held++;
      users.add(HAS_CAPITAL.test(user) ? user.toLowerCase() : user);
    }
  }
  return seen.size === count && users.size === held;
}

export function checkLimits(campaign: DesiredCampaign): readonly Finding[] {
  if (campaign.deactivateForever !== null) return [];
  const findings: Finding[] = [];
  const count = campaign.numbers.length;
  const wanted = campaign.limitWanted;
  const granted = campaign.limitGranted;
  const firstWithout = campaign.numbers[DEFAULT_LIMIT];
  if (wanted === null && firstWithout !== undefined) {
    const raise =
      granted === null
        ? `Ask for a raise with \`limit: { wanted: ${count} }\``
        : `Write \`wanted: ${count}\` beside \`granted\``;
    findings.push(
      findingIn(campaign, 'more-numbers-than-limit', 'numbers', {
        message: `Campaign ${campaign.key} lists ${count} numbers, and carriers allow ${DEFAULT_LIMIT} in a campaign.`,
        hint: `${raise}, drop the numbers whose users need no SMS, or move some to a campaign of a truly different use case. Carriers fine copies of a campaign.`,
        related: [
          {
            place: firstWithout.place,
            message: `the first number without a place, ${formatPhone(firstWithout.number)}`,
          },
        ],
      }),
    );
  }
  if (wanted !== null && count > wanted) {
    findings.push(
      findingIn(campaign, 'limit-wanted-below-numbers', 'limit.wanted', {
        message: `Campaign ${campaign.key} lists ${count} numbers but wants a limit of ${wanted}.`,
        hint: `Write \`wanted: ${count}\`, or drop the numbers whose users need no SMS.`,
      }),
    );
  }
  if (granted !== null && granted.numbers <= DEFAULT_LIMIT) {
    findings.push(
      findingIn(campaign, 'limit-granted-without-effect', 'limit.granted', {
        message: `Campaign ${campaign.key} records a grant of ${granted.numbers} numbers; every campaign has ${DEFAULT_LIMIT}.`,
        hint: `Check the figure against case ${granted.case}, or delete \`granted\` and \`case\`.`,
      }),
    );
  }
  return findings;
}

/** Numbers on a campaign that is to go, and campaigns that nobody texts from. */
export function checkPresence(campaign: DesiredCampaign): readonly Finding[] {
  const count = campaign.numbers.length;
  if (campaign.deactivateForever === null) {
    if (count > 0) return [];
    return [
      findingIn(campaign, 'campaign-without-numbers', 'numbers', {
        message: `Campaign ${campaign.key} lists no number, so nobody texts from it.`,
        hint: 'List numbers under `numbers:`. T-Mobile charges $250 for an active campaign without a number for 60 days.',
      }),
    ];
  }
  const first = campaign.numbers[0];
  if (first === undefined) return [];
  return [
    findingIn(campaign, 'deactivated-with-numbers', 'deactivateForever', {
      message: `Campaign ${campaign.key} is to be deactivated for ever but still lists ${count === 1 ? 'a number' : `${count} numbers`}.`,
      hint: 'Move each number to another campaign or to `noTexting:`, then delete the list here.',
      related: [{ place: first.place, message: 'the first number listed' }],
    }),
  ];
}

function twice(first: Listing, second: Listing): Finding {
  const number = formatPhone(second.number.number);
  const at = where(second);
  const message =
    first.campaign === second.campaign
      ? `${number} is listed twice ${at}.`
      : `${number} is listed ${where(first)} and also ${at}.`;
  const hint =
    second.campaign === null && first.campaign !== null
      ? `Keep it ${where(first)} to let it text, or under \`noTexting\` to turn SMS off, and delete the other line.`
      : 'Keep the line where the number belongs and delete the other.';
  const related = [{ place: first.number.place, message: 'listed here first' }];
  return {
    diagnostic: diagnosticAt(second.number.place, 'number-listed-twice', {
      message,
      hint,
      related,
    }),
    block: null,
  };
}

function secondNumber(user: string, first: Listing, second: Listing): Finding {
  const place = `${formatPhone(first.number.number)} ${where(first)}`;
  return {
    diagnostic: diagnosticAt(second.number.place, 'user-with-two-numbers', {
      message: `${user} has one SMS number, but two are listed: ${place} and ${formatPhone(second.number.number)} ${where(second)}.`,
      hint: `Keep one. To turn SMS off for the other, move its line under \`noTexting:\`, such as \`${second.number.number}: ${user}\`.`,
      related: [{ place: first.number.place, message: 'the first number of this user' }],
    }),
    block: null,
  };
}

function where(listing: Listing): string {
  return listing.campaign === null ? 'under `noTexting`' : `in campaign ${listing.campaign}`;
}
