/**
 * Desired as the registry reads it back: it stores texts as they are sent, so it is we who send them tidy.
 * Law: pure; only what can make no difference to a reader is changed.
 */
import type { Desired } from '../../model/desired.ts';
import type { Content, FieldValue } from '../../model/kinds.ts';

export function canonicalDesired(desired: Desired): Desired {
  return {
    ...desired,
    brands: desired.brands.map((brand) => ({ ...brand, content: tidyContent(brand.content) })),
    campaigns: desired.campaigns.map((campaign) => ({
      ...campaign,
      content: tidyContent(campaign.content),
    })),
  };
}

function tidyContent(content: Content): Content {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]): [string, FieldValue] => [
      name,
      typeof value === 'string' ? tidy(value) : value.map(tidy),
    ]),
  );
}

/** YAML's block texts end in a line break, and files from Windows have others within. */
function tidy(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
