/**
 * Our part: brands, campaigns, SMS numbers and invoices, as schema/sms-registry.openapi.yaml describes them.
 * Law: a write that is accepted has its effect at once; the operation only tells of it later.
 */
import type { Body } from './brands.ts';
import { type Exchange, granted, Problem, type Reply } from './exchange.ts';
import { type Answer, BRAND_FIELDS, CAMPAIGN_FIELDS, type Field } from './fields.ts';
import { type ListRules, listPage } from './pages.ts';
import { numberOf, operationTimes, renderOperation } from './published.ts';
import type {
  BrandRecord,
  CampaignRecord,
  Content,
  InvoiceRecord,
  ItemResult,
  NumberRecord,
  OperationRecord,
} from './records.ts';

const PAGE_MAX = 1000;
const BATCH_MAX = 100;

export function listBrands(exchange: Exchange): Reply {
  const rules: ListRules<BrandRecord> = {
    maxSize: PAGE_MAX,
    total: true,
    sorts: null,
    filters: {
      referenceId: { read: (brand) => brand.referenceId },
      status: { read: (brand) => brand.status },
    },
    render: (brand) => renderBrand(exchange, brand),
  };
  return listPage(exchange, () => exchange.open.registry.state.brands.values(), rules);
}

export function getBrand(exchange: Exchange): Reply {
  const [id = ''] = exchange.params;
  const brand = exchange.open.registry.state.brands.get(id);
  if (brand === undefined) throw new Problem(404, 'NOT_FOUND', `Brand not found: ${id}`);
  return tagged(exchange, brand.version, renderBrand(exchange, brand));
}

export function listCampaigns(exchange: Exchange): Reply {
  const rules: ListRules<CampaignRecord> = {
    maxSize: PAGE_MAX,
    total: true,
    sorts: null,
    filters: {
      referenceId: { read: (campaign) => campaign.referenceId },
      brandId: { read: (campaign) => campaign.brandId },
      status: { read: (campaign) => campaign.status },
    },
    render: (campaign) => renderCampaign(exchange, campaign),
  };
  return listPage(exchange, () => exchange.open.registry.state.campaigns.values(), rules);
}

export function getCampaign(exchange: Exchange): Reply {
  const [id = ''] = exchange.params;
  const campaign = exchange.open.registry.state.campaigns.get(id);
  if (campaign === undefined) throw new Problem(404, 'NOT_FOUND', `Campaign not found: ${id}`);
  return tagged(exchange, campaign.version, renderCampaign(exchange, campaign));
}

export function listNumbers(exchange: Exchange): Reply {
  const rules: ListRules<NumberRecord> = {
    maxSize: PAGE_MAX,
    total: true,
    sorts: null,
    filters: {
      campaignId: { read: (number) => number.campaignId },
      status: { read: (number) => number.status },
      phoneNumber: { read: (number) => number.phoneNumber },
    },
    render: (number) => renderSmsNumber(exchange, number),
  };
  return listPage(exchange, () => exchange.open.registry.state.numbers.values(), rules);
}

export function getNumber(exchange: Exchange): Reply {
  const [phoneNumber = ''] = exchange.params;
  const number = numberOf(exchange.open.registry.state.numbers, phoneNumber);
  return tagged(exchange, number.version, renderSmsNumber(exchange, number));
}

const INVOICES: ListRules<InvoiceRecord> = {
  maxSize: PAGE_MAX,
  total: true,
  sorts: null,
  filters: {},
  render: ({ invoiceId, amountUsd, campaignId, referenceId, issuedTime }) => ({
    invoiceId,
    type: 'ORDER',
    amountUsd,
    currency: 'USD',
    campaignId,
    referenceId,
    issuedTime,
  }),
};

export function listInvoices(exchange: Exchange): Reply {
  return listPage(exchange, () => exchange.open.registry.state.invoices.values(), INVOICES);
}

export function postBrand(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return write(exchange, 'brands', 'CREATE', null, (body) =>
    idOf(open.registry.registerBrand(body, now), (brand) => brand.brandId),
  );
}

export function putBrand(exchange: Exchange): Reply {
  const { open, now, params } = exchange;
  const [id = ''] = params;
  return write(exchange, 'brands', 'UPDATE', id, (body) =>
    idOf(open.registry.updateBrand(id, body, versionOf(exchange), now), () => id),
  );
}

export function postCampaign(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return write(exchange, 'campaigns', 'CREATE', null, (body) =>
    idOf(open.registry.registerCampaign(body, now), (campaign) => campaign.campaignId),
  );
}

export function putCampaign(exchange: Exchange): Reply {
  return changeCampaign(exchange, 'updateCampaign');
}

export function postResubmission(exchange: Exchange): Reply {
  return changeCampaign(exchange, 'resubmitCampaign');
}

export function postDeactivation(exchange: Exchange): Reply {
  return changeCampaign(exchange, 'deactivateCampaign');
}

export function postAssignments(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return writeBatch(exchange, (items) =>
    open.registry.assign(
      items.map((item, i) => ({
        phoneNumber: textOf(item, 'phoneNumber', i),
        campaignId: textOf(item, 'campaignId', i),
        version: itemVersion(item, i),
      })),
      now,
    ),
  );
}

export function postRemovals(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return writeBatch(exchange, (items) =>
    open.registry.remove(
      items.map((item, i) => ({
        phoneNumber: textOf(item, 'phoneNumber', i),
        version: itemVersion(item, i),
      })),
      now,
    ),
  );
}

function changeCampaign(
  exchange: Exchange,
  command: 'updateCampaign' | 'resubmitCampaign' | 'deactivateCampaign',
): Reply {
  const { open, now, params } = exchange;
  const [id = ''] = params;
  return write(exchange, 'campaigns', 'UPDATE', id, (body) =>
    idOf(open.registry[command](id, body, versionOf(exchange), now), () => id),
  );
}

