/**
 * What became of writes whose answer was lost: a run was killed, a connection broke, the registry did not know.
 * Law: look, never guess. Found: adopted, and said so. Not found once the registry has settled: a write that can be
 * repeated without harm had no effect; of a registration or resubmission a person decides. Several: nothing is sent.
 */
import { sameValue } from '../model/kinds.ts';
import type { EntryOf, LogEntry } from '../model/log.ts';
import { type FindTarget, type FoundObject, type Provider, ProviderError } from '../model/port.ts';
import type { Journal } from './log/journal.ts';
import { isClaim, mustNotRepeat, openWrites, type Write } from './log/writes.ts';
import type { Timing } from './state.ts';

export interface RecoverOptions {
  readonly journal: Journal;
  readonly provider: Provider;
  readonly timing: Timing;
  /** ms that may be spent waiting for the registry to settle. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  /** Told once, before the first wait. */
  readonly onWait: (writes: readonly Write[]) => void;
}

export interface Recovery {
  /** Looked up: the log says now what became of them. */
  readonly settled: readonly { readonly write: Write; readonly effect: 'there' | 'none' }[];
  /** They may still take effect; the next run looks again. */
  readonly unsettled: readonly Write[];
  /** No trace of them, and a person has to decide. */
  readonly undecided: readonly Write[];
  /** The registry holds several objects with the reference of one registration. */
  readonly several: readonly { readonly write: Write; readonly ids: readonly string[] }[];
}

const LOOK_EVERY_MS = 2_000;

