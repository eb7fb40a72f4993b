/**
 * Chains: what waits for what, as steps one after another.
 * Law: pure and linear; a step comes after every step that it waits for. A chain holds all that hangs together, and what
 * neither waits nor is waited for is in none.
 */
import type { Change, LimitRaise, Plan, WaitsFor } from '../../model/plan.ts';
import { grouped } from './page.ts';

/** A change; where it is off at once and on again later, each half is a link of its own. */
export interface Deed {
  readonly kind: 'change';
  readonly change: Change;
  readonly half: 'whole' | 'off' | 'on-again';
}

/** Somebody else has to do something first: carriers, support, the registry. */
export interface Wait {
  readonly kind: 'wait';
  readonly for: WaitsFor;
  readonly since: string | null;
  readonly text: string;
  /** The first that waits for it. */
  readonly waits: Change;
}

/** A person asks for it. */
export interface Ask {
  readonly kind: 'ask';
  readonly raise: LimitRaise;
}

export type Link = Deed | Wait | Ask;

export interface Chain {
  /** Links of one step do not wait for each other. */
  readonly steps: readonly (readonly Link[])[];
}

/** In the order in which their first change is executed. */
export function chainsOf(plan: Plan): Chain[] {
  const net = netOf(plan);
  const stepOf = stepsOf(net);
  const chains = new Map<number, Link[][]>();
  net.links.forEach((link, at) => {
    const group = net.groupOf(at);
    const steps = chains.get(group) ?? [];
    const step = stepOf[at] ?? 0;
    const links = steps[step] ?? [];
    links.push(link);
    steps[step] = links;
    chains.set(group, steps);
  });
  return [...chains.values()].filter(({ length }) => length > 1).map((steps) => ({ steps }));
}

interface Net {
  readonly links: readonly Link[];
  /** Of each link, the indexes of those that wait for it. */
  readonly next: readonly (readonly number[])[];
  /** The same for all that hang together. */
  groupOf(at: number): number;
}

/** Every change, every half of one, and everything that one of them waits for. */
function netOf(plan: Plan): Net {
  const links: Link[] = [];
  const next: number[][] = [];
  const { join, groupOf } = groups();
  const add = (link: Link): number => {
    next.push([]);
    return links.push(link) - 1;
  };
  const follow = (earlier: number | undefined, later: number): void => {
    if (earlier === undefined || earlier === later) return;
    next[earlier]?.push(later);
    join(earlier, later);
  };

  const at = new Map<string, number>();
  for (const change of plan.changes) {
    const half = change.onAfter === null ? 'whole' : 'off';
    at.set(change.id, add({ kind: 'change', change, half }));
  }
  const causes = causesOf(plan);
  const waits = new Map<string, number>();
  const waitOf = (wait: Wait): number => {
    const key = JSON.stringify([wait.for, wait.waits.campaign, wait.text]);
    const known = waits.get(key);
    if (known !== undefined) return known;
    const made = add(wait);
    waits.set(key, made);
    for (const cause of causes(wait)) {
      follow('id' in cause ? at.get(cause.id) : add({ kind: 'ask', raise: cause }), made);
    }
    return made;
  };

  for (const change of plan.changes) {
    const own = at.get(change.id);
    if (own === undefined) continue;
    const { when, onAfter } = change;
    if (when.kind === 'after') for (const id of when.changes) follow(at.get(id), own);
    if (when.kind === 'waiting') follow(waitOf({ ...when, kind: 'wait', waits: change }), own);
    if (onAfter === null) continue;
    const again = add({ kind: 'change', change, half: 'on-again' });
    follow(own, again);
    follow(at.get(onAfter), again);
  }
  return { links, next, groupOf };
}

/** What in this plan brings about what is waited for. */
function causesOf(plan: Plan): (wait: Wait) => readonly (Change | LimitRaise)[] {
  const raises = grouped(plan.limitRaises, ({ campaign }) => campaign);
  const brands = new Map(plan.campaigns.map(({ key, brand }) => [key, brand]));
  const started = grouped(plan.changes, ({ address, action, from }) => {
    switch (action) {
      case 'register':
      case 'resubmit':
      case 'update':
        return `${action} ${address}`;
      case 'move':
      case 'turn-off':
        return `leaves ${from?.campaign}`;
      default:
        return '';
    }
  });
  const of = (key: string): readonly Change[] => started.get(key) ?? [];
  return ({ for: reason, waits: { campaign, action } }) => {
    switch (reason) {
      case 'campaign-approval':
        return [...of(`register campaign/${campaign}`), ...of(`resubmit campaign/${campaign}`)];
      case 'brand-verification': {
        // A brand that is being verified is changed after that, which nobody waits for.
        const brand = brands.get(campaign ?? '');
        return of(`update brand/${brand}`).filter(({ when }) => when.kind !== 'waiting');
      }
      case 'number-off':
        // Everybody has to leave a campaign that ends; other waits are for one number, which is on its way already.
        return action === 'deactivate' ? of(`leaves ${campaign}`) : [];
      case 'limit-raise':
        return raises.get(campaign ?? '') ?? [];
      default:
        return [];
    }
  };
}

/** The step of each link: one behind the last of those that it waits for. */
function stepsOf({ links, next }: Net): number[] {
  const steps = links.map(() => 0);
  const before = links.map(() => 0);
  for (const later of next.flat()) before[later] = (before[later] ?? 0) + 1;
  const ready = links.flatMap((_, at) => (before[at] === 0 ? [at] : []));
  for (let i = 0; i < ready.length; i++) {
    const at = ready[i] ?? 0;
    for (const later of next[at] ?? []) {
      steps[later] = Math.max(steps[later] ?? 0, (steps[at] ?? 0) + 1);
      const left = (before[later] ?? 0) - 1;
      before[later] = left;
      if (left === 0) ready.push(later);
    }
  }
  return steps;
}

/** Numbers that were joined, in whatever way, have the same group. */
function groups(): { join(a: number, b: number): void; groupOf(at: number): number } {
  const parent = new Map<number, number>();
  const groupOf = (at: number): number => {
    let top = at;
    for (let up = parent.get(top); up !== undefined; up = parent.get(top)) top = up;
    // What was walked through leads straight to the top from now on.
    for (let here = at; here !== top; ) {
      const up = parent.get(here) ?? top;
      parent.set(here, top);
      here = up;
    }
    return top;
  };
  const join = (a: number, b: number): void => {
    const [one, other] = [groupOf(a), groupOf(b)];
    // The smaller one is the top, so that a group is found where its first link is.
    if (one !== other) parent.set(Math.max(one, other), Math.min(one, other));
  };
  return { join, groupOf };
}
