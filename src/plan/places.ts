/**
 * Places: turns what the lines ask for into changes, within the limits, in an order that keeps every law of the scheduler.
 */
import { canText } from '../model/can-text.ts';
import type { DesiredCampaign, E164 } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, When } from '../model/plan.ts';
import { fillsPlace, type LiveNumber } from '../model/snapshot.ts';
import { type Context, type Findings, limitOf, liveCampaign, personOf } from './context.ts';
import { pushLimitRaises } from './limit-raise.ts';
import { leaverOf, numberChange } from './number-change.ts';
import type { Intent } from './numbers.ts';
import { admit, type Item, schedule } from './schedule.ts';

type Take = Extract<Intent, { kind: 'assign' | 'move' | 'switch' }>;

/** Whether a campaign can take numbers now, and if not, what it waits for. */
type Target =
  | { readonly state: 'ready'; readonly id: string }
  | { readonly state: 'waits'; readonly id: string | null; readonly when: When }
  /** Nothing is planned for its numbers. */
  | { readonly state: 'closed' };

/** Numbers without a place, by campaign key, in written order. */
export type WaitingLists = ReadonlyMap<string, readonly E164[]>;

export function planPlaces(
  context: Context,
  intents: readonly Intent[],
  found: Findings,
): WaitingLists {
  const targets = new Map(
    context.desired.campaigns.map((block) => [block.key, targetOf(context, block, found)]),
  );
  const changes = new Map<Intent, Change>();
  const ready: { intent: Intent; item: Item }[] = [];
  const blocked: Take[] = [];
  for (const intent of intents) {
    const block = intent.kind === 'turn-off' ? null : intent.line.block;
    const target = block === null ? null : (targets.get(block.key) ?? null);
    if (intent.kind === 'none') {
      if (intent.keepsTurn && target?.state === 'ready')
        ready.push({ intent, item: turnOf(intent, target.id) });
    } else if (intent.kind === 'turn-off') {
      changes.set(intent, numberChange(context, intent, intent.waits ?? { kind: 'now' }));
      if (intent.waits === null) ready.push({ intent, item: itemOf(context, intent, null) });
    } else if (target?.state === 'ready') {
      const waits = intent.waits !== null;
      const item = waits ? turnOf(intent, target.id) : itemOf(context, intent, target.id);
      if (waits) changes.set(intent, numberChange(context, intent, intent.waits));
      // A number that is being turned off in its own campaign keeps its place without a turn.
      if (!(waits && intent.live.sms.campaignId === target.id)) ready.push({ intent, item });
    } else if (target?.state === 'waits') {
      blocked.push(intent);
    }
  }

  const room = roomOf(context, ready);
  const items = ready.map((entry) => entry.item);
  const admitted = admit(items, room);
  const waitingLists = new Map<string, E164[]>();
  const wait = (intent: Take, when: When): void => {
    if (!changes.has(intent)) changes.set(intent, numberChange(context, intent, when));
    const list = waitingLists.get(intent.block.key);
    if (list === undefined) waitingLists.set(intent.block.key, [intent.live.number]);
    else list.push(intent.live.number);
  };
  const leaving = leavingSoon(context, intents);
  for (const { intent, item } of ready) {
    if (admitted.has(item) || intent.kind === 'none' || intent.kind === 'turn-off') continue;
    wait(intent, whenPlace(context, intent, leaving));
  }
  queueForClosedTargets(context, blocked, targets, changes, wait);
  scheduleAdmitted(context, ready, admitted, room, changes);
  for (const intent of intents) {
    const made = changes.get(intent);
    if (made !== undefined) found.changes.push(made);
  }
  pushLimitRaises(context, found, waitingLists);
  return waitingLists;
}

function scheduleAdmitted(
  context: Context,
  ready: readonly { intent: Intent; item: Item }[],
  admitted: ReadonlySet<Item>,
  room: ReadonlyMap<string, number>,
  changes: Map<Intent, Change>,
): void {
  const chosen = ready.filter((entry) => admitted.has(entry.item));
  const slots = schedule(
    chosen.map((entry) => entry.item),
    room,
  );
  const byKey = new Map<string, Change>();
  for (const { intent, item } of chosen) {
    if (intent.kind === 'none' || changes.get(intent)?.when.kind === 'waiting') continue;
    byKey.set(item.key, changes.get(intent) ?? numberChange(context, intent, { kind: 'now' }));
  }
  chosen.forEach(({ intent, item }, at) => {
    const made = byKey.get(item.key);
    const slot = slots[at];
    if (made === undefined || slot === undefined) return;
    const before = slot.after.flatMap((key) => byKey.get(key) ?? []);
    const later = slot.onAfter === null ? undefined : byKey.get(slot.onAfter);
    changes.set(intent, {
      ...made,
      when: before.length === 0 ? made.when : afterThose(before),
      onAfter: later?.id ?? null,
    });
  });
}

function afterThose(before: readonly Change[]): When {
  const names = before.map((made) => made.person ?? made.address.replace('number/', ''));
  const shown = names.length > 3 ? `${names.length} others` : names.join(', ');
  const last = before.at(-1);
  const campaign = last?.from?.campaign ?? null;
  return {
    kind: 'after',
    changes: before.map((made) => made.id),
    text: `once ${shown} ${names.length === 1 ? 'has' : 'have'} left ${campaign ?? 'it'}`,
  };
}

