/**
 * The scheduler: who gets a place, and in which order places change hands.
 *
 * Laws. No campaign is above its limit at any moment, whatever order independent items finish in.
 * A move starts only when its place exists. Who comes first is the written order, never our pick.
 * A cycle of moves through full campaigns is broken at one item, and only where no free place anywhere reaches it:
 * that one item is off longer than its own off-and-on; the number of such items is the least possible.
 *
 * A place is a token: it is free now, or it appears when an item has left. Each item that takes a place holds one token.
 */

/** An item takes a place, leaves one, or both. Campaigns are named by provider id. */
export interface Item {
  readonly key: string;
  readonly leaves: string | null;
  readonly takes: string | null;
  /** The person can text now: being off longer than needed would hurt. */
  readonly texts: boolean;
}

export interface Slot {
  readonly item: Item;
  /** Keys of the items that must have left before this one starts. */
  readonly after: readonly string[];
  /** It leaves at once and takes its place after that item has left. */
  readonly onAfter: string | null;
}

/** Campaign → its limit less the places filled now; negative: above its limit already, so it takes nobody. */
export type Room = ReadonlyMap<string, number>;

/** Which items get a place, items being in written order. Linear. */
export function admit(items: readonly Item[], room: Room): ReadonlySet<Item> {
  const admitted = new Set(items);
  // A campaign above its limit takes nobody until it is down to it, not even in exchange.
  const shut = (campaign: string | null): boolean => (room.get(campaign ?? '') ?? 0) < 0;
  const capacity = new Map(room);
  const candidates = new Map<string, Item[]>();
  for (const item of items) {
    if (shut(item.takes)) admitted.delete(item);
    else if (item.takes !== null && !keepsPlace(item)) push(candidates, item.takes, item);
  }
  for (const item of admitted) {
    if (item.leaves !== null && !keepsPlace(item)) add(capacity, item.leaves, 1);
  }
  // Start from "everybody moves" and drop, last written first, whoever finds no place: what remains is the most
  // that can move, because a drop only ever takes capacity away.
  const queue = [...candidates.keys()];
  for (let at = 0; at < queue.length; at++) {
    const campaign = queue[at] ?? '';
    const waiting = candidates.get(campaign) ?? [];
    while (waiting.length > Math.max(0, capacity.get(campaign) ?? 0)) {
      const dropped = waiting.pop();
      if (dropped === undefined) break;
      admitted.delete(dropped);
      if (dropped.leaves === null) continue;
      add(capacity, dropped.leaves, -1);
      queue.push(dropped.leaves);
    }
  }
  // Those that only trade places among themselves need no room: nobody else could have had it.
  const left = items.filter((item) => !admitted.has(item) && !shut(item.takes));
  for (const item of cyclesAmong(left)) admitted.add(item);
  return admitted;
}

/** Orders admitted items, given in written order. Every item gets exactly one slot. */
export function schedule(items: readonly Item[], room: Room): readonly Slot[] {
  const after = new Map<Item, readonly string[]>();
  const onAfter = new Map<Item, string>();
  const moves = items.filter(
    (item) => !keepsPlace(item) && item.leaves !== null && item.takes !== null,
  );
  const incoming = groupByTarget(moves);
  const spare = spendTokens(items, room, incoming, after);

  const stuck = moves.filter((move) => !after.has(move));
  for (const component of components(stuck)) {
    const host = moves.find((move) => after.has(move) && component.nodes.has(move.takes ?? ''));
    if (host === undefined) breakCycle(withHelper(component, items), after, onAfter);
    else splice(component.moves, host, after);
  }

  for (const item of items) {
    if (after.has(item)) continue;
    const token = item.takes === null || keepsPlace(item) ? [] : spare.get(item.takes)?.shift();
    if (token === undefined) throw new Error(`no place for ${item.key}: it was not admitted`);
    after.set(item, token);
  }
  return items.map((item) => ({
    item,
    after: after.get(item) ?? [],
    onAfter: onAfter.get(item) ?? null,
  }));
}

/** A switch inside one campaign hands its own place on. */
function keepsPlace(item: Item): boolean {
  return item.leaves !== null && item.leaves === item.takes;
}

/** Hands every token on until it meets a campaign nobody moves into. Returns what is left, free places first. */
function spendTokens(
  items: readonly Item[],
  room: Room,
  incoming: Map<string, Item[]>,
  after: Map<Item, readonly string[]>,
): Map<string, (readonly string[])[]> {
  const spare = new Map<string, (readonly string[])[]>();
  const tokens: { at: string; token: readonly string[] }[] = [];
  for (const [at, free] of room) {
    for (let i = 0; i < free; i++) tokens.push({ at, token: [] });
  }
  for (const item of items) {
    if (item.leaves !== null && item.takes === null) {
      tokens.push({ at: item.leaves, token: [item.key] });
    }
  }
  for (let at = 0; at < tokens.length; at++) {
    const entry = tokens[at];
    if (entry === undefined) break;
    const move = incoming.get(entry.at)?.shift();
    if (move === undefined) {
      push(spare, entry.at, entry.token);
    } else {
      after.set(move, entry.token);
      tokens.push({ at: move.leaves ?? '', token: [move.key] });
    }
  }
  for (const left of spare.values()) left.sort((a, b) => a.length - b.length);
  return spare;
}

