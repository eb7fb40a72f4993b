/**
 * What is live and written nowhere, and who cannot text today.
 * Law: reported with the lines to paste, never touched.
 */
import { whySilent } from '../model/can-text.ts';
import type { E164 } from '../model/desired.ts';
import { compareText } from '../model/diagnostic.ts';
import { type Kind, keyOfReference } from '../model/kinds.ts';
import type { Attention, CannotText, Change, Held, Unlisted } from '../model/plan.ts';
import type { LiveBrand, LiveCampaign, LiveNumber } from '../model/snapshot.ts';
import { type Context, campaignName, limitOf, liveCampaign, personOf } from './context.ts';
import type { Line } from './numbers.ts';
import { filledPlaces } from './places.ts';

export function unlistedOf(context: Context, lines: readonly Line[]): Unlisted[] {
  const listed = new Set(lines.map((line) => line.written.number));
  const stray = new Map<string, LiveNumber[]>();
  for (const number of context.snapshot.numbers) {
    const { status, campaignId } = number.sms;
    if (campaignId === null || listed.has(number.number)) continue;
    if (status === 'off' || status === 'enabling-failed' || status === 'pending-off') continue;
    const group = stray.get(campaignId);
    if (group === undefined) stray.set(campaignId, [number]);
    else group.push(number);
  }
  const brands = context.brands.free.filter((live) => !isOurs(context, 'brand', live));
  const campaigns = context.campaigns.free.filter(
    (live) => live.status !== 'deactivated' && !isOurs(context, 'campaign', live),
  );
  const free = new Set(campaigns.map((live) => live.id));
  return [
    ...brands.map((live) => unlistedBrand(context, live)),
    ...campaigns.map((live) => unlistedCampaign(context, live, stray.get(live.id) ?? [])),
    ...[...stray]
      .filter(([id]) => !free.has(id))
      .sort(([a], [b]) => compareText(campaignName(context, a), campaignName(context, b)))
      .map(([id, numbers]) => unlistedNumbers(context, id, numbers)),
  ];
}

/** It carries the reference of a block that is written: a blocked binding, reported there. */
function isOurs(context: Context, kind: Kind, live: LiveBrand | LiveCampaign): boolean {
  const key = orphanKey(context, kind, live);
  if (key === null) return false;
  const blocks = kind === 'brand' ? context.desired.brands : context.desired.campaigns;
  return blocks.some((block) => block.key === key || block.formerly.includes(key));
}

function orphanKey(context: Context, kind: Kind, live: LiveBrand | LiveCampaign): string | null {
  if (live.referenceId === null) return null;
  return keyOfReference(context.desired.account.name, kind, live.referenceId);
}

function unlistedBrand(context: Context, live: LiveBrand): Unlisted {
  const key = orphanKey(context, 'brand', live);
  const name = live.content['brandName'] ?? live.content['legalName'] ?? live.id;
  return {
    kind: 'brand',
    id: live.id,
    orphaned: key !== null,
    text: `Brand ${String(name)} (${live.id}, ${live.status})${wasOurs(key)}.`,
    lines: ['brands:', `  ${key ?? suggestKey(live.id)}:`, `    id: ${live.id}`],
  };
}

function unlistedCampaign(
  context: Context,
  live: LiveCampaign,
  numbers: readonly LiveNumber[],
): Unlisted {
  const key = orphanKey(context, 'campaign', live);
  const count = numbers.length === 1 ? '1 number' : `${numbers.length} numbers`;
  return {
    kind: 'campaign',
    id: live.id,
    orphaned: key !== null,
    text: `Campaign ${live.id} (${live.status}, ${count})${wasOurs(key)}.`,
    lines: [
      'campaigns:',
      `  ${key ?? suggestKey(live.id)}:`,
      `    id: ${live.id}`,
      ...(numbers.length === 0
        ? []
        : ['    numbers:', ...numbers.map((n) => numberLine(context, n))]),
    ],
  };
}

function unlistedNumbers(context: Context, id: string, numbers: readonly LiveNumber[]): Unlisted {
  const name = campaignName(context, id);
  const ending = context.campaigns.blockOf.get(id)?.deactivateForever != null;
  const many = numbers.length !== 1;
  return {
    kind: 'number',
    id: name,
    orphaned: false,
    text: `${numbers.length} ${many ? 'numbers are' : 'number is'} in ${name}, but no file mentions ${many ? 'them' : 'it'}.`,
    lines: ending
      ? ['noTexting:', ...numbers.map((n) => numberLine(context, n, '  '))]
      : ['campaigns:', `  ${name}:`, '    numbers:', ...numbers.map((n) => numberLine(context, n))],
  };
}

function numberLine(context: Context, number: LiveNumber, indent = '      '): string {
  const user = number.ownerId === null ? undefined : context.world.users.get(number.ownerId);
  return `${indent}${number.number}: ${user?.userName ?? 'anyone'}`;
}

function wasOurs(key: string | null): string {
  return key === null ? '' : `; it was registered for \`${key}\`, whose block is gone`;
}

function suggestKey(id: string): string {
  return id.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
}

/** Numbers that cannot text, that nothing in this plan mends, and that are not explained elsewhere. */
export function cannotTextOf(
  context: Context,
  lines: readonly Line[],
  changes: readonly Change[],
  held: readonly Held[],
): CannotText[] {
  const explained = new Set<string>([
    ...changes.map((made) => made.address),
    ...changes.flatMap((made) =>
      made.from?.number === undefined ? [] : [`number/${made.from.number}`],
    ),
    ...held.map((entry) => `number/${entry.number}`),
  ]);
  const campaignOf = new Map<E164, string | null>();
  for (const line of lines) campaignOf.set(line.written.number, line.block?.key ?? null);
  const silent: CannotText[] = [];
  for (const number of context.snapshot.numbers) {
    const listedIn = campaignOf.get(number.number);
    // Written under noTexting: it should not text.
    if (listedIn === null || explained.has(`number/${number.number}`)) continue;
    if (listedIn === undefined && number.sms.status !== 'on') continue;
    const silence = whySilent(number, context.world);
    if (silence === null || silence.rule === 'sms-pending') continue;
    silent.push({
      number: number.number,
      person: personOf(context, number),
      campaign: listedIn ?? null,
      reason: silence.reason,
      since: silence.since,
      next: silence.next,
    });
  }
  return silent.sort((a, b) => compareText(a.number, b.number));
}

/** What costs money or contradicts a record although nobody asked for anything. */
export function idleAndLimits(context: Context): Attention[] {
  const filled = filledPlaces(context);
  return context.desired.campaigns.flatMap((block): Attention[] => {
    const live = liveCampaign(context, block);
    if (live === null || live.status !== 'approved') return [];
    const address = `campaign/${block.key}`;
    const found: Attention[] = [];
    if (!filled.has(live.id) && block.numbers.length === 0 && block.deactivateForever === null) {
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