/** Numbers of a campaign that is not approved yet: the first in written order fill it once it is, the rest wait for room. */
function queueForClosedTargets(
  context: Context,
  blocked: readonly Take[],
  targets: ReadonlyMap<string, Target>,
  changes: Map<Intent, Change>,
  wait: (intent: Take, when: When) => void,
): void {
  const left = new Map<string, number>();
  for (const intent of blocked) {
    const target = targets.get(intent.block.key);
    if (target?.state !== 'waits') continue;
    const { key } = intent.block;
    const places =
      left.get(key) ??
      limitOf(context, intent.block).limit -
        (target.id === null ? 0 : (context.filled.get(target.id) ?? 0));
    left.set(key, places - 1);
    const ownPlace = target.id !== null && intent.live.sms.campaignId === target.id;
    if (places > 0 || ownPlace) {
      changes.set(intent, numberChange(context, intent, intent.waits ?? target.when));
    } else {
      wait(intent, waitForRaise(context, intent.block));
    }
  }
}

function targetOf(context: Context, block: DesiredCampaign, found: Findings): Target {
  const { key } = block;
  const binding = context.campaigns.bindings.get(key);
  if (block.deactivateForever !== null || binding === undefined) return { state: 'closed' };
  if (binding.state === 'blocked' || binding.state === 'unread') return { state: 'closed' };
  const waits = (
    id: string | null,
    since: string | null,
    waitsFor: 'campaign-approval' | 'campaign-review',
    text: string,
  ): Target => ({ state: 'waits', id, when: { kind: 'waiting', since, for: waitsFor, text } });
  const sent = found.changes.some(
    ({ action, campaign }) => campaign === key && (action === 'register' || action === 'resubmit'),
  );
  if (binding.state === 'absent') {
    // Its brand stands in the way, so that it is not even registered.
    if (!sent) return { state: 'closed' };
    const text = `Once ${key} is registered and carriers have approved it.`;
    return waits(null, null, 'campaign-approval', text);
  }
  const { live } = binding;
  switch (live.status) {
    case 'approved':
      return { state: 'ready', id: live.id };
    case 'pending':
      return waits(live.id, live.since, 'campaign-approval', `Once carriers have approved ${key}.`);
    case 'rejected':
      return sent
        ? waits(
            live.id,
            null,
            'campaign-approval',
            `Once ${key} is sent to carriers again and they have approved it.`,
          )
        : waits(live.id, live.since, 'campaign-approval', `Carriers rejected ${key}.`);
    case 'suspended':
      return waits(live.id, live.since, 'campaign-review', `Carriers suspended ${key}.`);
    case 'deactivated':
    case 'unknown':
      return { state: 'closed' };
  }
}

function roomOf(context: Context, ready: readonly { item: Item }[]): Map<string, number> {
  const taken = new Set(ready.map((entry) => entry.item.takes));
  const room = new Map<string, number>();
  for (const block of context.desired.campaigns) {
    const id = liveCampaign(context, block)?.id;
    if (id === undefined || !taken.has(id)) continue;
    room.set(id, limitOf(context, block).limit - (context.filled.get(id) ?? 0));
  }
  return room;
}

function turnOf(intent: Intent, campaignId: string): Item {
  return {
    key: `turn/${intent.line.written.number}`,
    leaves: null,
    takes: campaignId,
    texts: false,
  };
}

function itemOf(
  context: Context,
  intent: Exclude<Intent, { kind: 'none' }>,
  takes: string | null,
): Item {
  const leaver = leaverOf(intent);
  return {
    key: `number/${intent.live.number}`,
    leaves: leaver !== null && fillsPlace(leaver.sms) ? leaver.sms.campaignId : null,
    takes,
    texts: leaver !== null && canText(leaver, context.world),
  };
}

/** Places of a campaign that become free by themselves: numbers being turned off that are not listed there. */
function leavingSoon(context: Context, intents: readonly Intent[]): Map<string, LiveNumber[]> {
  const leaving = new Map<string, LiveNumber[]>();
  if (context.going.length === 0) return leaving;
  const home = new Map<E164, string>();
  for (const { line } of intents) {
    const id = line.block === null ? undefined : liveCampaign(context, line.block)?.id;
    if (id !== undefined) home.set(line.written.number, id);
  }
  for (const number of context.going) {
    const id = number.sms.campaignId;
    if (id === null || home.get(number.number) === id) continue;
    const list = leaving.get(id);
    if (list === undefined) leaving.set(id, [number]);
    else list.push(number);
  }
  return leaving;
}

function whenPlace(context: Context, intent: Take, leaving: Map<string, LiveNumber[]>): When {
  const id = liveCampaign(context, intent.block)?.id ?? '';
  const { limit } = limitOf(context, intent.block);
  const now = context.filled.get(id) ?? 0;
  if (now > limit) {
    return {
      kind: 'waiting',
      since: null,
      for: 'place',
      text: `Campaign ${intent.block.key} has ${now} numbers and may hold ${limit}; it takes nobody until it is down to that.`,
    };
  }
  const leaver = leaving.get(id)?.shift();
  if (leaver === undefined) return waitForRaise(context, intent.block);
  const who = personOf(context, leaver) ?? formatPhone(leaver.number);
  return {
    kind: 'waiting',
    since: leaver.sms.since,
    for: 'number-off',
    text: `Once ${who} is off, who still has a place in ${intent.block.key}.`,
  };
}

function waitForRaise(context: Context, block: DesiredCampaign): When {
  const { limit } = limitOf(context, block);
  const raise = block.limitWanted !== null && block.limitWanted > limit;
  const full = `${block.key} has no place left for these`;
  return {
    kind: 'waiting',
    since: null,
    for: raise ? 'limit-raise' : 'place',
    text: raise ? `${full}; they wait for the raise to ${block.limitWanted}.` : `${full}.`,
  };
}
