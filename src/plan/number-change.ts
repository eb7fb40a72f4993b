/**
 * The change of one number: what it starts from, what it ends in, and whether somebody loses SMS on the way.
 */
import { canText, onByDefaultBefore, switchedOn } from '../model/can-text.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, Risk, When } from '../model/plan.ts';
import type { LiveNumber } from '../model/snapshot.ts';
import { change } from './change.ts';
import { type Context, campaignName } from './context.ts';
import { personOn } from './lines.ts';
import type { Intent } from './numbers.ts';

/** The number that is turned off on the way; null for an assignment. */
export function leaverOf(intent: Exclude<Intent, { kind: 'none' }>): LiveNumber | null {
  switch (intent.kind) {
    case 'assign':
      return null;
    case 'switch':
      return intent.other;
    case 'move':
    case 'turn-off':
      return intent.live;
  }
}

export function numberChange(
  context: Context,
  intent: Exclude<Intent, { kind: 'none' }>,
  when: When,
): Change {
  const { live, line } = intent;
  const leaver = leaverOf(intent);
  const risk: Risk = leaver !== null && canText(leaver, context.world) ? 'outage' : 'free';
  const shared = {
    address: `number/${live.number}`,
    risk,
    when,
    person: personOn(line),
    campaign: line.block?.key ?? null,
    place: line.written.place,
  };
  const nameOf = (number: LiveNumber): string | null =>
    number.sms.campaignId === null ? null : campaignName(context, number.sms.campaignId);
  switch (intent.kind) {
    case 'assign':
      return change({
        ...shared,
        action: 'assign',
        from: { campaign: nameOf(live), sms: live.sms.status },
        to: { campaign: intent.block.key, sms: 'on' },
        why: whyAssign(context, live),
      });
    case 'move':
      return change({
        ...shared,
        action: 'move',
        from: { campaign: nameOf(live), sms: live.sms.status },
        to: { campaign: intent.block.key, sms: 'on' },
        why: `It is in ${nameOf(live) ?? 'no campaign'} and listed in ${intent.block.key}.`,
      });
    case 'switch': {
      const other = intent.other ?? live;
      return change({
        ...shared,
        action: 'switch',
        from: { number: other.number, campaign: nameOf(other), sms: other.sms.status },
        to: { number: live.number, campaign: intent.block.key, sms: 'on' },
        why: `The user's SMS goes from ${formatPhone(other.number)}, which is under noTexting, to this number.`,
      });
    }
    case 'turn-off':
      return change({
        ...shared,
        action: 'turn-off',
        from: { campaign: nameOf(live), sms: live.sms.status },
        to: { sms: 'off' },
        why: 'It is written under noTexting.',
      });
  }
}

function whyAssign({ world }: Context, live: LiveNumber): string {
  if (live.sms.status === 'on') {
    const day = onByDefaultBefore(live, world);
    return `SMS is on without a campaign, so every text is blocked${day === null ? '' : `; ${switchedOn(day)}`}.`;
  }
  if (live.sms.status === 'enabling-failed') return 'Turning SMS on failed; it is tried again.';
  return 'It is listed and has no SMS.';
}
