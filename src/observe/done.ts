/**
 * Done: steps that were carried out → the states that they bring about.
 * Law: a tick means the changes whose ids it carries, and those are hashes of what was planned: one that the fresh plan
 * still has is recorded, one that the log knows was recorded before, any other is about something that changed.
 */
import type { E164 } from '../model/desired.ts';
import type { News, Seen } from '../model/observed.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change } from '../model/plan.ts';
import { isLater, nameOf, type Recording, setNumber } from './draft.ts';
import { brandOf, bringAbout } from './effects.ts';
import { moment, named, seenBy, smsWords } from './words.ts';

/** `look`: records what was seen of a brand, before a campaign of it is recorded. */
export function recordDone(
  recording: Recording,
  news: readonly News[],
  look: (address: string) => void,
): void {
  const { plan } = recording.facts;
  const ids = new Map<string, string>();
  const ticked = new Set<string>();
  const places = new Map(plan.changes.map(({ id }, at) => [id, at]));
  for (const one of news) {
    if (one.kind === 'state' && one.id !== null) ids.set(one.address, one.id);
    if (one.kind !== 'done') continue;
    for (const id of one.changes) {
      ticked.add(id);
      const address = plan.changes[places.get(id) ?? -1]?.address;
      if (one.id !== null && address !== undefined) ids.set(address, one.id);
    }
  }
  // A plan has a change never before one that it follows.
  const inOrder = [...ticked].sort(
    (a, b) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size),
  );
  const recorded = new Set<string>();
  for (const id of inOrder) {
    const change = plan.changes[places.get(id) ?? -1];
    if (change === undefined) unplanned(recording, id);
    else if (take(recording, change, { ticked, recorded, ids, look })) recorded.add(id);
  }
}

function unplanned({ facts, already, refused }: Recording, id: string): void {
  const claim = facts.claims.get(id);
  if (facts.logged.has(id)) already.push(id);
  else if (claim !== undefined) {
    refused.push({
      what: `step with the change ${id}`,
      why: `${claim.who} has claimed it, and the plan has another in its place: its block, or what is seen of it, was changed since. If it was carried out, tell what Admin Console shows with --shows, and end the claim: campaignctl resolve ${claim.write.slice(0, 8)} --took-effect.`,
    });
  } else {
    refused.push({
      what: `step with the change ${id}`,
      why: 'The plan has no such change: it changed since the runbook was written, or it is carried out already. Look at what Admin Console shows, and tell that.',
    });
  }
}

interface Taking {
  readonly ticked: ReadonlySet<string>;
  /** Changes that were recorded before it, in this run. */
  readonly recorded: ReadonlySet<string>;
  /** What Admin Console shows, by address. */
  readonly ids: ReadonlyMap<string, string>;
  readonly look: (address: string) => void;
}

/** Whether it was recorded. */
function take(recording: Recording, change: Change, taking: Taking): boolean {
  const { ids, look } = taking;
  const { facts, already, done, notes, refused, seen } = recording;
  const id = ids.get(change.address) ?? null;
  const loggedAt = facts.logged.get(change.id);
  const isLogged = loggedAt !== undefined;
  if (change.action === 'register' && change.address.startsWith('campaign/')) {
    look(`brand/${brandOf(recording, change)}`);
  }
  const why =
    (isLogged
      ? whyUndone(recording, change, loggedAt)
      : (whyNotYet(recording, change, taking) ?? whyNotYours(recording, change))) ??
    whySeenSince(recording, change, seen) ??
    bringAbout(recording, change, id);
  if (why !== null) {
    refused.push({ what: nameOfStep(change), why });
    return false;
  }
  if (isLogged) {
    already.push(change.id);
    return true;
  }
  done.push({ change, id });
  settleBefore(recording, change);
  if (change.refused) {
    notes.push(`${nameOfStep(change)} is recorded, though the plan refuses it.`);
  }
  if (change.action === 'register' && id === null) {
    notes.push(
      `${named(change.address)} has no id yet. Once Admin Console shows it: campaignctl observe --shows ${change.address} --id ID.`,
    );
  }
  const claim = facts.claims.get(change.id);
  if (claim !== undefined && claim.change !== change.id) {
    notes.push(
      `${nameOfStep(change)} was claimed before its block was changed. Compare its form in Admin Console with the fields of this runbook.`,
    );
  }
  if (change.risk === 'paid' && claim === undefined) {
    notes.push(
      `${nameOfStep(change)} costs money and was done by ${seen.by} without a claim. Somebody else may have paid for it too: look whether Admin Console shows it twice.`,
    );
  }
  return true;
}

