/**
 * Changes: how one is made and named.
 * Law: the id is a hash of what a reviewer approves (address, action, from, to, worst-case fee, risk) and of nothing else.
 */
import { createHash } from 'node:crypto';
import type { Fee } from '../model/capabilities.ts';
import { compareText } from '../model/diagnostic.ts';
import type { Change, ChangeFee } from '../model/plan.ts';

export type Draft = Omit<Change, 'id' | 'refused' | 'onAfter' | 'fee' | 'person'> &
  Partial<Pick<Change, 'refused' | 'onAfter' | 'fee' | 'person'>>;

export function change(draft: Draft): Change {
  // Written out, so that the JSON of every change has its members in one order.
  const whole = {
    address: draft.address,
    action: draft.action,
    from: draft.from,
    to: draft.to,
    risk: draft.risk,
    fee: draft.fee ?? null,
    when: draft.when,
    onAfter: draft.onAfter ?? null,
    why: draft.why,
    campaign: draft.campaign,
    person: draft.person ?? null,
    place: draft.place,
    refused: draft.refused ?? false,
  };
  return { id: changeId(whole), ...whole };
}

export function changeId(of: Omit<Change, 'id'>): string {
  const approved = [of.address, of.action, of.from, of.to, of.fee?.usd ?? null, of.risk];
  return createHash('sha256').update(stable(approved)).digest('hex').slice(0, 12);
}

/** JSON with sorted keys: equal values give equal bytes. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    entries.sort(([a], [b]) => compareText(a, b));
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${stable(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** What a paid step costs, and what was accepted for it (USD). */
export function feeOf(fee: Fee, accepted: number | null): ChangeFee {
  return { usd: fee.usd, confirmed: fee.confirmed, accepted, note: fee.note };
}

/** `: reason`, to go before a full stop. */
export function because(reason: string | null): string {
  return reason === null ? '' : `: ${reason.replace(/[.\s]+$/u, '')}`;
}
