/**
 * Deactivation: irreversible, asked for by `deactivateForever`, and only once no number is on the campaign.
 */
import type { DesiredCampaign } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, When } from '../model/plan.ts';
import { fillsPlace, type LiveCampaign, type LiveNumber } from '../model/snapshot.ts';
import { change } from './change.ts';
import { type Context, campaignName, type Findings, liveCampaign, numberLine } from './context.ts';
import { linesOf, numbersAreRead } from './lines.ts';

export function planDeactivations(context: Context, found: Findings): void {
  if (!numbersAreRead(context)) return;
  for (const block of context.desired.campaigns) {
    const live = liveCampaign(context, block);
    if (block.deactivateForever === null || live === null || live.status === 'deactivated')
      continue;
    const when = whenEmpty(context, found, block, live);
    if (when === null) continue;
    found.changes.push(
      change({
        address: `campaign/${block.key}`,
        action: 'deactivate',
        from: { id: live.id, status: live.status },
        to: { id: live.id, status: 'deactivated' },
        risk: 'irreversible',
        when,
        why: `Asked for: ${block.deactivateForever}. The fee is not refunded.`,
        campaign: block.key,
        place: block.places['deactivateForever'] ?? block.place,
      }),
    );
  }
}

/** null: refused, because somebody whom no line moves is still on it. */
function whenEmpty(
  context: Context,
  found: Findings,
  block: DesiredCampaign,
  live: LiveCampaign,
): When | null {
  if (live.status === 'pending' || live.status === 'unknown') {
    return {
      kind: 'waiting',
      since: live.since,
      for: 'campaign-approval',
      text:
        live.status === 'pending'
          ? 'Once carriers have decided on the campaign.'
          : 'The state of the campaign is not known here.',
    };
  }
  const leaves = changesThatLeave(context, found, live);
  const on = context.snapshot.numbers.filter(
    (number) => number.sms.campaignId === live.id && fillsPlace(number.sms),
  );
  const staying = on.filter(
    (number) => number.sms.status !== 'pending-off' && !leaves.has(number.number),
  );
  if (staying.length > 0) {
    refuse(context, found, block, staying);
    return null;
  }
  const before = on.flatMap((number) => leaves.get(number.number) ?? []);
  const late = before.find((made) => made.when.kind === 'waiting' || made.when.kind === 'by-hand');
  const pendingOff = on.find((number) => number.sms.status === 'pending-off');
  if (late !== undefined || pendingOff !== undefined) {
    return {
      kind: 'waiting',
      since: pendingOff?.sms.since ?? null,
      for: 'number-off',
      text: `${on.length} ${on.length === 1 ? 'number is' : 'numbers are'} still on it and on the way out.`,
    };
  }
  return before.length === 0
    ? { kind: 'now' }
    : {
        kind: 'after',
        changes: before.map((made) => made.id),
        text: `once its ${before.length === 1 ? 'number has' : `${before.length} numbers have`} left`,
      };
}

function refuse(
  context: Context,
  found: Findings,
  block: DesiredCampaign,
  staying: readonly LiveNumber[],
): void {
  const listed = new Set(linesOf(context).map((line) => line.written.number));
  const unlisted = staying.filter(({ number }) => !listed.has(number));
  const shown = staying.slice(0, 5).map(({ number }) => formatPhone(number));
  const more = staying.length > shown.length ? ' and more' : '';
  const advice =
    unlisted.length > 0
      ? 'List each under another campaign or under `noTexting`.'
      : 'What is written about it elsewhere cannot be done now; see why in this plan.';
  found.refusals.push({
    rule: 'deactivate-with-numbers',
    message:
      `\`${block.key}\` is to be deactivated, but ${staying.length} ${staying.length === 1 ? 'number is' : 'numbers are'} still on it: ` +
      `${shown.join(', ')}${more}. ${advice}`,
    line:
      unlisted.length === 0
        ? null
        : ['noTexting:', ...unlisted.map((number) => numberLine(context, number, '  '))].join('\n'),
    support: null,
    changes: [],
    place: block.places['deactivateForever'] ?? block.place,
  });
}

/** Number that leaves the campaign → its change. */
function changesThatLeave(
  context: Context,
  found: Findings,
  live: LiveCampaign,
): Map<string, Change> {
  const name = campaignName(context, live.id);
  const leaving = new Map<string, Change>();
  for (const made of found.changes) {
    if (!made.address.startsWith('number/') || made.from?.campaign !== name) continue;
    leaving.set(made.from.number ?? made.address.slice('number/'.length), made);
  }
  return leaving;
}