/**
 * The runbook says of a step that follows a number's turning off: begin once that shows Disabled or nothing. So whoever
 * has carried it out has seen that.
 */
function settleBefore({ draft, facts, seen }: Recording, { when }: Change): void {
  if (when.kind !== 'after') return;
  for (const { id, action, address } of facts.plan.changes) {
    if (action !== 'turn-off' || !when.changes.includes(id)) continue;
    const number = address.slice('number/'.length) as E164;
    const held = draft.numbers.get(number);
    if (held?.state.status !== 'pending-off') continue;
    const state = { ...held.state, status: 'off', since: seen.at, seen, lookAgain: null } as const;
    setNumber(draft, number, { campaign: null, state });
  }
}

/** `register campaign front-desk`, `turn on +1 408 555 0101` */
function nameOfStep({ action, address }: Change): string {
  const number = /^number\/(.*)$/.exec(address)?.[1];
  const deed = action === 'assign' ? 'turn on' : action === 'turn-off' ? 'turn off' : action;
  return `${deed} ${number === undefined ? named(address) : formatPhone(number as E164)}`;
}

function whyNotYet(
  { facts }: Recording,
  { id, when, onAfter }: Change,
  { ticked, recorded }: Taking,
): string | null {
  if (when.kind === 'waiting') {
    return `It cannot have been carried out yet: ${when.text} If Admin Console shows otherwise, tell what it shows.`;
  }
  const missing = facts.plan.changes.find((other) => {
    if (facts.logged.has(other.id)) return false;
    // It is off at once, and on only after that one, which follows it in the plan.
    if (other.id === onAfter) return !ticked.has(other.id);
    const isBefore = when.kind === 'after' && when.changes.includes(other.id);
    // Of one that waits for this, its number is off already; its box is ticked once it is on again.
    return isBefore && !recorded.has(other.id) && other.onAfter !== id;
  });
  return missing === undefined
    ? null
    : `It comes after another step, which is not told as done: ${nameOfStep(missing)}.`;
}

function whyNotYours({ facts, seen }: Recording, { id, risk }: Change): string | null {
  const holder = facts.claims.get(id);
  if (risk !== 'paid' || holder === undefined) return null;
  const { who, elsewhere } = holder;
  if (who !== seen.by) {
    return `It costs money and ${who} has claimed it, so only ${who} can say that it is done.`;
  }
  return elsewhere === undefined
    ? null
    : `It costs money and ${who} has claimed it on ${elsewhere}. This is another machine, where ${who} may be somebody else. If that was you, say so: --by ${who}.`;
}

/** It was told before, and then seen undone: the tick may be that of the old runbook. */
function whyUndone(recording: Recording, change: Change, at: string): string | null {
  const since = whySeenSince(recording, change, { ...recording.seen, at });
  return since === null
    ? null
    : `It was recorded at ${moment(at)}. ${since} If it has been carried out once more, tell what Admin Console shows.`;
}

/** Something was seen after the time that is told, and the plan was made from it. */
function whySeenSince(recording: Recording, change: Change, seen: Seen): string | null {
  const { draft } = recording;
  const [kind = '', called = ''] = change.address.split('/');
  const later = `which is later than ${moment(seen.at)}`;
  if (kind === 'number') {
    for (const number of numbersOf(change)) {
      const held = draft.numbers.get(number);
      if (held === undefined || !isLater(held.state.seen, seen)) continue;
      const state = smsWords(held.state.status, held.campaign);
      return `${formatPhone(number)} was seen ${state} by ${seenBy(held.state.seen)}, ${later}.`;
    }
    return null;
  }
  const objects = kind === 'brand' ? draft.brands : draft.campaigns;
  const name = nameOf(kind === 'brand' ? 'brand' : 'campaign', called, recording);
  const known = name === null ? undefined : objects.get(name);
  if (known === undefined || !isLater(known.seen, seen)) return null;
  return `It was seen as ${known.status} by ${seenBy(known.seen)}, ${later}.`;
}

/** Those that it turns on or off. */
function numbersOf({ address, from }: Change): readonly E164[] {
  const own = address.replace('number/', '') as E164;
  return from?.number === undefined ? [own] : [own, from.number];
}
