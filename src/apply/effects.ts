/**
 * Whether a write has *taken effect*, as far as what follows it is concerned. Pure.
 * A number is off (its place is free) · a brand is verified · a campaign is approved · anything else: accepted.
 */
import type { FoundObject } from '../model/port.ts';
import type { Job } from './scheduling.ts';

export type Effect =
  | { readonly state: 'there' }
  | { readonly state: 'not-yet' }
  /** It will not come by waiting. `reason`: a sentence. */
  | { readonly state: 'never'; readonly reason: string };

const THERE: Effect = { state: 'there' };
const NOT_YET: Effect = { state: 'not-yet' };

/** True: accepted is not enough, somebody has to look. */
export function takesTime({ change, half }: Job): boolean {
  return half === 'off' || change.action === 'turn-off' || change.action === 'register';
}

export function effectOf(found: readonly FoundObject[]): Effect {
  const [object, second] = found;
  if (object === undefined) return NOT_YET;
  if (second !== undefined) {
    return never(
      'The registry holds several objects with this reference; a person decides which is right.',
    );
  }
  switch (object.kind) {
    case 'number':
      return numberIsOff(object);
    case 'brand':
      return brandIsVerified(object);
    case 'campaign':
      return campaignIsApproved(object);
  }
}

function numberIsOff({ sms }: FoundObject & { kind: 'number' }): Effect {
  if (sms.status === 'off') return THERE;
  return sms.status === 'disabling-failed'
    ? never(`SMS could not be turned off${because(sms.reason)}.`)
    : NOT_YET;
}

function brandIsVerified({ brand }: FoundObject & { kind: 'brand' }): Effect {
  if (brand.status === 'verified') return THERE;
  return brand.status === 'failed' || brand.status === 'unverified'
    ? never(`The brand was registered, but its verification failed${because(brand.reason)}.`)
    : NOT_YET;
}

function campaignIsApproved({ campaign }: FoundObject & { kind: 'campaign' }): Effect {
  if (campaign.status === 'approved') return THERE;
  return campaign.status === 'pending' || campaign.status === 'unknown'
    ? NOT_YET
    : never(
        `The campaign was registered, but it is ${campaign.status}${because(campaign.reason)}.`,
      );
}

function never(reason: string): Effect {
  return { state: 'never', reason };
}

function because(reason: string | null): string {
  return reason === null ? '' : `: ${reason.replace(/[.\s]+$/u, '')}`;
}
