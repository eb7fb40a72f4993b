/**
 * What 8x8 and the sandbox can do, cost and let change, each with its source.
 * Law: what no source says stands as `unknown` or null.
 */
import type { Capabilities } from '../../model/capabilities.ts';

/** 8x8 as published: inventory through the Administration API, everything about SMS by hand in Admin Console. */
export const CONSOLE: Capabilities = {
  provider: '8x8',
  label: '8x8',
  sandbox: false,
  // No endpoint for brands, campaigns or the SMS switch of a number is published (OpenAPI files of July 2026).
  brands: 'manual',
  campaigns: 'manual',
  numbers: 'manual',
  // "How to enable SMS": contact support once the campaign is approved; carriers decide, campaign by campaign.
  limitRaise: 'manual',
  rebind: false,
  batchSize: 1,
  createGuard: 'none',
  conditionalWrites: false,
  // "Essentials": an operation that has not ended after ten minutes is a case for support.
  settleMs: 600_000,
  // The help speaks of *the* campaign of an account throughout, but nowhere says that there can be only one.
  activeCampaigns: { max: 1, confirmed: false },
  // Article on unregistered traffic: users created before that day have SMS on, with or without a campaign.
  smsOnByDefaultBefore: '2023-02-15',
  // "How to enable SMS" and the article on unregistered traffic.
  numbersPerCampaign: 48,
  fees: {
    brandRegistration: {
      usd: null,
      confirmed: false,
      note: 'no separate fee for a brand is published',
    },
    // Article on SMS registration, 2026-05-26.
    campaignRegistration: {
      usd: 89,
      confirmed: true,
      note: 'one-time registration fee on a later invoice; that it is charged for each campaign is our reading',
    },
    resubmission: {
      usd: 89,
      confirmed: false,
      note: 'up to $89, unconfirmed: no source says whether a resubmission is charged',
    },
    // Article on unregistered traffic.
    monthly: { usd: 0, confirmed: true, note: 'absorbed by 8x8' },
  },
  // No source says which fields of a verified brand or an approved campaign can be edited.
  mutability: { brand: {}, campaign: {} },
  times: {
    // "Registering a brand and a campaign": the answer takes about a minute.
    brand: 'about a minute',
    campaign: 'days',
    // "How to enable SMS".
    numberOn: 'up to 48 hours',
    // Article on numbers out of sync: down for up to a couple of hours. "How to enable SMS": turning on takes up to 48.
    move: 'a couple of hours as a rule, at most 48',
  },
};

/**
 * The sandbox: our own registry contract in 8x8's conventions, so that everything works through the API.
 * What differs from 8x8 is ours; the fee, the limit and the times are 8x8's.
 */
export const SANDBOX: Capabilities = {
  ...CONSOLE,
  provider: 'sandbox',
  label: 'Sandbox',
  sandbox: true,
  brands: 'api',
  campaigns: 'api',
  numbers: 'api',
  rebind: true,
  batchSize: 100,
  createGuard: 'enforced',
  conditionalWrites: true,
  // Its operations end within seconds.
  settleMs: 3_000,
  activeCampaigns: { max: null, confirmed: true },
  fees: {
    ...CONSOLE.fees,
    brandRegistration: {
      usd: 0,
      confirmed: true,
      note: 'the sandbox charges nothing for a brand',
    },
  },
  mutability: {
    // What the verification rests on stays once a brand is verified.
    brand: {
      legalName: 'fixed',
      legalForm: 'fixed',
      taxIdCountry: 'fixed',
      'alternativeId.type': 'fixed',
      'alternativeId.value': 'fixed',
      brandName: 'free',
      'stock.symbol': 'free',
      'stock.exchange': 'free',
      vertical: 'free',
      website: 'free',
      supportEmail: 'free',
      contactEmail: 'free',
    },
    // What carriers approved is looked at again when it changes.
    campaign: {
      brand: 'fixed',
      useCase: 'fixed',
      description: 're-review',
      callToAction: 're-review',
      privacyPolicy: 're-review',
      'optIn.keywords': 're-review',
      'optIn.message': 're-review',
      'optOut.keywords': 're-review',
      'optOut.message': 're-review',
      termsAndConditions: 'free',
      'help.keywords': 'free',
      'help.message': 'free',
      samples: 'free',
    },
  },
};

/**
 * 8x8 through a registry that keeps our contract. What the contract promises is relied on where a lie costs nothing;
 * that references are unique is not, so paid changes need a durable log there.
 */
export const GATEWAY: Capabilities = {
  ...SANDBOX,
  provider: '8x8',
  label: '8x8 via a gateway',
  sandbox: false,
  createGuard: 'searchable',
  settleMs: CONSOLE.settleMs,
  // Behind the gateway is the same 8x8.
  activeCampaigns: CONSOLE.activeCampaigns,
  fees: CONSOLE.fees,
};
