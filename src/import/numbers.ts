/**
 * Numbers: which live numbers a new campaign block lists, and why the others are left out.
 * Law: a line is made only where the planner would do nothing about it: the number is in that campaign, can be there, and
 * no other line wants its user. An absent line changes nothing either, so whoever is left out loses nothing.
 */
import { isPerson } from '../config/phone-at.ts';
import { holdsWrittenEin } from '../config/secret.ts';
import { unfit, type World } from '../model/can-text.ts';
import type { E164 } from '../model/desired.ts';
import { compareText } from '../model/diagnostic.ts';
import type { LeftOut } from '../model/import.ts';
import { parsePhone } from '../model/phone.ts';
import type { LiveNumber, LiveUser } from '../model/snapshot.ts';

export interface NumberLine {
  readonly number: E164;
  /** null: `anyone`. */
  readonly user: string | null;
  /** What is said above the line; null: nothing. */
  readonly remark: string | null;
}

/** Why the numbers of a live campaign that gets no new block are not written. */
export type Elsewhere = Pick<LeftOut, 'reason' | 'next'> & {
  /** Lines are of use: the campaign has a block that they can be pasted into. */
  readonly paste: boolean;
};

export interface NumbersInput {
  readonly world: World;
  /** Ids of the campaigns that get a new block. */
  readonly campaigns: ReadonlySet<string>;
  /** About every other id that a number may name. */
  readonly elsewhere: (campaignId: string) => Elsewhere;
  /** Numbers that existing files list, in a campaign or under noTexting. */
  readonly listed: ReadonlySet<string>;
  /** Users, in small letters, that a campaign in existing files names. */
  readonly users: ReadonlySet<string>;
  /** Ids of users of whom a campaign in existing files lists a number. */
  readonly owners: ReadonlySet<string>;
}

export interface SortedNumbers {
  /** By id of the campaign, each sorted by number. */
  readonly lines: ReadonlyMap<string, readonly NumberLine[]>;
  readonly leftOut: readonly LeftOut[];
  /** How many have SMS off. */
  readonly off: number;
}

interface Candidate {
  readonly live: LiveNumber;
  readonly campaignId: string;
  readonly owner: LiveUser | undefined;
}

type Leave = (live: LiveNumber, why: Elsewhere) => void;

export function sortNumbers(input: NumbersInput): SortedNumbers {
  const { world, listed } = input;
  const leftOut: LeftOut[] = [];
  const leave: Leave = (live, why) => leftOut.push(leftOutOf(world, live, why));
  const candidates: Candidate[] = [];
  let off = 0;
  const numbers = [...world.numbers.values()];
  for (const live of numbers.sort((a, b) => compareText(a.number, b.number))) {
    if (live.sms.status === 'off') off += 1;
    if (live.sms.status === 'off' || listed.has(live.number)) continue;
    const { campaignId } = live.sms;
    const why = obstacleOf(input, live);
    if (why !== null) leave(live, why);
    else if (campaignId !== null) {
      const owner = live.ownerId === null ? undefined : world.users.get(live.ownerId);
      candidates.push({ live, campaignId, owner });
    }
  }
  const chosen = oneForEachUser(input, candidates, leave);
  const isNew = ({ campaignId }: Candidate) => input.campaigns.has(campaignId);
  for (const one of chosen) if (!isNew(one)) leave(one.live, input.elsewhere(one.campaignId));
  leftOut.sort((a, b) => compareText(a.address, b.address));
  return { lines: linesOf(chosen.filter(isNew)), leftOut, off };
}

const STATE_UNKNOWN: Elsewhere = {
  reason: 'Its SMS state is not known here, nor a campaign that it is in',
  next: 'Look at it in Admin Console',
  paste: false,
};

/** Why no line is made for the number; null: nothing that it tells itself stands in the way. */
function obstacleOf(input: NumbersInput, live: LiveNumber): Elsewhere | null {
  const { status, campaignId } = live.sms;
  if (status === 'enabling-failed') {
    return {
      reason: 'Turning SMS on failed',
      next: 'List it under a campaign to have it tried again',
      paste: false,
    };
  }
  if (status === 'pending-off') {
    return { reason: 'SMS is being turned off', next: null, paste: false };
  }
  if (campaignId === null) return outsideOf(status);
  if (!input.campaigns.has(campaignId)) {
    const why = input.elsewhere(campaignId);
    if (!why.paste) return why;
  }
  const obstacle = unfit(live, input.world);
  if (obstacle !== null) {
    const { reason, next } = obstacle;
    return { reason: capital(reason), next: next === null ? null : capital(next), paste: false };
  }
  const phone = parsePhone(live.number);
  if (phone.ok) return null;
  return { reason: phone.message.replace(/\.$/, ''), next: null, paste: false };
}

