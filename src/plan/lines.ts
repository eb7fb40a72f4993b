/**
 * Lines and holds: what is written about each number, and which lines a live fact contradicts.
 * Law: a contradicted line holds that number and nothing else; nobody loses SMS because of it.
 */
import { unfit } from '../model/can-text.ts';
import type { DesiredCampaign, DesiredNumber, E164 } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { LiveNumber } from '../model/snapshot.ts';
import { type Context, personOf } from './context.ts';

/** A line of a campaign or of noTexting, with the live number it is about. */
export interface Line {
  readonly written: DesiredNumber;
  /** null: noTexting. */
  readonly block: DesiredCampaign | null;
  readonly live: LiveNumber | undefined;
  readonly person: string | null;
}

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

export type Hold = (line: Line, rule: string, message: string, hint: string) => void;

export function holdContradicted(context: Context, line: Line, hold: Hold): void {
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
export function holdSecondNumbers(
  lines: readonly Line[],
  held: ReadonlySet<Line>,
  hold: Hold,
): void {
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
      const others = group
        .filter((other) => other !== line)
        .map((other) => formatPhone(other.written.number));
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
export interface TextingUsers {
  /** Other numbers of the same user that have SMS in any state but off. */
  others(number: LiveNumber): readonly LiveNumber[];
  /** Written under noTexting, and not held: it will be turned off. */
  goesOff(number: LiveNumber): boolean;
  isListed(number: LiveNumber): boolean;
}

export function textingUsers(
  context: Context,
  lines: readonly Line[],
  held: ReadonlySet<Line>,
): TextingUsers {
  const byOwner = new Map<string, LiveNumber[]>();
  for (const number of context.snapshot.numbers) {
    const { status } = number.sms;
    if (number.ownerId === null || status === 'off' || status === 'enabling-failed') continue;
    const group = byOwner.get(number.ownerId);
    if (group === undefined) byOwner.set(number.ownerId, [number]);
    else group.push(number);
  }
  const written = (wanted: (line: Line) => boolean): ReadonlySet<E164> =>
    new Set(lines.filter(wanted).map((line) => line.written.number));
  const offLines = written((line) => line.block === null && !held.has(line));
  const campaignLines = written((line) => line.block !== null);
  return {
    others(number) {
      const group = number.ownerId === null ? undefined : byOwner.get(number.ownerId);
      return (group ?? []).filter((other) => other.number !== number.number);
    },
    goesOff: (number) => offLines.has(number.number),
    isListed: (number) => campaignLines.has(number.number),
  };
}

export function holdForOther(line: Line, other: LiveNumber, listed: boolean, hold: Hold): void {
  const who = line.person ?? 'Its user';
  if (listed) {
    hold(
      line,
      'two-numbers-one-user',
      `${who} has SMS on ${formatPhone(other.number)}, which is listed too; a user can text from one number only.`,
      'Keep one of the lines.',
    );
  } else {
    hold(
      line,
      'switch-needs-line',
      `${who} has SMS on ${formatPhone(other.number)}, which no file mentions. Enabling this number would take SMS from that one.`,
      `To switch, write ${other.number} under \`noTexting\`.`,
    );
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