/**
 * What is stuck always forms closed walks: in each campaign as many stuck moves leave as arrive.
 * A token that passes the component at `host` walks the whole circuit first and comes back.
 */
function splice(moves: readonly Item[], host: Item, after: Map<Item, readonly string[]>): void {
  let token = after.get(host) ?? [];
  for (const move of circuit(moves, host.takes ?? '')) {
    after.set(move, token);
    token = [move.key];
  }
  after.set(host, token);
}

/** A switch inside one of its campaigns can lend its place, if its person cannot text and nobody else is like that. */
function withHelper(
  component: { moves: readonly Item[]; nodes: ReadonlySet<string> },
  items: readonly Item[],
): readonly Item[] {
  if (component.moves.some((move) => !move.texts)) return component.moves;
  const helper = items.find(
    (item) => keepsPlace(item) && !item.texts && component.nodes.has(item.takes ?? ''),
  );
  return helper === undefined ? component.moves : [...component.moves, helper];
}

/** No token reaches the component: one item leaves first, preferably one whose person cannot text anyway. */
function breakCycle(
  moves: readonly Item[],
  after: Map<Item, readonly string[]>,
  onAfter: Map<Item, string>,
): void {
  const first = moves.findLast((move) => !move.texts) ?? moves.at(-1);
  if (first === undefined) return;
  const walk = circuit(moves, first.leaves ?? '');
  const at = walk.indexOf(first);
  after.set(first, []);
  let last = first.key;
  for (const move of [...walk.slice(at + 1), ...walk.slice(0, at)]) {
    after.set(move, [last]);
    last = move.key;
  }
  onAfter.set(first, last);
}

/** Euler circuit (Hierholzer): the walk of a token that starts at `start` and takes every move once, against its direction. */
function circuit(moves: readonly Item[], start: string): Item[] {
  const incoming = groupByTarget(moves);
  const stack: { node: string; via: Item | null }[] = [{ node: start, via: null }];
  const walk: Item[] = [];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = incoming.get(top.node)?.shift();
    if (next !== undefined) {
      stack.push({ node: next.leaves ?? '', via: next });
    } else {
      stack.pop();
      if (top.via !== null) walk.push(top.via);
    }
  }
  return walk.reverse();
}

/** Connected components of moves, in written order of their first move. */
function components(moves: readonly Item[]): { moves: Item[]; nodes: Set<string> }[] {
  const parent = new Map<string, string>();
  const root = (node: string): string => {
    let at = node;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    if (at !== node) parent.set(node, at);
    return at;
  };
  for (const move of moves) {
    const a = root(move.leaves ?? '');
    const b = root(move.takes ?? '');
    if (a !== b) parent.set(a, b);
  }
  const groups = new Map<string, { moves: Item[]; nodes: Set<string> }>();
  for (const move of moves) {
    const name = root(move.takes ?? '');
    const group = groups.get(name) ?? { moves: [], nodes: new Set<string>() };
    groups.set(name, group);
    group.moves.push(move);
    group.nodes.add(move.leaves ?? '').add(move.takes ?? '');
  }
  return [...groups.values()];
}

/** Edge-disjoint cycles among items that both leave and take, found in written order. */
function cyclesAmong(items: readonly Item[]): Item[] {
  const movers = items.filter((item) => item.leaves !== null && item.takes !== null);
  const outgoing = new Map<string, Item[]>();
  for (const item of movers) push(outgoing, item.leaves ?? '', item);
  const found: Item[] = [];
  const path: Item[] = [];
  const on = new Map<string, number>();
  for (const start of outgoing.keys()) {
    let node = start;
    on.set(node, 0);
    for (;;) {
      const next = outgoing.get(node)?.shift();
      if (next === undefined) {
        // A dead end: this node can be on no further cycle, so step back.
        on.delete(node);
        const back = path.pop();
        if (back === undefined) break;
        node = back.leaves ?? '';
        continue;
      }
      path.push(next);
      node = next.takes ?? '';
      const seen = on.get(node);
      if (seen === undefined) {
        on.set(node, path.length);
        continue;
      }
      const cycle = path.splice(seen);
      for (const item of cycle.slice(0, -1)) on.delete(item.takes ?? '');
      for (const item of cycle) found.push(item);
    }
  }
  return found;
}

function groupByTarget(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) push(groups, item.takes ?? '', item);
  return groups;
}

function push<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
