/**
 * Content: what a reviewer at the carriers would stumble over in the texts of one campaign.
 * Law: looks only at what is written, and warns; the registry alone decides. Sources stand in the table of rules.
 */
import type { DesiredBlock, DesiredBrand, DesiredCampaign } from '../../model/desired.ts';
import { FIELDS } from '../../model/kinds.ts';
import { capital, list, type Text, text, textsOf } from './fields.ts';
import { type Finding, findingIn } from './finding.ts';
import { checkKeywords } from './keywords.ts';
import { earlierSimilar, wordSet } from './similar.ts';
import {
  givesContact,
  hasInsecureAddress,
  namesOneOf,
  placeholderIn,
  shortenerIn,
  tellsHowToGetHelp,
  tellsHowToStop,
  tellsRates,
  tellsWhereToOptIn,
  withoutSuffix,
} from './text.ts';

const REPLIES = ['optIn.message', 'optOut.message', 'help.message'] as const;
const TEXT_FIELDS = FIELDS.campaign
  .map((field) => field.name)
  .filter((name) => name !== 'useCase' && !name.endsWith('.keywords'));
const ADDRESSES = ['website', 'privacyPolicy', 'termsAndConditions'] as const;

/** Characters, as published by Twilio (campaign resource). */
const LENGTHS: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  description: { min: 40, max: 4096 },
  callToAction: { min: 40, max: 2048 },
  'optIn.message': { min: 20, max: 320 },
  'optOut.message': { min: 20, max: 320 },
  'help.message': { min: 20, max: 320 },
  samples: { min: 20, max: 1024 },
};

export function checkBrandAddresses(brand: DesiredBrand): readonly Finding[] {
  return addresses(brand, `brand ${brand.key}`, textsOf(brand, ['website']));
}

/** `brand`: the campaign's brand, where it is declared. */
export function checkContent(
  campaign: DesiredCampaign,
  brand: DesiredBrand | undefined,
): readonly Finding[] {
  if (campaign.deactivateForever !== null) return [];
  const texts = textsOf(campaign, TEXT_FIELDS);
  const of = `campaign ${campaign.key}`;
  return [
    ...brandNamed(campaign, brand),
    ...samples(campaign),
    ...replies(campaign),
    ...checkKeywords(campaign),
    ...callToAction(campaign),
    ...lengths(campaign, texts),
    ...placeholders(campaign, texts),
    ...addresses(campaign, of, texts),
  ];
}

function brandNamed(
  campaign: DesiredCampaign,
  brand: DesiredBrand | undefined,
): readonly Finding[] {
  const { brandName, legalName } = brand?.content ?? {};
  if (typeof brandName !== 'string') return [];
  const names = [brandName];
  if (typeof legalName === 'string') names.push(legalName, withoutSuffix(legalName));
  const isNamedIn = namesOneOf(names);
  return textsOf(campaign, [...REPLIES, 'samples'])
    .filter((item) => !isNamedIn(item.text))
    .map((item) =>
      findingIn(campaign, 'brand-not-named', item.field, {
        message: `${capital(item.title)} of campaign ${campaign.key} does not name ${brandName}.`,
        hint: `Begin it with \`${brandName}: \`.`,
      }),
    );
}

function samples(campaign: DesiredCampaign): readonly Finding[] {
  if (campaign.content['samples'] === undefined) return [];
  const texts = list(campaign, 'samples');
  const of = `campaign ${campaign.key}`;
  const findings: Finding[] = [];
  if (texts.length < 2 || texts.length > 5) {
    findings.push(
      findingIn(campaign, 'sample-count', 'samples', {
        message: `${capital(of)} has ${texts.length === 1 ? 'one sample' : `${texts.length} samples`}; two to five are asked for.`,
        hint: 'Give two to five messages as they are really sent, of different kinds.',
      }),
    );
  }
  if (texts.length > 0 && !texts.some(tellsHowToStop)) {
    findings.push(
      findingIn(campaign, 'samples-without-opt-out', 'samples', {
        message: `No sample of ${of} tells how to stop the messages.`,
        hint: 'Add `Reply STOP to opt out.` to at least one of them.',
      }),
    );
  }
  earlierSimilar(texts.map((text) => wordSet([text]))).forEach((twin, i) => {
    if (twin === null) return;
    findings.push(
      findingIn(campaign, 'samples-alike', `samples.${i}`, {
        message: `Samples ${twin + 1} and ${i + 1} of ${of} are ${texts[twin] === texts[i] ? 'the same' : 'nearly the same'}.`,
        hint: 'Replace one by another kind of message that this campaign sends.',
      }),
    );
  });
  return findings;
}

