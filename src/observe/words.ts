/**
 * Words about what is observed: who saw what when, in an admin's words.
 */
import { type Seen, SMS_WORDS } from '../model/observed.ts';
import type { SmsStatus } from '../model/snapshot.ts';

/** `ann on 2026-11-30 09:12 UTC` */
export function seenBy({ at, by }: Seen): string {
  return `${by} on ${moment(at)}`;
}

export function moment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** `Enabled in front-desk`, `Disabled` */
export function smsWords(status: SmsStatus, campaign: string | null): string {
  return campaign === null ? SMS_WORDS[status] : `${SMS_WORDS[status]} in ${campaign}`;
}

/** `campaign/front-desk` → `campaign front-desk` */
export function named(address: string): string {
  return address.replace('/', ' ');
}

const MOST_NAMED = 5;

/** `a, b and 3 more` */
export function few(names: readonly string[]): string {
  const first = names.slice(0, MOST_NAMED);
  const more = names.length - first.length;
  if (more > 0) return `${first.join(', ')} and ${more} more`;
  const last = first.pop() ?? '';
  return first.length === 0 ? last : `${first.join(', ')} and ${last}`;
}

/** "How to enable SMS": a number is turned on or off within 48 hours. */
const TURN_MS = 48 * 3_600_000;

/** The day from which it is worth looking at what was begun at `at`. */
export function lookAgainAfter(at: string): string {
  return new Date(Date.parse(at) + TURN_MS).toISOString().slice(0, 10);
}
