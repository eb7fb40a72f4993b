/**
 * Numbers: what each written line asks of the live state of its number.
 * Laws: a line that a live fact contradicts holds that number and nothing else; nothing that is not written is touched;
 * pending is neither drift nor success.
 */
import { unfit } from '../model/can-text.ts';
import type { DesiredCampaign, DesiredNumber, E164 } from '../model/desired.ts';
import type { When } from '../model/plan.ts';
import type { LiveNumber } from '../model/snapshot.ts';
import { type Context, campaignName, type Findings, liveCampaign, personOf } from './context.ts';

/** A line of a campaign or of noTexting, with the live number it is about. */
export interface Line {
  readonly written: DesiredNumber;
  /** null: noTexting. */
  readonly block: DesiredCampaign | null;
  readonly live: LiveNumber | undefined;
  readonly person: string | null;
}

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

/** Parts without which nothing is done to any number. */
const NEEDED = ['users', 'inventory', 'sms', 'campaigns'] as const;

export function numbersAreRead(context: Context): boolean {
  return NEEDED.every((part) => !context.gaps.has(part));
}

/** Every line in written order: campaigns by key, then noTexting. */
export function linesOf(context: Context): Line[] {
  const lineOf = (written: DesiredNumber, block: DesiredCampaign | null): Line => {
    const live = context.world.numbers.get(written.number);
    return { written, block, live, person: personOf(context, live) ?? written.user };
  };
  return [
    ...context.desired.campaigns.flatMap((block) =>
      block.numbers.map((written) => lineOf(written, block)),
    ),
    ...context.desired.noTexting.map((written) => lineOf(written, null)),
  ];
}

export function intentsOf(context: Context, lines: readonly Line[], found: Findings): Intent[] {
  const held = new Set<Line>();
  const hold = (line: Line, rule: string, message: string, hint: string): void => {
    held.add(line);
    found.held.push({
      number: line.written.number,
      person: line.person,
      campaign: line.block?.key ?? null,
      rule,
      message,
      hint,
      place: line.written.place,
    });
  };
  for (const line of lines) holdContradicted(context, line, hold);
  holdSecondNumbers(lines, held, hold);

  const users = new TextingUsers(context, lines, held);
  const intents = new Map<Line, Intent>();
  for (const line of lines) {
    if (line.block === null) continue;
    intents.set(
      line,
      held.has(line)
        ? { kind: 'none', line, keepsTurn: !occupies(context, line) }
        : takeIntent(context, line, line.block, users, held, hold, found),
    );
  }
  const switched = new Set(
    [...intents.values()].flatMap((intent) =>
      intent.kind === 'switch' && intent.other !== null ? [intent.other.number] : [],
    ),
  );
  for (const line of lines) {
    if (line.block !== null) continue;
    const idle = held.has(line) || switched.has(line.written.number);
    intents.set(line, idle ? none(line) : offIntent(context, line, found));
  }
  return lines.map((line) => intents.get(line) ?? none(line));
}

function none(line: Line, keepsTurn = false): Intent {
  return { kind: 'none', line, keepsTurn };
}

type Hold = (line: Line, rule: string, message: string, hint: string) => void;

function holdContradicted(context: Context, line: Line, hold: Hold): void {
  const { live, written, block } = line;
  if (live === undefined) {
    if (block === null) return;
    hold(
      line,
      'number-not-in-account',
      'The account has no such number.',
      'Check the digits, or remove the line until the number is there.',
    );
    return;
  }
  if (block !== null) {
    const obstacle = unfit(live, context.world);
    if (obstacle !== null) {
      const text = `It cannot be enabled: ${obstacle.reason}.`;
      hold(line, obstacle.rule, text, sentence(obstacle.next ?? 'Nothing to do but wait'));
      return;
    }
  }
  const owner = live.ownerId === null ? undefined : context.world.users.get(live.ownerId);
  if (written.user === null || owner === undefined) return;
  if (owner.userName.toLowerCase() === written.user.toLowerCase()) return;
  hold(
    line,
    'number-owner-differs',
    `The line says ${written.user}, but ${owner.name || owner.userName} (${owner.userName}) holds the number.`,
    `Write ${owner.userName} if that is right, \`anyone\` to skip the check, or mend it in Admin Console.`,
  );
}

/** Two listed numbers of one user: enabling one would silence the other, so both are held. */
function holdSecondNumbers(lines: readonly Line[], held: ReadonlySet<Line>, hold: Hold): void {
  const byOwner = new Map<string, Line[]>();
  for (const line of lines) {
    const owner = line.live?.ownerId ?? null;
    if (line.block === null || owner === null || held.has(line)) continue;
    const group = byOwner.get(owner);
    if (group === undefined) byOwner.set(owner, [line]);
    else group.push(line);
  }
  for (const group of byOwner.values()) {
    if (group.length < 2) continue;
    for (const line of group) {
      const others = group.filter((other) => other !== line).map((other) => other.written.number);
      hold(
        line,
        'two-numbers-one-user',
        `${line.person ?? 'Its user'} also holds ${others.join(', ')}, which is listed too; a user can text from one number only.`,
        'Keep one of the lines.',
      );
    }
  }
}

/** Who texts from which number: a user has one. */
class TextingUsers {
  readonly #live = new Map<string, LiveNumber[]>();
  readonly #offLines: ReadonlySet<E164>;
  readonly #campaignLines: ReadonlySet<E164>;

