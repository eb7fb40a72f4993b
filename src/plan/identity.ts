/**
 * Identity: which live object each block means.
 * Law: a block is bound by `id`, by our reference, or by the reference of a former key; never by resemblance.
 * What merely looks alike blocks a registration and is named.
 */
import type { DesiredBlock } from '../model/desired.ts';
import { compareText } from '../model/diagnostic.ts';
import { type Kind, keyOfReference, referenceOf } from '../model/kinds.ts';
import type { Refusal } from '../model/plan.ts';

interface LiveObject {
  readonly id: string;
  readonly referenceId: string | null;
}

/** What a refusal says; its place is that of the block. */
type Told = Omit<Refusal, 'changes' | 'place' | 'support'>;

/** Blocks the block and remembers the live objects that the refusal names. */
type Refuse<B, L> = (
  block: B,
  named: readonly L[],
  refusal: Told,
) => Extract<Binding<L>, { state: 'blocked' }>;

export type Binding<L> =
  /** Bound. `rebind`: it still carries the reference of a former key. */
  | { readonly state: 'bound'; readonly live: L; readonly rebind: boolean }
  /** Not in the registry: may be registered. */
  | { readonly state: 'absent' }
  /** Something contradicts: nothing is planned for the block. `found`: what it might have been bound to. */
  | { readonly state: 'blocked'; readonly found: readonly L[] }
  /** The part of the registry was not read completely, and it was not among what was read. */
  | { readonly state: 'unread' };

export interface Identity<B, L> {
  readonly bindings: ReadonlyMap<string, Binding<L>>;
  /** Provider id → block, for what is bound. */
  readonly blockOf: ReadonlyMap<string, B>;
  /** Live objects no block is bound to, sorted by id. */
  readonly free: readonly L[];
  /** Provider id → the block whose refusal names it, for what is free because of that refusal. */
  readonly contested: ReadonlyMap<string, B>;
  readonly refusals: readonly Refusal[];
}

export interface IdentityInput<B, L> {
  readonly kind: Kind;
  readonly account: string;
  readonly blocks: readonly B[];
  readonly live: readonly L[];
  /** The part was read completely. */
  readonly complete: boolean;
  /** Whether an unbound live object looks like the block, which would be registered. */
  readonly alike: (block: B, live: L) => boolean;
  /** Why the bound object cannot serve the block any more; null: it can. */
  readonly ended: (block: B, live: L) => Told | null;
  /** The block needs no live object. */
  readonly mayBeAbsent: (block: B) => boolean;
}

