/**
 * The words of a plan: what each action, risk, wait and part is called for an admin.
 */
import type { E164 } from '../../model/desired.ts';
import { formatPhone } from '../../model/phone.ts';
import type { Change, ChangeFee, Loss, Plan, WaitsFor } from '../../model/plan.ts';
import type { Part } from '../../model/snapshot.ts';
import { usd } from '../style.ts';

export type Sign = '+' | '~' | '-';

export function signOf({ action }: Change): Sign {
  switch (action) {
    case 'register':
    case 'assign':
      return '+';
    case 'update':
    case 'resubmit':
    case 'bind':
    case 'move':
    case 'switch':
      return '~';
    case 'deactivate':
    case 'turn-off':
      return '-';
  }
}

/** `kind` and name of an address such as `campaign/front-desk`. */
export function addressOf(address: string): { kind: string; name: string } {
  const slash = address.indexOf('/');
  return { kind: address.slice(0, slash), name: address.slice(slash + 1) };
}

/** The number in the address of one. */
export function numberOf(address: string): E164 {
  // The planner writes the address of a number as `number/` and its E.164.
  return addressOf(address).name as E164;
}

export function isNumber({ address }: { readonly address: string }): boolean {
  return addressOf(address).kind === 'number';
}

/** What happens. Under the heading of its campaign the campaign is not named again. */
export function deed(change: Change, where: 'under-heading' | 'alone'): string {
  const { kind, name } = addressOf(change.address);
  const alone = where === 'alone';
  const object = alone ? `${kind} ${name}` : `the ${kind}`;
  const from = change.from?.campaign ?? null;
  const here = alone && change.campaign !== null ? change.campaign : null;
  switch (change.action) {
    case 'register':
      return `register ${object}`;
    case 'update':
      return `change ${object}`;
    case 'resubmit':
      return `send ${object} to carriers again`;
    case 'deactivate':
      return `deactivate ${object} for ever`;
    case 'bind':
      return `rename ${object} in the registry`;
    case 'assign':
      if (change.from?.sms === 'on') return `put into ${here ?? 'the campaign'}`;
      return here === null ? 'SMS on' : `SMS on in ${here}`;
    case 'move':
      return `move${from === null ? '' : ` from ${from}`}${here === null ? '' : ` to ${here}`}`;
    case 'switch':
      return change.from?.number === undefined
        ? 'switch'
        : `switch from ${formatPhone(change.from.number)}`;
    case 'turn-off':
      return from === null ? 'SMS off' : `SMS off, leaves ${from}`;
  }
}

/** For whom SMS is down, and until when. */
export function lossWords(how: Loss['how'], times: Plan['times']): string {
  switch (how) {
    case 'for-good':
      return 'for good';
    case 'move':
      return `for ${times.move}`;
    case 'long':
      return 'until another move has made room';
  }
}

export function feeWords({ usd: amount, confirmed }: ChangeFee): string {
  if (amount === null) return 'FEE UNKNOWN';
  return confirmed ? `PAID ${usd(amount)} once` : `PAID up to ${usd(amount)}, unconfirmed`;
}

/** Completes "2 …". */
export function waitWords(reason: WaitsFor, campaign: string | null): string {
  const of = campaign === null ? '' : ` of ${campaign}`;
  switch (reason) {
    case 'brand-verification':
      return 'for verification of the brand';
    case 'campaign-approval':
      return `for approval${of}`;
    case 'campaign-review':
      return `for review${of}`;
    case 'number-on':
      return 'being turned on';
    case 'number-off':
      return 'being turned off';
    case 'place':
      return campaign === null ? 'for a place' : `for a place in ${campaign}`;
    case 'limit-raise':
      return `for a higher limit${of}`;
  }
}

/** The same for a change, which is not itself what is being turned on or off. */
export function changeWaitWords(reason: WaitsFor, campaign: string | null): string {
  switch (reason) {
    case 'number-on':
      return 'for a number to be on';
    case 'number-off':
      return 'for a number to be off';
    default:
      return waitWords(reason, campaign);
  }
}

export function partWords(part: Part): string {
  switch (part) {
    case 'users':
      return 'users';
    case 'inventory':
      return 'phone numbers';
    case 'brands':
      return 'brands';
    case 'campaigns':
      return 'campaigns';
    case 'sms':
      return 'SMS states';
  }
}
