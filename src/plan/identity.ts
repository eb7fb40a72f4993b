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

export type Binding<L> =
  /** Bound. `rebind`: it still carries the reference of a former key. */
  | { readonly state: 'bound'; readonly live: L; readonly rebind: boolean }
  /** Not in the registry: may be registered. */
  | { readonly state: 'absent' }
  /** Something contradicts: nothing is planned for the block. */
  | { readonly state: 'blocked' }
  /** The part of the registry was not read completely, and it was not among what was read. */
  | { readonly state: 'unread' };

export interface Identity<B, L> {
  readonly bindings: ReadonlyMap<string, Binding<L>>;
  /** Provider id → block, for what is bound. */
  readonly blockOf: ReadonlyMap<string, B>;
  /** Live objects no block is bound to, sorted by id. */
  readonly free: readonly L[];
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
  readonly ended: (block: B, live: L) => Omit<Refusal, 'changes' | 'place'> | null;
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
  const refuse = (
    block: B,
    rule: string,
    message: string,
    line: string | null,
  ): { state: 'blocked' } => {
    refusals.push({ rule, message, line, changes: [], place: block.place });
    return { state: 'blocked' };
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
    bindings.set(block.key, refuse(block, 'look-alike', ...lookAlike(input, block, twins)));
  }
  return { bindings, blockOf, free, refusals };

  function bind(block: B): Binding<L> {
    const found = block.id === null ? findByReference(block) : findById(block, block.id);
    if (found.state !== 'bound') return found;
    const end = input.ended(block, found.live);
    return end === null ? found : refuse(block, end.rule, end.message, end.line);
  }

  function findById(block: B, id: string): Binding<L> {
    const live = byId.get(id);
    if (live !== undefined) return { state: 'bound', live, rebind: false };
    if (!input.complete) return { state: 'unread' };
    return refuse(
      block,
      'bound-id-not-found',
      `\`${block.key}\` is bound to ${input.kind} ${id}, which the registry does not have.`,
      null,
    );
  }

  function findByReference(block: B): Binding<L> {
    const own = byReference.get(referenceOf(input.account, input.kind, block.key)) ?? [];
    const former = block.formerly.flatMap(
      (key) => byReference.get(referenceOf(input.account, input.kind, key)) ?? [],
    );
    if (own.length > 0 && former.length > 0) {
      return refuse(
        block,
        'formerly-ambiguous',
        `\`${block.key}\` and its former key both have a live ${input.kind}: ${ids([...own, ...former])}.`,
        null,
      );
    }
    const matches = own.length > 0 ? own : former;
    const [live, second] = matches;
    if (live === undefined) return { state: input.complete ? 'absent' : 'unread' };
    if (second !== undefined) {
      return refuse(
        block,
        'reference-duplicated',
        `The registry holds ${matches.length} ${input.kind}s with the reference of \`${block.key}\`: ${ids(matches)}. Bind the right one.`,
        `id: ${live.id}`,
      );
    }
    return { state: 'bound', live, rebind: own.length === 0 };
  }
}

/** Marks what each block is bound to; two blocks on one object are both blocked. */
function claim<B extends DesiredBlock, L extends LiveObject>(
  blocks: readonly B[],
  bindings: Map<string, Binding<L>>,
  refuse: (block: B, rule: string, message: string, line: string | null) => Binding<L>,
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
    bindings.set(block.key, refuse(block, 'block-bound-twice', message, null));
    bindings.set(other.key, { state: 'blocked' });
  }
  return blockOf;
}

function lookAlike<B extends DesiredBlock, L extends LiveObject>(
  input: IdentityInput<B, L>,
  block: B,
  twins: readonly L[],
): [message: string, line: string] {
  const [first] = twins;
  const reference = first?.referenceId ?? null;
  const former = reference === null ? null : keyOfReference(input.account, input.kind, reference);
  const line = former === null ? `id: ${first?.id ?? ''}` : `formerly: ${former}`;
  return [
    `\`${block.key}\` is not registered, but ${ids(twins)} looks the same and no block is bound to it. ` +
      `Bind it if it is the same ${input.kind}; if it is another one, say why under \`allow\`: look-alike.`,
    line,
  ];
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
