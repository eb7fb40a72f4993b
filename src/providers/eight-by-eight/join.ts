/**
 * Joins the SMS states of numbers, wherever they come from, to the inventory. Pure.
 * Law: a number whose SMS state was not told is `unknown`, never `off`.
 */
import type { E164 } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import type { Gap, LiveNumber, LiveSms } from '../../model/snapshot.ts';
import { crossCheck } from './cross-check.ts';
import type { Inventory } from './inventory.ts';

/** The numbers that a list of SMS states names. */
export interface SmsStates {
  readonly entries: ReadonlyMap<E164, LiveSms>;
  /** Why it is not complete; none: it is. */
  readonly gaps: readonly Gap[];
}

const NOT_TOLD: LiveSms = {
  status: 'unknown',
  campaignId: null,
  since: null,
  reason: null,
  version: null,
};

/** Every number that either names, by number. `gaps`: where the two contradict each other, beside their own. */
export function joinSms(
  inventory: Inventory,
  sms: SmsStates,
): { readonly numbers: readonly LiveNumber[]; readonly gaps: readonly Gap[] } {
  const named = new Set([...inventory.numbers.keys(), ...sms.entries.keys()]);
  const numbers = [...named].sort(compareText).map((number) => ({
    ...(inventory.numbers.get(number) ?? inventory.numberOf(number)),
    sms: sms.entries.get(number) ?? NOT_TOLD,
  }));
  const gaps = crossCheck({
    numbers,
    inventory: inventory.numbers,
    exportedIn: inventory.exportedIn,
    sms: sms.entries,
    holdersTold: inventory.users.every(({ numbersTold }) => numbersTold),
    gaps: [...inventory.gaps, ...sms.gaps],
  });
  return { numbers, gaps };
}
