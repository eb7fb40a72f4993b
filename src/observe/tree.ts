/**
 * What is observed as the keys and values of `observed.yaml`, in the order in which they are written.
 */
import { type Content, FIELDS, type FieldValue, type Kind } from '../model/kinds.ts';
import {
  type Observed,
  type ObservedBrand,
  type ObservedCampaign,
  type ObservedNumber,
  type Seen,
  SMS_WORDS,
} from '../model/observed.ts';

export type Node = string | number | readonly string[] | Tree;

export interface Tree {
  /** It is written on one line, between braces. */
  readonly isInline: boolean;
  readonly items: ReadonlyMap<string, Node>;
}

/** What is null, and a map with nothing in it, is not written. */
type Item = readonly [key: string, node: Node | null];

function tree(isInline: boolean, items: Iterable<Item>): Tree {
  const written = new Map<string, Node>();
  for (const [key, node] of items) {
    if (node !== null && !(isTree(node) && node.items.size === 0)) written.set(key, node);
  }
  return { isInline, items: written };
}

export function isTree(node: Node): node is Tree {
  return typeof node === 'object' && !isList(node);
}

export function isList(node: Node): node is readonly string[] {
  return Array.isArray(node);
}

export function treeOf(observed: Observed): Tree {
  return tree(false, [
    ['version', 1],
    ['observed', observed.account],
    ['formsSeen', seenTree(observed.forms)],
    ['pageSeen', seenTree(observed.page)],
    ['brands', blocks(observed.brands, brandTree)],
    ['campaigns', blocks(observed.campaigns, campaignTree)],
    ['numbers', blocks(observed.numbers, numberTree)],
  ]);
}

function blocks<T>(map: ReadonlyMap<string, T>, write: (block: T) => Tree): Tree {
  return tree(
    false,
    [...map].map(([key, block]) => [key, write(block)] as const),
  );
}

function seenTree(seen: Seen): Tree;
function seenTree(seen: Seen | null): Tree | null;
function seenTree(seen: Seen | null): Tree | null {
  if (seen === null) return null;
  return tree(true, [
    ['at', seen.at],
    ['by', seen.by],
  ]);
}

function brandTree(brand: ObservedBrand): Tree {
  return tree(false, [
    ['id', brand.id],
    ['status', brand.status],
    ['since', brand.since],
    ['reason', brand.reason],
    ['seen', seenTree(brand.seen)],
    ['form', formTree('brand', brand.content)],
  ]);
}

function campaignTree(campaign: ObservedCampaign): Tree {
  return tree(false, [
    ['id', campaign.id],
    ['brand', campaign.brand],
    ['status', campaign.status],
    ['since', campaign.since],
    ['reason', campaign.reason],
    ['lastResubmit', campaign.lastResubmit],
    ['limit', campaign.limit],
    ['seen', seenTree(campaign.seen)],
    ['form', formTree('campaign', campaign.content)],
    ['numbers', blocks(campaign.numbers, numberTree)],
  ]);
}

function numberTree(number: ObservedNumber): Tree {
  return tree(true, [
    ['status', SMS_WORDS[number.status]],
    ['since', number.since],
    ['reason', number.reason],
    ['seen', seenTree(number.seen)],
    ['lookAgain', number.lookAgain],
  ]);
}

/** `optIn.message` stands below `optIn`. */
function formTree(kind: Kind, content: Content | null): Tree | null {
  if (content === null) return null;
  const groups = new Map<string, Map<string, FieldValue> | FieldValue>();
  for (const { name } of FIELDS[kind]) {
    const value = content[name];
    if (value === undefined) continue;
    const [outer = '', inner] = name.split('.');
    const group = groups.get(outer);
    if (inner === undefined) groups.set(outer, value);
    else if (group instanceof Map) group.set(inner, value);
    else groups.set(outer, new Map([[inner, value]]));
  }
  return tree(
    false,
    [...groups].map(
      ([name, group]) => [name, group instanceof Map ? tree(false, group) : group] as const,
    ),
  );
}

export function isSame(a: Node, b: Node): boolean {
  if (isTree(a) && isTree(b)) {
    return (
      a.items.size === b.items.size &&
      [...a.items].every(([key, node]) => {
        const other = b.items.get(key);
        return other !== undefined && isSame(node, other);
      })
    );
  }
  if (isTree(a) || isTree(b)) return false;
  if (!isList(a) || !isList(b)) return a === b;
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
