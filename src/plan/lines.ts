/**
 * Lines and holds: what is written about each number, and which lines a live fact contradicts.
 * Law: a contradicted line holds that number and nothing else; nobody loses SMS because of it.
 */
import { isHolderUnknown, type Silence, stillPorting, unfit } from '../model/can-text.ts';
import type { DesiredCampaign, DesiredNumber, E164 } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { LiveNumber, LiveUser } from '../model/snapshot.ts';
import { type Context, nameOf } from './context.ts';

/** A line of a campaign or of noTexting, with the live number it is about. */
export interface Line {
  readonly written: DesiredNumber;
  /** null: noTexting. */
  readonly block: DesiredCampaign | null;
  readonly live: LiveNumber | undefined;
  /** Who holds it; undefined: nobody does, or it is not known. */
  readonly owner: LiveUser | undefined;
}

/** Whose number it is, as people say it; else the userName that is written. */
export function personOn(line: Line): string | null {
  return nameOf(line.owner) ?? line.written.user;
}

/** Parts without which nothing is done to any number. */
const NEEDED = ['users', 'inventory', 'sms', 'campaigns'] as const;

export function numbersAreRead(context: Context): boolean {
  return NEEDED.every((part) => !context.gaps.has(part));
}

/** Every line in written order: campaigns by key, then noTexting. */
export function linesOf(context: Context): Line[] {
  const { world, desired } = context;
  const lines: Line[] = [];
  const add = (written: DesiredNumber, block: DesiredCampaign | null): void => {
    const live = world.numbers.get(written.number);
    const owner = live?.ownerId == null ? undefined : world.users.get(live.ownerId);
    lines.push({ written, block, live, owner });
  };
  for (const block of desired.campaigns) {
    for (const written of block.numbers) add(written, block);
  }
  for (const written of desired.noTexting) add(written, null);
  return lines;
}

export type Hold = (line: Line, rule: string, message: string, hint: string) => void;

export function holdContradicted(context: Context, line: Line, hold: Hold): void {
  const { live, owner, written, block } = line;
  if (live === undefined) {
    if (block !== null) holdAbsent(context, line, hold);
    return;
  }
  if (block !== null) {
    const obstacle = unfit(live, context.world);
    if (obstacle !== null) {
      holdUnfit(line, obstacle, hold);
      return;
    }
  }
  if (written.user === null) return;
  if (owner === undefined) {
    holdElsewhere(context, line, written.user, hold);
    return;
  }
  if (owner.userName === written.user) return;
  if (owner.userName.toLowerCase() === written.user.toLowerCase()) return;
  hold(
    line,
    'number-owner-differs',
    `The line says ${written.user}, but ${called(owner)} holds the number${block === null ? '' : ' and would text from it'}.`,
    `Write ${owner.userName} if that is right, \`anyone\` to skip the check, or mend it in Admin Console.`,
  );
}

function holdUnfit(line: Line, { rule, reason, next }: Silence, hold: Hold): void {
  const hint = sentence(next ?? 'Nothing to do but wait');
  hold(line, rule, `It cannot text: ${reason}.`, hint);
}

/** The account has no such number: it may still be ported, or its user may have got another one. */
function holdAbsent({ world }: Context, line: Line, hold: Hold): void {
  const { number, user } = line.written;
  if (world.temporaryOf.has(number)) {
    holdUnfit(line, stillPorting(number, world), hold);
    return;
  }
  const named = user === null ? undefined : world.userCalled(user);
  const others = named === undefined ? [] : world.heldBy(named.id);
  const check = 'heck the digits, or remove the line until the number is there.';
  const hint =
    others.length === 0
      ? `C${check}`
      : `If a port has completed, or the number was changed, write the one that is there now: ${nameOf(named)} holds ${phones(others)}. Otherwise c${check}`;
  hold(line, 'number-not-in-account', 'It cannot text: the account has no such number.', hint);
}

/** The first few, as people read them. */
function phones(numbers: readonly LiveNumber[]): string {
  const shown = numbers.slice(0, 3).map(({ number }) => formatPhone(number));
  return `${shown.join(', ')}${numbers.length > shown.length ? ', …' : ''}`;
}

