/**
 * The verdict on one number: can it text, and the first reason if not.
 * Law: what `can-text.ts` says is final wherever the facts it rests on were read; elsewhere nobody knows.
 */
import {
  isHolderUnknown,
  onByDefaultBefore,
  type Silence,
  stillPorting,
  switchedOn,
  whySilent,
} from '../../model/can-text.ts';
import type { E164 } from '../../model/desired.ts';
import type { Reason, Verdict } from '../../model/explain.ts';
import type { LiveCampaign, LiveNumber } from '../../model/snapshot.ts';
import { isUnread, type Known } from './known.ts';

export interface Judged {
  readonly canText: Verdict;
  readonly since: string | null;
  readonly reason: Reason | null;
  /** As `can-text.ts` words the way out; null: only time, or nobody needs one. */
  readonly next: string | null;
}

export function judge(known: Known, number: E164): Judged {
  const live = known.world.numbers.get(number);
  if (live === undefined) return absent(known, number);
  const silence = whySilent(live, known.world);
  if (silence === null) {
    const doubt = doubtOf(known, live);
    return doubt ?? { canText: 'yes', since: textsSince(known, live), reason: null, next: null };
  }
  // Whether somebody holds it stands in the list of users.
  const mayBeHeld = silence.rule === 'number-without-user' && isUnread(known, 'users', 'inventory');
  return mayBeHeld ? unread(isUnread(known, 'users') ? 'users' : 'phone numbers') : silent(silence);
}

function silent({ rule, reason, since, next }: Silence): Judged {
  return { canText: 'no', since, reason: { rule, text: reason }, next };
}

function absent(known: Known, number: E164): Judged {
  // The account shows a number that stands in for it.
  if (known.world.temporaryOf.has(number)) return silent(stillPorting(number, known.world));
  if (isUnread(known, 'inventory', 'sms')) return unread('phone numbers');
  return {
    canText: 'no',
    since: null,
    reason: { rule: 'number-not-in-account', text: 'the account has no such number' },
    next: 'check the digits',
  };
}

/** Why it is not known although no reason was found; null: all that it takes is known. */
function doubtOf(known: Known, live: LiveNumber): Judged | null {
  const { sms, ownerId } = live;
  if (ownerId !== null && !known.world.users.has(ownerId) && isUnread(known, 'users')) {
    return unread('users');
  }
  if (isHolderUnknown(live, known.world)) {
    return unknown('number-holder-unknown', 'the registry does not tell who holds it', null);
  }
  if (sms.status === 'unknown') {
    const day = onByDefaultBefore(live, known.world);
    const hint = day === null ? '' : `; it may be on in no campaign, as ${switchedOn(day)}`;
    return isUnread(known, 'sms')
      ? unread('SMS states')
      : unknown(
          'number-state-unknown',
          `the registry gives it an SMS state that is not known here${hint}`,
          sms.since,
        );
  }
  if (sms.campaignId === null) return null;
  const campaign = known.world.campaigns.get(sms.campaignId);
  if (campaign === undefined) {
    return isUnread(known, 'campaigns')
      ? unread('its campaign')
      : unknown(null, 'the registry does not tell about its campaign', sms.since);
  }
  if (campaign.status === 'unknown') {
    return unknown(
      'campaign-state-unknown',
      'the registry gives its campaign a state that is not known here',
      campaign.since,
    );
  }
  return brandDoubt(known, campaign);
}

function brandDoubt(known: Known, { brandId }: LiveCampaign): Judged | null {
  if (brandId === null) return null;
  const brand = known.world.brands.get(brandId);
  if (brand === undefined) {
    return isUnread(known, 'brands') ? unread('the brand of its campaign') : null;
  }
  return brand.status === 'unknown'
    ? unknown(
        'brand-state-unknown',
        'the registry gives the brand of its campaign a state that is not known here',
        brand.since,
      )
    : null;
}

function unknown(rule: string | null, text: string, since: string | null): Judged {
  return {
    canText: 'unknown',
    since,
    reason: { rule, text },
    next: 'look at it in Admin Console',
  };
}

function unread(what: string): Judged {
  const verb = what.endsWith('s') ? 'were' : 'was';
  return {
    canText: 'unknown',
    since: null,
    reason: { rule: null, text: `${what} ${verb} not read completely` },
    next: 'ask again when the registry can be read',
  };
}

/** The later of the two days on which number and campaign came to be as they are; null where one is not told. */
function textsSince(known: Known, { sms }: LiveNumber): string | null {
  const campaign = sms.campaignId === null ? null : known.world.campaigns.get(sms.campaignId);
  const since = campaign?.since ?? null;
  if (sms.status !== 'on' || sms.since === null || since === null) return null;
  return sms.since > since ? sms.since : since;
}