export function identify<B extends DesiredBlock, L extends LiveObject>(
  input: IdentityInput<B, L>,
): Identity<B, L> {
  const byId = new Map(input.live.map((live) => [live.id, live]));
  const byReference = groupByReference(input.live);
  const bindings = new Map<string, Binding<L>>();
  const refusals: Refusal[] = [];
  const contested = new Map<string, B>();
  const refuse: Refuse<B, L> = (block, named, refusal) => {
    refusals.push({ ...refusal, support: null, changes: [], place: block.place });
    for (const live of named) contested.set(live.id, block);
    return { state: 'blocked', found: named };
  };

  for (const block of input.blocks) {
    bindings.set(block.key, bind(block));
  }
  const blockOf = claim(input.blocks, bindings, refuse);
  const free = input.live
    .filter((live) => !blockOf.has(live.id))
    .sort((a, b) => compareText(a.id, b.id));
  for (const block of input.blocks) {
    if (bindings.get(block.key)?.state !== 'absent' || input.mayBeAbsent(block)) continue;
    const twins = free.filter((live) => input.alike(block, live));
    if (twins.length === 0 || block.allow['look-alike'] !== undefined) continue;
    refuse(block, twins, lookAlike(input, block, twins));
    bindings.set(block.key, { state: 'blocked', found: [] });
  }
  return { bindings, blockOf, free, contested, refusals };

  function bind(block: B): Binding<L> {
    const found = block.id === null ? findByReference(block) : findById(block, block.id);
    if (found.state !== 'bound') return found;
    const end = input.ended(block, found.live);
    return end === null ? found : refuse(block, [found.live], end);
  }

  function findById(block: B, id: string): Binding<L> {
    const live = byId.get(id);
    if (live !== undefined) return { state: 'bound', live, rebind: false };
    if (!input.complete) return { state: 'unread' };
    return refuse(block, [], {
      rule: 'bound-id-not-found',
      message: `\`${block.key}\` is bound to ${input.kind} ${id}, which the registry does not have. Compare the id with Admin Console.`,
      line: null,
    });
  }

  function findByReference(block: B): Binding<L> {
    const own = byReference.get(referenceOf(input.account, input.kind, block.key)) ?? [];
    const former = block.formerly.flatMap(
      (key) => byReference.get(referenceOf(input.account, input.kind, key)) ?? [],
    );
    if (own.length > 0 && former.length > 0) {
      return refuse(block, [...own, ...former], {
        rule: 'formerly-ambiguous',
        message: `\`${block.key}\` and its former key both have a live ${input.kind}: ${ids([...own, ...former])}. Bind the right one.`,
        line: `id: ${own[0]?.id ?? ''}`,
      });
    }
    const matches = own.length > 0 ? own : former;
    const [live, second] = matches;
    if (live === undefined) return { state: input.complete ? 'absent' : 'unread' };
    if (second !== undefined) {
      return refuse(block, matches, {
        rule: 'reference-duplicated',
        message: `The registry holds ${matches.length} ${input.kind}s with the reference of \`${block.key}\`: ${ids(matches)}. Bind the right one.`,
        line: `id: ${live.id}`,
      });
    }
    return { state: 'bound', live, rebind: own.length === 0 };
  }
}

/** Marks what each block is bound to; two blocks on one object are both blocked. */
function claim<B extends DesiredBlock, L extends LiveObject>(
  blocks: readonly B[],
  bindings: Map<string, Binding<L>>,
  refuse: Refuse<B, L>,
): Map<string, B> {
  const blockOf = new Map<string, B>();
  for (const block of blocks) {
    const binding = bindings.get(block.key);
    if (binding?.state !== 'bound') continue;
    const other = blockOf.get(binding.live.id);
    if (other === undefined) {
      blockOf.set(binding.live.id, block);
      continue;
    }
    const message = `\`${other.key}\` and \`${block.key}\` both mean ${binding.live.id}. Remove one of them.`;
    const blocked = refuse(block, [binding.live], {
      rule: 'block-bound-twice',
      message,
      line: null,
    });
    bindings.set(block.key, blocked);
    bindings.set(other.key, blocked);
  }
  return blockOf;
}

function lookAlike<B extends DesiredBlock, L extends LiveObject>(
  input: IdentityInput<B, L>,
  block: B,
  twins: readonly L[],
): Told {
  const [first] = twins;
  const reference = first?.referenceId ?? null;
  const former = reference === null ? null : keyOfReference(input.account, input.kind, reference);
  const line = former === null ? `id: ${first?.id ?? ''}` : `formerly: ${former}`;
  const [looks, them, it] = twins.length === 1 ? ['looks', 'it', 'it'] : ['look', 'them', 'one'];
  return {
    rule: 'look-alike',
    message:
      `\`${block.key}\` is not registered, but ${ids(twins)} ${looks} the same and no block is bound to ${them}. ` +
      `Bind ${it} if it is the same ${input.kind}; if it is another one, say why under \`allow\`: look-alike.`,
    line,
  };
}

function groupByReference<L extends LiveObject>(live: readonly L[]): Map<string, L[]> {
  const groups = new Map<string, L[]>();
  for (const object of live) {
    if (object.referenceId === null) continue;
    const group = groups.get(object.referenceId);
    if (group === undefined) groups.set(object.referenceId, [object]);
    else group.push(object);
  }
  for (const group of groups.values()) group.sort((a, b) => compareText(a.id, b.id));
  return groups;
}

function ids(objects: readonly LiveObject[]): string {
  return objects.map((object) => object.id).join(' and ');
}
