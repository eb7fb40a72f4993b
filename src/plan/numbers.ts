/**
 * Numbers: what each written line asks of the live state of its number.
 * Laws: a line that a live fact contradicts holds that number and nothing else; nothing that is not written is touched;
 * pending is neither drift nor success.
 */
import { onByDefaultBefore, switchedOn } from '../model/can-text.ts';
import type { DesiredCampaign } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { When } from '../model/plan.ts';
import { fillsPlace, type LiveNumber } from '../model/snapshot.ts';
import { type Context, campaignName, type Findings, liveCampaign } from './context.ts';
import {
  type Hold,
  holdContradicted,
  holdForOther,
  holdSecondNumbers,
  holdUntold,
  isUntold,
  type Line,
  personOn,
  type TextingUsers,
  textingUsers,
} from './lines.ts';
import { tellTemporary } from './ports.ts';

/** What a line asks for once its live state is known. */
export type Intent =
  /** Nothing to do. `keepsTurn`: it waits or is held, and keeps its turn for a place of its campaign. */
  | { readonly kind: 'none'; readonly line: Line; readonly keepsTurn: boolean }
  | {
      readonly kind: 'assign' | 'move' | 'switch';
      readonly line: Line;
      readonly block: DesiredCampaign;
      readonly live: LiveNumber;
      /** For a switch: the number that SMS is on now. */
      readonly other: LiveNumber | null;
      /** Set: it cannot start yet, whatever room there is. */
      readonly waits: When | null;
    }
  | {
      readonly kind: 'turn-off';
      readonly line: Line;
      readonly live: LiveNumber;
      readonly waits: When | null;
    };

type Take = Extract<Intent, { kind: 'assign' | 'move' | 'switch' }>;

export function intentsOf(context: Context, lines: readonly Line[], found: Findings): Intent[] {
  const held = new Set<Line>();
  const hold = (line: Line, rule: string, message: string, hint: string): void => {
    held.add(line);
    found.held.push({
      number: line.written.number,
      person: personOn(line),
      campaign: line.block?.key ?? null,
      rule,
      message,
      hint,
      place: line.written.place,
    });
  };
  for (const line of lines) holdContradicted(context, line, hold);
  tellTemporary(lines, found);
  holdSecondNumbers(lines, held, hold);

  /** Held, where the intent would touch a user whom nobody knows. */
  const unlessUntold = (intent: Intent): Intent => {
    const { line } = intent;
    if (intent.kind === 'none' || !isUntold(context, line)) return intent;
    holdUntold(context, line, hold);
    return none(line, line.block !== null && !occupies(context, line));
  };

  const users = textingUsers(context, lines, held);
  const switched = new Set<string>();
  // Lines of campaigns come first, so that noTexting knows which of its numbers a switch turns off.
  return lines.map((line) => {
    if (line.block === null) {
      const idle = held.has(line) || switched.has(line.written.number);
      return idle ? none(line) : unlessUntold(offIntent(context, line, found));
    }
    if (held.has(line)) return none(line, !occupies(context, line));
    const intent = unlessUntold(takeIntent(context, line, line.block, users, held, hold, found));
    if (intent.kind === 'switch' && intent.other !== null) switched.add(intent.other.number);
    return intent;
  });
}

export function none(line: Line, keepsTurn = false): Intent {
  return { kind: 'none', line, keepsTurn };
}

