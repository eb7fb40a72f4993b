/**
 * Whether something is still as the plan saw it. Pure.
 * Law: what a hand changed meanwhile is not overwritten. Where the registry compares versions it says so itself;
 * elsewhere the object is read again just before the write.
 */
import { sameValue } from '../model/kinds.ts';
import type { Change } from '../model/plan.ts';
import type { FoundObject } from '../model/port.ts';
import type { LiveBrand, LiveCampaign, LiveSms } from '../model/snapshot.ts';
import type { Job } from './scheduling.ts';
import type { Ledger } from './steps.ts';

/** A sentence about what is not as it was; null: all is as the plan saw it. */
export function changedSince(
  job: Job,
  found: readonly FoundObject[],
  { seen }: Ledger,
): string | null {
  const [object] = found;
  if (object === undefined) return 'The registry no longer has it. Nothing was sent.';
  switch (object.kind) {
    case 'number':
      return smsChanged(smsBefore(job, seen.get(object.number)), object.sms);
    case 'brand':
      return contentChanged(job.change, object.brand);
    case 'campaign':
      return contentChanged(job.change, object.campaign);
  }
}

type SmsState = Pick<LiveSms, 'status' | 'campaignId'>;

/** What the number was when the plan was made; between the two halves of a move it is off, by our own hand. */
function smsBefore({ change, half }: Job, seen: LiveSms | undefined): SmsState | undefined {
  const isSecondHalf = half === 'on' && change.action === 'move';
  return isSecondHalf ? { status: 'off', campaignId: null } : seen;
}

function smsChanged(before: SmsState | undefined, now: SmsState): string | null {
  if (before === undefined) return null;
  if (before.status === now.status && before.campaignId === now.campaignId) return null;
  return nothingSent(`its SMS went from ${smsWords(before)} to ${smsWords(now)}`);
}

/** `on in C7GH42I`, `enabling failed`. */
function smsWords({ status, campaignId }: SmsState): string {
  const words = status.replace('-', ' ');
  return campaignId === null ? words : `${words} in ${campaignId}`;
}

function contentChanged({ from }: Change, live: LiveBrand | LiveCampaign): string | null {
  if (from === null) return null;
  const fields = Object.entries(from.fields ?? {})
    .filter(([name, seen]) => !sameValue(live.content[name], seen ?? undefined))
    .map(([name]) => name);
  if (from.status !== undefined && from.status !== live.status) fields.push('its status');
  if (from.reference !== undefined && from.reference !== (live.referenceId ?? '')) {
    fields.push('its reference');
  }
  return fields.length === 0 ? null : nothingSent(`somebody changed ${fields.join(', ')}`);
}

function nothingSent(what: string): string {
  return `Since the plan was made ${what}. Nothing was sent; apply again to see a fresh plan.`;
}
