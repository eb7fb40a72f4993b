/**
 * Whether a gateway keeps the contract, as far as reading can tell: every answer against the document, and the laws that no
 * schema can say.
 * Law: nothing is written. What there was nothing to see for is said, and is not counted as kept.
 */
import { asText, type Json } from '../../src/model/json.ts';
import type { RateLimits } from '../../src/providers/rate-limit.ts';
import { type Ask, asker, type Said } from './gateway-ask.ts';
import { checkExchange, type Exchange, operationOf } from './wire.ts';
import type { Document } from './wire-document.ts';

export interface GatewayVerdict {
  readonly broken: number;
  /** For people; ends with the line that counts. */
  readonly text: string;
}

interface Law {
  readonly about: string;
  readonly law: string;
  /** null: there was nothing to see. */
  readonly kept: boolean | null;
}

type Report = (about: string, law: string, kept: boolean | null) => void;

const KINDS = [
  { list: '/sms/brands', id: 'brandId', unknown: 'none' },
  { list: '/sms/campaigns', id: 'campaignId', unknown: 'none' },
  { list: '/sms/numbers', id: 'phoneNumber', unknown: '+14085550999' },
  { list: '/sms/invoices', id: 'invoiceId', unknown: null },
] as const;

/** Nobody's. */
const OPERATION = '00000000-0000-4000-8000-000000000000';
const REFERENCE = 'nobody/campaign/nothing';

export async function checkGateway(
  url: string,
  apiKey: string,
  contract: Document,
  limits?: RateLimits | null,
): Promise<GatewayVerdict> {
  const exchanges: Exchange[] = [];
  const laws: Law[] = [];
  const ask = asker(url, apiKey, exchanges, limits);
  const report: Report = (about, law, kept) => void laws.push({ about, law, kept });
  const lists: (readonly Json[])[] = [];
  for (const kind of KINDS) lists.push(await checkList(ask, kind, report));
  const [brands = [], campaigns = [], numbers = []] = lists;
  checkTogether(brands, campaigns, numbers, report);
  const operation = await ask(`/operations/${OPERATION}`);
  report('GET /operations/{id}', 'one that does not exist is 404', operation.status === 404);
  return verdict(laws, violationsOf(contract, exchanges), exchanges.length);
}

/** Everything that the list shows. */
async function checkList(
  ask: Ask,
  { list, id, unknown }: (typeof KINDS)[number],
  report: Report,
): Promise<readonly Json[]> {
  const about = `GET ${list}`;
  const isMissing = unknown === null && (await ask(list)).status === 404;
  if (isMissing) {
    report(about, 'is there; without it, fees are told from the log alone', null);
    return [];
  }
  const all = await readAll(ask, list, '1000');
  const { entries, said } = all;
  report(about, 'is answered with 200', said.status === 200);
  if (said.status !== 200) return [];
  report(about, '`total` is what all pages show together', all.total === entries.length);
  const ids = entries.map((entry) => asText(entry[id]));
  report(about, `every entry has its own \`${id}\``, isUnique(ids) && !ids.includes(null));
  await checkPages(ask, list, entries, report);
  const wrongKey = await ask(list, { key: 'not-a-key' });
  report(about, 'a wrong key is 401', wrongKey.status === 401);
  report(about, 'no key is 401', (await ask(list, { key: null })).status === 401);
  const html = await ask(list, { media: 'text/html' });
  report(about, 'another media type is 400', html.status === 400);
  if (unknown !== null) await checkSingle(ask, list, entries[0], { id, unknown }, report);
  if (list !== '/sms/numbers') await checkFilter(ask, list, entries, report);
  return entries;
}

interface Read {
  readonly entries: readonly Json[];
  /** Of the last page. */
  readonly said: Said;
  readonly total: unknown;
}

async function readAll(ask: Ask, list: string, pageSize: string): Promise<Read> {
  const entries: Json[] = [];
  let said = await ask(`${list}?pageSize=${pageSize}`);
  for (;;) {
    entries.push(...said.data);
    const { hasMore, nextScrollId, total } = said.pagination;
    const next = hasMore === true ? asText(nextScrollId) : null;
    if (next === null || said.data.length === 0) return { entries, said, total };
    said = await ask(`${list}?scrollId=${encodeURIComponent(next)}`);
  }
}

async function checkPages(
  ask: Ask,
  list: string,
  entries: readonly Json[],
  report: Report,
): Promise<void> {
  const about = `GET ${list}`;
  const expired = await ask(`${list}?scrollId=none`);
  report(about, 'a scroll id that is not known is 400', expired.status === 400);
  const conflict = 'a scroll id with another parameter is 400';
  const halves = 'smaller pages show the same entries';
  if (entries.length < 2) {
    report(about, halves, null);
    report(about, conflict, null);
    return;
  }
  const pageSize = String(Math.ceil(entries.length / 2));
  const first = await ask(`${list}?pageSize=${pageSize}`);
  const scrollId = encodeURIComponent(asText(first.pagination['nextScrollId']) ?? 'none');
  const both = await ask(`${list}?scrollId=${scrollId}&pageSize=${pageSize}`);
  report(about, conflict, both.status === 400);
  const again = await readAll(ask, list, pageSize);
  report(about, halves, same(again.entries, entries));
}

