/**
 * Several campaigns in one account, where the provider may allow one only.
 * Law: nothing is refused for what exists. Another registration is refused until a support case is recorded, and the text
 * to send stands ready. That a number can be put into a chosen campaign is told as unconfirmed where no source says so.
 */
import type { DesiredCampaign } from '../model/desired.ts';
import type { Change, Note, Refusal, SupportText } from '../model/plan.ts';
import type { LiveCampaign } from '../model/snapshot.ts';
import { type Context, liveCampaign } from './context.ts';

/** Whatever is not deactivated is, or may become, an active campaign. */
function countingOf({ snapshot }: Context): readonly LiveCampaign[] {
  return snapshot.campaigns.filter(({ status }) => status !== 'deactivated');
}

function isRecorded(block: DesiredCampaign | undefined): boolean {
  return block?.allow['active-campaigns'] !== undefined;
}

export function refuseActiveCampaigns(context: Context, changes: readonly Change[]): Refusal[] {
  const { max } = context.capabilities.activeCampaigns;
  if (max === null) return [];
  const have = countingOf(context).length;
  const registrations = changes.filter(
    ({ action, address }) => action === 'register' && address.startsWith('campaign/'),
  );
  const room = Math.max(0, max - have);
  const others = registrations.slice(0, room).flatMap(({ campaign }) => campaign ?? []);
  return registrations.slice(room).flatMap((made) => {
    const block = context.desired.campaigns.find(({ key }) => key === made.campaign);
    if (block === undefined || isRecorded(block)) return [];
    return [
      {
        rule: 'active-campaigns',
        message: `${understood(context, max)}, and ${taken(have, others)}. Every campaign counts that is not deactivated, also one that is pending or rejected. Ask support before paying for \`${block.key}\`, and record the case.`,
        line: 'allow: { active-campaigns: "case number and what support said" }',
        support: question(context, block, Math.max(have, max) + 1),
        changes: [made.id],
        place: made.place,
      },
    ];
  });
}

function understood({ capabilities: { label, activeCampaigns } }: Context, max: number): string {
  const doubt = activeCampaigns.confirmed ? '' : ' (nobody has confirmed this)';
  return `${label} is understood to allow ${max} active ${max === 1 ? 'campaign' : 'campaigns'} per account${doubt}`;
}

/** Who takes the places: what exists, and what this plan registers before. */
function taken(have: number, others: readonly string[]): string {
  const names = others.map((key) => `\`${key}\``).join(', ');
  const parts = [
    ...(have > 0 ? [`this account has ${have} already`] : []),
    ...(others.length > 0 ? [`this plan registers ${names} first`] : []),
  ];
  return parts.join(', and ');
}

/** `wanted`: campaigns that the account would have then. */
function question(context: Context, block: DesiredCampaign, wanted: number): SupportText {
  const company = companyOf(context, block);
  const purpose = block.content['description'];
  const ending = context.desired.campaigns.flatMap((other) =>
    other.deactivateForever === null ? [] : (liveCampaign(context, other)?.id ?? []),
  );
  const text = [
    'Subject: A further SMS campaign in our account',
    '',
    'Hello,',
    '',
    `May our account have ${wanted} active SMS campaigns at the same time?`,
    ...(company === null ? [] : [`Company: ${company}`]),
    ...countingOf(context).map(({ id, status }) => `Campaign now: ${id} (${stateOf(status)})`),
    ...ending.map((id) => `To be deactivated later: ${id}`),
    `Campaign wanted besides: ${block.key}`,
    ...(typeof purpose === 'string' ? [`Purpose: ${purpose}`] : []),
    '',
    'If it may: when SMS is turned on for a number, how is it put into one of the campaigns?',
    'We register nothing before your answer. Please tell us the case number.',
  ].join('\n');
  return { about: `whether the account may also have ${block.key}`, text };
}

function stateOf(status: LiveCampaign['status']): string {
  return status === 'approved' ? 'active' : status;
}

function companyOf({ brands, desired }: Context, { brand }: DesiredCampaign): string | null {
  const binding = brand === null ? undefined : brands.bindings.get(brand);
  const written = desired.brands.find(({ key }) => key === brand)?.content['legalName'];
  const name =
    binding?.state === 'bound' ? (binding.live.content['legalName'] ?? written) : written;
  return typeof name === 'string' ? name : null;
}

/** What is good to know where an account has several campaigns. */
export function campaignNotes(context: Context, changes: readonly Change[]): Note[] {
  const { label, activeCampaigns } = context.capabilities;
  const { max, confirmed } = activeCampaigns;
  const notes: Note[] = [];
  const counting = countingOf(context);
  const anyRecorded = counting.some(({ id }) => isRecorded(context.campaigns.blockOf.get(id)));
  if (max !== null && counting.length > max && !context.gaps.has('campaigns') && !anyRecorded) {
    notes.push({
      rule: 'active-campaigns',
      message: `The account has ${counting.length} campaigns that are not deactivated, and ${understood(context, max)}. Nothing is refused for those that exist.`,
      changes: [],
    });
  }
  const several = counting.filter(({ status }) => status === 'approved').length > 1;
  const never = new Set(
    changes.flatMap(({ action, refused, campaign }) =>
      action === 'register' && refused ? [campaign] : [],
    ),
  );
  const placed = changes.filter(
    (made) => choosesCampaign(made, several) && !never.has(made.campaign),
  );
  if (!confirmed && placed.length > 0) {
    const n = placed.length;
    const moves = placed.every(({ action }) => action === 'move');
    const what = moves ? (n === 1 ? 'move' : 'moves') : n === 1 ? 'change' : 'changes';
    notes.push({
      rule: 'campaign-choice-unknown',
      message: `${n} ${what} of this plan ${n === 1 ? 'chooses' : 'choose'} one campaign of several for a number. No source confirms that ${label} can do that; the next plan shows which campaign each number is in.`,
      changes: placed.map(({ id }) => id),
    });
  }
  return notes;
}

/** A move goes from one campaign to another; where several are active, turning SMS on chooses one too. */
function choosesCampaign({ action, from, to, refused }: Change, several: boolean): boolean {
  if (refused || to?.campaign == null || to.sms !== 'on') return false;
  const left = from?.campaign ?? null;
  return several || (action === 'move' && left !== null && left !== to.campaign);
}