function write(
  exchange: Exchange,
  resource: 'brands' | 'campaigns',
  operationType: OperationRecord['operationType'],
  id: string | null,
  effect: (body: Body) => string,
): Reply {
  const body = bodyOf(exchange);
  const fate = fateOf(exchange);
  const resourceId = fate.effect ? effect(body) : id;
  return accepted(exchange, { resource, resourceId, operationType, results: null, ...fate });
}

function writeBatch(
  exchange: Exchange,
  effect: (items: readonly Body[]) => readonly ItemResult[],
): Reply {
  const { items } = bodyOf(exchange);
  if (!Array.isArray(items) || items.length < 1 || items.length > BATCH_MAX) {
    throw new Problem(400, 'VALIDATION_ERROR', `must hold 1 to ${BATCH_MAX} items`, 'items');
  }
  const fate = fateOf(exchange);
  const results = fate.effect ? effect(items.map(itemOf)) : null;
  return accepted(exchange, {
    resource: 'numbers',
    resourceId: null,
    operationType: 'UPDATE',
    results: fate.outcome === 'COMPLETED' ? results : null,
    ...fate,
  });
}

/** How the operation ends, and whether the write takes effect: as it should, unless a fault rule says otherwise. */
function fateOf({ faults }: Exchange): { outcome: OperationRecord['outcome']; effect: boolean } {
  for (const fault of faults) {
    if (fault.kind === 'operation') {
      return { outcome: fault.status, effect: fault.effect ?? fault.status === 'UNKNOWN' };
    }
  }
  return { outcome: 'COMPLETED', effect: true };
}

function accepted(
  { open, now, base }: Exchange,
  {
    effect: _,
    ...facts
  }: Pick<OperationRecord, 'resource' | 'resourceId' | 'operationType' | 'results' | 'outcome'> & {
    readonly effect: boolean;
  },
): Reply {
  const { registry } = open;
  const times = operationTimes(now, registry.times.operation);
  const operation: OperationRecord = {
    operationId: `op_${String(registry.state.operationCount + 1).padStart(6, '0')}`,
    ...facts,
    ...times,
  };
  registry.put(['operation', operation]);
  // Always PENDING at first, however short the operation is.
  return { status: 202, body: renderOperation({ ...operation, endsAt: Infinity }, base, 0) };
}

function renderBrand(exchange: Exchange, brand: BrandRecord): object {
  return {
    brandId: brand.brandId,
    referenceId: brand.referenceId,
    status: brand.status,
    statusTime: brand.statusTime,
    statusReason: brand.statusReason,
    version: shownVersion(exchange, brand.version),
    ...rendered(BRAND_FIELDS, brand.content),
  };
}

function renderCampaign(exchange: Exchange, campaign: CampaignRecord): object {
  return {
    campaignId: campaign.campaignId,
    referenceId: campaign.referenceId,
    brandId: campaign.brandId,
    status: campaign.status,
    statusTime: campaign.statusTime,
    statusReason: campaign.statusReason,
    reviewTime: campaign.reviewTime,
    resubmissionReason: campaign.content['resubmissionReason'] ?? null,
    version: shownVersion(exchange, campaign.version),
    numberLimit: campaign.numberLimit,
    ...rendered(CAMPAIGN_FIELDS, campaign.content),
  };
}

function renderSmsNumber(exchange: Exchange, number: NumberRecord): object {
  return {
    phoneNumber: number.phoneNumber,
    status: number.status,
    campaignId: number.campaignId,
    statusTime: number.statusTime,
    statusReason: number.statusReason,
    version: shownVersion(exchange, number.version),
  };
}

function rendered(fields: readonly Field[], content: Content): object {
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const shown = name === 'taxId' ? 'taxIdMasked' : name;
      return [shown, content[shown] ?? (type === 'list' ? [] : null)];
    }),
  );
}

function tagged(exchange: Exchange, version: number, body: object): Reply {
  const headers = exchange.open.registry.strictness.versions ? { ETag: `"${version}"` } : {};
  return { status: 200, body, headers };
}

function shownVersion({ open }: Exchange, version: number): number | null {
  return open.registry.strictness.versions ? version : null;
}

/** The version in If-Match; null: unconditional. */
function versionOf({ ifMatch }: Exchange): number | null {
  if (ifMatch === null || ifMatch === '*') return null;
  const [, version] = /^"(\d+)"$/.exec(ifMatch.trim()) ?? [];
  if (version === undefined) {
    throw new Problem(400, 'VALIDATION_ERROR', 'must be a version in quotes', 'If-Match');
  }
  return Number(version);
}

function idOf<T>(answer: Answer<T>, read: (value: T) => string): string {
  return read(granted(answer));
}

function bodyOf({ body }: Exchange): Body {
  if (isBody(body) && Object.keys(body).length > 0) return body;
  throw new Problem(400, 'BAD_REQUEST', 'The body must be a JSON object that is not empty');
}

function itemOf(item: unknown, i: number): Body {
  if (isBody(item)) return item;
  throw new Problem(400, 'VALIDATION_ERROR', 'must be an object', `items[${i}]`);
}

function textOf(item: Body, name: string, i: number): string {
  const value = item[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Problem(400, 'VALIDATION_ERROR', 'must not be blank', `items[${i}].${name}`);
}

function itemVersion({ version }: Body, i: number): number | null {
  if (version === undefined || version === null) return null;
  if (Number.isInteger(version)) return Number(version);
  throw new Problem(400, 'VALIDATION_ERROR', 'must be a whole number', `items[${i}].version`);
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