/** The user of the line tells every number, and this is none of them: it is somebody else's, whoever that is. */
function holdElsewhere({ world }: Context, line: Line, userName: string, hold: Hold): void {
  const { live } = line;
  const named = world.userCalled(userName);
  if (live === undefined || named === undefined) return;
  if (!named.numbersTold || !isHolderUnknown(live, world)) return;
  hold(
    line,
    'number-owner-differs',
    `${called(named)} does not hold the number, and the registry does not tell who does.`,
    'Write the user name of who holds it, or mend it in Admin Console.',
  );
}

/**
 * Nobody tells who holds the number: it stays as it is. Turning it on could take SMS from another number of that user;
 * turning it off, from somebody else than the line names.
 */
export function holdUntold({ world }: Context, line: Line, hold: Hold): void {
  const { user } = line.written;
  const named = user === null ? undefined : world.userCalled(user);
  const untold = 'The registry does not tell who holds the number';
  const asked = 'Write the user name of who holds it: users whom a line names are asked for.';
  if (named?.numbersTold === false) {
    const message = `The registry does not tell which numbers ${called(named)} holds.`;
    hold(line, 'number-holder-unknown', message, 'Look at the number in Admin Console.');
  } else if (user === null) {
    hold(line, 'number-holder-unknown', `${untold}.`, asked);
  } else {
    hold(line, 'number-holder-unknown', `${untold}, and it has no user ${user}.`, asked);
  }
}

/** Whether a change would touch a user whom nobody knows; `anyone` under noTexting means whoever it is. */
export function isUntold({ world }: Context, { live, written, block }: Line): boolean {
  if (live === undefined || !isHolderUnknown(live, world)) return false;
  return block !== null || written.user !== null;
}

/** `Jane Doe (jane.doe@acme-dental.example)`. */
function called(user: LiveUser): string {
  return `${user.name || user.userName} (${user.userName})`;
}

/** Two listed numbers of one user: enabling one would silence the other, so both are held. */
export function holdSecondNumbers(
  lines: readonly Line[],
  held: ReadonlySet<Line>,
  hold: Hold,
): void {
  const firsts = new Map<string, Line>();
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const owner = line.live?.ownerId ?? null;
    if (line.block === null || owner === null || held.has(line)) continue;
    const first = firsts.get(owner);
    if (first === undefined) firsts.set(owner, line);
    else push(groups, owner, ...(groups.has(owner) ? [line] : [first, line]));
  }
  for (const group of groups.values()) {
    for (const line of group) {
      const others = group
        .filter((other) => other !== line)
        .map((other) => formatPhone(other.written.number));
      hold(
        line,
        'two-numbers-one-user',
        `${personOn(line) ?? 'Its user'} also holds ${others.join(', ')}, which is listed too; a user can text from one number only.`,
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
  // Most plans turn nobody on, and then nobody asks.
  const byOwner = once(() => {
    const groups = new Map<string, LiveNumber[]>();
    for (const number of context.snapshot.numbers) {
      const { status } = number.sms;
      if (number.ownerId === null || status === 'off' || status === 'enabling-failed') continue;
      push(groups, number.ownerId, number);
    }
    return groups;
  });
  const written = (wanted: (line: Line) => boolean): ReadonlySet<E164> =>
    new Set(lines.filter(wanted).map((line) => line.written.number));
  const offLines = once(() => written((line) => line.block === null && !held.has(line)));
  const campaignLines = once(() => written((line) => line.block !== null));
  return {
    others(number) {
      const group = number.ownerId === null ? undefined : byOwner().get(number.ownerId);
      return (group ?? []).filter((other) => other.number !== number.number);
    },
    goesOff: (number) => offLines().has(number.number),
    isListed: (number) => campaignLines().has(number.number),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function push<T>(groups: Map<string, T[]>, key: string, ...values: T[]): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, values);
  else group.push(...values);
}

export function holdForOther(line: Line, other: LiveNumber, listed: boolean, hold: Hold): void {
  const who = personOn(line) ?? 'Its user';
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
      `To switch, write \`${other.number}: ${line.owner?.userName ?? 'anyone'}\` under \`noTexting\`.`,
    );
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
