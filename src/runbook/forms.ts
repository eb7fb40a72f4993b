/**
 * Forms: a brand or campaign as a person fills it in or ends it, field by field, in the order of Admin Console.
 * Law: what is submitted is what is written; the tax id is named by its environment variable and is never here.
 */
import type { DesiredBrand, DesiredCampaign } from '../model/desired.ts';
import { type Content, FIELDS, type FieldValue, type Kind } from '../model/kinds.ts';
import type { Change } from '../model/plan.ts';
import type { FormField } from '../model/runbook.ts';
import type { Facts, Told } from './step.ts';
import { count, keyOf, withId, withStop } from './words.ts';

/** Of the pages about registering brands and campaigns, and of the article on rejected ones. */
const FULL_ADMIN = 'It takes a full administrator of 8x8; Manager Express is not enough.';
const AS_WRITTEN =
  'Enter every field as it stands here. Where the form has a list, choose the entry that means the same; how Admin Console spells it is not known here.';
const WEBSITE =
  'First open the website: the SMS disclaimer near the contact form, and the privacy policy with the sentence that mobile data is not shared, have to be live. Carriers look at them, and they are the most frequent reason for a rejection.';
const REJECTION = 'Each rejection adds at least two weeks.';

export function formOf(change: Change, facts: Facts): Told {
  const kind: Kind = change.address.startsWith('brand/') ? 'brand' : 'campaign';
  switch (change.action) {
    case 'register':
      return kind === 'brand' ? newBrand(change, facts) : newCampaign(change, facts);
    case 'resubmit':
      return resubmission(change, facts);
    case 'deactivate':
      return deactivation(change, facts);
    default:
      return edit(change, kind, facts);
  }
}

function newBrand(change: Change, { desired, plan }: Facts): Told {
  const key = keyOf(change.address);
  const block = desired.brands.find((brand) => brand.key === key);
  return {
    title: `Register brand ${key}`,
    instructions: [
      'Look first whether the form holds a brand already. If it does, do not send another one: where it is this one, write down its ID and tick the box.',
      FULL_ADMIN,
      AS_WRITTEN,
      'The legal name and the tax id have to be as the IRS has them, to the letter.',
      `Save and submit. The answer takes ${plan.times.brand}.`,
      ...(block?.content['contactEmail'] === undefined
        ? []
        : [
            'The brand contact may get a mail from The Campaign Registry and has to confirm it; the brand waits until then.',
          ]),
    ],
    fields: block === undefined ? [] : brandFields(block),
    asks: 'brand-id',
  };
}

/** The tax id stands behind the legal form, as in the form. */
function brandFields(block: DesiredBrand): FormField[] {
  const fields = [...written('brand', block.content)];
  const legalForm = FIELDS.brand.find(({ name }) => name === 'legalForm')?.label;
  const at = fields.findIndex(({ label }) => label === legalForm) + 1;
  fields.splice(at === 0 ? fields.length : at, 0, {
    label: 'Tax Number/ID/EIN/UTR',
    values: [],
    before: null,
    secretFrom: block.taxIdFrom,
  });
  return fields;
}

function newCampaign(change: Change, { desired, plan }: Facts): Told {
  const block = blockOf(change, desired.campaigns);
  const key = keyOf(change.address);
  const of = block === undefined || block.brand === null ? '' : ` of brand ${block.brand}`;
  return {
    title: `Register campaign ${key}${of}`,
    instructions: [
      'Look first whether Admin Console shows such a campaign already. If it does, do not send another one: where it is this one, write down its ID and tick the box.',
      WEBSITE,
      AS_WRITTEN,
      `Save and submit. Carriers take ${plan.times.campaign} to approve it. ${REJECTION}`,
    ],
    fields: block === undefined ? [] : written('campaign', block.content),
    asks: 'campaign-id',
  };
}

function resubmission(change: Change, { desired, snapshot }: Facts): Told {
  const block = blockOf(change, desired.campaigns);
  const live = snapshot.campaigns.find(({ id }) => id === change.to?.id);
  const fields = differing(change, 'campaign');
  const reason = block?.resubmit ?? null;
  return {
    title: `Send campaign ${withId(keyOf(change.address), live)} to carriers again`,
    instructions: [
      'Look first whether Admin Console still shows it as rejected. If it does not, do not send it another time: tick the box.',
      ...((live?.reason ?? null) === null
        ? ['Read in Admin Console why carriers rejected it.']
        : [`Carriers rejected it: ${withStop(live?.reason ?? '')}`]),
      ...(reason === null ? [] : [`What was mended: ${withStop(reason)}`]),
      WEBSITE,
      fields.length === 0
        ? 'Change no field, and submit it again.'
        : fields.some(({ before }) => before === null)
          ? 'Nobody has written down what its form holds: compare every field with what stands here, change what differs, leave the others as they are, then submit it again.'
          : `Change ${count(fields.length, 'field')} and leave the others as they are, then submit it again.`,
      REJECTION,
    ],
    fields,
  };
}

function edit(change: Change, kind: Kind, { snapshot }: Facts): Told {
  const fields = differing(change, kind);
  const all = kind === 'brand' ? snapshot.brands : snapshot.campaigns;
  const live = all.find(({ id }) => id === change.from?.id);
  return {
    title: `Change ${kind} ${withId(keyOf(change.address), live)}: ${count(fields.length, 'field')}`,
    instructions: [
      `Change ${fields.length === 1 ? 'this field' : 'these fields'}, leave the others as they are, and save.`,
      ...(change.why === '' ? [] : [withStop(change.why)]),
    ],
    fields,
  };
}

function deactivation(change: Change, { desired, snapshot }: Facts): Told {
  const reason = blockOf(change, desired.campaigns)?.deactivateForever ?? null;
  const live = snapshot.campaigns.find(({ id }) => id === change.from?.id);
  return {
    title: `Deactivate campaign ${withId(keyOf(change.address), live)} for ever`,
    instructions: [
      ...(reason === null ? [] : [`Asked for: ${withStop(reason)}`]),
      'Look first at the SMS page: no number may be on this campaign. Compare its ID, too.',
      'Deactivation goes to carriers at once and cannot be undone: every number on the campaign loses SMS, and the content of its form is deleted. The brand stays. The fee is not refunded.',
    ],
  };
}

function blockOf(
  { address }: Change,
  campaigns: readonly DesiredCampaign[],
): DesiredCampaign | undefined {
  return campaigns.find(({ key }) => key === keyOf(address));
}

/** Every written field. */
function written(kind: Kind, content: Content): FormField[] {
  return FIELDS[kind].flatMap(({ name, label }) => {
    const value = content[name];
    return value === undefined
      ? []
      : [{ label, values: valuesOf(value), before: null, secretFrom: null }];
  });
}

/** What changes, with what it was. */
function differing({ from, to }: Change, kind: Kind): FormField[] {
  const after = to?.fields ?? {};
  return FIELDS[kind].flatMap(({ name, label }) =>
    Object.hasOwn(after, name)
      ? [
          {
            label,
            values: valuesOf(after[name] ?? null),
            before: from?.fields === undefined ? null : valuesOf(from.fields[name] ?? null),
            secretFrom: null,
          },
        ]
      : [],
  );
}

function valuesOf(value: FieldValue | null): readonly string[] {
  if (value === null) return [];
  return typeof value === 'string' ? [value] : value;
}
