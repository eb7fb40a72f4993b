/**
 * People in no file: active UC users who have a number that could text, and whom no line mentions.
 * Law: information alone. Nobody is told here whose number is told elsewhere, and nothing is said where a list was not read.
 */
import { onByDefaultBefore, switchedOn, unfit } from '../model/can-text.ts';
import { compareText } from '../model/diagnostic.ts';
import type { CannotText, Unmentioned } from '../model/plan.ts';
import type { LiveNumber, LiveUser, SmsStatus } from '../model/snapshot.ts';
import { type Context, nameOf } from './context.ts';
import { type Line, numbersAreRead } from './lines.ts';
import { isIn } from './unlisted.ts';

export function unmentionedOf(
  context: Context,
  lines: readonly Line[],
  cannotText: readonly CannotText[],
): Unmentioned[] {
  if (!numbersAreRead(context)) return [];
  const { world, snapshot } = context;
  const told = new Set<string>(cannotText.map(({ number }) => number));
  const mentioned = new Set<string | null>(lines.map(({ live }) => live?.ownerId ?? null));
  const held = new Map<LiveUser, LiveNumber[]>();
  for (const number of snapshot.numbers) {
    const { ownerId } = number;
    if (ownerId === null || mentioned.has(ownerId)) continue;
    const user = world.users.get(ownerId);
    // Its lines to paste, or why it is silent, stand in this plan already.
    if (isIn(number) || told.has(number.number)) mentioned.add(ownerId);
    else if (user?.hasUc === true && unfit(number, world) === null)
      held.set(user, [...(held.get(user) ?? []), number]);
  }
  if (held.size === 0) return [];
  const named = new Set(lines.map(({ written }) => written.user?.toLowerCase()));
  return [...held]
    .filter(([{ id, userName }]) => !mentioned.has(id) && !named.has(userName.toLowerCase()))
    .map(([user, numbers]) => ({
      rule: 'user-in-no-file',
      userName: user.userName,
      person: nameOf(user) ?? user.userName,
      numbers: numbers.map(({ number }) => number),
      text: textOf(numbers, context),
    }))
    .sort((a, b) => compareText(a.person, b.person) || compareText(a.userName, b.userName));
}

const MAY_BE_ON: ReadonlySet<SmsStatus> = new Set(['unknown', 'disabling-failed']);

function textOf(numbers: readonly LiveNumber[], { world }: Context): string {
  const unknown = numbers.find(({ sms }) => MAY_BE_ON.has(sms.status));
  if (unknown === undefined) return 'They cannot text, and no file asks for it.';
  const day = onByDefaultBefore(unknown, world);
  return day === null
    ? 'The SMS state of their numbers is not known.'
    : `The SMS state of their numbers is not known. It may be on: ${switchedOn(day)}, and in no campaign carriers block every text.`;
}
