/**
 * Reading our part: brands, campaigns, SMS numbers and invoices, as schema/sms-registry.openapi.yaml describes them.
 */
import { type Exchange, Problem, type Reply } from './exchange.ts';
import { BRAND_FIELDS, CAMPAIGN_FIELDS, type Field } from './fields.ts';
import { type ListRules, listPage } from './pages.ts';
import { numberOf } from './published.ts';
import type {
  BrandRecord,
  CampaignRecord,
  Content,
  InvoiceRecord,
  NumberRecord,
} from './records.ts';

const PAGE_MAX = 1000;

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