/** SMS is not off, and the registry names no campaign. */
function outsideOf(status: LiveNumber['sms']['status']): Elsewhere {
  if (status === 'unknown') return STATE_UNKNOWN;
  return {
    reason:
      status === 'pending-on'
        ? 'SMS is being turned on in no campaign, so carriers will block every text'
        : 'SMS is on, but the number is in no campaign, so carriers block every text',
    next: 'List it under a campaign to let it text, or under noTexting to turn SMS off',
    paste: false,
  };
}

const TWO_NUMBERS: Elsewhere = {
  reason: 'Its user has SMS on two numbers, and a user can text from one only',
  next: 'List the one that shall text, and write the other under noTexting',
  paste: false,
};

const OTHER_IS_ON: Elsewhere = {
  reason: 'Its user texts from another number, which is listed',
  next: 'Write it under noTexting to have its SMS turned off',
  paste: false,
};

const LISTED_USER: Elsewhere = {
  reason: 'The files list another number of its user, and a user can text from one only',
  next: 'List the one that shall text, and write the other under noTexting',
  paste: false,
};

/** Of a user with several numbers the one that surely is on; none where that is not one. */
function oneForEachUser(
  { users, owners }: NumbersInput,
  candidates: readonly Candidate[],
  leave: Leave,
): readonly Candidate[] {
  const byOwner = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { live, owner } = candidate;
    // Of one without an owner nobody knows whose it is: it stands for itself.
    const id = live.ownerId ?? live.number;
    if (owners.has(id) || (owner !== undefined && users.has(owner.userName.toLowerCase()))) {
      leave(live, LISTED_USER);
      continue;
    }
    const group = byOwner.get(id);
    if (group === undefined) byOwner.set(id, [candidate]);
    else group.push(candidate);
  }
  return [...byOwner.values()].flatMap((group) => {
    if (group.length === 1) return group;
    const surely = group.filter(({ live: { sms } }) => /^(?:on|pending-on)$/.test(sms.status));
    const chosen = surely.length === 1 ? surely : [];
    const why = chosen.length === 0 ? TWO_NUMBERS : OTHER_IS_ON;
    for (const one of group) if (!chosen.includes(one)) leave(one.live, why);
    return chosen;
  });
}

function linesOf(chosen: readonly Candidate[]): ReadonlyMap<string, readonly NumberLine[]> {
  const held = new Map<string, number>();
  for (const { owner } of chosen) {
    const name = owner?.userName.toLowerCase() ?? '';
    held.set(name, (held.get(name) ?? 0) + 1);
  }
  const lines = new Map<string, NumberLine[]>();
  const sorted = [...chosen].sort((a, b) => compareText(a.live.number, b.live.number));
  for (const { live, campaignId, owner } of sorted) {
    const isOnly = held.get(owner?.userName.toLowerCase() ?? '') === 1;
    const line = { number: live.number, ...userOf(owner, isOnly), ...failedOff(live) };
    const list = lines.get(campaignId);
    if (list === undefined) lines.set(campaignId, [line]);
    else list.push(line);
  }
  return lines;
}

/** Who is written: the user, unless no line can hold the name, or two users share it. */
function userOf(owner: LiveUser | undefined, isOnly: boolean): Pick<NumberLine, 'user' | 'remark'> {
  if (owner === undefined) return { user: null, remark: null };
  if (isOnly && isWritable(owner.userName)) return { user: owner.userName, remark: null };
  return { user: null, remark: `Held by ${owner.name.trim() || owner.userName}` };
}

/** It stays listed, as it may still text; somebody wanted it off, which is worth a word. */
function failedOff({ sms }: LiveNumber): Partial<Pick<NumberLine, 'remark'>> {
  return sms.status === 'disabling-failed'
    ? { remark: 'Turning SMS off failed. Under noTexting it is tried again.' }
    : {};
}

function leftOutOf(world: World, live: LiveNumber, why: Elsewhere): LeftOut {
  const user = live.ownerId === null ? undefined : world.users.get(live.ownerId);
  return {
    address: `number/${live.number}`,
    field: null,
    person: user === undefined ? null : user.name || user.userName,
    reason: why.reason,
    next: why.next,
    lines: why.paste
      ? [
          `${live.number}: ${user !== undefined && isWritable(user.userName) ? user.userName : 'anyone'}`,
        ]
      : [],
  };
}

/** What looks like a tax number stands nowhere in these files, whatever it is. */
function isWritable(userName: string): boolean {
  return isPerson(userName) && !holdsWrittenEin(userName);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