function takeIntent(
  context: Context,
  line: Line,
  block: DesiredCampaign,
  users: TextingUsers,
  held: Set<Line>,
  hold: Hold,
  found: Findings,
): Intent {
  const { live } = line;
  if (live === undefined) return none(line);
  const target = liveCampaign(context, block)?.id ?? null;
  const here = target !== null && live.sms.campaignId === target;
  const { status } = live.sms;
  const idle = (): Intent => none(line, !occupies(context, line));
  const take = (
    kind: Take['kind'],
    waits: When | null = null,
    other: LiveNumber | null = null,
  ): Take => ({ kind, line, block, live, other, waits });
  switch (status) {
    case 'unknown':
      pushUnknown(context, line, live, found);
      return idle();
    case 'pending-on':
      if (!here)
        return take(
          'move',
          pending(live, 'number-on', 'SMS is being turned on elsewhere; the move follows.'),
        );
      found.waiting.push({
        address: `number/${live.number}`,
        campaign: block.key,
        person: personOn(line),
        for: 'number-on',
        since: live.sms.since,
        text: `SMS is being turned on; this takes ${context.capabilities.times.numberOn}.`,
      });
      return none(line);
    case 'pending-off':
      return take(
        'assign',
        pending(
          live,
          'number-off',
          'SMS is being turned off; it is turned on in this campaign after that.',
        ),
      );
    case 'disabling-failed':
      if (!here) break;
      pushFailed(line, live, found, 'off', LEFT_ON);
      return none(line);
    case 'on':
      if (here) return none(line);
      break;
    case 'enabling-failed':
      pushFailed(line, live, found, 'on', TRIED_AGAIN);
      break;
    case 'off':
      break;
  }
  const others = users.others(live);
  // One that is being turned off already needs no line for it, and one that is held stays off.
  const stranger = others.find(
    (other) => !users.goesOff(other) && other.sms.status !== 'pending-off',
  );
  if (stranger !== undefined) {
    holdForOther(line, stranger, users.isListed(stranger), hold);
    held.add(line);
    return idle();
  }
  const [other, another] = others;
  if (other !== undefined) {
    const ready =
      another === undefined &&
      (other.sms.status === 'on' || other.sms.status === 'disabling-failed');
    if (!ready) {
      const text = `${personOn(line) ?? 'Its user'} still has SMS on ${others.map((o) => formatPhone(o.number)).join(', ')}; a user has one SMS number.`;
      return take('assign', pending(other, 'number-off', text));
    }
    return take('switch', null, other);
  }
  return take(fillsPlace(live.sms) ? 'move' : 'assign');
}

function offIntent(context: Context, line: Line, found: Findings): Intent {
  const { live, written } = line;
  if (live === undefined) {
    found.attention.push({
      rule: 'number-not-in-account',
      address: `number/${written.number}`,
      message: 'It is written under noTexting, but the account has no such number.',
      since: null,
      next: 'Check the digits: if another number was meant, it still texts. Otherwise remove the line.',
    });
    return none(line);
  }
  switch (live.sms.status) {
    case 'off':
    case 'enabling-failed':
      return none(line);
    case 'pending-off':
      found.waiting.push({
        address: `number/${live.number}`,
        campaign: null,
        person: personOn(line),
        for: 'number-off',
        since: live.sms.since,
        text: `SMS is being turned off${live.sms.campaignId === null ? '' : ` in ${campaignName(context, live.sms.campaignId)}`}.`,
      });
      return none(line);
    case 'unknown':
      pushUnknown(context, line, live, found);
      return none(line);
    case 'pending-on':
      return {
        kind: 'turn-off',
        line,
        live,
        waits: pending(live, 'number-on', 'SMS is being turned on; it is turned off after that.'),
      };
    case 'disabling-failed':
      pushFailed(line, live, found, 'off', TRIED_AGAIN);
      return { kind: 'turn-off', line, live, waits: null };
    case 'on':
      return { kind: 'turn-off', line, live, waits: null };
  }
}

/** The number fills a place of the campaign it is listed in. */
function occupies(context: Context, line: Line): boolean {
  const target = line.block === null ? null : (liveCampaign(context, line.block)?.id ?? null);
  const sms = line.live?.sms;
  return (
    target !== null &&
    sms?.campaignId === target &&
    sms.status !== 'off' &&
    sms.status !== 'enabling-failed'
  );
}

function pending(live: LiveNumber, waitsFor: 'number-on' | 'number-off', text: string): When {
  return { kind: 'waiting', since: live.sms.since, for: waitsFor, text };
}

function pushUnknown({ world }: Context, line: Line, live: LiveNumber, found: Findings): void {
  const day = onByDefaultBefore(live, world);
  const hint = day === null ? '' : ` It may be on in no campaign: ${switchedOn(day)}.`;
  found.attention.push({
    rule: 'number-state-unknown',
    address: `number/${live.number}`,
    message: `The SMS state of ${personOn(line) ?? 'this number'} is not known here.${hint}`,
    since: live.sms.since,
    next: 'Look at the number in Admin Console. Nothing is planned for it meanwhile.',
  });
}

const TRIED_AGAIN = 'Apply tries again. If it fails again, ask support.';
const LEFT_ON =
  'It is listed, so it stays as it is. If it cannot text, ask support, or turn it off and on in Admin Console.';

function pushFailed(
  line: Line,
  live: LiveNumber,
  found: Findings,
  direction: 'on' | 'off',
  next: string,
): void {
  const why = live.sms.reason === null ? '' : `: ${live.sms.reason}`;
  found.attention.push({
    rule: direction === 'on' ? 'sms-enabling-failed' : 'sms-disabling-failed',
    address: `number/${live.number}`,
    message: `Turning SMS ${direction} for ${personOn(line) ?? 'this number'} failed${why}.`,
    since: live.sms.since,
    next,
  });
}
