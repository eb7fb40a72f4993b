/**
 * Blocks: what one brand or one campaign has to say before anybody pays for it.
 * Law: asked only of a block that may be registered; one bound by `id` manages what it writes and no more.
 */
import type { Desired, DesiredBrand, DesiredCampaign } from '../../model/desired.ts';
import { type Finding, findingIn, listed, placeOf } from './finding.ts';
import { hostOf } from './text.ts';

/** USD for one registration of a campaign, once (8x8 knowledge article on registration). */
const REGISTRATION_FEE = 89;

const PUBLIC_COMPANY_FIELDS = ['stock.symbol', 'stock.exchange', 'contactEmail'] as const;

export function checkBrand(brand: DesiredBrand): readonly Finding[] {
  const findings: Finding[] = [];
  if (brand.id === null && brand.taxIdFrom === null) {
    findings.push(
      findingIn(brand, 'tax-id-missing', null, {
        message: `Brand ${brand.key} does not say where its tax number comes from.`,
        hint: 'Add the name of the environment variable that holds it, such as `taxIdFrom: ACME_EIN`. If the brand is registered already, add its `id:` instead.',
      }),
    );
  }
  if (brand.content['legalForm'] === 'public-company') findings.push(...publicCompany(brand));
  return findings;
}

function publicCompany(brand: DesiredBrand): readonly Finding[] {
  const findings: Finding[] = [];
  const missing = PUBLIC_COMPANY_FIELDS.filter((name) => brand.content[name] === undefined);
  if (brand.id === null && missing.length > 0) {
    findings.push(
      findingIn(brand, 'public-company-details', 'legalForm', {
        message: `Brand ${brand.key} is a public company and lacks ${listed(missing.map((name) => `\`${name}\``))}.`,
        hint: 'Add them, such as `stock: { symbol: ACME, exchange: NYSE }` and `contactEmail: jane.doe@acme-dental.example`.',
      }),
    );
  }
  const email = brand.content['contactEmail'];
  const website = brand.content['website'];
  if (typeof email !== 'string' || typeof website !== 'string') return findings;
  const host = hostOf(website)?.replace(/^www\./, '');
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  if (host === undefined || domain === host || host.endsWith(`.${domain}`)) return findings;
  if (domain.endsWith(`.${host}`)) return findings;
  findings.push(
    findingIn(brand, 'contact-email-domain', 'contactEmail', {
      message: `The contact email of brand ${brand.key} is at ${domain}, and its website is at ${host}.`,
      hint: `Name a person with an address at ${host}; a distribution list is not accepted.`,
      related: [{ place: placeOf(brand, 'website'), message: 'the website' }],
    }),
  );
  return findings;
}

export function checkSameCompany(desired: Desired): readonly Finding[] {
  const findings: Finding[] = [];
  const byCompany = new Map<string, DesiredBrand>();
  for (const brand of desired.brands) {
    const { legalName, taxIdCountry } = brand.content;
    if (typeof legalName !== 'string') continue;
    const company = `${String(taxIdCountry ?? '')} ${legalName.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
    const other = byCompany.get(company.trim());
    if (other === undefined) {
      byCompany.set(company.trim(), brand);
      continue;
    }
    findings.push(
      findingIn(brand, 'brand-declared-twice', 'legalName', {
        message: `Brands ${other.key} and ${brand.key} are the same company, ${legalName}.`,
        hint: `Keep one brand and name it in both campaigns, as \`brand: ${other.key}\`.`,
        related: [{ place: placeOf(other, 'legalName'), message: `brand ${other.key}` }],
      }),
    );
  }
  return findings;
}

export function checkOrders(campaign: DesiredCampaign): readonly Finding[] {
  const { key, feeAccepted } = campaign;
  if (campaign.deactivateForever === null) {
    if (campaign.id !== null || feeAccepted === null || feeAccepted >= REGISTRATION_FEE) return [];
    return [
      findingIn(campaign, 'fee-below-registration', 'fee.accepted', {
        message: `Campaign ${key} accepts a fee of $${feeAccepted}; a registration costs $${REGISTRATION_FEE}.`,
        hint: `Write \`accepted: ${REGISTRATION_FEE}\` to let it be registered.`,
      }),
    ];
  }
  const findings: Finding[] = [];
  if (campaign.resubmit !== null) {
    findings.push(
      findingIn(campaign, 'deactivated-and-resubmitted', 'resubmit', {
        message: `Campaign ${key} is to be resubmitted and deactivated for ever.`,
        hint: 'Keep `resubmit` or `deactivateForever`, and delete the other.',
        related: [
          { place: placeOf(campaign, 'deactivateForever'), message: 'to be deactivated here' },
        ],
      }),
    );
  }
  if (feeAccepted !== null) {
    findings.push(
      findingIn(campaign, 'deactivated-with-fee', 'fee.accepted', {
        message: `Campaign ${key} is to be deactivated for ever and still accepts a fee of $${feeAccepted}.`,
        hint: 'Delete `fee:`; nothing is registered any more.',
      }),
    );
  }
  return findings;
}