async function checkSingle(
  ask: Ask,
  list: string,
  entry: Json | undefined,
  { id, unknown }: { readonly id: string; readonly unknown: string },
  report: Report,
): Promise<void> {
  const about = `GET ${list}/{id}`;
  const none = await ask(`${list}/${encodeURIComponent(unknown)}`);
  report(about, 'one that does not exist is 404', none.status === 404);
  const name = asText(entry?.[id]);
  const one = name === null ? null : await ask(`${list}/${encodeURIComponent(name)}`);
  report(about, 'tells the same as the list', one === null ? null : same(one.body, entry));
  const version = entry?.['version'] ?? null;
  const etag = version === null ? null : `"${String(version)}"`;
  const law = '`ETag` is the version, and missing where there is none';
  report(about, law, one === null ? null : one.headers.get('etag') === etag);
}

/** How a registration whose answer was lost is found. */
async function checkFilter(
  ask: Ask,
  list: string,
  entries: readonly Json[],
  report: Report,
): Promise<void> {
  if (list === '/sms/invoices') return;
  const about = `GET ${list}?filter=referenceId==…`;
  const search = (reference: string) =>
    ask(`${list}?pageSize=1000&filter=${encodeURIComponent(`referenceId=="${reference}"`)}`);
  const nothing = await search(REFERENCE);
  const found = nothing.status === 200 && nothing.data.length === 0;
  report(about, 'a reference that nothing has finds nothing', found);
  const own = entries.find(({ referenceId }) => typeof referenceId === 'string');
  const reference = asText(own?.['referenceId']);
  const law = 'a reference finds the one object that has it';
  report(about, law, reference === null ? null : same((await search(reference)).data, [own]));
}

const FILLS = ['ON', 'PENDING_ON', 'PENDING_OFF', 'DISABLING_FAILED'];

function checkTogether(
  brands: readonly Json[],
  campaigns: readonly Json[],
  numbers: readonly Json[],
  report: Report,
): void {
  for (const [kind, entries] of [
    ['brands', brands],
    ['campaigns', campaigns],
  ] as const) {
    const references = entries.map((entry) => asText(entry['referenceId'])).filter(Boolean);
    const law = `no two ${kind} have the same reference`;
    report('references', law, references.length === 0 ? null : isUnique(references));
  }
  const brandIds = new Set(brands.map(({ brandId }) => brandId));
  const isOwned = campaigns.every(({ brandId }) => brandIds.has(brandId));
  report('campaigns', 'each is of a brand in the list', campaigns.length === 0 ? null : isOwned);
  const inCampaign = numbers.filter(({ campaignId }) => campaignId !== null);
  const byId = new Map(campaigns.map((entry) => [entry['campaignId'], entry]));
  const isKnown = inCampaign.every(({ campaignId }) => byId.has(campaignId));
  const law = 'each that is in a campaign names one in the list';
  report('numbers', law, inCampaign.length === 0 ? null : isKnown);
  const isOff = numbers.filter(({ status }) => status === 'OFF');
  const isClear = isOff.every(({ campaignId }) => campaignId === null);
  report('numbers', 'one that is OFF is in no campaign', isOff.length === 0 ? null : isClear);
  const places = campaigns.every(
    ({ campaignId, numberLimit }) =>
      numbers.filter(
        (one) => one['campaignId'] === campaignId && FILLS.includes(String(one['status'])),
      ).length <= Number(numberLimit),
  );
  report('places', 'no campaign has more than its limit', campaigns.length === 0 ? null : places);
}

function violationsOf(contract: Document, exchanges: readonly Exchange[]): readonly string[] {
  return exchanges.flatMap((exchange) => {
    const operation = operationOf(contract, exchange);
    if (operation === null) return [];
    const { violations } = checkExchange(contract, operation, exchange);
    const of = `GET ${operation.template} → ${exchange.status}`;
    return violations.map(({ text }) => `${of}: ${text}`);
  });
}

function verdict(
  laws: readonly Law[],
  violations: readonly string[],
  asked: number,
): GatewayVerdict {
  const word = (kept: boolean | null) => (kept === null ? 'not seen' : kept ? 'kept' : 'BROKEN');
  const lines = laws.map(({ about, law, kept }) => `${word(kept).padEnd(9)} ${about}: ${law}`);
  const found = [...new Set(violations)].map((text) => `BROKEN    ${text}`);
  const broken = laws.filter(({ kept }) => kept === false).length + found.length;
  const unseen = laws.filter(({ kept }) => kept === null).length;
  const last = `check:gateway: ${asked} requests, ${broken} broken, ${unseen} not seen. Nothing was written.`;
  return { broken, text: `${[...lines, ...found, last].join('\n')}\n` };
}

function isUnique(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
