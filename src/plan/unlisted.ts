/**
 * What is live and written nowhere, and who cannot text today.
 * Law: reported with the lines to paste, never touched.
 */
import { type Silence, whySilent } from '../model/can-text.ts';
import type { DesiredCampaign, E164 } from '../model/desired.ts';
import { compareText } from '../model/diagnostic.ts';
import { type Kind, keyOfReference } from '../model/kinds.ts';
import type { Attention, CannotText, Change, Held, Unlisted } from '../model/plan.ts';
import type { LiveBrand, LiveCampaign, LiveNumber } from '../model/snapshot.ts';
import {
  type Context,
  campaignName,
  limitOf,
  liveCampaign,
  numberLine,
  personOf,
} from './context.ts';
import { type Line, numbersAreRead } from './lines.ts';

export function unlistedOf(
  context: Context,
  lines: readonly Line[],
  held: readonly Held[],
): Unlisted[] {
  const stray = strayNumbers(context, lines, switchingUsers(context, held));
  // What a refusal names is told there, with the line to add.
  const brands = context.brands.free.filter((live) => !context.brands.contested.has(live.id));
  const campaigns = context.campaigns.free.filter(
    (live) => live.status !== 'deactivated' && !context.campaigns.contested.has(live.id),
  );
  const free = new Set(campaigns.map((live) => live.id));
  return [
    ...brands.map((live) => unlistedBrand(context, live)),
    ...campaigns.map((live) =>
      unlistedCampaign(context, live, context.filled.get(live.id) ?? 0, stray.get(live.id) ?? []),
    ),
    ...[...stray]
      .filter(([id]) => !free.has(id))
      .sort(([a], [b]) => compareText(campaignName(context, a), campaignName(context, b)))
      .map(([id, numbers]) => unlistedNumbers(context, id, numbers)),
  ];
}

/** Numbers that are in a campaign and in no line, by campaign id. */
function strayNumbers(
  context: Context,
  lines: readonly Line[],
  switching: ReadonlySet<string | null>,
): Map<string, LiveNumber[]> {
  const { numbers } = context.snapshot;
  const stray = new Map<string, LiveNumber[]>();
  const listedThere = lines.filter(({ live }) => live !== undefined && isIn(live)).length;
  // As a rule nobody is missing.
  if (numbers.filter(isIn).length === listedThere) return stray;
  const listed = new Set(lines.map((line) => line.written.number));
  for (const number of numbers) {
    const { campaignId } = number.sms;
    if (campaignId === null || !isIn(number) || listed.has(number.number)) continue;
    if (switching.has(number.ownerId)) continue;
    const group = stray.get(campaignId);
    if (group === undefined) stray.set(campaignId, [number]);
    else group.push(number);
  }
  return stray;
}

/** Users whose other number is held because of this one: the line to add is told there, and it is another one. */
export function switchingUsers(
  context: Context,
  held: readonly Held[],
): ReadonlySet<string | null> {
  const owners = held
    .filter(({ rule }) => rule === 'switch-needs-line')
    .map(({ number }) => context.world.numbers.get(number)?.ownerId ?? null);
  return new Set(owners.filter((owner) => owner !== null));
}

export function isIn({ sms: { status, campaignId } }: LiveNumber): boolean {
  return (
    campaignId !== null &&
    status !== 'off' &&
    status !== 'enabling-failed' &&
    status !== 'pending-off'
  );
}

/** What our reference on a live object that no block is bound to tells. */
interface Origin {
  /** Key to suggest for a block of it. */
  readonly key: string;
  /** Its own block was removed or renamed. */
  readonly orphaned: boolean;
  /** Continues the sentence about it. */
  readonly text: string;
}

function originOf(context: Context, kind: Kind, live: LiveBrand | LiveCampaign): Origin {
  const suggested = live.id.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  const key =
    live.referenceId === null
      ? null
      : keyOfReference(context.desired.account.name, kind, live.referenceId);
  if (key === null) return { key: suggested, orphaned: false, text: '' };
  const blocks = kind === 'brand' ? context.desired.brands : context.desired.campaigns;
  const heir = blocks.find((block) => block.key === key || block.formerly.includes(key));
  return heir === undefined
    ? { key, orphaned: true, text: `; it was registered for \`${key}\`, whose block is gone` }
    : {
        key: suggested,
        orphaned: false,
        text: `; it carries the reference of \`${key}\`, but \`${heir.key}\` is bound to another one`,
      };
}

function unlistedBrand(context: Context, live: LiveBrand): Unlisted {
  const { key, orphaned, text } = originOf(context, 'brand', live);
  const name = live.content['brandName'] ?? live.content['legalName'] ?? live.id;
  return {
    kind: 'brand',
    id: live.id,
    orphaned,
    text: `Brand ${String(name)} (${live.id}, ${live.status})${text}.`,
    lines: ['brands:', `  ${key}:`, `    id: ${live.id}`],
  };
}

function unlistedCampaign(
  context: Context,
  live: LiveCampaign,
  filled: number,
  stray: readonly LiveNumber[],
): Unlisted {
  const { key, orphaned, text } = originOf(context, 'campaign', live);
  const count = filled === 1 ? '1 number' : `${filled} numbers`;
  return {
    kind: 'campaign',
    id: live.id,
    orphaned,
    text: `Campaign ${live.id} (${live.status === 'approved' ? 'active' : live.status}, ${count})${text}.`,
    lines: campaignLines(context, key, live.id, stray),
  };
}

/** `id`: null where the block stands already. */
function campaignLines(
  context: Context,
  key: string,
  id: string | null,
  numbers: readonly LiveNumber[],
): string[] {
  return [
    'campaigns:',
    `  ${key}:`,
    ...(id === null ? [] : [`    id: ${id}`]),
    ...(numbers.length === 0
      ? []
      : ['    numbers:', ...numbers.map((number) => numberLine(context, number, '      '))]),
  ];
}