/** Throws LeaseLost, StoreError, ProviderError where the registry cannot be asked. */
export async function recover(options: RecoverOptions): Promise<Recovery> {
  const { journal, timing, budgetMs, signal, provider } = options;
  const { settleMs } = provider.capabilities;
  const recovery = { settled: [], unsettled: [], undecided: [], several: [] } as Mutable<Recovery>;
  const deadline = timing.now() + budgetMs;
  // What a person carries out is told by that person.
  let open = openWrites(journal.entries()).filter((write) => !isClaim(write));
  for (let round = 0; open.length > 0; round++) {
    const young: Write[] = [];
    const ages = open.map((write) => timing.now() - leftBy(write, journal.entries()));
    const find = await finder(open.length, provider);
    for (const [at, write] of open.entries()) {
      const age = ages[at] ?? 0;
      const found = await find(targetOf(write));
      const state = traceOf(write, found);
      if (state === 'several') {
        recovery.several.push({ write, ids: found.map(idOf) });
      } else if (state === 'there') {
        await settle(write, 'there', idOfMade(write, found), options);
        recovery.settled.push({ write, effect: 'there' });
      } else if (age < settleMs) {
        young.push(write);
      } else if (mustNotRepeat(write)) {
        recovery.undecided.push(write);
      } else {
        await settle(write, 'none', null, options);
        recovery.settled.push({ write, effect: 'none' });
      }
    }
    open = young;
    const left = deadline - timing.now();
    if (young.length === 0) break;
    if (left <= 0 || signal.aborted) {
      recovery.unsettled.push(...young);
      break;
    }
    if (round === 0) options.onWait(young);
    await timing.sleep(Math.min(LOOK_EVERY_MS, left), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return recovery;
}

/**
 * When it left at the latest, ms since 1970: with its answer, else with the last sign of life of its run. A request may
 * wait for its turn after its own entry; just before it leaves, the run gives such a sign (Journal.stillHeld).
 */
function leftBy({ id, intent }: Write, entries: readonly LogEntry[]): number {
  const answer = entries.find((entry) => entry.kind === 'result' && entry.write === id);
  const last = answer ?? entries.findLast(({ run }) => run === intent.run) ?? intent;
  return Date.parse(last.at);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** Looks only: for those who may not write. `there`, `none`, or that several things carry its reference. */
export function traceOf(write: Write, found: readonly FoundObject[]): 'there' | 'none' | 'several' {
  if (found.length > 1) return 'several';
  const [object] = found;
  return object !== undefined && isThere(write.intent.step, object) ? 'there' : 'none';
}

/** Whether the live object is as the write wanted it. */
function isThere(step: EntryOf<'intent'>['step'], object: FoundObject): boolean {
  switch (step.kind) {
    case 'register-brand':
    case 'register-campaign':
      return true;
    case 'assign':
      return (
        object.kind === 'number' &&
        object.sms.campaignId === step.campaignId &&
        object.sms.status !== 'off' &&
        object.sms.status !== 'pending-off'
      );
    case 'turn-off':
      return (
        object.kind === 'number' &&
        (object.sms.status === 'off' || object.sms.status === 'pending-off')
      );
    case 'update': {
      if (object.kind === 'number') return false;
      const { content } = object.kind === 'brand' ? object.brand : object.campaign;
      return Object.entries(step.content).every(([name, value]) => sameValue(content[name], value));
    }
    case 'rebind':
      return (
        object.kind !== 'number' &&
        (object.kind === 'brand' ? object.brand : object.campaign).referenceId === step.reference
      );
    case 'resubmit':
      return object.kind === 'campaign' && object.campaign.lastResubmit === step.reason;
    case 'deactivate':
      return object.kind === 'campaign' && object.campaign.status === 'deactivated';
  }
}

/** What a write would have changed, as the port looks it up. */
export function targetOf({ intent: { step } }: Write): FindTarget {
  switch (step.kind) {
    case 'register-brand':
      return { kind: 'brand', reference: step.reference };
    case 'register-campaign':
      return { kind: 'campaign', reference: step.reference };
    case 'assign':
    case 'turn-off':
      return { kind: 'number', number: step.number };
    case 'update':
    case 'rebind':
      return { kind: step.of, id: step.id };
    case 'resubmit':
    case 'deactivate':
      return { kind: 'campaign', id: step.id };
  }
}

/** A run with many requests under way leaves so many that reading everything once is less than asking for each. */
const MANY = 20;

type Find = (target: FindTarget) => Promise<readonly FoundObject[]>;

async function finder(count: number, provider: Provider): Promise<Find> {
  if (count <= MANY) return (target) => findOne(target, provider);
  const { numbers, gaps } = await provider.snapshot();
  // What was not read completely is asked for one by one: not knowing is no answer.
  const isWhole = gaps.every(({ part }) => part !== 'sms' && part !== 'inventory');
  const known = new Map(numbers.map((live) => [live.number, live]));
  return async (target) => {
    const live = target.kind === 'number' && isWhole ? known.get(target.number) : undefined;
    if (live === undefined) return findOne(target, provider);
    return [{ kind: 'number', number: live.number, sms: live.sms }];
  };
}

async function findOne(target: FindTarget, provider: Provider): Promise<readonly FoundObject[]> {
  try {
    return await provider.find(target);
  } catch (error) {
    // An object that is gone is told as none; anything else is not known, and not knowing is no answer.
    if (error instanceof ProviderError && error.status === 404) return [];
    throw error;
  }
}

async function settle(
  { id }: Write,
  effect: 'there' | 'none',
  objectId: string | null,
  { journal }: RecoverOptions,
): Promise<void> {
  const reason =
    effect === 'there'
      ? 'The answer was lost; the registry has it.'
      : 'The answer was lost; the registry shows no trace of it.';
  await journal.say({
    kind: 'settled',
    write: id,
    effect,
    id: objectId,
    by: 'registry',
    who: journal.holder.who,
    reason,
  });
}

export function idOf(object: FoundObject): string {
  switch (object.kind) {
    case 'brand':
      return object.brand.id;
    case 'campaign':
      return object.campaign.id;
    case 'number':
      return object.number;
  }
}

function idOfMade({ intent: { step } }: Write, [object]: readonly FoundObject[]): string | null {
  const isMade = step.kind === 'register-brand' || step.kind === 'register-campaign';
  return isMade && object !== undefined ? idOf(object) : null;
}
