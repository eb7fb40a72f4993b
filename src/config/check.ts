/**
 * Check: what is wrong with a configuration that is well formed, found before any network.
 * Law: pure; reads only `Desired`, and every finding is an instance of a rule in the table.
 */
import type { Desired } from '../model/desired.ts';
import { byPlace, type Diagnostic } from '../model/diagnostic.ts';
import { silence } from './check/allow.ts';
import { checkBrand, checkOrders, checkSameCompany } from './check/blocks.ts';
import { checkBrandAddresses, checkContent } from './check/content.ts';
import { checkCopies } from './check/copies.ts';
import type { Finding } from './check/finding.ts';
import { checkIdentity } from './check/identity.ts';
import { checkLimits, checkNumbers, checkPresence } from './check/numbers.ts';

/** All findings that no `allow` silences, sorted by place; without `source`, which the loader adds. */
export function check(desired: Desired): readonly Diagnostic[] {
  const brands = new Map(desired.brands.map((brand) => [brand.key, brand]));
  const findings: Finding[] = [
    ...checkIdentity(desired),
    ...checkNumbers(desired),
    ...checkSameCompany(desired),
    ...checkCopies(desired.campaigns),
  ];
  for (const brand of desired.brands) {
    findings.push(...checkBrand(brand), ...checkBrandAddresses(brand));
  }
  for (const campaign of desired.campaigns) {
    findings.push(
      ...checkPresence(campaign),
      ...checkLimits(campaign),
      ...checkOrders(campaign),
      ...checkContent(campaign, brands.get(campaign.brand ?? '')),
    );
  }
  return [...silence(desired, findings)].sort(byPlace);
}