function unlistedNumbers(context: Context, id: string, numbers: readonly LiveNumber[]): Unlisted {
  const block = context.campaigns.blockOf.get(id) ?? onlyClaimant(context, id);
  const name = block?.key ?? id;
  const many = numbers.length !== 1;
  return {
    kind: 'number',
    id: name,
    orphaned: false,
    text: `${numbers.length} ${many ? 'numbers are' : 'number is'} in ${name}, but no file mentions ${many ? 'them' : 'it'}.`,
    lines: linesToKeep(context, id, numbers),
  };
}

/** Lines to paste for numbers that are in a campaign and in no file; what has ended, or will, keeps nobody. */
export function linesToKeep(
  context: Context,
  id: string,
  numbers: readonly LiveNumber[],
): readonly string[] {
  const block = context.campaigns.blockOf.get(id) ?? onlyClaimant(context, id);
  const ended = context.world.campaigns.get(id)?.status === 'deactivated';
  const ending = ended || (block !== undefined && block.deactivateForever !== null);
  return ending
    ? ['noTexting:', ...numbers.map((number) => numberLine(context, number, '  '))]
    : campaignLines(
        context,
        block?.key ?? id.toLowerCase(),
        block === undefined ? id : null,
        numbers,
      );
}

/** The block that may be bound to the campaign once its refusal is settled, unless others may be meant by it. */
function onlyClaimant(context: Context, id: string): DesiredCampaign | undefined {
  const { contested } = context.campaigns;
  const block = contested.get(id);
  const named = [...contested.values()].filter((other) => other === block);
  return named.length === 1 ? block : undefined;
}

/** Numbers that cannot text, that nothing in this plan mends, and that are not explained elsewhere. In a gap nobody knows. */
export function cannotTextOf(
  context: Context,
  lines: readonly Line[],
  changes: readonly Change[],
  held: readonly Held[],
): CannotText[] {
  if (!numbersAreRead(context)) return [];
  const silences = silencesIn(context);
  // As a rule everybody can text.
  if (silences.length === 0) return [];
  const explained = new Set<string>([
    ...changes.map((made) => made.address),
    ...changes.flatMap((made) =>
      made.from?.number === undefined ? [] : [`number/${made.from.number}`],
    ),
    ...held.map((entry) => `number/${entry.number}`),
  ]);
  const blockOf = new Map<E164, DesiredCampaign | null>();
  for (const line of lines) blockOf.set(line.written.number, line.block);
  const silent: CannotText[] = [];
  for (const { number, silence } of silences) {
    const listedIn = blockOf.get(number.number);
    // Written under noTexting: it should not text.
    if (listedIn === null || explained.has(`number/${number.number}`)) continue;
    if (listedIn === undefined && number.sms.status !== 'on') continue;
    silent.push({
      number: number.number,
      person: personOf(context, number),
      campaign: listedIn?.key ?? null,
      rule: silence.rule,
      reason: silence.reason,
      since: silence.since,
      next:
        listedIn !== undefined && ASKS_FOR_A_LINE.has(silence.rule)
          ? lookAt(context, listedIn)
          : silence.next,
    });
  }
  return silent.sort((a, b) => compareText(a.number, b.number));
}

/** Numbers that cannot text for more than a while, and why. */
function silencesIn(context: Context): { number: LiveNumber; silence: Silence }[] {
  const found: { number: LiveNumber; silence: Silence }[] = [];
  for (const number of context.snapshot.numbers) {
    const silence = whySilent(number, context.world);
    if (silence !== null && silence.rule !== 'sms-pending') found.push({ number, silence });
  }
  return found;
}

/** Reasons that go away when the number is listed in a campaign. */
export const ASKS_FOR_A_LINE: ReadonlySet<string> = new Set([
  'sms-off',
  'sms-without-campaign',
  'sms-on-by-default',
  'sms-enabling-failed',
]);

/** Listed, and still nothing is planned: what stands in the way is told about its campaign, or the brand of that. */
function lookAt(context: Context, { key, brand }: DesiredCampaign): string {
  const absent = context.campaigns.bindings.get(key)?.state === 'absent';
  if (!absent || brand === null) return `see what this plan says about ${key}`;
  return context.brands.bindings.get(brand)?.state === 'unread'
    ? 'plan again once the brands can be read'
    : `see what this plan says about brand ${brand}`;
}

/** What costs money or contradicts a record although nobody asked for anything. */
export function idleAndLimits(context: Context): Attention[] {
  return context.desired.campaigns.flatMap((block): Attention[] => {
    const live = liveCampaign(context, block);
    if (live === null || live.status !== 'approved') return [];
    const address = `campaign/${block.key}`;
    const found: Attention[] = [];
    if (
      !context.filled.has(live.id) &&
      block.numbers.length === 0 &&
      block.deactivateForever === null
    ) {
      found.push({
        rule: 'campaign-idle',
        address,
        message:
          'The campaign is active and has no numbers. T-Mobile charges $250 after 60 days without one.',
        since: live.since,
        next: 'List numbers, or deactivate it.',
      });
    }
    const recorded = block.limitGranted;
    const { limit, from } = limitOf(context, block);
    if (recorded !== null && from === 'registry' && limit !== recorded.numbers) {
      found.push({
        rule: 'limit-differs',
        address,
        message: `Case ${recorded.case} records a limit of ${recorded.numbers}, but the registry allows ${limit}.`,
        since: null,
        next: 'Ask support about the case. The limit of the registry is used.',
      });
    }
    return found;
  });
}