function replies(campaign: DesiredCampaign): readonly Finding[] {
  const findings: Finding[] = [];
  const optIn = text(campaign, 'optIn.message');
  if (optIn !== null) {
    const missing = [
      ...(tellsRates(optIn) ? [] : ['Msg & data rates may apply.']),
      ...(tellsHowToGetHelp(optIn) ? [] : ['Reply HELP for help.']),
      ...(tellsHowToStop(optIn) ? [] : ['Reply STOP to opt out.']),
    ];
    if (missing.length > 0) {
      findings.push(
        findingIn(campaign, 'opt-in-message-incomplete', 'optIn.message', {
          message: `The opt-in reply of campaign ${campaign.key} does not say everything that it has to: rates, HELP and STOP.`,
          hint: `Add \`${missing.join(' ')}\``,
        }),
      );
    }
  }
  const help = text(campaign, 'help.message');
  if (help !== null && !givesContact(help)) {
    findings.push(
      findingIn(campaign, 'help-message-without-contact', 'help.message', {
        message: `The help reply of campaign ${campaign.key} gives no way to reach you.`,
        hint: 'Add a phone number, an email address or a web page, such as `call 408 555 0100`.',
      }),
    );
  }
  return findings;
}

function callToAction(campaign: DesiredCampaign): readonly Finding[] {
  const words = text(campaign, 'callToAction');
  if (words === null || tellsWhereToOptIn(words)) return [];
  return [
    findingIn(campaign, 'call-to-action-vague', 'callToAction', {
      message: `The call to action of campaign ${campaign.key} does not say where or how people opt in.`,
      hint: 'Name the web page, the keyword to text, the form, or what people are asked on the phone or in person.',
    }),
  ];
}

function lengths(campaign: DesiredCampaign, texts: readonly Text[]): readonly Finding[] {
  return texts.flatMap((item) => {
    const range = LENGTHS[item.name];
    const length = item.text.length;
    if (range === undefined || (length >= range.min && length <= range.max)) return [];
    return findingIn(campaign, 'text-length', item.field, {
      message: `${capital(item.title)} of campaign ${campaign.key} has ${length} characters; ${range.min} to ${range.max} are asked for.`,
      hint: length < range.min ? 'Say more precisely what is sent, and to whom.' : 'Shorten it.',
    });
  });
}

function placeholders(campaign: DesiredCampaign, texts: readonly Text[]): readonly Finding[] {
  return texts.flatMap((item) => {
    const left = placeholderIn(item.text);
    if (left === null) return [];
    return findingIn(campaign, 'placeholder-left', item.field, {
      message: `${capital(item.title)} of campaign ${campaign.key} still contains "${left}".`,
      hint: 'Write the text as customers get it.',
    });
  });
}

function addresses(block: DesiredBlock, of: string, texts: readonly Text[]): readonly Finding[] {
  const findings: Finding[] = [];
  for (const item of texts) {
    const isAddress = ADDRESSES.some((name) => name === item.name);
    if (hasInsecureAddress(item.text) || (isAddress && !/^https:\/\//i.test(item.text))) {
      findings.push(
        findingIn(block, 'url-not-https', item.field, {
          message: `${capital(item.title)} of ${of} ${isAddress ? 'does not start with https://' : 'has an address that does not start with https://'}.`,
          hint: 'Write the address with https://, and see that it opens.',
        }),
      );
    }
    const shortener = shortenerIn(item.text);
    if (shortener !== null) {
      findings.push(
        findingIn(block, 'url-shortener', item.field, {
          message: `${capital(item.title)} of ${of} uses the link shortener ${shortener}.`,
          hint: 'Write the full address on your own domain.',
        }),
      );
    }
  }
  return findings;
}