  constructor(context: Context, lines: readonly Line[], held: ReadonlySet<Line>) {
    for (const number of context.snapshot.numbers) {
      const { status } = number.sms;
      if (number.ownerId === null || status === 'off' || status === 'enabling-failed') continue;
      const group = this.#live.get(number.ownerId);
      if (group === undefined) this.#live.set(number.ownerId, [number]);
      else group.push(number);
    }
    const written = (wanted: (line: Line) => boolean): Set<E164> =>
      new Set(lines.filter(wanted).map((line) => line.written.number));
    this.#offLines = written((line) => line.block === null && !held.has(line));
    this.#campaignLines = written((line) => line.block !== null);
  }

  /** Other numbers of the same user that have SMS in any state but off. */
  others(number: LiveNumber): readonly LiveNumber[] {
    const group = number.ownerId === null ? undefined : this.#live.get(number.ownerId);
    return (group ?? []).filter((other) => other.number !== number.number);
  }

  /** Written under noTexting, and not held: it will be turned off. */
  goesOff(number: LiveNumber): boolean {
    return this.#offLines.has(number.number);
  }

  isListed(number: LiveNumber): boolean {
    return this.#campaignLines.has(number.number);
  }
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
  const waitsTurn = !occupies(context, line);
  const take = (
    kind: Take['kind'],
    waits: When | null = null,
    other: LiveNumber | null = null,
  ): Take => ({ kind, line, block, live, other, waits });
  switch (status) {
    case 'unknown':
      pushUnknown(line, live, found);
      return none(line, waitsTurn);
    case 'pending-on':
      if (!here)
        return take(
          'move',
          pending(live, 'number-on', 'SMS is being turned on elsewhere; the move follows.'),
        );
      found.waiting.push({
        address: `number/${live.number}`,
        campaign: block.key,
        person: line.person,
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
      if (here) pushFailed(line, live, found, 'off');
      if (here) return none(line);
      break;
    case 'on':
      if (here) return none(line);
      break;
    case 'enabling-failed':
      pushFailed(line, live, found, 'on');
      break;
    case 'off':
      break;
  }
  const others = users.others(live);
  const stranger = others.find((other) => !users.goesOff(other));
  if (stranger !== undefined) {
    holdForOther(line, stranger, users.isListed(stranger), hold);
    held.add(line);
    return none(line, waitsTurn);
  }
  const [other, another] = others;
  if (other !== undefined) {
    const ready =
      another === undefined &&
      (other.sms.status === 'on' || other.sms.status === 'disabling-failed');
    if (!ready) {
      const text = `${line.person ?? 'Its user'} still has SMS on ${others.map((o) => o.number).join(', ')}; a user has one SMS number.`;
      return take('assign', pending(other, 'number-off', text));
    }
    return take('switch', null, other);
  }
  return take(live.sms.campaignId !== null && status !== 'enabling-failed' ? 'move' : 'assign');
}

function holdForOther(line: Line, other: LiveNumber, listed: boolean, hold: Hold): void {
  const who = line.person ?? 'Its user';
  if (listed) {
    hold(
      line,
      'two-numbers-one-user',
      `${who} has SMS on ${other.number}, which is listed too; a user can text from one number only.`,
      'Keep one of the lines.',
    );
  } else {
    hold(
      line,
      'switch-needs-line',
      `${who} has SMS on ${other.number}, which no file mentions. Enabling this number would take SMS from that one.`,
      `To switch, write ${other.number} under noTexting.`,
    );
  }
}

function offIntent(context: Context, line: Line, found: Findings): Intent {
  const { live } = line;
  if (live === undefined) return none(line);
  switch (live.sms.status) {
    case 'off':
    case 'enabling-failed':
      return none(line);
    case 'pending-off':
      found.waiting.push({
        address: `number/${live.number}`,
        campaign: null,
        person: line.person,
        for: 'number-off',
        since: live.sms.since,
        text: `SMS is being turned off${live.sms.campaignId === null ? '' : ` in ${campaignName(context, live.sms.campaignId)}`}.`,
      });
      return none(line);
    case 'unknown':
      pushUnknown(line, live, found);
      return none(line);
    case 'pending-on':
      return {
        kind: 'turn-off',
        line,
        live,
        waits: pending(live, 'number-on', 'SMS is being turned on; it is turned off after that.'),
      };
    case 'disabling-failed':
      pushFailed(line, live, found, 'off');
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

function pushUnknown(line: Line, live: LiveNumber, found: Findings): void {
  found.attention.push({
    rule: 'number-state-unknown',
    address: `number/${live.number}`,
    message: `The SMS state of ${line.person ?? 'this number'} is not known here.`,
    since: live.sms.since,
    next: 'Look at the number in Admin Console. Nothing is planned for it meanwhile.',
  });
}

function pushFailed(line: Line, live: LiveNumber, found: Findings, direction: 'on' | 'off'): void {
  const why = live.sms.reason === null ? '' : `: ${live.sms.reason}`;
  found.attention.push({
    rule: direction === 'on' ? 'sms-enabling-failed' : 'sms-disabling-failed',
    address: `number/${live.number}`,
    message: `Turning SMS ${direction} for ${line.person ?? 'this number'} failed${why}.`,
    since: live.sms.since,
    next:
      direction === 'on'
        ? 'Apply tries again. If it fails again, ask support.'
        : 'It may still be on. Ask support, or turn it off and on in Admin Console.',
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
