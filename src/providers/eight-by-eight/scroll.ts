/**
 * Reads a whole list, page by page, as the Administration API scrolls.
 * Law: a list that may be incomplete says so. It is never passed on as if it were whole.
 *
 * The first request carries the page size and the filter, each later one the scroll id alone: together they are refused
 * as conflicting. A scroll id lives some five to ten minutes; when it has expired, reading starts over. Pages of the
 * documentation disagree about the largest page: a registry may refuse ours or send its own, but each but the last is full.
 */

import { asCount, asList, asObject, asText, type Json } from '../../model/json.ts';
import { ProviderError } from '../../model/port.ts';
import type { HttpClient } from '../http.ts';

export interface ListRequest<K extends string, T> {
  readonly path: string;
  readonly media: string;
  readonly pageSize: number;
  /** RSQL; left out: everything. */
  readonly filter?: string;
  /** What names an entry; null: the entry cannot be understood. */
  readonly keyOf: (entry: Json) => K | null;
  /** What is kept of an entry, from the moment it arrives: raw ones of a large account take several times the room. */
  readonly parse: (entry: Json) => T;
}

export interface Listing<K extends string, T> {
  /** Each entry once by what names it, in the order of the registry. */
  readonly entries: ReadonlyMap<K, T>;
  /** Why it may be incomplete, to go behind "…: "; null: it is whole. */
  readonly gap: string | null;
  /** Time of the registry at the last page (ISO 8601), where it runs on a clock of its own. */
  readonly time: string | null;
}

/** Times that reading starts over after an expired scroll id. */
const RESTARTS = 3;
/** Entries on a page where none are asked for, and the most that any page of the documentation agrees on. */
const DEFAULT_PAGE = 100;

/** Throws ProviderError where a page cannot be had at all. */
export async function readList<K extends string, T>(
  http: HttpClient,
  request: ListRequest<K, T>,
): Promise<Listing<K, T>> {
  let { pageSize } = request;
  for (let restarts = 0; restarts <= RESTARTS; ) {
    const listing = await readPass(http, { ...request, pageSize });
    if (typeof listing !== 'string') return listing;
    if (listing === 'expired') restarts += 1;
    else pageSize = DEFAULT_PAGE;
  }
  throw new ProviderError(
    `Reading took longer than the registry keeps its place, ${RESTARTS + 1} times over (GET ${request.path}).`,
    { kind: 'unavailable' },
  );
}

async function readPass<K extends string, T>(
  http: HttpClient,
  request: ListRequest<K, T>,
): Promise<Listing<K, T> | 'expired' | 'page-too-large'> {
  const { path, media, filter, keyOf, parse } = request;
  const entries = new Map<K, T>();
  const faults = new Set<string>();
  const first = { pageSize: String(request.pageSize), ...(filter === undefined ? {} : { filter }) };
  let scrollId: string | null = null;
  /** Entries on a page that others follow. The size that is told may be the one that was asked for, and not kept. */
  let full = 0;
  let previous = Number.POSITIVE_INFINITY;
  for (;;) {
    const query: Record<string, string> = scrollId === null ? first : { scrollId };
    const page = await readPage(http, path, media, query);
    if (typeof page === 'string') return page;
    const before = entries.size;
    for (const entry of page.data) {
      const object = asObject(entry);
      const key = object === null ? null : keyOf(object);
      if (object === null || key === null) faults.add('it holds entries that make no sense');
      else if (entries.has(key)) faults.add(`it shows ${key} more than once`);
      else entries.set(key, parse(object));
    }
    const { nextScrollId, total, pageSize } = page;
    const length = page.data.length;
    const hasMore = page.hasMore ?? nextScrollId !== null;
    const isFull =
      length >= request.pageSize || (length > 0 && [DEFAULT_PAGE, pageSize, full].includes(length));
    if (page.hasMore === null && !hasMore && isFull && total === null) {
      faults.add('it does not say whether there is more');
    }
    full = Math.max(full, length, Math.min(pageSize ?? 0, DEFAULT_PAGE));
    if ((page.hasMore === true && length < full) || (length > 0 && previous < full)) {
      faults.add('it has a page with fewer entries than there should be');
    }
    previous = length;
    if (hasMore && nextScrollId === null) faults.add('it says that there is more, but not where');
    if (hasMore && entries.size === before) faults.add('it stops in the middle');
    if (hasMore && nextScrollId !== null && entries.size > before) {
      scrollId = nextScrollId;
      continue;
    }
    if (total !== null && total !== entries.size) {
      faults.add(`it should hold ${total} entries and shows ${entries.size}`);
    }
    const gap = faults.size === 0 ? null : [...faults].slice(0, 3).join('; ');
    return { entries, gap, time: page.time };
  }
}

interface Page {
  readonly data: readonly unknown[];
  /** null: not told. */
  readonly hasMore: boolean | null;
  /** Never empty. */
  readonly nextScrollId: string | null;
  /** As the registry tells it. */
  readonly pageSize: number | null;
  readonly total: number | null;
  readonly time: string | null;
}

async function readPage(
  http: HttpClient,
  path: string,
  media: string,
  query: Readonly<Record<string, string>>,
): Promise<Page | 'expired' | 'page-too-large'> {
  try {
    const { body, headers, requestId } = await http.send({ method: 'GET', path, media, query });
    const page = asObject(body);
    const data = asList(page?.['data']);
    if (data === null) {
      throw new ProviderError(`The answer of the registry is not a list (GET ${path}).`, {
        kind: 'protocol',
        requestId,
      });
    }
    const pagination = asObject(page?.['pagination']);
    const hasMore = pagination?.['hasMore'];
    return {
      data,
      hasMore: typeof hasMore === 'boolean' ? hasMore : null,
      nextScrollId: asText(pagination?.['nextScrollId']) || linkedScrollId(page),
      pageSize: asCount(pagination?.['pageSize']),
      total: asCount(pagination?.['total']),
      time: headers.get('x-sandbox-time'),
    };
  } catch (error) {
    if (query['scrollId'] !== undefined && isExpiry(error)) return 'expired';
    if (Number(query['pageSize']) > DEFAULT_PAGE && isTooLarge(error)) return 'page-too-large';
    throw error;
  }
}

/**
 * The scroll id in the link to the next page, which is absolute in the OpenAPI files and relative in the guides. Nothing
 * else of it is used: the key goes to one address only, and a page size beside the scroll id would be refused.
 */
function linkedScrollId(page: Json | null): string | null {
  const href = asText(asObject(asObject(page?.['_links'])?.['next'])?.['href']);
  const base = 'https://registry.invalid';
  return href !== null && URL.canParse(href, base)
    ? new URL(href, base).searchParams.get('scrollId') || null
    : null;
}

function isExpiry(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    error.status === 400 &&
    error.code !== 'CONFLICTING_QUERY_PARAMETER' &&
    (error.field === 'scrollId' || error.field === null)
  );
}

function isTooLarge(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    error.status === 400 &&
    (error.field === 'pageSize' || error.code === 'INVALID_PAGE_SIZE')
  );
}
