/**
 * Scroll pages: the first request fixes filter, order and size; later ones carry nothing but the scroll id.
 * Law: a scroll shows the list as it was at its first page; its ids expire on the wall clock and do not survive a restart.
 */
import { randomBytes } from 'node:crypto';
import { compareText } from '../model/diagnostic.ts';
import { type Exchange, Problem, type Reply } from './exchange.ts';
import { FilterError, type FilterFields, parseFilter } from './rsql.ts';

export interface ListRules<T> {
  readonly filters: FilterFields<T>;
  /** Attributes to sort by; null: the list knows no order but its own. */
  readonly sorts: Readonly<Record<string, (item: T) => string | null>> | null;
  readonly maxSize: number;
  /** Whether `pagination.total` counts all matches: ours do, the published lists do not. */
  readonly total: boolean;
  readonly render: (item: T) => object;
}

interface Scroll {
  readonly path: string;
  readonly items: readonly unknown[];
  readonly pageSize: number;
  readonly filter: string | null;
  readonly sort: string | null;
  /** Wall clock, ms. */
  readonly expires: number;
}

export type Scrolls = Map<string, Scroll>;

const DEFAULT_SIZE = 100;
const SCROLL_LIFE_MS = 10 * 60_000;
const SCROLLS_KEPT = 1000;

/** One page of `items`. */
export function listPage<T>(
  exchange: Exchange,
  items: () => Iterable<T>,
  rules: ListRules<T>,
): Reply {
  const scrollId = exchange.query.get('scrollId');
  const { scroll, id, start } =
    scrollId === null ? begin(exchange, items, rules) : resume(exchange, scrollId);
  const end = start + scroll.pageSize;
  const hasMore = end < scroll.items.length;
  const next = hasMore ? scrollIdOf(id, end) : null;
  if (hasMore) keep(exchange.scrolls, id, scroll);
  const data = pageData(exchange, scroll, start, end) as readonly T[];
  const faulty = exchange.faults.some(({ kind }) => kind === 'wrongTotal');
  const self = `${exchange.base}${exchange.path}?${exchange.query.toString()}`.replace(/\?$/, '');
  return {
    status: 200,
    body: {
      data: data.map(rules.render),
      pagination: {
        pageSize: scroll.pageSize,
        pageNumber: start / scroll.pageSize,
        hasMore,
        filter: scroll.filter,
        sort: scroll.sort,
        nextScrollId: next,
        ...(rules.total ? { total: scroll.items.length + (faulty ? 7 : 0) } : {}),
      },
      _links: {
        self: { href: self },
        ...(next === null
          ? {}
          : { next: { href: `${exchange.base}${exchange.path}?scrollId=${next}` } }),
      },
    },
  };
}

/** The items of the page, unless a fault hides half of them or shows the page before once more. */
function pageData(
  exchange: Exchange,
  scroll: Scroll,
  start: number,
  end: number,
): readonly unknown[] {
  const repeat = exchange.faults.some(({ kind }) => kind === 'repeatPage') && start > 0;
  const by = repeat ? scroll.pageSize : 0;
  const data = scroll.items.slice(start - by, end - by);
  const truncate = exchange.faults.some(({ kind }) => kind === 'truncatePage');
  return truncate ? data.slice(0, Math.floor(data.length / 2)) : data;
}

function begin<T>(
  { query, path }: Exchange,
  items: () => Iterable<T>,
  rules: ListRules<T>,
): { scroll: Scroll; id: string; start: number } {
  const filter = query.get('filter');
  const sort = query.get('sort');
  const matches = filter === null ? [...items()] : filtered(items(), filter, rules.filters);
  if (sort !== null) sortBy(matches, sort, rules.sorts);
  return {
    id: randomBytes(9).toString('base64url'),
    start: 0,
    scroll: {
      path,
      items: matches,
      pageSize: sizeOf(query.get('pageSize'), rules.maxSize),
      filter,
      sort,
      expires: Date.now() + SCROLL_LIFE_MS,
    },
  };
}

function resume(
  { scrolls, query, path, faults }: Exchange,
  scrollId: string,
): { scroll: Scroll; id: string; start: number } {
  if (['pageSize', 'filter', 'sort'].some((name) => query.has(name))) {
    const message = 'Cannot use scrollId with other first-page query parameters';
    throw new Problem(400, 'CONFLICTING_QUERY_PARAMETER', message);
  }
  const [id = '', position = ''] = Buffer.from(scrollId, 'base64url').toString().split('.');
  const scroll = scrolls.get(id);
  const start = Number(position);
  const usable =
    scroll !== undefined &&
    scroll.path === path &&
    scroll.expires > Date.now() &&
    start % scroll.pageSize === 0 &&
    start > 0 &&
    start < scroll.items.length &&
    !faults.some(({ kind }) => kind === 'expireScroll');
  if (!usable) throw new Problem(400, 'VALIDATION_ERROR', 'Invalid scroll identifier', 'scrollId');
  return { scroll, id, start };
}

function scrollIdOf(id: string, position: number): string {
  return Buffer.from(`${id}.${position}`).toString('base64url');
}

function keep(scrolls: Scrolls, id: string, scroll: Scroll): void {
  if (!scrolls.has(id) && scrolls.size >= SCROLLS_KEPT) {
    const now = Date.now();
    for (const [key, { expires }] of scrolls) if (expires <= now) scrolls.delete(key);
    for (const oldest of scrolls.keys()) {
      if (scrolls.size < SCROLLS_KEPT) break;
      scrolls.delete(oldest);
    }
  }
  scrolls.set(id, scroll);
}

function sizeOf(text: string | null, max: number): number {
  if (text === null) return DEFAULT_SIZE;
  const size = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > max) {
    throw new Problem(400, 'VALIDATION_ERROR', `must be between 1 and ${max}`, 'pageSize');
  }
  return size;
}

function filtered<T>(items: Iterable<T>, filter: string, fields: FilterFields<T>): T[] {
  try {
    const matches = parseFilter(filter, fields);
    const kept: T[] = [];
    for (const item of items) if (matches(item)) kept.push(item);
    return kept;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new Problem(400, 'VALIDATION_ERROR', error.message, 'filter');
  }
}

function sortBy<T>(items: T[], sort: string, sorts: ListRules<T>['sorts']): void {
  // A plus that was not encoded arrives as a space.
  const [, sign = '', name = ''] = /^([+\- ]?)(.*)$/s.exec(sort) ?? [];
  const read = sorts !== null && Object.hasOwn(sorts, name) ? sorts[name] : undefined;
  if (read === undefined) {
    throw new Problem(400, 'VALIDATION_ERROR', 'Invalid sort parameter', 'sort');
  }
  const direction = sign === '-' ? -1 : 1;
  items.sort((a, b) => direction * compareText(read(a) ?? '', read(b) ?? ''));
}
